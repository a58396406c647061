//! Decision tables: checked cell by cell, published when their examples pass, asked by the steps of a process.
#![allow(clippy::unwrap_used)]

use std::cell::RefCell;
use std::fmt::Write as _;

use base::id::{DecisionId, ProcessId};
use base::{Ctx, Error, Lang, Result};
use db::{Db, Tx, Wiring};
use expect_test::{Expect, expect};
use people::model::NewActor;
use process::decisions::{self, DraftOf, NewDecision};
use process::{House, Known, NewProcess, Subject};
use rules::{Example, Field, HitPolicy, Input, Output, Rule, Table, Type, Value};
use testdb::{START, ctx_at, system_ctx};

/// Orders that tell by their id what they are worth: `ord_60000`.
static HOUSE: House = House {
    connections: |_| Ok(Vec::new()),
    services: &[],
    subjects: &[Subject {
        kind: "order",
        prefix: "ord",
        zh: "订单",
        en: "order",
        events: &[],
        fields,
        facts,
        called: |_, _| Ok(Vec::new()),
        asked: |_, _, _, _| Ok(()),
        has_timeline: false,
        rehearse: |_, _, id| Ok(id.to_owned()),
        may_see: |_, _, _| Ok(true),
        brief: |_, reason, _| process::Brief { reason: reason.to_owned(), figures: Vec::new() },
    }],
};

fn fields() -> Vec<Field> {
    let field = |key: &str, zh: &str, kind| Field { key: key.into(), zh: zh.into(), en: String::new(), kind };
    let inside = vec![field("amount", "金额", Type::Number), field("channel", "渠道", Type::Text)];
    vec![field("order", "订单", Type::Context(inside.into()))]
}

fn facts(_: &mut Tx<'_>, _: &Ctx, id: &str) -> Result<Known> {
    let amount = id.trim_start_matches("ord_").parse().map_or(Value::Null, Value::Number);
    let order = Value::context([("amount", amount), ("channel", Value::from("web"))]);
    Ok(Known { number: id.to_owned(), facts: Value::context([("order", order)]), ..Known::default() })
}

/// A table from its inputs, its outputs, and rows of one line each, cells between bars.
fn table(policy: HitPolicy, inputs: &[&str], outputs: &[&str], rows: &[&str]) -> Table {
    let input = |it: &&str| Input { expression: (*it).into(), label: (*it).into(), ..Input::default() };
    let output = |it: &&str| Output { name: (*it).into(), ..Output::default() };
    let rule = |row: &&str| {
        let cells: Vec<String> = row.split('|').map(|cell| cell.trim().to_owned()).collect();
        let (tests, answers) = cells.split_at(inputs.len());
        Rule { inputs: tests.to_vec(), outputs: answers.to_vec(), annotations: Vec::new() }
    };
    Table {
        name: "审批人".into(),
        policy,
        inputs: inputs.iter().map(input).collect(),
        outputs: outputs.iter().map(output).collect(),
        rules: rows.iter().map(rule).collect(),
        ..Table::default()
    }
}

fn approver() -> Table {
    let rows = ["> 50000 | \"user:boss\"", "<= 50000 | \"user:wang\""];
    let mut table = table(HitPolicy::Unique, &["订单.金额"], &["approver"], &rows);
    table.examples = vec![example("{order: {amount: 60000}}", "\"user:boss\"")];
    table
}

fn example(facts: &str, expected: &str) -> Example {
    Example { facts: facts.into(), expected: expected.into() }
}

/// One database, told what happens in it.
struct Scene<'a> {
    db: &'a Db,
    ctx: Ctx,
    said: String,
}

