//! A walk-through 流程走查: a case is walked step by step as each person would, and undone. Who gets what, why, and how long
//! it takes by the calendar is as it would be; nothing real is touched.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::id::{ActorId, ProcessId, TaskId};
use base::time::MINUTE_US;
use base::{At, Ctx, Error, Result};
use db::Tx;
use flow::case::At as Stand;
use flow::{Input, TokenId, Trigger, Vars};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::task::{self, Answer};
use crate::because::Because;
use crate::house::{House, Known};
use crate::model::{CaseState, Process, TaskState, Version};
use crate::rules::Refusal;
use crate::run::compiled::Compiled;
use crate::run::{self, Beginning, Live};
use crate::trail::{self, Passed};
use crate::{compiled_of, store};

/// Answers one walk may have.
const ANSWERS_MAX: usize = 100;

/// What is walked, and what is answered on the way.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Walk {
    /// A process; its published version is walked unless a drawing is given.
    pub process: Option<ProcessId>,
    /// A drawing that is not published.
    pub bpmn: Option<String>,
    /// A real document.
    pub subject: Option<String>,
    /// A made-up document: what expressions see, `{"order":{"amount":60000}}`. Services are passed over then.
    #[schemars(with = "serde_json::Value")]
    pub facts: serde_json::Value,
    /// Who starts it; the reader when absent.
    pub starter: Option<ActorId>,
    pub answers: Vec<WalkStep>,
}

/// One thing that happens.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkStep {
    /// The step's id.
    pub step: String,
    /// `approve`, `reject`, an outcome; for an event that is waited for: `happen`; for another system that is asked: `answer`
    /// with its results as variables, `refuse` with an `error_code`.
    #[serde(default)]
    pub answer: String,
    #[serde(default)]
    pub comment: String,
    #[serde(default)]
    pub vars: serde_json::Map<String, serde_json::Value>,
    /// Minutes of the clock after the one before.
    #[serde(default)]
    pub minutes: i64,
}

/// What came of it.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Walked {
    pub trail: Vec<Passed>,
    /// Where it stands, with what may be answered.
    pub waiting: Vec<Waiting>,
    /// Why it cannot go on.
    pub stuck: Vec<String>,
    #[serde(skip)]
    pub(crate) version: Option<Arc<Compiled>>,
    #[serde(skip)]
    pub(crate) causes: Vec<flow::Cause>,
    pub ended: bool,
    pub outcome: String,
    /// From the start to the last answer: by the clock, and as working time of the document's department.
    pub elapsed_us: i64,
    pub working_us: i64,
}

/// A step that waits for somebody or something.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Waiting {
    pub step: String,
    pub name: String,
    pub name_en: String,
    pub people: Vec<ActorId>,
    /// Roles that may take it.
    pub whom: Vec<String>,
    pub reason: String,
    /// Why it would be theirs, a sentence each.
    pub because: Vec<String>,
    #[serde(skip)]
    pub(crate) why: Vec<Because>,
    pub due_at: Option<At>,
    /// What may be answered.
    pub answers: Vec<String>,
    /// What another system would be asked. A walk asks none: the answer is made up.
    pub asks: Option<WalkCall>,
}

/// A question that a walk does not ask.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WalkCall {
    pub connection: String,
    pub request: String,
    /// What the service answers, by name.
    pub results: Vec<String>,
}

/// Walks, and undoes all of it.
///
/// # Errors
/// `process_unfit`, `subject_unknown`, `step_unknown` for an answer nobody waits for, and what an answer is refused for.
pub fn walk(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, walk: &Walk) -> Result<Walked> {
    let mut walked = Walked::default();
    let outcome = tx.attempt(|tx| {
        walked = through(tx, ctx, house, walk)?;
        Err::<(), Error>(Refusal::Tried.into())
    });
    match outcome {
        Err(Error::Refused(refused)) if refused.code == "tried" => Ok(walked),
        Err(other) => Err(other),
        Ok(()) => Ok(walked),
    }
}

