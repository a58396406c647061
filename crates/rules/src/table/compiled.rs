//! The compiled table: tests the rules in order and answers by the hit policy.

use super::{HitPolicy, Place, TableSyntax};
use crate::builtin;
use crate::compile::Compiler;
use crate::compile::node::{Node, TestNode};
use crate::eval::Machine;
use crate::fault::{Answer, Code, Span, Stop};
use crate::parse::syntax::Test;
use crate::types::Type;
use crate::value::Value;
use std::sync::Arc;

#[derive(Debug)]
pub(crate) struct TableNode {
    policy: HitPolicy,
    inputs: Vec<(Node, Type, Vec<TestNode>)>,
    outputs: Vec<OutputNode>,
    rules: Vec<(Vec<Vec<TestNode>>, Vec<Node>)>,
}

#[derive(Debug)]
struct OutputNode {
    name: Arc<str>,
    kind: Type,
    /// Each allowed value apart: its place is its priority.
    values: Vec<Vec<TestNode>>,
    default: Option<Node>,
}

/// Compiles every cell; each problem the compiler finds is laid to the cell it is in.
pub(crate) fn compile(compiler: &mut Compiler<'_>, syntax: &TableSyntax) -> (TableNode, Vec<Place>) {
    let mut blame = Blame { before: compiler.found(), places: Vec::new() };
    let mut asked = Vec::new();
    for (i, (value, kind, allowed)) in syntax.inputs.iter().enumerate() {
        let (node, known) = compiler.node(value);
        blame.on(compiler, Place::Input(i));
        let kind = if matches!(kind, Type::Any) { known } else { kind.clone() };
        asked.push((node, kind, allowed));
    }
    let mut cells: Vec<Vec<Vec<TestNode>>> = syntax.rules.iter().map(|_| Vec::new()).collect();
    let mut inputs = Vec::new();
    for (i, (node, kind, allowed)) in asked.into_iter().enumerate() {
        compiler.bind("?", kind.clone());
        for (rule, (tests, _)) in syntax.rules.iter().enumerate() {
            cells[rule].push(compiler.tests(&tests[i]));
            blame.on(compiler, Place::Test { rule, input: i });
        }
        inputs.push((node, kind, compiler.tests(allowed)));
        blame.on(compiler, Place::InputValues(i));
        compiler.unbind(1);
    }
    let outputs = outputs(compiler, syntax, &mut blame);
    let mut rules = Vec::new();
    for (rule, ((_, answers), tests)) in syntax.rules.iter().zip(cells).enumerate() {
        let mut nodes = Vec::new();
        for (output, answer) in answers.iter().enumerate() {
            nodes.push(compiler.node(answer).0);
            blame.on(compiler, Place::Answer { rule, output });
        }
        rules.push((tests, nodes));
    }
    (TableNode { policy: syntax.policy, inputs, outputs, rules }, blame.places)
}

fn outputs(compiler: &mut Compiler<'_>, syntax: &TableSyntax, blame: &mut Blame) -> Vec<OutputNode> {
    let mut outputs = Vec::new();
    for (i, output) in syntax.outputs.iter().enumerate() {
        compiler.bind("?", output.kind.clone());
        let restricted = !matches!(output.values.as_slice(), [Test::Anything] | []);
        let one = |test: &Test| std::slice::from_ref(test).to_vec();
        let values = if restricted { output.values.iter().map(one).collect() } else { Vec::new() };
        let values = values.iter().map(|tests: &Vec<Test>| compiler.tests(tests)).collect();
        blame.on(compiler, Place::OutputValues(i));
        compiler.unbind(1);
        let default = output.default.as_ref().map(|default| compiler.node(default).0);
        blame.on(compiler, Place::Default(i));
        let name = Arc::from(output.name.as_str());
        outputs.push(OutputNode { name, kind: output.kind.clone(), values, default });
    }
    outputs
}

/// Whose problems the compiler's are, in its order.
struct Blame {
    /// What was found before the table.
    before: usize,
    places: Vec<Place>,
}

impl Blame {
    /// What was found since is this cell's.
    fn on(&mut self, compiler: &Compiler<'_>, place: Place) {
        self.places.resize(compiler.found() - self.before, place);
    }
}

impl TableNode {
    pub(crate) fn eval(&self, machine: &mut Machine<'_>) -> Answer {
        let hits = self.hits(machine)?;
        self.said(machine, &hits)
    }

    /// The type of an input: what is written, or what its expression gives.
    pub(super) fn input_kind(&self, input: usize) -> &Type {
        &self.inputs[input].1
    }

    /// The rules that match, counted from zero.
    pub(super) fn hits(&self, machine: &mut Machine<'_>) -> Result<Vec<usize>, Stop> {
        let values = self.asked(machine)?;
        let mut hits = Vec::new();
        for (at, (cells, _)) in self.rules.iter().enumerate() {
            if self.matches(machine, cells, &values)? {
                hits.push(at);
                if self.policy == HitPolicy::First {
                    break;
                }
            }
        }
        Ok(hits)
    }

    /// What these rules answer together.
    pub(super) fn said(&self, machine: &mut Machine<'_>, hits: &[usize]) -> Answer {
        if hits.is_empty() { self.nothing(machine) } else { self.answer(machine, hits) }
    }

