//! Cuts Rust source into code, string literals and comments, so that a check looks only where it means to.

/// What a stretch of source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Code,
    Text,
    Comment,
}

/// A stretch of source of one kind and the line it begins on, counted from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) kind: Kind,
    pub(super) line: usize,
    pub(super) text: &'a str,
}

/// All of the source, in order. String literals come with their quotes and prefix.
pub(super) fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut code_from, mut at, mut line) = (0, 0, 1);
    while at < source.len() {
        let Some((kind, length)) = special(source, at) else {
            at += source[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        if code_from < at {
            push(&mut pieces, &mut line, Kind::Code, &source[code_from..at]);
        }
        let end = (at + length).min(source.len());
        push(&mut pieces, &mut line, kind, &source[at..end]);
        at = end;
        code_from = end;
    }
    if code_from < source.len() {
        push(&mut pieces, &mut line, Kind::Code, &source[code_from..]);
    }
    pieces
}

fn push<'a>(pieces: &mut Vec<Piece<'a>>, line: &mut usize, kind: Kind, text: &'a str) {
    pieces.push(Piece { kind, line: *line, text });
    *line += text.matches('\n').count();
}

/// A comment or literal that begins here, with its length in bytes.
fn special(source: &str, at: usize) -> Option<(Kind, usize)> {
    let rest = &source[at..];
    if rest.starts_with("//") {
        return Some((Kind::Comment, rest.find('\n').unwrap_or(rest.len())));
    }
    if rest.starts_with("/*") {
        return Some((Kind::Comment, block_comment(rest)));
    }
    if rest.starts_with('"') {
        return Some((Kind::Text, quoted(rest)));
    }
    if rest.starts_with('r') && !continues_a_name(source, at) {
        return raw(rest).map(|length| (Kind::Text, length));
    }
    if rest.starts_with('\'') {
        return character(rest).map(|length| (Kind::Text, length));
    }
    None
}

/// Whether the `r` at this place is the end of a longer name. `br` and `cr` are prefixes, not names.
fn continues_a_name(source: &str, at: usize) -> bool {
    let is_name = |c: &char| c.is_alphanumeric() || *c == '_';
    let mut before = source[..at].chars().rev().take_while(is_name);
    !matches!((before.next(), before.next()), (None, _) | (Some('b' | 'c'), None))
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        let bytes = &rest.as_bytes()[at..];
        if bytes.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if bytes.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at
}

fn quoted(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

fn raw(rest: &str) -> Option<usize> {
    let hashes = rest[1..].bytes().take_while(|byte| *byte == b'#').count();
    let open = 1 + hashes;
    if !rest[open..].starts_with('"') {
        return None;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    let inside = &rest[open + 1..];
    Some(inside.find(&close).map_or(rest.len(), |found| open + 1 + found + close.len()))
}

/// A character literal; a lifetime is not one.
fn character(rest: &str) -> Option<usize> {
    let mut inside = rest[1..].char_indices();
    let (_, first) = inside.next()?;
    if first == '\\' {
        let close = rest[3..].find('\'')?;
        return Some(3 + close + 1);
    }
    let (after, second) = inside.next()?;
    (second == '\'').then_some(1 + after + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> Vec<(Kind, usize, &str)> {
        pieces(source).into_iter().map(|piece| (piece.kind, piece.line, piece.text)).collect()
    }

    #[test]
    fn code_texts_and_comments_are_told_apart() {
        let source = "let a = \"x \\\" //\"; // \"no\"\nlet b = r#\"y\"z\"#; /* /* */ \" */ c";
        assert_eq!(
            shown(source),
            vec![
                (Kind::Code, 1, "let a = "),
                (Kind::Text, 1, "\"x \\\" //\""),
                (Kind::Code, 1, "; "),
                (Kind::Comment, 1, "// \"no\""),
                (Kind::Code, 1, "\nlet b = "),
                (Kind::Text, 2, "r#\"y\"z\"#"),
                (Kind::Code, 2, "; "),
                (Kind::Comment, 2, "/* /* */ \" */"),
                (Kind::Code, 2, " c"),
            ]
        );
    }

    #[test]
    fn a_lifetime_does_not_open_a_literal() {
        assert_eq!(shown("fn f<'a>(x: &'a str) {}"), vec![(Kind::Code, 1, "fn f<'a>(x: &'a str) {}")]);
        assert_eq!(shown("'\"'")[0].0, Kind::Text);
        assert_eq!(shown("'\\''")[0].2, "'\\''");
        assert_eq!(shown("'单'")[0].0, Kind::Text);
    }

    #[test]
    fn raw_names_and_names_ending_in_r_are_code() {
        assert_eq!(shown("r#type").len(), 1);
        assert_eq!(shown("for\"x\"")[1], (Kind::Text, 1, "\"x\""));
        assert_eq!(shown("br\"\\\"")[1], (Kind::Text, 1, "r\"\\\""));
    }
}
