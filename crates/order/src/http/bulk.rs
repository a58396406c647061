//! Many orders in one request: each is a transaction of its own and has a result of its own, so that
//! one wrong order spoils no other. The writer groups their commits.

use base::id::OrderId;
use base::{Ctx, Error, Refused, Result};
use db::{Db, Tx};
use edge::{Answer, Body, May};
use futures_util::future::join_all;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Create, Release, settled};
use crate::model::{BillingState, Document, NewOrder, ReviewState, ShippingState, State};
use crate::rules::{BULK_MAX, Refusal};
use crate::{intake, reconcile};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OrdersBody {
    /// 1–1,000; give each an external number, so that sending them again makes none twice.
    orders: Vec<NewOrder>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IdsBody {
    orders: Vec<OrderId>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Results {
    done: usize,
    refused: usize,
    results: Vec<Outcome>,
}

/// What became of one order.
#[derive(Serialize, JsonSchema)]
struct Outcome {
    index: usize,
    /// As the single request would have answered: 200, 409, 422 …
    status: u16,
    order: Option<Brief>,
    /// A refusal as the single request would have told it.
    #[schemars(with = "Option<serde_json::Value>")]
    problem: Option<Refused>,
}

#[derive(Serialize, JsonSchema)]
struct Brief {
    id: OrderId,
    number: String,
    state: State,
    review_state: ReviewState,
    shipping_state: ShippingState,
    billing_state: BillingState,
    revision: i64,
}

pub(super) async fn create(may: May<Create>, Body(body): Body<OrdersBody>) -> Answer<Results> {
    let run = |new: &NewOrder, tx: &mut Tx<'_>, ctx: &Ctx| {
        intake::create(tx, ctx, new).and_then(|made| settled(tx, made))
    };
    answer(&may, body.orders, run).await
}

pub(super) async fn release(may: May<Release>, Body(body): Body<IdsBody>) -> Answer<Results> {
    let run = |id: &OrderId, tx: &mut Tx<'_>, ctx: &Ctx| reconcile::release(tx, ctx, *id);
    answer(&may, body.orders, run).await
}

async fn answer<A, T>(
    may: &May<A>,
    all: Vec<T>,
    run: fn(&T, &mut Tx<'_>, &Ctx) -> Result<Document>,
) -> Answer<Results>
where
    T: Send + 'static,
{
    if all.is_empty() || all.len() > BULK_MAX {
        return Answer::problem(&Refusal::BulkSize { count: all.len(), max: BULK_MAX }.into(), &may.ctx);
    }
    // The revision someone saw belongs to one record.
    let ctx = Ctx { seen_revision: None, ..may.ctx.clone() };
    let jobs = all.into_iter().enumerate().map(|(index, one)| each(may.db(), &ctx, index, one, run));
    let mut results = Vec::with_capacity(jobs.len());
    for outcome in join_all(jobs).await {
        match outcome {
            Ok(outcome) => results.push(outcome),
            Err(fault) => return Answer::problem(&fault, &may.ctx),
        }
    }
    let done = results.iter().filter(|outcome| outcome.problem.is_none()).count();
    Answer::ok(&Results { done, refused: results.len() - done, results })
}

async fn each<T>(
    db: &Db,
    ctx: &Ctx,
    index: usize,
    one: T,
    run: fn(&T, &mut Tx<'_>, &Ctx) -> Result<Document>,
) -> Result<Outcome>
where
    T: Send + 'static,
{
    match db.write(ctx, move |tx, ctx| run(&one, tx, ctx)).await {
        Ok(document) => Ok(Outcome { index, status: 200, order: Some(brief(&document)), problem: None }),
        Err(Error::Refused(refused)) => {
            Ok(Outcome { index, status: refused.status, order: None, problem: Some(*refused) })
        }
        Err(fault) => Err(fault),
    }
}

fn brief(document: &Document) -> Brief {
    let order = &document.order;
    Brief {
        id: order.id,
        number: order.number.clone(),
        state: order.state,
        review_state: order.review_state,
        shipping_state: order.shipping_state,
        billing_state: order.billing_state,
        revision: order.revision,
    }
}
