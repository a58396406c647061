//! Every event a room records is listed in its `EVENTS` with a sentence, and nobody waits for one that never comes.

use super::Finding;
use super::lexer::{self, Kind};
use super::tree::File;
use std::collections::BTreeSet;

pub(super) fn check(tree: &[File]) -> Vec<Finding> {
    let sources: Vec<&File> = tree.iter().filter(|file| file.crate_source().is_some()).collect();
    let listed: BTreeSet<&str> = sources.iter().flat_map(|file| listed_in(&file.text)).collect();
    let mut findings = Vec::new();
    for file in &sources {
        for (line, kind) in recorded_in(file) {
            if !is_event(kind) {
                let told = format!("`{kind}` is not written like an event: `noun.past_participle`");
                findings.push(Finding::new(&file.path, line, told));
            } else if !listed.contains(kind) {
                let told =
                    format!("`{kind}` is recorded and not in EVENTS; list it in lib.rs with one sentence");
                findings.push(Finding::new(&file.path, line, told));
            }
        }
        findings.extend(awaited(file, &listed));
    }
    findings
}

/// Kinds that somebody reacts to or follows, and no room records.
fn awaited(file: &File, listed: &BTreeSet<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut in_list = false;
    for piece in lexer::pieces(&file.text) {
        let kind = piece.text.trim_matches('"');
        match piece.kind {
            // The list opens at the end of `kinds: &[` and goes on to its closing bracket.
            Kind::Code if piece.text.trim_end().ends_with("kinds: &[") => in_list = true,
            Kind::Code if piece.text.contains(']') => in_list = false,
            Kind::Text if in_list && !listed.contains(kind) => {
                let told = format!("reacts to `{kind}`, which no room lists in EVENTS");
                findings.push(Finding::new(&file.path, piece.line, told));
            }
            Kind::Code | Kind::Text | Kind::Comment => {}
        }
    }
    findings
}

/// The kinds in the `EVENTS` of a file: the first text of every pair.
fn listed_in(source: &str) -> Vec<&str> {
    let Some(from) = source.find("const EVENTS") else { return Vec::new() };
    let body = &source[from..];
    let end = body.find("];").map_or(body.len(), |end| end + 2);
    let texts = lexer::pieces(&body[..end]).into_iter().filter(|piece| piece.kind == Kind::Text);
    texts.map(|piece| piece.text.trim_matches('"')).filter(|text| is_event(text)).collect()
}

/// The kinds that are written out where an event is made.
fn recorded_in(file: &File) -> Vec<(usize, &str)> {
    let pieces = lexer::pieces(&file.text);
    let pairs = pieces.iter().zip(pieces.iter().skip(1));
    let made = pairs.filter(|(code, text)| {
        code.kind == Kind::Code && text.kind == Kind::Text && code.text.trim_end().ends_with("Event::new(")
    });
    made.map(|(_, text)| (text.line, text.text.trim_matches('"'))).collect()
}

fn is_event(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    text.split_once('.').is_some_and(|(noun, happened)| is_word(noun) && is_word(happened))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIB: &str = "//! x\npub const EVENTS: &[(&str, &str)] = &[\n    (\"order.placed\", \"Handed in. e.g. typed\"),\n];\nconst OTHER: &str = \"order.confirmed\";";

    fn told(path: &str, text: &str) -> Vec<String> {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        check(&[file("crates/order/src/lib.rs", LIB), file(path, text)])
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn an_event_that_is_recorded_is_listed() {
        let path = "crates/order/src/commands.rs";
        assert!(told(path, "tx.record(ctx, Event::new(\"order.placed\", s))").is_empty());
        let unlisted = told(path, "\ntx.record(ctx, Event::new(\n\"order.confirmed\", s))");
        assert_eq!(unlisted.len(), 1);
        assert!(
            unlisted[0].starts_with("crates/order/src/commands.rs:3: `order.confirmed` is recorded"),
            "{unlisted:?}"
        );
        assert!(told(path, "Event::new(\"OrderPlaced\", s)")[0].contains("not written like an event"));
    }

    #[test]
    fn nobody_waits_for_an_event_that_never_comes() {
        let path = "crates/server/src/wiring.rs";
        assert!(told(path, "Reaction { kinds: &[\"order.placed\"], run }").is_empty());
        assert!(
            told(path, "Reaction { kinds: &[\"order.placed\", \"order.gone\"], run: \"x.y\" }")[0]
                .contains("no room lists")
        );
    }
}
