//! Taking an order in: one call validates it as a whole, prices it, checks credit, reserves and stores it.

mod draft;
mod upsert;

use base::id::OrderId;
use base::text::clean;
use base::{Ctx, Result};
use db::{Event, Tx};
use serde_json::json;

use crate::commands::promise::advance;
use crate::commands::steps::{confirmed, open, placed, reaches, settle, settle_within};
use crate::lifecycle::Action;
use crate::model::{Document, External, Line, NewLine, NewOrder, OnShort, Order, ShipTo, State, Upto};
use crate::rules::{self, Refusal};
use crate::{reconcile, store};

use draft::content_hash;
pub(crate) use draft::draft;
pub use upsert::{Upsert, by_external, known_external, upsert, would_upsert};

/// Makes an order and takes it as far as it should go. The same external number again gives the same order.
///
/// # Errors
/// `external_number_taken`, `invalid` with every wrong field, `stock_short`, `credit_exceeded`.
pub fn create(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewOrder) -> Result<Document> {
    if let Some(known) = known_by_its_number(tx, ctx, new)? {
        return Ok(known);
    }
    create_new(tx, ctx, new)
}

/// The same for a number that is known to be new.
fn create_new(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewOrder) -> Result<Document> {
    let (mut now, customer) = draft(tx, ctx, new)?;
    now.order.number = tx.next_number("SO", ctx)?;
    let limit = if new.upto == Upto::Draft {
        tx.record_first(ctx, created(&now));
        None
    } else {
        now.order.state = State::Placed;
        now.order.placed_at = Some(ctx.at);
        now.order.total_amount = rules::wanted_worth(&now.lines).total();
        tx.record_first(ctx, placed(&now));
        if new.upto == Upto::Confirmed { advance(tx, ctx, &mut now, &customer, new.on_short)? } else { None }
    };
    settle_within(tx, ctx, None, &mut now, limit)?;
    if now.order.state == State::Confirmed {
        tx.record(ctx, confirmed(&now));
        return reconcile::go_on(tx, ctx, now);
    }
    Ok(now)
}

/// What an order would look like, without storing anything: the live figures of the entry page.
///
/// # Errors
/// `invalid` with every wrong field.
pub fn check(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewOrder) -> Result<(Document, party::Intake)> {
    let (mut now, customer) = draft(tx, ctx, new)?;
    let worth = rules::wanted_worth(&now.lines);
    now.order.goods_amount = worth.goods;
    now.order.tax_amount = worth.tax;
    now.order.total_amount = worth.total();
    Ok((now, customer))
}

/// Replaces the content of a draft.
///
/// # Errors
/// `not_found`, `wrong_state`, `invalid` with every wrong field.
pub fn edit(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, new: &NewOrder) -> Result<Document> {
    let was = open(tx, ctx, id, Action::Edit)?;
    let (typed, _) = draft(tx, ctx, new)?;
    store::delete_lines(tx, id)?;
    let order = Order {
        id,
        number: was.order.number.clone(),
        channel: was.order.channel.clone(),
        external_number: was.order.external_number.clone(),
        request_hash: typed.order.request_hash.clone().or_else(|| was.order.request_hash.clone()),
        owner_id: was.order.owner_id,
        department_id: was.order.department_id,
        source_id: was.order.source_id,
        hold_count: was.order.hold_count,
        created_at: was.order.created_at,
        created_by: was.order.created_by,
        revision: was.order.revision,
        ..typed.order
    };
    let lines = typed.lines.into_iter().map(|line| Line { order_id: id, ..line }).collect();
    let mut now = Document { order, lines, holds: was.holds.clone() };
    let was = Document { lines: Vec::new(), ..was };
    settle(tx, ctx, Some(&was), &mut now)?;
    let data =
        json!({"before": was.order.total_amount, "after": now.order.total_amount, "lines": now.lines.len()});
    tx.record(ctx, Event::new("order.edited", id).order(id).data(&data));
    Ok(now)
}

/// A draft with the same content, at today's prices.
///
/// # Errors
/// `not_found`, and what `create` refuses.
pub fn copy(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId) -> Result<Document> {
    let from = open(tx, ctx, id, Action::Copy)?;
    let lines = from.lines.iter().map(|line| NewLine {
        sku: line.sku_id.to_string(),
        qty: line.entered_qty,
        uom: Some(line.entered_uom.clone()),
        price: None,
        discount: None,
        requested_on: None,
        warehouse: Some(line.warehouse_id.to_string()),
        note: line.note.clone(),
    });
    let order = &from.order;
    let new = NewOrder {
        customer: order.customer_id.to_string(),
        lines: lines.collect(),
        ship_to: Some(ShipTo {
            receiver: order.receiver.clone(),
            phone: order.phone.clone(),
            address: order.address.clone(),
        }),
        external: None,
        requested_on: None,
        warehouse: Some(order.warehouse_id.to_string()),
        note: order.note.clone(),
        upto: Upto::Draft,
        on_short: OnShort::Refuse,
    };
    let (mut now, _) = draft(tx, ctx, &new)?;
    now.order.number = tx.next_number("SO", ctx)?;
    now.order.source_id = Some(id);
    tx.record_first(ctx, created(&now));
    settle(tx, ctx, None, &mut now)?;
    Ok(now)
}

fn created(now: &Document) -> Event {
    let data =
        json!({"number": now.order.number, "customer": now.order.customer_id, "lines": now.lines.len()});
    Event::new("order.created", now.order.id).order(now.order.id).data(&data)
}

/// The order this channel sent under this number before, when the content is the same.
fn known_by_its_number(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewOrder) -> Result<Option<Document>> {
    let Some(External { channel, number }) = &new.external else { return Ok(None) };
    let (channel, external) = (clean(channel), clean(number));
    let Some((id, number, hash)) = store::by_external(tx, &channel, &external)? else { return Ok(None) };
    let known = store::load(tx, id)?.filter(|known| reaches(ctx, "order.create", &known.order));
    match known {
        Some(known) if hash == Some(content_hash(new)) => Ok(Some(known)),
        // Whoever may not see the order is not told its number either.
        known => {
            let number = known.map_or_else(String::new, |_| number);
            Err(Refusal::ExternalNumberTaken { channel, external, number }.into())
        }
    }
}

/// One more line for an order that exists, priced and checked as a new one.
pub(crate) fn line(tx: &mut Tx<'_>, ctx: &Ctx, of: &Document, new: &NewLine) -> Result<Line> {
    let order = &of.order;
    let whole = NewOrder {
        customer: order.customer_id.to_string(),
        lines: vec![new.clone()],
        ship_to: None,
        external: None,
        requested_on: order.requested_on,
        warehouse: Some(order.warehouse_id.to_string()),
        note: String::new(),
        upto: Upto::Draft,
        on_short: OnShort::Refuse,
    };
    let (typed, _) = draft(tx, ctx, &whole)?;
    let line_no = of.lines.iter().map(|line| line.line_no).max().unwrap_or(0) + 1;
    let line = typed.lines.into_iter().next().map(|line| Line { order_id: order.id, line_no, ..line });
    line.ok_or_else(|| base::Error::Fault(anyhow::anyhow!("one line in, one line out")))
}
