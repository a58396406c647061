//! The evaluator: walks the program within a budget. What has no value is null and leaves a note.

mod arith;
mod call;
mod loops;
mod path;
mod shape;

pub(crate) use call::Callee;
pub use call::Function;

use crate::compile::node::{Node, Op, TestNode};
use crate::fault::{Answer, Code, Fault, Problem, Span, Stop};
use crate::parse::syntax::Comparison;
use crate::temporal::DateTime;
use crate::value::{NESTING, SIZE, Value};
use std::cmp::Ordering;
use std::sync::Arc;

/// What one evaluation may use up, what time it is, and what it had to note.
#[derive(Clone, Debug)]
pub struct Budget {
    /// Steps left.
    pub steps: u64,
    /// Values and pieces of text that may still be made.
    pub memory: u64,
    /// How deep calls and expressions may nest.
    pub depth: u32,
    /// What `now()` and `today()` say; null without it.
    pub now: Option<DateTime>,
    /// Why something came out as null; at most fifty.
    pub notes: Vec<Problem>,
    limits: (u64, u64, u32),
}

/// Notes kept of one evaluation.
const NOTES: usize = 50;

impl Default for Budget {
    fn default() -> Budget {
        Budget::new(2_000_000, 500_000, 400)
    }
}

impl Budget {
    pub fn new(steps: u64, memory: u64, depth: u32) -> Budget {
        Budget { steps, memory, depth, now: None, notes: Vec::new(), limits: (steps, memory, depth) }
    }
}

pub(crate) struct Machine<'a> {
    slots: &'a [Value],
    locals: Vec<Value>,
    base: usize,
    function: Option<Arc<Function>>,
    pub(crate) budget: &'a mut Budget,
    span: Span,
}