    fn asked(&self, machine: &mut Machine<'_>) -> Result<Vec<Value>, Stop> {
        let mut values = Vec::with_capacity(self.inputs.len());
        for (node, kind, allowed) in &self.inputs {
            let value = machine.eval(node)?;
            let value = machine.fit(value, kind, node.span);
            machine.push(value.clone());
            let fits = machine.any_test(&value, allowed)?;
            machine.pop(1);
            if !allowed.is_empty() && !fits.is_true() {
                return Err(Stop::note(Code::NotAllowed, &[&builtin::text_of(&value)]));
            }
            values.push(value);
        }
        Ok(values)
    }

    fn matches(
        &self,
        machine: &mut Machine<'_>,
        cells: &[Vec<TestNode>],
        values: &[Value],
    ) -> Result<bool, Stop> {
        for (tests, value) in cells.iter().zip(values) {
            if matches!(tests.as_slice(), [TestNode::Anything]) {
                continue;
            }
            machine.push(value.clone());
            let answer = machine.any_test(value, tests)?;
            machine.pop(1);
            if !answer.is_true() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The answer of one rule: a value, or a context of values.
    fn row(&self, machine: &mut Machine<'_>, rule: usize) -> Answer {
        let mut values = Vec::new();
        for (node, output) in self.rules[rule].1.iter().zip(&self.outputs) {
            let value = machine.eval(node)?;
            let value = machine.fit(value, &output.kind, Span::default());
            if !output.values.is_empty() && self.rank(machine, output, &value)? == output.values.len() {
                return Err(Stop::note(Code::NotAllowed, &[&builtin::text_of(&value)]));
            }
            values.push(value);
        }
        self.shape(machine, values)
    }

    fn shape(&self, machine: &mut Machine<'_>, mut values: Vec<Value>) -> Answer {
        if self.outputs.len() == 1 {
            return Ok(values.pop().unwrap_or_default());
        }
        machine.context(self.outputs.iter().map(|output| output.name.clone()).zip(values).collect())
    }

    fn nothing(&self, machine: &mut Machine<'_>) -> Answer {
        if self.outputs.iter().any(|output| output.default.is_some()) {
            let mut values = Vec::new();
            for output in &self.outputs {
                values.push(output.default.as_ref().map_or(Ok(Value::Null), |node| machine.eval(node))?);
            }
            return self.shape(machine, values);
        }
        match self.policy {
            HitPolicy::Count => Ok(Value::from(0i64)),
            HitPolicy::RuleOrder | HitPolicy::OutputOrder | HitPolicy::Collect => machine.list(Vec::new()),
            _ => Ok(Value::Null),
        }
    }

    fn answer(&self, machine: &mut Machine<'_>, hits: &[usize]) -> Answer {
        let rows = hits.iter().map(|rule| self.row(machine, *rule)).collect::<Result<Vec<_>, _>>()?;
        let numbers = || hits.iter().map(|rule| (rule + 1).to_string()).collect::<Vec<_>>().join(", ");
        match self.policy {
            HitPolicy::Unique if rows.len() > 1 => Err(Stop::note(Code::ManyRules, &[&numbers()])),
            HitPolicy::Any if rows.iter().any(|row| row.equals(&rows[0]) != Some(true)) => {
                Err(Stop::note(Code::ManyRules, &[&numbers()]))
            }
            HitPolicy::Unique | HitPolicy::Any | HitPolicy::First => Ok(rows[0].clone()),
            HitPolicy::RuleOrder | HitPolicy::Collect => machine.list(rows),
            HitPolicy::Priority | HitPolicy::OutputOrder => {
                let mut ranked = Vec::new();
                for row in rows {
                    ranked.push((self.ranks(machine, &row)?, row));
                }
                ranked.sort_by(|a, b| a.0.cmp(&b.0));
                let mut rows = ranked.into_iter().map(|(_, row)| row);
                if self.policy == HitPolicy::Priority {
                    return Ok(rows.next().unwrap_or_default());
                }
                machine.list(rows.collect())
            }
            HitPolicy::Count => Ok(Value::from(rows.len() as i64)),
            HitPolicy::Sum => aggregate(machine, "sum", rows),
            HitPolicy::Min => aggregate(machine, "min", rows),
            HitPolicy::Max => aggregate(machine, "max", rows),
        }
    }

    fn ranks(&self, machine: &mut Machine<'_>, row: &Value) -> Result<Vec<usize>, Stop> {
        let mut ranks = Vec::new();
        for output in &self.outputs {
            let value = match row {
                Value::Context(context) if self.outputs.len() > 1 => {
                    context.get(&output.name).cloned().unwrap_or_default()
                }
                one => one.clone(),
            };
            ranks.push(self.rank(machine, output, &value)?);
        }
        Ok(ranks)
    }

    fn rank(&self, machine: &mut Machine<'_>, output: &OutputNode, value: &Value) -> Result<usize, Stop> {
        machine.push(value.clone());
        let mut rank = output.values.len();
        for (at, tests) in output.values.iter().enumerate() {
            if machine.any_test(value, tests)?.is_true() {
                rank = at;
                break;
            }
        }
        machine.pop(1);
        Ok(rank)
    }
}

fn aggregate(machine: &mut Machine<'_>, function: &str, rows: Vec<Value>) -> Answer {
    let list = machine.list(rows)?;
    match builtin::find(function) {
        Some(found) => (found.call)(machine, &[list]),
        None => Ok(Value::Null),
    }
}
