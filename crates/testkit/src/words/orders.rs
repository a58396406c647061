//! Orders from the first word to the last.

use serde_json::{Value, json};

use super::Words;
use crate::world::{Stop, Told, World};

fn own(world: &World, label: &str) -> Result<String, Stop> {
    Ok(format!("/api/orders/{}", world.id("SO", label)?))
}

/// A command on an order that exists.
fn act(world: &mut World, words: &mut Words, verb: &str, body: &Value) -> Told {
    let path = own(world, &words.next("an order")?)?;
    world.post(&format!("{path}/{verb}"), body)?;
    Ok(Vec::new())
}

/// `8 WIDGET [@ 99] [less 0.05] [uom 箱] [from WEST] [on 2026-12-01]`
fn wanted(words: &mut Words) -> Result<Value, Stop> {
    let (qty, sku) = (words.next("how many")?, words.next("a SKU")?);
    let mut line = json!({"sku": sku, "qty": qty});
    let names =
        [("@", "price"), ("less", "discount"), ("uom", "uom"), ("from", "warehouse"), ("on", "requested_on")];
    for (word, field) in names {
        if let Some(value) = words.option(word) {
            line[field] = json!(value);
        }
    }
    words.end()?;
    Ok(line)
}

fn lines(words: &mut Words) -> Result<Vec<Value>, Stop> {
    words.parts().iter_mut().map(wanted).collect()
}

/// `take SO-1 ACME 2 A, 3 B [short decide] [upto placed] [external taobao/T-1]`: one call, all the way.
pub(super) fn take(world: &mut World, words: &mut Words) -> Told {
    let (label, customer) = (words.next("a name")?, words.next("a customer")?);
    let mut new = json!({ "customer": customer });
    for (word, field) in [("short", "on_short"), ("upto", "upto")] {
        if let Some(value) = words.option(word) {
            new[field] = json!(value);
        }
    }
    if let Some(external) = words.option("external") {
        let (channel, number) = external.split_once('/').unwrap_or(("", &external));
        new["external"] = json!({"channel": channel, "number": number});
    }
    new["lines"] = json!(lines(words)?);
    let made = world.post("/api/orders", &new)?;
    if world.find("SO", &label).is_none() {
        world.document("SO", &label, &made);
    }
    Ok(Vec::new())
}

/// `order SO-1 ACME`: an empty draft; `line` fills it.
pub(super) fn order(world: &mut World, words: &mut Words) -> Told {
    let (label, customer) = (words.next("a name")?, words.next("a customer")?);
    let new = json!({"customer": customer, "lines": [], "upto": "draft"});
    let made = world.post("/api/orders", &new)?;
    world.document("SO", &label, &made);
    world.drafts.insert(label, new);
    Ok(Vec::new())
}

/// `line SO-1 8 WIDGET @ 99`
pub(super) fn line(world: &mut World, words: &mut Words) -> Told {
    let label = words.next("an order")?;
    let path = own(world, &label)?;
    let mut draft = world.drafts.get(&label).cloned().unwrap_or_default();
    let line = wanted(words)?;
    draft["lines"].as_array_mut().into_iter().for_each(|lines| lines.push(line.clone()));
    world.put(&path, &draft)?;
    world.drafts.insert(label, draft);
    Ok(Vec::new())
}

/// `check ACME 2 A, 3 B`: what it would be, nothing stored.
pub(super) fn check(world: &mut World, words: &mut Words) -> Told {
    let customer = words.next("a customer")?;
    let checked = world.post("/api/orders/check", &json!({"customer": customer, "lines": lines(words)?}))?;
    let told = super::show::checked(&checked);
    Ok(told)
}

/// `place SO-1`
pub(super) fn place(world: &mut World, words: &mut Words) -> Told {
    act(world, words, "place", &json!({}))
}

/// `confirm SO-1 [short backorder]`
pub(super) fn confirm(world: &mut World, words: &mut Words) -> Told {
    let on_short = words.option("short").unwrap_or_else(|| "refuse".into());
    act(world, words, "confirm", &json!({ "on_short": on_short }))
}

/// `review SO-1 approve|return|reject [because …]`
pub(super) fn review(world: &mut World, words: &mut Words) -> Told {
    let note = words.reason();
    let path = own(world, &words.next("an order")?)?;
    let verdict = words.next("a verdict")?;
    world.post(&format!("{path}/review"), &json!({"verdict": verdict, "note": note}))?;
    Ok(Vec::new())
}

/// `hold SO-1 because …`
pub(super) fn hold(world: &mut World, words: &mut Words) -> Told {
    let reason = words.reason();
    act(world, words, "hold", &json!({ "reason": reason }))
}

/// `lift SO-1 [because …]`
pub(super) fn lift(world: &mut World, words: &mut Words) -> Told {
    let note = words.reason();
    act(world, words, "lift", &json!({ "note": note }))
}

/// `decide SO-1 1 part, 2 warehouse WEST, 3 substitute B, 4 date 2026-12-01, 5 drop`
pub(super) fn decide(world: &mut World, words: &mut Words) -> Told {
    let path = own(world, &words.next("an order")?)?;
    let mut decisions = Vec::new();
    for mut part in words.parts() {
        let line = world.line(&path, &part.next("a line")?)?;
        let action = part.next("a decision")?;
        let mut decision = json!({"line": line, "action": action});
        let names = [("warehouse", "warehouse"), ("substitute", "sku"), ("date", "requested_on")];
        if let Some((_, field)) = names.iter().find(|(name, _)| *name == action) {
            decision[field] = json!(part.next("with what")?);
        }
        decisions.push(decision);
    }
    world.post(&format!("{path}/resolve-short"), &json!({ "decisions": decisions }))?;
    Ok(Vec::new())
}

