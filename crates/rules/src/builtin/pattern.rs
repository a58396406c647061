//! Regular expressions as XPath has them: `matches`, `replace`, `split`.

use super::{Builtin, entry, single, text_arg, wrong};
use crate::eval::Machine;
use crate::fault::{Answer, Code, Stop};
use crate::value::Value;
use fancy_regex::{Regex, RegexBuilder};

/// The longest pattern that is compiled, and how far one match may go back.
const PATTERN: usize = 2_000;
const BACKTRACKS: usize = 100_000;

pub(super) const TABLE: &[Builtin] = &[
    entry("matches", &[&["input", "pattern", "flags"]], 2, 3, matches),
    entry("replace", &[&["input", "pattern", "replacement", "flags"]], 3, 4, replace),
    entry("split", &[&["string", "delimiter"]], 2, 2, split),
];

fn bad(pattern: &str) -> Stop {
    Stop::note(Code::BadPattern, &[pattern])
}

fn flags(function: &str, values: &[Value], at: usize) -> Result<String, Stop> {
    match values.get(at).map(single) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::Text(flags)) => Ok(flags.to_string()),
        Some(other) => Err(wrong(function, other)),
    }
}

fn compile(machine: &mut Machine<'_>, pattern: &str, flags: &str) -> Result<Regex, Stop> {
    machine.work(200 + pattern.len() as u64 * 20)?;
    if pattern.len() > PATTERN || !flags.chars().all(|flag| "smixq".contains(flag)) {
        return Err(bad(pattern));
    }
    let body = match (flags.contains('q'), flags.contains('x')) {
        (true, _) => fancy_regex::escape(pattern).into_owned(),
        (false, true) => translated(&unspaced(pattern)).ok_or_else(|| bad(pattern))?,
        (false, false) => translated(pattern).ok_or_else(|| bad(pattern))?,
    };
    let inline: String = flags.chars().filter(|flag| "smi".contains(*flag)).collect();
    let whole = if inline.is_empty() { body } else { format!("(?{inline}){body}") };
    let mut builder = RegexBuilder::new(&whole);
    builder.backtrack_limit(BACKTRACKS).delegate_size_limit(1 << 20).delegate_dfa_size_limit(1 << 20);
    builder.build().map_err(|_| bad(pattern))
}

/// The flag `x`: white space counts only inside brackets.
fn unspaced(pattern: &str) -> String {
    let mut depth = 0;
    let mut escaped = false;
    let keep = |c: &char| {
        let kept = depth > 0 || !c.is_ascii_whitespace();
        match c {
            '[' if !escaped => depth += 1,
            ']' if !escaped && depth > 0 => depth -= 1,
            _ => {}
        }
        escaped = *c == '\\' && !escaped;
        kept
    };
    pattern.chars().filter(keep).collect()
}

/// XPath's syntax in that of the library: subtraction of classes, `\i` and `\c`, blocks.
fn translated(pattern: &str) -> Option<String> {
    const START: &str = r"\p{L}_:";
    const PART: &str = r"\p{L}\p{M}\p{N}_:.\-·";
    let mut out = String::new();
    let mut depth = 0u32;
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                'i' if depth > 0 => out.push_str(START),
                'c' if depth > 0 => out.push_str(PART),
                'i' => out.push_str(&format!("[{START}]")),
                'I' => out.push_str(&format!("[^{START}]")),
                'c' => out.push_str(&format!("[{PART}]")),
                'C' => out.push_str(&format!("[^{PART}]")),
                c @ ('p' | 'P') => {
                    let name: String = chars.by_ref().take_while(|c| *c != '}').collect();
                    let name = name.strip_prefix('{')?;
                    match name.strip_prefix("Is") {
                        Some(block) => out.push_str(&block_class(block, c == 'P', depth > 0)?),
                        None => out.push_str(&format!("\\{c}{{{name}}}")),
                    }
                }
                c if c.is_ascii_digit() || "nrtsSdDwW\\|.-^?*+{}()[]$".contains(c) => out.extend(['\\', c]),
                _ => return None,
            },
            '[' if depth == 0 => {
                depth += 1;
                out.push('[');
                if chars.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
            }
            '-' if depth > 0 && chars.peek() == Some(&'[') => {
                chars.next();
                depth += 1;
                out.push_str("--[");
                if chars.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
            }
            '[' => return None,
            ']' if depth > 0 => {
                depth -= 1;
                out.push(']');
            }
            '&' | '~' if depth > 0 => out.extend(['\\', c]),
            '(' if chars.peek() == Some(&'?') => {
                let mut ahead = chars.clone();
                ahead.next();
                // Of the groups with a question mark XPath knows only the one that does not capture.
                if ahead.next() != Some(':') {
                    return None;
                }
                out.push(c);
            }
            c => out.push(c),
        }
    }
    (depth == 0).then_some(out)
}

