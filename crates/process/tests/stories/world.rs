//! A story played on a fresh database: who speaks, what time it is, and what changed since the last line.

use std::collections::BTreeMap;
use std::fmt::Write;

use base::id::{ActorId, DepartmentId, IncidentId, ProcessId, RowId};
use base::time::MINUTE_US;
use base::{At, Ctx, Error, Result};
use db::work::outbox::Message;
use db::{Db, Tx};
use expect_test::Expect;
use process::model::{CaseRow, CaseState, Copy, Incident, OutsideCall, Task, TaskState};
use testdb::{START, TestDb, ctx_at, system_ctx};

use crate::house::{HOUSE, wiring};
use crate::{house, words};

pub(crate) struct World {
    #[expect(dead_code, reason = "removes the database when it is dropped")]
    test: TestDb,
    pub(crate) db: Db,
    pub(crate) at: At,
    /// Who types; empty: the house.
    pub(crate) who: String,
    pub(crate) drawings: Vec<(String, String)>,
    pub(crate) people: BTreeMap<String, ActorId>,
    pub(crate) departments: BTreeMap<String, DepartmentId>,
    pub(crate) roles: Vec<String>,
    pub(crate) processes: BTreeMap<String, ProcessId>,
    pub(crate) things: Vec<String>,
    /// Messages that were sent to other systems, by the step that asked.
    pub(crate) sent: Vec<(String, Message)>,
    /// The last that was told of each case, task, incident, thing.
    told: BTreeMap<String, String>,
    /// The step each case went into last.
    entered: BTreeMap<String, String>,
    /// What each thing has heard of approvals.
    heard: BTreeMap<String, String>,
    seq: i64,
}

/// Events that nothing else shows.
const SHOWN: &[&str] = &[
    "task.reminded",
    "task.overdue",
    "task.escalated",
    "task.deadline_moved",
    "task.no_deadline",
    "task.given_back",
    "task.commented",
    "case.answer_dropped",
    "case.call_dropped",
    "case.call_hurried",
];

/// Draws and publishes the processes, plays the lines that begin with `>` on both databases, and compares what was told
/// with what is written. The clock moves a minute with every line, and timers that are due fire first.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "a story is written where it is played")]
pub(crate) fn check(drawings: &str, expected: Expect) {
    let told = play(testdb::sqlite, drawings, expected.data());
    let other = play(testdb::postgres, drawings, expected.data());
    assert_eq!(told, other, "SQLite (left) and PostgreSQL (right) tell different stories");
    expected.assert_eq(&told);
}

fn play(make: fn(db::Wiring) -> TestDb, drawings: &str, script: &str) -> String {
    let mut world = World::new(make, drawings);
    let mut told = String::new();
    for line in script.lines().map(str::trim) {
        if line.starts_with('#') {
            writeln!(told, "{line}").unwrap();
        }
        let Some(typed) = line.strip_prefix('>') else { continue };
        writeln!(told, "{line}").unwrap();
        for answer in world.line(typed) {
            writeln!(told, "{answer}").unwrap();
        }
    }
    testdb::broken_invariants(&world.db);
    told
}

impl World {
    pub(crate) fn new(make: fn(db::Wiring) -> TestDb, drawings: &str) -> Self {
        let test = make(wiring());
        let mut world = Self {
            db: test.db.clone(),
            test,
            at: START,
            who: String::new(),
            drawings: sketch::files(drawings),
            people: BTreeMap::new(),
            departments: BTreeMap::new(),
            roles: Vec::new(),
            processes: BTreeMap::new(),
            things: Vec::new(),
            sent: Vec::new(),
            told: BTreeMap::new(),
            entered: BTreeMap::new(),
            heard: BTreeMap::new(),
            seq: 0,
        };
        for (name, bpmn) in world.drawings.clone().iter().filter(|(name, _)| !name.contains('#')) {
            world.make_process(name, bpmn);
        }
        world.changes();
        world
    }

    fn make_process(&mut self, code: &str, bpmn: &str) {
        let new = process::NewProcess {
            code: code.to_owned(),
            name: code.to_owned(),
            name_en: String::new(),
            subject: String::new(),
            bpmn: Some(bpmn.to_owned()),
        };
        let made = self.run(move |tx, ctx| {
            let made = process::create(tx, ctx, &HOUSE, &new)?;
            process::publish(tx, ctx, &HOUSE, made.id, "")
        });
        self.processes.insert(code.to_owned(), made.unwrap_or_else(|e| panic!("{code}: {e}\n{bpmn}")).id);
    }

