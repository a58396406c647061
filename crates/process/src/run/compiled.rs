//! A version ready to run: the graph, and every expression compiled once.
//!
//! Versions never change, so what was made of one is kept by the digest of its text for all cases of this process.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex};

use anyhow::anyhow;
use base::id::ProcessVersionId;
use base::{Error, Result};
use flow::xml::{Child, Element};
use flow::{Definition, Document, FlowId, NodeId, Value as Kept, Vars, View, Why};
use rules::{Budget, Code, Field, Schema, Type, Value};
use sha2::{Digest, Sha256};

use super::values::{to_feel, to_kept};
use crate::house::House;
use crate::trouble::{self, Trouble};

/// Versions kept ready; a company has a few dozen.
const KEPT_MAX: usize = 500;
/// Variables one expression may speak of.
const NAMES_MAX: usize = 64;

pub(crate) struct Compiled {
    pub(crate) definition: Definition,
    /// The kind of document its cases are about; empty: none.
    pub(crate) subject: String,
    /// The names of flows that have one, by the flow's id.
    flow_names: HashMap<String, String>,
    fields: Vec<Field>,
    ready: Mutex<HashMap<Arc<str>, Arc<Ready>>>,
}

impl fmt::Debug for Compiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Compiled({})", self.definition.id)
    }
}

/// An expression and where its names come from.
pub(crate) struct Ready {
    expression: rules::Expression,
    names: Vec<Name>,
}

enum Name {
    /// A fact of the document.
    Fact(String),
    /// A variable of the case.
    Var(String),
}

static KEPT: LazyLock<Mutex<HashMap<String, Arc<Compiled>>>> = LazyLock::new(Mutex::default);

/// The digest a version is kept under.
pub(crate) fn digest(bpmn: &str) -> String {
    Sha256::digest(bpmn.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        use std::fmt::Write as _;
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// A version that was made ready before.
pub(crate) fn kept(digest: &str) -> Option<Arc<Compiled>> {
    KEPT.lock().ok()?.get(digest).cloned()
}

/// Makes a published version ready and keeps it.
pub(crate) fn keep(house: &House, digest: &str, id: ProcessVersionId, bpmn: &str) -> Result<Arc<Compiled>> {
    let compiled = Compiled::of(house, bpmn).map_err(|why| Error::Fault(anyhow!("version {id}: {why}")))?;
    let compiled = Arc::new(compiled);
    if let Ok(mut all) = KEPT.lock() {
        if all.len() >= KEPT_MAX {
            all.clear();
        }
        all.insert(digest.to_owned(), Arc::clone(&compiled));
    }
    Ok(compiled)
}

impl Compiled {
    /// Makes a drawing ready to run.
    pub(crate) fn of(house: &House, bpmn: &str) -> Result<Self, String> {
        let document = Document::parse(bpmn.as_bytes()).map_err(|e| e.to_string())?;
        let definition = flow::compile(&document).map_err(|problems| {
            problems.into_iter().map(|problem| problem.sentence).collect::<Vec<_>>().join("; ")
        })?;
        let subject = document.main().and_then(|it| attribute(it, "subject")).unwrap_or("").to_owned();
        let fields = house.subject(&subject).map(|subject| (subject.fields)()).unwrap_or_default();
        let mut flow_names = HashMap::new();
        if let Some(process) = document.main() {
            name_flows(process, &mut flow_names);
        }
        Ok(Self { definition, subject, flow_names, fields, ready: Mutex::default() })
    }

    /// The name of a step in the reader's words: Chinese and English, one for the other where one is missing.
    pub(crate) fn names(&self, node: NodeId) -> (String, String) {
        let node = self.definition.node(node);
        let zh = if node.name.is_empty() { node.id.to_string() } else { node.name.to_string() };
        let en = node.notes.get("nameEn").map_or_else(|| zh.clone(), str::to_owned);
        (zh, en)
    }

    /// Why a flow was taken: its name, or its condition.
    pub(crate) fn why(&self, flow: FlowId) -> Option<String> {
        let flow = self.definition.flow(flow);
        let condition = flow.condition?;
        let named = self.flow_names.get(&*flow.id).cloned();
        Some(named.unwrap_or_else(|| bare(&self.definition.expression(condition).text).to_owned()))
    }

    /// The value of an expression over the case's variables and the document's facts.
    pub(crate) fn eval(&self, text: &str, view: View<'_>, facts: &Facts<'_>) -> Result<Kept, Why> {
        let ready = self.ready(text)?;
        let mut slots = Vec::with_capacity(ready.names.len());
        for (place, name) in ready.names.iter().enumerate() {
            slots.push(match name {
                Name::Fact(_) if !ready.expression.speaks_of(place) => Value::Null,
                Name::Fact(key) => facts.fact(key)?,
                Name::Var(name) => match view.get(name) {
                    Some(value) => to_feel(&value),
                    None => return Err(Trouble::NothingCalled { name: name.clone() }.into()),
                },
            });
        }
        let mut budget = Budget::default();
        budget.now.clone_from(&facts.now);
        let value =
            ready.expression.eval(&slots, &mut budget).map_err(|fault| trouble::of_expression(&fault.0))?;
        match (&value, budget.notes.first()) {
            (Value::Null, Some(note)) => Err(trouble::of_expression(note)),
            _ => Ok(to_kept(&value)),
        }
    }

    /// The assignments of a script, `name = FEEL` a line.
    pub(crate) fn script(&self, text: &str, view: View<'_>, facts: &Facts<'_>) -> Result<Vars, Why> {
        let mut vars = Vars::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (name, expression) =
                line.split_once('=').ok_or_else(|| Trouble::AssignsNothing { line: line.to_owned() })?;
            vars.set(&Arc::from(name.trim()), self.eval(expression, view, facts)?);
        }
        Ok(vars)
    }

    fn ready(&self, text: &str) -> Result<Arc<Ready>, Why> {
        let text = bare(text);
        if let Some(ready) = self.ready.lock().ok().and_then(|all| all.get(text).cloned()) {
            return Ok(ready);
        }
        let ready = Arc::new(compile(text, &self.fields)?);
        if let Ok(mut all) = self.ready.lock() {
            all.insert(Arc::from(text), Arc::clone(&ready));
        }
        Ok(ready)
    }
}

/// The facts of the document, asked for only when an expression speaks of them.
pub(crate) struct Facts<'a> {
    pub(crate) ask: &'a dyn Fn() -> Result<Value, Why>,
    pub(crate) now: Option<rules::DateTime>,
}

