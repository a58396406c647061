//! Calls and paths: parameters by name become positions, fields by label become keys.

use super::Compiler;
use super::node::{Node, Op};
use crate::builtin;
use crate::eval::Callee;
use crate::fault::{Code, Span};
use crate::parse::syntax::{Arguments, Expr, Kind};
use crate::types::Type;
use crate::value::Value;
use std::sync::Arc;

impl Compiler<'_> {
    pub(super) fn path(&mut self, value: &Expr, name: &str, span: Span) -> (Op, Type) {
        let (node, kind) = self.node(value);
        let (fields, in_list) = match kind.bare() {
            Type::Context(fields) => (fields.clone(), false),
            Type::List(item) => match item.bare() {
                Type::Context(fields) => (fields.clone(), true),
                _ => return (Op::Path(Box::new(node), Arc::from(name)), Type::Any),
            },
            Type::Number | Type::Text | Type::Bool => {
                self.problem(Code::UnknownField, span, &[name, &kind.to_string()]);
                return (Op::Path(Box::new(node), Arc::from(name)), Type::Any);
            }
            _ => return (Op::Path(Box::new(node), Arc::from(name)), Type::Any),
        };
        let found = fields.iter().find(|field| field.is_called(name));
        let key = found.map_or(name, |field| &field.key);
        let kind = match found {
            Some(field) if in_list => Type::List(Arc::new(field.kind.clone())),
            Some(field) => field.kind.clone(),
            None => {
                if !fields.is_empty() {
                    self.problem(Code::UnknownField, span, &[name, "context"]);
                }
                Type::Any
            }
        };
        (Op::Path(Box::new(node), Arc::from(key)), kind)
    }

    pub(super) fn call(&mut self, callee: &Expr, arguments: &Arguments, span: Span) -> (Op, Type) {
        let (callee_node, kind) = match &callee.kind {
            Kind::Name(name) if self.resolve(name, self.frames.len() - 1, callee.span).is_none() => {
                self.problem(Code::UnknownFunction, callee.span, &[name]);
                (Node { op: Op::Unknown(Arc::from(name.as_str())), span: callee.span }, Type::Any)
            }
            _ => self.node(callee),
        };
        if let Op::Constant(Value::Function(function)) = &callee_node.op
            && let Callee::Builtin(found) = &function.callee
        {
            return self.builtin(found, arguments, span);
        }
        let result = match kind.bare() {
            Type::Function(signature) => signature.1.clone(),
            _ => Type::Any,
        };
        let callee = Box::new(callee_node);
        match arguments {
            Arguments::Positional(list) => (Op::Call(callee, self.nodes(list)), result),
            Arguments::Named(list) => {
                let list = list.iter().map(|(name, value)| (name.clone(), self.node(value).0)).collect();
                (Op::CallNamed(callee, list), result)
            }
        }
    }

    fn builtin(&mut self, found: &'static builtin::Builtin, arguments: &Arguments, span: Span) -> (Op, Type) {
        let (nodes, kinds): (Vec<Node>, Vec<Type>) = match arguments {
            Arguments::Positional(list) => list.iter().map(|value| self.node(value)).unzip(),
            Arguments::Named(list) => {
                let names: Vec<&str> = list.iter().map(|(name, _)| name.as_str()).collect();
                let Some(form) = found.form_for(&names) else {
                    let odd = names.iter().find(|name| !found.forms.iter().any(|form| form.contains(name)));
                    self.problem(
                        Code::UnknownParameter,
                        span,
                        &[found.name, odd.or(names.first()).unwrap_or(&"")],
                    );
                    return (Op::Constant(Value::Null), Type::Any);
                };
                let last = form.iter().rposition(|name| names.contains(name)).map_or(0, |at| at + 1);
                let given = form[..last].iter().map(|parameter| {
                    match list.iter().find(|(name, _)| name == parameter) {
                        Some((_, value)) => self.node(value),
                        None => (Node { op: Op::Constant(Value::Null), span }, Type::Null),
                    }
                });
                given.unzip()
            }
        };
        if nodes.len() < found.least || nodes.len() > found.most {
            self.problem(Code::WrongCount, span, &[found.name, &nodes.len().to_string()]);
        }
        (Op::Builtin(found, nodes), builtin::result(found.name, &kinds))
    }
}
