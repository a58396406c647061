//! What the kernel answers, carried out: tasks, services, timers, cases of their own, incidents.

use std::sync::Arc;

use base::{Ctx, Error, Result};
use db::Tx;
use flow::{Cause, Effect, Input, NodeId, Outcome, Refused, TokenId, Value as Kept, View, Why};

use super::Live;
use super::compiled::Facts;
use super::people::{self, Around, Whom};
use super::values;
use crate::deadline;
use crate::decisions::ready::{self, Asker, Said};
use crate::model::{CaseState, Incident, IncidentState};
use crate::trouble::Trouble;

impl Live {
    pub(super) fn carry_out(&mut self, tx: &mut Tx<'_>, ctx: &Ctx, effect: Effect) -> Result<()> {
        match effect {
            Effect::Entered { token, node } => {
                let id = self.version.definition.node(node).id.clone();
                self.changes.entered.push((token.0, id));
            }
            Effect::Left { token, node } => {
                let id = self.version.definition.node(node).id.clone();
                self.changes.left.push((token.0, id));
            }
            Effect::Taken { flow } => {
                if let Some(why) = self.version.why(flow) {
                    self.changes.reasons.push(why);
                }
            }
            Effect::CreateTask { token, node } => self.create_task(tx, ctx, token, node)?,
            Effect::CancelTask { token } => self.cancel_task(tx, ctx, token)?,
            Effect::CallService { token, node } | Effect::StartCase { token, node } => {
                self.changes.calls.push_back((token, node));
            }
            Effect::CancelService { token } => {
                self.changes.calls.retain(|(of, _)| *of != token);
                self.call_off(token);
            }
            Effect::CancelCase { token } => {
                self.changes.calls.retain(|(of, _)| *of != token);
                self.stop_children(tx, ctx, token)?;
            }
            Effect::ScheduleTimer { token, node, when } => self.schedule(tx, ctx, token, node, &when)?,
            Effect::CancelTimer { token } => tx.cancel_timers(TIMER, &self.timer_subject(token))?,
            Effect::Publish { node, key } => {
                if let Some(name) = thrown(&self.version.definition, node) {
                    self.changes.published.push((name, key));
                }
            }
            Effect::Assigned { token, who } => self.assign(token, &who),
            Effect::Incident { token, node, cause } => self.raise(tx, ctx, token, node, &cause)?,
            Effect::Ended { outcome } => self.end(ctx, &outcome),
            // The row lists what it listens for; votes, moves and escalations stand in the journal by their commands.
            Effect::Subscribe { .. }
            | Effect::Unsubscribe { .. }
            | Effect::Escalated { .. }
            | Effect::Voted { .. }
            | Effect::Decided { .. }
            | Effect::Moved { .. }
            | Effect::Migrated { .. }
            | Effect::Continue => {}
        }
        Ok(())
    }

