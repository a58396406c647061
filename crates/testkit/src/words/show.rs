//! What there is to see, by whoever is speaking.

use base::At;
use serde_json::Value;
use testdb::START;

use super::Words;
use crate::world::{Stop, Told, World, text};

/// `show order SO-1`, `timeline SO-1`, `short SO-1`, `shipment SH-1`, `pick SH-1`, `invoice INV-1`,
/// `payment PAY-1`, `customer ACME`, `stock [SKU]`, `moves SKU`, `receivables`
pub(super) fn show(world: &mut World, words: &mut Words) -> Told {
    let what = words.next("what")?;
    match what.as_str() {
        "stock" => stock(world, words),
        "receivables" => receivables(world),
        "customer" => customer(world, words),
        _ => document(world, &what, &words.next("which")?),
    }
}

fn document(world: &mut World, what: &str, label: &str) -> Told {
    let (kind, path, end, tell): (_, _, _, fn(&Value) -> Vec<String>) = match what {
        "order" => ("SO", "/api/orders", "", order),
        "timeline" => ("SO", "/api/orders", "/timeline", timeline),
        "short" => ("SO", "/api/orders", "/shortage", short),
        "documents" => ("SO", "/api/orders", "/documents", documents),
        "shipment" => ("SH", "/api/shipments", "", shipment),
        "pick" => ("SH", "/api/shipments", "/pick", stops),
        "invoice" if label.starts_with("CN") => ("CN", "/api/invoices", "", invoice),
        "invoice" => ("INV", "/api/invoices", "", invoice),
        other => return Err(Stop::Mistyped(format!("there is nothing called {other} to show"))),
    };
    let id = world.id(kind, label)?;
    let view = world.get(&format!("{path}/{id}{end}"))?;
    Ok(tell(&view))
}

fn each<'a>(list: &'a Value, tell: impl Fn(&'a Value) -> String) -> Vec<String> {
    list.as_array().into_iter().flatten().map(tell).collect()
}

/// Names and figures, those that are nothing left out: `shipped 2, invoiced 2`.
fn figures(of: &Value, fields: &[(&str, &str)]) -> String {
    let said = fields.iter().map(|(name, field)| (name, text(of, field)));
    let said = said.filter(|(_, value)| !value.is_empty() && value != "0");
    said.map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ")
}

/// The same after what they are about; nothing is said of nothing.
fn with_figures(of: &str, line: &Value, fields: &[(&str, &str)]) -> String {
    let said = figures(line, fields);
    if said.is_empty() { of.to_owned() } else { format!("{of}: {said}") }
}

fn words_of(list: &Value) -> String {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
}

fn order(view: &Value) -> Vec<String> {
    let quantities: Vec<(String, String)> =
        ["cancelled", "reserved", "released", "picked", "shipped", "delivered", "refused", "invoiced"]
            .map(|name| (name.to_owned(), format!("qty_{name}")))
            .to_vec();
    let quantities: Vec<(&str, &str)> = quantities.iter().map(|(n, f)| (n.as_str(), f.as_str())).collect();
    let mut told = each(&view["lines"], |line| {
        let [no, qty, sku, price] = ["line_no", "qty_ordered", "sku", "price"].map(|name| text(line, name));
        with_figures(&format!("  {no}. {qty} {sku} at {price}"), line, &quantities)
    });
    told.extend(each(&view["holds"], |hold| {
        let ended = hold["decision"].as_str().map(|decision| format!(", {decision}")).unwrap_or_default();
        format!("  hold {}{ended}: {}", text(hold, "reason"), hold["facts"])
    }));
    told.extend(each(&view["amendments"], |amendment| {
        let total = &amendment["effect"]["total"];
        format!(
            "  amendment {} {}: {} → {}",
            text(amendment, "n"),
            text(amendment, "state"),
            text(total, "before"),
            text(total, "after")
        )
    }));
    told.push(format!("  may: {}", words_of(&view["allowed_actions"])));
    told
}

/// Minutes since the story began, who, what, on which document.
fn timeline(view: &Value) -> Vec<String> {
    each(view, |entry| {
        let at: At = text(entry, "at").parse().unwrap_or(START);
        let minutes = (at.0 - START.0) / base::time::MINUTE_US;
        let actor = text(entry, "actor");
        let by = if actor.is_empty() { "the house" } else { &actor };
        format!("  {minutes} min, {by}: {} {}", text(entry, "kind"), text(entry, "subject"))
    })
}

fn short(view: &Value) -> Vec<String> {
    each(view, |line| {
        let [no, wanted, sku, available] =
            ["line_no", "wanted", "sku", "available"].map(|name| text(line, name));
        let elsewhere = each(&line["elsewhere"], |other| {
            format!(", {} at {}", text(other, "available"), text(other, "code"))
        });
        let day = line["promised_on"].as_str().map(|day| format!(", all on {day}")).unwrap_or_default();
        format!(
            "  {no}: {wanted} {sku}, {available} here{}{day}; could: {}",
            elsewhere.concat(),
            words_of(&line["options"])
        )
    })
}

