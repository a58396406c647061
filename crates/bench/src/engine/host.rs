//! What the kernel asks, answered by FEEL that is compiled once per process.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use flow::{Definition, Effect, Expression, Facts, Fault, Kind, Node, Task, Value as Kept, Vars, View};
use rules::{Budget, Field, Schema, Type, Value};

/// The variables the diagrams speak of.
const NAMES: [&str; 3] = ["total", "price", "quantity"];

pub(crate) struct Host {
    /// By where the text stands in memory: an expression of a definition never moves.
    ready: HashMap<*const u8, Vec<Ready>>,
    /// Used again by the next step.
    pub(crate) effects: Vec<Effect>,
}

/// An expression, and the variable a line of a script writes it to.
struct Ready {
    into: Arc<str>,
    feel: rules::Expression,
    names: Vec<&'static str>,
}

impl Host {
    pub(crate) fn new(definition: &Definition) -> anyhow::Result<Host> {
        let mut ready = HashMap::new();
        for node in &definition.nodes {
            if let Kind::Task(Task::Script(Some(script))) = node.kind {
                let text = &definition.expression(script).text;
                let lines = text.lines().map(|line| {
                    let (name, feel) =
                        line.split_once('=').context("a line of the script assigns nothing")?;
                    Ready::new(name.trim(), feel)
                });
                ready.insert(text.as_ptr(), lines.collect::<anyhow::Result<_>>()?);
            }
        }
        for condition in definition.flows.iter().filter_map(|flow| flow.condition) {
            let text = &definition.expression(condition).text;
            ready.insert(text.as_ptr(), vec![Ready::new("", text)?]);
        }
        Ok(Host { ready, effects: Vec::new() })
    }

    fn ready(&self, expression: &Expression) -> Result<&[Ready], Fault> {
        let known = self.ready.get(&expression.text.as_ptr());
        known.map(Vec::as_slice).ok_or_else(|| Fault::from(format!("{} was not compiled", expression.text)))
    }
}

impl Ready {
    fn new(into: &str, text: &str) -> anyhow::Result<Ready> {
        let names: Vec<&str> = NAMES.into_iter().filter(|name| text.contains(name)).collect();
        let fields = names.iter().map(|name| Field::new(name, Type::Number)).collect();
        let feel = rules::compile(text, &Schema { fields, types: Vec::new() });
        let feel = feel.map_err(|problems| anyhow!("{text}: {problems:?}"))?;
        Ok(Ready { into: Arc::from(into), feel, names })
    }

    fn eval(&self, view: View) -> Result<Kept, Fault> {
        let slots: Vec<Value> =
            self.names.iter().map(|name| view.get(name).map_or(Value::Null, |it| to_feel(&it))).collect();
        let value =
            self.feel.eval(&slots, &mut Budget::default()).map_err(|fault| Fault::from(fault.0.english()))?;
        Ok(to_kept(&value))
    }
}

impl Facts for Host {
    fn eval(&self, expression: &Expression, view: View) -> Result<Kept, Fault> {
        let ready = self.ready(expression)?.first().ok_or_else(|| Fault::from("nothing to evaluate"))?;
        ready.eval(view)
    }

    fn script(&self, script: &Expression, view: View) -> Result<Vars, Fault> {
        let mut vars = Vars::default();
        for line in self.ready(script)? {
            vars.set(&line.into, line.eval(view)?);
        }
        Ok(vars)
    }

    fn decide(&self, _: &Node, _: View) -> Option<Result<Vars, Fault>> {
        None
    }
}

fn to_feel(value: &Kept) -> Value {
    match value {
        Kept::Int(number) => Value::from(*number),
        Kept::Text(text) => Value::Text(text.clone()),
        Kept::Bool(it) => Value::Bool(*it),
        _ => Value::Null,
    }
}

fn to_kept(value: &Value) -> Kept {
    match value {
        Value::Bool(it) => Kept::Bool(*it),
        Value::Number(number) => {
            let text = rules::text_of(&Value::Number(*number));
            text.parse().map_or_else(|_| Kept::Decimal(text.into()), Kept::Int)
        }
        Value::Text(text) => Kept::Text(text.clone()),
        _ => Kept::Null,
    }
}
