//! One batch: its database, its clock, what was acknowledged so far, and how it is broken on purpose.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use base::id::{CaseId, ProcessId, TaskId};
use base::time::MINUTE_US;
use base::{At, Ctx, Error, Grants, Result};
use db::{Config, Db, Tx};
use process::commands::design;
use process::commands::migrate::{Migration, migrate};
use process::commands::repair;
use process::NewProcess;
use sketch::Dice;
use testdb::{START, TestDb, ctx_at, system_ctx};

use crate::house::{HOUSE, wiring};
use crate::judge::judge;
use crate::moves::{Around, Done, Drawn, Move};
use crate::setup::{self, PALETTE, Staff};

/// How often each thing happened.
pub(crate) type Tally = BTreeMap<String, u64>;

/// Processes of one batch; those with a higher number are called by the others.
const PROCESSES: usize = 4;
/// Cases under way at a time.
const AT_ONCE: i64 = 10;
/// Commands until what still runs is ended by hand, for each case.
const COMMANDS: u64 = 16;
/// Commands between two looks at everything.
const LOOK_EVERY: u64 = 25;
/// One command in so many is broken after some of its statements, and one dies with its database.
const BREAKS: u64 = 12;
const CRASHES: u64 = 90;

pub(crate) struct Scene {
    seed: u64,
    dice: Dice,
    at: At,
    db: Db,
    /// Removes the database of a server when it is dropped.
    _server: Option<TestDb>,
    /// Where the files are.
    folder: Option<PathBuf>,
    around: Around,
    /// The versions of each process as text.
    drawings: Vec<Vec<String>>,
    decided: Vec<(TaskId, String)>,
    tally: Tally,
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

fn open(folder: &Path) -> Db {
    let config = Config::Sqlite { path: folder.join("test.db") };
    Db::open(&config, wiring(), Arc::clone(&system_ctx().ids)).unwrap()
}

/// All that is on the disk at this moment, as after a power failure.
fn image(from: &Path, to: &Path) {
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
        self.tally
    }

    fn count(&mut self, what: &str, many: u64) {
        *self.tally.entry(what.to_owned()).or_default() += many;
    }

    fn say(&mut self, line: String) {
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

    fn fail(&self, what: &str) -> ! {
        let log = self.log.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
        let drawings: Vec<&str> = self.drawings.iter().flatten().map(String::as_str).collect();
        panic!(
            "seed {}: {what}\nthe processes:\n{}\nthe last commands:\n{log}\nagain: cargo x cases --seed {}",
            self.seed,
            drawings.join("\n"),
            self.seed
        );
    }

    fn ctx(&self) -> Ctx {
        ctx_at(self.at, Grants::system())
    }

    fn running(&self) -> i64 {
        let count = |tx: &mut Tx<'_>| {
            tx.one::<(i64,)>("SELECT COUNT(*) FROM process_case WHERE state = 'running' AND parent_id IS NULL", &[])
        };
        self.db.read_now(count).unwrap().0
    }

    fn look(&mut self) {
        let found = judge(&self.db, &self.decided);
        if !found.is_empty() {
            self.fail(&found.join("\n"));
        }
    }

