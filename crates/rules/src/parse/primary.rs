//! The smallest parts of an expression, and what may follow them: paths, filters, calls.

use super::syntax::{Arguments, Comparison, Expr, Kind};
use super::{Parsed, Parser, starts_name};
use crate::fault::{Code, Problem, Span};
use crate::temporal;
use crate::types::Type;
use crate::value::Value;

impl Parser<'_> {
    pub(super) fn postfix(&mut self) -> Parsed {
        let start = self.start();
        let mut value = self.primary()?;
        loop {
            match self.scan.peek() {
                Some('.') if !self.scan.rest().starts_with("..") => {
                    self.scan.at += 1;
                    let name = self.member()?;
                    value = self.node(Kind::Path(Box::new(value), name), start)?;
                }
                Some('[') => match self.filter(value, start)? {
                    Ok(filtered) => value = filtered,
                    Err(value) => return Ok(value),
                },
                Some('(') => {
                    self.scan.at += 1;
                    let arguments = self.arguments()?;
                    value = self.node(Kind::Call(Box::new(value), arguments), start)?;
                }
                _ => return Ok(value),
            }
        }
    }

    /// `[` after a value: a filter, unless it closes the range that is being read.
    fn filter(&mut self, value: Expr, start: usize) -> Result<Result<Expr, Expr>, Problem> {
        let back = self.scan.at;
        self.scan.at += 1;
        self.filters += 1;
        let condition = self.expression();
        self.filters -= 1;
        let condition = condition.and_then(|condition| self.need("]").map(|()| condition));
        if self.at_range_end && !matches!((&condition, self.scan.peek()), (Ok(_), Some(']' | ')' | '['))) {
            self.scan.at = back;
            return Ok(Err(value));
        }
        self.node(Kind::Filter(Box::new(value), Box::new(condition?)), start).map(Ok)
    }

    fn member(&mut self) -> Result<String, Problem> {
        let Some(first) = self.scan.peek() else { return self.expected("a field") };
        if let Some(found) = longest(&self.scan, self.names.members.get(&first)) {
            return Ok(self.take(found));
        }
        match self.scan.word() {
            Some(word) => Ok(word.to_owned()),
            None => self.expected("a field"),
        }
    }

    fn take(&mut self, found: (String, usize)) -> String {
        self.scan.at = found.1;
        found.0
    }

    fn arguments(&mut self) -> Result<Arguments, Problem> {
        if self.scan.eat(")") {
            return Ok(Arguments::Positional(Vec::new()));
        }
        let (mut named, mut positional) = (Vec::new(), Vec::new());
        loop {
            match self.argument_name() {
                Some(name) => named.push((name, self.expression()?)),
                None if named.is_empty() => positional.push(self.expression()?),
                None => return self.expected("a parameter's name"),
            }
            if self.scan.eat(",") {
                continue;
            }
            self.need(")")?;
            return Ok(if named.is_empty() {
                Arguments::Positional(positional)
            } else {
                Arguments::Named(named)
            });
        }
    }

    /// `name :` before an argument.
    fn argument_name(&mut self) -> Option<String> {
        let first = self.scan.peek()?;
        let rest = self.scan.rest();
        let end = rest.find([':', ',', '(', ')', '"', '[', ']', '{', '}', '=', '<', '>'])?;
        if !starts_name(first) || !rest[end..].starts_with(':') {
            return None;
        }
        self.scan.at += end + 1;
        Some(spaced(&rest[..end]))
    }

    fn primary(&mut self) -> Parsed {
        let start = self.start();
        let Some(first) = self.scan.peek() else { return self.expected("an expression") };
        if first.is_ascii_digit()
            || (first == '.' && self.scan.rest()[1..].starts_with(|c: char| c.is_ascii_digit()))
        {
            let number = self.scan.number()?;
            return self.node(Kind::Constant(Value::Number(number)), start);
        }
        match first {
            '"' => {
                let text = self.scan.quoted()?;
                self.node(Kind::Constant(Value::from(text)), start)
            }
            '@' => self.at_literal(start),
            '[' => self.list_or_range(start),
            '(' => self.group_or_range(start),
            ']' => {
                self.scan.at += 1;
                let low = self.expression()?;
                self.range(low, false, start)
            }
            '{' => self.context(start),
            _ => self.name_or_word(first, start),
        }
    }

    fn at_literal(&mut self, start: usize) -> Parsed {
        self.scan.at += 1;
        if self.scan.peek() != Some('"') {
            return self.expected("\"");
        }
        let text = self.scan.quoted()?;
        match temporal::parse_literal(&text) {
            Some(value) => self.node(Kind::Constant(value), start),
            None => {
                let span = Span { start: start as u32, end: self.scan.at as u32 };
                Err(Problem::new(Code::BadTemporal, span, &[&text]))
            }
        }
    }

    fn range(&mut self, low: Expr, low_included: bool, start: usize) -> Parsed {
        self.need("..")?;
        let outer = std::mem::replace(&mut self.at_range_end, true);
        let high = self.sum();
        self.at_range_end = outer;
        let high = high?;
        let high_included = match self.scan.peek() {
            Some(']') => true,
            Some(')' | '[') => false,
            _ => return self.expected("] or )"),
        };
        self.scan.at += 1;
        self.node(Kind::Range(Box::new(low), low_included, Box::new(high), high_included), start)
    }

    fn list_or_range(&mut self, start: usize) -> Parsed {
        self.scan.at += 1;
        if self.scan.eat("]") {
            return self.node(Kind::List(Vec::new()), start);
        }
        let first = self.expression()?;
        self.scan.peek();
        if self.scan.rest().starts_with("..") {
            return self.range(first, true, start);
        }
        let mut items = vec![first];
        while self.scan.eat(",") {
            items.push(self.expression()?);
        }
        self.need("]")?;
        self.node(Kind::List(items), start)
    }

    fn group_or_range(&mut self, start: usize) -> Parsed {
        self.scan.at += 1;
        if let Some(comparison) = self.comparison_sign() {
            let end = self.expression()?;
            self.need(")")?;
            return self.open_range(comparison, end, start);
        }
        let inner = self.expression()?;
        self.scan.peek();
        if self.scan.rest().starts_with("..") {
            return self.range(inner, false, start);
        }
        self.need(")")?;
        Ok(inner)
    }

    /// `(< 10)` as a value: a range open at one end.
    fn open_range(&mut self, comparison: Comparison, end: Expr, start: usize) -> Parsed {
        if comparison == Comparison::Differs {
            return self.expected("<, <=, >, >= or =");
        }
        self.node(Kind::Open(comparison, Box::new(end)), start)
    }

    fn context(&mut self, start: usize) -> Parsed {
        self.scan.at += 1;
        let mut entries: Vec<(String, Expr)> = Vec::new();
        if self.scan.eat("}") {
            return self.node(Kind::Context(entries), start);
        }
        loop {
            let key_at = self.here();
            let key = self.key()?;
            if entries.iter().any(|(other, _)| *other == key) {
                return Err(Problem::new(Code::DuplicateKey, key_at, &[&key]));
            }
            let value = self.expression()?;
            self.names.add(&key);
            self.names.add_member(&key);
            entries.push((key, value));
            if self.scan.eat(",") {
                continue;
            }
            self.need("}")?;
            return self.node(Kind::Context(entries), start);
        }
    }

    fn key(&mut self) -> Result<String, Problem> {
        let key = match self.scan.peek() {
            Some('"') => self.scan.quoted()?,
            Some(c) if starts_name(c) => {
                let rest = self.scan.rest();
                let end = rest.find([':', ',', '{', '}', '[', ']', '"']).unwrap_or(rest.len());
                self.scan.at += end;
                spaced(&rest[..end])
            }
            _ => return self.expected("a key"),
        };
        self.need(":")?;
        Ok(key)
    }

    fn name_or_word(&mut self, first: char, start: usize) -> Parsed {
        let own = longest(&self.scan, self.names.by_first.get(&first));
        let field = if self.filters > 0 { longest(&self.scan, self.names.members.get(&first)) } else { None };
        if let Some(found) = own.into_iter().chain(field).max_by_key(|(_, end)| *end) {
            let name = self.take(found);
            return self.node(Kind::Name(name), start);
        }
        let Some(word) = self.scan.word() else { return self.expected("an expression") };
        let kind = match word {
            "true" => Kind::Constant(Value::Bool(true)),
            "false" => Kind::Constant(Value::Bool(false)),
            "null" => Kind::Constant(Value::Null),
            "if" => self.conditional()?,
            "for" => {
                let domains = self.domains()?;
                self.need_word("return")?;
                self.names.add("partial");
                Kind::For(domains, Box::new(self.expression()?))
            }
            "some" | "every" => {
                let domains = self.domains()?;
                self.need_word("satisfies")?;
                let condition = Box::new(self.expression()?);
                if word == "some" { Kind::Some(domains, condition) } else { Kind::Every(domains, condition) }
            }
            "function" => self.function()?,
            "and" | "or" | "then" | "else" | "return" | "satisfies" | "in" | "between" | "instance" => {
                self.scan.at = start;
                return self.expected("an expression");
            }
            name => Kind::Name(name.to_owned()),
        };
        self.node(kind, start)
    }

    fn conditional(&mut self) -> Result<Kind, Problem> {
        let condition = Box::new(self.expression()?);
        self.need_word("then")?;
        let then = Box::new(self.expression()?);
        self.need_word("else")?;
        Ok(Kind::If(condition, then, Box::new(self.expression()?)))
    }

    fn function(&mut self) -> Result<Kind, Problem> {
        self.need("(")?;
        let mut parameters = Vec::new();
        if !self.scan.eat(")") {
            loop {
                self.scan.peek();
                let rest = self.scan.rest();
                let end = rest.find([':', ',', ')', '(', '{', '"']).unwrap_or(rest.len());
                self.scan.at += end;
                let name = spaced(&rest[..end]);
                if name.is_empty() {
                    return self.expected("a parameter's name");
                }
                let kind = if self.scan.eat(":") { self.type_name()? } else { Type::Any };
                self.names.add(&name);
                self.names.add_members_of(&kind);
                parameters.push((name, kind));
                if !self.scan.eat(",") {
                    break;
                }
            }
            self.need(")")?;
        }
        if self.scan.sees_word("external") {
            let here = self.here();
            return Err(Problem::new(Code::External, here, &["external"]));
        }
        Ok(Kind::Function(parameters, Box::new(self.expression()?), Type::Any))
    }
}

/// The longest name of the list that comes next, and where it ends.
fn longest(scan: &super::Scanner<'_>, names: Option<&Vec<String>>) -> Option<(String, usize)> {
    let (name, end) = names?.iter().find_map(|name| scan.matches_name(name).map(|end| (name, end)))?;
    // A plain word that reaches further is another name.
    let mut plain = scan.clone();
    plain.word();
    (end >= plain.at).then(|| (name.clone(), end))
}

/// A name with one space where it was written with any.
pub(super) fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
