//! Tasks, their candidates, and copies.

use base::id::{ActorId, CaseId, ProcessId, RowId, TaskId};
use base::refusal::Common;
use base::{Ctx, Filter, Result};
use db::{Field, List, ListQuery, Page, Tx, cells, list, rows};

use crate::model::{Copy, Task, TaskKind};
use crate::run::Opened;

pub(crate) fn one(tx: &mut Tx<'_>, id: TaskId) -> Result<Task> {
    let found = tx.first(&format!("SELECT {} FROM task WHERE id = $1", Task::COLUMNS), &[&id])?;
    found.ok_or_else(|| missing(id))
}

fn missing(id: TaskId) -> base::Error {
    Common::NotFound { what: "task", id: id.to_string() }.into()
}

pub(crate) fn find(tx: &mut Tx<'_>, id: TaskId) -> Result<Option<Task>> {
    tx.first(&format!("SELECT {} FROM task WHERE id = $1", Task::COLUMNS), &[&id])
}

pub(crate) fn open_of(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<Task>> {
    let sql = format!("SELECT {} FROM task WHERE case_id = $1 AND state = 'open' ORDER BY id", Task::COLUMNS);
    tx.all(&sql, &[&case])
}

/// The open tasks that are with somebody or his, of each case together.
pub(crate) fn open_of_person(tx: &mut Tx<'_>, who: ActorId) -> Result<Vec<Task>> {
    let columns = Task::COLUMNS;
    tx.all(
        &format!("SELECT {columns} FROM task WHERE (assignee_id = $1 OR owner_id = $1) AND state = 'open' ORDER BY case_id, id"),
        &[&who],
    )
}

/// The open tasks of several cases.
pub(crate) fn open_of_cases(tx: &mut Tx<'_>, cases: &[CaseId]) -> Result<Vec<Task>> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {} FROM {{ids $1}} x JOIN task t ON t.case_id = x.id WHERE t.state = 'open' ORDER BY t.id",
        Task::columns("t")
    );
    tx.all(&sql, &[&list(cases.iter().copied())])
}

pub(crate) fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<Task>> {
    tx.all(&format!("SELECT {} FROM task WHERE case_id = $1 ORDER BY id", Task::COLUMNS), &[&case])
}

pub(crate) fn insert(tx: &mut Tx<'_>, opened: &[Opened]) -> Result<()> {
    if opened.is_empty() {
        return Ok(());
    }
    let all = rows(opened.iter().map(|Opened { task, .. }| {
        cells![
            task.id,
            task.case_id,
            task.process_id,
            task.token,
            task.step,
            task.name,
            task.name_en,
            task.kind,
            task.subject,
            task.order_ref,
            task.number,
            task.title,
            task.amount,
            task.reason,
            task.why,
            task.starter_id,
            task.assignee_id,
            task.owner_id,
            task.due_at,
            task.created_at
        ]
    }));
    tx.send(
        "INSERT INTO task (id, case_id, process_id, token, step, name, name_en, kind, subject, order_ref, number, title,
                           amount, reason, why, starter_id, assignee_id, owner_id, state, outcome, comment, due_at, created_at,
                           revision)
         SELECT r.id, r.case_id, r.process_id, r.token, r.step, r.name, r.name_en, r.kind, r.subject, r.order_ref, r.number,
                r.title, r.amount, r.reason, r.why, r.starter_id, r.assignee_id, r.owner_id, 'open', '', '', r.due_at, r.created_at,
                1
         FROM {rows $1: id BIGINT, case_id BIGINT, process_id BIGINT, token BIGINT, step TEXT, name TEXT, name_en TEXT,
               kind TEXT, subject TEXT, order_ref TEXT, number TEXT, title TEXT, amount BIGINT, reason TEXT, why TEXT,
               starter_id BIGINT, assignee_id BIGINT, owner_id BIGINT, due_at BIGINT, created_at BIGINT} r ORDER BY r.ord",
        &[&all],
    )?;
    let candidates: Vec<(TaskId, &str)> = opened
        .iter()
        .flat_map(|Opened { task, whom }| whom.iter().map(|text| (task.id, text.as_str())))
        .collect();
    insert_candidates(tx, &candidates)
}

pub(crate) fn insert_candidates(tx: &mut Tx<'_>, candidates: &[(TaskId, &str)]) -> Result<()> {
    if candidates.is_empty() {
        return Ok(());
    }
    let all = rows(candidates.iter().map(|(task, whom)| cells![task, whom]));
    tx.send(
        "INSERT INTO task_candidate (task_id, whom) SELECT r.task_id, r.whom FROM {rows $1: task_id BIGINT, whom TEXT} r
         WHERE 1 = 1 ON CONFLICT (task_id, whom) DO NOTHING",
        &[&all],
    )
}

