//! What people do with their tasks, and what is to be seen of cases.

use serde_json::{Value, json};

use super::Words;
use crate::world::{Stop, Told, World, text};

/// `processes`: from here on orders go their way by the processes that come with the product.
pub(super) fn processes(world: &mut World, _: &mut Words) -> Told {
    world.house.ship();
    world.has_processes = true;
    Ok(Vec::new())
}

/// `todo`: what waits for the speaker.
pub(super) fn todo(world: &mut World, _: &mut Words) -> Told {
    let page = world.get("/api/tasks?box=todo&sort=created_at")?;
    let tasks = page["items"].as_array().cloned().unwrap_or_default();
    if tasks.is_empty() {
        return Ok(vec!["  nothing".to_owned()]);
    }
    Ok(tasks.iter().map(task_line).collect())
}

fn task_line(task: &Value) -> String {
    let mut told = format!("  {} of {}", text(task, "name"), text(task, "number"));
    let said = [("because", "reason"), ("due", "due_at")];
    for (word, field) in said {
        let value = text(task, field);
        if !value.is_empty() {
            told.push_str(&format!(", {word} {}", since_start(field, &value)));
        }
    }
    if task["overdue"] == json!(true) {
        told.push_str(", overdue");
    }
    if !task["owner_id"].is_null() {
        told.push_str(", for somebody else");
    }
    told
}

/// Moments as minutes since the story began; other texts as they are.
fn since_start(field: &str, value: &str) -> String {
    if !field.ends_with("_at") {
        return value.to_owned();
    }
    let at: base::At = value.parse().unwrap_or(testdb::START);
    format!("{} min", (at.0 - testdb::START.0) / base::time::MINUTE_US)
}

/// The speaker's task about a document; `done` looks among those he has done.
fn task_of(world: &mut World, label: &str, within: &str) -> Result<String, Stop> {
    let subject = world.id("SO", label)?;
    let page = world.get(&format!("/api/tasks?box={within}&sort=-created_at"))?;
    let found = page["items"].as_array().into_iter().flatten().find(|task| text(task, "subject") == subject);
    match found {
        Some(task) => Ok(text(task, "id")),
        // One that is not his is for the house to refuse.
        None => Ok(world.open_task(&subject).unwrap_or_else(|| "tsk_0000000000000".to_owned())),
    }
}

/// `approve SO-1 [because …]`
pub(super) fn approve(world: &mut World, words: &mut Words) -> Told {
    act(world, words, "approve", |words| Ok(json!({"comment": words.reason()})))
}

/// `reject SO-1 [because …]`
pub(super) fn reject(world: &mut World, words: &mut Words) -> Told {
    act(world, words, "reject", |words| Ok(json!({"comment": words.reason()})))
}

/// `answer SO-1 backorder [because …]`
pub(super) fn answer(world: &mut World, words: &mut Words) -> Told {
    act(world, words, "answer", |words| {
        let comment = words.reason();
        Ok(json!({"comment": comment, "outcome": words.next("an outcome")?}))
    })
}

/// `claim SO-1`
pub(super) fn claim(world: &mut World, words: &mut Words) -> Told {
    act(world, words, "claim", |_| Ok(json!({})))
}

/// `remind SO-1`
pub(super) fn remind(world: &mut World, words: &mut Words) -> Told {
    act(world, words, "remind", |words| Ok(json!({"comment": words.reason()})))
}

/// `send-back SO-1 to submitter [because …]`
pub(super) fn send_back(world: &mut World, words: &mut Words) -> Told {
    act(world, words, "return", |words| {
        let comment = words.reason();
        let to = words.option("to").ok_or_else(|| Stop::Mistyped("to where?".into()))?;
        Ok(json!({"comment": comment, "to": to}))
    })
}

/// `resubmit SO-1 [direct]`
pub(super) fn resubmit(world: &mut World, words: &mut Words) -> Told {
    act(world, words, "resubmit", |words| Ok(json!({"direct": words.flag("direct")})))
}

/// `withdraw SO-1`: takes back what the speaker handed on.
pub(super) fn withdraw(world: &mut World, words: &mut Words) -> Told {
    let task = task_of(world, &words.next("an order")?, "done")?;
    world.post(&format!("/api/tasks/{task}/withdraw"), &json!({}))?;
    Ok(Vec::new())
}

/// `hand SO-1 to 小王 [for-a-while]`: transferred, or delegated when it comes back.
pub(super) fn hand(world: &mut World, words: &mut Words) -> Told {
    let task = task_of(world, &words.next("an order")?, "todo")?;
    let comment = words.reason();
    let to = words.option("to").ok_or_else(|| Stop::Mistyped("to whom?".into()))?;
    let how = if words.flag("for-a-while") { "delegate" } else { "transfer" };
    let body = json!({"to": world.id("user", &to)?, "comment": comment});
    world.post(&format!("/api/tasks/{task}/{how}"), &body)?;
    Ok(Vec::new())
}

