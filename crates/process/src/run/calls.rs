//! What a step calls: services of the house, other processes, and the copies it sends.

use base::{Ctx, Error, Result};
use db::Tx;
use flow::{Input, NodeId, TokenId, Value as Kept, Vars, Why};

use super::{Beginning, DEPTH_MAX, Live};
use crate::house::{Call, Run};
use crate::model::{CaseState, Copy};
use crate::store;
use crate::trouble::Trouble;

/// Cases about one document, beyond which a case that was called itself calls no more.
const RUNNING_MAX: i64 = 300;

impl Live {
    /// Calls what a step asks for; `None` while a case of its own is under way.
    pub(super) fn call(
        &mut self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        token: TokenId,
        node: NodeId,
    ) -> Result<Option<Input>> {
        if self.case.token(token).is_none() {
            return Ok(None);
        }
        let version = std::sync::Arc::clone(&self.version);
        let step = version.definition.node(node);
        if let flow::Kind::Call { called } = &step.kind {
            return self.call_process(tx, ctx, token, called);
        }
        let name = step.notes.get("service").unwrap_or("");
        if name == "process.copy" {
            let done = self.copy_by_step(tx, ctx, token, node, step.notes.get("who").unwrap_or(""))?;
            return Ok(Some(done));
        }
        let Some(service) = self.house.service(name) else {
            return Ok(Some(Input::ServiceFailed {
                token,
                why: Trouble::ServiceUnknown { service: name.to_owned() }.into(),
            }));
        };
        let args = match self.args(token, step) {
            Ok(args) => args,
            Err(why) => return Ok(Some(Input::ServiceFailed { token, why })),
        };
        let connection = step.notes.get("connection").unwrap_or("");
        let subject = self.row.subject.clone();
        let called = Call { case: self.row.id, token: token.0, subject: &subject, connection, args: &args };
        let run = match service.run {
            Run::Here(run) => run,
            Run::Outside(prepare) => return self.ask_outside(tx, ctx, (token, node), prepare, &called),
        };
        if self.imagined {
            return Ok(Some(Input::ServiceDone { token, vars: Vars::default() }));
        }
        let actor = if service.by_person { self.person } else { None };
        let as_whom = ctx.in_the_name_of(actor);
        let outcome = tx.attempt(|tx| run(tx, &as_whom, &called));
        // What the service did shows in the document.
        *self.known.borrow_mut() = None;
        Ok(Some(match outcome {
            Ok(vars) => Input::ServiceDone { token, vars },
            Err(error) if db::is_try_again(&error) => return Err(error),
            Err(Error::Refused(refused)) => {
                let vars = Vars::from([
                    ("error_code", Kept::text(&refused.code)),
                    ("error_message", Kept::text(&refused.detail)),
                ]);
                Input::ServiceError { token, error: refused.code.as_str().into(), vars }
            }
            Err(Error::Fault(fault)) => {
                tracing::error!(case = %self.row.id, service = name, "a service failed: {fault:#}");
                Input::ServiceFailed {
                    token,
                    why: Trouble::ServiceFault { fault: format!("{fault:#}") }.into(),
                }
            }
        }))
    }

    /// The arguments a step hands over: what it maps into its frame.
    fn args(&self, token: TokenId, step: &flow::Node) -> Result<Vars, Why> {
        let scope = self.case.token(token).ok_or(Trouble::StepGone)?.scope;
        let view = self.case.view(scope);
        let pairs =
            step.inputs.iter().map(|mapping| (mapping.to.clone(), view.get(&mapping.to).unwrap_or_default()));
        Ok(Vars(pairs.collect()))
    }

    fn copy_by_step(
        &mut self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        token: TokenId,
        node: NodeId,
        who: &str,
    ) -> Result<Input> {
        let found = self.with_view(token, |live, view| live.people(tx, ctx, who, view))?;
        let whom = match found {
            Ok(whom) => whom,
            Err(why) => return Ok(Input::ServiceFailed { token, why }),
        };
        let task = self.task_at(tx, ctx, token, node)?;
        for person in whom.people {
            let copy = Copy::of(ctx, &task, person, self.row.starter_id, "");
            self.changes.copies.push(copy);
        }
        Ok(Input::ServiceDone { token, vars: Vars::default() })
    }

    /// Starts another process about the same document, on the version it has now.
    fn call_process(
        &mut self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        token: TokenId,
        called: &str,
    ) -> Result<Option<Input>> {
        if self.depth >= DEPTH_MAX {
            let why = Trouble::CallsTooDeep { max: DEPTH_MAX }.into();
            return Ok(Some(Input::ServiceFailed { token, why }));
        }
        if self.is_one_too_many(tx)? {
            let why = Trouble::TooManyCases { max: RUNNING_MAX };
            return Ok(Some(Input::ServiceFailed { token, why: why.into() }));
        }
        let found = store::process::by_code(tx, called)?.filter(|process| process.active);
        let Some((process, version_id)) = found.and_then(|it| it.version_id.map(|version| (it.id, version)))
        else {
            return Ok(Some(Input::ServiceFailed {
                token,
                why: Trouble::CalledInactive { process: called.to_owned() }.into(),
            }));
        };
        let Some(node) = self.case.token(token).map(|it| it.node) else { return Ok(None) };
        let vars = match self.args(token, self.version.definition.node(node)) {
            Ok(vars) => vars,
            Err(why) => return Ok(Some(Input::ServiceFailed { token, why })),
        };
        let version = super::version(tx, self.house, version_id)?;
        let begin = Beginning {
            process_id: process,
            version_id,
            subject: self.row.subject.clone(),
            order_ref: self.row.order_ref.clone(),
            starter: self.row.starter_id,
            parent: Some((self.row.id, token)),
            depth: self.depth + 1,
        };
        let mut child = Live::new(ctx, self.house, version, begin).after(self);
        child.person = self.person;
        child.advance(tx, ctx, Input::Start { at: None, vars })?;
        let answer = child.answer_to_parent();
        // This one may be among those who listen: they are told when it is saved.
        self.changes.published.append(&mut child.changes.published);
        child.save_quietly(tx, ctx)?;
        *self.known.borrow_mut() = None;
        Ok(answer)
    }

    /// Processes that call one another whenever something happens become twice as many each time.
    fn is_one_too_many(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let nested = self.row.parent_id.is_some() && !self.row.subject.is_empty();
        Ok(nested && store::case::count_running(tx, &self.row.subject)? > RUNNING_MAX)
    }

    /// What the case that called this one is told, once it has ended.
    pub(crate) fn answer_to_parent(&self) -> Option<Input> {
        let token = TokenId(u32::try_from(self.row.parent_token?).ok()?);
        if self.row.state != CaseState::Ended {
            return None;
        }
        let vars = self.case.scopes.first().map(|scope| scope.vars.clone()).unwrap_or_default();
        Some(match self.row.outcome.split_once(' ') {
            Some(("error", code)) => Input::ServiceError { token, error: code.into(), vars },
            _ if self.row.outcome == "stopped" => {
                Input::ServiceFailed { token, why: Trouble::CalledStopped.into() }
            }
            _ => Input::ServiceDone { token, vars },
        })
    }

    pub(super) fn stop_children(&mut self, tx: &mut Tx<'_>, ctx: &Ctx, token: TokenId) -> Result<()> {
        for row in store::case::children(tx, self.row.id, i64::from(token.0))? {
            let mut child = Live::from_row(tx, self.house, row)?.after(self);
            child.advance(tx, ctx, Input::Terminate)?;
            child.save_quietly(tx, ctx)?;
        }
        Ok(())
    }
}
