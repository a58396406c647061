//! Decision tables: hit policies, examples, overlaps and gaps, DMN in and out.
#![allow(clippy::unwrap_used, reason = "a test")]

use expect_test::{Expect, expect};
use rules::{
    Budget, Example, Field, Finding, HitPolicy, Input, Model, Output, Place, Problem, Rule, Schema, Table,
    Type, analyse, examples,
};

fn schema() -> Schema {
    let amount =
        Field { key: "amount".into(), zh: "金额".into(), en: "order amount".into(), kind: Type::Number };
    let level =
        Field {
            key: "level".into(), zh: "客户等级".into(), en: "customer level".into(), kind: Type::Text
        };
    let fields = vec![amount, level, Field::new("rush", Type::Bool), Field::new("due", Type::Date)];
    Schema { fields, types: vec![] }
}

/// A table from its columns and rows; the last cell of a row is the answer.
fn table(policy: HitPolicy, columns: &[&str], rows: &[&[&str]]) -> Table {
    let input = |expression: &&str| Input { expression: (*expression).to_owned(), ..Input::default() };
    let rule = |row: &&[&str]| Rule {
        inputs: row[..row.len() - 1].iter().map(|cell| (*cell).to_owned()).collect(),
        outputs: vec![row[row.len() - 1].to_owned()],
        annotations: vec![],
    };
    Table {
        name: "Approval".into(),
        policy,
        inputs: columns.iter().map(input).collect(),
        outputs: vec![Output { name: "who".into(), ..Output::default() }],
        rules: rows.iter().map(rule).collect(),
        ..Table::default()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "reads better at every call")]
fn found(table: &Table, expect: Expect) {
    let line = |finding: &Finding| match finding {
        Finding::Overlap { rules, region } => {
            format!("overlap {} {}: {}\n", rules[0], rules[1], region.join(" | "))
        }
        Finding::Gap { region } => format!("gap: {}\n", region.join(" | ")),
        Finding::Opaque { rule, input } => format!("opaque: rule {rule}, input {input}\n"),
    };
    expect.assert_eq(&analyse(table, &schema()).iter().map(line).collect::<String>());
}

