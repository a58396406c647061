//! Drawing: drafts are changed, versions never.

use std::collections::BTreeSet;

use base::id::ProcessId;
use base::refusal::Common;
use base::text::clean;
use base::{Ctx, Problems, Result};
use db::{Event, Tx};
use flow::{Document, Offered, Outside, Problem, Severity, Trigger, What};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::schedule;
use crate::house::House;
use crate::model::{Process, Version};
use crate::rules::{BPMN_MAX, CODE_MAX, NAME_MAX, NOTE_MAX, Refusal};
use crate::run::compiled::{self, Compiled};
use crate::run::{self, names, people};
use crate::store;

/// A new process, as typed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProcess {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub name_en: String,
    /// The kind of document its cases are about; absent: none.
    #[serde(default)]
    pub subject: String,
    /// A drawing to begin with; absent: a start and an end.
    #[serde(default)]
    pub bpmn: Option<String>,
}

/// Makes a process with a draft.
///
/// # Errors
/// `invalid` with every wrong field, `process_code_taken`, `bpmn_unreadable`.
pub fn create(tx: &mut Tx<'_>, ctx: &Ctx, house: &House, new: &NewProcess) -> Result<Process> {
    let (code, name, name_en) = (clean(&new.code), clean(&new.name), clean(&new.name_en));
    check_fields(house, &code, &name, &name_en, &new.subject)?;
    if store::process::by_code(tx, &code)?.is_some() {
        return Err(Refusal::ProcessCodeTaken { process: code }.into());
    }
    let draft = new.bpmn.clone().unwrap_or_else(|| blank(&code, &name, &new.subject));
    readable(&draft)?;
    let process = Process {
        id: ctx.id(),
        code,
        name,
        name_en,
        description: String::new(),
        subject: new.subject.clone(),
        active: true,
        version_id: None,
        starts_on: String::new(),
        draft: Some(draft),
        draft_at: Some(ctx.at),
        draft_by: Some(ctx.actor()),
        revision: 1,
    };
    store::process::insert(tx, &process)?;
    let facts = json!({"code": process.code, "name": process.name, "subject": process.subject});
    tx.record_first(ctx, Event::new("process.created", process.id).data(&facts));
    Ok(process)
}

/// What of a process's words is to change; what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProcessPatch {
    pub name: Option<String>,
    pub name_en: Option<String>,
    /// What it is for.
    pub description: Option<String>,
}

/// Calls a process otherwise, or says anew what it is for.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `invalid` with every wrong field.
pub fn rename(tx: &mut Tx<'_>, ctx: &Ctx, id: ProcessId, patch: &ProcessPatch) -> Result<Process> {
    let mut process = store::process::locked(tx, id)?;
    store::process::check_seen(ctx, &process)?;
    let before = words(&process);
    let said = |new: &Option<String>, old: &str| new.as_deref().map_or_else(|| old.to_owned(), clean);
    process.name = said(&patch.name, &process.name);
    process.name_en = said(&patch.name_en, &process.name_en);
    process.description = said(&patch.description, &process.description);
    let after = words(&process);
    if after == before {
        return Ok(process);
    }
    let mut problems = Problems::default();
    check_names(&mut problems, &process.name, &process.name_en);
    if process.description.chars().count() > NOTE_MAX {
        let value = process.description.chars().take(20).collect();
        problems.add("description", &Common::TooLong { value, max: NOTE_MAX });
    }
    problems.check()?;
    store::process::save(tx, &mut process)?;
    let facts = json!({"before": before, "after": after});
    tx.record(ctx, Event::new("process.renamed", id).data(&facts));
    Ok(process)
}

fn words(process: &Process) -> serde_json::Value {
    json!({"name": process.name, "name_en": process.name_en, "description": process.description})
}

fn check_names(problems: &mut Problems, name: &str, name_en: &str) {
    if name.is_empty() {
        problems.add("name", &Common::Required);
    }
    for (field, text) in [("name", name), ("name_en", name_en)] {
        if text.chars().count() > NAME_MAX {
            let value = text.chars().take(20).collect();
            problems.add(field, &Common::TooLong { value, max: NAME_MAX });
        }
    }
}

