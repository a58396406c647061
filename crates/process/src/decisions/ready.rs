//! A table ready to be asked: compiled once, kept by the digest of its version, and told what a case knows.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use anyhow::Context as _;
use base::{Error, Result};
use db::Tx;
use flow::{Value as Kept, Vars, Why};
use rules::{
    Budget, Code, Expression, Field, Place, Problem, ReadyTable, Ruling, Schema, Table, Type, Value,
};

use crate::house::House;
use crate::run::compiled::digest;
use crate::run::values::to_kept;
use crate::store;
use crate::trouble::{self, Trouble};

/// Versions kept ready.
const KEPT_MAX: usize = 500;
/// Variables one table may speak of.
const NAMES_MAX: usize = 64;

/// What a table is compiled against: the fields of its documents, and the variables its inputs name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    pub(crate) schema: Schema,
    /// The fields before this are the document's, the rest are variables.
    pub(crate) facts: usize,
}

/// A table with everything it needs to decide.
#[derive(Debug)]
pub(crate) struct Ready {
    table: ReadyTable,
    known: Known,
    subject: String,
    outputs: Vec<String>,
    /// The inputs by their labels, to tell what was asked when nothing fits.
    inputs: Vec<(String, Option<Expression>)>,
}

/// Who asks: the facts of his document, his variables, his time.
pub(crate) struct Asker<'a> {
    /// The kind of his document.
    pub(crate) subject: &'a str,
    pub(crate) facts: &'a Value,
    pub(crate) var: &'a dyn Fn(&str) -> Option<Value>,
    pub(crate) now: Option<rules::DateTime>,
}

static KEPT: LazyLock<Mutex<HashMap<String, Arc<Ready>>>> = LazyLock::new(Mutex::default);

impl Known {
    /// The document's fields, and as variables the names in the inputs that it does not have.
    pub(crate) fn of(house: &House, subject: &str, table: &Table) -> Self {
        let fields = house.subject(subject).map(|subject| (subject.fields)()).unwrap_or_default();
        let mut known = Self { facts: fields.len(), schema: Schema { fields, types: Vec::new() } };
        for input in &table.inputs {
            known.learn(&input.expression);
        }
        known
    }

    fn learn(&mut self, expression: &str) {
        while let Err(problems) = rules::compile(expression, &self.schema) {
            let names: Vec<String> = problems
                .into_iter()
                .filter(|problem| problem.code == Code::UnknownName)
                .filter_map(|problem| problem.args.into_iter().next())
                .filter(|name| !self.schema.fields.iter().any(|field| field.key == *name))
                .collect();
            if names.is_empty() || self.schema.fields.len() - self.facts + names.len() > NAMES_MAX {
                return;
            }
            self.schema.fields.extend(names.iter().map(|name| Field::new(name, Type::Any)));
        }
    }

    /// The variables a case must have.
    pub(crate) fn vars(&self) -> impl Iterator<Item = &str> {
        self.schema.fields[self.facts..].iter().map(|field| field.key.as_str())
    }
}

/// What a table said, with the names its answers go by.
#[derive(Debug)]
pub(crate) struct Said {
    value: Value,
    outputs: Vec<String>,
    code: String,
}

impl Said {
    pub(crate) fn value(&self) -> Kept {
        to_kept(&self.value)
    }

    /// The answers as variables: each by its name; what is not apart stands under the table's code.
    pub(crate) fn vars(&self) -> Vars {
        let mut vars = Vars::default();
        match (&self.value, self.outputs.as_slice()) {
            (value, [only]) => {
                let name = if only.is_empty() { &self.code } else { only };
                vars.set(&Arc::from(name.as_str()), to_kept(value));
            }
            (Value::Context(answers), names) => {
                for name in names {
                    let value = answers.get(name).map(to_kept).unwrap_or_default();
                    vars.set(&Arc::from(name.as_str()), value);
                }
            }
            (value, _) => vars.set(&Arc::from(self.code.as_str()), to_kept(value)),
        }
        vars
    }
}

impl Ready {
    pub(crate) fn of(house: &House, subject: &str, table: &Table) -> Result<Self, Vec<(Place, Problem)>> {
        let known = Known::of(house, subject, table);
        let ready = table.ready(&known.schema)?;
        let input = |input: &rules::Input| {
            let label = if input.label.is_empty() { &input.expression } else { &input.label };
            (label.clone(), rules::compile(&input.expression, &known.schema).ok())
        };
        Ok(Self {
            table: ready,
            subject: subject.to_owned(),
            outputs: table.outputs.iter().map(|output| output.name.clone()).collect(),
            inputs: table.inputs.iter().map(input).collect(),
            known,
        })
    }

