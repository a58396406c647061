//! Random commands: what people, documents, clocks and administrators do with cases, sensible or not.

use std::sync::Arc;

use base::id::{ActorId, CaseId, IncidentId, ProcessId, TaskId};
use base::{Ctx, Grants, Result};
use db::{Event, Tx};
use flow::{Place, Value as Kept, Vars};
use process::commands::operate::{self, Way};
use process::commands::repair::{self, Repair};
use process::model::TaskKind;
use process::{Answer, answer, claim};
use serde_json::json;
use sketch::Dice;

use crate::house::{self, HOUSE};
use crate::setup::Staff;

/// What the commands choose from.
#[derive(Debug, Clone)]
pub(crate) struct Around {
    pub(crate) staff: Staff,
    pub(crate) processes: Vec<Drawn>,
    pub(crate) things: u64,
}

/// A process with the ids of its steps.
#[derive(Debug, Clone)]
pub(crate) struct Drawn {
    pub(crate) id: ProcessId,
    pub(crate) steps: Vec<String>,
}

/// What a command did, and an answer that stands from now on.
pub(crate) struct Done {
    pub(crate) what: &'static str,
    pub(crate) decided: Option<(TaskId, String)>,
}

fn did(what: &'static str) -> Done {
    Done { what, decided: None }
}

/// One command under way.
pub(crate) struct Move<'a, 't> {
    pub(crate) tx: &'a mut Tx<'t>,
    pub(crate) ctx: &'a Ctx,
    pub(crate) dice: Dice,
    pub(crate) around: &'a Around,
    /// Told before it is done, for whoever reads of a failure.
    pub(crate) say: &'a dyn Fn(String),
}

/// A task as the commands see it.
struct Seen {
    id: TaskId,
    case: CaseId,
    name: String,
    kind: TaskKind,
    who: Option<ActorId>,
}

const COLUMNS: &str = "t.id, t.case_id, t.subject, t.step, t.kind, t.assignee_id, t.done_by";
type Columns = (TaskId, CaseId, String, String, TaskKind, Option<ActorId>, Option<ActorId>);

impl Move<'_, '_> {
    pub(crate) fn any(&mut self) -> Result<Done> {
        let open: Option<(i64,)> =
            self.tx.first("SELECT CAST(1 AS BIGINT) FROM task WHERE state = 'open' LIMIT 1", &[])?;
        // Where nobody is asked anything, something else has to happen.
        let choice = if open.is_some() { self.dice.below(60) } else { 38 + self.dice.below(18) };
        match choice {
            0..24 => self.answer(),
            24..27 => self.send_back(),
            27 | 28 => self.resubmit(),
            29..31 => self.withdraw(),
            31 => self.hand_over("transferred"),
            32 => self.hand_over("delegated"),
            33 => self.hand_over("reassigned"),
            34..36 => self.add_signer(),
            36 => self.remove_signer(),
            37 => self.claim(),
            38..42 => self.change_document(),
            42..46 => self.event(),
            46..53 => self.repair(),
            53 => self.jump(),
            54 | 55 => self.set_vars(),
            56 if self.dice.one_in(3) => self.stop(),
            56 => self.say_something(),
            _ => self.answer(),
        }
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        self.dice.pick(from).cloned()
    }

    fn person(&mut self) -> ActorId {
        let people = self.around.staff.people.clone();
        self.pick(&people).unwrap()
    }

    fn as_(&self, who: Option<ActorId>) -> Ctx {
        let actor = who.unwrap_or(ActorId(0));
        Ctx { grants: Arc::new(Grants { actor, ..Grants::system() }), ..self.ctx.clone() }
    }

    fn vars(&mut self) -> Vars {
        let n = i64::try_from(self.dice.below(4)).unwrap();
        match self.dice.below(4) {
            0 => Vars::from([("n", n.into())]),
            1 => Vars::from([("again", self.dice.one_in(3).into())]),
            2 => Vars::from([("n", n.into()), ("again", self.dice.one_in(3).into()), ("nobody", 3.into())]),
            _ => Vars::default(),
        }
    }

    fn tasks(&mut self, filter: &str) -> Result<Vec<Seen>> {
        let sql = format!("SELECT {COLUMNS} FROM task t WHERE {filter} ORDER BY t.id DESC LIMIT 40");
        let rows: Vec<Columns> = self.tx.all(&sql, &[])?;
        let seen = rows.into_iter().map(|(id, case, subject, step, kind, with, by)| {
            let name = format!("{}/{step}", subject.trim_start_matches("thg_"));
            Seen { id, case, name, kind, who: with.or(by) }
        });
        Ok(seen.collect())
    }

