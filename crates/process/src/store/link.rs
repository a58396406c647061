//! Links by which one person decides one task.

use base::id::{ActorId, RowId, TaskId};
use base::{At, Ctx, Result};
use db::Tx;

db::row! {
    /// Whose it is, for which task, until when.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Link {
        pub task_id: TaskId,
        pub actor_id: ActorId,
        pub ends_at: At,
    }
}

pub(crate) fn insert(tx: &mut Tx<'_>, ctx: &Ctx, link: &Link, token_hash: &str) -> Result<()> {
    tx.send(
        "INSERT INTO task_link (id, task_id, actor_id, token_hash, made_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[&ctx.id::<RowId>(), &link.task_id, &link.actor_id, &token_hash, &ctx.at, &link.ends_at],
    )
}

pub(crate) fn by_hash(tx: &mut Tx<'_>, token_hash: &str) -> Result<Option<Link>> {
    tx.first(&format!("SELECT {} FROM task_link WHERE token_hash = $1", Link::COLUMNS), &[&token_hash])
}

/// Links that ended long ago; nobody can be told any more what became of them.
pub(crate) fn forget(tx: &mut Tx<'_>, before: At) -> Result<()> {
    tx.send("DELETE FROM task_link WHERE ends_at < $1", &[&before])
}
