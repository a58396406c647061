//! FEEL: what one evaluation of a compiled expression and of a decision table takes, each with a budget of its own.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{anyhow, ensure};
use rules::{Budget, Field, HitPolicy, Input, Output, Rule, Schema, Table, Type, Value};

use crate::Plan;
use crate::place::Took;
use crate::report::{figure, footing, heading, row, table};

const SECONDS: u64 = 5;
const CONDITION: &str = "amount > 50000 and customer.level = \"A\"";
const RULES: usize = 20;

pub(crate) fn run(plan: &Plan) -> anyhow::Result<()> {
    let folder = std::env::temp_dir();
    heading("feel", &folder);
    let seconds = Duration::from_secs(plan.seconds.unwrap_or(SECONDS));
    let schema = schema();
    let condition = rules::compile(CONDITION, &schema).map_err(|problems| anyhow!("{problems:?}"))?;
    let decision = decision().ready(&schema).map_err(|problems| anyhow!("{problems:?}"))?;
    table(&["evaluated", "ns each", "ns of processor each"]);
    let both = [facts(60_000, "A"), facts(40_000, "A")];
    let holds = |slots: &[Value]| answered(condition.eval(slots, &mut Budget::default()));
    ensure!(matches!(holds(&both[0])?, Value::Bool(true)), "the condition must hold");
    let shown = format!("`{CONDITION}`, true and false in turn");
    let (clock, processor) = nanoseconds(&holds, &both, seconds)?;
    row(&[&shown, &figure(clock), &figure(processor)]);
    // One order for each rule, so that on the average half of the table is passed.
    let orders: Vec<Vec<Value>> = (0..RULES).map(|rule| facts(amount(rule), level(rule))).collect();
    let decides =
        |slots: &[Value]| answered(decision.decide(slots, &mut Budget::default()).map(|ruling| ruling.value));
    for (rule, order) in orders.iter().enumerate() {
        let Value::Text(who) = decides(order)? else {
            return Err(anyhow!("rule {rule} has no answer"));
        };
        ensure!(*who == *format!("role {rule}"), "rule {rule} answered {who}");
    }
    let shown = format!("decision table of {RULES} rules, 2 inputs, hit policy first, each rule in turn");
    let (clock, processor) = nanoseconds(&decides, &orders, seconds)?;
    row(&[&shown, &figure(clock), &figure(processor)]);
    footing();
    Ok(())
}

fn schema() -> Schema {
    let level = Field::new("level", Type::Text);
    let customer = Field::new("customer", Type::Context(vec![level].into()));
    Schema { fields: vec![Field::new("amount", Type::Number), customer], types: Vec::new() }
}

fn facts(amount: i64, level: &str) -> Vec<Value> {
    vec![Value::from(amount), Value::context([("level", Value::from(level))])]
}

fn amount(rule: usize) -> i64 {
    10_000 * (1 + i64::try_from(rule / 2).unwrap_or(0)) - 1
}

fn level(rule: usize) -> &'static str {
    if rule.is_multiple_of(2) { "A" } else { "B" }
}

/// Who approves, by amount and level.
fn decision() -> Table {
    let input = |expression: &str| Input { expression: expression.to_owned(), ..Input::default() };
    let rule = |rule: usize| Rule {
        inputs: vec![format!("< {}", amount(rule) + 1), format!("\"{}\"", level(rule))],
        outputs: vec![format!("\"role {rule}\"")],
        annotations: Vec::new(),
    };
    Table {
        name: "Approver".to_owned(),
        policy: HitPolicy::First,
        inputs: vec![input("amount"), input("customer.level")],
        outputs: vec![Output { name: "who".to_owned(), ..Output::default() }],
        rules: (0..RULES).map(rule).collect(),
        ..Table::default()
    }
}

fn answered(outcome: Result<Value, rules::Fault>) -> anyhow::Result<Value> {
    outcome.map_err(|fault| anyhow!("{}", fault.0.english()))
}

fn nanoseconds(
    answer: &dyn Fn(&[Value]) -> anyhow::Result<Value>,
    all: &[Vec<Value>],
    seconds: Duration,
) -> anyhow::Result<(f64, f64)> {
    const ROUNDS: usize = 10_000;
    let round = |times: usize| {
        (0..times)
            .try_for_each(|_| all.iter().try_for_each(|slots| black_box(answer(black_box(slots))).map(drop)))
    };
    round(ROUNDS)?;
    let mut rounds = 0;
    let took = Took::of(|| {
        let began = Instant::now();
        while began.elapsed() < seconds {
            round(ROUNDS)?;
            rounds += ROUNDS;
        }
        Ok(())
    })?;
    let each = |seconds: f64| seconds * 1e9 / (rounds * all.len()) as f64;
    Ok((each(took.seconds), each(took.processor)))
}
