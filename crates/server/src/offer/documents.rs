//! The documents that cases may be about: their facts and the names these have in expressions, and what a document is told.

use base::id::{ActorId, OrderId};
use base::refusal::Common;
use base::{Ctx, Money, Qty, Rate, Result};
use db::Tx;
use order::Document;
use order::way;
use process::{Asked, Called, Known, Stage, Subject};
use rules::{Decimal, Field, Type, Value};

use crate::brief;

/// All of them.
pub(super) const ALL: &[Subject] = &[Subject {
    kind: "order",
    prefix: "ord",
    zh: "订单",
    en: "Order",
    events: &[
        "order.placed",
        "order.confirmed",
        "order.reviewed",
        "order.held",
        "order.hold_lifted",
        "order.short_resolved",
        "order.reserved",
        "order.amendment_proposed",
        "order.amendment_rejected",
        "order.amended",
        "order.returned",
        "order.ended",
        "shipment.picked",
        "shipment.shipped",
        "shipment.delivered",
        "shipment.part_delivered",
        "shipment.refused",
        "shipment.cancelled",
        "invoice.issued",
        "invoice.paid",
        "invoice.credited",
    ],
    fields: order_fields,
    facts: order_facts,
    called: orders_called,
    has_timeline: true,
    asked: order_asked,
    rehearse: rehearse_order,
    may_see: may_see_order,
    brief: brief::of_order,
}];

fn field(key: &str, zh: &str, en: &str, kind: Type) -> Field {
    Field { key: key.into(), zh: zh.into(), en: en.into(), kind }
}

fn orders_called(tx: &mut Tx<'_>, ids: &[&str]) -> Result<Vec<Called>> {
    let ids: Vec<OrderId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let found = order::called(tx, &ids)?.into_iter();
    Ok(found.map(|(id, number, customer)| (id.to_string(), number, customer)).collect())
}

pub(super) fn order_fields() -> Vec<Field> {
    let order = vec![
        field("number", "单号", "number", Type::Text),
        field("amount", "金额", "amount", Type::Number),
        field("goods_amount", "不含税金额", "goods amount", Type::Number),
        field("margin", "毛利率", "margin", Type::Number),
        field("discount_max", "最大折扣", "largest discount", Type::Number),
        field("qty", "数量合计", "quantity", Type::Number),
        field("lines", "行数", "lines", Type::Number),
        field("below_min_price", "低于最低价", "below lowest price", Type::Bool),
        field("state", "状态", "state", Type::Text),
        field("review_state", "审核状态", "review state", Type::Text),
        field("shipping_state", "发货状态", "shipping state", Type::Text),
        field("billing_state", "结算状态", "billing state", Type::Text),
        field("held_for", "冻结原因", "held for", Type::List(Type::Text.into())),
        field("channel", "渠道", "channel", Type::Text),
        field("requested_on", "要求交货日", "requested on", Type::Date),
        field("promised_on", "承诺交货日", "promised on", Type::Date),
        field("note", "备注", "note", Type::Text),
        field("owner", "负责人", "owner", Type::Text),
    ];
    let customer = vec![
        field("code", "编码", "code", Type::Text),
        field("name", "名称", "name", Type::Text),
        field("level", "等级", "level", Type::Text),
        field("credit_limit", "信用额度", "credit limit", Type::Number),
        field("owed", "占用额度", "owed", Type::Number),
        field("term_days", "账期天数", "payment days", Type::Number),
    ];
    vec![
        field("order", "订单", "order", Type::Context(order.into())),
        field("customer", "客户", "customer", Type::Context(customer.into())),
    ]
}

/// Exact digits: what people see is what conditions compare.
fn number(shown: &dyn std::fmt::Display) -> Value {
    shown.to_string().parse::<Decimal>().map_or(Value::Null, Value::Number)
}

fn day(day: Option<base::Day>) -> Value {
    let date =
        day.and_then(|day| rules::Date::new(day.0.year().into(), day.0.month().into(), day.0.day().into()));
    date.map_or(Value::Null, Value::Date)
}

