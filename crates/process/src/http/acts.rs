//! What people do with their tasks, on the wire: one handler is one command.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use base::id::{ActorId, CaseId, RowId, TaskId};
use base::refusal::Common;
use base::{Ctx, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use db::Tx;
use edge::{Action, Answer, Body, LoggedIn, May, Path, Shared, Upload};
use flow::Place;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tasks::{TaskEmptyBody, TaskView, view};
use super::{Home, Operate, vars_of};
use crate::commands::{case, operate, task};
use crate::house::House;
use crate::model::{NoteKind, Task};
use crate::store;

/// A signature or a picture at most.
const SIGNATURE_MAX: usize = 200_000;
/// How a PNG begins.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const ATTACHMENT_MAX: usize = 10 * 1024 * 1024;
const AT_ONCE_MAX: usize = 200;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ApprovalBody {
    #[serde(default)]
    comment: String,
    #[serde(default)]
    vars: serde_json::Map<String, serde_json::Value>,
    /// A hand-written signature as a data URL of a PNG.
    #[serde(default)]
    signature: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TaskAnswerBody {
    outcome: String,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    vars: serde_json::Map<String, serde_json::Value>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SendBackBody {
    /// A step's id, or `submitter`.
    to: String,
    #[serde(default)]
    comment: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ResubmitBody {
    /// Straight to whoever sent it back.
    #[serde(default)]
    direct: bool,
    #[serde(default)]
    comment: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandoverBody {
    to: ActorId,
    #[serde(default)]
    comment: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignerBody {
    who: ActorId,
    place: SignerPlace,
    #[serde(default)]
    comment: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CopyBody {
    to: Vec<ActorId>,
    #[serde(default)]
    comment: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TaskCommentBody {
    #[serde(default)]
    comment: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ApproveManyBody {
    ids: Vec<TaskId>,
    #[serde(default)]
    comment: String,
}

#[derive(Deserialize, JsonSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(super) enum SignerPlace {
    Before,
    After,
    Parallel,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ApprovedTask {
    id: TaskId,
    ok: bool,
    /// The refusal's code and sentence.
    code: Option<String>,
    detail: Option<String>,
}

/// Does something with a task, and shows what became of it.
async fn acted<A: Action>(
    Shared(house): Home,
    may: May<A>,
    mut run: impl FnMut(&mut Tx<'_>, &Ctx, &'static House) -> Result<Task> + Send + 'static,
) -> Answer<TaskView> {
    may.write(move |tx, ctx| {
        let done = run(tx, ctx, house)?;
        view(tx, ctx, house, done)
    })
    .await
}

pub(super) async fn claim(
    home: Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
    _: Body<TaskEmptyBody>,
) -> Answer<TaskView> {
    acted(home, may, move |tx, ctx, house| task::claim(tx, ctx, house, id)).await
}

pub(super) async fn approve(
    home: Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
    Body(body): Body<ApprovalBody>,
) -> Answer<TaskView> {
    decide(home, may, id, "approve", body).await
}

pub(super) async fn reject(
    home: Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
    Body(body): Body<ApprovalBody>,
) -> Answer<TaskView> {
    decide(home, may, id, "reject", body).await
}

async fn decide(
    Shared(house): Home,
    may: May<LoggedIn>,
    id: TaskId,
    outcome: &'static str,
    body: ApprovalBody,
) -> Answer<TaskView> {
    may.write(move |tx, ctx| {
        if let Some(signature) = &body.signature {
            sign(tx, ctx, house, id, signature)?;
        }
        let answer = task::Answer {
            outcome: outcome.to_owned(),
            comment: body.comment.clone(),
            vars: vars_of(&body.vars),
            ..task::Answer::default()
        };
        let done = task::answer(tx, ctx, house, id, &answer)?;
        view(tx, ctx, house, done)
    })
    .await
}

fn sign(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, id: TaskId, signature: &str) -> Result<()> {
    let expected = || Common::InvalidValue {
        value: "signature".into(),
        expected: format!("a PNG as data:image/png;base64,… of at most {SIGNATURE_MAX} characters"),
    };
    let encoded = signature.strip_prefix("data:image/png;base64,").ok_or_else(expected)?;
    if encoded.len() > SIGNATURE_MAX {
        return Err(expected().into());
    }
    let bytes = BASE64.decode(encoded).map_err(|_| expected())?;
    if !bytes.starts_with(PNG) {
        return Err(expected().into());
    }
    let task::Opened { task, .. } = task::open(tx, ctx, house, id)?;
    let content = Some(("image/png", &bytes[..]));
    store::note::insert(tx, ctx, &task, NoteKind::Signature, "", content)
}

pub(super) async fn answer(
    home: Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
    Body(body): Body<TaskAnswerBody>,
) -> Answer<TaskView> {
    acted(home, may, move |tx, ctx, house| {
        let answer = task::Answer {
            outcome: body.outcome.clone(),
            comment: body.comment.clone(),
            vars: vars_of(&body.vars),
            ..task::Answer::default()
        };
        task::answer(tx, ctx, house, id, &answer)
    })
    .await
}

/// Each stands for itself: one that is refused keeps no other from being approved.
pub(super) async fn approve_many(
    Shared(house): Home,
    may: May<LoggedIn>,
    Body(body): Body<ApproveManyBody>,
) -> Answer<Vec<ApprovedTask>> {
    may.write(move |tx, ctx| {
        if body.ids.len() > AT_ONCE_MAX {
            let expected = format!("at most {AT_ONCE_MAX} tasks");
            return Err(Common::InvalidValue { value: body.ids.len().to_string(), expected }.into());
        }
        let answer = task::Answer {
            outcome: "approve".to_owned(),
            comment: body.comment.clone(),
            ..task::Answer::default()
        };
        let mut out = Vec::with_capacity(body.ids.len());
        for id in &body.ids {
            let outcome = tx.attempt(|tx| task::answer(tx, ctx, house, *id, &answer));
            out.push(match outcome {
                Ok(_) => ApprovedTask { id: *id, ok: true, code: None, detail: None },
                Err(base::Error::Refused(refused)) => ApprovedTask {
                    id: *id,
                    ok: false,
                    detail: edge::translate(ctx.grants.lang, &refused.code, &refused.params)
                        .or(Some(refused.detail)),
                    code: Some(refused.code),
                },
                Err(fault) => return Err(fault),
            });
        }
        Ok(out)
    })
    .await
}

pub(super) async fn send_back(
    home: Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
    Body(body): Body<SendBackBody>,
) -> Answer<TaskView> {
    acted(home, may, move |tx, ctx, house| operate::send_back(tx, ctx, house, id, &body.to, &body.comment))
        .await
}

pub(super) async fn resubmit(
    home: Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
    Body(body): Body<ResubmitBody>,
) -> Answer<TaskView> {
    acted(home, may, move |tx, ctx, house| {
        let way = if body.direct { operate::Way::Direct } else { operate::Way::Drawn };
        operate::resubmit(tx, ctx, house, id, way, &body.comment)
    })
    .await
}

pub(super) async fn withdraw(
    home: Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
    _: Body<TaskEmptyBody>,
) -> Answer<TaskView> {
    acted(home, may, move |tx, ctx, house| operate::withdraw(tx, ctx, house, id)).await
}

pub(super) async fn transfer(
    home: Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
    Body(body): Body<HandoverBody>,
) -> Answer<TaskView> {
    acted(home, may, move |tx, ctx, house| operate::transfer(tx, ctx, house, id, body.to, &body.comment))
        .await
}

pub(super) async fn delegate(
    home: Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
    Body(body): Body<HandoverBody>,
) -> Answer<TaskView> {
    acted(home, may, move |tx, ctx, house| operate::delegate(tx, ctx, house, id, body.to, &body.comment))
        .await
}

pub(super) async fn reassign(
    home: Home,
    may: May<Operate>,
    Path(id): Path<TaskId>,
    Body(body): Body<HandoverBody>,
) -> Answer<TaskView> {
    acted(home, may, move |tx, ctx, house| operate::reassign(tx, ctx, house, id, body.to, &body.comment))
        .await
}

pub(super) async fn add_signer(
    home: Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
    Body(body): Body<SignerBody>,
) -> Answer<TaskView> {
    acted(home, may, move |tx, ctx, house| {
        let place = match body.place {
            SignerPlace::Before => Place::Before,
            SignerPlace::After => Place::After,
            SignerPlace::Parallel => Place::Parallel,
        };
        operate::add_signer(tx, ctx, house, id, (body.who, place), &body.comment)
    })
    .await
}

pub(super) async fn remove_signer(
    home: Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
    _: Body<TaskEmptyBody>,
) -> Answer<TaskView> {
    acted(home, may, move |tx, ctx, house| operate::remove_signer(tx, ctx, house, id)).await
}

pub(super) async fn copy(
    home: Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
    Body(body): Body<CopyBody>,
) -> Answer<TaskView> {
    acted(home, may, move |tx, ctx, house| operate::copy(tx, ctx, house, id, &body.to, &body.comment)).await
}

pub(super) async fn remind(
    home: Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
    Body(body): Body<TaskCommentBody>,
) -> Answer<TaskView> {
    acted(home, may, move |tx, ctx, house| operate::remind(tx, ctx, house, id, &body.comment)).await
}

pub(super) async fn comment(
    home: Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
    Body(body): Body<TaskCommentBody>,
) -> Answer<TaskView> {
    acted(home, may, move |tx, ctx, house| operate::comment(tx, ctx, house, id, &body.comment)).await
}

pub(super) async fn attach(
    Shared(house): Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
    upload: Upload,
) -> Answer<TaskView> {
    may.write(move |tx, ctx| {
        if upload.bytes.len() > ATTACHMENT_MAX {
            return Err(Common::TooLarge { max: ATTACHMENT_MAX }.into());
        }
        let task::Opened { task, .. } = task::open(tx, ctx, house, id)?;
        let name: String = base::text::clean(&upload.name).chars().take(120).collect();
        let content = Some(("application/octet-stream", &upload.bytes[..]));
        store::note::insert(tx, ctx, &task, NoteKind::Attachment, &name, content)?;
        view(tx, ctx, house, task)
    })
    .await
}

/// A file is given out to be kept, never to be shown in the page: what is in it is anybody's.
pub(super) async fn attachment(Shared(house): Home, may: May<LoggedIn>, Path(id): Path<RowId>) -> Response {
    let ctx = may.ctx.clone();
    let found = may.db().read(move |tx| {
        let (case, name, mime, bytes) = store::note::content(tx, id)?;
        readable(tx, &ctx, house, case)?;
        Ok((name, mime, bytes))
    });
    match found.await {
        Err(error) => Answer::<()>::problem(&error, &may.ctx).into_response(),
        Ok((name, mime, bytes)) => {
            let safe: String = name
                .chars()
                .map(|it| if it.is_ascii_alphanumeric() || it == '.' { it } else { '_' })
                .collect();
            // A signature is a picture of ours and has no name.
            let shown = if mime == "image/png" { "inline" } else { "attachment" };
            let shown = [
                (header::CONTENT_TYPE, mime),
                (header::CONTENT_DISPOSITION, format!("{shown}; filename=\"{safe}\"")),
            ];
            (shown, bytes).into_response()
        }
    }
}

fn readable(tx: &mut Tx<'_>, ctx: &Ctx, house: &House, case: CaseId) -> Result<()> {
    let tasks = store::task::of_case(tx, case)?;
    for found in &tasks {
        if task::concerns(tx, ctx, found)? {
            return Ok(());
        }
    }
    case::seen(tx, ctx, house, case).map(|_| ())
}
