//! What is said to the case: each input checked first, then applied.

use super::Run;
use super::event::Thrown;
use crate::case::{At, Cause, Phase, State, TokenId};
use crate::definition::{Kind, NodeId, Task, Trigger};
use crate::io::{Input, Outcome, Refused};
use crate::value::{Value, Vars};
use crate::why::Why;
use std::sync::Arc;

type Taken = Result<(), Refused>;

impl Run<'_> {
    pub(super) fn take(&mut self, input: Input) -> Taken {
        match input {
            Input::Start { at, vars } => self.start(at, vars),
            Input::Complete { token, vars } => self.complete(token, vars, |_| true),
            Input::ServiceDone { token, vars } => {
                self.complete(token, vars, |kind| matches!(kind, Kind::Task(_) | Kind::Call { .. }))
            }
            Input::ServiceError { token, error, vars } => self.service_error(token, &error, vars),
            Input::ServiceFailed { token, why } => {
                let (phase, cause) = self.failing(token, why)?;
                self.stick(token, phase, cause);
                Ok(())
            }
            Input::Timer { token } => self.timer(token),
            Input::Message { name, key, vars } => self.message(&name, &key, vars),
            Input::Signal { name, vars } => self.signal(&name, vars),
            Input::Recheck | Input::Continue => Ok(()),
            Input::SetVars { vars } => {
                self.set_case_vars(vars);
                Ok(())
            }
            Input::Retry { token } => {
                let phase = self.stuck_phase(token)?;
                self.resume(token, phase);
                Ok(())
            }
            Input::Skip { token, vars } => self.skip(token, vars),
            Input::Terminate => {
                self.end_case(Outcome::Stopped);
                Ok(())
            }
            operation => self.operate(operation),
        }
    }

    fn start(&mut self, at: Option<NodeId>, vars: Vars) -> Taken {
        let def = self.def;
        let starts = def.starts();
        let plain =
            |node: &&NodeId| !matches!(&def.node(**node).kind, Kind::Start(it) if *it != Trigger::None);
        let chosen: Vec<NodeId> = match at {
            Some(node) if !starts.contains(&node) => return Err(Refused::UnknownStep),
            Some(node) => vec![node],
            // Start events are alternatives, nodes that nothing leads to all begin.
            None if starts.iter().any(|node| matches!(def.node(*node).kind, Kind::Start(_))) => {
                starts.iter().find(plain).or(starts.first()).copied().into_iter().collect()
            }
            None => starts.to_vec(),
        };
        self.case.state = State::Running;
        let scope = self.open(crate::RegionId(0), None, None);
        if let Some(scope) = self.case.scope_mut(scope) {
            scope.vars = vars;
        }
        for node in chosen {
            self.put(node, scope, At::Ready(None));
        }
        Ok(())
    }

    /// The token waits for somebody outside to do something.
    pub(crate) fn answerable(&self, id: TokenId) -> Result<NodeId, Refused> {
        let token = self.case.token(id).ok_or(Refused::NothingWaits)?;
        let kind = &self.def.node(token.node).kind;
        match token.at {
            At::Waiting if matches!(kind, Kind::Task(_) | Kind::Call { .. }) => Ok(token.node),
            At::Waiting | At::Watch(_) => Err(Refused::WrongKind),
            _ => Err(Refused::NothingWaits),
        }
    }

    /// Where what failed outside goes on once it is repaired: a task, a call, a timer that said no time, an event that
    /// cannot be waited for.
    fn failing(&self, id: TokenId, why: Why) -> Result<(Phase, Cause), Refused> {
        let token = self.case.token(id).ok_or(Refused::NothingWaits)?;
        let node = self.def.node(token.node);
        let cause = match node.trigger() {
            Some(Trigger::Timer { .. }) => Cause::NoTime { why },
            _ => Cause::Service { why },
        };
        match token.at {
            At::Watch(host) => Ok((Phase::Watch(host), cause)),
            At::Waiting if matches!(node.kind, Kind::Catch(_)) => Ok((Phase::Enter, cause)),
            _ => self.answerable(id).map(|_| (Phase::Body, cause)),
        }
    }

    fn complete(&mut self, id: TokenId, vars: Vars, fits: impl Fn(&Kind) -> bool) -> Taken {
        let token = self.case.token(id).ok_or(Refused::NothingWaits)?;
        match token.at {
            At::Waiting | At::Watch(_) => {}
            _ => return Err(Refused::NothingWaits),
        }
        let kind = &self.def.node(token.node).kind;
        if !fits(kind) || matches!(kind, Kind::EventBased) {
            return Err(Refused::WrongKind);
        }
        if self.case.people.iter().any(|(of, it)| *of == id && it.owner.is_some()) {
            return Err(Refused::Delegated);
        }
        self.assign(id, vars);
        self.wake(id);
        Ok(())
    }

    fn service_error(&mut self, id: TokenId, error: &Arc<str>, vars: Vars) -> Taken {
        self.answerable(id)?;
        self.assign_outside(id, vars);
        if !self.raise(id, Thrown::Error, error) {
            self.stick(id, Phase::Body, Cause::Uncaught { error: error.to_string() });
        }
        Ok(())
    }

    fn timer(&mut self, id: TokenId) -> Taken {
        let token = self.case.token(id).ok_or(Refused::NothingWaits)?;
        match (self.def.node(token.node).trigger(), &token.at) {
            (Some(Trigger::Timer { .. }), At::Waiting | At::Watch(_)) => {
                self.wake(id);
                Ok(())
            }
            _ => Err(Refused::WrongKind),
        }
    }

    fn message(&mut self, name: &str, key: &Value, vars: Vars) -> Taken {
        let waits = |id: TokenId, node: NodeId| {
            let node = self.def.node(node);
            let named = match (&node.kind, node.trigger()) {
                (Kind::Task(Task::Receive(Some(place))), _) => &self.def.messages[*place],
                (_, Some(Trigger::Message(named))) => named,
                _ => return false,
            };
            let wanted = self.case.keys.iter().find(|(of, _)| *of == id).map(|(_, key)| key);
            *named.name == *name && wanted.unwrap_or(&Value::Null) == key
        };
        let mut listening = self.case.tokens.iter().filter(|it| matches!(it.at, At::Waiting | At::Watch(_)));
        let found =
            listening.find(|it| waits(it.id, it.node)).map(|it| it.id).ok_or(Refused::NobodyListens)?;
        self.assign(found, vars);
        self.wake(found);
        Ok(())
    }

    fn signal(&mut self, name: &str, vars: Vars) -> Taken {
        let waits = |node: NodeId| matches!(self.def.node(node).trigger(), Some(Trigger::Signal(it)) if **it == *name);
        let listening = self.case.tokens.iter().filter(|it| matches!(it.at, At::Waiting | At::Watch(_)));
        let found: Vec<TokenId> = listening.filter(|it| waits(it.node)).map(|it| it.id).collect();
        if found.is_empty() {
            return Err(Refused::NobodyListens);
        }
        self.set_case_vars(vars);
        // One may take another away; what is gone is passed over.
        for id in found {
            self.wake(id);
        }
        Ok(())
    }

    fn set_case_vars(&mut self, vars: Vars) {
        let Some(root) = self.case.scopes.first().map(|it| it.id) else { return };
        for (name, value) in vars.0 {
            self.set_in(root, &name, value);
        }
    }

    fn stuck_phase(&self, id: TokenId) -> Result<Phase, Refused> {
        match self.case.token(id).map(|it| &it.at) {
            Some(At::Stuck(phase, _)) => Ok(*phase),
            _ => Err(Refused::NothingWaits),
        }
    }

    /// Goes past a waiting or stuck token with results given by hand.
    fn skip(&mut self, id: TokenId, vars: Vars) -> Taken {
        let token = self.case.token(id).ok_or(Refused::NothingWaits)?;
        let node = token.node;
        let phase = match &token.at {
            At::Stuck(phase, _) => Some(*phase),
            At::Waiting => None,
            _ => return Err(Refused::NothingWaits),
        };
        let watches = token.at.watches();
        if watches && !matches!(self.def.node(node).kind, Kind::Boundary { .. } | Kind::Start(_)) {
            // An event-based gateway must not lose what it waits for.
            return Err(Refused::WrongKind);
        }
        self.assign(id, vars);
        let Some(place) = self.place(id) else { return Ok(()) };
        if watches {
            self.remove(place);
            return Ok(());
        }
        self.withdraw(place);
        let activity =
            matches!(self.def.node(node).kind, Kind::Task(_) | Kind::SubProcess | Kind::Call { .. });
        self.cancel_owned(id);
        match phase {
            // The way out is chosen anew with what was given.
            Some(Phase::Leave) => self.resume(id, Phase::Leave),
            _ => {
                self.set_at(id, At::Held);
                self.cancel_watchers(id);
                if activity { self.body_done(id) } else { self.leave(id) }
            }
        }
        Ok(())
    }
}
