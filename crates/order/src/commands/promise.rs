//! How far an order goes by itself: reviewed when it must be, promised otherwise.

use std::collections::HashMap;

use base::{Ctx, Money, Qty, Result};
use db::Tx;
use serde_json::json;

use super::steps::put;
use crate::model::{Document, HoldReason, Line, OnShort, Order, State};
use crate::rules::{self, Credit, NewHold};

/// Takes a placed order as far as it goes without a person. Writes no order: the caller does. Gives
/// the credit limit to hold against, unless somebody approved going past it.
pub(crate) fn advance(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    now: &mut Document,
    customer: &party::Intake,
    on_short: OnShort,
) -> Result<Option<Money>> {
    let mut limit = None;
    if !rules::is_excused(now) {
        let credit = credit_of(tx, ctx, customer)?;
        let holds = rules::review_holds(&now.lines, &credit);
        if !holds.is_empty() {
            put(tx, ctx, now, holds);
            return Ok(None);
        }
        limit = credit.limit;
    }
    if promise(tx, ctx, now, on_short)? {
        now.order.state = State::Confirmed;
        now.order.confirmed_at = Some(ctx.at);
    }
    Ok(limit)
}

/// What the customer stands for now.
pub(crate) fn credit_of(tx: &mut Tx<'_>, ctx: &Ctx, customer: &party::Intake) -> Result<Credit> {
    let party::Intake { customer, exposure, .. } = customer;
    // Who has nothing to pay has nothing overdue: the usual case costs no statement.
    let overdue = if exposure.receivable.is_positive() {
        billing::overdue_amount(tx, customer.id, ctx.today())?
    } else {
        Money::ZERO
    };
    Ok(Credit { limit: customer.credit_limit, exposure: exposure.total(), overdue })
}

/// Reserves what is wanted, as `on_short` says; `false` when a person must decide about short lines.
fn promise(tx: &mut Tx<'_>, ctx: &Ctx, now: &mut Document, on_short: OnShort) -> Result<bool> {
    let short = if on_short == OnShort::Refuse { stock::Short::Refuse } else { stock::Short::Take };
    reserve(tx, ctx, &now.order, &mut now.lines, short)?;
    if now.lines.iter().all(|line| line.waiting().is_zero()) {
        return Ok(true);
    }
    match on_short {
        OnShort::Refuse | OnShort::Backorder => Ok(true),
        OnShort::Part => {
            if now.lines.iter().all(|line| line.qty_reserved.is_zero()) {
                // Nothing at all is there: asking strictly gives the refusal with its facts.
                reserve(tx, ctx, &now.order, &mut now.lines, stock::Short::Refuse)?;
            }
            for line in &mut now.lines {
                line.qty_cancelled += line.waiting();
            }
            Ok(true)
        }
        OnShort::Decide => {
            let facts = |line: &Line| json!({"line_no": line.line_no, "sku": line.sku, "wanted": line.wanted(), "available": line.qty_reserved});
            let short: Vec<_> = now.lines.iter().filter(|l| l.waiting().is_positive()).map(facts).collect();
            let held: Vec<String> = reserved_origins(&now.lines);
            stock::unreserve(tx, &held)?;
            now.lines.iter_mut().for_each(|line| line.qty_reserved = Qty::ZERO);
            let facts = json!({ "lines": short });
            put(tx, ctx, now, vec![NewHold { reason: HoldReason::StockShort, facts, note: String::new() }]);
            Ok(false)
        }
    }
}

fn reserved_origins(lines: &[Line]) -> Vec<String> {
    lines.iter().filter(|line| line.qty_reserved.is_positive()).map(|line| line.id.to_string()).collect()
}

/// Reserves what the lines wait for, all of it or what there is.
pub(crate) fn reserve(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    order: &Order,
    lines: &mut [Line],
    short: stock::Short,
) -> Result<()> {
    let demands: Vec<stock::Demand> =
        lines.iter().filter(|line| line.waiting().is_positive()).map(demand).collect();
    if demands.is_empty() {
        return Ok(());
    }
    let promised = stock::reserve(tx, ctx, &order.id.to_string(), &demands, short)?;
    let promised: HashMap<&str, Qty> = promised.iter().map(|p| (p.origin.as_str(), p.qty)).collect();
    for line in lines.iter_mut().filter(|line| line.waiting().is_positive()) {
        line.qty_reserved += promised.get(line.id.to_string().as_str()).copied().unwrap_or_default();
    }
    Ok(())
}

pub(crate) fn demand(line: &Line) -> stock::Demand {
    stock::Demand {
        origin: line.id.to_string(),
        line_no: line.line_no,
        sku_id: line.sku_id,
        sku: line.sku.clone(),
        warehouse_id: line.warehouse_id,
        lot: None,
        qty: line.waiting(),
    }
}

/// Gives reservations back that are more than what is wanted now.
pub(crate) fn give_back_surplus(tx: &mut Tx<'_>, lines: &mut [Line]) -> Result<()> {
    let mut back = Vec::new();
    for line in lines.iter_mut().filter(|line| line.waiting().is_negative()) {
        back.push((line.id.to_string(), -line.waiting()));
        line.qty_reserved = line.wanted();
    }
    if back.is_empty() { Ok(()) } else { stock::unreserve_part(tx, &back).map(|_| ()) }
}
