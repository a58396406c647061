//! Orders are taken, changed, held, decided and ended, in any order.

use base::id::OrderId;
use base::{Ctx, Money, Qty, Rate, Result};
use db::Tx;
use order::{Change, Document, NewLine, NewOrder, OnShort, Part, ShortAction, ShortDecision, Upto, Verdict};

use super::Dice;
use super::goods::SKUS;

/// Codes and limits.
pub(super) const CUSTOMERS: &[(&str, Option<i64>)] =
    &[("ACME", None), ("SMALL", Some(1_500)), ("TIGHT", Some(200)), ("BIG", Some(50_000))];

/// Orders that are old enough are left alone, so that others go all the way.
const RECENT: &str = "SELECT id FROM sales_order ORDER BY id DESC LIMIT 12";

fn line(dice: &mut Dice) -> NewLine {
    NewLine {
        sku: dice.pick(SKUS).copied().unwrap_or("A").into(),
        qty: dice.qty(),
        uom: None,
        price: dice.one_in(10).then(|| Money(dice.below(2_000_000) as i64)),
        discount: dice.one_in(10).then(|| Rate(dice.below(300_000) as i64)),
        requested_on: None,
        warehouse: dice.one_in(6).then(|| "WEST".into()),
        note: String::new(),
    }
}

fn on_short(dice: &mut Dice) -> OnShort {
    dice.pick(OnShort::ALL).copied().unwrap_or(OnShort::Refuse)
}

pub(super) fn take(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    let count = if dice.one_in(15) { 40 } else { dice.below(4) + 1 };
    let external = dice
        .one_in(3)
        .then(|| order::External { channel: "sim".into(), number: dice.below(500).to_string() });
    let new = NewOrder {
        customer: dice.pick(CUSTOMERS).map_or("ACME", |(code, _)| code).into(),
        lines: (0..count).map(|_| line(dice)).collect(),
        ship_to: None,
        external,
        requested_on: None,
        warehouse: None,
        note: String::new(),
        upto: if dice.one_in(2) { *dice.pick(Upto::ALL).unwrap_or(&Upto::Draft) } else { Upto::Confirmed },
        on_short: on_short(dice),
    };
    order::create(tx, ctx, &new)?;
    Ok("order taken")
}

/// One of the recent orders.
pub(super) fn recent(tx: &mut Tx<'_>, dice: &mut Dice) -> Result<Option<OrderId>> {
    let recent: Vec<(OrderId,)> = tx.all(RECENT, &[])?;
    Ok(dice.pick(&recent).map(|(id,)| *id))
}

pub(super) fn step(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    let Some(id) = recent(tx, dice)? else { return Ok("no order yet") };
    let document = order::order(tx, ctx, id)?;
    match dice.below(18) {
        0..4 => order::release(tx, ctx, id).map(|_| "released"),
        4 | 5 => order::confirm(tx, ctx, id, on_short(dice)).map(|_| "confirmed"),
        6 => order::place(tx, ctx, id).map(|_| "placed"),
        7 | 8 => review(tx, ctx, dice, id),
        9 => order::hold(tx, ctx, id, "sim").map(|_| "held"),
        10 => order::lift_hold(tx, ctx, id, "").map(|_| "lifted"),
        11 => decide(tx, ctx, dice, &document),
        12 => amend(tx, ctx, dice, &document),
        13 => order::split(tx, ctx, id, &parts(dice, &document)).map(|_| "split"),
        14 => cancel(tx, ctx, dice, &document),
        15 => order::reconcile::reconcile(tx, ctx, id).map(|_| "reconciled"),
        16 if dice.one_in(3) => order::close(tx, ctx, id, "sim").map(|_| "closed"),
        16 => order::copy(tx, ctx, id).map(|_| "copied"),
        _ => settings(tx, ctx, dice),
    }
}

fn review(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice, id: OrderId) -> Result<&'static str> {
    let verdict = match dice.below(5) {
        0 => Verdict::Return,
        1 => Verdict::Reject,
        _ => Verdict::Approve,
    };
    order::review(tx, ctx, id, verdict, "sim").map(|_| "reviewed")
}

fn decide(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice, document: &Document) -> Result<&'static str> {
    let decisions: Vec<ShortDecision> = document
        .lines
        .iter()
        .map(|line| ShortDecision {
            line: line.id,
            action: *dice.pick(ShortAction::ALL).unwrap_or(&ShortAction::Backorder),
            warehouse: Some("WEST".into()),
            sku: Some("C".into()),
            requested_on: Some(ctx.today().plus(3)),
        })
        .collect();
    order::resolve_short(tx, ctx, document.order.id, &decisions).map(|_| "short decided")
}

fn amend(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice, document: &Document) -> Result<&'static str> {
    let id = document.order.id;
    if dice.one_in(3) {
        let n = dice.below(3) as i64 + 1;
        return order::decide_amendment(tx, ctx, id, n, (dice.one_in(2), "sim")).map(|_| "amendment decided");
    }
    let Some(of) = dice.pick(&document.lines) else { return Ok("nothing to amend") };
    let change = match dice.below(5) {
        0 => Change::AddLine { new: line(dice) },
        1 => Change::DropLine { line: of.id },
        2 => Change::ChangePrice {
            line: of.id,
            price: Some(Money(dice.below(1_000_000) as i64)),
            discount: None,
        },
        3 => Change::ChangeDate { line: None, requested_on: ctx.today().plus(5) },
        _ => Change::ChangeQty { line: of.id, qty: dice.qty() },
    };
    let new = order::NewAmendment { changes: vec![change], reason: "sim".into(), on_short: on_short(dice) };
    order::amend(tx, ctx, id, &new).map(|_| "amended")
}

fn parts(dice: &mut Dice, document: &Document) -> Vec<Part> {
    let some = document.lines.iter().filter(|_| dice.one_in(2)).map(|line| line.id).collect::<Vec<_>>();
    some.into_iter()
        .map(|line| Part { line, qty: (!dice.one_in(3)).then(|| dice.qty().min(Qty::whole(2))) })
        .collect()
}

fn cancel(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice, document: &Document) -> Result<&'static str> {
    let parts = parts(dice, document);
    let parts = (!dice.one_in(3)).then_some(parts.as_slice());
    order::cancel(tx, ctx, document.order.id, parts, "sim").map(|_| "cancelled")
}

fn settings(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    let wanted = order::Settings {
        auto_release: dice.one_in(2),
        invoice_on_shipped: !dice.one_in(4),
        auto_close: !dice.one_in(4),
    };
    order::change_settings(tx, ctx, wanted).map(|_| "settings changed")
}