    /// Whom a line names, seen from a token.
    pub(crate) fn people(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        who: &str,
        view: View<'_>,
    ) -> Result<Result<Whom, Why>> {
        let known = self.known(tx, ctx)?;
        let facts = known.facts.clone();
        let now = values::moment(ctx.at, &ctx.zone);
        let eval = |text: &str| {
            let ask = || Ok(facts.clone());
            self.version.eval(text, view, &Facts { ask: &ask, now: now.clone() })
        };
        let decide = |tx: &mut Tx<'_>, table: &str| {
            Ok(self.rule(tx, ctx, table, &known.facts, view)?.map(|said| said.value()))
        };
        let around = Around {
            starter: self.row.starter_id,
            department: known.department,
            case: self.row.id,
            eval: &eval,
            decide: &decide,
        };
        people::resolve(tx, ctx, who, &around)
    }

    /// What a decision table says of the document and the variables as seen from a token. `Err` inside: why nothing.
    pub(crate) fn rule(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        table: &str,
        facts: &rules::Value,
        view: View<'_>,
    ) -> Result<Result<Said, Why>> {
        let var = |name: &str| view.get(name).map(|value| values::to_feel(&value));
        let now = values::moment(ctx.at, &ctx.zone);
        let asker = Asker { subject: &self.version.subject, facts, var: &var, now };
        ready::ask(tx, self.house, table, &asker)
    }

    /// An expression of a step, or its plain text, as seen from a token.
    pub(crate) fn note(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        token: TokenId,
        text: &str,
    ) -> Result<Result<Kept, Why>> {
        if !super::is_marked(text) {
            return Ok(Ok(Kept::text(text)));
        }
        let facts = self.known(tx, ctx)?.facts;
        let now = values::moment(ctx.at, &ctx.zone);
        self.with_view(token, |live, view| {
            let ask = || Ok(facts.clone());
            Ok(live.version.eval(text, view, &Facts { ask: &ask, now: now.clone() }))
        })
    }

    pub(super) fn with_view<T>(
        &self,
        token: TokenId,
        run: impl FnOnce(&Self, View<'_>) -> Result<T>,
    ) -> Result<T> {
        let scope = self.case.token(token).map(|it| it.scope);
        let first = self.case.scopes.first().map(|it| it.id);
        let scope =
            scope.or(first).ok_or_else(|| Error::Fault(anyhow::anyhow!("a running case has a scope")))?;
        run(self, self.case.view(scope))
    }

    /// As `fail`, with another cause than that something outside failed.
    pub(super) fn fail_by(
        &mut self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        token: TokenId,
        cause: &Cause,
    ) -> Result<()> {
        self.fail(tx, ctx, token, cause.to_string().into())?;
        self.explain(token, &serde_json::to_value(cause).unwrap_or_default());
        Ok(())
    }

    /// Says better why a token is stuck than the kernel could.
    pub(crate) fn explain(&mut self, token: TokenId, cause: &serde_json::Value) {
        if let Some(last) = self.changes.raised.last_mut().filter(|it| it.token == i64::from(token.0)) {
            last.cause.clone_from(cause);
            code_of(cause).clone_into(&mut last.code);
        }
    }

    /// Finds somebody for a task again: whoever had it is not there any more.
    pub(crate) fn ask_anew(&mut self, tx: &mut Tx<'_>, ctx: &Ctx, token: TokenId) -> Result<()> {
        self.case.people.retain(|(of, _)| *of != token);
        self.changes.cancelled.push(token);
        self.fail(tx, ctx, token, Trouble::NobodyThere.into())?;
        self.advance(tx, ctx, Input::Retry { token })
    }

    /// The step cannot be done as things are: it waits as an incident until somebody repairs it.
    pub(super) fn fail(&mut self, tx: &mut Tx<'_>, ctx: &Ctx, token: TokenId, why: Why) -> Result<()> {
        match self.tell(tx, ctx, Input::ServiceFailed { token, why }) {
            Ok(done) => done,
            // Another branch has taken it away in the same breath.
            Err(Refused::NothingWaits | Refused::CaseEnded | Refused::WrongKind) => Ok(()),
            Err(other) => Err(super::refused(other)),
        }
    }

    fn raise(
        &mut self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        token: TokenId,
        node: NodeId,
        cause: &Cause,
    ) -> Result<()> {
        let (name, name_en) = self.version.names(node);
        let told = serde_json::to_value(cause).unwrap_or_default();
        let code = match cause {
            Cause::Service { why } | Cause::Expression { why, .. } if Trouble::NobodyThere.is(why) => {
                "no_assignee"
            }
            _ => code_of(&told),
        };
        // The document itself may be what is missing.
        let number = self.known(tx, ctx).map(|known| known.number).unwrap_or_default();
        self.changes.raised.push(Incident {
            id: ctx.id(),
            case_id: self.row.id,
            process_id: self.row.process_id,
            token: i64::from(token.0),
            step: self.version.definition.node(node).id.to_string(),
            name,
            name_en,
            code: code.to_owned(),
            cause: told,
            subject: self.row.subject.clone(),
            number,
            state: IncidentState::Open,
            at: ctx.at,
            solved_at: None,
            solved_by: None,
            how: String::new(),
        });
        Ok(())
    }

    fn end(&mut self, ctx: &Ctx, outcome: &Outcome) {
        self.row.state = CaseState::Ended;
        self.row.ended_at = Some(ctx.at);
        self.row.outcome = match outcome {
            Outcome::Completed => "completed".to_owned(),
            Outcome::Terminated => "terminated".to_owned(),
            Outcome::Stopped => "stopped".to_owned(),
            Outcome::Error(code) => format!("error {code}"),
        };
    }

    fn schedule(
        &mut self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        token: TokenId,
        node: NodeId,
        when: &Kept,
    ) -> Result<()> {
        match deadline::timer(self, tx, ctx, node, when)? {
            Ok(planned) => {
                tx.timer_with(ctx, planned.due, (TIMER, &self.timer_subject(token)), &planned.carries)
            }
            Err(why) => self.fail(tx, ctx, token, why),
        }
    }

    pub(crate) fn timer_subject(&self, token: TokenId) -> String {
        format!("{}/{}", self.row.id, token.0)
    }
}

/// The kind of timers that cases set.
pub(crate) const TIMER: &str = "case";

fn code_of(cause: &serde_json::Value) -> &str {
    cause.get("code").and_then(serde_json::Value::as_str).unwrap_or("service")
}

/// The message a step throws.
fn thrown(definition: &flow::Definition, node: NodeId) -> Option<Arc<str>> {
    match &definition.node(node).kind {
        flow::Kind::Throw(throw) | flow::Kind::End(throw) => match throw {
            flow::Throw::Message(named) => Some(named.name.clone()),
            flow::Throw::Signal(name) => Some(name.clone()),
            _ => None,
        },
        flow::Kind::Task(flow::Task::Send(Some(place))) => {
            definition.messages.get(*place).map(|named| named.name.clone())
        }
        _ => None,
    }
}
