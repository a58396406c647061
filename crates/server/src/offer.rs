//! What the house offers to processes: services that are commands of rooms, and documents with their facts.

mod documents;
mod outside;

use base::id::OrderId;
use base::refusal::Common;
use base::{Ctx, Result};
use db::Tx;
use flow::{Value as Kept, Vars};
use order::way::{self, Reached, Then};
use order::{OnShort, ShortAction};
use process::{Call, House, Param, Run, Service};

/// All of it.
pub static HOUSE: House =
    House { services: SERVICES, subjects: documents::ALL, connections: connect::connection::in_use };

const fn text(key: &'static str, zh: &'static str, en: &'static str) -> Param {
    Param { key, zh, en, kind: "string", required: false }
}

const fn flag(key: &'static str, zh: &'static str, en: &'static str) -> Param {
    Param { key, zh, en, kind: "boolean", required: false }
}

const NOTE: Param = text("note", "说明", "note");

const REACHED: &[Param] = &[
    flag("confirmed", "已确认", "confirmed"),
    flag("needs_review", "需要审核", "needs review"),
    text("review_reasons", "审核原因", "reasons for review"),
    flag("short", "缺货", "short of stock"),
    flag("released", "已下发", "released"),
];

const SERVICES: &[Service] = &[
    Service {
        name: "order.confirm",
        zh: "检查并确认订单",
        en: "Check and confirm the order",
        help_zh: "检查信用、最低价，预留库存；需要人看的写成冻结原因，订单停在已下单。",
        help_en: "Checks credit and lowest prices, reserves the goods; what a person must see becomes a hold.",
        args: &[
            Param { key: "on_short", zh: "缺货时", en: "when short", kind: "string", required: false },
            flag("release", "确认后立即下发", "release at once"),
        ],
        results: REACHED,
        by_person: false,
        run: Run::Here(confirm),
    },
    Service {
        name: "order.place",
        zh: "提交订单",
        en: "Place the order",
        help_zh: "草稿变成已下单；已经提交的不变。",
        help_en: "A draft becomes a placed order; one that is placed stays.",
        args: &[],
        results: &[],
        by_person: true,
        run: Run::Here(place),
    },
    Service {
        name: "order.approve",
        zh: "放行审核冻结",
        en: "Approve what was held for review",
        help_zh: "信用、逾期、低于最低价的冻结按批准解除。",
        help_en: "Lifts the holds for credit, overdue payments and low prices as approved.",
        args: &[NOTE],
        results: REACHED,
        by_person: true,
        run: Run::Here(approve),
    },
    Service {
        name: "order.return",
        zh: "退回给制单人",
        en: "Give the order back",
        help_zh: "已下单的订单变回草稿，由制单人修改后重新提交。",
        help_en: "A placed order becomes a draft again, to be changed and placed anew.",
        args: &[NOTE],
        results: &[],
        by_person: true,
        run: Run::Here(give_back),
    },
    Service {
        name: "order.reject",
        zh: "驳回订单",
        en: "Turn the order down",
        help_zh: "未发的全部取消。",
        help_en: "Calls off all that is open.",
        args: &[NOTE],
        results: &[],
        by_person: true,
        run: Run::Here(reject),
    },
    Service {
        name: "order.resolve_short",
        zh: "处理缺货行",
        en: "Decide about short lines",
        help_zh: "backorder 等货，part 有多少发多少，drop 取消缺货行。",
        help_en: "backorder waits for goods, part sends what is there, drop cancels the short lines.",
        args: &[Param { key: "action", zh: "办法", en: "what to do", kind: "string", required: true }],
        results: REACHED,
        by_person: true,
        run: Run::Here(resolve_short),
    },
    Service {
        name: "order.release",
        zh: "下发仓库",
        en: "Release to the warehouse",
        help_zh: "已预留的货交给仓库拣货；没有可下发的就什么也不做。",
        help_en: "Hands what is reserved to the warehouse; nothing to hand over is no error.",
        args: &[],
        results: REACHED,
        by_person: false,
        run: Run::Here(release),
    },
    Service {
        name: "order.invoice",
        zh: "开票",
        en: "Invoice what was shipped",
        help_zh: "已发未开的开具发票。",
        help_en: "Issues an invoice for what was shipped and is not invoiced.",
        args: &[],
        results: &[],
        by_person: false,
        run: Run::Here(invoice),
    },
    Service {
        name: "order.credit_returned",
        zh: "为退回的货开红字",
        en: "Credit what came back",
        help_zh: "已退回、开过票而未红冲的数量按发票逐张红冲；没有就什么也不做。",
        help_en: "A credit note for each invoice, over what came back and was not credited; nothing to credit is no error.",
        args: &[Param { key: "reason", zh: "原因", en: "reason", kind: "string", required: true }],
        results: &[flag("credited", "已红冲", "credited")],
        by_person: true,
        run: Run::Here(credit_returned),
    },
    Service {
        name: "order.hold",
        zh: "冻结订单",
        en: "Hold the order",
        help_zh: "冻结后不确认、不下发，直到解除。",
        help_en: "Nothing is confirmed or released until it is lifted.",
        args: &[NOTE],
        results: &[],
        by_person: true,
        run: Run::Here(hold),
    },
    Service {
        name: "order.lift",
        zh: "解除冻结",
        en: "Lift the hold",
        help_zh: "解除手工冻结和拒收冻结。",
        help_en: "Lifts what was held by hand or for refused goods.",
        args: &[NOTE],
        results: &[],
        by_person: true,
        run: Run::Here(lift),
    },
    Service {
        name: "order.cancel",
        zh: "取消订单",
        en: "Cancel the order",
        help_zh: "未发的全部取消。",
        help_en: "Calls off all that is open.",
        args: &[Param { key: "reason", zh: "原因", en: "reason", kind: "string", required: true }],
        results: &[],
        by_person: true,
        run: Run::Here(cancel),
    },
    Service {
        name: "order.decide_amendment",
        zh: "决定变更",
        en: "Decide an amendment",
        help_zh: "批准则变更生效，否则作废。",
        help_en: "Approved, it is applied; else it is thrown away.",
        args: &[
            Param {
                key: "amendment",
                zh: "变更序号",
                en: "number of the amendment",
                kind: "number",
                required: true,
            },
            Param { key: "approve", zh: "批准", en: "approve", kind: "boolean", required: true },
            NOTE,
        ],
        results: &[],
        by_person: true,
        run: Run::Here(decide_amendment),
    },
    outside::HTTP_CALL,
];