    /// An open task, and the circumstances of whoever has it or may take it.
    fn open_task(&mut self, filter: &str) -> Result<Option<(Seen, Ctx)>> {
        let open = self.tasks(&format!("t.state = 'open'{filter}"))?;
        let Some(place) = open.len().checked_sub(1).map(|last| self.dice.below(last as u64 + 1)) else {
            return Ok(None);
        };
        let seen = open.into_iter().nth(place as usize).unwrap();
        let who = match seen.who {
            Some(who) => Some(who),
            None => self.candidate(seen.id)?,
        };
        let ctx = self.as_(who);
        Ok(Some((seen, ctx)))
    }

    fn candidate(&mut self, task: TaskId) -> Result<Option<ActorId>> {
        let named: Vec<(String,)> =
            self.tx.all("SELECT whom FROM task_candidate WHERE task_id = $1 ORDER BY whom", &[&task])?;
        let staff = &self.around.staff;
        let people = named.iter().flat_map(|(whom,)| match whom.as_str() {
            "role:chief" => staff.chiefs.clone(),
            "role:clerk" => staff.clerks.clone(),
            one => one.parse().ok().into_iter().collect(),
        });
        let people: Vec<ActorId> = people.collect();
        Ok(self.pick(&people))
    }

    /// Starts a case about a new thing, or one more about a thing there is.
    pub(crate) fn start(&mut self) -> Result<Done> {
        let process = self.pick(&self.around.processes.clone()).unwrap();
        let number = if self.dice.one_in(4) && self.around.things > 0 {
            self.dice.below(self.around.things)
        } else {
            self.around.things
        };
        let id = format!("thg_{number}");
        if house::find(self.tx, &id)?.is_none() {
            let facts = self.facts();
            house::save(self.tx, &id, &facts)?;
        }
        let mut vars = Vars::from([
            ("n", i64::try_from(self.dice.below(4)).unwrap().into()),
            ("again", self.dice.one_in(3).into()),
            ("items", Kept::list(vec!["a".into(), "b".into(), "c".into()])),
        ]);
        if self.dice.one_in(2) {
            vars.set(&"approved".into(), true.into());
        }
        let who = self.person();
        (self.say)(format!("as {who}: start {} {id} {vars:?}", process.id));
        let ctx = self.as_(Some(who));
        process::start(self.tx, &ctx, &HOUSE, process.id, &id, vars).map(|_| did("case started"))
    }

    fn facts(&mut self) -> serde_json::Map<String, serde_json::Value> {
        let state = self.pick(&["ready", "ready", "new", "broken"]).unwrap();
        let due = self.pick(&["", "2026-11-25", "2026-11-24T12:00:00", "soon"]).unwrap();
        let owner = self.person();
        let facts = json!({
            "amount": self.dice.below(100), "state": state, "due": due, "owner": owner.to_string(),
            "department": self.around.staff.department.to_string(),
        });
        facts.as_object().unwrap().clone()
    }

    fn answer(&mut self) -> Result<Done> {
        let Some((task, ctx)) = self.open_task("")? else { return Ok(did("no task yet")) };
        let outcome = match task.kind {
            TaskKind::Approval if self.dice.one_in(4) => "reject",
            TaskKind::Approval => "approve",
            TaskKind::Work => "ok",
        };
        let vars = self.vars();
        (self.say)(format!("as {}: {outcome} {} {vars:?}", ctx.actor(), task.name));
        let given =
            Answer { outcome: outcome.to_owned(), comment: "said".to_owned(), vars, ..Answer::default() };
        let done = answer(self.tx, &ctx, &HOUSE, task.id, &given)?;
        let decided = (done.done_by == Some(ctx.actor())).then(|| (task.id, outcome.to_owned()));
        Ok(Done { what: "task answered", decided })
    }

