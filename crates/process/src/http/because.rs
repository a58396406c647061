//! Why a task is with somebody, in the reader's language.

use std::collections::HashMap;

use base::id::ActorId;
use base::{Lang, Result};
use db::Tx;
use serde_json::Value;

use crate::because::Because;
use crate::gist::in_lang;
use crate::house::House;
use crate::run::compiled::Compiled;

/// A sentence for each reason, with people, roles, steps and fields by their names.
pub(super) fn sentences(
    tx: &mut Tx<'_>,
    house: &House,
    version: &Compiled,
    reasons: &[Because],
    lang: Lang,
) -> Result<Vec<String>> {
    let people: Vec<ActorId> = reasons.iter().filter_map(Because::person).collect();
    let names = people::directory::briefs(tx, &people)?.into_iter().map(|it| (it.id, it.name));
    let names: HashMap<ActorId, String> = names.collect();
    let has_role = |it: &Because| matches!(it, Because::HasRole { .. } | Because::HasNearestRole { .. });
    let roles = if reasons.iter().any(has_role) { people::directory::roles(tx)? } else { Vec::new() };
    let named = |because: &Because| -> Option<(&'static str, String)> {
        Some(match because {
            Because::HasRole { role } | Because::HasNearestRole { role } => {
                let known = roles.iter().find(|it| it.code == *role);
                ("role", known.map_or_else(|| role.clone(), |it| in_lang(lang, &it.name, &it.name_en)))
            }
            Because::DidStep { step } => {
                let known = version.definition.find(step).map(|node| version.names(node));
                ("step", known.map_or_else(|| step.clone(), |(zh, en)| in_lang(lang, &zh, &en)))
            }
            Because::NamedByField { field } => ("field", field_name(house, version, field, lang)),
            other => {
                let person = other.person()?;
                ("person", names.get(&person).cloned().unwrap_or_else(|| person.to_string()))
            }
        })
    };
    Ok(reasons.iter().map(|because| sentence(because, named(because), lang)).collect())
}

fn sentence(because: &Because, named: Option<(&str, String)>, lang: Lang) -> String {
    let Ok(Value::Object(mut facts)) = serde_json::to_value(because) else { return String::new() };
    let code = facts.remove("code");
    let code = code.as_ref().and_then(Value::as_str).unwrap_or_default();
    facts.extend(named.map(|(key, name)| (key.to_owned(), name.into())));
    edge::translate(lang, code, &facts).unwrap_or_else(|| code.to_owned())
}

/// What a field of the document is called: `order.owner`.
fn field_name(house: &House, version: &Compiled, path: &str, lang: Lang) -> String {
    let mut fields = house.subject(&version.subject).map(|it| (it.fields)()).unwrap_or_default();
    let mut name = path.to_owned();
    for key in path.trim().split('.') {
        let Some(found) = fields.into_iter().find(|it| &*it.key == key.trim()) else {
            return path.to_owned();
        };
        name = in_lang(lang, &found.zh, &found.en);
        fields = match found.kind {
            rules::Type::Context(within) => within.to_vec(),
            _ => Vec::new(),
        };
    }
    name
}
