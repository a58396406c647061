//! The house of these tests: things with a number, an amount, an owner and a state, and what can be done with them.
//!
//! A thing is a row of `setting`, for no room keeps such documents.

use base::id::{ActorId, DepartmentId};
use base::{Ctx, Error, Money, Refuse, Result};
use db::{Event, Reaction, Tx, Wiring};
use flow::{Value as Kept, Vars};
use process::{Asked, Call, House, Known, Param, Reachable, Request, Run, Service, Stage, Subject};
use rules::{Decimal, Field, Type, Value};
use serde_json::{Map, Value as Json, json};

pub(crate) static HOUSE: House = House { services: SERVICES, subjects: SUBJECTS, connections };

/// What may be recorded about a thing.
pub(crate) const EVENTS: &[&str] = &["thing.made", "thing.changed", "thing.paid", "thing.told"];

pub(crate) fn wiring() -> Wiring {
    Wiring::new(&[
        Reaction { kinds: EVENTS, run: tell_processes },
        Reaction { kinds: &["actor.deactivated"], run: somebody_left },
    ])
}

fn somebody_left(tx: &mut Tx<'_>, ctx: &Ctx, event: &Event) -> Result<()> {
    process::somebody_left(tx, ctx, &HOUSE, event.subject.parse().unwrap())
}

fn tell_processes(tx: &mut Tx<'_>, ctx: &Ctx, event: &Event) -> Result<()> {
    process::hear(tx, ctx, &HOUSE, &event.subject, event)
}

const fn service(name: &'static str, run: fn(&mut Tx<'_>, &Ctx, &Call<'_>) -> Result<Vars>) -> Service {
    Service {
        name,
        zh: name,
        en: name,
        help_zh: "",
        help_en: "",
        args: NOTE,
        results: &[],
        by_person: false,
        run: Run::Here(run),
    }
}

const NOTE: &[Param] = &[Param { key: "note", zh: "说明", en: "note", kind: "string", required: false }];

const SERVICES: &[Service] = &[
    service("thing.work", work),
    service("thing.refuse", refuse),
    service("thing.fail", fail),
    service("thing.tell", tell),
    Service { by_person: true, ..service("thing.sign", work) },
    Service { run: Run::Outside(ask), results: ANSWER, ..service("shop.ask", work) },
];

const ANSWER: &[Param] =
    &[Param { key: "answer", zh: "答复", en: "answer", kind: "string", required: false }];

#[derive(Debug, serde::Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
enum Refusal {
    #[error("the thing is {state}")]
    ThingNotReady { state: String },
    #[error("there is no thing {id}")]
    NotFound { id: String },
}

impl Refuse for Refusal {}

/// Always works: counts, keeps the note, and answers with twice the amount.
fn work(tx: &mut Tx<'_>, ctx: &Ctx, call: &Call<'_>) -> Result<Vars> {
    let count = bump(tx, call)?;
    let mut thing = load(tx, call.subject)?;
    let note = call.text("note");
    thing.insert("worked".into(), json!(format!("{note} by {}", ctx.actor())));
    let amount = thing["amount"].as_i64().unwrap_or(0);
    save(tx, call.subject, &thing)?;
    Ok(Vars::from([
        ("answer", (amount * 2).into()),
        ("count", count.into()),
        ("note_seen", Kept::text(&note)),
    ]))
}

/// Refuses as long as the thing is not ready.
fn refuse(tx: &mut Tx<'_>, _: &Ctx, call: &Call<'_>) -> Result<Vars> {
    bump(tx, call)?;
    let state = text(&load(tx, call.subject)?, "state");
    if state == "ready" { Ok(Vars::default()) } else { Err(Refusal::ThingNotReady { state }.into()) }
}

/// Breaks as long as the thing is not ready.
fn fail(tx: &mut Tx<'_>, _: &Ctx, call: &Call<'_>) -> Result<Vars> {
    bump(tx, call)?;
    let state = text(&load(tx, call.subject)?, "state");
    if state == "ready" {
        Ok(Vars::default())
    } else {
        Err(Error::Fault(anyhow::anyhow!("the machine is {state}")))
    }
}

fn connections(_: &mut Tx<'_>) -> Result<Vec<Reachable>> {
    Ok(vec![Reachable { code: "shop".to_owned(), name: "店铺".to_owned(), name_en: "shop".to_owned() }])
}

/// What the shop is asked; it cannot be asked for nothing.
fn ask(_: &mut Tx<'_>, _: &Ctx, call: &Call<'_>) -> Result<Request> {
    let note = call.text("note");
    if note.is_empty() {
        return Err(Refusal::NotFound { id: "nothing".to_owned() }.into());
    }
    Ok(Request {
        connection: call.connection.to_owned(),
        shown: format!("ASK {} {note}", call.connection),
        payload: json!({"note": note}),
        tries_max: 3,
    })
}

