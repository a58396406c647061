//! What differs between two drawings, element by element, in the words of whoever drew them.

use std::collections::BTreeMap;

use base::Result;
use flow::Document;
use flow::xml::{Element, Space};
use schemars::JsonSchema;
use serde::Serialize;

use crate::rules::Refusal;

/// An element that is new, gone, or different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    pub element: String,
    pub name: String,
    /// `userTask`, `sequenceFlow` …
    pub kind: String,
    pub change: DifferenceKind,
    pub what: Vec<FieldDifference>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    Added,
    Removed,
    Changed,
}

/// One thing an element says differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldDifference {
    /// The attribute or the child it stands in.
    pub key: String,
    pub before: String,
    pub after: String,
}

/// The differences in the order of the newer drawing, then what is gone. How it is laid out does not count.
///
/// # Errors
/// `bpmn_unreadable`.
pub fn differences(before: &str, after: &str) -> Result<Vec<Difference>> {
    let (before, after) = (elements(before)?, elements(after)?);
    let mut out = Vec::new();
    for (id, said) in &after {
        match before.iter().find(|(known, _)| known == id) {
            None => out.push(said.difference(id, DifferenceKind::Added, Vec::new())),
            Some((_, old)) if old != said => {
                out.push(said.difference(id, DifferenceKind::Changed, changes(&old.facts, &said.facts)));
            }
            Some(_) => {}
        }
    }
    let gone = before.iter().filter(|(id, _)| !after.iter().any(|(known, _)| known == id));
    out.extend(gone.map(|(id, said)| said.difference(id, DifferenceKind::Removed, Vec::new())));
    Ok(out)
}

/// What an element of the process says, without what is inside of it.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    kind: String,
    facts: BTreeMap<String, String>,
}

impl Said {
    fn difference(&self, id: &str, change: DifferenceKind, what: Vec<FieldDifference>) -> Difference {
        let name = self.facts.get("name").cloned().unwrap_or_default();
        Difference { element: id.to_owned(), name, kind: self.kind.clone(), change, what }
    }
}

fn changes(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<FieldDifference> {
    let keys = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
    let text = |all: &BTreeMap<String, String>, key: &str| all.get(key).cloned().unwrap_or_default();
    let pair = |key: &String| FieldDifference {
        key: key.clone(),
        before: text(before, key),
        after: text(after, key),
    };
    keys.map(pair).filter(|changed| changed.before != changed.after).collect()
}

fn elements(bpmn: &str) -> Result<Vec<(String, Said)>> {
    let document =
        Document::parse(bpmn.as_bytes()).map_err(|e| Refusal::BpmnUnreadable { why: e.to_string() })?;
    let mut out = Vec::new();
    for process in document.processes() {
        gather(process, &mut out);
    }
    Ok(out)
}

fn gather(element: &Element, out: &mut Vec<(String, Said)>) {
    for inner in element.elements().filter(|it| it.space == Space::Bpmn) {
        let Some(id) = inner.attribute("id") else { continue };
        out.push((id.to_owned(), said(inner)));
        gather(inner, out);
    }
}

fn said(element: &Element) -> Said {
    let mut facts = BTreeMap::new();
    for attribute in element.attributes.iter().filter(|it| it.name != "id") {
        let key = attribute.name.rsplit_once(':').map_or(attribute.name.as_str(), |(_, local)| local);
        facts.insert(key.to_owned(), attribute.value.clone());
    }
    for inner in element.elements() {
        // Elements with an id speak for themselves; what a node is tied to, its flows say.
        let speaks = inner.space == Space::Bpmn && inner.attribute("id").is_some();
        if speaks || matches!(inner.local(), "incoming" | "outgoing") {
            continue;
        }
        facts.insert(inner.local().to_owned(), whole(inner));
    }
    Said { kind: element.local().to_owned(), facts }
}

/// All that an element says, in one line.
fn whole(element: &Element) -> String {
    let mut parts: Vec<String> =
        element.attributes.iter().map(|it| format!("{}={}", it.name, it.value)).collect();
    let text = element.text();
    if !text.trim().is_empty() {
        parts.push(text.trim().to_owned());
    }
    parts.extend(element.elements().map(|inner| format!("{}({})", inner.local(), whole(inner))));
    parts.join(" ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn drawing(inner: &str) -> String {
        format!(
            r#"<d xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:s="https://shundan.org/bpmn/1"><process id="p">{inner}</process></d>"#
        )
    }

    #[test]
    fn what_is_new_gone_and_said_differently_is_told() {
        let before = drawing(r#"<userTask id="a" name="审核" s:who="role:x"/><endEvent id="e"/>"#);
        let after =
            drawing(r#"<userTask id="a" name="审核" s:who="role:y"/><serviceTask id="n" name="放行"/>"#);
        let found = differences(&before, &after).unwrap();
        let told: Vec<String> = found
            .iter()
            .map(|it| {
                let what: Vec<String> =
                    it.what.iter().map(|it| format!("{} {}→{}", it.key, it.before, it.after)).collect();
                format!("{:?} {} {} {}", it.change, it.kind, it.name, what.join(","))
            })
            .collect();
        assert_eq!(
            told,
            ["Changed userTask 审核 who role:x→role:y", "Added serviceTask 放行 ", "Removed endEvent  "]
        );
    }

    #[test]
    fn a_drawing_equals_itself() {
        let one = drawing(r#"<userTask id="a"><incoming>f</incoming></userTask>"#);
        let other = drawing(r#"<userTask id="a"><incoming>g</incoming></userTask>"#);
        assert_eq!(differences(&one, &other).unwrap(), []);
    }
}