    /// One typed line and what came of it.
    pub(crate) fn line(&mut self, typed: &str) -> Vec<String> {
        self.pass(MINUTE_US);
        let typed = sketch::words(typed);
        let words: Vec<&str> = typed.iter().map(String::as_str).collect();
        let mut told = match words::say(self, &words) {
            Ok(told) => told,
            Err(Error::Refused(refused)) => {
                let wrong = refused.problems.iter().map(|it| format!("  {}: {}", it.field, it.code));
                std::iter::once(format!("refused {}: {}", refused.code, refused.detail))
                    .chain(wrong)
                    .collect()
            }
            Err(Error::Fault(fault)) => vec![format!("fault: {fault:#}")],
        };
        told.extend(self.changes());
        told.iter().map(|line| self.labelled(line)).collect()
    }

    pub(crate) fn ctx(&self) -> Ctx {
        self.ctx_of(&self.who)
    }

    pub(crate) fn ctx_of(&self, who: &str) -> Ctx {
        if who.is_empty() {
            return Ctx { at: self.at, ..system_ctx() };
        }
        let id = self.person(who);
        let grants = self.db.read_now(move |tx| people::access::grants_for_actor(tx, id)).unwrap();
        ctx_at(self.at, grants)
    }

    pub(crate) fn person(&self, name: &str) -> ActorId {
        *self.people.get(name).unwrap_or_else(|| panic!("nobody is called {name}"))
    }

