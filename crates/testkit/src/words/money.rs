//! Claims and money: credited, paid, applied.

use serde_json::{Value, json};

use super::Words;
use crate::world::{Stop, Told, World};

/// An invoice or credit note by its label.
fn claim(world: &World, label: &str) -> Result<String, Stop> {
    world.find("CN", label).map_or_else(|| world.id("INV", label), Ok)
}

/// `credit INV-1 [1:2, 2=50] because …`: a quantity of a line, or an amount of it.
pub(super) fn credit(world: &mut World, words: &mut Words) -> Told {
    let reason = words.reason();
    let id = claim(world, &words.next("an invoice")?)?;
    let mut ask = json!({ "reason": reason });
    let mut lines: Vec<Value> = Vec::new();
    for mut part in words.parts() {
        let word = part.next("a line")?;
        let (line, field, value) = match (word.split_once(':'), word.split_once('=')) {
            (Some((line, qty)), _) => (line, "qty", Some(qty)),
            (_, Some((line, amount))) => (line, "amount", Some(amount)),
            _ => (word.as_str(), "qty", None),
        };
        lines.push(json!({"line_no": line.parse::<i64>().unwrap_or_default(), field: value}));
    }
    if !lines.is_empty() {
        ask["lines"] = json!(lines);
    }
    world.post(&format!("/api/invoices/{id}/credit"), &ask)?;
    Ok(Vec::new())
}

/// `pay ACME 200 [reference R-1] [currency USD]`, or `pay INV-1 [200]`
pub(super) fn pay(world: &mut World, words: &mut Words) -> Told {
    let mut ask = json!({"method": "transfer", "reference": words.option("reference").unwrap_or_default()});
    let currency = words.option("currency");
    let of = words.next("a customer or an invoice")?;
    let amount = words.maybe();
    match world.find("customer", &of) {
        Some(customer) => {
            ask["customer"] = json!(customer);
            ask["amount"] = json!(amount);
            ask["currency"] = json!(currency);
            world.post("/api/payments", &ask)?;
        }
        None => {
            ask["amount"] = json!(amount);
            world.post(&format!("/api/invoices/{}/pay", claim(world, &of)?), &ask)?;
        }
    }
    Ok(Vec::new())
}

/// `apply PAY-1 [INV-1 100, INV-2 50]`: nothing named is what is due first.
pub(super) fn apply(world: &mut World, words: &mut Words) -> Told {
    let id = world.id("PAY", &words.next("a payment")?)?;
    let mut shares = Vec::new();
    for mut part in words.parts() {
        let invoice = claim(world, &part.next("an invoice")?)?;
        shares.push(json!({"invoice": invoice, "amount": part.next("how much")?}));
    }
    let ask = if shares.is_empty() { json!({}) } else { json!({ "invoices": shares }) };
    world.post(&format!("/api/payments/{id}/apply"), &ask)?;
    Ok(Vec::new())
}

/// `unapply PAY-1 INV-1 [50]`
pub(super) fn unapply(world: &mut World, words: &mut Words) -> Told {
    let id = world.id("PAY", &words.next("a payment")?)?;
    let invoice = claim(world, &words.next("an invoice")?)?;
    world.post(
        &format!("/api/payments/{id}/unapply"),
        &json!({"invoice": invoice, "amount": words.maybe()}),
    )?;
    Ok(Vec::new())
}
