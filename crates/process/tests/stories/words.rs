//! What can be typed: people and things, tasks, processes, repairs.

use base::id::ActorId;
use base::{At, Error, Result, Scope};
use db::Event;
use flow::{Place, Value as Kept, Vars};
use people::model::{DepartmentPatch, Grant, NewActor, NewDepartment, NewRole};
use process::commands::design;
use process::commands::operate::{self, Way};
use process::commands::repair::{self, Repair};
use process::model::{Task, TaskState};
use process::{Answer, answer, claim};
use serde_json::{Map, json};

use crate::house::{self, EVENTS, HOUSE};
use crate::links;
use crate::world::World;

type Told = Result<Vec<String>>;

pub(crate) fn say(world: &mut World, words: &[&str]) -> Told {
    let Some((verb, rest)) = words.split_first() else { return Ok(Vec::new()) };
    let done = match *verb {
        "department" => department(world, rest),
        "person" => person(world, rest),
        "as" => {
            world.who = if rest[0] == "system" { String::new() } else { rest[0].to_owned() };
            Ok(())
        }
        "thing" => thing(world, rest),
        "event" => event(world, rest),
        "pass" => {
            world.pass(duration(rest[0]));
            Ok(())
        }
        "head" => head(world, rest),
        "deactivate" => {
            let id = world.person(rest[0]);
            world.run(move |tx, ctx| people::commands::deactivate(tx, ctx, id)).map(drop)
        }
        "away" => away(world, rest),
        "start" => start(world, rest),
        "done" | "approve" | "reject" | "claim" => answered(world, verb, rest),
        "back" | "resubmit" | "withdraw" | "transfer" | "delegate" | "sign" | "unsign" | "copy"
        | "remind" | "say" | "reassign" | "read" => operation(world, verb, rest),
        "repair" => repaired(world, rest),
        "jump" => jump(world, rest),
        "set" => {
            let (case, vars) = (world.case(rest[0]).id, vars(rest));
            world.run(move |tx, ctx| repair::set_vars(tx, ctx, &HOUSE, case, vars.clone()))
        }
        "stop" => {
            let case = world.case(rest[0]).id;
            world.run(move |tx, ctx| repair::end(tx, ctx, &HOUSE, case, "enough"))
        }
        "draft" | "undraft" | "publish" | "rollback" | "close" | "open" => designed(world, verb, rest),
        "link" => links::make(world, rest),
        "look-link" => return links::look(world, rest[0]),
        "by-link" => links::answer(world, rest),
        "look" => return Ok(look(world, rest)),
        "vars" => return Ok(shown_vars(world, rest[0])),
        "diff" => return diff(world, rest),
        "problems" => return problems(world, rest[0]),
        "timers" => return Ok(timers(world)),
        "send" => crate::outside::send(world),
        "came" => crate::outside::came(world, rest),
        "hurry" | "giveup" => crate::outside::act(world, verb, rest),
        other => panic!("nobody understands {other}"),
    };
    done.map(|()| Vec::new())
}

/// The word after another one.
pub(crate) fn after<'a>(words: &[&'a str], before: &str) -> Option<&'a str> {
    let place = words.iter().position(|word| *word == before)?;
    words.get(place + 1).copied()
}

/// All that stands after a word.
pub(crate) fn rest_after(words: &[&str], before: &str) -> String {
    let place = words.iter().position(|word| *word == before);
    place.map_or_else(String::new, |place| words[place + 1..].join(" "))
}

pub(crate) fn vars(words: &[&str]) -> Vars {
    let pairs = words.iter().filter_map(|word| word.split_once('='));
    Vars(pairs.map(|(name, text)| (name.into(), value(text))).collect())
}

fn value(text: &str) -> Kept {
    match text {
        "true" => true.into(),
        "false" => false.into(),
        "null" => Kept::Null,
        _ if text.contains('|') => {
            Kept::list(text.split('|').filter(|it| !it.is_empty()).map(value).collect())
        }
        _ => text.parse::<i64>().map_or_else(|_| Kept::text(text), Kept::Int),
    }
}

fn duration(text: &str) -> i64 {
    let (number, unit) = text.split_at(text.len() - 1);
    let minutes = match unit {
        "m" => 1,
        "h" => 60,
        _ => 24 * 60,
    };
    number.parse::<i64>().unwrap() * minutes * base::time::MINUTE_US
}