fn through(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, walk: &Walk) -> Result<Walked> {
    if walk.answers.len() > ANSWERS_MAX {
        let refusal = base::refusal::Common::TooMany { count: walk.answers.len(), max: ANSWERS_MAX };
        return Err(refusal.into());
    }
    let version = drawn(tx, ctx, house, walk)?;
    let compiled = run::version_of(tx, house, version.id, &version.digest)?;
    let mut subject = walk.subject.clone().unwrap_or_default();
    if let Some(known) = house.subject(&compiled.subject).filter(|_| !subject.is_empty()) {
        super::case::check_subject(tx, ctx, house, &compiled.subject, &subject)?;
        subject = (known.rehearse)(tx, &ctx.in_the_name_of(Some(ctx.actor())), &subject)?;
    }
    let beginning = Beginning {
        process_id: version.process_id,
        version_id: version.id,
        subject,
        order_ref: None,
        starter: walk.starter.unwrap_or(ctx.actor()),
        parent: None,
        depth: 0,
    };
    let from = tx.recorded().count();
    let mut now = ctx.as_system();
    let mut live = Live::new(&now, house, compiled, beginning);
    let id = live.row.id;
    let made_up = made_up(walk);
    live.imagine(made_up.as_ref());
    live.advance(tx, &now, Input::Start { at: None, vars: Vars::default() })?;
    live.save(tx, &now)?;
    for step in &walk.answers {
        now.at = now.at.plus(step.minutes.clamp(0, 60 * 24 * 366) * MINUTE_US);
        let mut live = Live::load(tx, house, id)?;
        live.imagine(made_up.as_ref());
        answer(tx, &now, live, step)?;
    }
    let mut live = Live::load(tx, house, id)?;
    live.imagine(made_up.as_ref());
    told(tx, ctx, &now, &live, from)
}

fn made_up(walk: &Walk) -> Option<Known> {
    (walk.subject.is_none() && walk.facts.is_object())
        .then(|| Known { facts: rules::Value::from_json(&walk.facts), ..Known::default() })
}

/// The version that is walked: the published one, or the drawing as if it were.
fn drawn(tx: &mut Tx<'_>, ctx: &Ctx, house: &House, walk: &Walk) -> Result<Version> {
    let process = match walk.process {
        Some(id) => store::process::one(tx, id)?,
        None => imagined(ctx),
    };
    let Some(bpmn) = &walk.bpmn else {
        let inactive = || Refusal::ProcessInactive { process: process.code.clone() };
        let version = process.version_id.ok_or_else(inactive)?;
        return store::process::version_by_id(tx, version);
    };
    if walk.process.is_none() {
        store::process::insert(tx, &process)?;
    }
    compiled_of(house, bpmn)?;
    let last = store::process::versions(tx, process.id)?.first().map_or(0, |version| version.version);
    let version = Version {
        id: ctx.id(),
        process_id: process.id,
        version: last + 1,
        digest: run::compiled::digest(bpmn),
        bpmn: bpmn.clone(),
        note: String::new(),
        published_at: ctx.at,
        published_by: ctx.actor(),
    };
    store::process::insert_version(tx, &version)?;
    Ok(version)
}

fn imagined(ctx: &Ctx) -> Process {
    Process {
        id: ctx.id(),
        code: format!("walk_{}", ctx.id::<TaskId>()).to_lowercase(),
        name: "walk".to_owned(),
        name_en: String::new(),
        description: String::new(),
        subject: String::new(),
        active: true,
        version_id: None,
        starts_on: String::new(),
        draft: None,
        draft_at: None,
        draft_by: None,
        revision: 1,
    }
}

/// Answers what waits at a step: a task as whoever has it, an event as if it had happened.
fn answer(tx: &mut Tx<'_>, now: &Ctx, live: Live, step: &WalkStep) -> Result<()> {
    let open = store::task::open_of(tx, live.row.id)?;
    if let Some(mut found) = open.into_iter().find(|it| it.step == step.step) {
        let whom = store::task::candidates(tx, &[found.id])?;
        let first = whom.iter().find_map(|(_, whom)| whom.parse::<ActorId>().ok());
        let person = found.assignee_id.or(first);
        found.assignee_id = person;
        let said = Answer {
            outcome: step.answer.clone(),
            comment: step.comment.clone(),
            vars: vars(step),
            ..Answer::default()
        };
        return task::answer_for(tx, &now.in_the_name_of(person), live, found, &said);
    }
    let definition = &live.version.definition;
    let waits = live.case.tokens.iter().find(|token| {
        &*definition.node(token.node).id == step.step.as_str()
            && matches!(token.at, Stand::Waiting | Stand::Watch(_))
    });
    let unknown = || Refusal::StepUnknown { step: step.step.clone() };
    let token: TokenId = waits.map(|token| token.id).ok_or_else(unknown)?;
    let asked = store::outside::waiting_of(tx, &[live.row.id])?;
    if asked.iter().any(|call| call.token == i64::from(token.0)) {
        return live.go(tx, now, made_up_answer(token, step));
    }
    live.go(tx, now, Input::Complete { token, vars: Vars::default() })
}

