//! What vendors' extensions say about a node, under one set of names.
//!
//! Our own namespace has attributes of the same names and wins: `shundan:service`, `assignee`, `candidateGroups`, `who`
//! (policy), `connection`, `deadline`, `fields` (field rights), `vote`, `veto`, `key`, and elements such as `shundan:sop` with text.

use std::sync::Arc;

use crate::definition::{Notes, Rule, Vote};
use crate::xml::{Element, Space};

const VENDORS: [Space; 4] = [Space::Shundan, Space::Camunda, Space::Flowable, Space::Zeebe];
/// Where vendors name what a service task calls, most telling first.
const SERVICES: [&str; 6] = ["topic", "class", "delegateExpression", "expression", "type", "decisionRef"];

/// Of one node: many times what any tool writes.
const NOTES_MAX: usize = 200;

pub(super) fn extensions(element: &Element) -> impl Iterator<Item = &Element> {
    element.child("extensionElements").into_iter().flat_map(Element::elements)
}

pub(super) fn vendor<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    VENDORS.iter().find_map(|space| element.of(*space, name))
}

pub(super) fn of(element: &Element) -> Notes {
    let mut notes = Notes::default();
    for space in VENDORS {
        for attribute in element.attributes.iter().filter(|it| it.space == space) {
            let name = attribute.name.rsplit_once(':').map_or("", |(_, local)| local);
            add(&mut notes, name, &attribute.value);
        }
    }
    for extension in extensions(element) {
        match (extension.space, extension.local()) {
            (Space::Shundan, name) => {
                add(&mut notes, name, &extension.text());
            }
            (Space::Zeebe, "taskDefinition") => {
                add(&mut notes, "service", extension.attribute("type").unwrap_or(""))
            }
            (Space::Zeebe, "assignmentDefinition" | "taskSchedule" | "formDefinition" | "calledDecision") => {
                for attribute in &extension.attributes {
                    add(&mut notes, &attribute.name, &attribute.value);
                }
            }
            _ => {}
        }
    }
    standard_people(element, &mut notes);
    if notes.get("service").is_none()
        && let Some(service) = SERVICES.iter().find_map(|name| notes.get(name)).map(str::to_owned)
    {
        add(&mut notes, "service", &service);
    }
    notes
}

/// `humanPerformer` and `potentialOwner` as the standard writes them.
fn standard_people(element: &Element, notes: &mut Notes) {
    for (child, name) in
        [("humanPerformer", "assignee"), ("performer", "assignee"), ("potentialOwner", "candidateGroups")]
    {
        let Some(found) = element.child(child) else { continue };
        let formal = found.child("resourceAssignmentExpression").and_then(|it| it.child("formalExpression"));
        if let Some(text) =
            formal.map(Element::text).or_else(|| found.child("resourceRef").map(Element::text))
        {
            add(notes, name, &text);
        }
    }
}

/// The first to say something wins.
fn add(notes: &mut Notes, name: &str, value: &str) {
    if !name.is_empty() && !value.is_empty() && notes.0.len() < NOTES_MAX && notes.get(name).is_none() {
        notes.0.push((Arc::from(name), Arc::from(value)));
    }
}

/// `all`, `any`, `count 2`, `ratio 60` (percent), `weight 100`; `veto="false"` hears everybody.
pub(super) fn vote(text: &str, veto: Option<&str>) -> Option<Vote> {
    let (rule, number) = text.trim().split_once([' ', ':']).unwrap_or((text.trim(), ""));
    let number = number.trim().trim_end_matches('%');
    let rule = match rule {
        "all" => Rule::All,
        "any" => Rule::Any,
        "count" => Rule::Count(number.parse().ok()?),
        "ratio" => Rule::Ratio(number.parse().ok().filter(|percent| *percent <= 100)?),
        "weight" => Rule::Weight(number.parse().ok()?),
        _ => return None,
    };
    // Under `any` one rejection settles nothing unless it is asked for.
    let veto = veto.map_or(rule == Rule::All, |it| it == "true");
    Some(Vote { rule, veto })
}