fn department(world: &mut World, words: &[&str]) -> Result<()> {
    let parent = after(words, "under").map(|name| world.departments[name]);
    let new =
        NewDepartment { name: words[0].to_owned(), parent_id: parent, head_id: None, calendar_id: None };
    let made = world.run(move |tx, ctx| people::company::create_department(tx, ctx, &new))?;
    world.departments.insert(words[0].to_owned(), made.id);
    Ok(())
}

fn head(world: &mut World, words: &[&str]) -> Result<()> {
    let (id, head) = (world.departments[words[0]], world.person(words[1]));
    let patch = DepartmentPatch { head_id: Some(Some(head)), ..DepartmentPatch::default() };
    world.run(move |tx, ctx| people::company::change_department(tx, ctx, id, &patch)).map(drop)
}

/// `person li in 销售 is chief,clerk`; a role is made when it is first held, `operator` may repair.
fn person(world: &mut World, words: &[&str]) -> Result<()> {
    let roles: Vec<String> =
        after(words, "is").iter().flat_map(|it| it.split(',')).map(str::to_owned).collect();
    for code in &roles {
        if !world.roles.contains(code) {
            world.roles.push(code.clone());
            make_role(world, code)?;
        }
    }
    let new = NewActor {
        login: Some(words[0].to_owned()),
        name: words[0].to_owned(),
        department_id: after(words, "in").map(|name| world.departments[name]),
        roles,
        ..NewActor::default()
    };
    let made = world.run(move |tx, ctx| people::commands::create_actor(tx, ctx, &new, None))?;
    world.people.insert(words[0].to_owned(), made.id);
    Ok(())
}

fn make_role(world: &World, code: &str) -> Result<()> {
    let operate = Grant { action: "process.operate".to_owned(), scope: Scope::All };
    let grants = if code == "operator" { vec![operate] } else { Vec::new() };
    let new = NewRole { code: code.to_owned(), name: code.to_owned(), name_en: None, grants };
    world.run(move |tx, ctx| people::company::create_role(tx, ctx, &new, &["process.operate"])).map(drop)
}

/// `away li 2d [for wang]`: from now on.
fn away(world: &World, words: &[&str]) -> Result<()> {
    let new = people::calendar::model::NewAbsence {
        actor_id: Some(world.person(words[0])),
        from_at: world.at,
        to_at: world.at.plus(duration(words[1])),
        substitute_id: after(words, "for").map(|name| world.person(name)),
        note: String::new(),
    };
    world.run(move |tx, ctx| people::absence::enter_absence(tx, ctx, &new)).map(drop)
}

/// Makes a thing, or changes it: `thing T1 amount=5 owner=li department=销售 state=new due=2026-11-25`.
fn thing(world: &mut World, words: &[&str]) -> Result<()> {
    let id = format!("thg_{}", words[0]);
    let mut facts = Map::new();
    for (name, text) in words.iter().filter_map(|word| word.split_once('=')) {
        let told = match name {
            "amount" => json!(text.parse::<i64>().unwrap()),
            "owner" => json!(world.person(text).to_string()),
            "department" => json!(world.departments[text].to_string()),
            _ => json!(text),
        };
        facts.insert(name.to_owned(), told);
    }
    if !world.things.iter().any(|known| known == words[0]) {
        world.things.push(words[0].to_owned());
    }
    world.run(move |tx, ctx| {
        let known = house::find(tx, &id)?;
        let kind = if known.is_some() { "thing.changed" } else { "thing.made" };
        let mut whole = known.unwrap_or_else(|| Map::from_iter([("amount".to_owned(), json!(0))]));
        whole.extend(facts.clone());
        house::save(tx, &id, &whole)?;
        tx.record(ctx, Event::new(kind, &id).data(&facts));
        Ok(())
    })
}

fn event(world: &World, words: &[&str]) -> Result<()> {
    let kind = *EVENTS.iter().find(|kind| **kind == words[0]).unwrap();
    let id = format!("thg_{}", words[1]);
    let facts: Map<_, _> = words
        .iter()
        .filter_map(|word| word.split_once('='))
        .map(|(name, text)| (name.to_owned(), json!(text)))
        .collect();
    world.run(move |tx, ctx| {
        tx.record(ctx, Event::new(kind, &id).data(&facts));
        Ok(())
    })
}

