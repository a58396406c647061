//! How a batch is broken on purpose: a statement fails, the power fails, the program dies.

use std::path::Path;
use std::sync::Arc;

use base::id::TaskId;
use base::{Ctx, Error, Result};
use db::{Db, Tx};
use testdb::system_ctx;

use crate::house::wiring;
use crate::moves::Done;
use crate::scene::{Scene, open};

/// All that is on the disk at this moment, as after a power failure.
pub(crate) fn image(from: &Path, to: &Path) {
    for name in ["test.db", "test.db-wal"] {
        if from.join(name).exists() {
            std::fs::copy(from.join(name), to.join(name)).unwrap();
        }
    }
}

fn log_size(folder: &Path) -> u64 {
    std::fs::metadata(folder.join("test.db-wal")).map_or(0, |file| file.len())
}

impl Scene {
    /// The same command fails at one of its statements: nothing of it is left.
    pub(crate) fn break_it(
        &mut self,
        mut run: impl FnMut(&mut Tx<'_>, &Ctx) -> Result<Done> + Send + 'static,
    ) {
        let after = self.dice.below(40);
        let before = self.print();
        let outcome = self.db.write_now(&self.ctx(), move |tx, ctx| {
            tx.fail_after(after);
            run(tx, ctx)?;
            // It had fewer statements: then it fails at its end.
            Err::<(), _>(Error::Fault(anyhow::anyhow!(db::ON_PURPOSE)))
        });
        match outcome {
            Err(Error::Fault(fault)) if !format!("{fault:#}").contains(db::ON_PURPOSE) => {
                self.fail(&format!("broken on purpose it fails otherwise: {fault:#}"));
            }
            _ => self.count("broken on purpose", 1),
        }
        if self.print() != before {
            self.fail("a command that failed left something behind");
        }
    }

    /// What every command changes in one way or another.
    fn print(&self) -> Vec<i64> {
        let print = |tx: &mut Tx<'_>| {
            let counts = [
                "SELECT COALESCE(MAX(seq), 0) FROM journal",
                "SELECT CAST(COALESCE(SUM(revision), 0) AS BIGINT) FROM process_case",
                "SELECT CAST(COALESCE(SUM(revision), 0) AS BIGINT) FROM task",
                "SELECT COUNT(*) FROM timer",
                "SELECT COUNT(*) FROM incident",
                "SELECT CAST(COALESCE(SUM(LENGTH(value)), 0) AS BIGINT) FROM setting",
            ];
            counts.iter().map(|sql| tx.one::<(i64,)>(sql, &[]).map(|(it,)| it)).collect::<Result<Vec<i64>>>()
        };
        self.db.read_now(print).unwrap()
    }

    /// The power fails while a command runs; what the disk holds is opened again. Gives what stands for certain.
    pub(crate) fn crash(
        &mut self,
        mut run: impl FnMut(&mut Tx<'_>, &Ctx) -> Result<Done> + Send + 'static,
    ) -> Option<(TaskId, String)> {
        let Some(folder) = self.folder.clone() else { return self.restart(run) };
        let next = testdb::scratch_folder();
        let (ctx, size) = (self.ctx(), log_size(&folder));
        let acknowledged = match self.dice.below(3) {
            0 => {
                let (from, to) = (folder.clone(), next.clone());
                let _ = self.db.write_now(&ctx, move |tx, ctx| {
                    let done = run(tx, ctx);
                    image(&from, &to);
                    done.map(drop)
                });
                self.count("crash before the commit", 1);
                None
            }
            1 => {
                let done = self.db.write_now(&ctx, run);
                image(&folder, &next);
                self.count("crash after the commit", 1);
                done.ok().and_then(|done| done.decided)
            }
            _ => {
                let _ = self.db.write_now(&ctx, run);
                image(&folder, &next);
                let grown = log_size(&next).saturating_sub(size);
                if grown > 0 {
                    let file = std::fs::File::options().write(true).open(next.join("test.db-wal")).unwrap();
                    file.set_len(size + self.dice.below(grown)).unwrap();
                }
                self.count("crash within the commit", 1);
                None
            }
        };
        self.db = open(&next);
        let _ = std::fs::remove_dir_all(folder);
        self.folder = Some(next);
        acknowledged
    }

    /// Where the server keeps the data: the program dies, and another takes over.
    fn restart(
        &mut self,
        run: impl FnMut(&mut Tx<'_>, &Ctx) -> Result<Done> + Send + 'static,
    ) -> Option<(TaskId, String)> {
        let done = self.db.write_now(&self.ctx(), run);
        self.db = Db::open(self.db.config(), wiring(), Arc::clone(&system_ctx().ids)).unwrap();
        self.count("restart", 1);
        done.ok().and_then(|done| done.decided)
    }
}
