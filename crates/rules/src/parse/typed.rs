//! Types as FEEL writes them: `number`, `list<string>`, `context<name: string>`, `function<number> -> date`.

use super::Parser;
use super::primary::spaced;
use crate::fault::{Code, Problem};
use crate::types::{Field, Type};
use std::sync::Arc;

const PLAIN: &[&str] = &[
    "years and months duration",
    "days and time duration",
    "yearMonthDuration",
    "dayTimeDuration",
    "date and time",
    "dateTime",
    "duration",
    "boolean",
    "context",
    "string",
    "number",
    "date",
    "time",
    "list",
    "Null",
    "Any",
];

impl Parser<'_> {
    pub(super) fn type_name(&mut self) -> Result<Type, Problem> {
        self.depth += 1;
        let here = self.here();
        if self.depth > 40 {
            return Err(Problem::new(Code::TooDeep, here, &["40"]));
        }
        let found = self.type_inside();
        self.depth -= 1;
        found
    }

    fn type_inside(&mut self) -> Result<Type, Problem> {
        let here = self.here();
        let declared = self
            .names
            .types
            .iter()
            .find_map(|(name, kind)| Some((self.scan.matches_name(name)?, kind.clone())));
        if let Some((end, kind)) = declared {
            self.scan.at = end;
            return Ok(kind);
        }
        for word in ["list", "range", "context", "function"] {
            let back = self.scan.at;
            if self.scan.eat_word(word) && self.scan.eat("<") {
                return self.generic(word);
            }
            self.scan.at = back;
        }
        if let Some((end, name)) = PLAIN.iter().find_map(|name| Some((self.scan.matches_name(name)?, *name)))
        {
            self.scan.at = end;
            return Ok(Type::named(name).unwrap_or_default());
        }
        let shown = self.scan.shown();
        Err(Problem::new(Code::UnknownType, here, &[&shown]))
    }

    fn generic(&mut self, word: &str) -> Result<Type, Problem> {
        let found = match word {
            "list" => Type::List(Arc::new(self.type_name()?)),
            "range" => Type::Range(Arc::new(self.type_name()?)),
            "context" => {
                let mut fields = Vec::new();
                while self.scan.peek() != Some('>') {
                    let rest = self.scan.rest();
                    let end = rest.find([':', '>', ',']).unwrap_or(rest.len());
                    self.scan.at += end;
                    self.need(":")?;
                    fields.push(Field::new(&spaced(&rest[..end]), self.type_name()?));
                    if !self.scan.eat(",") {
                        break;
                    }
                }
                Type::Context(Arc::new(fields))
            }
            _ => {
                let mut parameters = Vec::new();
                while self.scan.peek() != Some('>') {
                    parameters.push(self.type_name()?);
                    if !self.scan.eat(",") {
                        break;
                    }
                }
                self.need(">")?;
                self.need("->")?;
                return Ok(Type::Function(Arc::new((parameters, self.type_name()?))));
            }
        };
        self.need(">")?;
        Ok(found)
    }
}
