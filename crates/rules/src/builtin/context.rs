//! Functions over contexts.

use super::{Builtin, entry, list_arg, single, wrong};
use crate::eval::Machine;
use crate::fault::{Answer, Code, Stop};
use crate::value::{Context, Value};
use std::sync::Arc;

pub(super) const TABLE: &[Builtin] = &[
    entry("get value", &[&["m", "key"], &["context", "key"]], 2, 2, |_, v| {
        match (single(&v[0]), single(&v[1])) {
            (Value::Context(context), Value::Text(key)) => Ok(context.get(key).cloned().unwrap_or_default()),
            (Value::Context(_), other) | (other, _) => Err(wrong("get value", other)),
        }
    }),
    entry("get entries", &[&["m"], &["context"]], 1, 1, |m, v| {
        let context = context_arg("get entries", &v[0])?;
        let mut entries = Vec::new();
        for (key, value) in context.entries() {
            entries.push(m.context(vec![
                (Arc::from("key"), Value::Text(key.clone())),
                (Arc::from("value"), value.clone()),
            ])?);
        }
        m.list(entries)
    }),
    entry("context", &[&["entries"]], 1, 1, from_entries),
    entry("context put", &[&["context", "key", "value"], &["context", "keys", "value"]], 3, 3, |m, v| {
        let context = context_arg("context put", &v[0])?;
        match &v[1] {
            Value::Text(key) => put(m, &context, std::slice::from_ref(key), &v[2]),
            Value::List(keys) => {
                let of = |key: &Value| match key {
                    Value::Text(key) => Ok(key.clone()),
                    other => Err(wrong("context put", other)),
                };
                let keys = keys.items().iter().map(of).collect::<Result<Vec<_>, _>>()?;
                put(m, &context, &keys, &v[2])
            }
            other => Err(wrong("context put", other)),
        }
    }),
    entry("context merge", &[&["contexts"]], 1, 1, |m, v| {
        let mut merged: Vec<(Arc<str>, Value)> = Vec::new();
        for item in list_arg("context merge", v, 0)?.items() {
            for (key, value) in context_arg("context merge", item)?.entries() {
                m.work(merged.len() as u64)?;
                set(&mut merged, key, value.clone());
            }
        }
        m.context(merged)
    }),
];

fn context_arg(function: &str, value: &Value) -> Result<Arc<Context>, Stop> {
    match single(value) {
        Value::Context(context) => Ok(context.clone()),
        other => Err(wrong(function, other)),
    }
}

fn set(entries: &mut Vec<(Arc<str>, Value)>, key: &Arc<str>, value: Value) {
    match entries.iter_mut().find(|(name, _)| name == key) {
        Some(found) => found.1 = value,
        None => entries.push((key.clone(), value)),
    }
}

fn put(machine: &mut Machine<'_>, context: &Context, keys: &[Arc<str>], value: &Value) -> Answer {
    let Some((key, rest)) = keys.split_first() else {
        return Err(Stop::note(Code::OutOfRange, &["context put"]));
    };
    machine.work(1 + context.entries().len() as u64)?;
    let inner = match rest {
        [] => value.clone(),
        rest => match context.get(key) {
            Some(Value::Context(inner)) => put(machine, &inner.clone(), rest, value)?,
            None | Some(Value::Null) => put(machine, &Context::default(), rest, value)?,
            Some(other) => return Err(wrong("context put", other)),
        },
    };
    let mut entries = context.entries().to_vec();
    set(&mut entries, key, inner);
    machine.context(entries)
}

fn from_entries(machine: &mut Machine<'_>, values: &[Value]) -> Answer {
    let mut entries: Vec<(Arc<str>, Value)> = Vec::new();
    for item in list_arg("context", values, 0)?.items() {
        let pair = context_arg("context", item)?;
        let (Some(Value::Text(key)), Some(value)) = (pair.get("key"), pair.get("value")) else {
            return Err(wrong("context", item));
        };
        machine.work(1 + entries.len() as u64)?;
        if entries.iter().any(|(name, _)| name == key) {
            return Err(Stop::note(Code::DuplicateKey, &[key]));
        }
        entries.push((key.clone(), value.clone()));
    }
    machine.context(entries)
}
