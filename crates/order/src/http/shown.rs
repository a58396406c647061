//! What the search box and the workbench show of orders.

use base::{Ctx, Filter, Money, Op, Result};
use db::{ListQuery, Tx};
use edge::{Figure, Hit};

use super::wanted;
use crate::store::lists;

/// Orders the search box shows at most.
const HITS_MAX: i64 = 8;

/// Orders whose number begins so, or whose customer is found by the text.
///
/// # Errors
/// A fault when the database fails.
pub fn search(tx: &mut Tx<'_>, ctx: &Ctx, q: &str) -> Result<Vec<Hit>> {
    if ctx.scope("order.read").is_none() {
        return Ok(Vec::new());
    }
    let query = ListQuery { q: Some(q.to_owned()), limit: Some(HITS_MAX), ..ListQuery::default() };
    let filter = wanted(tx, ctx, &query)?;
    let found = lists::page(tx, filter, &query)?.items;
    let hit = |order: lists::OrderRow| Hit {
        kind: "order",
        id: order.id.to_string(),
        title: order.number,
        subtitle: order.customer_name,
    };
    Ok(found.into_iter().map(hit).collect())
}

/// What waits for a decision, what goes on today and what is late, each with the list behind it.
///
/// # Errors
/// A fault when the database fails.
pub fn figures(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Vec<Figure>> {
    if ctx.scope("order.read").is_none() {
        return Ok(Vec::new());
    }
    let is = |field: &str, value: &str| Filter::cond(field, Op::Eq, value);
    let open = |states: &[&str]| Filter::is_in("state", states.iter().map(|s| (*s).to_owned()).collect());
    let underway = ["waiting", "reserved", "released", "part_shipped"].map(str::to_owned);
    let today = ctx.today();
    let kinds = [
        ("placed_today", Filter::cond("placed_at", Op::Ge, today.start_in(&ctx.zone).to_string())),
        ("to_review", open(&["placed"]).and(is("review_state", "pending"))),
        ("short", open(&["placed"]).and(is("shipping_state", "short"))),
        ("refused", open(&["confirmed"]).and(is("shipping_state", "exception"))),
        ("to_release", open(&["confirmed"]).and(is("shipping_state", "reserved"))),
        ("waiting_for_goods", open(&["confirmed"]).and(is("shipping_state", "waiting"))),
        (
            "late",
            open(&["confirmed"])
                .and(Filter::cond("promised_on", Op::Lt, today.to_string()))
                .and(Filter::is_in("shipping_state", underway.to_vec())),
        ),
        ("drafts", open(&["draft"]).and(Filter::cond("owner", Op::Eq, ctx.actor().to_string()))),
    ];
    kinds.into_iter().map(|(name, filter)| figure(tx, ctx, name, filter)).collect()
}

fn figure(tx: &mut Tx<'_>, ctx: &Ctx, name: &'static str, filter: Filter) -> Result<Figure> {
    let totals = lists::totals(tx, filter.clone().and(ctx.row_filter("order.read")))?;
    let amount: Option<Money> = totals.amounts.map(|(total, _)| total);
    Ok(Figure { name, count: totals.count, capped: totals.capped, amount, page: "orders", filter })
}