    /// What it says for values in its schema's order, with the value of each input; `Err`: why it says nothing.
    pub(crate) fn rule(&self, slots: &[Value], now: Option<&rules::DateTime>) -> Result<Ruling, Why> {
        let mut budget = Budget::default();
        budget.now = now.cloned();
        let ruling =
            self.table.decide(slots, &mut budget).map_err(|fault| trouble::of_expression(&fault.0))?;
        match (ruling.value.is_null(), budget.notes.last()) {
            (true, Some(note)) if matches!(note.code, Code::ManyRules | Code::NotAllowed) => {
                Err(trouble::of_expression(note))
            }
            (true, _) if ruling.rules.is_empty() => {
                let asked = self.asked(slots, now);
                let told =
                    self.inputs.iter().zip(asked).map(|((label, _), value)| format!("{label} = {value}"));
                Err(Trouble::NoRuleFits { values: told.collect::<Vec<_>>().join(", ") }.into())
            }
            (true, Some(note)) => Err(trouble::of_expression(note)),
            _ => Ok(ruling),
        }
    }

    /// The value of each input, as FEEL writes it.
    pub(crate) fn asked(&self, slots: &[Value], now: Option<&rules::DateTime>) -> Vec<String> {
        let value = |expression: &Option<Expression>| {
            let mut budget = Budget::default();
            budget.now = now.cloned();
            let value = expression.as_ref()?.eval(slots, &mut budget).ok()?;
            Some(super::check::written(&value))
        };
        self.inputs.iter().map(|(_, expression)| value(expression).unwrap_or_default()).collect()
    }

    /// The values of its names: a fact of the document, else a variable.
    pub(crate) fn slots(&self, asker: &Asker<'_>) -> Result<Vec<Value>, Why> {
        let fact = |key: &str| match asker.facts {
            Value::Context(facts) => facts.get(key).cloned(),
            _ => None,
        };
        let is_own = asker.subject == self.subject;
        let names = self.known.schema.fields.iter().enumerate();
        names
            .map(|(place, field)| match (place < self.known.facts, is_own) {
                (true, true) => Ok(fact(&field.key).unwrap_or_default()),
                // A table about other documents is asked about what the names happen to mean here.
                (true, false) => Ok((asker.var)(&field.key).or_else(|| fact(&field.key)).unwrap_or_default()),
                (false, _) => {
                    let found = (asker.var)(&field.key).or_else(|| fact(&field.key));
                    found.ok_or_else(|| Trouble::NothingCalled { name: field.key.clone() }.into())
                }
            })
            .collect()
    }
}

/// Asks the table that is published under a code. `Err` inside: why it has no answer.
///
/// # Errors
/// Faults of the store.
pub(crate) fn ask(
    tx: &mut Tx<'_>,
    house: &House,
    code: &str,
    asker: &Asker<'_>,
) -> Result<Result<Said, Why>> {
    let Some((id, digest)) = store::decision::asked(tx, code)? else {
        return Ok(Err(Trouble::TableUnknown { table: code.to_owned() }.into()));
    };
    let kept = KEPT.lock().ok().and_then(|all| all.get(&digest).cloned());
    let ready = match kept {
        Some(ready) => ready,
        None => {
            let version = store::decision::version_by_id(tx, id)?;
            match keep(house, &digest, &version.subject, &read(&version.body)?) {
                Ok(ready) => ready,
                Err(why) => {
                    return Ok(Err(Trouble::InTable { table: code.to_owned(), why }.into()));
                }
            }
        }
    };
    let ruling = ready.slots(asker).and_then(|slots| ready.rule(&slots, asker.now.as_ref()));
    Ok(match ruling {
        Ok(ruling) => Ok(Said { value: ruling.value, outputs: ready.outputs.clone(), code: code.to_owned() }),
        Err(why) => Err(Trouble::InTable { table: code.to_owned(), why }.into()),
    })
}

fn keep(house: &House, digest: &str, subject: &str, table: &Table) -> Result<Arc<Ready>, Why> {
    let told = |problems: Vec<(Place, Problem)>| {
        problems.first().map(|(_, problem)| trouble::of_expression(problem)).unwrap_or_default()
    };
    let ready = Arc::new(Ready::of(house, subject, table).map_err(told)?);
    if let Ok(mut all) = KEPT.lock() {
        if all.len() >= KEPT_MAX {
            all.clear();
        }
        all.insert(digest.to_owned(), Arc::clone(&ready));
    }
    Ok(ready)
}

/// The digest a version is kept under: what it says, and of what.
pub(crate) fn digest_of(subject: &str, body: &str) -> String {
    digest(&format!("{subject}\n{body}"))
}

/// A stored table.
pub(crate) fn read(body: &str) -> Result<Table> {
    serde_json::from_str(body).context("reading a stored decision table").map_err(Error::Fault)
}
