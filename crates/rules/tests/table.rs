//! Decision tables: hit policies, examples, overlaps and gaps, DMN in and out.
#![allow(clippy::unwrap_used, reason = "a test")]

use expect_test::{Expect, expect};
use rules::{
    Example, Field, Finding, HitPolicy, Input, Model, Output, Rule, Schema, Table, Type, analyse, examples,
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
    table.rules[0].annotations = vec!["large \"orders\"".into()];
    let xml = table.to_dmn();
    assert_eq!(Table::from_dmn(&xml).unwrap(), vec![table]);
    let decisions: Vec<String> = Model::read(&xml).unwrap().decisions().map(str::to_owned).collect();
    assert_eq!(decisions, ["Approval"]);
}
