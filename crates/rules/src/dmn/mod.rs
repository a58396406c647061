//! DMN models: read from XML of any version from 1.1 to 1.5, a decision evaluated by its name.

mod boxed;
mod items;
mod read;

use crate::compile::{self, Expression};
use crate::fault::{Code, Problem, Span};
use crate::parse::syntax::{Expr, Kind};
use crate::table::Table;
use crate::types::{Field, Schema, Type};
use std::collections::HashSet;

/// What stands in a model's requirements graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Input,
    Decision,
    /// A business knowledge model: a function.
    Knowledge,
    /// A decision service: a function over decisions.
    Service,
}

#[derive(Clone, Debug)]
pub(crate) struct Element {
    id: String,
    name: String,
    role: Role,
    kind: Type,
    /// Ids of what it needs.
    requires: Vec<String>,
    /// Of a service: its parameters and its outputs, by id.
    parameters: Vec<String>,
    outputs: Vec<String>,
    body: Option<Expr>,
    problems: Vec<Problem>,
}

/// A DMN model.
#[derive(Clone, Debug)]
pub struct Model {
    elements: Vec<Element>,
}

/// A decision, ready to be evaluated with the inputs of its schema.
#[derive(Clone, Debug)]
pub struct Decision {
    pub schema: Schema,
    pub expression: Expression,
    /// What is wrong with it; where it is wrong it evaluates to null.
    pub problems: Vec<Problem>,
}

/// The decision tables of a file, each named after its decision.
pub(crate) fn tables(xml: &str) -> Result<Vec<Table>, Vec<Problem>> {
    read::tables(xml)
}

fn wrong(what: &str) -> Vec<Problem> {
    vec![Problem::new(Code::BadModel, Span::default(), &[what])]
}

impl Model {
    /// Reads a model; expressions that do not parse are problems of their decision, not of the model.
    pub fn read(xml: &str) -> Result<Model, Vec<Problem>> {
        read::read(xml)
    }

    /// The names of its decisions.
    pub fn decisions(&self) -> impl Iterator<Item = &str> {
        self.elements.iter().filter(|e| e.role == Role::Decision).map(|e| e.name.as_str())
    }

    fn by_id(&self, id: &str) -> Option<&Element> {
        self.elements.iter().find(|element| element.id == id)
    }

    fn named(&self, name: &str, role: Role) -> Result<&Element, Vec<Problem>> {
        let found = self.elements.iter().find(|element| element.name == name && element.role == role);
        found.ok_or_else(|| wrong(&format!("there is no {name}")))
    }

    /// A decision by its name, with everything it needs.
    pub fn decision(&self, name: &str) -> Result<Decision, Vec<Problem>> {
        let target = self.named(name, Role::Decision)?;
        let mut needed = Needed::default();
        self.gather(target, &HashSet::new(), &mut needed)?;
        let fields = needed.inputs.iter().map(|input| Field::new(&input.name, input.kind.clone())).collect();
        let result = Expr::made(Kind::Name(target.name.clone()));
        Ok(finish(fields, needed, result))
    }

    /// A decision service by its name; its inputs are its parameters.
    pub fn service(&self, name: &str) -> Result<Decision, Vec<Problem>> {
        let target = self.named(name, Role::Service)?;
        let mut needed = Needed::default();
        let parameters = target.parameters.iter().filter_map(|id| self.by_id(id));
        for parameter in parameters.clone() {
            let own = Expr::made(Kind::Name(parameter.name.clone()));
            needed.entries.push((parameter.name.clone(), parameter.kind.clone(), own));
        }
        let result = self.service_result(target, &mut needed)?;
        let mut fields: Vec<Field> = parameters.map(|p| Field::new(&p.name, p.kind.clone())).collect();
        fields.extend(needed.inputs.iter().map(|input| Field::new(&input.name, input.kind.clone())));
        Ok(finish(fields, needed, result))
    }