/// What a case may be told about an order, in the order's own transaction.
pub(crate) const ORDER_EVENTS: &[&str] = documents::ALL[0].events;

fn id(call: &Call<'_>) -> Result<OrderId> {
    let missing = || Common::NotFound { what: "order", id: call.subject.to_owned() };
    call.subject.parse().map_err(|_| missing().into())
}

fn told(reached: &Reached) -> Vars {
    Vars::from([
        ("confirmed", reached.confirmed.into()),
        ("needs_review", (!reached.review.is_empty()).into()),
        ("review_reasons", Kept::text(&reached.review.join(", "))),
        ("short", reached.short.into()),
        ("released", reached.released.into()),
    ])
}

fn wrong(call: &Call<'_>, key: &str, expected: &str) -> base::Error {
    Common::InvalidValue { value: format!("{key} {}", call.text(key)), expected: expected.to_owned() }.into()
}

fn confirm(tx: &mut Tx<'_>, ctx: &Ctx, call: &Call<'_>) -> Result<Vars> {
    let on_short = match call.text("on_short").as_str() {
        "" => OnShort::Decide,
        other => other.parse().map_err(|_| wrong(call, "on_short", "decide, backorder, part or refuse"))?,
    };
    let releases = call.args.get("release").is_some_and(Kept::is_true);
    let then = if releases { Then::Release } else { Then::Wait };
    way::go_on(tx, ctx, id(call)?, on_short, then).map(|reached| told(&reached))
}

fn place(tx: &mut Tx<'_>, ctx: &Ctx, call: &Call<'_>) -> Result<Vars> {
    let id = id(call)?;
    if order::order(tx, ctx, id)?.order.state == order::State::Draft {
        order::place(tx, ctx, id)?;
    }
    Ok(Vars::default())
}

fn approve(tx: &mut Tx<'_>, ctx: &Ctx, call: &Call<'_>) -> Result<Vars> {
    way::approve(tx, ctx, id(call)?, &call.text("note")).map(|reached| told(&reached))
}

fn give_back(tx: &mut Tx<'_>, ctx: &Ctx, call: &Call<'_>) -> Result<Vars> {
    way::give_back(tx, ctx, id(call)?, &call.text("note")).map(|()| Vars::default())
}

