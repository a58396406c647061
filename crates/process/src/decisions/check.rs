//! What is wrong with a table, cell by cell, and how its examples come out: the same for the editor and for publishing.

use std::collections::HashSet;

use base::Lang;
use rules::{Finding, HitPolicy, Outcome, Place, Problem, Table, Value};
use schemars::JsonSchema;
use serde::Serialize;

use super::ready::{Known, Ready};
use crate::house::House;

/// A part of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "DecisionPart")]
pub(crate) enum Part {
    /// The table as a whole.
    Table,
    Input,
    InputValues,
    /// The name of an output.
    Output,
    OutputValues,
    Default,
    Test,
    Answer,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct CellProblem {
    pub(crate) part: Part,
    /// The column among the inputs or the outputs, counted from zero.
    pub(crate) column: usize,
    /// The rule, counted from zero.
    pub(crate) rule: Option<usize>,
    pub(crate) code: String,
    pub(crate) sentence: String,
    /// Characters from the beginning of the cell.
    from: usize,
    to: usize,
}

/// How an example came out, the values as FEEL writes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct ExampleOutcome {
    pub(crate) passed: bool,
    pub(crate) actual: String,
    expected: String,
    /// The rules that match, counted from one.
    rules: Vec<usize>,
    /// Why something was null, or what is wrong with the example itself.
    note: Option<String>,
}

/// What can be said of a table without asking it about a document.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) problems: Vec<CellProblem>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) examples: Vec<ExampleOutcome>,
    pub(crate) known: Known,
    /// Absent while there are problems.
    pub(crate) ready: Option<Ready>,
}

/// What is wrong with a table beyond its cells.
#[derive(Clone, Copy)]
enum Flaw {
    NoOutputs,
    NoRules,
    OutputUnnamed,
    OutputTwice,
    ValuesMissing,
}

impl Flaw {
    fn code(self) -> &'static str {
        match self {
            Self::NoOutputs => "no_outputs",
            Self::NoRules => "no_rules",
            Self::OutputUnnamed => "output_unnamed",
            Self::OutputTwice => "output_twice",
            Self::ValuesMissing => "values_missing",
        }
    }

    fn sentence(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::NoOutputs => ("还没有结果列", "there is no column that answers"),
            Self::NoRules => ("还没有规则", "there are no rules"),
            Self::OutputUnnamed => {
                ("结果列要有变量名", "a column that answers needs the name of its variable")
            }
            Self::OutputTwice => ("变量名重复", "the name stands twice"),
            Self::ValuesMissing => (
                "这种命中方式按取值的先后排序，请写出取值",
                "this policy ranks by the values: list them, the most important first",
            ),
        };
        if lang == Lang::Zh { zh } else { en }
    }
}

/// Looks at everything.
pub(crate) fn check(house: &House, subject: &str, table: &Table, lang: Lang) -> Checked {
    let known = Known::of(house, subject, table);
    let mut problems = flaws(table, lang);
    let ready = match Ready::of(house, subject, table) {
        Ok(ready) => Some(ready).filter(|_| problems.is_empty()),
        Err(found) => {
            problems.extend(found.iter().map(|(place, problem)| cell(table, *place, problem, lang)));
            None
        }
    };
    let examples = rules::examples(table, &known.schema).unwrap_or_default();
    Checked {
        problems,
        findings: rules::analyse(table, &known.schema),
        examples: examples.iter().map(|outcome| example(outcome, lang)).collect(),
        known,
        ready,
    }
}

fn flaws(table: &Table, lang: Lang) -> Vec<CellProblem> {
    let mut found = Vec::new();
    let mut add = |flaw: Flaw, part, column| {
        let (code, sentence) = (flaw.code().to_owned(), flaw.sentence(lang).to_owned());
        found.push(CellProblem { part, column, rule: None, code, sentence, from: 0, to: 0 });
    };
    if table.outputs.is_empty() {
        add(Flaw::NoOutputs, Part::Table, 0);
    }
    if table.rules.is_empty() {
        add(Flaw::NoRules, Part::Table, 0);
    }
    let mut names = HashSet::new();
    let ranks = matches!(table.policy, HitPolicy::Priority | HitPolicy::OutputOrder);
    for (column, output) in table.outputs.iter().enumerate() {
        if output.name.trim().is_empty() {
            add(Flaw::OutputUnnamed, Part::Output, column);
        } else if !names.insert(output.name.trim()) {
            add(Flaw::OutputTwice, Part::Output, column);
        }
        if ranks && matches!(output.values.trim(), "" | "-") {
            add(Flaw::ValuesMissing, Part::OutputValues, column);
        }
    }
    found
}

