//! The one pure function: takes an input, runs every token to where it waits, answers with effects.

mod activity;
mod event;
mod gateway;
mod input;
mod multi;
mod scope;
mod token;

use crate::case::{At, Case, Cause, FORMAT, Phase, State, TokenId};
use crate::definition::{Definition, ExpressionId, Kind, Task, Trigger};
use crate::io::{Effect, Facts, Input, Refused};
use crate::value::Value;
use crate::why::Why;

/// One call enters at most so many nodes, so that no case holds a transaction for long.
const STEPS_MAX: u32 = 10_000;
/// More than this between two inputs from outside is a loop nobody will leave.
const RAN_MAX: u32 = 100_000;

/// See the crate's page. A refused input has changed nothing.
pub fn step(
    definition: &Definition,
    case: &mut Case,
    input: Input,
    facts: &dyn Facts,
) -> Result<Vec<Effect>, Refused> {
    let mut out = Vec::new();
    step_into(definition, case, input, facts, &mut out)?;
    Ok(out)
}

/// The same into a list that is used again.
pub fn step_into(
    definition: &Definition,
    case: &mut Case,
    input: Input,
    facts: &dyn Facts,
    out: &mut Vec<Effect>,
) -> Result<(), Refused> {
    fits(definition, case)?;
    match (case.state, &input) {
        (State::New, Input::Start { .. }) | (State::Running, _) => {}
        (State::New, _) => return Err(Refused::NotStarted),
        (State::Ended, _) => return Err(Refused::CaseEnded),
    }
    let ran = if input == Input::Continue { case.ran } else { 0 };
    let mut run = Run::new(definition, case, facts, out);
    run.take(input)?;
    run.case.ran = ran;
    run.go();
    Ok(())
}

/// Whether every number in a saved case means something in this definition.
pub(crate) fn fits(definition: &Definition, case: &Case) -> Result<(), Refused> {
    if case.format != FORMAT {
        return Err(Refused::UnknownFormat { format: case.format });
    }
    let known = |token: &crate::case::Token| {
        let flow = match &token.at {
            At::Ready(flow) | At::Arrived(flow) | At::Stuck(Phase::Join(flow), _) => *flow,
            _ => None,
        };
        token.node.at() < definition.nodes.len()
            && flow.is_none_or(|flow| flow.at() < definition.flows.len())
            && case.scope(token.scope).is_some()
    };
    let placed = |scope: &crate::case::Scope| {
        scope.region.at() < definition.regions.len()
            && scope.body.is_none_or(|node| node.at() < definition.nodes.len())
            && scope.parent.is_none_or(|parent| parent < scope.id)
    };
    let whole = case.tokens.iter().all(known) && case.scopes.iter().all(placed);
    if whole { Ok(()) } else { Err(Refused::WrongDefinition) }
}

pub(crate) struct Run<'a> {
    pub(crate) def: &'a Definition,
    pub(crate) case: &'a mut Case,
    pub(crate) facts: &'a dyn Facts,
    pub(crate) out: &'a mut Vec<Effect>,
    /// No token before this place is ready.
    pub(crate) first: usize,
    left: u32,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        def: &'a Definition,
        case: &'a mut Case,
        facts: &'a dyn Facts,
        out: &'a mut Vec<Effect>,
    ) -> Run<'a> {
        Run { def, case, facts, out, first: 0, left: STEPS_MAX }
    }
}

