//! Numbers that people quote: `SO-20261123-0042`.

use base::id::NODES;
use base::{Ctx, Error, Result};

use crate::tx::Tx;

/// Numbers a PostgreSQL lane takes at a time, so that orders do not queue for one row.
const BLOCK: i64 = 50;

const TAKE: &str = "INSERT INTO number_sequence (name, next_value) VALUES ($1, $2 + 1)
     ON CONFLICT (name) DO UPDATE SET next_value = number_sequence.next_value + $2
     RETURNING next_value";

impl Tx<'_> {
    /// The next number of a kind today, `SO-20261123-0042`. Numbers may be skipped, never given twice.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn next_number(&mut self, kind: &str, ctx: &Ctx) -> Result<String> {
        let name = format!("{kind}-{}", ctx.today().compact());
        let value = self.take(&name)?;
        Ok(format!("{name}-{value:04}"))
    }

    /// The next number of a kind this year without gaps, `INV-2026-000042`. Holds a lock until the
    /// commit: take it last.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn next_number_gapless(&mut self, kind: &str, ctx: &Ctx) -> Result<String> {
        let name = format!("{kind}-{:04}", ctx.today().0.year());
        if let Some(lane) = self.lane() {
            lane.commit_soon = true;
        }
        let (next,): (i64,) = self.one(TAKE, &[&name, &1i64])?;
        Ok(format!("{name}-{:06}", next - 1))
    }

    /// A number for a process that opens this database: no other has it until a thousand more were opened.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn next_node(&mut self, ctx: &Ctx) -> Result<i64> {
        let (id,): (i64,) = self.one("INSERT INTO node (started_at) VALUES ($1) RETURNING id", &[&ctx.at])?;
        Ok(id % NODES)
    }

    fn take(&mut self, name: &str) -> Result<i64> {
        let Some(lane) = self.lane() else {
            let (next,): (i64,) = self.one(TAKE, &[&name, &1i64])?;
            return Ok(next - 1);
        };
        if let Some(value) = lane.numbers.get_mut(name).and_then(Iterator::next) {
            return Ok(value);
        }
        let side = lane.side().map_err(Error::Fault)?;
        let found: Vec<(i64,)> = side.query(TAKE, &[&name, &BLOCK])?;
        let next = found.first().map_or(BLOCK + 1, |row| row.0);
        let mut block = next - BLOCK..next;
        let value = block.next().unwrap_or(next);
        lane.numbers.retain(|_, left| !left.is_empty());
        lane.numbers.insert(name.to_owned(), block);
        Ok(value)
    }
}
