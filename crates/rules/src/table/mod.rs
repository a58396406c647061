//! Decision tables: a plain model, how it is compiled, and what it answers.

mod analyse;
mod axis;
mod compiled;
mod ready;
mod xml;

pub use analyse::{Finding, analyse};
pub(crate) use compiled::{TableNode, compile};
pub use ready::{Outcome, ReadyTable, Ruling, examples, literal, path_of};
pub(crate) use xml::EXTENSION;

use crate::fault::Problem;
use crate::parse::syntax::{Expr, Kind, Test};
use crate::parse::{self, Names};
use crate::types::Type;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a table answers when more than one rule matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HitPolicy {
    /// Only one may match.
    #[default]
    Unique,
    /// All that match say the same.
    Any,
    /// The one whose output stands first among the output values.
    Priority,
    /// The first.
    First,
    /// All, in the rules' order.
    RuleOrder,
    /// All, in the order of the output values.
    OutputOrder,
    /// All.
    Collect,
    Sum,
    Count,
    Min,
    Max,
}

/// A column that is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(rename = "DecisionInput")]
pub struct Input {
    pub label: String,
    /// A FEEL expression.
    pub expression: String,
    /// The name of its type; empty: any.
    pub kind: String,
    /// Unary tests every value must pass; empty: any.
    pub values: String,
}

/// A column that answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(rename = "DecisionOutput")]
pub struct Output {
    /// The key in the answer; a table with one output needs none.
    pub name: String,
    pub label: String,
    pub kind: String,
    /// The values it may take, the most important first.
    pub values: String,
    /// The answer when no rule matches.
    pub default: String,
}

/// A row: unary tests, answers and remarks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(rename = "DecisionRule")]
pub struct Rule {
    pub inputs: Vec<String>,
    pub outputs: Vec<String>,
    pub annotations: Vec<String>,
}

/// A known case: what goes in and what must come out, both as FEEL.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(rename = "DecisionExample")]
pub struct Example {
    /// A context of the fields the inputs speak of.
    pub facts: String,
    pub expected: String,
}

/// A decision table as it is edited.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(rename = "DecisionTable")]
pub struct Table {
    pub name: String,
    pub policy: HitPolicy,
    pub inputs: Vec<Input>,
    pub outputs: Vec<Output>,
    pub annotations: Vec<String>,
    pub rules: Vec<Rule>,
    pub examples: Vec<Example>,
}

/// A table whose cells are parsed.
#[derive(Clone, Debug)]
pub(crate) struct TableSyntax {
    pub(crate) policy: HitPolicy,
    /// The value asked, its type and its allowed values.
    pub(crate) inputs: Vec<(Expr, Type, Vec<Test>)>,
    pub(crate) outputs: Vec<OutputSyntax>,
    pub(crate) rules: Vec<(Vec<Vec<Test>>, Vec<Expr>)>,
}

#[derive(Clone, Debug)]
pub(crate) struct OutputSyntax {
    pub(crate) name: String,
    pub(crate) kind: Type,
    pub(crate) values: Vec<Test>,
    pub(crate) default: Option<Expr>,
}

impl TableSyntax {
    pub(crate) fn depth(&self) -> u32 {
        let tests = |tests: &[Test]| tests.iter().map(Test::depth).max().unwrap_or(0);
        let inputs = self.inputs.iter().map(|(value, _, allowed)| value.depth.max(tests(allowed)));
        let outputs =
            self.outputs.iter().map(|o| o.default.as_ref().map_or(0, |e| e.depth).max(tests(&o.values)));
        let rules = self.rules.iter().map(|(cells, answers)| {
            let cells = cells.iter().map(|cell| tests(cell)).max().unwrap_or(0);
            answers.iter().map(|e| e.depth).max().unwrap_or(0).max(cells)
        });
        inputs.chain(outputs).chain(rules).max().unwrap_or(0)
    }
}

/// Where in a table a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Input(usize),
    InputValues(usize),
    OutputValues(usize),
    Default(usize),
    Test { rule: usize, input: usize },
    Answer { rule: usize, output: usize },
}

fn tests(text: &str, names: &mut Names) -> Result<Vec<Test>, Problem> {
    if text.trim().is_empty() {
        return Ok(anything());
    }
    match parse::unary_tests(text, names)?.kind {
        Kind::Tests(tests) => Ok(tests),
        _ => Ok(anything()),
    }
}

fn anything() -> Vec<Test> {
    vec![Test::Anything]
}

fn value(text: &str, names: &mut Names) -> Result<Expr, Problem> {
    if matches!(text.trim(), "" | "-") { Ok(Expr::null()) } else { parse::expression(text, names) }
}

fn kind_of(text: &str, names: &mut Names) -> Type {
    let found = if text.is_empty() { None } else { parse::type_name(text, names).ok() };
    found.unwrap_or_default()
}

impl Table {
    /// Parses every cell; all problems are told with the cell they are in.
    pub(crate) fn parse(&self, names: &mut Names) -> Result<TableSyntax, Vec<(Place, Problem)>> {
        let (syntax, problems) = self.parse_what_can(names);
        if problems.is_empty() { Ok(syntax) } else { Err(problems) }
    }

    /// The same with a cell that says nothing for each that cannot be parsed, so that the others are still looked at.
    pub(crate) fn parse_what_can(&self, names: &mut Names) -> (TableSyntax, Vec<(Place, Problem)>) {
        let mut problems = Vec::new();
        let mut inputs = Vec::new();
        for (i, input) in self.inputs.iter().enumerate() {
            let asked = value(&input.expression, names).map_err(|p| problems.push((Place::Input(i), p)));
            let allowed = tests(&input.values, names).map_err(|p| problems.push((Place::InputValues(i), p)));
            inputs.push((
                asked.unwrap_or(Expr::null()),
                kind_of(&input.kind, names),
                allowed.unwrap_or_else(|()| anything()),
            ));
        }
        let mut outputs = Vec::new();
        for (i, output) in self.outputs.iter().enumerate() {
            let values = tests(&output.values, names).map_err(|p| problems.push((Place::OutputValues(i), p)));
            let default = value(&output.default, names).map_err(|p| problems.push((Place::Default(i), p)));
            outputs.push(OutputSyntax {
                name: output.name.clone(),
                kind: kind_of(&output.kind, names),
                values: values.unwrap_or_else(|()| anything()),
                default: default.ok().filter(|_| !output.default.trim().is_empty()),
            });
        }
        let mut rules = Vec::new();
        for (r, rule) in self.rules.iter().enumerate() {
            let (mut cells, mut answers) = (Vec::new(), Vec::new());
            for i in 0..self.inputs.len() {
                let text = rule.inputs.get(i).map_or("", String::as_str);
                let cell =
                    tests(text, names).map_err(|p| problems.push((Place::Test { rule: r, input: i }, p)));
                cells.push(cell.unwrap_or_else(|()| anything()));
            }
            for i in 0..self.outputs.len() {
                let text = rule.outputs.get(i).map_or("", String::as_str);
                let answer =
                    value(text, names).map_err(|p| problems.push((Place::Answer { rule: r, output: i }, p)));
                answers.push(answer.unwrap_or(Expr::null()));
            }
            rules.push((cells, answers));
        }
        (TableSyntax { policy: self.policy, inputs, outputs, rules }, problems)
    }
}
