//! Writes a case down with all that changed, and tells the journal.

use base::{Ctx, Error, Result};
use db::{Event, Tx};
use flow::case::At;
use flow::{Input, Kind, Task as Kernel, Trigger};
use serde_json::json;

use super::{Live, Opened};
use crate::house::{Asked, Stage};
use crate::model::{CaseState, TaskKind};
use crate::{deadline, store};

/// Stands among the messages when the case looks at its document again whatever happens to it.
pub(crate) const ANY: &str = "~";

/// The message or signal that wakes whoever waits at a step.
pub(super) fn listens_for(definition: &flow::Definition, node: flow::NodeId) -> Option<&str> {
    let node = definition.node(node);
    match (&node.kind, node.trigger()) {
        (Kind::Task(Kernel::Receive(Some(place))), _) => {
            definition.messages.get(*place).map(|named| &*named.name)
        }
        (_, Some(Trigger::Message(named))) => Some(&*named.name),
        (_, Some(Trigger::Signal(name))) => Some(&**name),
        _ => None,
    }
}

impl Live {
    /// Stores the case, then tells whoever waits for its end.
    ///
    /// # Errors
    /// Faults of the store; the case of the caller may raise an incident, which is no error.
    pub(crate) fn save(mut self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
        let answer = self.answer_to_parent().zip(self.row.parent_id);
        self.write(tx, ctx)?;
        self.tell_others(tx, ctx)?;
        let Some((input, parent)) = answer else { return Ok(()) };
        let mut caller = Self::load(tx, self.house, parent)?.after(&self);
        caller.person = self.person;
        match caller.advance(tx, ctx, input) {
            Ok(()) => caller.save(tx, ctx),
            // It went on without us.
            Err(Error::Refused(_)) => Ok(()),
            Err(fault) => Err(fault),
        }
    }

    /// Stores the case; its caller learns of its end by himself.
    pub(super) fn save_quietly(mut self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
        self.write(tx, ctx)?;
        self.tell_others(tx, ctx)
    }

    fn write(&mut self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
        self.row.listens = self.listens();
        self.row.stands = self.stands();
        self.row.body = serde_json::to_string(&self.case).map_err(anyhow::Error::from)?;
        self.keep_raised();
        if self.row.stuck > 0 {
            self.solve(tx, ctx)?;
        }
        self.row.stuck += i64::try_from(self.changes.raised.len()).unwrap_or(0);
        if self.is_new {
            self.row.revision = 1;
            store::case::insert(tx, &self.row)?;
        } else {
            store::case::save(tx, &mut self.row)?;
        }
        self.write_tasks(tx, ctx)?;
        self.write_questions(tx, ctx)?;
        store::incident::insert(tx, &self.changes.raised)?;
        store::task::insert_copies(tx, &self.changes.copies)?;
        self.record(tx, ctx);
        Ok(())
    }

    fn write_tasks(&mut self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
        let cancelled: Vec<i64> = self.changes.cancelled.iter().map(|token| i64::from(token.0)).collect();
        if !cancelled.is_empty() {
            let gone = store::task::cancel(tx, ctx, self.row.id, &cancelled)?;
            for (task, kind, name) in &gone {
                let event = Event::new("task.cancelled", task).case(self.row.id);
                tx.record(ctx, self.belonging(event.data(&json!({"name": name}))));
                if *kind == TaskKind::Approval {
                    let asked = Asked { task: *task, step: name, stage: Stage::Dropped, comment: "" };
                    self.tell_document(tx, ctx, &asked)?;
                }
            }
            deadline::drop_all(tx, &gone.iter().map(|(task, ..)| *task).collect::<Vec<_>>())?;
        }
        store::task::insert(tx, &self.changes.opened)?;
        for (token, person) in &self.changes.assigned {
            store::task::assign(tx, self.row.id, i64::from(token.0), *person)?;
        }
        Ok(())
    }

    fn is_stuck(&self, token: i64) -> bool {
        let stuck = |at: &At| matches!(at, At::Stuck(..));
        self.case.tokens.iter().any(|it| i64::from(it.id.0) == token && stuck(&it.at))
    }

    /// What was stuck for a moment and went on, or was taken away, in the same command is no incident; of several for one
    /// token the last counts.
    fn keep_raised(&mut self) {
        let raised = std::mem::take(&mut self.changes.raised);
        for (place, incident) in raised.iter().enumerate() {
            let again = raised[place + 1..].iter().any(|later| later.token == incident.token);
            if !again && self.is_stuck(incident.token) {
                self.changes.raised.push(incident.clone());
            }
        }
    }