#[test]
fn overlaps_and_gaps_are_named_by_rule_and_region() {
    let rows: &[&[&str]] = &[
        &["< 50000", "-", "\"nobody\""],
        &["[50000..200000]", "\"A\", \"B\"", "\"manager\""],
        &[">= 200000", "-", "\"finance\""],
    ];
    found(
        &table(HitPolicy::Unique, &["金额", "客户等级"], rows),
        expect![[r#"
            overlap 2 3: 200000 | "A", "B"
            gap: [50000..200000) | not("A", "B")
        "#]],
    );
    found(
        &table(HitPolicy::First, &["金额", "客户等级"], rows),
        expect![[r#"
            gap: [50000..200000) | not("A", "B")
        "#]],
    );
}

#[test]
fn dates_booleans_and_allowed_values() {
    let rows: &[&[&str]] = &[&["true", "< date(\"2026-01-01\")", "1"], &["false", "-", "2"]];
    found(
        &table(HitPolicy::Unique, &["rush", "due"], rows),
        expect![[r#"
            gap: true | >= @"2026-01-01"
        "#]],
    );
    let mut levels = table(HitPolicy::Unique, &["level"], &[&["\"A\"", "1"], &["not(\"A\", \"B\")", "2"]]);
    levels.inputs[0].values = "\"A\", \"B\", \"C\"".into();
    found(
        &levels,
        expect![[r#"
            gap: "B"
        "#]],
    );
    found(
        &table(HitPolicy::Unique, &["amount"], &[&["? > 3 and ? < 10", "1"], &["<= 3", "2"]]),
        expect![[r#"
            opaque: rule 1, input 1
        "#]],
    );
}

#[test]
fn examples_turn_green_or_red() {
    let mut table =
        table(HitPolicy::Unique, &["order amount", "客户等级"], &[&["> 50000", "\"A\"", "\"manager\""]]);
    let example = |facts: &str, expected: &str| Example { facts: facts.into(), expected: expected.into() };
    table.examples = vec![
        example("{amount: 60000, level: \"A\"}", "\"manager\""),
        example("{amount: 60000, level: \"B\"}", "\"manager\""),
        example("{amount: 1, level: \"B\"}", "null"),
        example("{amount: ", "null"),
    ];
    let outcomes = examples(&table, &schema()).unwrap();
    let told: Vec<String> = outcomes
        .iter()
        .map(|o| {
            let note = o.notes.first().map(rules::Problem::chinese).unwrap_or_default();
            format!("{} {} {note}\n", o.passed, rules::text_of(&o.actual))
        })
        .collect();
    expect![[r#"
        true manager 
        false null 
        true null 
        false null 表达式在应有表达式处结束
    "#]]
    .assert_eq(&told.concat());
}

#[test]
fn a_table_survives_dmn() {
    let mut table = table(
        HitPolicy::Sum,
        &["金额", "level"],
        &[&["> 50000", "\"A&B\", not(\"<\")", "1"], &["-", "-", "2"]],
    );
    table.inputs[0].label = "金额（元）".into();
    table.inputs[1].values = "\"A\", \"B\"".into();
    table.outputs[0].kind = "number".into();
    table.outputs[0].default = "0".into();
    table.annotations = vec!["why".into()];
    table.examples = vec![Example { facts: "{amount: 1, level: \"A&B\"}".into(), expected: "2".into() }];
    table.rules[0].annotations = vec!["large \"orders\"".into()];
    let xml = table.to_dmn();
    assert_eq!(Table::from_dmn(&xml).unwrap(), vec![table]);
    let decisions: Vec<String> = Model::read(&xml).unwrap().decisions().map(str::to_owned).collect();
    assert_eq!(decisions, ["Approval"]);
}

fn told(table: &Table) -> String {
    let line = |(place, problem): (Place, Problem)| format!("{place:?}: {}\n", problem.english());
    table.ready(&schema()).unwrap_err().into_iter().map(line).collect()
}

#[test]
fn problems_are_told_by_cell() {
    let rows: &[&[&str]] = &[&["> 50000", "金牌", "manager"], &["\"100\"", "-", "1"], &["> (", "白银", "2"]];
    let mut table = table(HitPolicy::Unique, &["金额", "客户等级"], rows);
    expect![[r#"
        Test { rule: 2, input: 0 }: the expression ends where an expression is expected
        Test { rule: 0, input: 1 }: there is no 金牌
        Test { rule: 2, input: 1 }: there is no 白银
        Answer { rule: 0, output: 0 }: there is no manager
    "#]]
    .assert_eq(&told(&table));
    table.rules.truncate(2);
    expect![[r#"
        Test { rule: 0, input: 1 }: there is no 金牌
        Answer { rule: 0, output: 0 }: there is no manager
    "#]]
    .assert_eq(&told(&table));
    table.rules.remove(0);
    table.outputs[0].kind = "string".into();
    expect![[r#"
        Test { rule: 0, input: 0 }: string is not a valid value for number
        Answer { rule: 0, output: 0 }: number is not a valid value for string
    "#]]
    .assert_eq(&told(&table));
}

#[test]
fn a_table_says_which_rules_fired() {
    let rows: &[&[&str]] = &[&["> 10", "-", "\"a\""], &["-", "\"A\"", "\"b\""]];
    let facts = rules::literal("{amount: 20, level: \"A\"}").unwrap();
    let mut said = String::new();
    for policy in [HitPolicy::Unique, HitPolicy::First, HitPolicy::Collect] {
        let mut budget = Budget::default();
        let ready = table(policy, &["金额", "客户等级"], rows).ready(&schema()).unwrap();
        let ruling = ready.decide(&schema().slots(&facts), &mut budget).unwrap();
        let note = budget.notes.first().map(Problem::english).unwrap_or_default();
        said += &format!("{policy:?}: {} by {:?} {note}\n", rules::text_of(&ruling.value), ruling.rules);
    }
    expect![[r#"
        Unique: null by [1, 2] more than one rule matches: 1, 2
        First: a by [1] 
        Collect: ["a", "b"] by [1, 2] 
    "#]]
    .assert_eq(&said);
}

#[test]
fn paths_are_told_by_their_keys_whatever_language_they_are_in() {
    let inner =
        Field { key: "amount".into(), zh: "金额".into(), en: "total amount".into(), kind: Type::Number };
    let order = Type::Context(vec![inner].into());
    let order = Field { key: "order".into(), zh: "订单".into(), en: "order".into(), kind: order };
    let schema = Schema { fields: vec![order], types: vec![] };
    let path = |text: &str| rules::path_of(text, &schema).map(|path| path.join("/")).unwrap_or_default();
    assert_eq!(path("订单.金额"), "order/amount");
    assert_eq!(path("order.total amount"), "order/amount");
    assert_eq!(path("short_lines"), "short_lines");
    assert_eq!(path("订单.金额 / 2"), "");
}
