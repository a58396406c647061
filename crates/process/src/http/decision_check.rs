//! A table looked at while it is written: what is wrong by cell, how its examples come out, what it says of a sample.

use base::{Ctx, Result};
use db::Tx;
use edge::{Answer, Body, May, Shared};
use rules::{Finding, Table, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::sentence;
use super::{Home, Read};
use crate::decisions::check::{CellProblem, ExampleOutcome, check as look, said, written};
use crate::decisions::commands::fit;
use crate::decisions::ready::{Asker, Ready};
use crate::house::House;
use crate::run::values::moment;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckingDecision {
    subject: String,
    table: Table,
    /// A document to ask the table about.
    #[serde(default)]
    sample: Option<String>,
    /// What else is known, as FEEL: `{order: {amount: 60000}}`; it stands above the document's.
    #[serde(default)]
    facts: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct DecisionAsked {
    /// The keys its expression leads to when it only names a field.
    path: Option<Vec<String>>,
    /// Its FEEL type.
    kind: String,
}

/// What a table says of the sample.
#[derive(Serialize, JsonSchema)]
pub(super) struct DecisionRuling {
    /// As FEEL writes it; absent: `note` says why.
    value: Option<String>,
    /// The rules that match, counted from one.
    rules: Vec<usize>,
    /// The value of each input.
    asked: Vec<String>,
    note: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct DecisionCheck {
    problems: Vec<CellProblem>,
    findings: Vec<Finding>,
    examples: Vec<ExampleOutcome>,
    inputs: Vec<DecisionAsked>,
    /// The variables a case must have.
    variables: Vec<String>,
    ruling: Option<DecisionRuling>,
}

pub(super) async fn check(
    Shared(house): Home,
    may: May<Read>,
    Body(body): Body<CheckingDecision>,
) -> Answer<DecisionCheck> {
    may.read(move |tx, ctx| checked(tx, ctx, house, &body)).await
}

fn checked(tx: &mut Tx<'_>, ctx: &Ctx, house: &House, body: &CheckingDecision) -> Result<DecisionCheck> {
    let mut table = body.table.clone();
    fit(&mut table)?;
    let found = look(house, &body.subject, &table, ctx.grants.lang);
    let schema = &found.known.schema;
    let inputs = table.inputs.iter().map(|input| DecisionAsked {
        path: rules::path_of(&input.expression, schema),
        kind: match rules::compile(&input.expression, schema) {
            Ok(expression) if input.kind.is_empty() => expression.kind().to_string(),
            _ => input.kind.clone(),
        },
    });
    let ruling = match &found.ready {
        Some(table) => ruling(tx, ctx, house, body, table)?,
        None => None,
    };
    Ok(DecisionCheck {
        inputs: inputs.collect(),
        variables: found.known.vars().map(str::to_owned).collect(),
        problems: found.problems,
        findings: found.findings,
        examples: found.examples,
        ruling,
    })
}

/// What the table says of the sample; `None` without one.
fn ruling(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &House,
    body: &CheckingDecision,
    table: &Ready,
) -> Result<Option<DecisionRuling>> {
    let sample = body.sample.as_deref().filter(|sample| !sample.is_empty());
    let document = match (house.subject(&body.subject), sample) {
        (Some(subject), Some(sample)) if (subject.may_see)(tx, ctx, sample)? => {
            Some((subject.facts)(tx, ctx, sample)?.facts)
        }
        _ => None,
    };
    let typed = body.facts.as_deref().filter(|facts| !facts.trim().is_empty());
    if document.is_none() && typed.is_none() {
        return Ok(None);
    }
    let refused =
        |note: String, asked| DecisionRuling { value: None, rules: Vec::new(), asked, note: Some(note) };
    let typed = match typed.map(rules::literal).transpose() {
        Ok(typed) => typed,
        Err(problems) => {
            let note = problems.first().map(|problem| said(problem, ctx.grants.lang)).unwrap_or_default();
            return Ok(Some(refused(note, Vec::new())));
        }
    };
    let facts = above(typed.as_ref(), document.as_ref());
    let now = moment(ctx.at, &ctx.zone);
    let asker = Asker { subject: &body.subject, facts: &facts, var: &|_| None, now };
    let slots = match table.slots(&asker) {
        Ok(slots) => slots,
        Err(why) => return Ok(Some(refused(sentence(&why, ctx.grants.lang), Vec::new()))),
    };
    let asked = table.asked(&slots, asker.now.as_ref());
    Ok(Some(match table.rule(&slots, asker.now.as_ref()) {
        Ok(ruling) => {
            DecisionRuling { value: Some(written(&ruling.value)), rules: ruling.rules, asked, note: None }
        }
        Err(why) => refused(sentence(&why, ctx.grants.lang), asked),
    }))
}

/// The entries of the first over those of the second.
fn above(typed: Option<&Value>, document: Option<&Value>) -> Value {
    let entries = |value: &Value| match value {
        Value::Context(context) => context.entries().to_vec(),
        _ => Vec::new(),
    };
    let mut all = document.map(entries).unwrap_or_default();
    for (key, value) in typed.map(entries).unwrap_or_default() {
        match all.iter_mut().find(|(known, _)| *known == key) {
            Some((_, there)) => *there = value,
            None => all.push((key, value)),
        }
    }
    Value::context(all)
}