    /// Incidents whose token goes on, or is gone, are over.
    fn solve(&mut self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
        let open = store::incident::open_of(tx, self.row.id)?;
        // One that is raised anew for the same token replaces the old one.
        let again = |token: i64| self.changes.raised.iter().any(|it| it.token == token);
        let over: Vec<i64> = open
            .iter()
            .filter(|(_, token)| again(*token) || !self.is_stuck(*token))
            .map(|(id, _)| id.0)
            .collect();
        self.row.stuck = i64::try_from(open.len() - over.len()).unwrap_or(0);
        store::incident::solve(tx, ctx, &over)
    }

    /// The names of the messages and signals that would wake it, between spaces.
    fn listens(&self) -> String {
        let definition = &self.version.definition;
        let mut names: Vec<&str> = Vec::new();
        for token in &self.case.tokens {
            if !matches!(token.at, At::Waiting | At::Watch(_)) {
                continue;
            }
            let node = definition.node(token.node);
            let asks_document = matches!(node.trigger(), Some(Trigger::Conditional(_)))
                || node.notes.get("deadline").is_some_and(super::is_marked);
            if asks_document && !names.contains(&ANY) {
                names.push(ANY);
            }
            let name = listens_for(definition, token.node);
            names.extend(name.filter(|name| !names.contains(name)));
        }
        if self.row.state == CaseState::Ended || names.is_empty() {
            return String::new();
        }
        format!(" {} ", names.join(" "))
    }

    /// The steps it stands at, each between spaces.
    pub(crate) fn stands(&self) -> String {
        let waits = |at: &At| matches!(at, At::Waiting | At::Stuck(..));
        let tokens = self.case.tokens.iter().filter(|token| waits(&token.at));
        let mut steps: Vec<&str> =
            tokens.map(|token| &*self.version.definition.node(token.node).id).collect();
        steps.sort_unstable();
        steps.dedup();
        if steps.is_empty() { String::new() } else { format!(" {} ", steps.join(" ")) }
    }

    /// What this one threw, for other cases about the same document.
    fn tell_others(&mut self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
        for (name, key) in std::mem::take(&mut self.changes.published) {
            crate::commands::case::publish(tx, ctx, self, &name, &key)?;
        }
        Ok(())
    }

    fn record(&mut self, tx: &mut Tx<'_>, ctx: &Ctx) {
        let entered = std::mem::take(&mut self.changes.entered);
        let left = std::mem::take(&mut self.changes.left);
        if self.is_new {
            let facts = json!({"subject": self.row.subject, "version": self.row.version_id, "entered": entered, "left": left});
            tx.record_first(ctx, self.event("case.started").data(&facts));
        } else if !entered.is_empty() || !left.is_empty() {
            tx.record(ctx, self.event("case.moved").data(&json!({"entered": entered, "left": left})));
        }
        for Opened { task, whom } in std::mem::take(&mut self.changes.opened) {
            let facts = json!({
                "step": task.step, "name": task.name, "name_en": task.name_en, "kind": task.kind, "assignee": task.assignee_id,
                "whom": whom, "due_at": task.due_at, "reason": task.reason, "case": self.row.id,
            });
            let event = Event::new("task.opened", task.id).case(self.row.id).data(&facts);
            tx.record_first(ctx, self.belonging(event));
        }
        for copy in std::mem::take(&mut self.changes.copies) {
            let event = self.event("task.copied");
            tx.record(ctx, event.data(&json!({"step": copy.step, "name": copy.name, "to": copy.actor_id})));
        }
        for incident in std::mem::take(&mut self.changes.raised) {
            let event = self.event("incident.raised");
            tx.record(ctx, event.data(&json!({"incident": incident.id, "step": incident.step, "name": incident.name, "code": incident.code, "cause": incident.cause})));
        }
        if self.row.state == CaseState::Ended {
            tx.record(ctx, self.event("case.ended").data(&json!({"outcome": self.row.outcome})));
        }
    }

    /// An event of this case, on the timeline of its document.
    pub(crate) fn event(&self, kind: &'static str) -> Event {
        let event = Event::new(kind, self.row.id).case(self.row.id);
        self.belonging(event)
    }

    pub(crate) fn belonging(&self, event: Event) -> Event {
        match &self.row.order_ref {
            Some(order) => event.order(order),
            None => event,
        }
    }

    /// Says something to the case and stores what came of it.
    ///
    /// # Errors
    /// `case_refuses`, `case_ended`.
    pub(crate) fn go(mut self, tx: &mut Tx<'_>, ctx: &Ctx, input: Input) -> Result<()> {
        self.advance(tx, ctx, input)?;
        self.save(tx, ctx)
    }
}
