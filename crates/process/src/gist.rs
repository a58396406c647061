//! What a task is about, in a few words of one language: for messages, and for whoever decides by a link.

use base::id::{ActorId, CaseId, TaskId};
use base::{Ctx, Lang, Result};
use db::Tx;

use crate::fields::{self, Right};
use crate::house::{Brief, House};
use crate::model::{Task, TaskKind, TaskState};
use crate::run::Live;
use crate::{commands, store};

#[derive(Debug, Clone, PartialEq)]
pub struct Gist {
    pub task: Task,
    pub process: String,
    pub step: String,
    /// Who started the case; empty: the house.
    pub asked_by: String,
    pub brief: Brief,
    /// Yes or no is enough: nothing is to be filled in, and nobody else waits for what is found out.
    pub decidable: bool,
}

/// The gist of a task; none when there is no such task.
///
/// # Errors
/// Faults of the store.
pub fn find(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &'static House,
    id: TaskId,
    lang: Lang,
) -> Result<Option<Gist>> {
    match store::task::find(tx, id)? {
        Some(task) => of(tx, ctx, house, task, lang).map(Some),
        None => Ok(None),
    }
}

pub(crate) fn of(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, task: Task, lang: Lang) -> Result<Gist> {
    let row = store::case::load(tx, task.case_id)?;
    let live = Live::from_row(tx, house, row)?;
    let node = live.version.definition.find(&task.step).map(|id| live.version.definition.node(id));
    let rights = fields::rights(node.and_then(|node| node.notes.get("fields")).unwrap_or(""));
    let asks_fields = rights.iter().any(|(_, right)| *right == Right::Required);
    let process = store::process::one(tx, task.process_id)?;
    let starter = people::briefs(tx, &[task.starter_id])?;
    Ok(Gist {
        process: in_lang(lang, &process.name, &process.name_en),
        step: in_lang(lang, &task.name, &task.name_en),
        asked_by: starter.into_iter().next().map(|person| person.name).unwrap_or_default(),
        brief: brief(tx, ctx, &live, &task.reason, lang),
        decidable: task.kind == TaskKind::Approval && task.owner_id.is_none() && !asks_fields,
        task,
    })
}

/// The document may be gone; the task is still told of.
fn brief(tx: &mut Tx<'_>, ctx: &Ctx, live: &Live, reason: &str, lang: Lang) -> Brief {
    let plain = || Brief { reason: reason.to_owned(), figures: Vec::new() };
    let Some(subject) = live.subject else { return plain() };
    match live.known(tx, ctx) {
        Ok(known) => (subject.brief)(&known, reason, lang),
        Err(_) => plain(),
    }
}

pub(crate) fn in_lang(lang: Lang, zh: &str, en: &str) -> String {
    let (first, other) = if lang == Lang::En { (en, zh) } else { (zh, en) };
    if first.is_empty() { other.to_owned() } else { first.to_owned() }
}

/// The people who have an open task or may take it; nobody when it is over.
///
/// # Errors
/// Faults of the store.
pub fn holders(tx: &mut Tx<'_>, id: TaskId) -> Result<Vec<ActorId>> {
    let Some(task) = store::task::find(tx, id)?.filter(|task| task.state == TaskState::Open) else {
        return Ok(Vec::new());
    };
    if let Some(holder) = task.assignee_id {
        return Ok(vec![holder]);
    }
    let mut all = Vec::new();
    for (_, whom) in store::task::candidates(tx, &[id])? {
        match whom.strip_prefix("role:") {
            Some(role) => all.extend(people::members(tx, role)?.into_iter().map(|person| person.id)),
            None => all.extend(whom.parse::<ActorId>()),
        }
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Whether a task waits for somebody: it is his, or he may take it.
///
/// # Errors
/// Faults of the store.
pub fn waits_for(tx: &mut Tx<'_>, id: TaskId, person: ActorId) -> Result<bool> {
    match store::task::find(tx, id)?.filter(|task| task.state == TaskState::Open) {
        Some(task) => commands::task::is_his(tx, person, &task),
        None => Ok(false),
    }
}

/// Who started the case of a task.
///
/// # Errors
/// Faults of the store.
pub fn find_starter(tx: &mut Tx<'_>, id: TaskId) -> Result<Option<ActorId>> {
    Ok(store::task::find(tx, id)?.map(|task| task.starter_id))
}

/// What somebody has to do in the case of a task, if anything.
///
/// # Errors
/// Faults of the store.
pub fn open_task_of(tx: &mut Tx<'_>, id: TaskId, person: ActorId) -> Result<Option<TaskId>> {
    let Some(task) = store::task::find(tx, id)? else { return Ok(None) };
    let open = store::task::open_of(tx, task.case_id)?;
    Ok(open.into_iter().find(|it| it.assignee_id == Some(person)).map(|it| it.id))
}

/// A case in a few words: number and name of its document, and of its process.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseGist {
    pub number: String,
    pub title: String,
    pub process: String,
    pub process_en: String,
}

/// The gist of a case; none when there is no such case.
///
/// # Errors
/// Faults of the store.
pub fn of_case(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, id: CaseId) -> Result<Option<CaseGist>> {
    let Some(row) = store::case::find(tx, id)? else { return Ok(None) };
    let live = Live::from_row(tx, house, row)?;
    let process = store::process::one(tx, live.row.process_id)?;
    let known = live.known(tx, ctx).unwrap_or_default();
    Ok(Some(CaseGist {
        number: known.number,
        title: known.title,
        process: process.name,
        process_en: process.name_en,
    }))
}
