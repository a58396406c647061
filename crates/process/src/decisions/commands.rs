//! The verbs: drafts are changed, versions never.

use anyhow::Context as _;
use base::id::DecisionId;
use base::refusal::Common;
use base::text::clean;
use base::{Ctx, Error, Lang, Problems, Result};
use db::{Event, Tx};
use rules::Table;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::check::{Part, check};
use super::model::{Decision, DecisionVersion};
use super::ready::{digest_of, read};
use super::rules::{COLUMNS_MAX, NAMED_MAX, ROWS_MAX, Refusal};
use crate::commands::design::Activity;
use crate::house::House;
use crate::rules::{CODE_MAX, NAME_MAX, NOTE_MAX};
use crate::store;

/// A new table, as typed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDecision {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub name_en: String,
    /// The kind of document whose fields it speaks of; absent: only variables.
    #[serde(default)]
    pub subject: String,
    /// A table to begin with; absent: one column that answers, and no rule.
    #[serde(default)]
    pub table: Option<Table>,
}

/// A changed table, as typed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftOf {
    pub name: String,
    #[serde(default)]
    pub name_en: String,
    #[serde(default)]
    pub subject: String,
    pub table: Table,
}

/// Makes a table with a draft.
///
/// # Errors
/// `invalid` with every wrong field, `decision_code_taken`, `decision_too_large`.
pub fn create(tx: &mut Tx<'_>, ctx: &Ctx, house: &House, new: &NewDecision) -> Result<Decision> {
    let (code, name, name_en) = (clean(&new.code), clean(&new.name), clean(&new.name_en));
    let mut problems = Problems::default();
    check_code(&code, &mut problems);
    check_names(house, (&name, &name_en), &new.subject, &mut problems);
    problems.check()?;
    if store::decision::is_taken(tx, &code)? {
        return Err(Refusal::DecisionCodeTaken { decision: code }.into());
    }
    let answer = rules::Output { name: "answer".into(), ..rules::Output::default() };
    let blank = || Table { outputs: vec![answer], ..Table::default() };
    let table = new.table.clone().unwrap_or_else(blank);
    let decision = Decision {
        id: ctx.id(),
        draft: Some(stored(Table { name: name.clone(), ..table })?),
        code,
        name,
        name_en,
        subject: new.subject.clone(),
        active: true,
        version_id: None,
        draft_at: Some(ctx.at),
        draft_by: Some(ctx.actor()),
        revision: 1,
    };
    store::decision::insert(tx, &decision)?;
    let facts = json!({"code": decision.code, "name": decision.name, "subject": decision.subject});
    tx.record_first(ctx, Event::new("decision.created", decision.id).data(&facts));
    Ok(decision)
}

fn check_code(code: &str, problems: &mut Problems) {
    let fits = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    if code.is_empty() {
        problems.add("code", &Common::Required);
    } else if code.len() > CODE_MAX
        || !code.chars().all(fits)
        || !code.starts_with(|it: char| it.is_ascii_lowercase())
    {
        let expected = format!("at most {CODE_MAX} small letters, digits and _, such as approver");
        problems.add("code", &Common::InvalidValue { value: code.to_owned(), expected });
    }
}

fn check_names(house: &House, (name, name_en): (&str, &str), subject: &str, problems: &mut Problems) {
    if name.is_empty() {
        problems.add("name", &Common::Required);
    }
    for (field, text) in [("name", name), ("name_en", name_en)] {
        if text.chars().count() > NAME_MAX {
            let value = text.chars().take(20).collect();
            problems.add(field, &Common::TooLong { value, max: NAME_MAX });
        }
    }
    if !subject.is_empty() && house.subject(subject).is_none() {
        let known: Vec<&str> = house.subjects.iter().map(|it| it.kind).collect();
        let expected = format!("one of {}", known.join(", "));
        problems.add("subject", &Common::InvalidValue { value: subject.to_owned(), expected });
    }
}

/// The table as it is stored: every rule with a cell for every column.
fn stored(mut table: Table) -> Result<String> {
    fit(&mut table)?;
    serde_json::to_string(&table).context("writing a decision table").map_err(Error::Fault)
}

/// Gives every rule a cell for every column, and refuses what no editor could show.
pub(crate) fn fit(table: &mut Table) -> Result<()> {
    let columns = table.inputs.len() + table.outputs.len() + table.annotations.len();
    if table.rules.len() > ROWS_MAX || table.examples.len() > ROWS_MAX || columns > COLUMNS_MAX {
        return Err(Refusal::DecisionTooLarge { rows: ROWS_MAX, columns: COLUMNS_MAX }.into());
    }
    for rule in &mut table.rules {
        rule.inputs.resize(table.inputs.len(), String::new());
        rule.outputs.resize(table.outputs.len(), String::new());
        rule.annotations.resize(table.annotations.len(), String::new());
    }
    Ok(())
}

/// Keeps a changed table as the draft; it may be as unfinished as it is.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `invalid`, `decision_too_large`.
pub fn save_draft(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &House,
    id: DecisionId,
    typed: &DraftOf,
) -> Result<Decision> {
    let mut decision = store::decision::locked(tx, ctx, id)?;
    let (name, name_en) = (clean(&typed.name), clean(&typed.name_en));
    let mut problems = Problems::default();
    check_names(house, (&name, &name_en), &typed.subject, &mut problems);
    problems.check()?;
    let body = stored(Table { name: name.clone(), ..typed.table.clone() })?;
    let facts = json!({"digest": digest_of(&typed.subject, &body)});
    (decision.name, decision.name_en, decision.subject) = (name, name_en, typed.subject.clone());
    (decision.draft, decision.draft_at, decision.draft_by) = (Some(body), Some(ctx.at), Some(ctx.actor()));
    store::decision::save(tx, &mut decision)?;
    tx.record(ctx, Event::new("decision.drafted", id).data(&facts));
    Ok(decision)
}