    /// A step of the task's process, mostly one that was done.
    fn step(&mut self, case: CaseId) -> Result<String> {
        let done: Vec<(String,)> = self.tx.all(
            "SELECT step FROM task WHERE case_id = $1 AND state = 'done' GROUP BY step ORDER BY step",
            &[&case],
        )?;
        if let Some((step,)) = self.pick(&done).filter(|_| !self.dice.one_in(6)) {
            return Ok(step);
        }
        let (process,): (ProcessId,) =
            self.tx.one("SELECT process_id FROM process_case WHERE id = $1", &[&case])?;
        let steps = self.around.processes.iter().find(|it| it.id == process).map(|it| it.steps.clone());
        Ok(self.pick(&steps.unwrap_or_default()).unwrap_or_else(|| "submitter".to_owned()))
    }

    fn send_back(&mut self) -> Result<Done> {
        let Some((task, ctx)) = self.open_task("")? else { return Ok(did("no task yet")) };
        let to = self.step(task.case)?;
        (self.say)(format!("as {}: back {} {to}", ctx.actor(), task.name));
        operate::send_back(self.tx, &ctx, &HOUSE, task.id, &to, "no")?;
        Ok(Done { what: "sent back", decided: Some((task.id, "returned".to_owned())) })
    }

    fn resubmit(&mut self) -> Result<Done> {
        let returned =
            " AND EXISTS (SELECT 1 FROM task r WHERE r.case_id = t.case_id AND r.outcome = 'returned')";
        let Some((task, ctx)) = self.open_task(returned)? else { return Ok(did("no task yet")) };
        let way = if self.dice.one_in(3) { Way::Drawn } else { Way::Direct };
        (self.say)(format!("as {}: resubmit {} {way:?}", ctx.actor(), task.name));
        operate::resubmit(self.tx, &ctx, &HOUSE, task.id, way, "")?;
        Ok(Done { what: "resubmitted", decided: Some((task.id, "resubmitted".to_owned())) })
    }

    fn withdraw(&mut self) -> Result<Done> {
        let running = "t.state = 'done' AND t.done_by IS NOT NULL
            AND EXISTS (SELECT 1 FROM process_case c WHERE c.id = t.case_id AND c.state = 'running')";
        let done = self.tasks(running)?;
        let Some(task) = done.get(self.dice.below(6) as usize) else { return Ok(did("nothing done yet")) };
        let by: (Option<ActorId>,) = self.tx.one("SELECT done_by FROM task WHERE id = $1", &[&task.id])?;
        let ctx = self.as_(by.0);
        (self.say)(format!("as {}: withdraw {}", ctx.actor(), task.name));
        operate::withdraw(self.tx, &ctx, &HOUSE, task.id).map(|_| did("withdrawn"))
    }

    fn hand_over(&mut self, how: &'static str) -> Result<Done> {
        let Some((task, ctx)) = self.open_task("")? else { return Ok(did("no task yet")) };
        let to = self.person();
        (self.say)(format!("as {}: {how} {} to {to}", ctx.actor(), task.name));
        match how {
            "transferred" => operate::transfer(self.tx, &ctx, &HOUSE, task.id, to, "")?,
            "delegated" => operate::delegate(self.tx, &ctx, &HOUSE, task.id, to, "")?,
            _ => operate::reassign(self.tx, &ctx, &HOUSE, task.id, to, "")?,
        };
        Ok(did(how))
    }

    fn add_signer(&mut self) -> Result<Done> {
        let Some((task, ctx)) = self.open_task("")? else { return Ok(did("no task yet")) };
        let place = self.pick(&[Place::Before, Place::After, Place::Parallel]).unwrap();
        let who = self.person();
        (self.say)(format!("as {}: sign {} {who} {place:?}", ctx.actor(), task.name));
        operate::add_signer(self.tx, &ctx, &HOUSE, task.id, (who, place), "").map(|_| did("signer added"))
    }

    fn remove_signer(&mut self) -> Result<Done> {
        let Some((task, ctx)) = self.open_task("")? else { return Ok(did("no task yet")) };
        (self.say)(format!("as {}: unsign {}", ctx.actor(), task.name));
        operate::remove_signer(self.tx, &ctx, &HOUSE, task.id).map(|_| did("signer removed"))
    }

    fn claim(&mut self) -> Result<Done> {
        let Some((task, ctx)) = self.open_task(" AND t.assignee_id IS NULL")? else {
            return Ok(did("no task yet"));
        };
        (self.say)(format!("as {}: claim {}", ctx.actor(), task.name));
        claim(self.tx, &ctx, &HOUSE, task.id).map(|_| did("claimed"))
    }