fn check_fields(house: &House, code: &str, name: &str, name_en: &str, subject: &str) -> Result<()> {
    let mut problems = Problems::default();
    let fits = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    if code.is_empty() {
        problems.add("code", &Common::Required);
    } else if code.len() > CODE_MAX
        || !code.chars().all(fits)
        || !code.starts_with(|it: char| it.is_ascii_lowercase())
    {
        let expected = format!("at most {CODE_MAX} small letters, digits and _, such as order_to_cash");
        problems.add("code", &Common::InvalidValue { value: code.to_owned(), expected });
    }
    check_names(&mut problems, name, name_en);
    if !subject.is_empty() && house.subject(subject).is_none() {
        let known: Vec<&str> = house.subjects.iter().map(|it| it.kind).collect();
        let expected = format!("one of {}", known.join(", "));
        problems.add("subject", &Common::InvalidValue { value: subject.to_owned(), expected });
    }
    problems.check()
}

fn readable(bpmn: &str) -> Result<Document> {
    if bpmn.len() > BPMN_MAX {
        return Err(Refusal::BpmnUnreadable { why: format!("it is larger than {BPMN_MAX} bytes") }.into());
    }
    Document::parse(bpmn.as_bytes()).map_err(|e| Refusal::BpmnUnreadable { why: e.to_string() }.into())
}

/// Keeps a changed drawing as the draft; it may be as unfinished as it is.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `bpmn_unreadable`.
pub fn save_draft(tx: &mut Tx<'_>, ctx: &Ctx, id: ProcessId, bpmn: &str) -> Result<Process> {
    let mut process = store::process::locked(tx, id)?;
    store::process::check_seen(ctx, &process)?;
    readable(bpmn)?;
    (process.draft, process.draft_at, process.draft_by) =
        (Some(bpmn.to_owned()), Some(ctx.at), Some(ctx.actor()));
    store::process::save(tx, &mut process)?;
    tx.record(ctx, Event::new("process.drafted", id).data(&json!({"digest": compiled::digest(bpmn)})));
    Ok(process)
}

/// Throws the draft away.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `no_draft`.
pub fn drop_draft(tx: &mut Tx<'_>, ctx: &Ctx, id: ProcessId) -> Result<Process> {
    let mut process = store::process::locked(tx, id)?;
    store::process::check_seen(ctx, &process)?;
    if process.draft.is_none() {
        return Err(Refusal::NoDraft { process: process.code }.into());
    }
    (process.draft, process.draft_at, process.draft_by) = (None, None, None);
    store::process::save(tx, &mut process)?;
    tx.record(ctx, Event::new("process.draft_dropped", id));
    Ok(process)
}

/// Makes the draft the version that new cases get.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `no_draft`, `process_unfit`.
pub fn publish(tx: &mut Tx<'_>, ctx: &Ctx, house: &House, id: ProcessId, note: &str) -> Result<Process> {
    let mut process = store::process::locked(tx, id)?;
    store::process::check_seen(ctx, &process)?;
    let Some(bpmn) = process.draft.take() else {
        return Err(Refusal::NoDraft { process: process.code }.into());
    };
    (process.draft_at, process.draft_by) = (None, None);
    install(tx, ctx, house, &mut process, bpmn, note)?;
    Ok(process)
}

/// A process that comes with the product.
pub struct Shipped {
    pub code: &'static str,
    pub name: &'static str,
    pub name_en: &'static str,
    pub bpmn: &'static str,
}

/// Puts in what comes with the product, once: what a company made of it since stays.
///
/// # Errors
/// `process_unfit` when a shipped file is wrong.
pub fn ship(tx: &mut Tx<'_>, ctx: &Ctx, house: &House, all: &[Shipped]) -> Result<()> {
    for shipped in all {
        if store::process::by_code(tx, shipped.code)?.is_some() {
            continue;
        }
        let new = NewProcess {
            code: shipped.code.to_owned(),
            name: shipped.name.to_owned(),
            name_en: shipped.name_en.to_owned(),
            subject: String::new(),
            bpmn: Some(shipped.bpmn.to_owned()),
        };
        let process = create(tx, ctx, house, &new)?;
        publish(tx, ctx, house, process.id, "")?;
    }
    Ok(())
}