fn reject(tx: &mut Tx<'_>, ctx: &Ctx, call: &Call<'_>) -> Result<Vars> {
    way::turn_down(tx, ctx, id(call)?, &call.text("note")).map(|()| Vars::default())
}

fn resolve_short(tx: &mut Tx<'_>, ctx: &Ctx, call: &Call<'_>) -> Result<Vars> {
    let expected = "backorder, part or drop";
    let action: ShortAction = call.text("action").parse().map_err(|_| wrong(call, "action", expected))?;
    way::decide_short(tx, ctx, id(call)?, action).map(|reached| told(&reached))
}

fn release(tx: &mut Tx<'_>, ctx: &Ctx, call: &Call<'_>) -> Result<Vars> {
    way::release_ready(tx, ctx, id(call)?).map(|reached| told(&reached))
}

fn invoice(tx: &mut Tx<'_>, ctx: &Ctx, call: &Call<'_>) -> Result<Vars> {
    order::invoice(tx, ctx, id(call)?).map(|_| Vars::default())
}

fn credit_returned(tx: &mut Tx<'_>, ctx: &Ctx, call: &Call<'_>) -> Result<Vars> {
    let credited = order::credit_returned(tx, ctx, id(call)?, &call.text("reason"))?;
    Ok(Vars::from([("credited", credited.into())]))
}

fn hold(tx: &mut Tx<'_>, ctx: &Ctx, call: &Call<'_>) -> Result<Vars> {
    order::hold(tx, ctx, id(call)?, &call.text("note")).map(|_| Vars::default())
}

fn lift(tx: &mut Tx<'_>, ctx: &Ctx, call: &Call<'_>) -> Result<Vars> {
    order::lift_hold(tx, ctx, id(call)?, &call.text("note")).map(|_| Vars::default())
}

fn cancel(tx: &mut Tx<'_>, ctx: &Ctx, call: &Call<'_>) -> Result<Vars> {
    order::cancel(tx, ctx, id(call)?, None, &call.text("reason")).map(|_| Vars::default())
}

fn decide_amendment(tx: &mut Tx<'_>, ctx: &Ctx, call: &Call<'_>) -> Result<Vars> {
    let number = call.text("amendment");
    let n = number.parse().map_err(|_| wrong(call, "amendment", "the number of an amendment"))?;
    let approves = call.args.get("approve").is_some_and(Kept::is_true);
    order::decide_amendment(tx, ctx, id(call)?, n, (approves, &call.text("note"))).map(|_| Vars::default())
}

/// What the house ships to begin with.
pub(crate) const PROCESSES: &[process::Shipped] = &[
    process::Shipped {
        code: "order_to_cash",
        name: "订单到收款",
        name_en: "Order to cash",
        bpmn: include_str!("../../../processes/order_to_cash.bpmn"),
    },
    process::Shipped {
        code: "credit_release",
        name: "信用放行",
        name_en: "Credit release",
        bpmn: include_str!("../../../processes/credit_release.bpmn"),
    },
    process::Shipped {
        code: "order_amendment",
        name: "订单变更",
        name_en: "Order amendment",
        bpmn: include_str!("../../../processes/order_amendment.bpmn"),
    },
    process::Shipped {
        code: "return",
        name: "退货处理",
        name_en: "Return",
        bpmn: include_str!("../../../processes/return.bpmn"),
    },
];

#[cfg(test)]
mod tests {
    use rules::Type;

    use super::*;

    #[test]
    fn the_processes_that_come_with_the_product_have_nothing_wrong() {
        let fresh = testdb::sqlite(crate::wiring::reactions());
        for shipped in PROCESSES {
            let ctx = testdb::system_ctx();
            let found =
                fresh.db.read_now(move |tx| process::commands::design::check(tx, &ctx, &HOUSE, shipped.bpmn));
            let told: Vec<String> = match found {
                Ok(problems) => problems.into_iter().map(|problem| problem.sentence).collect(),
                Err(error) => vec![error.to_string()],
            };
            assert_eq!(told, Vec::<String>::new(), "{}", shipped.code);
        }
    }

    #[test]
    fn every_service_takes_what_it_says_and_every_fact_has_a_name_in_both_languages() {
        for service in SERVICES {
            assert!(!service.zh.is_empty() && !service.help_zh.is_empty() && !service.help_en.is_empty());
        }
        for field in documents::order_fields() {
            let Type::Context(inner) = &field.kind else { continue };
            assert!(inner.iter().all(|it| !it.zh.is_empty() && !it.en.is_empty()), "{}", field.key);
        }
    }
}
