//! One batch: its database, its clock, its commands one after the other, and what was acknowledged so far.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use base::id::{CaseId, TaskId};
use base::time::MINUTE_US;
use base::{At, Ctx, Error, Grants, Result};
use db::{Config, Db, Tx};
use process::commands::repair;
use sketch::Dice;
use testdb::{START, TestDb, ctx_at, system_ctx};

use crate::harm::image;
use crate::house::{HOUSE, wiring};
use crate::judge::judge;
use crate::moves::{Around, Done, Move};
use crate::setup::{self, Staff};
use crate::versions::PROCESSES;

/// How often each thing happened.
pub(crate) type Tally = BTreeMap<String, u64>;

/// Cases under way at a time.
const AT_ONCE: i64 = 10;
/// Commands until what still runs is ended by hand, for each case.
const COMMANDS: u64 = 16;
/// Commands between two looks at everything.
const LOOK_EVERY: u64 = 50;
/// One command in so many is broken after some of its statements, and one dies with its database.
const BREAKS: u64 = 12;
const CRASHES: u64 = 90;

/// A command that holds the writer for so long goes round in circles, however busy the machine is.
const TOO_LONG: Duration = Duration::from_secs(60);

pub(crate) struct Scene {
    pub(crate) seed: u64,
    pub(crate) dice: Dice,
    at: At,
    pub(crate) db: Db,
    /// Removes the database of a server when it is dropped.
    _server: Option<TestDb>,
    /// Where the files are.
    pub(crate) folder: Option<PathBuf>,
    pub(crate) around: Around,
    /// The versions of each process as text.
    pub(crate) drawings: Vec<Vec<String>>,
    pub(crate) decided: Vec<(TaskId, String)>,
    pub(crate) tally: Tally,
    log: VecDeque<String>,
    is_loud: bool,
}

/// A database with the company in it, made once and copied for every batch.
static COMPANY: LazyLock<(PathBuf, Staff)> = LazyLock::new(|| {
    let folder = testdb::scratch_folder();
    let db = open(&folder);
    let staff = db.write_now(&system_ctx(), setup::staff).unwrap();
    drop(db);
    (folder, staff)
});

pub(crate) fn open(folder: &Path) -> Db {
    let config = Config::Sqlite { path: folder.join("test.db") };
    Db::open(&config, wiring(), Arc::clone(&system_ctx().ids)).unwrap()
}

impl Scene {
    pub(crate) fn on_sqlite(seed: u64, is_loud: bool) -> Self {
        let (company, staff) = &*COMPANY;
        let folder = testdb::scratch_folder();
        image(company, &folder);
        Self { is_loud, folder: Some(folder.clone()), ..Self::new(seed, open(&folder), staff.clone()) }
    }

    pub(crate) fn on_postgres(seed: u64) -> Self {
        let server = testdb::postgres(wiring());
        let staff = server.db.write_now(&system_ctx(), setup::staff).unwrap();
        let db = server.db.clone();
        Self { _server: Some(server), ..Self::new(seed, db, staff) }
    }

    fn new(seed: u64, db: Db, staff: Staff) -> Self {
        Self {
            seed,
            dice: Dice::new(seed),
            at: START,
            db,
            _server: None,
            folder: None,
            around: Around { staff, processes: Vec::new(), things: 0 },
            drawings: Vec::new(),
            decided: Vec::new(),
            tally: Tally::new(),
            log: VecDeque::new(),
            is_loud: false,
        }
    }

    pub(crate) fn play(mut self, cases: u64) -> Tally {
        for place in (0..PROCESSES).rev() {
            self.draw(place);
        }
        self.drawings.reverse();
        self.around.processes.reverse();
        let (mut started, mut commands) = (0, 0);
        while commands < cases * COMMANDS && (started < cases || self.running() > 0) {
            if started < cases && self.running() < AT_ONCE {
                self.start();
                started += 1;
            }
            self.command();
            commands += 1;
            if commands % LOOK_EVERY == 0 {
                self.look();
            }
        }
        self.look();
        self.end_all();
        self.look();
        self.count("cases", started);
        if let Some(folder) = self.folder.take() {
            let _ = std::fs::remove_dir_all(folder);
        }
        testdb::keep_statements();
        self.tally
    }

    pub(crate) fn count(&mut self, what: &str, many: u64) {
        *self.tally.entry(what.to_owned()).or_default() += many;
    }

    pub(crate) fn say(&mut self, line: String) {
        if line.is_empty() {
            return;
        }
        if self.is_loud {
            println!("{} {line}", self.at);
        }
        self.log.push_back(line);
        if self.log.len() > 60 {
            self.log.pop_front();
        }
    }

    pub(crate) fn fail(&self, what: &str) -> ! {
        let log = self.log.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
        let drawings: Vec<&str> = self.drawings.iter().flatten().map(String::as_str).collect();
        panic!(
            "seed {}: {what}\nthe processes:\n{}\nthe last commands:\n{log}\nagain: cargo x cases --seed {}",
            self.seed,
            drawings.join("\n"),
            self.seed
        );
    }