    /// A process by chance, that the room lets be published.
    fn draw(&mut self, place: usize) {
        let calls: Vec<String> = (place + 1..PROCESSES).map(|number| format!("p{number}")).collect();
        let calls: Vec<&str> = calls.iter().map(String::as_str).collect();
        let palette = setup::palette(&calls);
        for _ in 0..20 {
            let text = sketch::process(&mut self.dice, &palette, &format!("p{place}"));
            let (code, bpmn) = sketch::files(&text).remove(0);
            let new = NewProcess {
                code: code.clone(),
                name: code,
                name_en: String::new(),
                subject: String::new(),
                bpmn: Some(bpmn),
            };
            let made = self.db.write_now(&self.ctx(), move |tx, ctx| {
                let made = process::create(tx, ctx, &HOUSE, &new)?;
                process::publish(tx, ctx, &HOUSE, made.id, "")
            });
            match made {
                Ok(made) => {
                    self.around.processes.push(Drawn { id: made.id, steps: steps(&text) });
                    self.say(format!("published {text}"));
                    self.drawings.push(vec![text]);
                    return;
                }
                Err(Error::Refused(refused)) => {
                    self.say(format!("refused {}: {}\n{text}", refused.code, refused.detail));
                    self.count("drawings refused", 1);
                }
                Err(fault) => self.fail(&format!("publishing: {fault:#}\n{text}")),
            }
        }
        self.fail("no drawing can be published");
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
        let outcome = self.db.write_now(&self.ctx(), run);
        let line = said.lock().unwrap().clone();
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

    /// The same command fails at one of its statements: nothing of it is left.
    fn break_it(&mut self, mut run: impl FnMut(&mut Tx<'_>, &Ctx) -> Result<Done> + Send + 'static) {
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
    fn crash(
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

    /// Time goes by, and what is due happens.
    fn timers(&mut self, minutes: u64) {
        self.at = self.at.plus(i64::try_from(self.dice.below(minutes + 1)).unwrap() * MINUTE_US);
        loop {
            let outcome = self.db.write_now(&self.ctx(), |tx, ctx| {
                let due = tx.take_timers(process::TIMERS, ctx.at, 20)?;
                for timer in &due {
                    process::on_timer(tx, ctx, &HOUSE, timer)
                        .map_err(|e| Error::Fault(anyhow::anyhow!("the timer {} of {}: {e}", timer.kind, timer.subject)))?;
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

    /// A new version of a process: a little different from its last one, or another altogether.
    fn publish(&mut self) {
        let place = self.dice.below(PROCESSES as u64) as usize;
        let last = self.drawings[place].last().cloned().unwrap();
        let calls: Vec<String> = (place + 1..PROCESSES).map(|number| format!("p{number}")).collect();
        let calls: Vec<&str> = calls.iter().map(String::as_str).collect();
        let text = if self.dice.one_in(6) {
            sketch::process(&mut self.dice, &setup::palette(&calls), &format!("p{place}"))
        } else {
            changed(&mut self.dice, &last)
        };
        let (_, bpmn) = sketch::files(&text).remove(0);
        let id = self.around.processes[place].id;
        let outcome = self.db.write_now(&self.ctx(), move |tx, ctx| {
            design::save_draft(tx, ctx, id, &bpmn)?;
            process::publish(tx, ctx, &HOUSE, id, "")
        });
        match outcome {
            Ok(_) => {
                self.say(format!("published {text}"));
                self.around.processes[place].steps.extend(steps(&text));
                self.drawings[place].push(text);
                self.count("published", 1);
            }
            Err(Error::Refused(refused)) => self.count(&format!("publishing refused {}", refused.code), 1),
            Err(fault) => self.fail(&format!("publishing: {fault:#}\n{text}")),
        }
    }

    fn migrate(&mut self) {
        let place = self.dice.below(PROCESSES as u64) as usize;
        let versions = self.drawings[place].len() as u64;
        let number = |dice: &mut Dice| i64::try_from(1 + dice.below(versions)).unwrap();
        let (from, to) = (number(&mut self.dice), number(&mut self.dice));
        let wanted = Migration { from, to, mapping: Vec::new(), after: None, dry: self.dice.one_in(4) };
        let id: ProcessId = self.around.processes[place].id;
        let told = format!("migrate p{place} {from} to {to}, dry: {}", wanted.dry);
        match self.db.write_now(&self.ctx(), move |tx, ctx| migrate(tx, ctx, &HOUSE, id, &wanted)) {
            Ok(report) => {
                self.say(format!("{told}: {} of {} {:?}", report.fit, report.cases, report.unfit));
                self.count("migrated", report.fit as u64);
                self.count("not fit to be migrated", report.unfit.len() as u64);
            }
            Err(fault) => self.fail(&format!("{told}: {fault}")),
        }
    }

    /// What still runs is ended by hand.
    fn end_all(&mut self) {
        let running: Vec<(CaseId,)> = self
            .db
            .read_now(|tx| {
                tx.all("SELECT id FROM process_case WHERE state = 'running' AND parent_id IS NULL ORDER BY id", &[])
            })
            .unwrap();
        self.count("ended by hand at the end", running.len() as u64);
        for (id,) in running {
            let ended = self.db.write_now(&self.ctx(), move |tx, ctx| repair::end(tx, ctx, &HOUSE, id, "enough"));
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

/// The ids of the steps of a drawing.
fn steps(text: &str) -> Vec<String> {
    let ids = text.lines().skip(1).filter_map(|line| line.split_whitespace().nth(1));
    ids.map(str::to_owned).collect()
}

/// A drawing with a step more, a watcher less, another time.
fn changed(dice: &mut Dice, text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let single = |line: &str| {
        let (node, targets) = line.split_once(" -> ")?;
        let targets: Vec<&str> = targets.split_whitespace().filter(|it| *it != "{").collect();
        let plain = targets.len() == 1 && !targets[0].contains(['?', '!']) && !line.ends_with('{');
        plain.then(|| (node.to_owned(), targets[0].to_owned()))
    };
    let number = dice.below(100_000);
    let fits: Vec<usize> = (0..lines.len()).filter(|place| single(&lines[*place]).is_some()).collect();
    let Some(place) = dice.pick(&fits).copied() else { return text.to_owned() };
    let (node, to) = single(&lines[place]).unwrap();
    let id = node.split_whitespace().nth(1).unwrap().to_owned();
    match dice.below(4) {
        0 | 1 => {
            let who = dice.pick(PALETTE.who).unwrap();
            lines[place] = format!("{node} -> new{number}\nuser new{number} who={who} -> {to}");
        }
        2 if node.starts_with("user") => {
            lines[place] += &format!("\nboundary new{number} on={id} wait=PT2H gentle -> {to}");
        }
        _ if node.starts_with("boundary") => lines[place] = String::new(),
        _ => {
            for line in &mut lines {
                *line = line.replace("wait=PT1H", "wait=PT3H").replace("who=role:clerk", "who=user:li");
            }
        }
    }
    lines.join("\n")
}