/// What another system answers in a walk: what was typed.
fn made_up_answer(token: TokenId, step: &WalkStep) -> Input {
    let vars = vars(step);
    match vars.get("error_code") {
        Some(flow::Value::Text(error)) if step.answer == "refuse" => {
            Input::ServiceError { token, error: error.clone(), vars }
        }
        _ => Input::ServiceDone { token, vars },
    }
}

fn vars(step: &WalkStep) -> Vars {
    let pairs =
        step.vars.iter().map(|(name, value)| (name.as_str().into(), flow::Value::from_json(value.clone())));
    Vars(pairs.collect())
}

fn told(tx: &mut Tx<'_>, ctx: &Ctx, now: &Ctx, live: &Live, from: usize) -> Result<Walked> {
    let subject = live.row.id.to_string();
    let events: Vec<(At, ActorId, serde_json::Value)> = tx
        .recorded()
        .skip(from)
        .filter(|(_, _, event)| event.subject == subject)
        .map(|(at, actor, event)| (at, actor, event.data.clone()))
        .collect();
    let department = live.known(tx, ctx)?.department;
    let calendar = people::calendar_for(tx, ctx, department)?;
    Ok(Walked {
        trail: trail::walked(live, events),
        waiting: waiting(tx, live)?,
        version: Some(Arc::clone(&live.version)),
        causes: live.case.stuck().map(|(_, cause)| cause.clone()).collect(),
        stuck: live.case.stuck().map(|(_, cause)| cause.to_string()).collect(),
        ended: live.row.state == CaseState::Ended,
        outcome: live.row.outcome.clone(),
        elapsed_us: now.at.0 - ctx.at.0,
        working_us: calendar.between(ctx.at, now.at),
    })
}

/// The steps that wait for another system.
fn questions(tx: &mut Tx<'_>, live: &Live) -> Result<Vec<Waiting>> {
    let asked = store::outside::waiting_of(tx, &[live.row.id])?;
    let results = |service: &str| live.house.service(service).map_or(&[][..], |service| service.results);
    let all = asked.into_iter().map(|call| Waiting {
        people: Vec::new(),
        whom: Vec::new(),
        reason: String::new(),
        because: Vec::new(),
        why: Vec::new(),
        due_at: None,
        answers: vec!["answer".to_owned(), "refuse".to_owned()],
        asks: Some(WalkCall {
            results: results(&call.service).iter().map(|it| it.key.to_owned()).collect(),
            connection: call.connection,
            request: call.request,
        }),
        step: call.step,
        name: call.name,
        name_en: call.name_en,
    });
    Ok(all.collect())
}

fn waiting(tx: &mut Tx<'_>, live: &Live) -> Result<Vec<Waiting>> {
    let tasks = store::task::open_of(tx, live.row.id)?;
    let ids: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
    let mut candidates: BTreeMap<TaskId, Vec<String>> = BTreeMap::new();
    for (task, whom) in store::task::candidates(tx, &ids)? {
        candidates.entry(task).or_default().push(whom);
    }
    let mut out = Vec::new();
    for task in tasks.into_iter().filter(|task| task.state == TaskState::Open) {
        let (people, whom): (Vec<String>, Vec<String>) = candidates
            .remove(&task.id)
            .unwrap_or_default()
            .into_iter()
            .partition(|whom| whom.starts_with("act_"));
        let people = people.iter().filter_map(|it| it.parse().ok()).chain(task.assignee_id).collect();
        out.push(Waiting {
            answers: task::answers(&task, live),
            because: Vec::new(),
            why: task.reasons(),
            step: task.step,
            name: task.name,
            name_en: task.name_en,
            people,
            whom,
            reason: task.reason,
            due_at: task.due_at,
            asks: None,
        });
    }
    out.extend(questions(tx, live)?);
    for token in live.case.tokens.iter().filter(|token| matches!(token.at, Stand::Waiting | Stand::Watch(_)))
    {
        let node = live.version.definition.node(token.node);
        let happens =
            matches!(node.trigger(), Some(Trigger::Message(_) | Trigger::Signal(_) | Trigger::Timer { .. }));
        if !happens || out.iter().any(|it| *it.step == *node.id) {
            continue;
        }
        let (name, name_en) = live.version.names(token.node);
        out.push(Waiting {
            step: node.id.to_string(),
            name,
            name_en,
            people: Vec::new(),
            whom: Vec::new(),
            reason: String::new(),
            because: Vec::new(),
            why: Vec::new(),
            due_at: None,
            answers: vec!["happen".to_owned()],
            asks: None,
        });
    }
    Ok(out)
}
