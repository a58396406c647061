//! Deciding by a link somebody was sent, without logging in.
//!
//! A link is for one person and one task. It holds 256 random bits of which only the digest is stored, so that neither a
//! backup nor whoever may read the tables can decide with it; a signature over the task would need no row, but a key that
//! opens every task at once. It is made when a message leaves, ends with the task or after seven days, and gives no more
//! than its person may at the moment of use: the answer goes through the same command as the inbox.

use std::sync::Arc;

use base::id::{ActorId, TaskId};
use base::refusal::{Common, Problems};
use base::text::clean;
use base::time::DAY_US;
use base::{At, Ctx, Error, Lang, Result};
use db::Tx;
use people::password;

use super::task::{self, Answer, AnswerWay};
use crate::gist::{self, Gist};
use crate::house::House;
use crate::model::{Task, TaskState};
use crate::rules::Refusal;
use crate::store;
use crate::store::link::Link;

/// How the secret of a link begins, so that a scanner of leaked secrets knows it.
pub const LINK_PREFIX: &str = "sdl_";
/// How long a link works.
pub const LINK_LASTS_US: i64 = 7 * DAY_US;
/// So long after its end somebody can still be told what became of it.
const REMEMBERED_US: i64 = 30 * DAY_US;

/// What a link is good for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkStanding {
    /// It can be decided here.
    Open,
    /// The task is his, but asks for more than a link can give.
    LogIn,
    Decided,
    /// Nobody needs the answer any more.
    Withdrawn,
    /// The task went to somebody else.
    Moved,
    Ended,
    /// Whoever it was sent to may not act any more.
    Dead,
}

/// A link opened: what it stands for, and how that stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    pub standing: LinkStanding,
    pub person: String,
    pub ends_at: At,
    /// What is to be known to decide; only for whom the task is his.
    pub gist: Option<Gist>,
    pub task: Task,
    /// Who decided, or who has it now.
    pub other: String,
}

/// Keeps a link for one person and one task. The secret comes from the caller, because a command may run twice.
///
/// # Errors
/// Faults of the store.
pub fn make_link(tx: &mut Tx<'_>, ctx: &Ctx, task: TaskId, person: ActorId, secret: &str) -> Result<()> {
    store::link::forget(tx, ctx.at.plus(-REMEMBERED_US))?;
    let link = Link { task_id: task, actor_id: person, ends_at: ctx.at.plus(LINK_LASTS_US) };
    store::link::insert(tx, ctx, &link, &password::token_hash(secret))
}

/// What a link shows to whoever opens it.
///
/// # Errors
/// `link_unknown`.
pub fn look(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, secret: &str, lang: Lang) -> Result<Looked> {
    let link = known(tx, secret)?;
    let task = store::task::one(tx, link.task_id)?;
    let him = as_him(tx, ctx, &link)?;
    let gist = gist::of(tx, ctx, house, task.clone(), lang)?;
    let standing = stands(tx, ctx, &link, him.as_ref(), &gist)?;
    let other = match standing {
        LinkStanding::Decided => task.done_by.filter(|by| *by != link.actor_id),
        LinkStanding::Moved => task.assignee_id,
        _ => None,
    };
    let told = matches!(standing, LinkStanding::Open | LinkStanding::LogIn | LinkStanding::Decided);
    Ok(Looked {
        standing,
        person: him.map(|him| him.grants.name.to_string()).unwrap_or_default(),
        ends_at: link.ends_at,
        other: name(tx, other)?,
        gist: Some(gist).filter(|_| told),
        task,
    })
}

/// Answers the task of a link as its person would at his desk.
///
/// # Errors
/// `link_unknown`, `link_dead`, `link_ended`, `link_too_narrow`, and as `answer`.
pub fn answer_by_link(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &'static House,
    secret: &str,
    (outcome, comment): (&str, &str),
) -> Result<Task> {
    let link = known(tx, secret)?;
    let him = as_him(tx, ctx, &link)?;
    let task = store::task::one(tx, link.task_id)?;
    let gist = gist::of(tx, ctx, house, task, Lang::En)?;
    let standing = stands(tx, ctx, &link, him.as_ref(), &gist)?;
    let him = match (him, standing) {
        (None, _) | (_, LinkStanding::Dead) => return Err(Refusal::LinkDead.into()),
        (_, LinkStanding::Ended) => return Err(Refusal::LinkEnded { ended_at: link.ends_at }.into()),
        (_, LinkStanding::LogIn) => return Err(Refusal::LinkTooNarrow.into()),
        // What was decided, withdrawn or moved is refused by the command itself.
        (Some(him), _) => him,
    };
    if outcome == "reject" && clean(comment).is_empty() {
        let mut problems = Problems::default();
        problems.add("comment", &Common::Required);
        problems.check()?;
    }
    let answer = Answer {
        outcome: outcome.to_owned(),
        comment: comment.to_owned(),
        way: AnswerWay::Link,
        ..Answer::default()
    };
    task::answer(tx, &him, house, link.task_id, &answer)
}

fn known(tx: &mut Tx<'_>, secret: &str) -> Result<Link> {
    let found = store::link::by_hash(tx, &password::token_hash(secret))?;
    found.ok_or_else(|| Refusal::LinkUnknown.into())
}

/// The circumstances of whoever it was sent to, with the rights he has now; nobody when he may not act any more.
fn as_him(tx: &mut Tx<'_>, ctx: &Ctx, link: &Link) -> Result<Option<Ctx>> {
    match people::access::grants_for_actor(tx, link.actor_id) {
        Ok(grants) => Ok(Some(Ctx { grants: Arc::new(grants), seen_revision: None, ..ctx.clone() })),
        Err(Error::Refused(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

fn stands(tx: &mut Tx<'_>, ctx: &Ctx, link: &Link, him: Option<&Ctx>, gist: &Gist) -> Result<LinkStanding> {
    let Some(him) = him else { return Ok(LinkStanding::Dead) };
    Ok(match gist.task.state {
        TaskState::Done => LinkStanding::Decided,
        TaskState::Cancelled => LinkStanding::Withdrawn,
        TaskState::Open if !task::is_his(tx, him.actor(), &gist.task)? => LinkStanding::Moved,
        TaskState::Open if ctx.at >= link.ends_at => LinkStanding::Ended,
        TaskState::Open if !gist.decidable => LinkStanding::LogIn,
        TaskState::Open => LinkStanding::Open,
    })
}

fn name(tx: &mut Tx<'_>, who: Option<ActorId>) -> Result<String> {
    let Some(who) = who else { return Ok(String::new()) };
    let found = people::briefs(tx, &[who])?;
    Ok(found.into_iter().next().map(|person| person.name).unwrap_or_default())
}