    fn say_something(&mut self) -> Result<Done> {
        let Some((task, ctx)) = self.open_task("")? else { return Ok(did("no task yet")) };
        let readers = [self.person()];
        (self.say)(format!("as {}: comment, remind, copy {}", ctx.actor(), task.name));
        operate::comment(self.tx, &ctx, &HOUSE, task.id, "well")?;
        operate::copy(self.tx, &ctx, &HOUSE, task.id, &readers, "")?;
        operate::remind(self.tx, &ctx, &HOUSE, task.id, "").map(|_| did("said"))
    }

    fn running(&mut self) -> Result<Option<(CaseId, String)>> {
        let running: Vec<(CaseId, String)> = self.tx.all(
            "SELECT id, subject FROM process_case WHERE state = 'running' ORDER BY id DESC LIMIT 20",
            &[],
        )?;
        Ok(self.pick(&running))
    }

    fn change_document(&mut self) -> Result<Done> {
        let Some((_, id)) = self.running()? else { return Ok(did("nothing runs")) };
        let mut thing = house::find(self.tx, &id)?.unwrap();
        for (name, value) in self.facts() {
            if name == "state" || self.dice.one_in(2) {
                thing.insert(name, value);
            }
        }
        (self.say)(format!("thing {id} amount {} {} due {}", thing["amount"], thing["state"], thing["due"]));
        house::save(self.tx, &id, &thing)?;
        self.tx.record(self.ctx, Event::new("thing.changed", &id));
        Ok(did("document changed"))
    }

    fn event(&mut self) -> Result<Done> {
        let Some((_, id)) = self.running()? else { return Ok(did("nothing runs")) };
        let kind = self.pick(&["thing.paid", "thing.told"]).unwrap();
        (self.say)(format!("event {id} {kind}"));
        self.tx.record(self.ctx, Event::new(kind, &id));
        Ok(did("event"))
    }

    fn repair(&mut self) -> Result<Done> {
        let stuck: Vec<(IncidentId, CaseId, String, String)> = self.tx.all(
            "SELECT id, case_id, subject, step FROM incident WHERE state = 'open' ORDER BY id DESC LIMIT 20",
            &[],
        )?;
        let Some((id, case, subject, step)) = self.pick(&stuck) else { return Ok(did("nothing stuck")) };
        let how = match self.dice.below(12) {
            0..3 => Repair::Retry,
            3..6 => {
                let mut vars = self.vars();
                vars.set(&"nobody".into(), 2.into());
                vars.set(&"approved".into(), true.into());
                Repair::Set(vars)
            }
            6..9 => Repair::Skip(Vars::from([("approved", true.into())])),
            9 => Repair::Move(self.step(case)?),
            10 => Repair::Assign(self.person()),
            _ if self.dice.one_in(3) => Repair::End("enough".to_owned()),
            _ => Repair::Assign(self.person()),
        };
        (self.say)(format!("repair {subject}/{step} {how:?}"));
        let ctx = self.as_(Some(self.around.staff.people[0]));
        repair::repair(self.tx, &ctx, &HOUSE, id, &how).map(|_| did("repaired"))
    }

    fn jump(&mut self) -> Result<Done> {
        let Some((case, id)) = self.running()? else { return Ok(did("nothing runs")) };
        let (body,): (String,) = self.tx.one("SELECT body FROM process_case WHERE id = $1", &[&case])?;
        let kernel: flow::Case = serde_json::from_str(&body).unwrap();
        let tokens: Vec<u32> = kernel.tokens.iter().map(|it| it.id.0).collect();
        let (token, to) = (self.pick(&tokens).unwrap_or(0), self.step(case)?);
        (self.say)(format!("jump {id} {token} {to}"));
        let ctx = self.as_(Some(self.around.staff.people[0]));
        repair::jump(self.tx, &ctx, &HOUSE, case, token, &to).map(|()| did("jumped"))
    }

    fn set_vars(&mut self) -> Result<Done> {
        let Some((case, id)) = self.running()? else { return Ok(did("nothing runs")) };
        let vars = self.vars();
        (self.say)(format!("set {id} {vars:?}"));
        repair::set_vars(self.tx, self.ctx, &HOUSE, case, vars).map(|()| did("variables set"))
    }

    fn stop(&mut self) -> Result<Done> {
        let Some((case, id)) = self.running()? else { return Ok(did("nothing runs")) };
        (self.say)(format!("stop {id}"));
        repair::end(self.tx, self.ctx, &HOUSE, case, "enough").map(|()| did("stopped"))
    }
}