fn cell(table: &Table, place: Place, problem: &Problem, lang: Lang) -> CellProblem {
    let (part, column, rule, text) = match place {
        Place::Input(at) => (Part::Input, at, None, table.inputs.get(at).map(|it| &it.expression)),
        Place::InputValues(at) => (Part::InputValues, at, None, table.inputs.get(at).map(|it| &it.values)),
        Place::OutputValues(at) => (Part::OutputValues, at, None, table.outputs.get(at).map(|it| &it.values)),
        Place::Default(at) => (Part::Default, at, None, table.outputs.get(at).map(|it| &it.default)),
        Place::Test { rule, input } => {
            (Part::Test, input, Some(rule), table.rules.get(rule).and_then(|it| it.inputs.get(input)))
        }
        Place::Answer { rule, output } => {
            (Part::Answer, output, Some(rule), table.rules.get(rule).and_then(|it| it.outputs.get(output)))
        }
    };
    let text = text.map_or("", String::as_str);
    let characters = |byte: u32| text.get(..byte as usize).map_or(0, |before| before.chars().count());
    let code = serde_json::to_value(problem.code).unwrap_or_default();
    CellProblem {
        part,
        column,
        rule,
        code: code.as_str().unwrap_or_default().to_owned(),
        sentence: said(problem, lang),
        from: characters(problem.span.start),
        to: characters(problem.span.end),
    }
}

pub(crate) fn said(problem: &Problem, lang: Lang) -> String {
    if lang == Lang::Zh { problem.chinese() } else { problem.english() }
}

fn example(outcome: &Outcome, lang: Lang) -> ExampleOutcome {
    ExampleOutcome {
        passed: outcome.passed,
        actual: written(&outcome.actual),
        expected: written(&outcome.expected),
        rules: outcome.rules.clone(),
        note: outcome.notes.last().filter(|_| !outcome.passed).map(|note| said(note, lang)),
    }
}

/// A value as one would write it in a cell.
pub(crate) fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => serde_json::to_string(&**text).unwrap_or_default(),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::List(_)
        | Value::Context(_)
        | Value::Range(_) => rules::text_of(value),
        other => format!("@{:?}", rules::text_of(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use rules::{Example, Input, Output, Rule};

    static NOTHING: House = House { services: &[], subjects: &[], connections: |_| Ok(Vec::new()) };

    fn table(rows: &[[&str; 2]]) -> Table {
        let rule = |[test, answer]: &[&str; 2]| Rule {
            inputs: vec![(*test).to_owned()],
            outputs: vec![(*answer).to_owned()],
            annotations: Vec::new(),
        };
        Table {
            inputs: vec![Input { expression: "amount".into(), kind: "number".into(), ..Input::default() }],
            outputs: vec![Output { name: "who".into(), ..Output::default() }],
            rules: rows.iter().map(rule).collect(),
            examples: vec![Example { facts: "{amount: 7}".into(), expected: "\"b\"".into() }],
            ..Table::default()
        }
    }

    fn told(table: &Table, lang: Lang) -> String {
        let found = check(&NOTHING, "", table, lang);
        let mut out = String::new();
        for it in &found.problems {
            let rule = it.rule.map_or(String::new(), |rule| format!(" {rule}"));
            out += &format!(
                "{:?}{rule} {} {}..{} {}: {}\n",
                it.part, it.column, it.from, it.to, it.code, it.sentence
            );
        }
        for it in &found.findings {
            out += &format!("{}\n", serde_json::to_string(it).unwrap());
        }
        for it in &found.examples {
            out += &format!("{}: {} by {:?}\n", if it.passed { "green" } else { "red" }, it.actual, it.rules);
        }
        out + &format!("variables: {}\n", found.known.vars().collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn overlaps_gaps_and_red_examples_are_told() {
        let rows = [["< 5", "\"a\""], ["[5..10]", "\"b\""], ["10", "\"c\""]];
        expect![[r#"
            {"kind":"overlap","rules":[2,3],"region":["10"]}
            {"kind":"gap","region":["> 10"]}
            green: "b" by [2]
            variables: amount
        "#]]
        .assert_eq(&told(&table(&rows), Lang::En));
        expect![[r#"
            red: "a" by [1]
            variables: amount
        "#]]
        .assert_eq(&told(&table(&[["-", "\"a\""]]), Lang::En));
    }

    #[test]
    fn every_wrong_cell_is_told_in_both_languages() {
        let mut wrong = table(&[["> 甲", "boss"], ["\"5\"", "1 +"]]);
        wrong.outputs.push(Output::default());
        expect![[r#"
            Output 1 0..0 output_unnamed: 结果列要有变量名
            Answer 1 0 3..3 unexpected_end: 表达式在应有表达式处结束
            Test 0 0 2..3 unknown_name: 没有名为甲的字段
            Answer 0 0 0..4 unknown_name: 没有名为boss的字段
            variables: amount
        "#]]
        .assert_eq(&told(&wrong, Lang::Zh));
        wrong.rules.pop();
        expect![[r#"
            Output 1 0..0 output_unnamed: a column that answers needs the name of its variable
            Test 0 0 2..3 unknown_name: there is no 甲
            Answer 0 0 0..4 unknown_name: there is no boss
            {"kind":"opaque","rule":1,"input":1}
            variables: amount
        "#]]
        .assert_eq(&told(&wrong, Lang::En));
        wrong.rules.clear();
        expect![[r#"
            Table 0 0..0 no_rules: there are no rules
            Output 1 0..0 output_unnamed: a column that answers needs the name of its variable
            {"kind":"gap","region":["-"]}
            red: null by []
            variables: amount
        "#]]
        .assert_eq(&told(&wrong, Lang::En));
    }
}
