//! Deciding by a link, on the wire. Open to who is not logged in: the link says who it is.

use base::At;
use edge::{Answer, Anyone, Body, Shared};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Home;
use crate::commands::link::{self, LinkStanding, Looked};
use crate::house::House;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TaskLinkBody {
    token: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TaskLinkAnswerBody {
    token: String,
    outcome: LinkOutcome,
    /// Why not: asked for when the answer is no.
    #[serde(default)]
    comment: String,
}

#[derive(Deserialize, JsonSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(super) enum LinkOutcome {
    Approve,
    Reject,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct TaskLinkView {
    standing: LinkStanding,
    /// Whose link it is.
    person: String,
    ends_at: At,
    /// Who decided instead, or who has it now.
    other: String,
    /// What was decided, and when.
    outcome: String,
    comment: String,
    done_at: Option<At>,
    gist: Option<LinkGist>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct LinkGist {
    /// Where it is done after logging in.
    path: String,
    process: String,
    step: String,
    number: String,
    title: String,
    asked_by: String,
    reason: String,
    figures: Vec<LinkFigure>,
    created_at: At,
    due_at: Option<At>,
    overdue: bool,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct LinkFigure {
    name: String,
    value: String,
}

pub(super) async fn look(
    Shared(house): Home,
    anyone: Anyone,
    Body(body): Body<TaskLinkBody>,
) -> Answer<TaskLinkView> {
    shown(&anyone, house, body.token).await
}

pub(super) async fn answer(
    Shared(house): Home,
    anyone: Anyone,
    Body(body): Body<TaskLinkAnswerBody>,
) -> Answer<TaskLinkView> {
    let outcome = match body.outcome {
        LinkOutcome::Approve => "approve",
        LinkOutcome::Reject => "reject",
    };
    let (token, comment) = (body.token.clone(), body.comment);
    let done = anyone.app.db.write(&anyone.ctx, move |tx, ctx| {
        link::answer_by_link(tx, ctx, house, &token, (outcome, &comment)).map(|_| ())
    });
    match done.await {
        Ok(()) => shown(&anyone, house, body.token).await,
        Err(error) => Answer::problem(&error, &anyone.ctx),
    }
}

async fn shown(anyone: &Anyone, house: &'static House, token: String) -> Answer<TaskLinkView> {
    let (ctx, lang) = (anyone.ctx.clone(), anyone.request.lang);
    let found = anyone.app.db.read(move |tx| {
        let looked = link::look(tx, &ctx, house, &token, lang)?;
        Ok(view(looked, ctx.at))
    });
    match found.await {
        Ok(view) => Answer::ok(&view),
        Err(error) => Answer::problem(&error, &anyone.ctx),
    }
}

fn view(looked: Looked, now: At) -> TaskLinkView {
    let Looked { standing, person, ends_at, gist, task, other } = looked;
    let decided = standing == LinkStanding::Decided;
    TaskLinkView {
        standing,
        person,
        ends_at,
        other,
        outcome: if decided { task.outcome.clone() } else { String::new() },
        comment: if decided { task.comment.clone() } else { String::new() },
        done_at: task.done_at.filter(|_| decided),
        gist: gist.map(|gist| LinkGist {
            path: format!("/tasks/{}", task.id),
            process: gist.process,
            step: gist.step,
            number: task.number,
            title: task.title,
            asked_by: gist.asked_by,
            reason: gist.brief.reason,
            figures: gist.brief.figures.into_iter().map(|(name, value)| LinkFigure { name, value }).collect(),
            created_at: task.created_at,
            due_at: task.due_at,
            overdue: task.due_at.is_some_and(|due| due < now) && standing == LinkStanding::Open,
        }),
    }
}