impl Run<'_> {
    pub(crate) fn go(&mut self) {
        loop {
            while let Some(place) = self.next_ready() {
                if self.left == 0 {
                    self.out.push(Effect::Continue);
                    return;
                }
                self.left -= 1;
                self.case.ran += 1;
                let id = self.case.tokens[place].id;
                if self.case.ran > RAN_MAX {
                    self.stick(id, Phase::Enter, Cause::LoopWithoutEnd);
                    self.case.ran = 0;
                } else {
                    self.enter(place);
                }
            }
            if self.case.state == State::Ended || !self.settle() {
                return;
            }
        }
    }

    fn next_ready(&mut self) -> Option<usize> {
        let found = self.case.tokens.iter().skip(self.first).position(|it| matches!(it.at, At::Ready(_)));
        self.first = found.map_or(self.case.tokens.len(), |place| place + self.first);
        found.map(|_| self.first)
    }

    fn enter(&mut self, place: usize) {
        let token = &self.case.tokens[place];
        let (id, node, scope) = (token.id, token.node, token.scope);
        let via = if let At::Ready(via) = token.at { via } else { None };
        let def = self.def;
        let kind = &def.node(node).kind;
        if via.is_none() && !self.listen(id, scope) {
            return;
        }
        match kind {
            Kind::Parallel | Kind::Inclusive if def.node(node).incoming.len() > 1 && via.is_some() => {
                self.case.tokens[place].at = At::Arrived(via);
                if *kind == Kind::Parallel {
                    self.try_parallel(node, scope);
                }
                return;
            }
            _ => {}
        }
        if !self.is_body(node, scope) {
            self.out.push(Effect::Entered { token: id, node });
        }
        match kind {
            Kind::Start(_) | Kind::Boundary { .. } | Kind::EventSubProcess { .. } => self.leave(id),
            Kind::Exclusive | Kind::Parallel | Kind::Inclusive => self.leave(id),
            Kind::EventBased => self.arm_arms(id),
            Kind::Catch(trigger) => self.catch(id, trigger),
            Kind::Throw(throw) => self.throw(id, throw),
            Kind::End(throw) => self.end(id, throw),
            Kind::Task(_) | Kind::SubProcess | Kind::Call { .. } => self.activity(id),
        }
    }

    /// The value of an expression, or none and the token is stuck.
    pub(crate) fn eval(&mut self, id: TokenId, phase: Phase, expression: ExpressionId) -> Option<Value> {
        let scope = self.case.token(id)?.scope;
        match self.facts.eval(self.def.expression(expression), self.case.view(scope)) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.stick(id, phase, self.fault(expression, *fault.0));
                None
            }
        }
    }

    pub(crate) fn fault(&self, expression: ExpressionId, why: Why) -> Cause {
        let expression = self.def.expression(expression);
        Cause::Expression { element: expression.element.clone(), text: expression.text.clone(), why }
    }

    /// True or false; nothing counts as false, anything else is a fault.
    pub(crate) fn holds(&mut self, id: TokenId, phase: Phase, expression: ExpressionId) -> Option<bool> {
        match self.eval(id, phase, expression)? {
            Value::Bool(it) => Some(it),
            Value::Null => Some(false),
            other => {
                self.stick(id, phase, self.fault(expression, Why::neither(&other)));
                None
            }
        }
    }

    pub(crate) fn stick(&mut self, id: TokenId, phase: Phase, cause: Cause) {
        let Some(token) = self.case.token_mut(id) else { return };
        token.at = At::Stuck(phase, Box::new(cause.clone()));
        let node = token.node;
        self.out.push(Effect::Incident { token: id, node, cause: Box::new(cause) });
    }

    /// Tells the host that what it keeps for this token is not wanted any more.
    pub(crate) fn withdraw(&mut self, place: usize) {
        let token = &self.case.tokens[place];
        let id = token.id;
        let watches = token.at.watches();
        if !watches && token.at != At::Waiting {
            return;
        }
        let node = self.def.node(token.node);
        let effect = match &node.kind {
            Kind::Task(Task::User) => Effect::CancelTask { token: id },
            Kind::Task(Task::Receive(_)) => Effect::Unsubscribe { token: id },
            Kind::Task(_) => Effect::CancelService { token: id },
            Kind::Call { .. } => Effect::CancelCase { token: id },
            _ => match node.trigger() {
                Some(Trigger::Timer { .. }) => Effect::CancelTimer { token: id },
                Some(Trigger::Message(_) | Trigger::Signal(_)) => Effect::Unsubscribe { token: id },
                _ => return,
            },
        };
        self.out.push(effect);
    }
}