/// A task that is over, with its kind and step.
pub(crate) type Gone = (TaskId, TaskKind, String);

/// The open tasks of these tokens are needed no more; gives which they were.
pub(crate) fn cancel(tx: &mut Tx<'_>, ctx: &Ctx, case: CaseId, tokens: &[i64]) -> Result<Vec<Gone>> {
    let gone: Vec<Gone> = tx.all(
        "UPDATE task SET state = 'cancelled', done_at = $1, revision = revision + 1
         WHERE case_id = $2 AND state = 'open' AND token IN (SELECT x.id FROM {ids $3} x) RETURNING id, kind, name",
        &[&ctx.at, &case, &list(tokens.iter().copied())],
    )?;
    drop_candidates(tx, &gone.iter().map(|(id, ..)| *id).collect::<Vec<_>>())?;
    Ok(gone)
}

pub(crate) fn drop_candidates(tx: &mut Tx<'_>, tasks: &[TaskId]) -> Result<()> {
    if tasks.is_empty() {
        return Ok(());
    }
    tx.send(
        "DELETE FROM task_candidate WHERE task_id IN (SELECT x.id FROM {ids $1} x)",
        &[&list(tasks.iter().copied())],
    )
}

/// Gives the open task of a token to somebody.
pub(crate) fn assign(tx: &mut Tx<'_>, case: CaseId, token: i64, person: ActorId) -> Result<()> {
    tx.send(
        "UPDATE task SET assignee_id = $1, revision = revision + 1 WHERE case_id = $2 AND token = $3 AND state = 'open'",
        &[&person, &case, &token],
    )
}

/// The open task of a token stands at another step now.
pub(crate) fn rename(
    tx: &mut Tx<'_>,
    (case, token): (CaseId, i64),
    step: &str,
    (name, name_en): (&str, &str),
) -> Result<()> {
    tx.send(
        "UPDATE task SET step = $1, name = $2, name_en = $3 WHERE case_id = $4 AND token = $5 AND state = 'open'",
        &[&step, &name, &name_en, &case, &token],
    )
}

/// Writes what of a task may change after it was opened.
pub(crate) fn save(tx: &mut Tx<'_>, task: &mut Task) -> Result<()> {
    task.revision += 1;
    tx.send(
        "UPDATE task SET assignee_id = $1, owner_id = $2, state = $3, outcome = $4, comment = $5, due_at = $6, done_at = $7,
                         done_by = $8, why = $9, revision = $10 WHERE id = $11",
        &[
            &task.assignee_id,
            &task.owner_id,
            &task.state,
            &task.outcome,
            &task.comment,
            &task.due_at,
            &task.done_at,
            &task.done_by,
            &task.why,
            &task.revision,
            &task.id,
        ],
    )
}

/// Who did a step last, or the last step of all.
pub(crate) fn last_done_by(tx: &mut Tx<'_>, case: CaseId, step: Option<&str>) -> Result<Option<ActorId>> {
    let found: Option<(ActorId,)> = match step {
        Some(step) => tx.first(
            "SELECT done_by FROM task WHERE case_id = $1 AND state = 'done' AND done_by IS NOT NULL AND step = $2
             ORDER BY done_at DESC, id DESC LIMIT 1",
            &[&case, &step],
        )?,
        None => tx.first(
            "SELECT done_by FROM task WHERE case_id = $1 AND state = 'done' AND done_by IS NOT NULL
             ORDER BY done_at DESC, id DESC LIMIT 1",
            &[&case],
        )?,
    };
    Ok(found.map(|(id,)| id))
}

/// Whoever of these has the fewest open tasks; the first of equals.
pub(crate) fn least_loaded(tx: &mut Tx<'_>, people: &[ActorId]) -> Result<ActorId> {
    let (id,): (ActorId,) = tx.one(
        "SELECT x.id FROM {ids $1} x LEFT JOIN task t ON t.assignee_id = x.id AND t.state = 'open'
         GROUP BY x.id, x.ord ORDER BY COUNT(t.id), x.ord LIMIT 1",
        &[&list(people.iter().copied())],
    )?;
    Ok(id)
}

pub(crate) fn candidates(tx: &mut Tx<'_>, tasks: &[TaskId]) -> Result<Vec<(TaskId, String)>> {
    tx.all(
        "SELECT c.task_id, c.whom FROM {ids $1} x JOIN task_candidate c ON c.task_id = x.id ORDER BY x.ord, c.whom",
        &[&list(tasks.iter().copied())],
    )
}

