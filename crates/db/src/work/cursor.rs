//! Readers of the journal: each has a cursor that advances in the transaction of what it did, so
//! that every event is dealt with once.

use base::Result;

use crate::journal::{self, Entry};
use crate::tx::Tx;

impl Tx<'_> {
    /// Whether there are events that this reader has not dealt with: a read, so that nothing is written and
    /// nobody woken when there are none.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn is_behind(&mut self, reader: &str) -> Result<bool> {
        let place = self.first("SELECT tx, seq FROM journal_cursor WHERE name = $1", &[&reader])?;
        Ok(!journal::after(self, place.unwrap_or((0, 0)), 1)?.is_empty())
    }

    /// Events this reader has not dealt with; its cursor moves past them with this transaction. Two
    /// nodes never get the same ones: the cursor's row is locked.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn advance(&mut self, reader: &str, limit: i64) -> Result<Vec<Entry>> {
        self.send(
            "INSERT INTO journal_cursor (name, tx, seq) VALUES ($1, 0, 0) ON CONFLICT (name) DO NOTHING",
            &[&reader],
        )?;
        let place: (i64, i64) =
            self.one("SELECT tx, seq FROM journal_cursor WHERE name = $1 {for_update}", &[&reader])?;
        let entries = journal::after(self, place, limit)?;
        if let Some(last) = entries.last() {
            self.send(
                "UPDATE journal_cursor SET tx = $1, seq = $2 WHERE name = $3",
                &[&last.tx, &last.seq, &reader],
            )?;
        }
        Ok(entries)
    }
}
