//! Tables by themselves: compiled against a schema, and their examples tried.

use super::{Place, Table};
use crate::compile::{self, Expression};
use crate::eval::Budget;
use crate::fault::Problem;
use crate::parse::Names;
use crate::parse::syntax::{Expr, Kind};
use crate::types::Schema;
use crate::value::Value;

/// How an example came out.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub passed: bool,
    pub actual: Value,
    pub expected: Value,
    /// Why something was null, or what is wrong with the example itself.
    pub notes: Vec<Problem>,
}

impl Table {
    /// Compiles the table against what its inputs may speak of.
    pub fn compile(&self, schema: &Schema) -> Result<Expression, Vec<(Place, Problem)>> {
        let syntax = self.parse(&mut Names::of(schema))?;
        let tree = Expr::made(Kind::Table(Box::new(syntax)));
        let (expression, problems) = compile::lower(&tree, schema);
        if problems.is_empty() {
            return Ok(expression);
        }
        Err(problems.into_iter().map(|problem| (Place::Input(0), problem)).collect())
    }
}

/// Tries every example of the table.
pub fn examples(table: &Table, schema: &Schema) -> Result<Vec<Outcome>, Vec<(Place, Problem)>> {
    let expression = table.compile(schema)?;
    Ok(table
        .examples
        .iter()
        .map(|example| try_one(&expression, schema, &example.facts, &example.expected))
        .collect())
}

fn try_one(expression: &Expression, schema: &Schema, facts: &str, expected: &str) -> Outcome {
    let mut budget = Budget::default();
    let alone = |text: &str, budget: &mut Budget| -> Result<Value, Vec<Problem>> {
        let expression = compile::compile(text, &Schema::default())?;
        expression.eval(&[], budget).map_err(|fault| vec![fault.0])
    };
    let read = alone(facts, &mut budget).and_then(|facts| Ok((facts, alone(expected, &mut budget)?)));
    let (facts, expected) = match read {
        Ok(read) => read,
        Err(notes) => return Outcome { passed: false, actual: Value::Null, expected: Value::Null, notes },
    };
    match expression.eval(&schema.slots(&facts), &mut budget) {
        Ok(actual) => {
            let passed = actual.equals(&expected) == Some(true);
            Outcome { passed, actual, expected, notes: budget.notes }
        }
        Err(fault) => Outcome { passed: false, actual: Value::Null, expected, notes: vec![fault.0] },
    }
}
