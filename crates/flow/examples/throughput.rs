//! Cases per second in memory, one thread: `cargo run --release -p flow --example throughput`.
#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Instant;

use flow::{Case, Definition, Document, Effect, Expression, Facts, Fault, Input, Node, Value, Vars, View};
use flow::{compile, step_into};

struct Host;

impl Facts for Host {
    /// `name > number`, the one shape these two processes need.
    fn eval(&self, expression: &Expression, view: View) -> Result<Value, Fault> {
        let (name, number) = expression.text.split_once(" > ").ok_or_else(|| Fault::from("no comparison"))?;
        let number: i64 = number.parse().map_err(|_| Fault::from("no number"))?;
        Ok(matches!(view.get(name), Some(Value::Int(it)) if it > number).into())
    }

    fn script(&self, _: &Expression, view: View) -> Result<Vars, Fault> {
        let Some(Value::Int(amount)) = view.get("amount") else { return Err(Fault::from("no amount")) };
        Ok(Vars::from([("total", Value::Int(amount + 10))]))
    }

    fn decide(&self, _: &Node, _: View) -> Option<Result<Vars, Fault>> {
        None
    }
}

const SIMPLE: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="a" isExecutable="true">
<startEvent id="s"/><exclusiveGateway id="x" default="no"/><serviceTask id="t"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="x"/>
<sequenceFlow id="yes" sourceRef="x" targetRef="t"><conditionExpression>amount > 5</conditionExpression></sequenceFlow>
<sequenceFlow id="no" sourceRef="x" targetRef="e"/><sequenceFlow id="f2" sourceRef="t" targetRef="e"/></process></definitions>"#;

const APPROVAL: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="b" isExecutable="true">
<startEvent id="s"/><scriptTask id="sum"><script>total = amount + 10</script></scriptTask><exclusiveGateway id="x" default="no"/>
<userTask id="approve"/><parallelGateway id="fork"/><serviceTask id="reserve"/><serviceTask id="bill"/><parallelGateway id="join"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="sum"/><sequenceFlow id="f2" sourceRef="sum" targetRef="x"/>
<sequenceFlow id="yes" sourceRef="x" targetRef="approve"><conditionExpression>total > 50</conditionExpression></sequenceFlow>
<sequenceFlow id="no" sourceRef="x" targetRef="e"/><sequenceFlow id="f3" sourceRef="approve" targetRef="fork"/>
<sequenceFlow id="f4" sourceRef="fork" targetRef="reserve"/><sequenceFlow id="f5" sourceRef="fork" targetRef="bill"/>
<sequenceFlow id="f6" sourceRef="reserve" targetRef="join"/><sequenceFlow id="f7" sourceRef="bill" targetRef="join"/>
<sequenceFlow id="f8" sourceRef="join" targetRef="e"/></process></definitions>"#;

/// Runs one case to its end, answering every task and service; returns how many effects there were.
fn run(definition: &Definition, vars: Vars, effects: &mut Vec<Effect>) -> usize {
    let mut case = Case::new();
    let mut count = 0;
    let mut asked = Vec::new();
    let mut input = Input::Start { at: None, vars };
    loop {
        effects.clear();
        step_into(definition, &mut case, input, &Host, effects).unwrap();
        count += effects.len();
        for effect in effects.iter() {
            if let Effect::CreateTask { token, .. } | Effect::CallService { token, .. } = effect {
                asked.push(*token);
            }
        }
        let Some(token) = asked.pop() else { break };
        input = Input::Complete { token, vars: Vars::default() };
    }
    assert_eq!(case.state, flow::State::Ended, "{case:?}");
    count
}

fn measure(name: &str, xml: &str) {
    let definition = compile(&Document::parse(xml.as_bytes()).unwrap()).unwrap();
    let vars = Vars::from([("amount", Value::Int(100))]);
    let mut effects = Vec::new();
    let mut best = 0_u128;
    for _ in 0..5 {
        let begun = Instant::now();
        let cases = 200_000_u128;
        for _ in 0..cases {
            black_box(run(&definition, vars.clone(), &mut effects));
        }
        best = best.max(cases * 1_000_000_000 / begun.elapsed().as_nanos());
    }
    println!("{name}: {best} cases/s");
}

fn main() {
    measure("(a) start, exclusive, service, end", SIMPLE);
    measure("(b) order approval", APPROVAL);
    let definition = compile(&Document::parse(APPROVAL.as_bytes()).unwrap()).unwrap();
    let mut case = Case::new();
    let mut effects = Vec::new();
    let vars = Vars::from([("amount", Value::Int(100))]);
    step_into(&definition, &mut case, Input::Start { at: None, vars }, &Host, &mut effects).unwrap();
    println!("(b) waiting at its user task: {} bytes as JSON", serde_json::to_string(&case).unwrap().len());
}