fn order_facts(tx: &mut Tx<'_>, ctx: &Ctx, subject: &str) -> Result<Known> {
    let missing = || Common::NotFound { what: "order", id: subject.to_owned() };
    let id: OrderId = subject.parse().map_err(|_| missing())?;
    let Document { order, lines, holds } = order::order(tx, &ctx.as_system(), id)?;
    let party = party::intake(tx, order.customer_id)?;
    let held: Vec<Value> = holds
        .iter()
        .filter(|hold| hold.lifted_at.is_none())
        .map(|hold| Value::from(hold.reason.as_str()))
        .collect();
    let discount = lines.iter().map(|line| line.discount).max().unwrap_or(Rate::ZERO);
    let qty: Qty = lines.iter().map(order::model::Line::wanted).sum();
    let amount: Money = order.total_amount;
    let below = lines.iter().any(order::rules::is_below_min_price);
    let margin = order::rules::margin(&lines).filter(|_| catalog::rules::knows_cost(ctx));
    let text = |text: &str| Value::from(text);
    let facts = Value::context([
        ("number", text(&order.number)),
        ("amount", number(&amount)),
        ("goods_amount", number(&order.goods_amount)),
        ("margin", margin.map_or(Value::Null, |margin| number(&margin))),
        ("discount_max", number(&discount)),
        ("qty", number(&qty)),
        ("lines", number(&lines.len())),
        ("below_min_price", Value::from(below)),
        ("state", text(order.state.as_str())),
        ("review_state", text(order.review_state.as_str())),
        ("shipping_state", text(order.shipping_state.as_str())),
        ("billing_state", text(order.billing_state.as_str())),
        ("held_for", Value::list(held)),
        ("channel", text(order.channel.as_deref().unwrap_or(""))),
        ("requested_on", day(order.requested_on)),
        ("promised_on", day(order.promised_on)),
        ("note", text(&order.note)),
        ("owner", text(&order.owner_id.to_string())),
    ]);
    let customer = &party.customer;
    let customer = Value::context([
        ("code", text(&customer.code)),
        ("name", text(&customer.name)),
        ("level", text(&customer.grade)),
        ("credit_limit", customer.credit_limit.map_or(Value::Null, |limit| number(&limit))),
        ("owed", number(&party.exposure.total())),
        ("term_days", number(&customer.term_days)),
    ]);
    Ok(Known {
        number: order.number.clone(),
        title: order.customer_name.clone(),
        amount: Some(amount),
        owner: Some(order.owner_id).filter(|owner| *owner != ActorId(0)),
        department: order.department_id,
        facts: Value::context([("order", facts), ("customer", customer)]),
    })
}

fn order_asked(tx: &mut Tx<'_>, ctx: &Ctx, subject: &str, asked: &Asked<'_>) -> Result<()> {
    let Ok(id) = subject.parse::<OrderId>() else { return Ok(()) };
    let task = asked.task.to_string();
    let decision = match asked.stage {
        Stage::Revise => return way::give_back(tx, ctx, id, asked.comment),
        Stage::Opened => return way::ask(tx, ctx, id, &task, asked.step),
        Stage::Approved => order::model::Decision::Approved,
        Stage::Rejected => order::model::Decision::Rejected,
        Stage::Dropped => order::model::Decision::Withdrawn,
    };
    way::answered(tx, ctx, id, &task, decision, asked.comment)
}

fn rehearse_order(tx: &mut Tx<'_>, ctx: &Ctx, subject: &str) -> Result<String> {
    let missing = || Common::NotFound { what: "order", id: subject.to_owned() };
    let id: OrderId = subject.parse().map_err(|_| missing())?;
    let made = order::copy(tx, ctx, id)?.order.id;
    order::place(tx, ctx, made)?;
    Ok(made.to_string())
}

fn may_see_order(tx: &mut Tx<'_>, ctx: &Ctx, subject: &str) -> Result<bool> {
    let Ok(id) = subject.parse::<OrderId>() else { return Ok(false) };
    match order::order(tx, ctx, id) {
        Ok(_) => Ok(true),
        Err(base::Error::Refused(_)) => Ok(false),
        Err(fault) => Err(fault),
    }
}
