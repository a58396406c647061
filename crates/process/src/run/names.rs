//! The names an expression may speak of: facts of the document, and variables that something in the drawing sets.

use std::collections::BTreeSet;

use flow::{Definition, Expression, Kind, Over, Task, Why};
use rules::Field;

use super::PEOPLE;
use super::compiled::{self, bare, is_marked};
use crate::house::House;

/// What the house sets by itself.
const OURS: &[&str] = &[
    "approved",
    "assignee",
    "comment",
    "decided_by",
    "error_code",
    "error_message",
    "event",
    "item",
    "outcome",
    "nrOfInstances",
    "nrOfCompletedInstances",
    "nrOfActiveInstances",
];

/// Names that something in the drawing sets. `None` where that cannot be told: the results of tables are theirs
/// to name.
pub(crate) fn known(house: &House, definition: &Definition) -> Option<BTreeSet<String>> {
    let mut names: BTreeSet<String> = OURS.iter().map(|name| (*name).to_owned()).collect();
    names.extend(definition.data.iter().map(ToString::to_string));
    for node in &definition.nodes {
        if matches!(node.kind, Kind::Task(Task::Rule)) {
            return None;
        }
        let mappings = node.inputs.iter().chain(&node.outputs);
        names.extend(mappings.map(|mapping| mapping.to.to_string()));
        names.extend(node.notes.get("result").map(str::to_owned));
        if let Some(multi) = &node.multi {
            names.extend(multi.collect.iter().map(|(into, _)| into.to_string()));
            if let Over::Items { item, .. } = &multi.over {
                names.insert(item.to_string());
            }
        }
        let service = node.notes.get("service").and_then(|name| house.service(name));
        names.extend(service.into_iter().flat_map(|it| it.results).map(|result| result.key.to_owned()));
        if let Kind::Task(Task::Script(Some(script))) = node.kind {
            let lines = definition.expression(script).text.lines();
            names.extend(lines.filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned())));
        }
        let written = crate::fields::rights(node.notes.get("fields").unwrap_or(""));
        names.extend(written.into_iter().map(|(field, _)| field));
    }
    Some(names)
}

/// What of an expression can never be worked out, whatever its names stand for.
pub(crate) fn wrong<'e>(
    expression: &'e Expression,
    definition: &Definition,
    fields: &[Field],
) -> Option<(&'e str, Why)> {
    parts(expression, definition)
        .into_iter()
        .find_map(|part| Some((part.trim(), compiled::compile(bare(part), fields).err()?)))
}

/// What of a text is FEEL: all of it, the right sides of a script, nothing of what is said plainly.
fn parts<'e>(expression: &'e Expression, definition: &Definition) -> Vec<&'e str> {
    let text = expression.text.trim();
    let plain = matches!(&*expression.language, "template" | "time") && !is_marked(text);
    if text.is_empty() || text == PEOPLE || plain || &*expression.language == "name" {
        return Vec::new();
    }
    let node = definition.find(&expression.element).map(|id| definition.node(id));
    let is_script = node.is_some_and(|node| matches!(node.kind, Kind::Task(Task::Script(_))));
    if is_script {
        return text.lines().filter_map(|line| Some(line.split_once('=')?.1)).collect();
    }
    vec![text]
}

/// The names in an expression that nothing sets.
pub(crate) fn unknown(
    expression: &Expression,
    definition: &Definition,
    fields: &[Field],
    known: &BTreeSet<String>,
) -> Vec<String> {
    let parts = parts(expression, definition).into_iter();
    let ready = parts.filter_map(|part| compiled::compile(bare(part), fields).ok());
    let mut names: Vec<String> =
        ready.flat_map(|ready| ready.vars().map(str::to_owned).collect::<Vec<_>>()).collect();
    names.retain(|name| !known.contains(name));
    names.dedup();
    names
}
