//! Who is told of what: reads the journal behind the commits, finds whom an event concerns, and hands it to `notify`.

use base::id::{ActorId, CaseId, TaskId};
use base::time::DAY_US;
use base::{Ctx, Error, Lang, Result};
use db::{Entry, Tx};
use notify::{Kind, News, Params};
use process::gist::{self, CaseGist, Gist};
use serde_json::Value as Json;

use crate::brief::grouped;
use crate::offer::HOUSE;

/// What people are told of.
pub(crate) const KINDS: &[&str] = &[
    "task.opened",
    "task.transferred",
    "task.reassigned",
    "task.delegated",
    "task.given_back",
    "task.escalated",
    "task.reminded",
    "task.overdue",
    "task.copied",
    "task.done",
    "task.returned",
    "task.cancelled",
    "incident.raised",
];

/// What happened longer ago is no news: a reader that begins late, or comes back after days, does not flood anybody.
const NEWS_US: i64 = 7 * DAY_US;

/// Events that follow each other, told once each. One that cannot be told keeps no other from being told.
///
/// # Errors
/// Faults of the store.
pub(crate) fn tell(tx: &mut Tx<'_>, ctx: &Ctx, entries: &[Entry]) -> Result<()> {
    for entry in entries.iter().filter(|entry| entry.at.plus(NEWS_US) > ctx.at) {
        let facts: Json = serde_json::from_str(&entry.data).unwrap_or_default();
        let event = Heard { entry, facts: &facts, all: entries };
        match tx.attempt(|tx| one(tx, ctx, &event)) {
            Err(Error::Refused(refused)) => {
                tracing::warn!(
                    kind = entry.kind,
                    subject = entry.subject,
                    "nobody was told: {}",
                    refused.detail
                );
            }
            told => told?,
        }
    }
    Ok(())
}

fn one(tx: &mut Tx<'_>, ctx: &Ctx, event: &Heard<'_>) -> Result<()> {
    match event.entry.kind.as_str() {
        "task.copied" => copied(tx, ctx, event),
        "incident.raised" => stuck(tx, ctx, event),
        _ => about_task(tx, ctx, event),
    }
}

/// An event with what was recorded beside it.
struct Heard<'a> {
    entry: &'a Entry,
    facts: &'a Json,
    all: &'a [Entry],
}

impl Heard<'_> {
    fn text(&self, name: &str) -> &str {
        self.facts[name].as_str().unwrap_or_default()
    }

    fn person(&self, name: &str) -> Option<ActorId> {
        self.text(name).parse().ok()
    }

    fn news(&self, kind: Kind, to: Vec<ActorId>, path: String) -> News {
        let about = self.entry.subject.clone();
        News { kind, to, by: self.entry.actor_id, path, about, at: self.entry.at }
    }

    /// Whether in the same command somebody turned down or sent back what this case asks for.
    fn follows_a_no(&self) -> bool {
        let same = |it: &&Entry| it.cause == self.entry.cause && it.case_ref == self.entry.case_ref;
        self.all.iter().filter(same).any(|it| {
            let facts: Json = serde_json::from_str(&it.data).unwrap_or_default();
            it.kind == "task.returned" || (it.kind == "task.done" && facts["outcome"] == "reject")
        })
    }
}

fn about_task(tx: &mut Tx<'_>, ctx: &Ctx, event: &Heard<'_>) -> Result<()> {
    let Ok(id) = event.entry.subject.parse::<TaskId>() else { return Ok(()) };
    let (kind, to) = match event.entry.kind.as_str() {
        "task.done" | "task.returned" => {
            notify::settle(tx, ctx, &event.entry.subject)?;
            return turned_down(tx, ctx, event, id);
        }
        "task.cancelled" => return notify::settle(tx, ctx, &event.entry.subject),
        "task.opened" => (Kind::Task, asked(tx, event, id)?),
        "task.transferred" | "task.reassigned" | "task.delegated" | "task.given_back" => {
            notify::settle(tx, ctx, &event.entry.subject)?;
            (Kind::Handed, event.person("to").into_iter().collect())
        }
        "task.escalated" => {
            notify::settle(tx, ctx, &event.entry.subject)?;
            (Kind::Escalated, event.person("to").into_iter().collect())
        }
        "task.overdue" if event.text("then") != "remind" => return Ok(()),
        "task.overdue" => (Kind::Overdue, meant(tx, event, id)?),
        _ => (Kind::Reminder, meant(tx, event, id)?),
    };
    // Whoever has it no longer, or never had it, is told nothing: it may be done by now.
    let mut still = Vec::new();
    for person in to {
        if gist::waits_for(tx, id, person)? {
            still.push(person);
        }
    }
    say(tx, ctx, event, id, &event.news(kind, still, format!("/tasks/{id}")))
}