/// `start p T1 x=1`.
fn start(world: &World, words: &[&str]) -> Result<()> {
    let process = world.processes[words[0]];
    let (subject, vars) = (format!("thg_{}", words[1]), vars(words));
    world.run(move |tx, ctx| process::start(tx, ctx, &HOUSE, process, &subject, vars.clone())).map(drop)
}

/// `approve a because it is fine`, `done a sent x=1`.
fn answered(world: &World, verb: &str, words: &[&str]) -> Result<()> {
    let id = world.task(words[0])?.id;
    if verb == "claim" {
        return world.run(move |tx, ctx| claim(tx, ctx, &HOUSE, id)).map(drop);
    }
    let outcome = match verb {
        "done" => {
            words.get(1).filter(|word| !word.contains('=') && **word != "because").copied().unwrap_or("")
        }
        decided => decided,
    };
    let said = Answer {
        outcome: outcome.to_owned(),
        comment: rest_after(words, "because"),
        vars: vars(words),
        ..Answer::default()
    };
    world.run(move |tx, ctx| answer(tx, ctx, &HOUSE, id, &said)).map(drop)
}

fn operation(world: &World, verb: &str, words: &[&str]) -> Result<()> {
    let named = if verb == "withdraw" { done_by_me(world, words[0])? } else { world.task(words[0])? };
    let id = named.id;
    let comment = rest_after(words, "because");
    let to = after(words, "to").unwrap_or("").to_owned();
    let person: Option<ActorId> = world.people.get(&to).copied();
    let nobody = ActorId(1);
    match verb {
        "back" => world.run(move |tx, ctx| operate::send_back(tx, ctx, &HOUSE, id, &to, &comment)),
        "resubmit" => {
            let way = if words.contains(&"direct") { Way::Direct } else { Way::Drawn };
            world.run(move |tx, ctx| operate::resubmit(tx, ctx, &HOUSE, id, way, &comment))
        }
        "withdraw" => world.run(move |tx, ctx| operate::withdraw(tx, ctx, &HOUSE, id)),
        "transfer" => world
            .run(move |tx, ctx| operate::transfer(tx, ctx, &HOUSE, id, person.unwrap_or(nobody), &comment)),
        "reassign" => world
            .run(move |tx, ctx| operate::reassign(tx, ctx, &HOUSE, id, person.unwrap_or(nobody), &comment)),
        "delegate" => world
            .run(move |tx, ctx| operate::delegate(tx, ctx, &HOUSE, id, person.unwrap_or(nobody), &comment)),
        "sign" => {
            let who = world.person(words[1]);
            let place = match words[2] {
                "before" => Place::Before,
                "after" => Place::After,
                _ => Place::Parallel,
            };
            world.run(move |tx, ctx| operate::add_signer(tx, ctx, &HOUSE, id, (who, place), &comment))
        }
        "unsign" => world.run(move |tx, ctx| operate::remove_signer(tx, ctx, &HOUSE, id)),
        "copy" => {
            let to = [person.unwrap_or(nobody)];
            world.run(move |tx, ctx| operate::copy(tx, ctx, &HOUSE, id, &to, &comment))
        }
        "remind" => world.run(move |tx, ctx| operate::remind(tx, ctx, &HOUSE, id, &comment)),
        _ => {
            let text = words[1..].join(" ");
            world.run(move |tx, ctx| operate::comment(tx, ctx, &HOUSE, id, &text))
        }
    }
    .map(drop)
}

fn done_by_me(world: &World, named: &str) -> Result<Task> {
    let (thing, step) = named.split_once('/').unwrap_or(("", named));
    let me = world.people.get(&world.who).copied();
    let all = world.tasks();
    let fits = |it: &&Task| {
        it.step == step
            && it.state == TaskState::Done
            && (thing.is_empty() || it.subject == format!("thg_{thing}"))
    };
    let mine = all.iter().rev().filter(fits).find(|it| it.done_by == me);
    let found = mine.or_else(|| all.iter().rev().find(fits)).cloned();
    found.ok_or_else(|| Error::Fault(anyhow::anyhow!("{step} was not done")))
}

