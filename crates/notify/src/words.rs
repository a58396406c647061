//! Sentences of notices: a title and the parts of a body, by kind and language.

use std::collections::HashMap;
use std::sync::LazyLock;

use base::Lang;
use serde::Deserialize;

use crate::model::Kind;

/// The facts a sentence may name, in the language it is written in. An absent one is empty.
pub type Params = Vec<(&'static str, String)>;

/// The facts that sentences know.
pub const KNOWN: &[&str] =
    &["number", "title", "step", "process", "reason", "amount", "due", "by", "comment", "asked_by"];

#[derive(Debug, Deserialize)]
struct Template {
    title: String,
    /// Each is left out when a fact it names is empty.
    body: Vec<String>,
}

type Templates = HashMap<String, Template>;

static ZH: LazyLock<Templates> = LazyLock::new(|| read(include_str!("../../../locales/notices.zh.json")));
static EN: LazyLock<Templates> = LazyLock::new(|| read(include_str!("../../../locales/notices.en.json")));

fn read(text: &str) -> Templates {
    serde_json::from_str(text).expect("a test reads both files")
}

/// Title and body of a notice.
#[must_use]
pub fn say(lang: Lang, kind: Kind, params: &Params) -> (String, String) {
    let (templates, stop) = match lang {
        Lang::Zh => (&*ZH, "。"),
        Lang::En => (&*EN, ". "),
    };
    let Some(template) = templates.get(kind.as_str()) else { return (kind.to_string(), String::new()) };
    let title = filled(&template.title, params).split_whitespace().collect::<Vec<_>>().join(" ");
    let told = template.body.iter().filter(|part| is_told(part, params));
    let parts: Vec<String> = told.map(|part| filled(part, params)).collect();
    (title, parts.join(stop).trim().to_owned())
}

fn is_told(part: &str, params: &Params) -> bool {
    let named = KNOWN.iter().filter(|name| part.contains(&format!("{{{name}}}")));
    named.into_iter().all(|name| params.iter().any(|(known, value)| known == name && !value.is_empty()))
}

/// One pass over the text: what stands in a fact is never read as the name of another.
fn filled(text: &str, params: &Params) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, behind)) = after.split_once('}') else { break };
        out.push_str(params.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn names(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn both_languages_tell_every_kind_with_the_same_facts() {
        for kind in Kind::ALL {
            let [zh, en] = [&ZH, &EN].map(|all| &all[kind.as_str()]);
            let facts = |it: &Template| -> BTreeSet<String> {
                let all = std::iter::once(&it.title).chain(&it.body);
                all.flat_map(|text| names(text)).map(str::to_owned).collect()
            };
            assert_eq!(facts(zh), facts(en), "{kind}");
            assert!(facts(zh).iter().all(|name| KNOWN.contains(&name.as_str())), "{kind}: {:?}", facts(zh));
        }
        assert_eq!((ZH.len(), EN.len()), (Kind::ALL.len(), Kind::ALL.len()));
    }

    #[test]
    fn a_part_without_its_fact_is_left_out() {
        let params =
            vec![("step", "审核".to_owned()), ("number", "SO-1".to_owned()), ("reason", "超额".to_owned())];
        let (title, body) = say(Lang::Zh, Kind::Task, &params);
        assert!(title.contains("审核") && title.contains("SO-1") && !title.contains('{'), "{title}");
        assert!(body.contains("超额") && !body.contains('{'), "{body}");
    }

    #[test]
    fn what_stands_in_a_fact_is_not_read_again() {
        let params = vec![("step", "{number}".to_owned()), ("number", "SO-1".to_owned())];
        assert!(say(Lang::En, Kind::Task, &params).0.contains("{number}"));
    }
}
