//! The one table that says who reacts to what, and which rooms the house has.

use base::{Ctx, Result};
use db::{Entry, Event, Reaction, Tx, Wiring};
use edge::{ActionName, Figure, Hit, Route};
use serde_json::json;

use crate::offer::{HOUSE, ORDER_EVENTS};
use crate::{nightly, outside, telling};

/// Reads the journal after the commit, each event once.
pub struct Follower {
    pub name: &'static str,
    pub kinds: &'static [&'static str],
    pub run: fn(&mut Tx<'_>, &Ctx, &[Entry]) -> Result<()>,
}

/// What follows later, each in a transaction of its own.
pub const FOLLOWERS: &[Follower] = &[
    Follower { name: "backorders", kinds: order::STOCK_ARRIVED, run: serve_backorders },
    Follower {
        name: "webhook",
        kinds: &[
            "order.placed",
            "order.confirmed",
            "order.cancelled",
            "order.closed",
            "shipment.shipped",
            "shipment.delivered",
            "shipment.part_delivered",
            "shipment.refused",
            "invoice.issued",
            "invoice.paid",
        ],
        run: tell_webhook,
    },
    Follower { name: "notices", kinds: telling::KINDS, run: telling::tell },
];

/// Finds what somebody typed, within what he may see.
pub type Search = fn(&mut Tx<'_>, &Ctx, &str) -> Result<Vec<Hit>>;

/// Where the search box looks, in the order in which it shows what it found.
pub const SEARCHES: &[Search] = &[
    order::http::search,
    party::http::search,
    catalog::http::search,
    shipping::http::search,
    billing::http::search,
];

/// Counts what somebody has to do, within what he may see.
pub type Count = fn(&mut Tx<'_>, &Ctx) -> Result<Vec<Figure>>;

/// What the workbench counts.
pub const FIGURES: &[Count] =
    &[order::http::figures, shipping::http::figures, billing::http::figures, nightly::figures];

/// What must be true together: the same transaction.
#[must_use]
pub fn reactions() -> Wiring {
    let mut all: Vec<Reaction> = order::reactions();
    // After the order has drawn its own conclusions.
    all.push(Reaction { kinds: ORDER_EVENTS, run: tell_processes });
    all.push(Reaction { kinds: &["actor.deactivated"], run: hand_tasks_on });
    Wiring::new(&all)
}

/// All routes of all rooms.
#[must_use]
pub fn routes() -> Vec<Route> {
    [
        people::routes(),
        party::routes(),
        catalog::routes(party::price_terms),
        stock::routes(),
        billing::routes(),
        shipping::routes(),
        process::routes(&HOUSE),
        notify::routes(),
        order::routes(),
        connect::routes(),
        connect::http::connections::routes(),
        crate::http::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Everything that may be allowed.
#[must_use]
pub fn actions() -> Vec<ActionName> {
    [
        people::http::ACTIONS,
        party::http::ACTIONS,
        catalog::http::ACTIONS,
        stock::http::ACTIONS,
        billing::http::ACTIONS,
        shipping::http::ACTIONS,
        process::http::ACTIONS,
        order::http::ACTIONS,
        connect::http::ACTIONS,
        connect::http::connections::ACTIONS,
        crate::http::ACTIONS,
    ]
    .concat()
}

/// Everything that may happen, with a sentence each: docs/events.md.
#[must_use]
pub fn events() -> Vec<(&'static str, &'static str)> {
    [
        people::EVENTS,
        party::EVENTS,
        catalog::EVENTS,
        stock::EVENTS,
        billing::EVENTS,
        shipping::EVENTS,
        process::EVENTS,
        notify::EVENTS,
        order::EVENTS,
        connect::EVENTS,
        nightly::EVENTS,
    ]
    .concat()
}

/// What happens to an order starts its processes and wakes their cases.
fn tell_processes(tx: &mut Tx<'_>, ctx: &Ctx, event: &Event) -> Result<()> {
    match &event.order {
        Some(order) => process::hear(tx, ctx, &HOUSE, order, event),
        None => Ok(()),
    }
}

/// What was with whoever left goes to others, or is told to those who look after the processes.
fn hand_tasks_on(tx: &mut Tx<'_>, ctx: &Ctx, event: &Event) -> Result<()> {
    match event.subject.parse() {
        Ok(who) => process::somebody_left(tx, ctx, &HOUSE, who),
        Err(_) => Ok(()),
    }
}

/// Goods came in: whoever waits for them is served.
fn serve_backorders(tx: &mut Tx<'_>, ctx: &Ctx, entries: &[Entry]) -> Result<()> {
    entries.iter().try_for_each(|entry| order::on_stock_arrived(tx, ctx, entry))
}

/// The message carries what the journal says; its key is the event's place, so a receiver can drop repeats.
fn tell_webhook(tx: &mut Tx<'_>, ctx: &Ctx, entries: &[Entry]) -> Result<()> {
    if entries.is_empty() || tx.setting("webhook.url")?.is_none() {
        return Ok(());
    }
    for entry in entries {
        let data: serde_json::Value = serde_json::from_str(&entry.data).unwrap_or_default();
        let message = json!({
            "type": entry.kind,
            "timestamp": entry.at,
            "data": { "subject": entry.subject, "order": entry.order_ref, "facts": data },
        });
        tx.outbox(ctx, outside::WEBHOOK, &format!("evt_{}", entry.seq), &message)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    /// The page of roles groups what may be allowed by the word before the dot.
    #[test]
    fn every_group_of_rights_has_a_name_in_both_languages() {
        let texts = [
            include_str!("../../../web/src/locales/zh/settings.json"),
            include_str!("../../../web/src/locales/en/settings.json"),
        ];
        for text in texts {
            let words: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
            for action in super::actions() {
                let group = action.name.split('.').next().unwrap_or_default();
                assert!(words["room"][group].is_string(), "{group} has no name");
            }
        }
    }

    #[test]
    fn every_type_of_the_api_has_a_name_of_its_own() {
        let document = crate::house::openapi();
        let names =
            document["components"]["schemas"].as_object().map(|all| all.keys().cloned().collect::<Vec<_>>());
        // A second type of the same name is called `Name2`.
        let numbered =
            names.unwrap_or_default().into_iter().filter(|name| name.ends_with(|c: char| c.is_ascii_digit()));
        assert_eq!(numbered.collect::<Vec<_>>(), Vec::<String>::new());
    }
}
