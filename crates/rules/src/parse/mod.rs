//! From text to tree: recursive descent over FEEL's grammar, knowing which names are in scope.

mod primary;
mod scan;
pub(crate) mod syntax;
mod tests;
mod typed;

pub(crate) use scan::{continues_name, starts_name};

use crate::builtin;
use crate::fault::{Code, Problem, Span};
use crate::types::{Field, Schema, Type};
use scan::Scanner;
use std::collections::{HashMap, HashSet};
use syntax::{Comparison, DEPTH, Domain, Expr, Kind, Operator};

/// The longest text that is read.
pub(crate) const LENGTH: usize = 64 * 1024;
/// How deep brackets and the like may nest: the parser goes down by recursion.
const NESTED: u32 = 48;
/// How many places the parser may look at before it gives up on a text made to confuse it.
const LOOKS: u32 = 400_000;

type Parsed = Result<Expr, Problem>;

/// The names a text may use, by their first character, longest first.
#[derive(Clone, Default)]
pub(crate) struct Names {
    by_first: HashMap<char, Vec<String>>,
    members: HashMap<char, Vec<String>>,
    seen: HashSet<(bool, String)>,
    pub(crate) types: Vec<(String, Type)>,
}

impl Names {
    pub(crate) fn of(schema: &Schema) -> Names {
        let mut names = Names { types: schema.types.clone(), ..Names::default() };
        names.types.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        for name in builtin::names() {
            names.add(name);
        }
        for property in ["time offset", "start included", "end included"] {
            names.add_member(property);
        }
        names.add_fields(&schema.fields);
        for (_, kind) in &schema.types {
            names.add_members_of(kind);
        }
        names
    }

    fn add_fields(&mut self, fields: &[Field]) {
        for field in fields {
            field.names().for_each(|name| self.add(name));
            self.add_members_of(&field.kind);
        }
    }

    pub(crate) fn add_members_of(&mut self, kind: &Type) {
        match kind {
            Type::Context(fields) => {
                for field in fields.iter() {
                    field.names().for_each(|name| self.add_member(name));
                    self.add_members_of(&field.kind);
                }
            }
            Type::List(item) | Type::Range(item) => self.add_members_of(item),
            Type::Allowed(allowed) => self.add_members_of(&allowed.0),
            _ => {}
        }
    }

    pub(crate) fn add(&mut self, name: &str) {
        if self.seen.insert((false, name.to_owned())) {
            insert(&mut self.by_first, name);
        }
    }

    /// Makes every field's name a plain name, as it is inside a filter.
    pub(crate) fn open_members(&mut self) {
        let members: Vec<String> = self.members.values().flatten().cloned().collect();
        members.iter().for_each(|name| self.add(name));
    }

    pub(crate) fn add_member(&mut self, name: &str) {
        if self.seen.insert((true, name.to_owned())) {
            insert(&mut self.members, name);
        }
    }
}

fn insert(index: &mut HashMap<char, Vec<String>>, name: &str) {
    // A plain word needs no entry: it is found as a word.
    let plain = name.starts_with(starts_name) && name.chars().skip(1).all(continues_name);
    let Some(first) = name.chars().next().filter(|_| !plain) else { return };
    let list = index.entry(first).or_default();
    let at = list.partition_point(|other| other.len() >= name.len());
    list.insert(at, name.to_owned());
}

pub(crate) struct Parser<'a> {
    scan: Scanner<'a>,
    names: &'a mut Names,
    depth: u32,
    looks: u32,
    /// Inside how many filters: there the fields of items are names.
    filters: u32,
    /// Inside the upper end of a range, where `[` may close it.
    at_range_end: bool,
}

/// Reads a whole expression.
pub(crate) fn expression(text: &str, names: &mut Names) -> Parsed {
    whole(text, names, |parser| parser.expression())
}

/// Reads the unary tests of a decision table's cell.
pub(crate) fn unary_tests(text: &str, names: &mut Names) -> Parsed {
    whole(text, names, |parser| parser.unary_tests())
}

/// Reads a type as FEEL writes it.
pub(crate) fn type_name(text: &str, names: &mut Names) -> Result<Type, Problem> {
    whole(text, names, |parser| parser.type_name())
}

