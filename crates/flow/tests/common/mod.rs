//! A host for tests: a tiny expression language and the folder of files made by others.
#![allow(dead_code)]

pub(crate) mod answers;
pub(crate) mod draw;

use std::path::PathBuf;
use std::sync::Arc;

use flow::{Expression, Facts, Fault, Node, Value, Vars, View};

/// `${x > 5}`, `=x`, `a = 1 and b`, `x + 1`, `"text"`, `[1, 2]`; a script is lines of `name = expression`.
pub(crate) struct Tiny;

impl Facts for Tiny {
    fn eval(&self, expression: &Expression, view: View) -> Result<Value, Fault> {
        let text = expression.text.trim();
        if text == "people()" {
            return Ok(view.get("people").unwrap_or_default());
        }
        if &*expression.language == "name" {
            return Ok(view.get(text).unwrap_or_default());
        }
        let braced = ["${", "#{"].iter().find_map(|open| text.strip_prefix(open)?.strip_suffix('}'));
        let bare = braced.or_else(|| text.strip_prefix('='));
        if bare.is_none() && matches!(&*expression.language, "template" | "time") {
            return Ok(Value::text(text));
        }
        let mut reader = Reader { rest: bare.unwrap_or(text), view };
        let value = reader.or()?;
        if reader.rest.trim().is_empty() {
            Ok(value)
        } else {
            Err(Fault::from(format!("“{}” is left over", reader.rest)))
        }
    }

    fn script(&self, script: &Expression, view: View) -> Result<Vars, Fault> {
        let mut vars = Vars::default();
        for line in script.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (name, text) =
                line.split_once('=').ok_or_else(|| Fault::from(format!("“{line}” assigns nothing")))?;
            let mut reader = Reader { rest: text, view };
            vars.set(&Arc::from(name.trim()), reader.or()?);
        }
        Ok(vars)
    }

    fn decide(&self, _: &Node, _: View) -> Option<Result<Vars, Fault>> {
        None
    }
}

struct Reader<'a, 'v> {
    rest: &'a str,
    view: View<'v>,
}

impl<'a> Reader<'a, '_> {
    fn eat(&mut self, word: &str) -> bool {
        let rest = self.rest.trim_start();
        let Some(after) = rest.strip_prefix(word) else { return false };
        let letters = word.chars().all(char::is_alphabetic);
        if letters && after.starts_with(|next: char| next.is_alphanumeric()) {
            return false;
        }
        self.rest = after;
        true
    }

    fn or(&mut self) -> Result<Value, Fault> {
        let mut left = self.and()?;
        while self.eat("||") || self.eat("or") {
            let right = self.and()?;
            left = (left.is_true() || right.is_true()).into();
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Value, Fault> {
        let mut left = self.compare()?;
        while self.eat("&&") || self.eat("and") {
            let right = self.compare()?;
            left = (left.is_true() && right.is_true()).into();
        }
        Ok(left)
    }

    fn compare(&mut self) -> Result<Value, Fault> {
        let left = self.sum()?;
        for operator in ["==", "!=", "<=", ">=", "<", ">", "="] {
            if !self.eat(operator) {
                continue;
            }
            let right = self.sum()?;
            return Ok(match (operator, &left, &right) {
                ("==" | "=", _, _) => left == right,
                ("!=", _, _) => left != right,
                ("<=", Value::Int(a), Value::Int(b)) => a <= b,
                (">=", Value::Int(a), Value::Int(b)) => a >= b,
                ("<", Value::Int(a), Value::Int(b)) => a < b,
                (">", Value::Int(a), Value::Int(b)) => a > b,
                _ => return Err(Fault::from(format!("{left} {operator} {right} compares nothing"))),
            }
            .into());
        }
        Ok(left)
    }

    fn sum(&mut self) -> Result<Value, Fault> {
        let mut left = self.atom()?;
        loop {
            let sign = if self.eat("+") {
                1
            } else if self.eat("-") {
                -1
            } else {
                return Ok(left);
            };
            let (Value::Int(a), Value::Int(b)) = (&left, self.atom()?) else {
                return Err(Fault::from("only numbers are added"));
            };
            left = Value::Int(a + sign * b);
        }
    }

    fn atom(&mut self) -> Result<Value, Fault> {
        if self.eat("!") || self.eat("not") {
            let value = self.atom()?;
            return Ok((!value.is_true()).into());
        }
        if self.eat("(") {
            let value = self.or()?;
            return if self.eat(")") { Ok(value) } else { Err(Fault::from("a bracket is open")) };
        }
        if self.eat("[") {
            let mut items = Vec::new();
            while !self.eat("]") {
                items.push(self.or()?);
                self.eat(",");
            }
            return Ok(Value::list(items));
        }
        let rest = self.rest.trim_start();
        if let Some(quote) = rest.chars().next().filter(|it| matches!(it, '"' | '\'')) {
            let (text, after) = rest[1..].split_once(quote).ok_or_else(|| Fault::from("a text is open"))?;
            self.rest = after;
            return Ok(Value::text(text));
        }
        let end = rest.find(|it: char| !(it.is_alphanumeric() || it == '_')).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        self.rest = after;
        match word {
            "" => Err(Fault::from(format!("“{rest}” is no value"))),
            "true" => Ok(true.into()),
            "false" => Ok(false.into()),
            "null" => Ok(Value::Null),
            _ if word.starts_with(|it: char| it.is_ascii_digit()) => {
                word.parse().map(Value::Int).map_err(|_| Fault::from(format!("{word} is no number")))
            }
            _ => self.view.get(word).ok_or_else(|| Fault::from(format!("{word} is not known"))),
        }
    }
}

/// The folder of files made by others, beside the project.
pub(crate) fn shared() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/bpmn");
    let folder = if folder.exists() {
        folder
    } else {
        // A second working copy stands one level deeper.
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data/bpmn")
    };
    assert!(
        folder.join("INDEX.csv").exists(),
        "the BPMN files ../shared/data/bpmn are not there: {}",
        folder.display()
    );
    folder
}

/// Every file of the index, with the suite it belongs to.
pub(crate) fn files() -> Vec<(String, String)> {
    let index = std::fs::read_to_string(shared().join("INDEX.csv")).unwrap();
    let row = |line: &str| {
        let mut cells = line.split(',');
        Some((cells.next()?.to_owned(), cells.next()?.to_owned()))
    };
    index.lines().skip(1).filter_map(row).collect()
}