/// `reassign SO-1 to 小王`: by an administrator, whoever has it.
pub(super) fn reassign(world: &mut World, words: &mut Words) -> Told {
    let subject = world.id("SO", &words.next("an order")?)?;
    let to = words.option("to").ok_or_else(|| Stop::Mistyped("to whom?".into()))?;
    let task = world.open_task(&subject).ok_or_else(|| Stop::Mistyped("nothing is open".into()))?;
    let body = json!({"to": world.id("user", &to)?});
    world.post(&format!("/api/tasks/{task}/reassign"), &body)?;
    Ok(Vec::new())
}

/// `add-signer SO-1 小王 before|after|parallel`
pub(super) fn add_signer(world: &mut World, words: &mut Words) -> Told {
    let task = task_of(world, &words.next("an order")?, "todo")?;
    let (who, place) = (words.next("who")?, words.next("where")?);
    let body = json!({"who": world.id("user", &who)?, "place": place});
    world.post(&format!("/api/tasks/{task}/add-signer"), &body)?;
    Ok(Vec::new())
}

/// `send-copy SO-1 to 小王`
pub(super) fn send_copy(world: &mut World, words: &mut Words) -> Told {
    let task = task_of(world, &words.next("an order")?, "todo")?;
    let to = words.option("to").ok_or_else(|| Stop::Mistyped("to whom?".into()))?;
    let body = json!({"to": [world.id("user", &to)?]});
    world.post(&format!("/api/tasks/{task}/copy"), &body)?;
    Ok(Vec::new())
}

fn act(
    world: &mut World,
    words: &mut Words,
    how: &str,
    body: impl Fn(&mut Words) -> Result<Value, Stop>,
) -> Told {
    let label = words.next("an order")?;
    let body = body(words)?;
    let task = task_of(world, &label, "todo")?;
    world.post(&format!("/api/tasks/{task}/{how}"), &body)?;
    Ok(Vec::new())
}

/// `cases SO-1`: each case with where it stands and the steps people see.
pub(super) fn cases(world: &mut World, words: &mut Words) -> Told {
    let subject = world.id("SO", &words.next("an order")?)?;
    let page = world.get(&format!("/api/cases?subject={subject}&sort=started_at"))?;
    let mut told = Vec::new();
    for row in page["items"].as_array().into_iter().flatten() {
        let standing = row["now"].as_array().into_iter().flatten().map(|it| {
            let stuck = if it["stuck"] == json!(true) { " (stuck)" } else { "" };
            format!("{}{stuck}", text(it, "name"))
        });
        let mut state = text(row, "state");
        if state == "ended" {
            state = text(row, "outcome");
        }
        let standing: Vec<String> = standing.collect();
        let at = if standing.is_empty() { String::new() } else { format!(", at {}", standing.join(", ")) };
        told.push(format!("  {}: {state}{at}", text(row, "process_name")));
        let view = world.get(&format!("/api/cases/{}", text(row, "id")))?;
        let trail: Vec<String> =
            view["trail"].as_array().into_iter().flatten().map(|step| text(step, "name")).collect();
        told.push(format!("    {}", trail.join(" → ")));
    }
    Ok(told)
}

/// `incidents`: what is stuck, and why.
pub(super) fn incidents(world: &mut World, _: &mut Words) -> Told {
    let page = world.look("/api/incidents?sort=at");
    let told = page["items"].as_array().into_iter().flatten().map(|it| {
        let how = text(it, "how");
        let how = if how.is_empty() { String::new() } else { format!(", by {how}") };
        format!(
            "  {} of {}: {}, {} ({}{how})",
            text(it, "name"),
            text(it, "number"),
            text(it, "code"),
            text(it, "sentence"),
            text(it, "state")
        )
    });
    Ok(told.collect())
}