    fn service_result(&self, service: &Element, needed: &mut Needed) -> Result<Expr, Vec<Problem>> {
        let given: HashSet<String> = service.parameters.iter().cloned().collect();
        let mut names = Vec::new();
        for id in &service.outputs {
            let output = self.by_id(id).ok_or_else(|| wrong(&format!("there is no {id}")))?;
            self.gather(output, &given, needed)?;
            names.push(output.name.clone());
        }
        let name = |name: String| Expr::made(Kind::Name(name));
        let result = match names.len() {
            1 => name(names.remove(0)),
            _ => Expr::made(Kind::Context(names.into_iter().map(|n| (n.clone(), name(n))).collect())),
        };
        Ok(Expr::made(Kind::Fit(Box::new(result), service.kind.clone())))
    }

    /// The element's expression, which sees only what the element requires.
    fn scoped(&self, element: &Element) -> Expr {
        let seen = element.requires.iter().filter_map(|id| self.by_id(id)).map(|other| other.name.clone());
        let body = element.body.clone().unwrap_or_else(Expr::null);
        Expr::made(Kind::Scoped(seen.collect(), Box::new(body)))
    }

    /// Everything an element needs, each once, in an order in which it can be evaluated.
    fn gather(
        &self,
        element: &Element,
        given: &HashSet<String>,
        needed: &mut Needed,
    ) -> Result<(), Vec<Problem>> {
        if given.contains(&element.id) || needed.done.contains(&element.id) {
            return Ok(());
        }
        if !needed.open.insert(element.id.clone()) {
            // A function may call itself; a decision may not need itself.
            let function = matches!(element.role, Role::Knowledge | Role::Service);
            return if function { Ok(()) } else { Err(wrong(&format!("{} needs itself", element.name))) };
        }
        if needed.open.len() > 100 {
            return Err(wrong("the requirements are too deep"));
        }
        for id in &element.requires {
            if let Some(other) = self.by_id(id) {
                self.gather(other, given, needed)?;
            }
        }
        needed.open.remove(&element.id);
        needed.done.insert(element.id.clone());
        needed.problems.extend(element.problems.iter().cloned());
        match element.role {
            Role::Input => {
                needed.inputs.push(element.clone());
                let own = Expr::made(Kind::Name(element.name.clone()));
                needed.entries.push((element.name.clone(), element.kind.clone(), own));
            }
            Role::Decision => {
                needed.entries.push((element.name.clone(), element.kind.clone(), self.scoped(element)));
            }
            Role::Knowledge => {
                needed.entries.push((element.name.clone(), Type::Any, self.scoped(element)));
            }
            Role::Service => {
                let mut inner = Needed { open: needed.open.clone(), ..Needed::default() };
                let result = self.service_result(element, &mut inner)?;
                let parameters = element.parameters.iter().filter_map(|id| self.by_id(id));
                let parameters = parameters.map(|p| (p.name.clone(), p.kind.clone())).collect();
                inner
                    .entries
                    .retain(|(name, _, value)| !matches!(&value.kind, Kind::Name(own) if own == name));
                let body = Expr::made(Kind::Result(inner.entries, Box::new(result)));
                let function = Kind::Function(parameters, Box::new(body), element.kind.clone());
                needed.entries.push((element.name.clone(), Type::Any, Expr::made(function)));
            }
        }
        Ok(())
    }
}

#[derive(Default)]
struct Needed {
    open: HashSet<String>,
    done: HashSet<String>,
    inputs: Vec<Element>,
    entries: Vec<(String, Type, Expr)>,
    problems: Vec<Problem>,
}

fn finish(fields: Vec<Field>, needed: Needed, result: Expr) -> Decision {
    let schema = Schema { fields, types: Vec::new() };
    let tree = Expr::made(Kind::Result(needed.entries, Box::new(result)));
    let (expression, found) = compile::lower(&tree, &schema);
    let mut problems = needed.problems;
    problems.extend(found);
    Decision { schema, expression, problems }
}