fn whole<T>(
    text: &str,
    names: &mut Names,
    read: impl Fn(&mut Parser<'_>) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let all = Span { start: 0, end: text.len() as u32 };
    if text.len() > LENGTH {
        return Err(Problem::new(Code::TooLong, all, &[&LENGTH.to_string()]));
    }
    let scan = Scanner { text, at: 0 };
    let mut parser = Parser { scan, names, depth: 0, looks: 0, filters: 0, at_range_end: false };
    let found = read(&mut parser)?;
    match parser.scan.peek() {
        None => Ok(found),
        Some(_) => {
            let shown = parser.scan.shown();
            Err(Problem::new(Code::Trailing, parser.here(), &[&shown]))
        }
    }
}

impl Parser<'_> {
    fn here(&mut self) -> Span {
        self.scan.peek();
        let at = self.scan.at;
        let end = at + self.scan.rest().chars().next().map_or(0, char::len_utf8);
        Span { start: at as u32, end: end as u32 }
    }

    fn start(&mut self) -> usize {
        self.scan.peek();
        self.scan.at
    }

    fn node(&self, kind: Kind, start: usize) -> Parsed {
        let depth = kind.below() + 1;
        let span = Span { start: start as u32, end: self.scan.at as u32 };
        if depth > DEPTH {
            return Err(Problem::new(Code::TooDeep, span, &[&DEPTH.to_string()]));
        }
        Ok(Expr { kind, span, depth })
    }

    fn expected<T>(&mut self, what: &str) -> Result<T, Problem> {
        let here = self.here();
        let shown = self.scan.shown();
        Err(match shown.is_empty() {
            true => Problem::new(Code::UnexpectedEnd, here, &[what]),
            false => Problem::new(Code::Expected, here, &[what, &shown]),
        })
    }

    fn need(&mut self, sign: &str) -> Result<(), Problem> {
        if self.scan.eat(sign) { Ok(()) } else { self.expected(sign) }
    }

    fn need_word(&mut self, word: &str) -> Result<(), Problem> {
        if self.scan.eat_word(word) { Ok(()) } else { self.expected(word) }
    }

    fn expression(&mut self) -> Parsed {
        self.depth += 1;
        self.looks += 1;
        if self.depth > NESTED || self.looks > LOOKS {
            let here = self.here();
            return Err(Problem::new(Code::TooDeep, here, &[&NESTED.to_string()]));
        }
        let outer = std::mem::replace(&mut self.at_range_end, false);
        let found = self.disjunction();
        self.at_range_end = outer;
        self.depth -= 1;
        found
    }

    fn disjunction(&mut self) -> Parsed {
        let start = self.start();
        let first = self.conjunction()?;
        if !self.scan.sees_word("or") {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.scan.eat_word("or") {
            parts.push(self.conjunction()?);
        }
        self.node(Kind::Or(parts), start)
    }

    fn conjunction(&mut self) -> Parsed {
        let start = self.start();
        let first = self.comparison()?;
        if !self.scan.sees_word("and") {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.scan.eat_word("and") {
            parts.push(self.comparison()?);
        }
        self.node(Kind::And(parts), start)
    }

    fn comparison_sign(&mut self) -> Option<Comparison> {
        let signs = [
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("!=", Comparison::Differs),
            ("<", Comparison::Less),
            (">", Comparison::More),
            ("=", Comparison::Equal),
        ];
        signs.into_iter().find(|(sign, _)| self.scan.eat(sign)).map(|(_, comparison)| comparison)
    }

    fn comparison(&mut self) -> Parsed {
        let start = self.start();
        let mut left = self.sum()?;
        loop {
            let kind = if let Some(comparison) = self.comparison_sign() {
                Kind::Compare(comparison, Box::new(left), Box::new(self.sum()?))
            } else if self.scan.eat_word("between") {
                let low = self.sum()?;
                self.need_word("and")?;
                Kind::Between(Box::new(left), Box::new(low), Box::new(self.sum()?))
            } else if self.scan.eat_word("in") {
                Kind::In(Box::new(left), self.tests_of_in()?)
            } else {
                return Ok(left);
            };
            left = self.node(kind, start)?;
        }
    }

    fn sum(&mut self) -> Parsed {
        self.arithmetic(0)
    }

    /// Operators of this level and tighter: sums, products, powers.
    fn arithmetic(&mut self, level: u8) -> Parsed {
        let start = self.start();
        let mut left = self.negation()?;
        while let Some((operator, own, sign)) = self.operator().filter(|(_, own, _)| *own >= level) {
            self.scan.at += sign.len();
            let right = self.arithmetic(own + 1)?;
            left = self.node(Kind::Binary(operator, Box::new(left), Box::new(right)), start)?;
        }
        Ok(left)
    }

    fn operator(&mut self) -> Option<(Operator, u8, &'static str)> {
        Some(match self.scan.peek()? {
            '+' => (Operator::Add, 0, "+"),
            '-' => (Operator::Subtract, 0, "-"),
            '*' if self.scan.rest().starts_with("**") => (Operator::Power, 2, "**"),
            '*' => (Operator::Multiply, 1, "*"),
            '/' => (Operator::Divide, 1, "/"),
            _ => return None,
        })
    }

    fn negation(&mut self) -> Parsed {
        let start = self.start();
        let mut signs = 0;
        while self.scan.eat("-") {
            signs += 1;
        }
        let mut inner = self.instance()?;
        for _ in 0..signs {
            inner = self.node(Kind::Negative(Box::new(inner)), start)?;
        }
        Ok(inner)
    }

    fn instance(&mut self) -> Parsed {
        let start = self.start();
        let mut value = self.postfix()?;
        while self.scan.sees_word("instance") {
            self.scan.eat_word("instance");
            self.need_word("of")?;
            let kind = self.type_name()?;
            value = self.node(Kind::InstanceOf(Box::new(value), kind), start)?;
        }
        Ok(value)
    }

    /// The variables of `for`, `some` and `every`; adds their names to the scope.
    fn domains(&mut self) -> Result<Vec<(String, Domain)>, Problem> {
        let mut domains = Vec::new();
        loop {
            let name = self.name_before_in()?;
            let first = self.expression()?;
            let domain = match self.scan.eat("..") {
                true => Domain::Steps(first, self.expression()?),
                false => Domain::List(first),
            };
            self.names.add(&name);
            domains.push((name, domain));
            if !self.scan.eat(",") {
                return Ok(domains);
            }
        }
    }

    fn name_before_in(&mut self) -> Result<String, Problem> {
        let mut words: Vec<&str> = Vec::new();
        while !self.scan.sees_word("in") || words.is_empty() {
            match self.scan.word() {
                Some(word) => words.push(word),
                None => return self.expected("a name and in"),
            }
        }
        self.scan.eat_word("in");
        Ok(words.join(" "))
    }
}