/// Publishes the content of an earlier version anew.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `version_unknown`, `process_unfit`.
pub fn roll_back(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &House,
    id: ProcessId,
    number: i64,
    note: &str,
) -> Result<Process> {
    let mut process = store::process::locked(tx, id)?;
    store::process::check_seen(ctx, &process)?;
    let found = store::process::version(tx, id, number)?;
    let version =
        found.ok_or_else(|| Refusal::VersionUnknown { process: process.code.clone(), version: number })?;
    install(tx, ctx, house, &mut process, version.bpmn, note)?;
    Ok(process)
}

fn install(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &House,
    process: &mut Process,
    bpmn: String,
    note: &str,
) -> Result<()> {
    let note = clean(note);
    if note.chars().count() > NOTE_MAX {
        return Err(Common::TooLong { value: note.chars().take(20).collect(), max: NOTE_MAX }.into());
    }
    let errors: Vec<Problem> = check(tx, ctx, house, &bpmn)?
        .into_iter()
        .filter(|problem| problem.severity == Severity::Error)
        .collect();
    if let Some(first) = errors.first() {
        let first = first.sentence.clone();
        return Err(Refusal::ProcessUnfit { count: errors.len(), first }.into());
    }
    let compiled =
        Compiled::of(house, &bpmn).map_err(|why| Refusal::ProcessUnfit { count: 1, first: why })?;
    let before = store::process::versions(tx, process.id)?;
    let version = Version {
        id: ctx.id(),
        process_id: process.id,
        version: before.first().map_or(0, |last| last.version) + 1,
        digest: compiled::digest(&bpmn),
        bpmn,
        note,
        published_at: ctx.at,
        published_by: ctx.actor(),
    };
    store::process::insert_version(tx, &version)?;
    process.version_id = Some(version.id);
    process.starts_on = starts_on(&compiled);
    if !compiled.subject.is_empty() {
        process.subject.clone_from(&compiled.subject);
    }
    store::process::save(tx, process)?;
    let facts = json!({"version": version.version, "note": version.note, "digest": version.digest});
    tx.record(ctx, Event::new("process.published", process.id).data(&facts));
    schedule::set(tx, ctx, process, &compiled)
}

/// The event whose record begins a case.
fn starts_on(compiled: &Compiled) -> String {
    let definition = &compiled.definition;
    let names = definition.starts().iter().filter_map(|node| match definition.node(*node).trigger() {
        Some(Trigger::Message(named)) => Some(named.name.to_string()),
        Some(Trigger::Signal(name)) => Some(name.to_string()),
        _ => None,
    });
    names.into_iter().next().unwrap_or_default()
}

/// Takes a process out of use, or into use again. Its cases go on.
///
/// # Errors
/// `not_found`, `revision_mismatch`.
pub fn set_active(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &House,
    id: ProcessId,
    is_active: Activity,
) -> Result<Process> {
    let mut process = store::process::locked(tx, id)?;
    store::process::check_seen(ctx, &process)?;
    let wanted = is_active == Activity::InUse;
    if process.active == wanted {
        return Ok(process);
    }
    process.active = wanted;
    store::process::save(tx, &mut process)?;
    let kind = if wanted { "process.opened" } else { "process.closed" };
    tx.record(ctx, Event::new(kind, id));
    if let Some(version) = process.version_id {
        let compiled = run::version(tx, house, version)?;
        schedule::set(tx, ctx, &process, &compiled)?;
    }
    Ok(process)
}

/// Whether a process takes new cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    InUse,
    OutOfUse,
}

