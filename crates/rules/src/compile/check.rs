//! The type check: tells what can never work, and keeps quiet where a type is not known.

use super::Compiler;
use super::node::Node;
use crate::fault::{Code, Span};
use crate::parse::syntax::{Expr, Operator};
use crate::types::Type;
use crate::value::Value;
use std::sync::Arc;

pub(super) fn type_of(value: &Value) -> Type {
    match value {
        Value::Null => Type::Null,
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::Text(_) => Type::Text,
        Value::Date(_) => Type::Date,
        Value::Time(_) => Type::Time,
        Value::DateTime(_) => Type::DateTime,
        Value::Days(_) => Type::Days,
        Value::Months(_) => Type::Months,
        Value::List(_) => Type::List(Arc::new(Type::Any)),
        Value::Function(_) => Type::Function(Arc::new((Vec::new(), Type::Any))),
        _ => Type::Any,
    }
}

fn unknown(kind: &Type) -> bool {
    matches!(kind, Type::Any | Type::Null)
}

impl Compiler<'_> {
    pub(super) fn check_comparison(&mut self, left: &Type, right: &Type, span: Span) {
        let (left, right) = (left.bare(), right.bare());
        let single = |kind: &Type, other: &Type| matches!(kind, Type::List(item) if unknown(item) || item.conforms(other));
        let fits = left.conforms(right) || right.conforms(left) || single(left, right) || single(right, left);
        let dates = |kind: &Type| matches!(kind, Type::Date | Type::DateTime);
        let free = unknown(left) || unknown(right) || fits;
        if !(free || dates(left) && dates(right)) {
            self.problem(Code::NotComparable, span, &[&left.to_string(), &right.to_string()]);
        }
    }

    pub(super) fn check_arithmetic(
        &mut self,
        operator: Operator,
        left: &Type,
        right: &Type,
        span: Span,
    ) -> Type {
        let (left, right) = (left.bare(), right.bare());
        if unknown(left) || unknown(right) {
            return Type::Any;
        }
        let temporal = |kind: &Type| {
            matches!(
                kind,
                Type::Date | Type::Time | Type::DateTime | Type::Days | Type::Months | Type::Duration
            )
        };
        match (operator, left, right) {
            (_, Type::Number, Type::Number) => Type::Number,
            (Operator::Add, Type::Text, Type::Text) => Type::Text,
            (_, Type::List(_), _) | (_, _, Type::List(_)) => Type::Any,
            (Operator::Add | Operator::Subtract, a, b) if temporal(a) && temporal(b) => Type::Any,
            (Operator::Multiply | Operator::Divide, a, b) if temporal(a) || temporal(b) => Type::Any,
            (operator, a, b) => {
                let sign = match operator {
                    Operator::Add => "+",
                    Operator::Subtract => "-",
                    Operator::Multiply => "*",
                    Operator::Divide => "/",
                    Operator::Power => "**",
                };
                self.problem(Code::WrongType, span, &[sign, &format!("{a}, {b}")]);
                Type::Any
            }
        }
    }

    pub(super) fn conditions(&mut self, list: &[Expr], word: &str) -> Vec<Node> {
        let mut nodes = Vec::new();
        for expr in list {
            let (node, kind) = self.node(expr);
            if !unknown(kind.bare()) && !matches!(kind.bare(), Type::Bool | Type::List(_)) {
                self.problem(Code::WrongType, expr.span, &[word, &kind.to_string()]);
            }
            nodes.push(node);
        }
        nodes
    }
}