fn documents(view: &Value) -> Vec<String> {
    each(&view["documents"], |one| {
        format!("  {} {} {}", text(one, "kind"), text(one, "number"), text(one, "state"))
    })
}

fn shipment(view: &Value) -> Vec<String> {
    let fields = [
        ("picked", "qty_picked"),
        ("short", "qty_short"),
        ("shipped", "qty_shipped"),
        ("delivered", "qty_delivered"),
        ("refused", "qty_refused"),
        ("restocked", "qty_restocked"),
    ];
    let mut told = each(&view["lines"], |line| {
        let [no, qty, sku] = ["line_no", "qty", "sku"].map(|name| text(line, name));
        with_figures(&format!("  {no}. {qty} {sku}"), line, &fields)
    });
    told.push(format!("  may: {}", words_of(&view["allowed_actions"])));
    told
}

fn stops(view: &Value) -> Vec<String> {
    each(&view["stops"], |stop| {
        let [qty, sku, place, lot] = ["qty", "sku", "location", "lot"].map(|name| text(stop, name));
        format!("  {qty} {sku} from {place}{}", if lot.is_empty() { lot } else { format!(", lot {lot}") })
    })
}

fn invoice(view: &Value) -> Vec<String> {
    let mut told = each(&view["lines"], |line| {
        let [no, qty, sku, amount, tax] =
            ["line_no", "qty", "sku", "amount", "tax_amount"].map(|name| text(line, name));
        format!("  {no}: {qty} {sku}, {amount} and {tax} tax")
    });
    told.push(format!("  due on {}; may: {}", text(view, "due_on"), words_of(&view["allowed_actions"])));
    told
}

fn stock(world: &mut World, words: &mut Words) -> Told {
    let sku = words.maybe();
    let page = world.get("/api/stock?limit=500&sort=sku")?;
    let of_sku = |row: &&Value| sku.as_ref().is_none_or(|sku| text(row, "sku") == *sku);
    let mut told: Vec<String> =
        page["items"].as_array().into_iter().flatten().filter(of_sku).map(balance).collect();
    told.sort();
    Ok(told)
}

fn balance(row: &Value) -> String {
    let lot = text(row, "lot");
    let lot = if lot.is_empty() { lot } else { format!(" lot {lot}") };
    let fields = [("on hand", "on_hand"), ("reserved", "reserved"), ("available", "available")];
    with_figures(&format!("  {}{lot} at {}", text(row, "sku"), text(row, "warehouse")), row, &fields)
}

fn customer(world: &mut World, words: &mut Words) -> Told {
    let code = words.next("which")?;
    let view = world.get(&format!("/api/customers/{}", world.id("customer", &code)?))?;
    let fields = [
        ("ordered", "ordered"),
        ("unbilled", "unbilled"),
        ("receivable", "receivable"),
        ("prepaid", "prepaid"),
    ];
    let exposure = &view["exposure"];
    let left = view["credit_left"].as_str().map(|left| format!(", {left} left")).unwrap_or_default();
    let stands = format!("  {code} stands for {}{left}", text(exposure, "total"));
    Ok(vec![with_figures(&stands, exposure, &fields)])
}

fn receivables(world: &mut World) -> Told {
    let view = world.get("/api/receivables")?;
    let fields = [
        ("not due", "not_due"),
        ("1–30 days", "days_1_30"),
        ("31–60 days", "days_31_60"),
        ("61–90 days", "days_61_90"),
        ("over 90 days", "days_over_90"),
    ];
    Ok(each(&view["items"], |row| format!("  {}: {}", text(row, "customer_name"), figures(row, &fields))))
}

/// What an order would be.
pub(super) fn checked(view: &Value) -> Vec<String> {
    let mut told = each(&view["lines"], |line| {
        let steps =
            each(&line["price_trace"], |step| format!("{} {}", text(step, "rule"), text(step, "price")));
        format!(
            "  {} {}: {} available, {}",
            text(line, "qty_ordered"),
            text(line, "sku"),
            text(line, "available"),
            steps.join(", ")
        )
    });
    let review = words_of(&view["review"]);
    let review = if review.is_empty() { review } else { format!("; review: {review}") };
    told.push(format!("  total {}{review}", text(view, "total_amount")));
    told
}

/// `list orders`, `shipments`, `invoices`, `payments`, `customers`: what the speaker may see.
pub(super) fn list(world: &mut World, words: &mut Words) -> Told {
    let what = words.next("what")?;
    let page = world.get(&format!("/api/{what}?limit=500"))?;
    let mut rows: Vec<&Value> = page["items"].as_array().into_iter().flatten().collect();
    rows.sort_by_key(|row| text(row, "id"));
    let names: Vec<String> = rows.into_iter().map(|row| text(row, "id")).collect();
    Ok(vec![format!("  {}", if names.is_empty() { "nothing".into() } else { names.join(", ") })])
}
