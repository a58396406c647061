//! Timers on the working calendar, rule and send tasks, lanes and data objects.
#![allow(clippy::unwrap_used)]

mod common;

use common::draw::{play, xml};
use expect_test::{Expect, expect};
use flow::{
    Case, Clock, Document, Effect, Expression, Facts, Fault, Input, Node, State, Trigger, Value, Vars, View,
    compile, step,
};

#[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
fn check(drawing: &str, story: Expect) {
    story.assert_eq(&play(drawing, story.data()));
}

#[test]
fn working_time_is_told_to_the_host_and_is_a_clock_like_others() {
    let drawing = "start s -> a
         user a -> w
         boundary late on:a working:PT8H gentle -> r
         boundary again on:a cycle:R3/PT1H gentle -> r
         service r
         catch w working:PT2H -> e
         end e";
    check(
        drawing,
        expect![[r#"
            > start
            timer late PT8H
            timer again R3/PT1H
            task a
            at a
            > timer late
            service r
            at a, r
            > timer late
            refused: nothing waits there any more
            at a, r
            > timer again
            service r
            at a, r, r
            > timer again
            service r
            at a, r, r, r
            > done a
            no timer again
            timer w PT2H
            at w, r, r, r
            > timer w
            at r, r, r
        "#]],
    );
    let definition = common::draw::draw(drawing);
    let clock = |id: &str| match definition.node(definition.find(id).unwrap()).trigger() {
        Some(Trigger::Timer { clock, .. }) => *clock,
        other => panic!("{other:?}"),
    };
    assert_eq!([clock("late"), clock("again"), clock("w")], [Clock::Working, Clock::Cycle, Clock::Working]);
}

#[test]
fn a_time_without_a_value_is_told() {
    check(
        "start s -> w
         catch w working:=hours -> e
         end e",
        expect![[r#"
            > start
            incident w: the expression =hours in w: hours is not known
            at w (stuck)
            > set hours=PT3H
            at w (stuck)
            > retry w
            timer w PT3H
            at w
            > timer w
            ended Completed
        "#]],
    );
}

#[test]
fn a_send_task_publishes_or_leaves_it_to_its_service() {
    check(
        "start s -> a
         send a say:paid -> b
         send b -> c
         send c say:gone use:mail.send -> e
         end e",
        expect![[r#"
            > start key=7
            publish a
            service c
            at c
            > fail c
            incident c: the service failed: no answer
            at c (stuck)
            > retry c
            service c
            at c
            > done c
            ended Completed
        "#]],
    );
    check(
        "start s -> a
         send a say:paid -> e
         end e",
        expect![[r#"
            > start
            incident a: the expression key in a: key is not known
            at a (stuck)
            > set key=7
            at a (stuck)
            > retry a
            publish a
            ended Completed
        "#]],
    );
}

#[test]
fn a_rule_task_the_host_does_not_decide_is_a_service() {
    check(
        "start s -> r
         rule r -> e
         end e",
        expect![[r#"
            > start
            service r
            at r
            > error r broke
            incident r: the error broke is caught nowhere
            at r (stuck)
            > skip r who=li
            ended Completed
        "#]],
    );
}

/// Decides `large` from `amount`, and has a table that is broken.
struct Table;

impl Facts for Table {
    fn eval(&self, expression: &Expression, view: View) -> Result<Value, Fault> {
        common::Tiny.eval(expression, view)
    }

    fn script(&self, script: &Expression, view: View) -> Result<Vars, Fault> {
        common::Tiny.script(script, view)
    }

    fn decide(&self, node: &Node, view: View) -> Option<Result<Vars, Fault>> {
        Some(match (node.notes.get("service"), view.get("amount")) {
            (Some("size"), Some(Value::Int(amount))) => Ok(Vars::from([("large", (amount > 100).into())])),
            _ => Err(Fault::from("no rule fits")),
        })
    }
}

#[test]
fn a_rule_task_writes_what_was_decided() {
    let drawing = "start s -> r
         rule r use:size -> x
         xor x -> a?large b!
         user a -> e
         user b -> e
         end e";
    let definition = common::draw::draw(drawing);
    for (amount, task) in [(500, "a"), (5, "b")] {
        let mut case = Case::new();
        let start = Input::Start { at: None, vars: Vars::from([("amount", amount.into())]) };
        step(&definition, &mut case, start, &Table).unwrap();
        let waits: Vec<&str> = case.waiting().map(|it| &*definition.node(it.node).id).collect();
        assert_eq!(waits, [task]);
    }
    let mut case = Case::new();
    let start = Input::Start { at: None, vars: Vars::default() };
    let effects = step(&definition, &mut case, start, &Table).unwrap();
    let incident = effects.iter().find_map(|it| match it {
        Effect::Incident { cause, .. } => Some(cause.to_string()),
        _ => None,
    });
    assert_eq!(incident.as_deref(), Some("the service failed: no rule fits"));
    let stuck = case.stuck().next().unwrap().0.id;
    let amount = Input::SetVars { vars: Vars::from([("amount", 7.into())]) };
    step(&definition, &mut case, amount, &Table).unwrap();
    step(&definition, &mut case, Input::Retry { token: stuck }, &Table).unwrap();
    assert_eq!((case.state, case.waiting().count()), (State::Running, 1));
}

#[test]
fn lanes_and_data_objects_are_read() {
    let lanes = "<laneSet id=\"l\">
        <lane id=\"sales\" name=\"销售部\"><flowNodeRef>a</flowNodeRef><flowNodeRef>p</flowNodeRef></lane>
        <lane id=\"l2\" name=\"Warehouse\"><childLaneSet id=\"c\">
            <lane id=\"dock\"><flowNodeRef> b </flowNodeRef></lane></childLaneSet></lane>
        </laneSet>
        <dataObject id=\"d1\" name=\"Order\"/><dataObjectReference id=\"r1\" name=\"订单\" dataObjectRef=\"d1\"/>
        <property id=\"d2\"/>";
    let file = xml("start s -> a
         user a -> b
         user b -> p
         sub p -> e {
         start is -> ia
         user ia
         }
         end e");
    let file = file.replacen("<startEvent", &format!("{lanes}<startEvent"), 1);
    let definition = compile(&Document::parse(file.as_bytes()).unwrap()).unwrap();
    let lanes: Vec<String> = definition
        .nodes
        .iter()
        .map(|it| format!("{}: {}", it.id, it.lane.as_deref().unwrap_or("none")))
        .collect();
    expect![[r#"
        s: none
        a: 销售部
        b: dock
        p: 销售部
        is: 销售部
        ia: 销售部
        e: none"#]]
    .assert_eq(&lanes.join("\n"));
    let data: Vec<&str> = definition.data.iter().map(|it| &**it).collect();
    expect!["Order, 订单, d2"].assert_eq(&data.join(", "));
}