/// What is wrong with a drawing: what keeps it from running, and what will surprise.
///
/// # Errors
/// `bpmn_unreadable`.
pub fn check(tx: &mut Tx<'_>, ctx: &Ctx, house: &House, bpmn: &str) -> Result<Vec<Problem>> {
    let document = readable(bpmn)?;
    let own = std::iter::once("process.copy".to_owned());
    let services: BTreeSet<String> =
        house.services.iter().map(|service| service.name.to_owned()).chain(own).collect();
    let tables: BTreeSet<String> = store::decision::published_codes(tx)?.into_iter().collect();
    let subject = document.main().and_then(|it| it.of(flow::xml::Space::Shundan, "subject")).unwrap_or("");
    let events: &[&str] = house.subject(subject).map_or(&[], |subject| subject.events);
    let fields = house.subject(subject).map(|it| (it.fields)()).unwrap_or_default();
    let definition = flow::compile(&document).ok();
    let known = definition.as_ref().and_then(|definition| names::known(house, definition));
    let unknown = |expression: &flow::Expression| match (&definition, &known) {
        (Some(definition), Some(known)) => names::unknown(expression, definition, &fields, known),
        _ => Vec::new(),
    };
    let asking: BTreeSet<String> = house.asking().map(str::to_owned).collect();
    let connections = (house.connections)(tx)?.into_iter().map(|it| it.code).collect();
    let offered = Offered {
        services: Some(&services),
        tables: Some(&tables),
        outside: Some(Outside { services: &asking, connections: &connections }),
        unknown_names: Some(&unknown),
    };
    let problems = flow::check(&document, &offered).into_iter();
    // An event of the case's own document needs no key: there is one document a case.
    let fits = |problem: &Problem| match &problem.what {
        What::MissingKey { message } => !events.contains(&message.as_str()),
        _ => true,
    };
    // Whoever starts a case by hand may hand in any variable: a name that nothing sets is no more than suspect.
    let weighed = |problem: Problem| match &problem.what {
        What::UnknownField { .. } => Problem { severity: Severity::Warning, ..problem },
        _ => problem,
    };
    let mut all: Vec<Problem> = problems.filter(fits).map(weighed).collect();
    if let Ok(compiled) = Compiled::of(house, bpmn) {
        all.extend(nobodys(&compiled.definition));
        all.extend(wrong_expressions(&compiled.definition, &fields));
        all.extend(schedule::problems(tx, ctx, &compiled)?);
    }
    Ok(all)
}

/// The steps of people that say nobody.
fn nobodys(definition: &flow::Definition) -> impl Iterator<Item = Problem> {
    let by_people = |node: &&flow::Node| matches!(node.kind, flow::Kind::Task(flow::Task::User));
    let nobodys = definition.nodes.iter().filter(by_people).filter(|node| people::said(node).is_none());
    nobodys.map(|node| Problem::warning(&node.id, &node.name, What::NobodyNamed))
}

/// Expressions that do not stand in the language, or put together what never goes together.
fn wrong_expressions(definition: &flow::Definition, fields: &[rules::Field]) -> Vec<Problem> {
    let found = definition.expressions.iter().filter_map(|expression| {
        let (text, why) = names::wrong(expression, definition, fields)?;
        let name = flow::name_of(definition, &expression.element);
        Some(Problem::error(&expression.element, &name, What::BadExpression { text: text.to_owned(), why }))
    });
    found.collect()
}

fn blank(code: &str, name: &str, subject: &str) -> String {
    let name = name.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:shundan="https://shundan.org/bpmn/1" id="{code}_file" targetNamespace="https://shundan.org/bpmn/1">
  <bpmn:process id="{code}" name="{name}" isExecutable="true" shundan:subject="{subject}">
    <bpmn:startEvent id="start" name="发起" shundan:nameEn="Start"><bpmn:outgoing>flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:endEvent id="end" name="结束" shundan:nameEn="End"><bpmn:incoming>flow_1</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="flow_1" sourceRef="start" targetRef="end"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="{code}_diagram"><bpmndi:BPMNPlane id="{code}_plane" bpmnElement="{code}">
    <bpmndi:BPMNShape id="start_di" bpmnElement="start"><dc:Bounds x="182" y="100" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="end_di" bpmnElement="end"><dc:Bounds x="182" y="220" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="flow_1_di" bpmnElement="flow_1"><di:waypoint x="200" y="136"/><di:waypoint x="200" y="220"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"#
    )
}
