//! What may be typed next: fields in both languages, functions, words of the language.

use crate::builtin;
use crate::parse::continues_name;
use crate::types::{Field, Schema, Type};
use serde::Serialize;

/// What a suggestion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    Field,
    Function,
    Word,
}

/// One thing that may stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    pub sort: Sort,
    /// What is put into the text, from `start` to the cursor.
    pub text: String,
    /// The field's other names, or the function's parameters.
    pub detail: String,
    /// The type's name; empty when unknown.
    pub kind: String,
    /// The byte from which on the text replaces what was typed.
    pub start: usize,
}

const WORDS: [&str; 19] = [
    "and",
    "or",
    "not",
    "if",
    "then",
    "else",
    "for",
    "in",
    "return",
    "some",
    "every",
    "satisfies",
    "between",
    "instance of",
    "function",
    "true",
    "false",
    "null",
    "item",
];

/// How many suggestions are given at most.
const MOST: usize = 100;

/// Suggestions for the byte position `cursor`, fields first.
pub fn complete(text: &str, cursor: usize, schema: &Schema) -> Vec<Suggestion> {
    let mut cursor = cursor.min(text.len());
    while !text.is_char_boundary(cursor) {
        cursor -= 1;
    }
    let before = &text[..cursor];
    if before.matches('"').count() % 2 == 1 {
        return Vec::new();
    }
    let start = before
        .rfind(|c| !continues_name(c))
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let start = earlier(before, start, schema);
    let typed = &before[start..];
    let mut found = Vec::new();
    if let Some(owner) = before[..start].trim_end().strip_suffix('.').filter(|owner| !owner.ends_with('.')) {
        if let Some(fields) = members(owner, schema) {
            add_fields(&mut found, &fields, typed, start);
        }
        return found;
    }
    add_fields(&mut found, &schema.fields, typed, start);
    for function in builtin::all().filter(|function| begins(function.name, typed)) {
        let detail = function.forms.first().map(|form| form.join(", ")).unwrap_or_default();
        found.push(Suggestion {
            sort: Sort::Function,
            text: function.name.to_owned(),
            detail,
            kind: String::new(),
            start,
        });
    }
    for word in WORDS.into_iter().filter(|word| begins(word, typed)) {
        found.push(Suggestion {
            sort: Sort::Word,
            text: word.to_owned(),
            detail: String::new(),
            kind: String::new(),
            start,
        });
    }
    found.sort_by_key(|suggestion| suggestion.sort);
    found.truncate(MOST);
    found
}

/// Names have spaces: where the words before the cursor begin one, they are all part of what was typed.
fn earlier(before: &str, start: usize, schema: &Schema) -> usize {
    let boundaries = before.char_indices().rev().filter(|(at, _)| {
        let opens = before[*at..].starts_with(continues_name);
        opens && *at < start && !before[..*at].ends_with(continues_name)
    });
    let starts = |typed: &str| {
        builtin::names().any(|name| begins(name, typed))
            || schema.fields.iter().any(|field| field.names().any(|name| begins(name, typed)))
    };
    let known = boundaries.take(5).map(|(at, _)| at).filter(|at| starts(&before[*at..]));
    known.last().unwrap_or(start)
}

fn begins(name: &str, typed: &str) -> bool {
    name.to_lowercase().starts_with(&typed.to_lowercase())
}

fn add_fields(found: &mut Vec<Suggestion>, fields: &[Field], typed: &str, start: usize) {
    for field in fields {
        // Each of its names that begins as was typed, the others as detail.
        for name in field.names().filter(|name| begins(name, typed)) {
            let others: Vec<&str> = field.names().filter(|other| *other != name).collect();
            let kind = match &field.kind {
                Type::Any => String::new(),
                kind => kind.to_string(),
            };
            found.push(Suggestion {
                sort: Sort::Field,
                text: name.to_owned(),
                detail: others.join(", "),
                kind,
                start,
            });
        }
    }
}

/// The fields of what stands before the dot: a chain of fields of the schema.
fn members(owner: &str, schema: &Schema) -> Option<Vec<Field>> {
    let mut best: Option<(usize, Vec<Field>)> = None;
    for field in &schema.fields {
        for name in field.names() {
            let Some(at) = find_chain(owner, name) else { continue };
            let mut fields = fields_of(&field.kind);
            let mut rest = owner[at + name.len()..].trim();
            while let (Some(known), Some(next)) = (&fields, rest.strip_prefix('.')) {
                let next = next.trim_start();
                let longest = known.iter().flat_map(|f| f.names().map(move |n| (f, n)));
                let longest = longest.filter(|(_, n)| next.starts_with(n)).max_by_key(|(_, n)| n.len());
                let Some((inner, name)) = longest else { break };
                rest = next[name.len()..].trim_start();
                fields = fields_of(&inner.kind);
            }
            if let (true, Some(fields)) = (rest.is_empty(), fields)
                && best.as_ref().is_none_or(|(other, _)| at < *other)
            {
                best = Some((at, fields));
            }
        }
    }
    best.map(|(_, fields)| fields)
}

/// The last place where the name stands by itself.
fn find_chain(owner: &str, name: &str) -> Option<usize> {
    let apart = |at: &usize| !owner[..*at].ends_with(|c| continues_name(c) || c == '.');
    owner.rmatch_indices(name).map(|(at, _)| at).find(apart)
}

fn fields_of(kind: &Type) -> Option<Vec<Field>> {
    match kind.bare() {
        Type::Context(fields) => Some(fields.to_vec()),
        Type::List(item) => fields_of(item),
        _ => None,
    }
}
