//! The order list: what it selects, filters, sorts and sums.

use base::id::{ActorId, CustomerId, DepartmentId, OrderId};
use base::{At, Day, Filter, Money, Op, Result};
use db::{Field, List, ListQuery, Page, ToValue, Tx};
use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{BillingState, ReviewState, ShippingState, State};

db::row! {
    /// An order as a list shows it.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct OrderRow {
        pub id: OrderId,
        pub number: String,
        pub channel: Option<String>,
        pub external_number: Option<String>,
        pub customer_id: CustomerId,
        pub customer_code: String,
        pub customer_name: String,
        pub state: State,
        pub review_state: ReviewState,
        pub shipping_state: ShippingState,
        pub billing_state: BillingState,
        pub currency: String,
        pub total_amount: Money,
        pub open_amount: Money,
        pub receiver: String,
        pub requested_on: Option<Day>,
        pub promised_on: Option<Day>,
        pub owner_id: ActorId,
        pub department_id: Option<DepartmentId>,
        pub created_at: At,
        pub placed_at: Option<At>,
        pub confirmed_at: Option<At>,
        pub shipped_at: Option<At>,
        pub delivered_at: Option<At>,
        pub ended_at: Option<At>,
        pub note: String,
        pub revision: i64,
    }
}

/// What the list may be filtered and sorted by.
pub(crate) const FIELDS: &[Field] = &[
    Field::id::<OrderId>("id", "o.id").always(),
    Field::text("number", "o.number").always(),
    Field::text("channel", "o.channel"),
    Field::text("external_number", "o.external_number"),
    Field::id::<CustomerId>("customer", "o.customer_id").always(),
    Field::text("customer_code", "o.customer_code").always(),
    Field::text("customer_name", "o.customer_name").always(),
    Field::text("state", "o.state").always(),
    Field::text("review_state", "o.review_state").always(),
    Field::text("shipping_state", "o.shipping_state").always(),
    Field::text("billing_state", "o.billing_state").always(),
    Field::text("currency", "o.currency").always(),
    Field::money("total_amount", "o.total_amount").always(),
    Field::money("open_amount", "o.open_amount").always(),
    Field::text("receiver", "o.receiver").always(),
    Field::text("phone", "o.phone").always(),
    Field::day("requested_on", "o.requested_on"),
    Field::day("promised_on", "o.promised_on"),
    Field::id::<ActorId>("owner", "o.owner_id").always().coarse("+o.owner_id"),
    Field::id::<DepartmentId>("department", "o.department_id").coarse("+o.department_id"),
    Field::at("created_at", "o.created_at").always(),
    Field::at("placed_at", "o.placed_at"),
    Field::at("confirmed_at", "o.confirmed_at"),
    Field::at("shipped_at", "o.shipped_at"),
    Field::at("delivered_at", "o.delivered_at"),
    Field::at("ended_at", "o.ended_at"),
    Field::text("note", "o.note").always(),
];

/// What finds an order by typed text: its numbers from the beginning, or a customer who was found.
/// Each is a range of an index, so that a million orders are not read.
pub(crate) fn matches(text: &str, customers: &[CustomerId]) -> Filter {
    Filter::Or(vec![
        Filter::cond("number", Op::Starts, text.to_uppercase()),
        Filter::cond("external_number", Op::Starts, text),
        Filter::is_in("customer", customers.iter().map(ToString::to_string).collect()),
    ])
}

/// Whether everything that passes is an order that has not ended, by its state.
fn is_open(filter: &Filter) -> bool {
    const OPEN: [&str; 3] = ["draft", "placed", "confirmed"];
    let open = |value: &serde_json::Value| value.as_str().is_some_and(|state| OPEN.contains(&state));
    match filter {
        Filter::And(all) => all.iter().any(is_open),
        Filter::Cond { field, op: Op::Eq, value } => field == "state" && open(value),
        Filter::Cond { field, op: Op::In, value } => {
            field == "state" && value.as_array().is_some_and(|all| all.iter().all(open))
        }
        _ => false,
    }
}

fn list<'a>(select: &'a str, filter: Filter) -> List<'a> {
    // Says what the law makes true anyway: then the indexes that hold only open orders serve.
    let filter = if is_open(&filter) { filter.and(Filter::cond("ended_at", Op::Null, true)) } else { filter };
    // Ids grow with time: the newest first costs no index of its own.
    List { select, from: "sales_order o", fields: FIELDS, key: "o.id", filter, default_sort: "-id" }
}

pub(crate) fn page(tx: &mut Tx<'_>, filter: Filter, query: &ListQuery) -> Result<Page<OrderRow>> {
    db::page(tx, &list(&OrderRow::columns("o"), filter), query)
}

/// What a list comes to.
pub(crate) struct Totals {
    pub(crate) count: i64,
    pub(crate) capped: bool,
    /// What they are worth and still wait for; not added up when there are too many.
    pub(crate) amounts: Option<(Money, Money)>,
}

pub(crate) fn totals(tx: &mut Tx<'_>, filter: Filter) -> Result<Totals> {
    let list = list("", filter);
    let mut params = Vec::new();
    let condition = db::compile(&list.filter, FIELDS, &mut params)?;
    let sql = format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(few.total), 0) AS BIGINT), CAST(COALESCE(SUM(few.open), 0) AS BIGINT)
         FROM (SELECT o.total_amount AS total, o.open_amount AS open FROM sales_order o WHERE {condition} LIMIT {}) few",
        db::list::COUNT_MAX + 1
    );
    let params: Vec<&dyn ToValue> = params.iter().map(|param| param as &dyn ToValue).collect();
    let (count, total, open): (i64, Money, Money) = tx.one(&sql, &params)?;
    let capped = count > db::list::COUNT_MAX;
    Ok(Totals { count: count.min(db::list::COUNT_MAX), capped, amounts: (!capped).then_some((total, open)) })
}
