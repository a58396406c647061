//! Parcels: picked by scanning, packed, shipped, followed to the door.

use serde_json::{Value, json};

use super::Words;
use crate::world::{Stop, Told, World, text};

fn own(world: &World, words: &mut Words) -> Result<String, Stop> {
    Ok(format!("/api/shipments/{}", world.id("SH", &words.next("a shipment")?)?))
}

/// `pick SH-1`: somebody begins.
pub(super) fn pick(world: &mut World, words: &mut Words) -> Told {
    let path = own(world, words)?;
    world.post(&format!("{path}/start-pick"), &json!({}))?;
    Ok(Vec::new())
}

/// `scan SH-1 [2] WIDGET [lot L1] [again K]`: a code or barcode; `again` is the scanner's own key.
pub(super) fn scan(world: &mut World, words: &mut Words) -> Told {
    let path = own(world, words)?;
    let mut ask = json!({});
    for (word, field) in [("lot", "lot"), ("again", "client_key")] {
        if let Some(value) = words.option(word) {
            ask[field] = json!(value);
        }
    }
    let first = words.next("a code")?;
    match words.maybe() {
        Some(code) => {
            ask["qty"] = json!(first);
            ask["code"] = json!(code);
        }
        None => ask["code"] = json!(first),
    }
    let outcome = world.post(&format!("{path}/scan"), &ask)?;
    let [result, picked, wanted] = ["result", "qty_picked", "qty_wanted"].map(|name| text(&outcome, name));
    let lots: Vec<&str> =
        outcome["lots_expected"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let expected =
        if lots.is_empty() { String::new() } else { format!(", it should be {}", lots.join(" or ")) };
    Ok(vec![format!("{result}: {picked} of {wanted}{expected}")])
}

/// `undo SH-1 [line 1]`: the last scan is taken back.
pub(super) fn undo(world: &mut World, words: &mut Words) -> Told {
    let path = own(world, words)?;
    let line = words.option("line").map(|line| world.line(&path, &line)).transpose()?;
    world.post(&format!("{path}/undo-scan"), &json!({ "line": line }))?;
    Ok(Vec::new())
}

/// `short-pick SH-1 1, 2 [because …]`: no more of these lines will be found.
pub(super) fn short_pick(world: &mut World, words: &mut Words) -> Told {
    let reason = words.reason();
    let path = own(world, words)?;
    let mut lines = Vec::new();
    for mut part in words.parts() {
        lines.push(world.line(&path, &part.next("a line")?)?);
    }
    world.post(&format!("{path}/short-pick"), &json!({"lines": lines, "reason": reason}))?;
    Ok(Vec::new())
}

/// `pack SH-1 [2 packages]`
pub(super) fn pack(world: &mut World, words: &mut Words) -> Told {
    let path = own(world, words)?;
    words.flag("packages");
    let count = words.maybe().and_then(|count| count.parse().ok()).unwrap_or(0);
    let packages: Vec<Value> = (0..count).map(|_| json!({"weight_g": 1_000})).collect();
    world.post(&format!("{path}/pack"), &json!({ "packages": packages }))?;
    Ok(Vec::new())
}

/// `ship SH-1 [by 顺丰] [number SF123]`
pub(super) fn ship(world: &mut World, words: &mut Words) -> Told {
    let path = own(world, words)?;
    let ask = json!({"carrier": words.option("by"), "tracking_number": words.option("number")});
    world.post(&format!("{path}/ship"), &ask)?;
    Ok(Vec::new())
}

/// `track SH-1 in_transit [at 杭州]`
pub(super) fn track(world: &mut World, words: &mut Words) -> Told {
    let path = own(world, words)?;
    let place = words.option("at").unwrap_or_default();
    let milestone = words.next("a milestone")?;
    world.post(&format!("{path}/track"), &json!({"milestone": milestone, "place": place}))?;
    Ok(Vec::new())
}

/// `deliver SH-1 [1 took 2 refused 1, 2 took 1] [signed 张三] [because …]`: nothing named is everything.
pub(super) fn deliver(world: &mut World, words: &mut Words) -> Told {
    let reason = words.reason();
    let path = own(world, words)?;
    let mut ask = json!({});
    if let Some(name) = words.option("signed") {
        ask["signed_by"] = json!(name);
    }
    let mut lines = Vec::new();
    for mut part in words.parts() {
        let mut line = json!({"line": world.line(&path, &part.next("a line")?)?, "reason": reason});
        for (word, field) in [("took", "qty_delivered"), ("refused", "qty_refused")] {
            if let Some(qty) = part.option(word) {
                line[field] = json!(qty);
            }
        }
        part.end()?;
        lines.push(line);
    }
    if !lines.is_empty() {
        ask["lines"] = json!(lines);
    }
    world.post(&format!("{path}/deliver"), &ask)?;
    Ok(Vec::new())
}

/// `restock SH-1 [1:1]`: refused goods are back.
pub(super) fn restock(world: &mut World, words: &mut Words) -> Told {
    let path = own(world, words)?;
    let mut lines = Vec::new();
    for mut part in words.parts() {
        let word = part.next("a line")?;
        let (line, qty) = word.split_once(':').unwrap_or((&word, "1"));
        lines.push(json!({"line": world.line(&path, line)?, "qty": qty}));
    }
    let ask = if lines.is_empty() { json!({}) } else { json!({ "lines": lines }) };
    world.post(&format!("{path}/restock"), &ask)?;
    Ok(Vec::new())
}
