//! Readers of the journal: each has a cursor that advances in the transaction of what it did, so
//! that every event is dealt with once.

use base::Result;

use crate::journal::{self, Entry};
use crate::tx::Tx;

/// Events that one look passes at least, whatever their kinds, when there are as many.
const WINDOW: i64 = 2_000;

/// What a reader has not dealt with.
#[derive(Debug, Clone)]
pub struct News {
    /// Those of the kinds it answers.
    pub entries: Vec<Entry>,
    /// Where its cursor stood, and where it stands when these are dealt with.
    from: (i64, i64),
    upto: (i64, i64),
}

impl Tx<'_> {
    /// What happened after a reader's cursor: at most `limit` events of some kinds; `None` when nothing
    /// happened at all. A look: it costs no commit, so it may be had on a snapshot.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn news(&mut self, reader: &str, kinds: &[&str], limit: i64) -> Result<Option<News>> {
        let place = self.first("SELECT tx, seq FROM journal_cursor WHERE name = $1", &[&reader])?;
        let from = place.unwrap_or((0, 0));
        let Some(upto) = journal::end_of(self, from, limit.max(WINDOW))? else { return Ok(None) };
        let entries = journal::between(self, from, upto, kinds, limit)?;
        // As many as may be dealt with at once: what comes after the last of them is left for the next time.
        let full = entries.last().filter(|_| entries.len() as u64 == limit.unsigned_abs());
        let upto = full.map_or(upto, |last| (last.tx, last.seq));
        Ok(Some(News { entries, from, upto }))
    }

    /// Moves a reader's cursor past its news, in the transaction that deals with them; `false` when
    /// somebody else was faster: two nodes never deal with the same ones.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn advance(&mut self, reader: &str, news: &News) -> Result<bool> {
        if news.from == (0, 0) {
            self.send(
                "INSERT INTO journal_cursor (name, tx, seq) VALUES ($1, 0, 0) ON CONFLICT (name) DO NOTHING",
                &[&reader],
            )?;
        }
        let moved = self.exec(
            "UPDATE journal_cursor SET tx = $1, seq = $2 WHERE name = $3 AND tx = $4 AND seq = $5",
            &[&news.upto.0, &news.upto.1, &reader, &news.from.0, &news.from.1],
        )?;
        Ok(moved == 1)
    }
}