#[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
fn each(told: Expect, story: fn(&mut Scene<'_>)) {
    let first: RefCell<Option<String>> = RefCell::default();
    testdb::each(&Wiring::default(), |db| {
        let mut grants = base::Grants::system();
        grants.lang = Lang::En;
        let mut scene = Scene { db, ctx: ctx_at(START, grants), said: String::new() };
        db.write_now(&system_ctx(), |tx, ctx| {
            people::seed(tx, ctx)?;
            for login in ["wang", "boss"] {
                let new = NewActor { login: Some(login.into()), name: login.into(), ..NewActor::default() };
                people::commands::create_actor(tx, ctx, &new, None)?;
            }
            Ok(())
        })
        .unwrap();
        story(&mut scene);
        let before = first.replace(Some(scene.said.clone()));
        before.into_iter().for_each(|before| assert_eq!(scene.said, before));
    });
    told.assert_eq(&first.into_inner().unwrap());
}

impl Scene<'_> {
    fn run<T: Send + 'static>(
        &self,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.db.write_now(&self.ctx, run)
    }

    fn say(&mut self, line: &str) {
        writeln!(self.said, "{line}").unwrap();
    }

    fn told<T>(&mut self, what: &str, done: Result<T>) -> Option<T> {
        let (line, value) = match done {
            Ok(value) => (format!("{what}: done"), Some(value)),
            Err(Error::Refused(no)) => (format!("{what}: refused {}: {}", no.code, no.detail), None),
            Err(fault) => panic!("{fault}"),
        };
        self.say(&line);
        value
    }

    fn create(&mut self, code: &str, table: Table) -> DecisionId {
        let new = NewDecision {
            code: code.into(),
            name: "审批人".into(),
            name_en: String::new(),
            subject: "order".into(),
            table: Some(table),
        };
        self.run(move |tx, ctx| decisions::create(tx, ctx, &HOUSE, &new)).unwrap().id
    }

    fn publish(&mut self, id: DecisionId) {
        let done = self.run(move |tx, ctx| decisions::publish(tx, ctx, &HOUSE, id, ""));
        self.told("publish", done);
    }

    fn draft(&mut self, id: DecisionId, table: Table) {
        let typed =
            DraftOf { name: "审批人".into(), name_en: String::new(), subject: "order".into(), table };
        self.run(move |tx, ctx| decisions::save_draft(tx, ctx, &HOUSE, id, &typed)).unwrap();
    }

    fn process(&mut self, code: &str, steps: &str) -> Option<ProcessId> {
        let new = NewProcess {
            code: code.into(),
            name: code.into(),
            name_en: String::new(),
            subject: "order".into(),
            bpmn: Some(drawing(code, steps)),
        };
        let id = self.run(move |tx, ctx| process::create(tx, ctx, &HOUSE, &new)).unwrap().id;
        let done = self.run(move |tx, ctx| process::publish(tx, ctx, &HOUSE, id, ""));
        self.told("publish the process", done).map(|_| id)
    }

    /// Starts a case, and tells where it is.
    fn start(&mut self, process: ProcessId, order: &str, vars: &[(&'static str, flow::Value)]) {
        let (subject, vars) = (order.to_owned(), vars.to_vec());
        let started =
            self.run(move |tx, ctx| process::start(tx, ctx, &HOUSE, process, &subject, vars_of(&vars)));
        let case = started.unwrap();
        let found = self.db.read_now(move |tx| {
            let (body,): (String,) = tx.one("SELECT body FROM process_case WHERE id = $1", &[&case])?;
            let tasks: Vec<(String, String)> = tx.all(
                "SELECT t.step, a.name FROM task t JOIN actor a ON a.id = t.assignee_id WHERE t.case_id = $1 ORDER BY t.id",
                &[&case],
            )?;
            let stuck: Vec<(String, String)> =
                tx.all("SELECT step, cause FROM incident WHERE case_id = $1 ORDER BY id", &[&case])?;
            Ok::<_, Error>((body, tasks, stuck))
        });
        let (body, tasks, stuck) = found.unwrap();
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        self.say(&format!("{order}: {}, {}", body["state"].as_str().unwrap(), body["scopes"][0]["vars"]));
        for (step, who) in tasks {
            self.say(&format!("  {step} is with {who}"));
        }
        for (step, cause) in stuck {
            let mut cause: serde_json::Value = serde_json::from_str(&cause).unwrap();
            cause["why"] = cause["why"]["text"].take();
            self.say(&format!("  {step} is stuck: {cause}"));
        }
    }
}

fn vars_of(pairs: &[(&'static str, flow::Value)]) -> flow::Vars {
    let mut vars = flow::Vars::default();
    pairs.iter().for_each(|(name, value)| vars.set(&(*name).into(), value.clone()));
    vars
}

/// A process of steps in a row, each an element with its attributes.
fn drawing(code: &str, steps: &str) -> String {
    let mut out = format!(
        r#"<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:shundan="https://shundan.org/bpmn/1" targetNamespace="x">
  <bpmn:process id="{code}" isExecutable="true" shundan:subject="order"><bpmn:startEvent id="start"/>"#
    );
    let mut before = "start".to_owned();
    let mut flow = |out: &mut String, to: &str| {
        write!(out, r#"<bpmn:sequenceFlow id="to_{to}" sourceRef="{before}" targetRef="{to}"/>"#).unwrap();
        to.clone_into(&mut before);
    };
    for (number, step) in steps.lines().map(str::trim).enumerate() {
        let id = format!("s{}", number + 1);
        let (element, attributes) = step.split_once(' ').unwrap_or((step, ""));
        write!(out, r#"<bpmn:{element} id="{id}" {attributes}/>"#).unwrap();
        flow(&mut out, &id);
    }
    flow(&mut out, "end");
    out + r#"<bpmn:endEvent id="end"/></bpmn:process></bpmn:definitions>"#
}

#[test]
fn a_table_is_published_only_when_it_compiles_and_its_examples_pass() {
    each(
        expect![[r#"
        publish: refused decision_unfit: the table has 2 problems that keep it from deciding: a column's head: a column that answers needs the name of its variable
        publish: refused examples_fail: 1 examples fail: 2 {order: {amount: 10}} → "user:boss"
        publish: done
        publish: refused decision_no_draft: the table approver has no draft to publish
        publish: done
        roll back to 1: done
        roll back to 9: refused decision_version_unknown: the table approver has no version 9
        drop a draft: refused decision_no_draft: the table approver has no draft to publish
        create without a name: refused invalid: 2 fields are wrong
        create a second time: refused decision_code_taken: there is already a decision table with the code approver
    "#]],
        |scene| {
            let mut broken = approver();
            broken.rules[1].inputs[0] = "五万".into();
            broken.outputs.push(Output::default());
            let id = scene.create("approver", broken);
            scene.publish(id);

            let mut wrong = approver();
            wrong.examples.push(example("{order: {amount: 10}}", "\"user:boss\""));
            scene.draft(id, wrong);
            scene.publish(id);

            scene.draft(id, approver());
            scene.publish(id);
            scene.publish(id);

            let mut second = approver();
            second.rules[0].inputs[0] = "> 90000".into();
            second.rules[1].inputs[0] = "<= 90000".into();
            second.examples[0] = example("{order: {amount: 60000}}", "\"user:wang\"");
            scene.draft(id, second);
            scene.publish(id);
            let back = scene.run(move |tx, ctx| decisions::roll_back(tx, ctx, &HOUSE, id, 1, "as it was"));
            scene.told("roll back to 1", back);
            let back = scene.run(move |tx, ctx| decisions::roll_back(tx, ctx, &HOUSE, id, 9, ""));
            scene.told("roll back to 9", back);
            let back = scene.run(move |tx, ctx| decisions::drop_draft(tx, ctx, id));
            scene.told("drop a draft", back);
            let new = NewDecision {
                code: "approver".into(),
                name: String::new(),
                name_en: String::new(),
                subject: "parcel".into(),
                table: None,
            };
            let again = new.clone();
            let done = scene.run(move |tx, ctx| decisions::create(tx, ctx, &HOUSE, &again));
            scene.told("create without a name", done);
            let again = NewDecision { name: "again".into(), subject: String::new(), ..new };
            let done = scene.run(move |tx, ctx| decisions::create(tx, ctx, &HOUSE, &again));
            scene.told("create a second time", done);
        },
    );
}

#[test]
fn a_rule_step_makes_variables_of_the_answers() {
    each(
        expect![[r#"
        publish: done
        publish: done
        publish: done
        publish the process: done
        ord_60000: running, [["level","gold"],["discount",{"$decimal":"0.1"}],["marks",["large","huge"]],["pace","one day"]]
          s4 is with wang
        ord_50: running, [["level","plain"],["discount",0],["marks",[]],["pace","three days"]]
          s4 is with wang
    "#]],
        |scene| {
            let rows = ["> 50000 | \"gold\" | 0.1", "- | \"plain\" | 0"];
            let id = scene
                .create("terms", table(HitPolicy::First, &["order.amount"], &["level", "discount"], &rows));
            scene.publish(id);
            let rows = ["> 100 | \"large\"", "> 50000 | \"huge\""];
            let id = scene.create("marks", table(HitPolicy::Collect, &["order.amount"], &["marks"], &rows));
            scene.publish(id);
            let rows = ["\"gold\" | \"one day\"", "- | \"three days\""];
            let id = scene.create("pace", table(HitPolicy::First, &["level"], &["pace"], &rows));
            scene.publish(id);
            let process = scene.process(
                "rated",
                "businessRuleTask shundan:table=\"terms\"
             businessRuleTask shundan:table=\"marks\"
             businessRuleTask shundan:table=\"pace\"
             userTask shundan:who=\"user:wang\"",
            );
            scene.start(process.unwrap(), "ord_60000", &[]);
            scene.start(process.unwrap(), "ord_50", &[]);
        },
    );
}

#[test]
fn a_table_says_whom_a_step_goes_to_and_a_new_version_counts_at_once() {
    each(
        expect![[r#"
            publish: done
            publish the process: done
            ord_60000: running, null
              s1 is with boss
            ord_50: running, null
              s1 is with wang
            publish: done
            ord_50: running, null
              s1 is stuck: {"code":"expression","element":"s1","text":"table:approver","why":"an answer cannot refer to table:approver"}
            publish: done
            ord_50: running, null
              s1 is with boss
        "#]],
        |scene| {
            let id = scene.create("approver", approver());
            scene.publish(id);
            let process = scene
                .process("asked", "userTask shundan:kind=\"approval\" shundan:who=\"table:approver\"")
                .unwrap();
            scene.start(process, "ord_60000", &[]);
            scene.start(process, "ord_50", &[]);
            let mut circular = approver();
            circular.rules[1].outputs[0] = "\"table:approver\"".into();
            scene.draft(id, circular);
            scene.publish(id);
            scene.start(process, "ord_50", &[]);
            let mut plain = approver();
            plain.rules[1].outputs[0] = "\"boss\"".into();
            scene.draft(id, plain);
            scene.publish(id);
            scene.start(process, "ord_50", &[]);
        },
    );
}

#[test]
fn a_table_that_has_no_answer_is_an_incident_with_its_cause() {
    each(
        expect![[r#"
        publish the process: refused process_unfit: the process has 1 problems that keep it from running: “s1”: there is no published decision table later
        publish: done
        publish the process: done
        ord_55000: ended, [["level",1]]
        ord_10: running, null
          s1 is stuck: {"code":"service","why":"the decision table later: no rule fits order.amount = 10"}
        ord_60000: running, null
          s1 is stuck: {"code":"service","why":"the decision table later: more than one rule matches: 1, 2"}
        publish: done
        ord_10: running, null
          s1 is stuck: {"code":"service","why":"the decision table later: there is nothing called short_lines"}
        ord_10: ended, [["short_lines",5],["level",1]]
        publish the process: done
        ord_10: running, null
          s1 is stuck: {"code":"service","why":"the step names no decision table"}
    "#]],
        |scene| {
            scene.process("early", "businessRuleTask shundan:table=\"later\"");
            let rows = ["> 50000 | 1", "[60000..70000] | 2"];
            let id = scene.create("later", table(HitPolicy::Unique, &["order.amount"], &["level"], &rows));
            scene.publish(id);
            let process = scene.process("asking", "businessRuleTask shundan:table=\"later\"").unwrap();
            scene.start(process, "ord_55000", &[]);
            scene.start(process, "ord_10", &[]);
            scene.start(process, "ord_60000", &[]);
            let rows = ["> 3 | 1", "- | 2"];
            scene.draft(id, table(HitPolicy::First, &["short_lines"], &["level"], &rows));
            scene.publish(id);
            scene.start(process, "ord_10", &[]);
            scene.start(process, "ord_10", &[("short_lines", flow::Value::Int(5))]);
            let unsaid = scene.process("unsaid", "businessRuleTask shundan:note=\"x\"");
            scene.start(unsaid.unwrap(), "ord_10", &[]);
        },
    );
}

#[test]
fn a_draft_that_is_thrown_away_leaves_what_was_published() {
    each(
        expect![[r#"
        drop the only draft: refused decision_only_draft: the table approver was never published: its draft is all there is of it
        publish: done
        drafted about ''
        left about 'order', draft: false
    "#]],
        |scene| {
            let id = scene.create("approver", approver());
            let refused = scene.run(move |tx, ctx| decisions::drop_draft(tx, ctx, id));
            scene.told("drop the only draft", refused);
            scene.publish(id);
            let other = DraftOf {
                name: "审批人".into(),
                name_en: String::new(),
                subject: String::new(),
                table: table(HitPolicy::First, &["x"], &["who"], &["1 | \"user:boss\""]),
            };
            let drafted =
                scene.run(move |tx, ctx| decisions::save_draft(tx, ctx, &HOUSE, id, &other)).unwrap();
            scene.say(&format!("drafted about '{}'", drafted.subject));
            let left = scene.run(move |tx, ctx| decisions::drop_draft(tx, ctx, id)).unwrap();
            scene.say(&format!("left about '{}', draft: {}", left.subject, left.draft.is_some()));
        },
    );
}