/// `repair SO-1 retry`, `skip`, `set NAME VALUE`, `move STEP`, `assign 小王`, `end`
pub(super) fn repair(world: &mut World, words: &mut Words) -> Told {
    let (label, how) = (words.next("an order")?, words.next("how")?);
    let subject = world.id("SO", &label)?;
    let page = world.look("/api/incidents?sort=-at&filter=[%22state%22,%22eq%22,%22open%22]");
    let found = page["items"].as_array().into_iter().flatten().find(|it| text(it, "subject") == subject);
    let incident = found.map(|it| text(it, "id")).ok_or_else(|| Stop::Mistyped("nothing is stuck".into()))?;
    let body = match how.as_str() {
        "skip" | "set" => {
            let name = words.maybe();
            let value = words.maybe().map(|text| serde_json::from_str(&text).unwrap_or(json!(text)));
            json!({"vars": name.zip(value).map(|(name, value)| json!({name: value})).unwrap_or(json!({}))})
        }
        "move" => json!({"to": words.next("a step")?}),
        "assign" => json!({"to": world.id("user", &words.next("who")?)?}),
        "end" => json!({"reason": words.reason()}),
        _ => json!({}),
    };
    let path = if how == "assign" { "reassign" } else { &how };
    world.post(&format!("/api/incidents/{incident}/{path}"), &body)?;
    Ok(Vec::new())
}

fn process(world: &World, code: &str) -> Result<Value, Stop> {
    let all = world.look("/api/processes");
    let found = all.as_array().into_iter().flatten().find(|it| text(it, "code") == code).cloned();
    found.ok_or_else(|| Stop::Mistyped(format!("there is no process {code}")))
}

/// The texts in a list, or the texts of a field of its items.
fn texts(list: &Value, field: Option<&str>) -> Vec<String> {
    let each = list.as_array().into_iter().flatten();
    each.map(|it| field.map_or_else(|| it.as_str().unwrap_or_default().to_owned(), |field| text(it, field)))
        .collect()
}

/// `walk order_to_cash SO-1 review approve, ship happen`: walked with a copy of the order, and undone.
pub(super) fn walk(world: &mut World, words: &mut Words) -> Told {
    let (code, label) = (words.next("a process")?, words.next("an order")?);
    let mut answers = Vec::new();
    for mut part in words.parts() {
        answers.push(json!({"step": part.next("a step")?, "answer": part.next("an answer")?, "minutes": 30}));
    }
    let id = text(&process(world, &code)?, "id");
    let body = json!({"process": id, "subject": world.id("SO", &label)?, "answers": answers});
    let walked = world.post("/api/processes/walk", &body)?;
    let mut told = vec![format!("  {}", texts(&walked["trail"], Some("name")).join(" → "))];
    for it in walked["waiting"].as_array().into_iter().flatten() {
        let whom = [texts(&it["people"], None), texts(&it["whom"], None)].concat().join(", ");
        told.push(format!("  {}: {whom} ({})", text(it, "name"), texts(&it["answers"], None).join(", ")));
    }
    told.extend(texts(&walked["stuck"], None).into_iter().map(|it| format!("  stuck: {it}")));
    if walked["ended"] == json!(true) {
        told.push(format!("  {}", text(&walked, "outcome")));
    }
    Ok(told)
}

/// `redraw order_to_cash name="审核" to name="复核"`: publishes the process with one text put for another.
pub(super) fn redraw(world: &mut World, words: &mut Words) -> Told {
    let code = words.next("a process")?;
    let (from, _, to) = (words.next("a text")?, words.next("to")?, words.next("a text")?);
    let id = text(&process(world, &code)?, "id");
    let shown = world.look(&format!("/api/processes/{id}"));
    let drawn = text(&shown, "bpmn").replace(&from, &to);
    world.put(&format!("/api/processes/{id}/draft"), &json!({"bpmn": drawn}))?;
    let made = world.post(&format!("/api/processes/{id}/publish"), &json!({"note": "redrawn"}))?;
    Ok(vec![format!("  {code} version {}", text(&made, "version"))])
}

/// `migrate order_to_cash 1 to 2 [map OLD NEW] [dry]`
pub(super) fn migrate(world: &mut World, words: &mut Words) -> Told {
    let code = words.next("a process")?;
    let (from, _, to) = (words.next("a version")?, words.next("to")?, words.next("a version")?);
    let dry = words.flag("dry");
    let mapping: Vec<Value> = match words.option("map") {
        Some(old) => vec![json!({"from": old, "to": words.next("a step")?})],
        None => Vec::new(),
    };
    let id = text(&process(world, &code)?, "id");
    let number = |text: &str| text.parse::<i64>().unwrap_or(0);
    let body = json!({"from": number(&from), "to": number(&to), "dry": dry, "mapping": mapping});
    let report = world.post(&format!("/api/processes/{id}/migrate"), &body)?;
    let mut told = vec![format!("  {} of {} fit", text(&report, "fit"), text(&report, "cases"))];
    for unfit in report["unfit"].as_array().into_iter().flatten() {
        told.push(format!("  {}: {}", text(unfit, "subject"), text(unfit, "reason")));
    }
    Ok(told)
}
