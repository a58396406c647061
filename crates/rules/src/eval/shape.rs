//! One short function for each way to put values together.

use super::{Function, Machine, both, compare};
use crate::compile::node::{Lambda, Node, Op, TestNode};
use crate::fault::{Answer, Code, Stop};
use crate::parse::syntax::{Comparison, Operator};
use crate::types::Type;
use crate::value::Value;
use std::sync::Arc;

impl Machine<'_> {
    pub(super) fn comparison(&mut self, comparison: Comparison, a: &Node, b: &Node) -> Answer {
        if let (Some(a), Some(b)) = (self.place(a), self.place(b)) {
            let (steps, answer) = (2 + a.weight().min(b.weight()), compare(comparison, a, b));
            self.work(steps)?;
            return Ok(answer.map_or(Value::Null, Value::Bool));
        }
        let (a, b) = (self.eval(a)?, self.eval(b)?);
        self.work(a.weight().min(b.weight()))?;
        Ok(compare(comparison, &a, &b).map_or(Value::Null, Value::Bool))
    }

    /// The value a node stands for when it only points at one: most conditions compare without copying.
    fn place<'n>(&'n self, node: &'n Node) -> Option<&'n Value> {
        match &node.op {
            Op::Constant(value) => Some(value),
            Op::Slot(at) => self.slots.get(*at),
            Op::Local(at) => self.locals.get(self.base + *at),
            Op::Path(value, key) => match self.place(value)? {
                Value::Context(context) => context.get(key),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn path_node(&mut self, value: &Node, key: &str) -> Answer {
        let value = self.eval(value)?;
        self.path(&value, key)
    }

    pub(super) fn conditional(&mut self, condition: &Node, then: &Node, other: &Node) -> Answer {
        let chosen = if self.eval(condition)?.is_true() { then } else { other };
        self.eval(chosen)
    }

    pub(super) fn binary(&mut self, operator: Operator, a: &Node, b: &Node) -> Answer {
        let (a, b) = (self.eval(a)?, self.eval(b)?);
        self.arithmetic(operator, &a, &b)
    }

    pub(super) fn negative(&mut self, value: &Node) -> Answer {
        match self.eval(value)? {
            Value::Number(n) => Ok(Value::Number(n.negated())),
            Value::Days(n) => Ok(Value::Days(-n)),
            Value::Months(n) => Ok(Value::Months(-n)),
            other => Err(Stop::note(Code::WrongType, &["-", other.kind()])),
        }
    }

    pub(super) fn inside(&mut self, value: &Node, tests: &[TestNode]) -> Answer {
        let value = self.eval(value)?;
        self.any_test(&value, tests)
    }

    pub(super) fn between(&mut self, nodes: &[Node; 3]) -> Answer {
        let (value, low, high) = (self.eval(&nodes[0])?, self.eval(&nodes[1])?, self.eval(&nodes[2])?);
        let above = compare(Comparison::AtLeast, &value, &low);
        let below = compare(Comparison::AtMost, &value, &high);
        Ok(both(above, below))
    }

    pub(super) fn member(&mut self, item: usize, name: &str, other: &Node) -> Answer {
        if let Some(Value::Context(context)) = self.locals.get(self.base + item)
            && let Some(found) = context.get(name)
        {
            return Ok(found.clone());
        }
        self.eval(other)
    }

    pub(super) fn instance(&mut self, value: &Node, kind: &Type) -> Answer {
        let value = self.eval(value)?;
        self.work(value.weight())?;
        Ok(Value::Bool(kind.has_instance(&value)))
    }

    pub(super) fn list_node(&mut self, nodes: &[Node]) -> Answer {
        let mut items = Vec::with_capacity(nodes.len());
        for node in nodes {
            items.push(self.eval(node)?);
        }
        self.list(items)
    }

    pub(super) fn context_node(&mut self, nodes: &[(Arc<str>, Node)]) -> Answer {
        let mut entries = Vec::with_capacity(nodes.len());
        for (key, node) in nodes {
            let value = self.eval(node)?;
            self.push(value.clone());
            entries.push((key.clone(), value));
        }
        self.pop(nodes.len());
        self.context(entries)
    }

    pub(super) fn result(&mut self, nodes: &[(Type, Node)], result: &Node) -> Answer {
        for (kind, node) in nodes {
            let value = self.eval(node)?;
            let value = self.fit(value, kind, node.span);
            self.push(value);
        }
        let value = self.eval(result)?;
        self.pop(nodes.len());
        Ok(value)
    }

    pub(super) fn lambda(&mut self, lambda: &Arc<Lambda>, captures: &[Node]) -> Answer {
        let mut captured = Vec::with_capacity(captures.len());
        for node in captures {
            captured.push(self.eval(node)?);
        }
        self.take(1 + captured.len() as u64)?;
        self.nested(Value::Function(Arc::new(Function::lambda(lambda.clone(), captured))))
    }

    pub(super) fn fitted(&mut self, value: &Node, kind: &Type) -> Answer {
        let inner = self.eval(value)?;
        Ok(self.fit(inner, kind, value.span))
    }
}