fn block_class(block: &str, negated: bool, inside: bool) -> Option<String> {
    let range = match block {
        "BasicLatin" => r"\x{0}-\x{7f}",
        "Latin-1Supplement" => r"\x{80}-\x{ff}",
        "LatinExtended-A" => r"\x{100}-\x{17f}",
        "LatinExtended-B" => r"\x{180}-\x{24f}",
        "Greek" | "GreekandCoptic" => r"\x{370}-\x{3ff}",
        "Cyrillic" => r"\x{400}-\x{4ff}",
        "Hebrew" => r"\x{590}-\x{5ff}",
        "Arabic" => r"\x{600}-\x{6ff}",
        "Hiragana" => r"\x{3040}-\x{309f}",
        "Katakana" => r"\x{30a0}-\x{30ff}",
        "CJKUnifiedIdeographs" => r"\x{4e00}-\x{9fff}",
        "GeneralPunctuation" => r"\x{2000}-\x{206f}",
        "CurrencySymbols" => r"\x{20a0}-\x{20cf}",
        _ => return None,
    };
    Some(match (inside, negated) {
        (true, false) => range.to_owned(),
        (_, true) => format!("[^{range}]"),
        (false, false) => format!("[{range}]"),
    })
}

fn matches(machine: &mut Machine<'_>, values: &[Value]) -> Answer {
    let (input, pattern) = (text_arg("matches", values, 0)?, text_arg("matches", values, 1)?);
    let regex = compile(machine, pattern, &flags("matches", values, 2)?)?;
    machine.work(input.len() as u64)?;
    regex.is_match(input).map(Value::Bool).map_err(|_| bad(pattern))
}

fn replace(machine: &mut Machine<'_>, values: &[Value]) -> Answer {
    let (input, pattern) = (text_arg("replace", values, 0)?, text_arg("replace", values, 1)?);
    let flags = flags("replace", values, 3)?;
    let regex = compile(machine, pattern, &flags)?;
    let with = text_arg("replace", values, 2)?;
    refuse_nothing("replace", &regex, pattern)?;
    let (mut out, mut last) = (String::new(), 0);
    for found in regex.captures_iter(input) {
        let found = found.map_err(|_| bad(pattern))?;
        let whole = found.get(0).ok_or_else(|| bad(pattern))?;
        machine.work(1 + with.len() as u64 + match_cost(pattern, input.len() - last))?;
        let before = out.len();
        out.push_str(&input[last..whole.start()]);
        if flags.contains('q') {
            out.push_str(with);
        } else {
            expand(with, &found, &mut out).ok_or_else(|| bad(with))?;
        }
        last = whole.end();
        machine.take((out.len() - before) as u64 / 16)?;
    }
    out.push_str(&input[last..]);
    machine.text(out)
}

/// What looking for the next match may cost: all that is left of the text, and going back where groups are referred to.
fn match_cost(pattern: &str, left: usize) -> u64 {
    let back = pattern.as_bytes().windows(2).any(|pair| pair[0] == b'\\' && pair[1].is_ascii_digit());
    left as u64 / 64 + if back { 1_000 } else { 0 }
}

/// What matches a text of no length replaces and splits nothing (XPath's FORX0003).
fn refuse_nothing(function: &str, regex: &fancy_regex::Regex, pattern: &str) -> Result<(), Stop> {
    match regex.is_match("") {
        Ok(false) => Ok(()),
        _ => Err(Stop::note(Code::BadValue, &[&format!("\"{pattern}\""), function])),
    }
}

/// `$1` is the first group, `\$` a dollar, `\\` a backslash.
fn expand(with: &str, found: &fancy_regex::Captures<'_>, out: &mut String) -> Option<()> {
    let mut chars = with.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(chars.next().filter(|c| matches!(c, '\\' | '$'))?),
            '$' => {
                let mut group = chars.next()?.to_digit(10)? as usize;
                // As many digits as there are groups for.
                while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
                    let longer = group * 10 + digit as usize;
                    if longer >= found.len() {
                        break;
                    }
                    group = longer;
                    chars.next();
                }
                out.push_str(found.get(group).map_or("", |part| part.as_str()));
            }
            c => out.push(c),
        }
    }
    Some(())
}

fn split(machine: &mut Machine<'_>, values: &[Value]) -> Answer {
    let (input, pattern) = (text_arg("split", values, 0)?, text_arg("split", values, 1)?);
    let regex = compile(machine, pattern, "")?;
    refuse_nothing("split", &regex, pattern)?;
    machine.work(input.len() as u64)?;
    let mut parts = Vec::new();
    for part in regex.split(input) {
        machine.work(match_cost(pattern, input.len()))?;
        machine.take(1)?;
        parts.push(Value::from(part.map_err(|_| bad(pattern))?));
    }
    machine.list(parts)
}