pub(crate) fn insert_copies(tx: &mut Tx<'_>, copies: &[Copy]) -> Result<()> {
    if copies.is_empty() {
        return Ok(());
    }
    let all = rows(copies.iter().map(|it| {
        cells![
            it.id,
            it.case_id,
            it.actor_id,
            it.step,
            it.name,
            it.name_en,
            it.subject,
            it.number,
            it.title,
            it.note,
            it.sent_by,
            it.sent_at
        ]
    }));
    tx.send(
        "INSERT INTO task_copy (id, case_id, actor_id, step, name, name_en, subject, number, title, note, sent_by, sent_at)
         SELECT r.id, r.case_id, r.actor_id, r.step, r.name, r.name_en, r.subject, r.number, r.title, r.note, r.sent_by,
                r.sent_at
         FROM {rows $1: id BIGINT, case_id BIGINT, actor_id BIGINT, step TEXT, name TEXT, name_en TEXT, subject TEXT,
               number TEXT, title TEXT, note TEXT, sent_by BIGINT, sent_at BIGINT} r ORDER BY r.ord",
        &[&all],
    )
}

pub(crate) fn read_copy(tx: &mut Tx<'_>, ctx: &Ctx, id: RowId) -> Result<()> {
    tx.send(
        "UPDATE task_copy SET read_at = $1 WHERE id = $2 AND actor_id = $3 AND read_at IS NULL",
        &[&ctx.at, &id, &ctx.actor()],
    )
}

/// The open tasks of somebody: his, and those he may take. At most so many: nobody works on more at a time.
pub(crate) fn open_for(tx: &mut Tx<'_>, actor: ActorId, whom: &[String]) -> Result<Vec<TaskId>> {
    let found: Vec<(TaskId,)> = tx.all(
        "SELECT id FROM task WHERE assignee_id = $1 AND state = 'open'
         UNION SELECT task_id FROM task_candidate WHERE whom IN (SELECT w.text FROM {texts $2} w)
         ORDER BY 1 LIMIT 5000",
        &[&actor, &db::texts(whom.iter().map(String::as_str))],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// To do, of these overdue, and unread copies.
pub(crate) fn counts(tx: &mut Tx<'_>, ctx: &Ctx, open: &[TaskId]) -> Result<(i64, i64, i64)> {
    let (overdue,): (i64,) = tx.one(
        "SELECT COUNT(*) FROM {ids $1} x JOIN task t ON t.id = x.id WHERE t.due_at < $2",
        &[&list(open.iter().copied()), &ctx.at],
    )?;
    let (copied,): (i64,) =
        tx.one("SELECT COUNT(*) FROM task_copy WHERE actor_id = $1 AND read_at IS NULL", &[&ctx.actor()])?;
    Ok((i64::try_from(open.len()).unwrap_or(0), overdue, copied))
}

/// What lists of tasks may be filtered and sorted by.
pub(crate) const FIELDS: &[Field] = &[
    Field::id::<TaskId>("id", "t.id").always(),
    Field::text("name", "t.name").always(),
    Field::text("kind", "t.kind").always(),
    Field::text("state", "t.state").always(),
    Field::text("subject", "t.subject").always(),
    Field::text("number", "t.number").always(),
    Field::text("title", "t.title").always(),
    Field::text("step", "t.step").always(),
    Field::text("outcome", "t.outcome").always(),
    Field::money("amount", "t.amount"),
    Field::id::<ProcessId>("process", "t.process_id").always(),
    Field::id::<CaseId>("case", "t.case_id").always(),
    Field::id::<ActorId>("starter", "t.starter_id").always(),
    Field::id::<ActorId>("assignee", "t.assignee_id"),
    Field::id::<ActorId>("done_by", "t.done_by"),
    Field::at("due_at", "t.due_at"),
    Field::at("created_at", "t.created_at").always(),
    Field::at("done_at", "t.done_at"),
];

pub(crate) fn page(tx: &mut Tx<'_>, filter: Filter, query: &ListQuery) -> Result<Page<Task>> {
    let columns = Task::columns("t");
    let list = List {
        select: &columns,
        from: "task t",
        fields: FIELDS,
        key: "t.id",
        filter,
        default_sort: "-created_at",
    };
    db::page(tx, &list, query)
}

const COPY_FIELDS: &[Field] = &[
    Field::id::<ActorId>("actor", "c.actor_id").always(),
    Field::text("number", "c.number").always(),
    Field::text("title", "c.title").always(),
    Field::text("name", "c.name").always(),
    Field::at("sent_at", "c.sent_at").always(),
    Field::at("read_at", "c.read_at"),
];

pub(crate) fn page_of_copies(tx: &mut Tx<'_>, filter: Filter, query: &ListQuery) -> Result<Page<Copy>> {
    let columns = Copy::columns("c");
    let list = List {
        select: &columns,
        from: "task_copy c",
        fields: COPY_FIELDS,
        key: "c.id",
        filter,
        default_sort: "-sent_at",
    };
    db::page(tx, &list, query)
}
