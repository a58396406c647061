//! Why something cannot go on, in the reader's language.

use base::Lang;
use flow::{Cause, Problem, What, Why};
use serde_json::Value;

use crate::trouble::Trouble;

/// A sentence that carries its Chinese has it from whoever made it; the others are told by their codes.
pub(super) fn sentence(why: &Why, lang: Lang) -> String {
    if lang != Lang::Zh || !why.zh.is_empty() {
        return (if lang == Lang::Zh { &why.zh } else { &why.text }).to_string();
    }
    let mut facts = why.facts.clone();
    if let Some(inner) = facts.get_mut("why") {
        let within: Why = serde_json::from_value(inner.take()).unwrap_or_default();
        *inner = sentence(&within, lang).into();
    }
    edge::translate(lang, &why.code, &facts).unwrap_or_else(|| why.text.to_string())
}

/// The cause of an incident.
pub(super) fn cause(cause: &Cause, lang: Lang) -> String {
    let Ok(Value::Object(mut facts)) = serde_json::to_value(cause) else { return cause.to_string() };
    let code = facts.remove("code");
    if let Cause::Expression { why, .. } | Cause::Service { why } | Cause::NoTime { why } = cause {
        let said = sentence(why, lang);
        // Not the service has failed, nor the expression.
        if Trouble::NobodyThere.is(why) {
            return said;
        }
        facts.insert("why".to_owned(), said.into());
    }
    let code = code.as_ref().and_then(Value::as_str).unwrap_or_default();
    edge::translate(lang, code, &facts).unwrap_or_else(|| cause.to_string())
}

/// What is wrong with a drawing.
pub(super) fn problem(problem: &Problem, lang: Lang) -> String {
    if lang != Lang::Zh {
        return problem.sentence.clone();
    }
    let mut said = problem.clone();
    if let What::UnknownTime { why } | What::BadExpression { why, .. } = &mut said.what {
        why.zh = sentence(why, lang).into();
    }
    said.chinese()
}
