//! A table by itself: compiled against what it may speak of, every problem told with its cell; it says which rules fired.

use super::axis::constant;
use super::compiled::TableNode;
use super::{Example, HitPolicy, Place, Table, TableSyntax, compiled};
use crate::compile::{self, Compiler};
use crate::eval::{Budget, Machine};
use crate::fault::{Code, Fault, Problem, Stop};
use crate::parse;
use crate::parse::Names;
use crate::parse::syntax::{Expr, Kind, Test};
use crate::types::{Field, Schema, Type};
use crate::value::Value;

/// A compiled table: asked often, shared freely.
#[derive(Debug)]
pub struct ReadyTable {
    node: TableNode,
    policy: HitPolicy,
}

/// What a table says about some facts.
#[derive(Clone, Debug)]
pub struct Ruling {
    pub value: Value,
    /// The rules that match, counted from one; with the policy `first` only that one.
    pub rules: Vec<usize>,
}

/// How an example came out.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub passed: bool,
    pub actual: Value,
    pub expected: Value,
    /// The rules that match, counted from one.
    pub rules: Vec<usize>,
    /// Why something was null, or what is wrong with the example itself.
    pub notes: Vec<Problem>,
}

impl Table {
    /// Compiles the table against what its inputs may speak of.
    pub fn ready(&self, schema: &Schema) -> Result<ReadyTable, Vec<(Place, Problem)>> {
        let (syntax, mut problems) = self.parse_what_can(&mut Names::of(schema));
        let mut compiler = Compiler::new(schema);
        let (node, places) = compiled::compile(&mut compiler, &syntax);
        problems.extend(places.into_iter().zip(compiler.into_problems()));
        if problems.is_empty() {
            problems = misfits(&syntax, &node);
        }
        if problems.is_empty() { Ok(ReadyTable { node, policy: self.policy }) } else { Err(problems) }
    }
}

impl ReadyTable {
    /// What the table says for the fields' values in the schema's order. What FEEL answers with null leaves a note in
    /// the budget.
    pub fn decide(&self, slots: &[Value], budget: &mut Budget) -> Result<Ruling, Fault> {
        let mut machine = Machine::new(slots, budget);
        let mut rules = Vec::new();
        let answer = self.node.hits(&mut machine).and_then(|hits| {
            rules = hits.iter().map(|hit| hit + 1).collect();
            self.node.said(&mut machine, &hits)
        });
        match answer {
            Ok(value) => Ok(Ruling { value, rules }),
            Err(Stop::Fault(fault)) => Err(fault),
            Err(Stop::Note(code, args)) => {
                machine.budget.notes.push(Problem { code, args, span: Default::default() });
                Ok(Ruling { value: Value::Null, rules })
            }
        }
    }

    pub fn policy(&self) -> HitPolicy {
        self.policy
    }
}

/// Cells that are right by themselves and never come true, or answer what their column does not take.
fn misfits(syntax: &TableSyntax, node: &TableNode) -> Vec<(Place, Problem)> {
    let mut problems = Vec::new();
    for (rule, (cells, answers)) in syntax.rules.iter().enumerate() {
        for (input, tests) in cells.iter().enumerate() {
            let wrong = tests.iter().find_map(|test| misfit(test, node.input_kind(input)));
            problems.extend(wrong.map(|problem| (Place::Test { rule, input }, problem)));
        }
        for (output, answer) in answers.iter().enumerate() {
            let wrong = misfit_value(answer, &syntax.outputs[output].kind);
            problems.extend(wrong.map(|problem| (Place::Answer { rule, output }, problem)));
        }
    }
    problems
}

/// A test that no value of the column's type can pass.
fn misfit(test: &Test, kind: &Type) -> Option<Problem> {
    match test {
        Test::Anything => None,
        Test::None(tests) => tests.iter().find_map(|test| misfit(test, kind)),
        Test::Compare(_, value) => misfit_value(value, kind),
        Test::Expression(value) => match constant(value)? {
            // What is true of the value as a whole, or one of several.
            Value::Bool(_) | Value::List(_) | Value::Context(_) => None,
            Value::Range(range) => {
                let ends = [&range.start, &range.end];
                ends.into_iter().find_map(|end| apart(end, kind, value))
            }
            single => apart(&single, kind, value),
        },
    }
}

fn misfit_value(expr: &Expr, kind: &Type) -> Option<Problem> {
    apart(&constant(expr)?, kind, expr)
}

fn apart(value: &Value, kind: &Type, expr: &Expr) -> Option<Problem> {
    let bare = kind.bare();
    if matches!(bare, Type::Any | Type::Null) || bare.coerce(value.clone()).is_some() {
        return None;
    }
    Some(Problem::new(Code::BadValue, expr.span, &[value.kind(), &bare.to_string()]))
}

/// The keys an expression leads to when it only names a field: `订单.金额` is `order`, `amount`. Names the schema does not have
/// stand for themselves.
pub fn path_of(text: &str, schema: &Schema) -> Option<Vec<String>> {
    let tree = parse::expression(text, &mut Names::of(schema)).ok()?;
    fn walk<'a>(expr: &Expr, fields: &'a [Field]) -> Option<(Vec<String>, Option<&'a Type>)> {
        let (mut path, among, name) = match &expr.kind {
            Kind::Name(name) => (Vec::new(), Some(fields), name),
            Kind::Path(inner, name) => match walk(inner, fields)? {
                (path, Some(Type::Context(inside))) => (path, Some(inside.as_slice()), name),
                (path, _) => (path, None, name),
            },
            _ => return None,
        };
        let field = among.and_then(|fields| fields.iter().find(|field| field.is_called(name)));
        path.push(field.map_or_else(|| name.clone(), |field| field.key.clone()));
        Some((path, field.map(|field| field.kind.bare())))
    }
    walk(&tree, &schema.fields).map(|(path, _)| path)
}

/// Tries every example of the table.
pub fn examples(table: &Table, schema: &Schema) -> Result<Vec<Outcome>, Vec<(Place, Problem)>> {
    let ready = table.ready(schema)?;
    Ok(table.examples.iter().map(|example| try_one(&ready, schema, example)).collect())
}

/// The value of a text that speaks of nothing: `{order: {amount: 60000}}`.
pub fn literal(text: &str) -> Result<Value, Vec<Problem>> {
    let expression = compile::compile(text, &Schema::default())?;
    expression.eval(&[], &mut Budget::default()).map_err(|fault| vec![fault.0])
}

fn try_one(ready: &ReadyTable, schema: &Schema, example: &Example) -> Outcome {
    let nothing =
        |expected, notes| Outcome { passed: false, actual: Value::Null, expected, rules: Vec::new(), notes };
    let read = literal(&example.facts).and_then(|facts| Ok((facts, literal(&example.expected)?)));
    let (facts, expected) = match read {
        Ok(read) => read,
        Err(notes) => return nothing(Value::Null, notes),
    };
    let mut budget = Budget::default();
    match ready.decide(&schema.slots(&facts), &mut budget) {
        Ok(ruling) => {
            let passed = ruling.value.equals(&expected) == Some(true);
            Outcome { passed, actual: ruling.value, expected, rules: ruling.rules, notes: budget.notes }
        }
        Err(fault) => nothing(expected, vec![fault.0]),
    }
}
