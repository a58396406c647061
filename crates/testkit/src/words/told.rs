//! What people were told, and what of it they want by mail.

use serde_json::json;

use super::Words;
use crate::world::{Stop, Told, World, text};

/// `told`: what the speaker was told and has not read.
pub(super) fn told(world: &mut World, _: &mut Words) -> Told {
    let page = world.get("/api/notices?sort=at&filter=[%22read_at%22,%22null%22,true]")?;
    let items = page["items"].as_array().cloned().unwrap_or_default();
    let count = world.get("/api/notices/counts")?;
    assert_eq!(count["unread"], json!(items.len()), "the bell and the list agree");
    if items.is_empty() {
        return Ok(vec!["  nothing".to_owned()]);
    }
    let line = |it: &serde_json::Value| {
        format!("  {}: {} | {}", text(it, "kind"), text(it, "title"), text(it, "body"))
    };
    Ok(items.iter().map(line).collect())
}

/// `read-told`: the oldest is read; `read-told all` everything.
pub(super) fn read(world: &mut World, words: &mut Words) -> Told {
    if words.flag("all") {
        world.post("/api/notices/read-all", &json!({}))?;
        return Ok(Vec::new());
    }
    let page = world.get("/api/notices?sort=at&filter=[%22read_at%22,%22null%22,true]")?;
    let oldest = page["items"].get(0).ok_or_else(|| Stop::Mistyped("nothing is unread".into()))?;
    world.post(&format!("/api/notices/{}/read", text(oldest, "id")), &json!({}))?;
    Ok(Vec::new())
}

/// `mail copy yes`, `mail task no`: what the speaker wants by mail; `mail` says what he has chosen.
pub(super) fn mail(world: &mut World, words: &mut Words) -> Told {
    if let Some(subject) = words.maybe() {
        let on = words.next("yes or no")? == "yes";
        world.put("/api/notice-preferences", &json!({"items": [{"subject": subject, "mail": on}]}))?;
    }
    let chosen = world.get("/api/notice-preferences")?;
    let each = chosen["items"].as_array().into_iter().flatten();
    let each = each.map(|it| {
        format!("{} {}", text(it, "subject"), if it["mail"] == json!(true) { "yes" } else { "no" })
    });
    Ok(vec![format!("  {}", each.collect::<Vec<_>>().join(", "))])
}