/// Records an event about the thing.
fn tell(tx: &mut Tx<'_>, ctx: &Ctx, call: &Call<'_>) -> Result<Vars> {
    bump(tx, call)?;
    tx.record(ctx, Event::new("thing.told", call.subject).data(&json!({"note": call.text("note")})));
    Ok(Vars::default())
}

fn bump(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<i64> {
    let mut thing = load(tx, call.subject)?;
    let count = thing.get("count").and_then(Json::as_i64).unwrap_or(0) + 1;
    thing.insert("count".into(), json!(count));
    // How often each call took effect.
    let key = format!("{}/{}", call.case, call.token);
    let effects = thing.entry("effects").or_insert_with(|| json!({}));
    effects[&key] = json!(effects[&key].as_i64().unwrap_or(0) + 1);
    save(tx, call.subject, &thing)?;
    Ok(count)
}

const SUBJECTS: &[Subject] = &[Subject {
    kind: "thing",
    prefix: "thg",
    zh: "东西",
    en: "thing",
    events: EVENTS,
    fields,
    facts,
    called: |_, ids| Ok(ids.iter().map(|id| ((*id).to_owned(), (*id).to_owned(), String::new())).collect()),
    asked,
    has_timeline: false,
    rehearse: |_, _, id| Ok(id.to_owned()),
    may_see: |_, _, _| Ok(true),
    brief: |_, reason, _| process::Brief { reason: reason.to_owned(), figures: Vec::new() },
}];

fn fields() -> Vec<Field> {
    let field = |key: &str, kind: Type| Field { key: key.into(), zh: key.into(), en: key.into(), kind };
    let thing = vec![
        field("number", Type::Text),
        field("amount", Type::Number),
        field("owner", Type::Text),
        field("state", Type::Text),
        field("due", Type::Text),
    ];
    vec![field("thing", Type::Context(thing.into()))]
}

fn facts(tx: &mut Tx<'_>, _: &Ctx, subject: &str) -> Result<Known> {
    let thing = load(tx, subject)?;
    let owner: Option<ActorId> = text(&thing, "owner").parse().ok();
    let department: Option<DepartmentId> = text(&thing, "department").parse().ok();
    let amount = thing["amount"].as_i64().unwrap_or(0);
    let due = Some(text(&thing, "due")).filter(|due| !due.is_empty());
    let known = Value::context([
        ("number", Value::from(subject)),
        ("amount", Value::Number(amount.to_string().parse::<Decimal>().unwrap())),
        ("owner", Value::from(text(&thing, "owner"))),
        ("state", Value::from(text(&thing, "state"))),
        ("due", due.map_or(Value::Null, Value::from)),
    ]);
    Ok(Known {
        number: subject.to_owned(),
        title: "a thing".to_owned(),
        amount: amount.to_string().parse::<Money>().ok(),
        owner,
        department,
        facts: Value::context([("thing", known)]),
    })
}

/// The thing remembers where the approvals about it are.
fn asked(tx: &mut Tx<'_>, _: &Ctx, subject: &str, asked: &Asked<'_>) -> Result<()> {
    let mut thing = load(tx, subject)?;
    let stage = match asked.stage {
        Stage::Opened => "opened",
        Stage::Revise => "revise",
        Stage::Approved => "approved",
        Stage::Rejected => "rejected",
        Stage::Dropped => "dropped",
    };
    let said = format!("{}, {} {stage}", text(&thing, "asked"), asked.step);
    thing.insert("asked".into(), json!(said.trim_start_matches(", ")));
    save(tx, subject, &thing)
}

pub(crate) fn text(thing: &Map<String, Json>, name: &str) -> String {
    thing.get(name).and_then(Json::as_str).unwrap_or("").to_owned()
}

pub(crate) fn find(tx: &mut Tx<'_>, id: &str) -> Result<Option<Map<String, Json>>> {
    let kept = tx.setting(&format!("thing.{id}"))?;
    Ok(kept.map(|kept| serde_json::from_str(&kept).unwrap()))
}

fn load(tx: &mut Tx<'_>, id: &str) -> Result<Map<String, Json>> {
    find(tx, id)?.ok_or_else(|| Refusal::NotFound { id: id.to_owned() }.into())
}

pub(crate) fn save(tx: &mut Tx<'_>, id: &str, thing: &Map<String, Json>) -> Result<()> {
    tx.set_setting(&format!("thing.{id}"), Some(&serde_json::to_string(thing).unwrap()))
}