    /// A transaction of whoever speaks.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        command: impl FnMut(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.db.write_now(&self.ctx(), command)
    }

    pub(crate) fn look<T: Send + 'static>(
        &self,
        question: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> T {
        self.db.read_now(question).unwrap_or_else(|e| panic!("looking: {e}"))
    }

    /// Time goes by; every timer fires at its moment.
    pub(crate) fn pass(&mut self, us: i64) {
        let until = self.at.plus(us);
        loop {
            let due: Option<(At,)> =
                self.look(|tx| tx.first("SELECT due_at FROM timer ORDER BY due_at LIMIT 1", &[]));
            let Some((due,)) = due.filter(|(due,)| *due <= until) else { break };
            self.at = self.at.max(due);
            let house = Ctx { at: self.at, ..system_ctx() };
            self.db.write_now(&house, work_off).unwrap_or_else(|e| panic!("a timer failed: {e}"));
        }
        self.at = until;
    }

    pub(crate) fn tasks(&self) -> Vec<Task> {
        self.look(|tx| tx.all(&format!("SELECT {} FROM task ORDER BY id", Task::COLUMNS), &[]))
    }

    pub(crate) fn cases(&self) -> Vec<CaseRow> {
        self.look(|tx| tx.all(&format!("SELECT {} FROM process_case ORDER BY id", CaseRow::COLUMNS), &[]))
    }

    pub(crate) fn incidents(&self) -> Vec<Incident> {
        self.look(|tx| tx.all(&format!("SELECT {} FROM incident ORDER BY id", Incident::COLUMNS), &[]))
    }

    /// The running case about a thing, of a process when one is named: `T1`, `T1/p`.
    pub(crate) fn case(&self, named: &str) -> CaseRow {
        let (thing, code) = named.split_once('/').unwrap_or((named, ""));
        let subject = format!("thg_{thing}");
        let of = self.processes.get(code);
        let mut cases = self.cases();
        cases.retain(|it| it.subject == subject && of.is_none_or(|of| it.process_id == *of));
        let running = cases.iter().find(|it| it.state == CaseState::Running).cloned();
        running.or_else(|| cases.pop()).unwrap_or_else(|| panic!("there is no case {named}"))
    }

    /// The case as the kernel has it, with its drawing.
    pub(crate) fn kernel(&self, row: &CaseRow) -> (flow::Case, flow::Definition) {
        let version = row.version_id;
        let (bpmn,): (String,) =
            self.look(move |tx| tx.one("SELECT bpmn FROM process_version WHERE id = $1", &[&version]));
        let document = flow::Document::parse(bpmn.as_bytes()).unwrap();
        (serde_json::from_str(&row.body).unwrap(), flow::compile(&document).unwrap())
    }

    /// `T1/a@li#2`: an open task of a step, of whoever speaks when he has one; else the last that was.
    pub(crate) fn task(&self, named: &str) -> Result<Task> {
        let (thing, rest) = named.split_once('/').unwrap_or(("", named));
        let (step, who) = rest.split_once('@').unwrap_or((rest, ""));
        let who = (!who.is_empty()).then(|| self.person(who));
        let me = self.people.get(&self.who).copied();
        let mut fits = self.tasks();
        fits.retain(|it| {
            it.step == step
                && (thing.is_empty() || it.subject == format!("thg_{thing}"))
                && (who.is_none() || it.assignee_id == who)
        });
        let open: Vec<&Task> = fits.iter().filter(|it| it.state == TaskState::Open).collect();
        let mine = open.iter().find(|it| it.assignee_id == me && me.is_some());
        let found = mine.or(open.first()).copied();
        let found = found.or_else(|| fits.iter().rev().find(|it| it.assignee_id == me && me.is_some()));
        found
            .or(fits.last())
            .cloned()
            .ok_or_else(|| Error::Fault(anyhow::anyhow!("there is no task {named}")))
    }

    pub(crate) fn incident(&self, step: &str) -> Result<IncidentId> {
        let all = self.incidents();
        let open = all.iter().rev().find(|it| it.step == step && it.solved_at.is_none());
        let found = open.or_else(|| all.iter().rev().find(|it| it.step == step));
        found.map(|it| it.id).ok_or_else(|| Error::Fault(anyhow::anyhow!("nothing is stuck at {step}")))
    }

    pub(crate) fn name(&self, id: ActorId) -> String {
        let found = self.people.iter().find(|(_, known)| **known == id);
        found.map_or_else(|| "the house".to_owned(), |(name, _)| name.clone())
    }

    fn labelled(&self, line: &str) -> String {
        let people = self.people.iter().map(|(name, id)| (id.to_string(), name));
        let line = people.fold(line.to_owned(), |line, (id, name)| line.replace(&id, name));
        if !line.contains("tsk_") {
            return line;
        }
        self.tasks().iter().fold(line, |line, task| line.replace(&task.id.to_string(), &task.step))
    }

    fn case_name(&self, row: &CaseRow, all: &[CaseRow]) -> String {
        let code = self.processes.iter().find(|(_, id)| **id == row.process_id);
        let code = code.map_or("?", |(code, _)| code.as_str());
        let same = |it: &&CaseRow| it.process_id == row.process_id && it.subject == row.subject;
        let number = all.iter().filter(same).position(|it| it.id == row.id).unwrap_or(0);
        let thing = row.subject.trim_start_matches("thg_");
        let name = format!("{code} {thing}").trim_end().to_owned();
        if number == 0 { name } else { format!("{name} ({})", number + 1) }
    }

    /// What is new or another than when it was last told.
    pub(crate) fn changes(&mut self) -> Vec<String> {
        let (cases, tasks, incidents) = (self.cases(), self.tasks(), self.incidents());
        let copies: Vec<Copy> =
            self.look(|tx| tx.all(&format!("SELECT {} FROM task_copy ORDER BY id", Copy::COLUMNS), &[]));
        let calls: Vec<OutsideCall> = self.look(|tx| {
            tx.all(&format!("SELECT {} FROM outside_call ORDER BY id", OutsideCall::COLUMNS), &[])
        });
        let candidates: Vec<(RowId, String)> =
            self.look(|tx| tx.all("SELECT task_id, whom FROM task_candidate ORDER BY task_id, whom", &[]));
        let events = self.events();
        let mut news = self.things_changed();
        for row in &cases {
            let name = self.case_name(row, &cases);
            let line = self.case_line(row);
            self.news(&row.id.to_string(), format!("{name}: {line}"), &mut news);
            for task in tasks.iter().filter(|it| it.case_id == row.id) {
                let mut whom: Vec<String> = candidates
                    .iter()
                    .filter(|(of, _)| of.0 == task.id.0)
                    .map(|(_, whom)| self.labelled(whom))
                    .collect();
                whom.sort();
                let line = self.task_line(task, &whom);
                self.news(&task.id.to_string(), format!("  {}: {line}", task.step), &mut news);
            }
            for it in incidents.iter().filter(|it| it.case_id == row.id) {
                let line = incident_line(it);
                self.news(&it.id.to_string(), format!("  {line}"), &mut news);
            }
            for it in calls.iter().filter(|it| it.case_id == row.id) {
                self.news(&it.id.to_string(), format!("  {}", crate::outside::line(it)), &mut news);
            }
            for it in copies.iter().filter(|it| it.case_id == row.id) {
                let read = if it.read_at.is_some() { "read" } else { "sent" };
                let line = format!("  copy of {} {read}: {}", it.step, self.name(it.actor_id));
                self.news(&it.id.to_string(), line, &mut news);
            }
        }
        news.extend(events);
        news
    }

    fn news(&mut self, key: &str, line: String, news: &mut Vec<String>) {
        if self.told.insert(key.to_owned(), line.clone()).as_ref() != Some(&line) {
            news.push(line);
        }
    }

    fn case_line(&self, row: &CaseRow) -> String {
        use flow::case::At as Stands;
        if row.state == CaseState::Ended {
            let at = self.entered.get(&row.id.to_string()).map_or("", String::as_str);
            return format!("ended at {at}, {}", row.outcome);
        }
        let (case, definition) = self.kernel(row);
        let mut at = Vec::new();
        for token in &case.tokens {
            let id = &definition.node(token.node).id;
            at.extend(match token.at {
                Stands::Waiting => Some(id.to_string()),
                Stands::Arrived(_) => Some(format!("{id} (arrived)")),
                Stands::Held => Some(format!("{id} (held)")),
                Stands::Stuck(..) => Some(format!("{id} (stuck)")),
                Stands::Ready(_) | Stands::Inside | Stands::Watch(_) => None,
            });
        }
        at.sort();
        format!("at {}", at.join(", "))
    }

    fn task_line(&self, task: &Task, whom: &[String]) -> String {
        let by = task.done_by.map(|by| format!(" by {}", self.name(by))).unwrap_or_default();
        let because = if task.comment.is_empty() { String::new() } else { format!(": {}", task.comment) };
        match task.state {
            TaskState::Done => format!("{}{by}{because}", task.outcome),
            TaskState::Cancelled => "no more".to_owned(),
            TaskState::Open => {
                let with = task.assignee_id.map_or_else(|| whom.join(" or "), |it| self.name(it));
                let owner = task.owner_id.map(|it| format!(", {}'s", self.name(it))).unwrap_or_default();
                let zone = self.ctx_of("").zone;
                let due =
                    task.due_at.map(|due| format!(", due {}", &due.clock_in(&zone)[5..])).unwrap_or_default();
                let why =
                    if task.reason.is_empty() { String::new() } else { format!(", because {}", task.reason) };
                format!("for {with}{owner}{due}{why}")
            }
        }
    }

    fn things_changed(&mut self) -> Vec<String> {
        let mut news = Vec::new();
        for name in self.things.clone() {
            let id = format!("thg_{name}");
            let asked = id.clone();
            let Some(thing) = self.look(move |tx| house::find(tx, &asked)) else { continue };
            let facts: Vec<String> = ["count", "worked"]
                .iter()
                .filter_map(|key| Some(format!("{key} {}", thing.get(*key)?)))
                .collect();
            if !facts.is_empty() {
                self.news(&id, format!("{name}: {}", facts.join(", ").replace('"', "")), &mut news);
            }
            let heard = house::text(&thing, "asked");
            let before = self.heard.insert(id, heard.clone()).unwrap_or_default();
            let new = heard.trim_start_matches(&before).trim_start_matches(", ");
            if !new.is_empty() {
                news.push(format!("{name} hears: {new}"));
            }
        }
        news
    }

    fn events(&mut self) -> Vec<String> {
        let since = self.seq;
        let new: Vec<(i64, String, String, String)> = self.look(move |tx| {
            tx.all("SELECT seq, kind, subject, data FROM journal WHERE seq > $1 ORDER BY seq", &[&since])
        });
        self.seq = new.last().map_or(since, |(seq, ..)| *seq);
        let facts = |data: &str| serde_json::from_str::<serde_json::Value>(data).unwrap_or_default();
        for (_, _, subject, data) in &new {
            if let Some(step) = facts(data)["entered"].as_array().and_then(|all| all.last()?[1].as_str()) {
                self.entered.insert(subject.clone(), step.to_owned());
            }
        }
        let shown = new.iter().filter(|(_, kind, ..)| SHOWN.contains(&kind.as_str()));
        let told = shown.map(|(_, kind, _, data)| {
            let facts = facts(data);
            let said = |key: &str| facts[key].as_str().or_else(|| facts[key]["text"].as_str());
            let more = ["then", "to_name", "why", "said"].into_iter().filter_map(said);
            format!(
                "  {kind} {} {}",
                facts["step"].as_str().unwrap_or(""),
                more.collect::<Vec<_>>().join(" ")
            )
        });
        told.map(|line| line.trim_end().to_owned()).collect()
    }
}

fn incident_line(it: &Incident) -> String {
    if it.solved_at.is_some() {
        return format!("solved {}: {} {}", it.step, it.code, it.how).trim_end().to_owned();
    }
    let why = ["why", "error", "count"].iter().find_map(|key| it.cause.get(*key));
    // What failed outside the kernel is told with its sentence.
    let why = why.map(|why| why.get("text").unwrap_or(why));
    let why = why.map(|why| format!(": {}", why.as_str().map_or_else(|| why.to_string(), str::to_owned)));
    format!("stuck {}: {}{}", it.step, it.code, why.unwrap_or_default())
}

/// Works off what is due, as a worker does.
pub(crate) fn work_off(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<usize> {
    let due = tx.take_timers(process::TIMERS, ctx.at, 50)?;
    for timer in &due {
        process::on_timer(tx, ctx, &HOUSE, timer)?;
    }
    Ok(due.len())
}