/// `amend SO-1 qty 1 3, add 1 B, drop 2, price 1 100, date 1 2026-12-01, to 张三 [short backorder] [because …]`
pub(super) fn amend(world: &mut World, words: &mut Words) -> Told {
    let (reason, on_short) = (words.reason(), words.option("short").unwrap_or_else(|| "refuse".into()));
    let path = own(world, &words.next("an order")?)?;
    let mut changes = Vec::new();
    for mut part in words.parts() {
        changes.push(change(world, &path, &mut part)?);
    }
    world.post(
        &format!("{path}/amend"),
        &json!({"changes": changes, "reason": reason, "on_short": on_short}),
    )?;
    Ok(Vec::new())
}

fn change(world: &World, path: &str, part: &mut Words) -> Result<Value, Stop> {
    let what = part.next("a change")?;
    let line = |part: &mut Words| world.line(path, &part.next("a line")?);
    Ok(match what.as_str() {
        "qty" => json!({"action": "change_qty", "line": line(part)?, "qty": part.next("how many")?}),
        "add" => json!({"action": "add_line", "new": wanted(part)?}),
        "drop" => json!({"action": "drop_line", "line": line(part)?}),
        "price" => json!({"action": "change_price", "line": line(part)?, "price": part.next("a price")?}),
        "date" => json!({"action": "change_date", "line": line(part)?, "requested_on": part.next("a day")?}),
        "to" => json!({"action": "change_address", "ship_to":
            {"receiver": part.next("a name")?, "phone": part.next("a phone")?, "address": part.next("an address")?}}),
        other => return Err(Stop::Mistyped(format!("there is no change called {other}"))),
    })
}

/// `decide-amendment SO-1 2 approve|reject [because …]`
pub(super) fn decide_amendment(world: &mut World, words: &mut Words) -> Told {
    let note = words.reason();
    let path = own(world, &words.next("an order")?)?;
    let n: i64 = words.next("which")?.parse().unwrap_or_default();
    let approve = words.next("approve or reject")? == "approve";
    world.post(&format!("{path}/decide-amendment"), &json!({"n": n, "approve": approve, "note": note}))?;
    Ok(Vec::new())
}

/// `1:2, 2`: so much of some lines, or all of them; none named is everything.
fn quantities(world: &World, path: &str, words: &mut Words) -> Result<Vec<Value>, Stop> {
    let mut out = Vec::new();
    for mut part in words.parts() {
        let word = part.next("a line")?;
        let (line, qty) = word.split_once(':').map_or((word.as_str(), None), |(line, qty)| (line, Some(qty)));
        out.push(json!({"line": world.line(path, line)?, "qty": qty}));
    }
    Ok(out)
}

/// `split SO-1 SO-2 1:1, 2`
pub(super) fn split(world: &mut World, words: &mut Words) -> Told {
    let path = own(world, &words.next("an order")?)?;
    let label = words.next("a name for the new order")?;
    let parts = quantities(world, &path, words)?;
    let made = world.post(&format!("{path}/split"), &json!({ "lines": parts }))?;
    world.document("SO", &label, &made);
    Ok(Vec::new())
}

/// `copy SO-1 SO-2`
pub(super) fn copy(world: &mut World, words: &mut Words) -> Told {
    let path = own(world, &words.next("an order")?)?;
    let label = words.next("a name for the copy")?;
    let made = world.post(&format!("{path}/copy"), &json!({}))?;
    world.document("SO", &label, &made);
    Ok(Vec::new())
}

/// `cancel SO-1 [1:2, 2] because …`; also a shipment, a payment, a count.
pub(super) fn cancel(world: &mut World, words: &mut Words) -> Told {
    let reason = words.reason();
    let label = words.next("what")?;
    for (kind, path) in [("SH", "/api/shipments"), ("PAY", "/api/payments"), ("count", "/api/stock/counts")] {
        if let Some(id) = world.find(kind, &label) {
            let body = if kind == "SH" { json!({ "reason": reason }) } else { json!({}) };
            world.post(&format!("{path}/{id}/cancel"), &body)?;
            return Ok(Vec::new());
        }
    }
    let path = own(world, &label)?;
    let parts = quantities(world, &path, words)?;
    let mut body = json!({ "reason": reason });
    if !parts.is_empty() {
        body["lines"] = json!(parts);
    }
    world.post(&format!("{path}/cancel"), &body)?;
    Ok(Vec::new())
}

/// `close SO-1 because …`
pub(super) fn close(world: &mut World, words: &mut Words) -> Told {
    let reason = words.reason();
    act(world, words, "close", &json!({ "reason": reason }))
}

/// `release SO-1`
pub(super) fn release(world: &mut World, words: &mut Words) -> Told {
    act(world, words, "release", &json!({}))
}

/// `take-back SO-1 1:2, 2:1`
pub(super) fn take_back(world: &mut World, words: &mut Words) -> Told {
    let path = own(world, &words.next("an order")?)?;
    let parts = quantities(world, &path, words)?;
    world.post(&format!("{path}/take-back"), &json!({ "lines": parts }))?;
    Ok(Vec::new())
}

/// `reconcile SO-1`
pub(super) fn reconcile(world: &mut World, words: &mut Words) -> Told {
    act(world, words, "reconcile", &json!({}))
}

/// `invoice SO-1`
pub(super) fn invoice(world: &mut World, words: &mut Words) -> Told {
    act(world, words, "invoice", &json!({}))
}