impl Facts<'_> {
    fn fact(&self, key: &str) -> Result<Value, Why> {
        match (self.ask)()? {
            Value::Context(context) => Ok(context.get(key).cloned().unwrap_or_default()),
            _ => Ok(Value::Null),
        }
    }
}

/// Names the document does not have are variables of the case, whatever they hold.
pub(crate) fn compile(text: &str, fields: &[Field]) -> Result<Ready, Why> {
    let mut schema = Schema { fields: fields.to_vec(), types: Vec::new() };
    let known = fields.len();
    let expression = loop {
        match rules::compile(text, &schema) {
            Ok(expression) => break expression,
            Err(problems) => {
                let unknown: Vec<&String> = problems
                    .iter()
                    .filter(|problem| problem.code == Code::UnknownName)
                    .filter_map(|problem| problem.args.first())
                    .filter(|name| !schema.fields.iter().any(|field| field.key == **name))
                    .collect();
                if unknown.is_empty() || schema.fields.len() - known + unknown.len() > NAMES_MAX {
                    return Err(problems.first().map(trouble::of_expression).unwrap_or_default());
                }
                let added: Vec<Field> = unknown.into_iter().map(|name| Field::new(name, Type::Any)).collect();
                schema.fields.extend(added);
            }
        }
    };
    let names = schema.fields.iter().enumerate().map(|(place, field)| {
        if place < known { Name::Fact(field.key.clone()) } else { Name::Var(field.key.clone()) }
    });
    Ok(Ready { expression, names: names.collect() })
}

impl Ready {
    /// The variables it speaks of.
    pub(crate) fn vars(&self) -> impl Iterator<Item = &str> {
        self.names.iter().filter_map(|name| match name {
            Name::Var(name) => Some(name.as_str()),
            Name::Fact(_) => None,
        })
    }
}

/// The expression without the marks that files put around it.
pub(crate) fn bare(text: &str) -> &str {
    let text = text.trim();
    let braced = ["${", "#{"].iter().find_map(|open| text.strip_prefix(open)?.strip_suffix('}'));
    braced.or_else(|| text.strip_prefix('=')).unwrap_or(text).trim()
}

/// Whether a text is marked as an expression, where plain text may stand as well.
pub(crate) fn is_marked(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('=') || ["${", "#{"].iter().any(|open| text.starts_with(open) && text.ends_with('}'))
}

fn attribute<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    element.of(flow::xml::Space::Shundan, name)
}

fn name_flows(element: &Element, into: &mut HashMap<String, String>) {
    for child in &element.children {
        let Child::Element(inner) = child else { continue };
        if inner.local() == "sequenceFlow"
            && let (Some(id), Some(name)) = (inner.attribute("id"), inner.attribute("name"))
            && !name.is_empty()
        {
            into.insert(id.to_owned(), name.to_owned());
        }
        name_flows(inner, into);
    }
}