/// Throws the draft away.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `decision_no_draft`, `decision_only_draft`.
pub fn drop_draft(tx: &mut Tx<'_>, ctx: &Ctx, id: DecisionId) -> Result<Decision> {
    let mut decision = store::decision::locked(tx, ctx, id)?;
    if decision.draft.is_none() {
        return Err(Refusal::DecisionNoDraft { decision: decision.code }.into());
    }
    let Some(version) = decision.version_id else {
        return Err(Refusal::DecisionOnlyDraft { decision: decision.code }.into());
    };
    decision.subject = store::decision::version_by_id(tx, version)?.subject;
    (decision.draft, decision.draft_at, decision.draft_by) = (None, None, None);
    store::decision::save(tx, &mut decision)?;
    tx.record(ctx, Event::new("decision.draft_dropped", id));
    Ok(decision)
}

/// Makes the draft the version that is asked from now on.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `decision_no_draft`, `decision_unfit`, `examples_fail`.
pub fn publish(tx: &mut Tx<'_>, ctx: &Ctx, house: &House, id: DecisionId, note: &str) -> Result<Decision> {
    let mut decision = store::decision::locked(tx, ctx, id)?;
    let Some(body) = decision.draft.take() else {
        return Err(Refusal::DecisionNoDraft { decision: decision.code }.into());
    };
    (decision.draft_at, decision.draft_by) = (None, None);
    install(tx, ctx, house, &mut decision, body, note)?;
    Ok(decision)
}

/// Publishes the content of an earlier version anew; a draft stays.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `decision_version_unknown`, `decision_unfit`, `examples_fail`.
pub fn roll_back(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &House,
    id: DecisionId,
    number: i64,
    note: &str,
) -> Result<Decision> {
    let mut decision = store::decision::locked(tx, ctx, id)?;
    let found = store::decision::version(tx, id, number)?;
    let unknown = || Refusal::DecisionVersionUnknown { decision: decision.code.clone(), version: number };
    let version = found.ok_or_else(unknown)?;
    decision.subject = version.subject;
    install(tx, ctx, house, &mut decision, version.body, note)?;
    Ok(decision)
}

fn install(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &House,
    decision: &mut Decision,
    body: String,
    note: &str,
) -> Result<()> {
    let note = clean(note);
    if note.chars().count() > NOTE_MAX {
        return Err(Common::TooLong { value: note.chars().take(20).collect(), max: NOTE_MAX }.into());
    }
    decides(house, &decision.subject, &read(&body)?, ctx.grants.lang)?;
    let before = store::decision::versions(tx, decision.id)?;
    let version = DecisionVersion {
        id: ctx.id(),
        table_id: decision.id,
        version: before.first().map_or(0, |last| last.version) + 1,
        subject: decision.subject.clone(),
        digest: digest_of(&decision.subject, &body),
        body,
        note,
        published_at: ctx.at,
        published_by: ctx.actor(),
    };
    store::decision::insert_version(tx, &version)?;
    decision.version_id = Some(version.id);
    store::decision::save(tx, decision)?;
    let facts = json!({"version": version.version, "note": version.note, "digest": version.digest});
    tx.record(ctx, Event::new("decision.published", decision.id).data(&facts));
    Ok(())
}

/// Refuses a table that cannot be asked or does not answer as its examples say.
fn decides(house: &House, subject: &str, table: &Table, lang: Lang) -> Result<()> {
    let checked = check(house, subject, table, lang);
    if let Some(first) = checked.problems.first() {
        let place = match (first.part, first.rule, lang) {
            (Part::Table, _, _) => String::new(),
            (_, Some(rule), Lang::Zh) => format!("规则 {}：", rule + 1),
            (_, Some(rule), Lang::En) => format!("rule {}: ", rule + 1),
            (_, None, Lang::Zh) => "列头：".to_owned(),
            (_, None, Lang::En) => "a column's head: ".to_owned(),
        };
        let first = format!("{place}{}", first.sentence);
        return Err(Refusal::DecisionUnfit { count: checked.problems.len(), first }.into());
    }
    let failing: Vec<usize> = (1..)
        .zip(&checked.examples)
        .filter(|(_, example)| !example.passed)
        .map(|(number, _)| number)
        .collect();
    if failing.is_empty() {
        return Ok(());
    }
    let named = failing.iter().take(NAMED_MAX).map(|number| {
        let told = &table.examples[number - 1];
        format!("{number} {} → {}", told.facts, told.expected)
    });
    let examples = named.collect::<Vec<_>>().join("; ");
    Err(Refusal::ExamplesFail { count: failing.len(), examples }.into())
}

/// Takes a table out of use, or into use again: steps that name it already go on asking it.
///
/// # Errors
/// `not_found`, `revision_mismatch`.
pub fn set_active(tx: &mut Tx<'_>, ctx: &Ctx, id: DecisionId, activity: Activity) -> Result<Decision> {
    let mut decision = store::decision::locked(tx, ctx, id)?;
    let wanted = activity == Activity::InUse;
    if decision.active == wanted {
        return Ok(decision);
    }
    decision.active = wanted;
    store::decision::save(tx, &mut decision)?;
    let kind = if wanted { "decision.opened" } else { "decision.closed" };
    tx.record(ctx, Event::new(kind, id));
    Ok(decision)
}
