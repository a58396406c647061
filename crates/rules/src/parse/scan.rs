//! The scanner: white space, comments, numbers, texts and names, found where the parser looks for them.
//!
//! Names of FEEL hold spaces and signs, so what is one word depends on which names are known: the parser asks for the
//! longest known name first and for a plain word after.

use crate::decimal::Decimal;
use crate::fault::{Code, Problem, Span};

#[derive(Clone)]
pub(crate) struct Scanner<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: usize,
}

pub(crate) fn starts_name(c: char) -> bool {
    c.is_alphabetic()
        || c == '_'
        || c == '?'
        || (c as u32 > 0x7f && !c.is_whitespace() && !c.is_control() && !c.is_numeric())
}

pub(crate) fn continues_name(c: char) -> bool {
    (starts_name(c) && c != '?') || c.is_numeric() || c == '\'' || c == '\u{b7}'
}

/// Space of FEEL: more than ASCII.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}')
}

impl<'a> Scanner<'a> {
    pub(crate) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// The next character that is neither space nor comment.
    pub(crate) fn peek(&mut self) -> Option<char> {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches(is_space);
            self.at += rest.len() - trimmed.len();
            if trimmed.starts_with("//") {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else if trimmed.starts_with("/*") {
                self.at += trimmed.find("*/").map_or(trimmed.len(), |end| end + 2);
            } else {
                return trimmed.chars().next();
            }
        }
    }

    /// Takes the sign if it comes next.
    pub(crate) fn eat(&mut self, sign: &str) -> bool {
        self.peek();
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len();
        }
        found
    }

    /// Is the word next, as a whole word?
    pub(crate) fn sees_word(&mut self, word: &str) -> bool {
        self.peek();
        self.rest().strip_prefix(word).is_some_and(|after| !after.starts_with(continues_name))
    }

    pub(crate) fn eat_word(&mut self, word: &str) -> bool {
        let found = self.sees_word(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// What comes next, as a problem shows it.
    pub(crate) fn shown(&mut self) -> String {
        match self.peek() {
            None => String::new(),
            Some(c) if continues_name(c) => {
                self.rest().chars().take_while(|c| continues_name(*c)).take(24).collect()
            }
            Some(c) => c.to_string(),
        }
    }

    /// Where a known name ends, if it comes next; one space in the name matches any space.
    pub(crate) fn matches_name(&self, name: &str) -> Option<usize> {
        let mut rest = self.rest();
        for c in name.chars() {
            if c == ' ' {
                let trimmed = rest.trim_start_matches(is_space);
                if trimmed.len() == rest.len() {
                    return None;
                }
                rest = trimmed;
            } else {
                rest = rest.strip_prefix(c)?;
            }
        }
        let whole = !name.ends_with(continues_name) || !rest.starts_with(continues_name);
        whole.then_some(self.text.len() - rest.len())
    }

    /// A plain word.
    pub(crate) fn word(&mut self) -> Option<&'a str> {
        let first = self.peek().filter(|c| starts_name(*c))?;
        let rest = self.rest();
        let tail = &rest[first.len_utf8()..];
        let end = if first == '?' { 0 } else { tail.find(|c| !continues_name(c)).unwrap_or(tail.len()) };
        self.at += first.len_utf8() + end;
        Some(&rest[..first.len_utf8() + end])
    }

    pub(crate) fn number(&mut self) -> Result<Decimal, Problem> {
        let (start, bytes) = (self.at, self.text.as_bytes());
        let digits = |mut at: usize| {
            while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let mut end = digits(start);
        if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
            end = digits(end + 1);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let power = digits(end + 1 + sign);
            if power > end + 1 + sign {
                end = power;
            }
        }
        self.at = end;
        let span = Span { start: start as u32, end: end as u32 };
        self.text[start..end]
            .parse()
            .map_err(|_| Problem::new(Code::BadNumber, span, &[&self.text[start..end]]))
    }

    /// The text between quotation marks; the scanner stands on the first.
    pub(crate) fn quoted(&mut self) -> Result<String, Problem> {
        let start = self.at;
        let mut chars = self.rest().char_indices().skip(1);
        let mut text = String::new();
        while let Some((offset, c)) = chars.next() {
            match c {
                '"' => {
                    self.at = start + offset + 1;
                    return Ok(text);
                }
                '\\' => match chars.next().map(|(_, c)| c) {
                    Some('n') => text.push('\n'),
                    Some('r') => text.push('\r'),
                    Some('t') => text.push('\t'),
                    Some(c @ ('"' | '\\' | '\'')) => text.push(c),
                    Some(c @ ('u' | 'U')) => {
                        let many = if c == 'u' { 4 } else { 6 };
                        let digits: String = chars.by_ref().take(many).map(|(_, c)| c).collect();
                        let span = Span { start: (start + offset) as u32, end: (start + offset + 2) as u32 };
                        let code = u32::from_str_radix(&digits, 16)
                            .map_err(|_| Problem::new(Code::BadEscape, span, &[&format!("\\{c}{digits}")]))?;
                        push_unit(&mut text, code, &mut chars);
                    }
                    Some(other) => text.extend(['\\', other]),
                    None => break,
                },
                c => text.push(c),
            }
        }
        Err(Problem::new(Code::BadText, Span { start: start as u32, end: self.text.len() as u32 }, &[]))
    }
}

/// A character by its number; the two halves of a UTF-16 pair make one.
fn push_unit(text: &mut String, code: u32, chars: &mut (impl Iterator<Item = (usize, char)> + Clone)) {
    if (0xd800..0xdc00).contains(&code) {
        let mut ahead = chars.clone();
        let low: String = ahead.by_ref().take(6).map(|(_, c)| c).collect();
        if let Some(low) = low.strip_prefix("\\u").and_then(|hex| u32::from_str_radix(hex, 16).ok())
            && (0xdc00..0xe000).contains(&low)
        {
            *chars = ahead;
            let whole = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            text.extend(char::from_u32(whole));
            return;
        }
    }
    text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
}
