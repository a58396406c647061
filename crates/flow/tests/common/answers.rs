//! A host that answers everything at once, under the rules by which the outcomes of other engines were recorded.

use std::collections::BTreeMap;

use flow::{
    Case, Cause, Definition, Effect, Expression, Facts, Fault, Input, Kind, Node, State, Task, Trigger,
    Value, Vars, View, step,
};

/// No data, scripts and services do nothing.
pub(crate) struct Nothing;

impl Facts for Nothing {
    fn eval(&self, _: &Expression, _: View) -> Result<Value, Fault> {
        Ok(Value::Null)
    }

    fn script(&self, _: &Expression, _: View) -> Result<Vars, Fault> {
        Ok(Vars::default())
    }

    fn decide(&self, _: &Node, _: View) -> Option<Result<Vars, Fault>> {
        Some(Ok(Vars::default()))
    }
}

/// Everything that waits is answered at once, in the order it came; timers and boundary events never fire.
pub(crate) fn run(definition: &Definition) -> Result<BTreeMap<String, u32>, String> {
    let mut case = Case::new();
    let mut left = BTreeMap::new();
    let mut input = Some(Input::Start { at: None, vars: Vars::default() });
    for _ in 0..2_000 {
        let Some(next) = input.take() else { break };
        let effects = step(definition, &mut case, next, &Nothing).map_err(|refused| refused.to_string())?;
        let mut again = false;
        for effect in &effects {
            match effect {
                Effect::Left { node, .. } => {
                    *left.entry(definition.node(*node).id.to_string()).or_default() += 1
                }
                Effect::Continue => again = true,
                _ => {}
            }
        }
        if case.state == State::Ended {
            return Ok(left);
        }
        // What is repeated is not compared: without data there is nothing to repeat over.
        let empty =
            case.stuck().find(|(_, cause)| **cause == Cause::NothingToRepeat).map(|(token, _)| token.id);
        let open = case.waiting().find(|token| !matches!(definition.node(token.node).kind, Kind::EventBased));
        input = match open {
            _ if again => Some(Input::Continue),
            _ if empty.is_some() => empty.map(|token| Input::Skip { token, vars: Vars::default() }),
            Some(token) => Some(Input::Complete { token: token.id, vars: Vars::default() }),
            None => case
                .tokens
                .iter()
                .find(|it| is_arm(definition, it.node))
                .map(|it| Input::Complete { token: it.id, vars: Vars::default() }),
        };
    }
    let stuck: Vec<String> =
        case.stuck().map(|(token, cause)| format!("{}: {cause}", definition.node(token.node).id)).collect();
    Err(format!("did not end: {stuck:?}"))
}

/// An arm of an event-based gateway that somebody may answer: no timer.
fn is_arm(definition: &Definition, node: flow::NodeId) -> bool {
    match &definition.node(node).kind {
        Kind::Catch(trigger) => !matches!(trigger, Trigger::Timer { .. }),
        Kind::Task(Task::Receive(_)) => true,
        _ => false,
    }
}
