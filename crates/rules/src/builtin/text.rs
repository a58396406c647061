//! Functions over texts; positions count characters from one.

use super::{Builtin, entry, list_arg, single, text_arg, whole_arg, wrong};
use crate::eval::Machine;
use crate::fault::{Answer, Code, Stop};
use crate::value::Value;

pub(super) const TABLE: &[Builtin] = &[
    entry("substring", &[&["string", "start position", "length"]], 2, 3, substring),
    entry("string length", &[&["string"]], 1, 1, |_, v| {
        Ok(Value::from(text_arg("string length", v, 0)?.chars().count() as i64))
    }),
    entry("upper case", &[&["string"]], 1, 1, |m, v| {
        let upper = text_arg("upper case", v, 0)?.to_uppercase();
        m.text(upper)
    }),
    entry("lower case", &[&["string"]], 1, 1, |m, v| {
        let lower = text_arg("lower case", v, 0)?.to_lowercase();
        m.text(lower)
    }),
    entry("substring before", &[&["string", "match"]], 2, 2, |_, v| {
        let (text, part) = pair("substring before", v)?;
        Ok(Value::from(text.find(part).map_or("", |at| &text[..at])))
    }),
    entry("substring after", &[&["string", "match"]], 2, 2, |_, v| {
        let (text, part) = pair("substring after", v)?;
        Ok(Value::from(text.find(part).map_or("", |at| &text[at + part.len()..])))
    }),
    entry("contains", &[&["string", "match"]], 2, 2, |_, v| {
        let (text, part) = pair("contains", v)?;
        Ok(Value::Bool(text.contains(part)))
    }),
    entry("starts with", &[&["string", "match"]], 2, 2, |_, v| {
        let (text, part) = pair("starts with", v)?;
        Ok(Value::Bool(text.starts_with(part)))
    }),
    entry("ends with", &[&["string", "match"]], 2, 2, |_, v| {
        let (text, part) = pair("ends with", v)?;
        Ok(Value::Bool(text.ends_with(part)))
    }),
    entry("string join", &[&["list", "delimiter"]], 1, 2, join),
];

fn pair<'v>(function: &str, values: &'v [Value]) -> Result<(&'v str, &'v str), Stop> {
    Ok((text_arg(function, values, 0)?, text_arg(function, values, 1)?))
}

fn substring(machine: &mut Machine<'_>, values: &[Value]) -> Answer {
    let text = text_arg("substring", values, 0)?;
    let start = whole_arg("substring", values, 1)?;
    let many = text.chars().count() as i64;
    let from = if start < 0 { many + start } else { start - 1 };
    let length = match values.get(2) {
        None | Some(Value::Null) => many,
        Some(_) => whole_arg("substring", values, 2)?,
    };
    if start == 0 || from < 0 || from >= many || length < 1 {
        return Err(Stop::note(Code::OutOfRange, &[&start.to_string()]));
    }
    let part = text.chars().skip(from as usize).take(length as usize).collect();
    machine.text(part)
}

fn join(machine: &mut Machine<'_>, values: &[Value]) -> Answer {
    let list = list_arg("string join", values, 0)?;
    let delimiter = match values.get(1).map(single) {
        None | Some(Value::Null) => "",
        Some(Value::Text(text)) => text,
        Some(other) => return Err(wrong("string join", other)),
    };
    let mut joined = String::new();
    let mut first = true;
    for item in list.items() {
        let text = match item {
            Value::Null => continue,
            Value::Text(text) => text,
            other => return Err(wrong("string join", other)),
        };
        machine.take(1 + (text.len() + delimiter.len()) as u64 / 16)?;
        if !std::mem::take(&mut first) {
            joined.push_str(delimiter);
        }
        joined.push_str(text);
    }
    machine.text(joined)
}