/// `repair a retry`, `… set x=1`, `… skip x=1`, `… move b`, `… reassign li`, `… end`.
fn repaired(world: &World, words: &[&str]) -> Result<()> {
    let id = world.incident(words[0])?;
    let how = match words[1] {
        "retry" => Repair::Retry,
        "set" => Repair::Set(vars(words)),
        "skip" => Repair::Skip(vars(words)),
        "move" => Repair::Move(words[2].to_owned()),
        "reassign" => Repair::Assign(world.person(words[2])),
        _ => Repair::End("enough".to_owned()),
    };
    world.run(move |tx, ctx| repair::repair(tx, ctx, &HOUSE, id, &how)).map(drop)
}

/// `jump T1 a to b`.
fn jump(world: &World, words: &[&str]) -> Result<()> {
    let row = world.case(words[0]);
    let (case, definition) = world.kernel(&row);
    let node = definition.find(words[1]).unwrap();
    let token = case.tokens.iter().find(|it| it.node == node).map_or(0, |it| it.id.0);
    let to = after(words, "to").unwrap().to_owned();
    world.run(move |tx, ctx| repair::jump(tx, ctx, &HOUSE, row.id, token, &to))
}

fn designed(world: &World, verb: &str, words: &[&str]) -> Result<()> {
    let code = words[0].split_once('#').map_or(words[0], |(code, _)| code);
    let id = world.processes[code];
    let drawing = world.drawings.iter().find(|(name, _)| *name == words[0]).map(|(_, bpmn)| bpmn.clone());
    let number = words.get(1).and_then(|it| it.parse::<i64>().ok()).unwrap_or(0);
    match verb {
        "draft" => {
            world.run(move |tx, ctx| design::save_draft(tx, ctx, id, drawing.as_deref().unwrap_or("")))
        }
        "publish" => world.run(move |tx, ctx| design::publish(tx, ctx, &HOUSE, id, "")),
        "undraft" => world.run(move |tx, ctx| design::drop_draft(tx, ctx, id)),
        "rollback" => world.run(move |tx, ctx| design::roll_back(tx, ctx, &HOUSE, id, number, "")),
        "close" => {
            world.run(move |tx, ctx| design::set_active(tx, ctx, &HOUSE, id, design::Activity::OutOfUse))
        }
        _ => world.run(move |tx, ctx| design::set_active(tx, ctx, &HOUSE, id, design::Activity::InUse)),
    }
    .map(drop)
}

/// Which version a case is on.
fn look(world: &World, words: &[&str]) -> Vec<String> {
    let version = world.case(words[0]).version_id;
    let (number,): (i64,) =
        world.look(move |tx| tx.one("SELECT version FROM process_version WHERE id = $1", &[&version]));
    vec![format!("on version {number}")]
}

fn shown_vars(world: &World, named: &str) -> Vec<String> {
    let (case, _) = world.kernel(&world.case(named));
    let vars = case.scopes.first().map(|scope| scope.vars.clone()).unwrap_or_default();
    let told: Vec<String> = vars.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
    vec![format!("  {}", told.join(" "))]
}

/// `diff p p#2`: two drawings.
fn diff(world: &World, words: &[&str]) -> Told {
    let of = |name: &str| &world.drawings.iter().find(|(known, _)| known == name).unwrap().1;
    let found = process::compare::differences(of(words[0]), of(words[1]))?;
    let told = found.iter().map(|it| {
        let what: Vec<String> =
            it.what.iter().map(|it| format!(" {} {} → {}", it.key, it.before, it.after)).collect();
        format!("  {:?} {} {}{}", it.change, it.kind, it.element, what.join(","))
    });
    Ok(told.collect())
}

fn problems(world: &World, name: &str) -> Told {
    let bpmn = world.drawings.iter().find(|(known, _)| known == name).unwrap().1.clone();
    let found = world.run(move |tx, ctx| design::check(tx, ctx, &HOUSE, &bpmn))?;
    Ok(found.iter().map(|it| format!("  {:?}: {}", it.severity, it.sentence)).collect())
}

fn timers(world: &World) -> Vec<String> {
    let all: Vec<(String, At)> =
        world.look(|tx| tx.all("SELECT kind, due_at FROM timer ORDER BY due_at, kind", &[]));
    let zone = world.ctx_of("").zone;
    all.iter().map(|(kind, due)| format!("  {kind} at {}", due.clock_in(&zone))).collect()
}