/// Whose deadline it was: whoever had the task then, or else may take it.
fn meant(tx: &mut Tx<'_>, event: &Heard<'_>, id: TaskId) -> Result<Vec<ActorId>> {
    match event.person("assignee") {
        Some(person) => Ok(vec![person]),
        None => gist::holders(tx, id),
    }
}

/// Whom a new task was opened for. What was sent back to somebody, or turned down, he is told as that.
fn asked(tx: &mut Tx<'_>, event: &Heard<'_>, id: TaskId) -> Result<Vec<ActorId>> {
    let mut to = gist::holders(tx, id)?;
    if event.follows_a_no()
        && let Some(found) = gist::find_starter(tx, id)?
    {
        to.retain(|person| *person != found);
    }
    Ok(to)
}

/// Whoever asked for something hears that it was turned down or sent back; the link leads to what he can do now.
fn turned_down(tx: &mut Tx<'_>, ctx: &Ctx, event: &Heard<'_>, id: TaskId) -> Result<()> {
    let kind = match (event.entry.kind.as_str(), event.text("outcome")) {
        ("task.returned", _) => Kind::SentBack,
        (_, "reject") => Kind::Rejected,
        _ => return Ok(()),
    };
    let Some(starter) = gist::find_starter(tx, id)? else { return Ok(()) };
    let next = gist::open_task_of(tx, id, starter)?.unwrap_or(id);
    say(tx, ctx, event, id, &event.news(kind, vec![starter], format!("/tasks/{next}")))
}

fn say(tx: &mut Tx<'_>, ctx: &Ctx, event: &Heard<'_>, id: TaskId, news: &News) -> Result<()> {
    if news.to.is_empty() {
        return Ok(());
    }
    let by = people::briefs(tx, &[event.entry.actor_id])?.into_iter().next().map(|person| person.name);
    let by = by.unwrap_or_default();
    notify::tell(tx, ctx, news, |tx, lang| {
        let found = gist::find(tx, ctx, &HOUSE, id, lang)?;
        Ok(found.map(|gist| words(ctx, &gist, &by, event.text("comment"))).unwrap_or_default())
    })
}

fn words(ctx: &Ctx, gist: &Gist, by: &str, comment: &str) -> Params {
    let task = &gist.task;
    vec![
        ("number", task.number.clone()),
        ("title", task.title.clone()),
        ("step", gist.step.clone()),
        ("process", gist.process.clone()),
        ("reason", gist.brief.reason.clone()),
        ("amount", task.amount.map(|amount| grouped(&amount.to_string())).unwrap_or_default()),
        ("due", task.due_at.map(|due| due.clock_in(&ctx.zone)).unwrap_or_default()),
        ("asked_by", gist.asked_by.clone()),
        ("by", by.to_owned()),
        ("comment", comment.to_owned()),
    ]
}

fn copied(tx: &mut Tx<'_>, ctx: &Ctx, event: &Heard<'_>) -> Result<()> {
    let to = event.person("to").into_iter().collect();
    in_case(tx, ctx, event, &event.news(Kind::Copy, to, "/tasks/copies".to_owned()))
}

/// A case cannot go on: whoever may repair it is told.
fn stuck(tx: &mut Tx<'_>, ctx: &Ctx, event: &Heard<'_>) -> Result<()> {
    let to = people::directory::allowed(tx, "process.operate")?.into_iter().map(|person| person.id).collect();
    in_case(tx, ctx, event, &event.news(Kind::Incident, to, "/incidents".to_owned()))
}

fn in_case(tx: &mut Tx<'_>, ctx: &Ctx, event: &Heard<'_>, news: &News) -> Result<()> {
    let case = event.entry.case_ref.as_deref().and_then(|case| case.parse::<CaseId>().ok());
    let Some(case) = case else { return Ok(()) };
    let Some(found) = gist::of_case(tx, ctx, &HOUSE, case)? else { return Ok(()) };
    let CaseGist { number, title, process, process_en, .. } = found;
    notify::tell(tx, ctx, news, |_, lang| {
        let process = if lang == Lang::En && !process_en.is_empty() { &process_en } else { &process };
        Ok(vec![
            ("number", number.clone()),
            ("title", title.clone()),
            ("process", process.clone()),
            ("step", event.text("name").to_owned()),
        ])
    })
}