    pub(crate) fn ctx(&self) -> Ctx {
        ctx_at(self.at, Grants::system())
    }

    fn running(&self) -> i64 {
        let count = |tx: &mut Tx<'_>| {
            tx.one::<(i64,)>(
                "SELECT COUNT(*) FROM process_case WHERE state = 'running' AND parent_id IS NULL",
                &[],
            )
        };
        self.db.read_now(count).unwrap().0
    }

    pub(crate) fn look(&mut self) {
        let found = judge(&self.db, &self.decided);
        if !found.is_empty() {
            self.fail(&found.join("\n"));
        }
    }

    fn start(&mut self) {
        let before = self.around.things;
        self.run("start", |it| it.start());
        // Whether it was refused or not, the next one is another.
        self.around.things = before + 1;
    }

    fn command(&mut self) {
        self.at = self.at.plus(i64::try_from(self.dice.below(12)).unwrap() * MINUTE_US);
        match self.dice.below(24) {
            0..3 => self.timers(0),
            3 | 4 => self.timers(4 * 60),
            5 if self.dice.one_in(3) => self.publish(),
            5 | 6 if self.dice.one_in(2) => self.migrate(),
            _ => self.run("", |it| it.any()),
        }
    }

    /// One command, mostly left in peace.
    fn run(&mut self, name: &str, command: fn(&mut Move<'_, '_>) -> Result<Done>) {
        let dice = Dice::new(self.dice.roll());
        let around = self.around.clone();
        let said = Arc::new(Mutex::new(name.to_owned()));
        let told = Arc::clone(&said);
        let run = move |tx: &mut Tx<'_>, ctx: &Ctx| {
            let say = |line: String| *told.lock().unwrap() = line;
            command(&mut Move { tx, ctx, dice, around: &around, say: &say })
        };
        if self.dice.one_in(CRASHES) {
            let decided = self.crash(run);
            self.say(format!("crash at: {}", said.lock().unwrap()));
            self.decided.extend(decided);
            return self.look();
        }
        if self.dice.one_in(BREAKS) {
            self.break_it(run.clone());
            self.say(format!("broken: {}", said.lock().unwrap()));
        }
        let began = Instant::now();
        let outcome = self.db.write_now(&self.ctx(), run);
        let line = said.lock().unwrap().clone();
        if began.elapsed() > TOO_LONG {
            self.fail(&format!("{line}: it took {:?}", began.elapsed()));
        }
        match outcome {
            Ok(done) => {
                self.say(line);
                self.count(done.what, 1);
                self.decided.extend(done.decided);
            }
            Err(Error::Refused(refused)) => {
                self.say(format!("{line}: refused {}: {}", refused.code, refused.detail));
                self.count(&format!("refused {}", refused.code), 1);
            }
            Err(Error::Fault(fault)) => self.fail(&format!("{line}: {fault:#}")),
        }
    }

    /// Time goes by, and what is due happens.
    fn timers(&mut self, minutes: u64) {
        self.at = self.at.plus(i64::try_from(self.dice.below(minutes + 1)).unwrap() * MINUTE_US);
        loop {
            let outcome = self.db.write_now(&self.ctx(), |tx, ctx| {
                let due = tx.take_timers(process::TIMERS, ctx.at, 20)?;
                for timer in &due {
                    process::on_timer(tx, ctx, &HOUSE, timer).map_err(|e| {
                        Error::Fault(anyhow::anyhow!("the timer {} of {}: {e}", timer.kind, timer.subject))
                    })?;
                }
                Ok(due.len())
            });
            match outcome {
                Ok(0) => return,
                Ok(fired) => {
                    self.say(format!("{fired} timers"));
                    self.count("timers", fired as u64);
                }
                Err(fault) => self.fail(&format!("{fault}")),
            }
        }
    }

    /// What still runs is ended by hand.
    fn end_all(&mut self) {
        let running: Vec<(CaseId,)> = self
            .db
            .read_now(|tx| {
                tx.all(
                    "SELECT id FROM process_case WHERE state = 'running' AND parent_id IS NULL ORDER BY id",
                    &[],
                )
            })
            .unwrap();
        self.count("ended by hand at the end", running.len() as u64);
        for (id,) in running {
            let ended =
                self.db.write_now(&self.ctx(), move |tx, ctx| repair::end(tx, ctx, &HOUSE, id, "enough"));
            if let Err(error) = ended {
                self.fail(&format!("ending {id}: {error}"));
            }
        }
        let left = self.db.read_now(|tx| {
            tx.one::<(i64, i64)>(
                "SELECT (SELECT COUNT(*) FROM process_case WHERE state = 'running'), (SELECT COUNT(*) FROM timer)",
                &[],
            )
        });
        if left.as_ref().ok() != Some(&(0, 0)) {
            self.fail(&format!("when all is over there are cases and timers left: {left:?}"));
        }
    }
}
