//! What was said, signed and attached at tasks.

use base::id::{ActorId, CaseId, RowId, TaskId};
use base::refusal::Common;
use base::{At, Ctx, Result};
use db::Tx;

use crate::model::{NoteKind, Task};

db::row! {
    /// A note without its content.
    #[derive(Debug, Clone, PartialEq, serde::Serialize, schemars::JsonSchema)]
    pub struct Note {
        pub id: RowId,
        pub task_id: Option<TaskId>,
        pub kind: NoteKind,
        pub actor_id: ActorId,
        pub at: At,
        pub text: String,
        pub mime: String,
    }
}

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    task: &Task,
    kind: NoteKind,
    text: &str,
    content: Option<(&str, &[u8])>,
) -> Result<()> {
    let (mime, bytes) = content.map_or(("", None), |(mime, bytes)| (mime, Some(bytes.to_vec())));
    tx.send(
        "INSERT INTO task_note (id, case_id, task_id, kind, actor_id, at, text, mime, content)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[&ctx.id::<RowId>(), &task.case_id, &task.id, &kind, &ctx.actor(), &ctx.at, &text, &mime, &bytes],
    )
}

pub(crate) fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<Note>> {
    tx.all(&format!("SELECT {} FROM task_note WHERE case_id = $1 ORDER BY id", Note::COLUMNS), &[&case])
}

/// Signatures that were stored as base64 text.
pub(crate) fn encoded(tx: &mut Tx<'_>, mime: &str, limit: i64) -> Result<Vec<(RowId, Vec<u8>)>> {
    tx.all(
        "SELECT id, content FROM task_note WHERE mime = $1 AND content IS NOT NULL ORDER BY id LIMIT $2",
        &[&mime, &limit],
    )
}

pub(crate) fn set_content(tx: &mut Tx<'_>, id: RowId, mime: &str, bytes: &[u8]) -> Result<()> {
    tx.send("UPDATE task_note SET mime = $1, content = $2 WHERE id = $3", &[&mime, &bytes.to_vec(), &id])
}

/// The case, the type and the bytes of something signed or attached.
pub(crate) fn content(tx: &mut Tx<'_>, id: RowId) -> Result<(CaseId, String, String, Vec<u8>)> {
    let found = tx.first(
        "SELECT case_id, text, mime, content FROM task_note WHERE id = $1 AND content IS NOT NULL",
        &[&id],
    )?;
    found.ok_or_else(|| Common::NotFound { what: "attachment", id: id.to_string() }.into())
}
