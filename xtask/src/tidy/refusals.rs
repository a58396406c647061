//! Every refusal can be read in Chinese and in English, with the same facts.

use super::Finding;
use super::lexer::{self, Kind};
use super::tree::File;
use serde_json::{Map, Value};

const LANGUAGES: [&str; 2] = ["locales/refusals.zh.json", "locales/refusals.en.json"];

/// A refusal as the source declares it.
#[derive(Debug, PartialEq, Eq)]
struct Refusal {
    path: String,
    line: usize,
    code: String,
    fields: Vec<String>,
}

pub(super) fn check(tree: &[File]) -> Vec<Finding> {
    let sources = tree.iter().filter(|file| file.crate_source().is_some());
    let refusals: Vec<Refusal> = sources.flat_map(declared).collect();
    let mut findings: Vec<Finding> =
        LANGUAGES.iter().flat_map(|path| one_language(path, tree, &refusals)).collect();
    findings.extend(in_one_language(tree));
    findings
}

/// Sentences that one language has and the other lacks.
fn in_one_language(tree: &[File]) -> Vec<Finding> {
    let [zh, en] = LANGUAGES.map(|path| sentences(path, tree).unwrap_or_default());
    let lacks = |path: &'static str, has: &Map<String, Value>, other: &Map<String, Value>| {
        let missing: Vec<String> = other.keys().filter(|code| !has.contains_key(*code)).cloned().collect();
        missing
            .into_iter()
            .map(move |code| Finding::new(path, 0, format!("lacks `{code}`, which the other language has")))
    };
    lacks(LANGUAGES[0], &zh, &en).chain(lacks(LANGUAGES[1], &en, &zh)).collect()
}

fn sentences(path: &str, tree: &[File]) -> Option<Map<String, Value>> {
    let file = tree.iter().find(|file| file.path == path)?;
    serde_json::from_str(&file.text).ok()
}

fn one_language(path: &str, tree: &[File], refusals: &[Refusal]) -> Vec<Finding> {
    let Some(file) = tree.iter().find(|file| file.path == path) else {
        return match refusals.first() {
            Some(_) => vec![Finding::new(path, 0, "is missing; it holds one sentence per refusal code")],
            None => Vec::new(),
        };
    };
    let sentences = match serde_json::from_str::<Value>(&file.text) {
        Ok(Value::Object(sentences)) => sentences,
        Ok(_) => return vec![Finding::new(path, 0, "is not an object of code → sentence")],
        Err(error) => return vec![Finding::new(path, error.line(), format!("is not JSON: {error}"))],
    };
    let mut findings: Vec<Finding> =
        refusals.iter().filter_map(|refusal| untold(path, &sentences, refusal)).collect();
    findings.extend(strangers(path, &sentences, refusals));
    findings
}

/// A refusal without a sentence in this language.
fn untold(path: &str, sentences: &Map<String, Value>, refusal: &Refusal) -> Option<Finding> {
    let code = &refusal.code;
    match sentences.get(code).and_then(Value::as_str) {
        Some(sentence) if !sentence.trim().is_empty() => None,
        _ => {
            let sentence = format!("the refusal `{code}` has no sentence in {path}");
            Some(Finding::new(&refusal.path, refusal.line, sentence))
        }
    }
}

/// A sentence that asks for a fact which a refusal of that code does not carry.
fn strangers(path: &str, sentences: &Map<String, Value>, refusals: &[Refusal]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for Refusal { path: source, code, fields, .. } in refusals {
        let sentence = sentences.get(code).and_then(Value::as_str).unwrap_or_default();
        for asked in
            placeholders(sentence).into_iter().filter(|asked| !fields.iter().any(|field| field == asked))
        {
            let told = format!(
                "`{code}` asks for {{{asked}}}, but the refusal in {source} carries {}",
                list(fields)
            );
            findings.push(Finding::new(path, 0, told));
        }
    }
    findings
}

fn list(fields: &[String]) -> String {
    if fields.is_empty() { "no facts".to_owned() } else { fields.join(", ") }
}

/// The names in braces.
fn placeholders(sentence: &str) -> Vec<&str> {
    let opened = sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    opened.map(|(inside, _)| inside.trim()).filter(|inside| !inside.is_empty()).collect()
}

/// The refusals of one file: the variants of every enum whose serde tag is `code`.
fn declared(file: &File) -> Vec<Refusal> {
    let plain = without_comments(&file.text);
    let mut refusals = Vec::new();
    let marks: Vec<usize> = plain.match_indices("tag = \"code\"").map(|(at, _)| at).collect();
    for mark in marks {
        let Some(name) = plain[mark..].find("enum ").map(|found| mark + found) else { continue };
        let Some(open) = plain[name..].find('{').map(|found| name + found) else { continue };
        refusals.extend(variants(file, &plain, open));
    }
    refusals
}

/// The source with comments blanked, so that offsets and lines stay where they were.
fn without_comments(source: &str) -> String {
    let pieces = lexer::pieces(source);
    let blank = |text: &str| text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect::<String>();
    let kept = pieces.iter().map(|piece| match piece.kind {
        Kind::Comment => blank(piece.text),
        Kind::Code | Kind::Text => piece.text.to_owned(),
    });
    kept.collect()
}