impl<'a> Machine<'a> {
    pub(crate) fn new(slots: &'a [Value], budget: &'a mut Budget) -> Machine<'a> {
        Machine { slots, locals: Vec::new(), base: 0, function: None, budget, span: Span::default() }
    }

    pub(crate) fn run(&mut self, root: &Node) -> Result<Value, Fault> {
        match self.eval(root) {
            Ok(value) => Ok(value),
            Err(Stop::Fault(fault)) => Err(fault),
            Err(Stop::Note(code, args)) => {
                self.keep(code, args, root.span);
                Ok(Value::Null)
            }
        }
    }

    fn keep(&mut self, code: Code, args: Vec<String>, span: Span) {
        if self.budget.notes.len() < NOTES {
            self.budget.notes.push(Problem { code, args, span });
        }
    }

    fn fault(&self, code: Code, limit: u64) -> Stop {
        Stop::Fault(Fault(Problem { code, args: vec![limit.to_string()], span: self.span }))
    }

    /// Uses up steps.
    pub(crate) fn work(&mut self, steps: u64) -> Result<(), Stop> {
        match self.budget.steps.checked_sub(steps) {
            Some(left) => self.budget.steps = left,
            None => return Err(self.fault(Code::Steps, self.budget.limits.0)),
        }
        Ok(())
    }

    /// Uses up memory.
    pub(crate) fn take(&mut self, units: u64) -> Result<(), Stop> {
        match self.budget.memory.checked_sub(units) {
            Some(left) => self.budget.memory = left,
            None => return Err(self.fault(Code::Memory, self.budget.limits.1)),
        }
        Ok(())
    }

    fn nested(&mut self, value: Value) -> Answer {
        if value.size() > SIZE {
            return Err(self.fault(Code::Memory, SIZE));
        }
        if value.depth() > NESTING {
            return Err(self.fault(Code::Depth, u64::from(NESTING)));
        }
        Ok(value)
    }

    pub(crate) fn list(&mut self, items: Vec<Value>) -> Answer {
        self.take(1 + items.len() as u64)?;
        self.nested(Value::list(items))
    }

    pub(crate) fn context(&mut self, entries: Vec<(Arc<str>, Value)>) -> Answer {
        self.take(1 + entries.len() as u64)?;
        self.nested(Value::context(entries))
    }

    pub(crate) fn text(&mut self, text: String) -> Answer {
        self.take(1 + text.len() as u64 / 16)?;
        Ok(Value::from(text))
    }

    pub(crate) fn push(&mut self, value: Value) {
        self.locals.push(value);
    }

    pub(crate) fn pop(&mut self, many: usize) {
        let keep = self.locals.len() - many;
        self.locals.truncate(keep);
    }

    pub(crate) fn eval(&mut self, node: &Node) -> Answer {
        self.work(1)?;
        match &node.op {
            Op::Constant(value) => Ok(value.clone()),
            Op::Slot(at) => Ok(self.slots.get(*at).cloned().unwrap_or_default()),
            Op::Local(at) => Ok(self.locals.get(self.base + *at).cloned().unwrap_or_default()),
            _ => self.compound(node),
        }
    }

    fn compound(&mut self, node: &Node) -> Answer {
        self.span = node.span;
        let Some(depth) = self.budget.depth.checked_sub(1) else {
            return Err(self.fault(Code::Depth, u64::from(self.budget.limits.2)));
        };
        self.budget.depth = depth;
        let height = self.locals.len();
        let answer = self.family(node);
        self.budget.depth = depth + 1;
        match answer {
            Err(Stop::Note(code, args)) => {
                self.locals.truncate(height);
                self.keep(code, args, node.span);
                Ok(Value::Null)
            }
            other => other,
        }
    }

    /// Only hands on: the frames of what recurses stay small.
    fn family(&mut self, node: &Node) -> Answer {
        match &node.op {
            Op::Compare(comparison, a, b) => self.comparison(*comparison, a, b),
            Op::And(list) => self.junction(list, false),
            Op::Or(list) => self.junction(list, true),
            Op::Path(value, key) => self.path_node(value, key),
            Op::If(condition, then, other) => self.conditional(condition, then, other),
            Op::Binary(operator, a, b) => self.binary(*operator, a, b),
            Op::Negative(value) => self.negative(value),
            Op::Builtin(found, arguments) => self.builtin(found, arguments),
            Op::Call(callee, arguments) => self.call_node(callee, arguments),
            Op::CallNamed(callee, arguments) => self.call_named(callee, arguments),
            Op::Filter(list, condition, by_number) => self.filter(list, condition, *by_number),
            Op::In(value, tests) => self.inside(value, tests),
            Op::Between(nodes) => self.between(nodes),
            Op::For(domains, body, partial) => self.for_loop(domains, body, *partial),
            Op::Some(domains, body) => self.quantified(domains, body, true),
            Op::Every(domains, body) => self.quantified(domains, body, false),
            Op::Captured(at) => {
                Ok(self.function.as_ref().map_or(Value::Null, |function| function.captured(*at)))
            }
            Op::Itself => Ok(self.function.clone().map_or(Value::Null, Value::Function)),
            Op::Unknown(name) => Err(Stop::note(Code::UnknownName, &[name])),
            Op::Member(item, name, other) => self.member(*item, name, other),
            Op::InstanceOf(value, kind) => self.instance(value, kind),
            Op::List(nodes) => self.list_node(nodes),
            Op::Context(nodes) => self.context_node(nodes),
            Op::Result(nodes, result) => self.result(nodes, result),
            Op::Range(a, from, b, to) => self.range(a, *from, b, *to),
            Op::Open(comparison, end) => self.open_range(*comparison, end),
            Op::Lambda(lambda, captures) => self.lambda(lambda, captures),
            Op::Fit(value, kind) => self.fitted(value, kind),
            Op::Table(table) => table.eval(self),
            Op::Constant(_) | Op::Slot(_) | Op::Local(_) => Ok(Value::Null),
        }
    }

    /// The value as one of the type, or null with a note.
    pub(crate) fn fit(&mut self, value: Value, kind: &crate::types::Type, span: Span) -> Value {
        if matches!(kind, crate::types::Type::Any) {
            return value;
        }
        let shown = value.kind();
        kind.coerce(value).unwrap_or_else(|| {
            self.keep(Code::BadValue, vec![shown.to_owned(), kind.to_string()], span);
            Value::Null
        })
    }

    fn range(&mut self, a: &Node, from: bool, b: &Node, to: bool) -> Answer {
        let (start, end) = (self.eval(a)?, self.eval(b)?);
        if !start.is_null() && !end.is_null() && start.compare(&end).is_none() {
            return Err(Stop::note(Code::NotComparable, &[start.kind(), end.kind()]));
        }
        if start.compare(&end) == Some(Ordering::Greater) {
            return Err(Stop::note(Code::OutOfRange, &["[ .. ]"]));
        }
        self.take(2)?;
        self.nested(Value::range(start, from, end, to))
    }

    fn open_range(&mut self, comparison: Comparison, end: &Node) -> Answer {
        let end = self.eval(end)?;
        if end.is_null() {
            return Ok(Value::Null);
        }
        self.take(2)?;
        self.nested(match comparison {
            Comparison::Less => Value::open_range(Value::Null, false, end, false),
            Comparison::AtMost => Value::open_range(Value::Null, false, end, true),
            Comparison::More => Value::open_range(end, false, Value::Null, false),
            Comparison::AtLeast => Value::open_range(end, true, Value::Null, false),
            Comparison::Equal | Comparison::Differs => Value::range(end.clone(), true, end, true),
        })
    }

    /// `and` (sought: false) and `or` (sought: true) with three truth values.
    fn junction(&mut self, list: &[Node], sought: bool) -> Answer {
        let mut unknown = false;
        for node in list {
            match self.eval(node)? {
                Value::Bool(b) if b == sought => return Ok(Value::Bool(sought)),
                Value::Bool(_) => {}
                Value::List(one) if matches!(one.items(), [Value::Bool(b)] if *b == sought) => {
                    return Ok(Value::Bool(sought));
                }
                Value::List(one) if matches!(one.items(), [Value::Bool(_)]) => {}
                _ => unknown = true,
            }
        }
        Ok(if unknown { Value::Null } else { Value::Bool(!sought) })
    }

    pub(crate) fn any_test(&mut self, value: &Value, tests: &[TestNode]) -> Answer {
        let mut unknown = false;
        for test in tests {
            match self.test(value, test)? {
                Value::Bool(true) => return Ok(Value::Bool(true)),
                Value::Bool(false) => {}
                _ => unknown = true,
            }
        }
        Ok(if unknown { Value::Null } else { Value::Bool(false) })
    }

    fn test(&mut self, value: &Value, test: &TestNode) -> Answer {
        match test {
            TestNode::Anything => Ok(Value::Bool(true)),
            TestNode::Compare(comparison, node) => {
                let other = self.eval(node)?;
                Ok(compare(*comparison, value, &other).map_or(Value::Null, Value::Bool))
            }
            TestNode::None(tests) => Ok(match self.any_test(value, tests)? {
                Value::Bool(b) => Value::Bool(!b),
                _ => Value::Null,
            }),
            TestNode::Expression(node, asks) => {
                let found = self.eval(node)?;
                if *asks {
                    return Ok(found);
                }
                self.work(found.weight())?;
                Ok(within(value, &found).map_or(Value::Null, Value::Bool))
            }
        }
    }
}

