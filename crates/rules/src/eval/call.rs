//! Functions and calling them.

use super::Machine;
use crate::builtin::Builtin;
use crate::compile::node::{Lambda, Node};
use crate::fault::{Answer, Code, Stop};
use crate::types::Type;
use crate::value::Value;
use std::sync::Arc;

/// A function as a value.
#[derive(Debug)]
pub struct Function {
    pub(crate) callee: Callee,
    pub(crate) depth: u32,
    pub(crate) size: u64,
}

#[derive(Debug)]
pub(crate) enum Callee {
    Lambda(Arc<Lambda>, Vec<Value>),
    Builtin(&'static Builtin),
}

impl Function {
    pub(crate) fn builtin(found: &'static Builtin) -> Function {
        Function { callee: Callee::Builtin(found), depth: 0, size: 1 }
    }

    pub(crate) fn lambda(lambda: Arc<Lambda>, captured: Vec<Value>) -> Function {
        let depth = 1 + captured.iter().map(Value::depth).max().unwrap_or(0);
        let size = captured.iter().fold(1, |sum: u64, value| sum.saturating_add(value.size()));
        Function { callee: Callee::Lambda(lambda, captured), depth, size }
    }

    pub(crate) fn captured(&self, at: usize) -> Value {
        match &self.callee {
            Callee::Lambda(_, captured) => captured.get(at).cloned().unwrap_or_default(),
            Callee::Builtin(_) => Value::Null,
        }
    }

    /// Would the function do for these parameters and this result?
    pub(crate) fn conforms(&self, parameters: &[Type], result: &Type) -> bool {
        match &self.callee {
            Callee::Lambda(lambda, _) => {
                lambda.parameters.len() == parameters.len()
                    && lambda.parameters.iter().zip(parameters).all(|((_, own), asked)| asked.conforms(own))
                    && (matches!(lambda.result_kind, Type::Any) || lambda.result_kind.conforms(result))
            }
            Callee::Builtin(found) => parameters.len() >= found.least && parameters.len() <= found.most,
        }
    }

    pub(crate) fn arity(&self) -> Option<usize> {
        match &self.callee {
            Callee::Lambda(lambda, _) => Some(lambda.parameters.len()),
            Callee::Builtin(_) => None,
        }
    }
}

impl Machine<'_> {
    pub(super) fn builtin(&mut self, found: &'static Builtin, arguments: &[Node]) -> Answer {
        let values = arguments.iter().map(|node| self.eval(node)).collect::<Result<Vec<_>, _>>()?;
        self.apply(found, &values)
    }

    fn apply(&mut self, found: &'static Builtin, values: &[Value]) -> Answer {
        if values.len() < found.least || values.len() > found.most {
            return Err(Stop::note(Code::WrongCount, &[found.name, &values.len().to_string()]));
        }
        self.work(values.iter().map(Value::weight).sum())?;
        (found.call)(self, values)
    }

    pub(super) fn call_node(&mut self, callee: &Node, arguments: &[Node]) -> Answer {
        let callee = self.eval(callee)?;
        let values = arguments.iter().map(|node| self.eval(node)).collect::<Result<Vec<_>, _>>()?;
        self.call(&callee, values)
    }

    pub(super) fn call_named(&mut self, callee: &Node, arguments: &[(String, Node)]) -> Answer {
        let callee = self.eval(callee)?;
        let Value::Function(function) = &callee else {
            return Err(Stop::note(Code::NotCallable, &[callee.kind()]));
        };
        let mut values = Vec::new();
        for (name, node) in arguments {
            values.push((name.as_str(), self.eval(node)?));
        }
        let mut places = match &function.callee {
            Callee::Lambda(lambda, _) => lambda.parameters.iter().map(|(name, _)| name.as_str()).collect(),
            Callee::Builtin(found) => {
                let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
                found.form_for(&names).unwrap_or(&[]).to_vec()
            }
        };
        if let Some((odd, _)) = values.iter().find(|(name, _)| !places.contains(name)) {
            return Err(Stop::note(Code::UnknownParameter, &["function", odd]));
        }
        if matches!(&function.callee, Callee::Builtin(_)) {
            places.truncate(values.len());
        }
        let find =
            |place: &&str| values.iter().find(|(name, _)| name == place).map(|(_, value)| value.clone());
        let ordered = places.iter().map(find).map(Option::unwrap_or_default).collect();
        self.call(&callee, ordered)
    }

    /// Calls a function with values.
    pub(crate) fn call(&mut self, callee: &Value, values: Vec<Value>) -> Answer {
        let Value::Function(function) = callee else {
            return Err(Stop::note(Code::NotCallable, &[callee.kind()]));
        };
        let lambda = match &function.callee {
            Callee::Builtin(found) => return self.apply(found, &values),
            Callee::Lambda(lambda, _) => lambda.clone(),
        };
        if lambda.parameters.len() != values.len() {
            return Err(Stop::note(Code::WrongCount, &["function", &values.len().to_string()]));
        }
        self.enter(function, &lambda, values)
    }

    fn enter(&mut self, function: &Arc<Function>, lambda: &Lambda, values: Vec<Value>) -> Answer {
        let (base, height) = (self.base, self.locals.len());
        let mut fitted = Vec::with_capacity(values.len());
        for ((_, kind), value) in lambda.parameters.iter().zip(values) {
            let shown = value.kind();
            let fits = kind.coerce(value);
            fitted.push(fits.ok_or_else(|| Stop::note(Code::BadValue, &[shown, &kind.to_string()]))?);
        }
        self.locals.extend(fitted);
        self.base = height;
        let outer = self.function.replace(function.clone());
        let answer = self.eval(&lambda.body);
        self.function = outer;
        self.base = base;
        self.locals.truncate(height);
        let value = answer?;
        Ok(self.fit(value, &lambda.result, lambda.body.span))
    }
}