/// Walks the body of an enum from its brace; a variant is a name at depth one.
fn variants(file: &File, plain: &str, open: usize) -> Vec<Refusal> {
    let first_line = plain[..open].matches('\n').count() + 1;
    let mut refusals: Vec<Refusal> = Vec::new();
    let (mut line, mut depth, mut renamed) = (first_line, 0_usize, None);
    let mut words = Words::default();
    for piece in lexer::pieces(&plain[open..]) {
        if piece.kind == Kind::Text {
            if words.attribute > 0 && words.last == "rename" {
                renamed = Some(piece.text.trim_matches('"').to_owned());
            }
            line += piece.text.matches('\n').count();
            continue;
        }
        for c in piece.text.chars() {
            if let Some((word, next)) = words.feed(c) {
                match (depth, next) {
                    (1, _) if is_upper(&word) => refusals.push(Refusal {
                        path: file.path.clone(),
                        line,
                        code: renamed.take().unwrap_or_else(|| snake(&word)),
                        fields: Vec::new(),
                    }),
                    (2, ':') => {
                        refusals.iter_mut().last().into_iter().for_each(|last| last.fields.push(word.clone()))
                    }
                    _ => {}
                }
            }
            match c {
                '{' if words.attribute == 0 => depth += 1,
                '}' if words.attribute == 0 => depth -= 1,
                '\n' => line += 1,
                _ => {}
            }
            if depth == 0 {
                return refusals;
            }
        }
    }
    refusals
}

/// Puts characters together to words outside attributes, angle brackets and round brackets.
#[derive(Default)]
struct Words {
    word: String,
    last: String,
    attribute: usize,
    nested: usize,
}

impl Words {
    /// A finished word with the character that ended it.
    fn feed(&mut self, c: char) -> Option<(String, char)> {
        if c.is_alphanumeric() || c == '_' {
            self.word.push(c);
            return None;
        }
        let word = std::mem::take(&mut self.word);
        let free = self.attribute == 0 && self.nested == 0 && !word.is_empty();
        if !word.is_empty() {
            self.last.clone_from(&word);
        }
        match c {
            '[' => self.attribute += 1,
            ']' => self.attribute = self.attribute.saturating_sub(1),
            '<' | '(' if self.attribute == 0 => self.nested += 1,
            '>' | ')' if self.attribute == 0 => self.nested = self.nested.saturating_sub(1),
            _ => {}
        }
        free.then_some((word, c))
    }
}

fn is_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn snake(name: &str) -> String {
    let mut code = String::new();
    for (at, c) in name.chars().enumerate() {
        if c.is_uppercase() && at > 0 {
            code.push('_');
        }
        code.extend(c.to_lowercase());
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r##"//! x
#[derive(Debug, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    // A comment, with Braces { in: it }.
    #[error("order {number} is already {state}")]
    WrongState { number: String, state: Vec<State>, at: Option<At> },
    #[error("no lines")]
    #[serde(rename = "empty")]
    OrderEmpty,
    CrossSite,
}
impl Refusal { fn x() {} }
"##;

    fn tree(zh: &str, en: &str) -> Vec<File> {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        vec![file("crates/order/src/rules.rs", SOURCE), file(LANGUAGES[0], zh), file(LANGUAGES[1], en)]
    }

    #[test]
    fn codes_and_facts_are_read_from_the_source() {
        let found = declared(&tree("{}", "{}")[0]);
        let shown: Vec<_> = found.iter().map(|r| (r.line, r.code.as_str(), r.fields.join(" "))).collect();
        assert_eq!(
            shown,
            vec![
                (7, "wrong_state", "number state at".to_owned()),
                (10, "empty", String::new()),
                (11, "cross_site", String::new())
            ]
        );
    }

    #[test]
    fn a_refusal_without_a_sentence_is_told() {
        let all = r#"{"wrong_state": "{number} {state}", "empty": "x", "cross_site": "x"}"#;
        assert_eq!(check(&tree(all, all)), Vec::new());
        let told = check(&tree(all, r#"{"wrong_state": "x", "empty": " "}"#));
        assert_eq!(told.len(), 3, "{told:?}");
        assert_eq!(told[0].line, 10);
        assert!(told[1].sentence.contains("`cross_site` has no sentence in locales/refusals.en.json"));
        assert!(told[2].sentence.contains("lacks `cross_site`"), "{told:?}");
    }

    #[test]
    fn a_sentence_asks_only_for_facts_the_refusal_carries() {
        let zh = r#"{"wrong_state": "{weight}", "empty": "{x}", "cross_site": "x"}"#;
        let told = check(&tree(zh, r#"{"wrong_state": "x", "empty": "x", "cross_site": "x"}"#));
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].sentence.contains("`wrong_state` asks for {weight}"), "{told:?}");
        assert!(told[0].sentence.contains("rules.rs carries number, state, at"), "{told:?}");
    }
}