/// Is the value this, in this range, or in this list?
fn within(value: &Value, found: &Value) -> Option<bool> {
    match found {
        Value::Range(range) if !matches!(value, Value::Range(_)) => range.contains(value),
        Value::List(list) => {
            let same = value.equals(found) == Some(true);
            let inside = |item: &Value| match item {
                Value::Range(range) if !matches!(value, Value::Range(_)) => {
                    range.contains(value) == Some(true)
                }
                item => value.equals(item) == Some(true),
            };
            Some(same || list.items().iter().any(inside))
        }
        other => value.equals(other),
    }
}

pub(crate) fn both(a: Option<bool>, b: Option<bool>) -> Value {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Value::Bool(false),
        (Some(true), Some(true)) => Value::Bool(true),
        _ => Value::Null,
    }
}

pub(crate) fn compare(comparison: Comparison, a: &Value, b: &Value) -> Option<bool> {
    let by = |wanted: fn(Ordering) -> bool| a.compare(b).map(wanted);
    match comparison {
        Comparison::Equal => a.equals(b),
        Comparison::Differs => a.equals(b).map(|same| !same),
        Comparison::Less => by(Ordering::is_lt),
        Comparison::AtMost => by(Ordering::is_le),
        Comparison::More => by(Ordering::is_gt),
        Comparison::AtLeast => by(Ordering::is_ge),
    }
}
