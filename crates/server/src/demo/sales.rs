//! What sellers and their managers do: enter, hand in, review, decide about short stock, change, split, call off.

use base::id::{OrderId, SkuId, WarehouseId};
use base::{Ctx, Money, Qty, Rate, Result};
use db::Tx;
use order::model::HoldReason;
use order::{
    Change, Document, External, NewAmendment, NewLine, NewOrder, OnShort, Part, ShortAction, ShortDecision,
    State, Upto, Verdict,
};

use super::floor;
use super::story::{Stage, Step};
use super::wish::{Trouble, Wish};
use super::world::Turn;

/// Somebody wants something: entered by his seller, by the manager when the price is special, or by
/// the customer himself in the web shop.
pub(crate) fn order(tx: &mut Tx<'_>, turn: &mut Turn, wish: &Wish) -> Result<()> {
    let world = std::sync::Arc::clone(&turn.world);
    let client = &world.clients[wish.client];
    let is_online = client.is_online && matches!(wish.trouble, Trouble::None | Trouble::Waits);
    // What comes from the shop is handed in, and its process takes it to the warehouse.
    let by_itself = is_online && wish.trouble == Trouble::None && turn.goal.until.is_none();
    let who = match wish.trouble {
        Trouble::Cheap => client.reviewer,
        _ if is_online => "shop",
        _ => client.seller,
    };
    let house = world.houses.iter().find(|house| house.code == client.warehouse).unwrap_or(&world.houses[0]);
    let mut lines = lines(turn, wish);
    match wish.trouble {
        Trouble::Cheap => lines[0].discount = Some(Rate(turn.luck.between(32, 40) * 10_000)),
        Trouble::OverLimit => overdraw(tx, turn, wish, &mut lines)?,
        Trouble::Short | Trouble::Waits => {
            let good = &world.goods[wish.lines[0].0];
            let there = stock::available_in(tx, house.id, &[good.key.id])?;
            let there = there.get(&good.key.id).copied().unwrap_or_default();
            lines[0].qty = there + Qty::whole(good.usual_qty() * turn.luck.between(1, 4));
            lines[0].uom = None;
        }
        Trouble::None | Trouble::Draft => {}
    }
    let today = turn.world.calendar.day(turn.at);
    let new = NewOrder {
        customer: client.code.clone(),
        lines,
        ship_to: None,
        external: is_online.then(|| External {
            channel: "shop".into(),
            number: format!("M{}{:06}", today.compact(), turn.luck.between(0, 999_999)),
        }),
        requested_on: turn.luck.chance(35).then(|| today.plus(turn.luck.between(2, 9))),
        warehouse: Some(house.code.into()),
        note: note(turn),
        upto: match wish.trouble {
            Trouble::Draft => Upto::Draft,
            _ if by_itself => Upto::Placed,
            _ => Upto::Confirmed,
        },
        on_short: match wish.trouble {
            Trouble::Waits => OnShort::Backorder,
            _ if is_online => OnShort::Backorder,
            _ => OnShort::Decide,
        },
    };
    let ctx = turn.ctx(who);
    let document = order::create(tx, &ctx, &new)?;
    if !by_itself {
        follow(turn, &document, true);
        return Ok(());
    }
    tx.react()?;
    let document = order::order(tx, &ctx.as_system(), document.order.id)?;
    if document.lines.iter().any(|line| line.qty_released.is_positive()) {
        return floor::expect(tx, turn, document.order.id);
    }
    follow(turn, &document, false);
    Ok(())
}

fn lines(turn: &mut Turn, wish: &Wish) -> Vec<NewLine> {
    let goods = &turn.world.goods;
    let line = |(place, qty, is_boxed): &(usize, i64, bool)| NewLine {
        sku: goods[*place].key.code.clone(),
        qty: Qty::whole(*qty),
        uom: if *is_boxed { goods[*place].uoms.first().map(|(uom, _)| (*uom).to_owned()) } else { None },
        price: None,
        discount: None,
        requested_on: None,
        warehouse: None,
        note: String::new(),
    };
    wish.lines.iter().map(line).collect()
}

/// Wants so much that the customer's limit does not cover it.
fn overdraw(tx: &mut Tx<'_>, turn: &Turn, wish: &Wish, lines: &mut [NewLine]) -> Result<()> {
    let client = &turn.world.clients[wish.client];
    let known = party::intake(tx, client.id)?;
    let Some(limit) = known.customer.credit_limit else { return Ok(()) };
    let left = (limit - known.exposure.total()).max(Money::ZERO);
    let good = &turn.world.goods[wish.lines[0].0];
    lines[0].qty = Qty::whole(left.0 * 13 / 10 / good.list_price.0.max(1) + good.usual_qty() * 2);
    lines[0].uom = None;
    Ok(())
}

fn note(turn: &mut Turn) -> String {
    const NOTES: &[&str] = &[
        "送货前电话联系",
        "周末不收货",
        "请附送货单两联",
        "发票随货同行",
        "放前台签收",
        "走货梯，B1 卸货",
        "急用，请优先安排",
        "新校区地址，注意核对",
    ];
    if turn.luck.chance(18) { (*turn.luck.pick(NOTES)).into() } else { String::new() }
}

/// What comes next for an order, by where it is.
pub(crate) fn follow(turn: &mut Turn, document: &Document, is_new: bool) {
    let id = document.order.id;
    let held_for = |reason| document.is_held_for(reason);
    match document.order.state {
        State::Draft if turn.goes_past(Stage::Draft) => turn.then(20, 240, Step::HandIn(id)),
        State::Placed if held_for(HoldReason::StockShort) => {
            turn.then_past(Stage::Short, (30, 300), Step::DecideShort(id));
        }
        State::Placed | State::Confirmed if document.open_holds().next().is_some() => {
            turn.then_past(Stage::Review, (15, 260), Step::Review(id));
        }
        State::Confirmed if is_new && !turn.goal.is_quick && turn.luck.chance(9) => {
            turn.then(5, 50, Step::Change(id));
        }
        State::Confirmed => release_later(turn, document),
        _ => {}
    }
}

pub(crate) fn release_later(turn: &mut Turn, document: &Document) {
    let id = document.order.id;
    if document.lines.iter().any(|line| line.releasable().is_positive()) {
        if turn.goes_past(Stage::Reserved) {
            turn.then(10, 110, Step::Release(id));
        }
    } else if document.lines.iter().any(|line| line.waiting().is_positive()) && turn.goes_past(Stage::Waiting)
    {
        turn.then(300, 620, Step::Release(id));
    }
}

/// Who looks after an order.
pub(crate) fn keeper(turn: &Turn, document: &Document) -> &'static str {
    let owner = document.order.owner_id;
    turn.world.people.iter().find(|person| person.id == owner).map_or("admin", |person| person.login)
}

/// The manager above whoever looks after an order.
fn reviewer(turn: &Turn, document: &Document) -> &'static str {
    let customer = document.order.customer_id;
    turn.world.clients.iter().find(|client| client.id == customer).map_or("wangmin", |client| client.reviewer)
}

fn load(tx: &mut Tx<'_>, turn: &Turn, id: OrderId) -> Result<Document> {
    order::order(tx, &turn.ctx("admin"), id)
}

/// A draft is finished and handed in; some are thrown away.
pub(crate) fn hand_in(tx: &mut Tx<'_>, turn: &mut Turn, id: OrderId) -> Result<()> {
    let document = load(tx, turn, id)?;
    if document.order.state != State::Draft {
        return Ok(());
    }
    let ctx = turn.ctx(keeper(turn, &document));
    if turn.luck.chance(8) {
        order::cancel(tx, &ctx, id, None, "客户改主意，不下单了")?;
        return Ok(());
    }
    order::place(tx, &ctx, id)?;
    turn.pass(5, 60);
    let ctx = turn.ctx(keeper(turn, &document));
    let document = order::confirm(tx, &ctx, id, OnShort::Decide)?;
    follow(turn, &document, true);
    Ok(())
}

/// A manager or finance looks at what is held.
pub(crate) fn review(tx: &mut Tx<'_>, turn: &mut Turn, id: OrderId) -> Result<()> {
    let document = load(tx, turn, id)?;
    if order::lifecycle::guard(order::lifecycle::Action::Review, &document).is_err() {
        return Ok(());
    }
    let is_price = document.is_held_for(HoldReason::BelowMinPrice);
    let who = if !is_price && turn.luck.chance(40) { "qianli" } else { reviewer(turn, &document) };
    let ctx = turn.ctx(who);
    let is_placed = document.order.state == State::Placed;
    let document = match turn.luck.weighted(&[78, if is_placed { 9 } else { 0 }, 13]) {
        0 => {
            let note = *turn.luck.pick(&[
                "老客户，同意",
                "已与客户确认本周回款",
                "特批一次",
                "额度已申请上调，先放行",
            ]);
            order::review(tx, &ctx, id, Verdict::Approve, note)?
        }
        1 => order::review(tx, &ctx, id, Verdict::Return, "请核对数量后重新提交")?,
        _ => {
            order::review(tx, &ctx, id, Verdict::Reject, "超期款项未付清，暂不接单")?;
            return Ok(());
        }
    };
    if document.order.state == State::Draft {
        return halve(tx, turn, &document);
    }
    follow(turn, &document, false);
    Ok(())
}

/// What came back for correction is entered anew with less of everything.
fn halve(tx: &mut Tx<'_>, turn: &mut Turn, document: &Document) -> Result<()> {
    turn.pass(600, 5_400);
    let order = &document.order;
    let lines = document.lines.iter().map(|line| NewLine {
        sku: line.sku.clone(),
        qty: Qty::whole((line.qty_ordered.0 / Qty::ONE.0 / 2).max(1)),
        uom: None,
        price: None,
        discount: None,
        requested_on: None,
        warehouse: Some(line.warehouse_id.to_string()),
        note: String::new(),
    });
    let new = NewOrder {
        customer: order.customer_id.to_string(),
        lines: lines.collect(),
        ship_to: None,
        external: None,
        requested_on: order.requested_on,
        warehouse: Some(order.warehouse_id.to_string()),
        note: order.note.clone(),
        upto: Upto::Draft,
        on_short: OnShort::Decide,
    };
    let ctx = turn.ctx(keeper(turn, document));
    let document = order::edit(tx, &ctx, order.id, &new)?;
    follow(turn, &document, false);
    Ok(())
}

/// Not enough is there: the seller chooses among what can be done about each line.
pub(crate) fn decide_short(tx: &mut Tx<'_>, turn: &mut Turn, id: OrderId) -> Result<()> {
    let document = load(tx, turn, id)?;
    if order::lifecycle::guard(order::lifecycle::Action::ResolveShort, &document).is_err() {
        return Ok(());
    }
    let ctx = turn.ctx(keeper(turn, &document));
    let short = order::shortage(tx, &ctx, id)?;
    let mut decisions = Vec::with_capacity(short.len());
    for line in &short {
        let fits = |action: &ShortAction| line.options.contains(action) && *action != ShortAction::Substitute;
        let wish = [ShortAction::Warehouse, ShortAction::Part, ShortAction::Date, ShortAction::Backorder]
            [turn.luck.weighted(&[40, 25, 15, 20])];
        let action = if fits(&wish) { wish } else { ShortAction::Backorder };
        let alternative =
            substitute(tx, turn, (document.order.warehouse_id, line.shortage.sku_id, line.shortage.wanted))?;
        let (action, sku) = match alternative {
            Some(sku) if turn.luck.chance(12) => (ShortAction::Substitute, Some(sku)),
            _ => (action, None),
        };
        decisions.push(ShortDecision {
            line: line.line,
            action,
            warehouse: line.shortage.elsewhere.first().map(|other| other.code.clone()),
            sku,
            requested_on: line.shortage.promised_on,
        });
    }
    let document = order::resolve_short(tx, &ctx, id, &decisions)?;
    follow(turn, &document, false);
    Ok(())
}

/// Another form of the same product of which there is enough.
fn substitute(
    tx: &mut Tx<'_>,
    turn: &Turn,
    (warehouse, sku, wanted): (WarehouseId, SkuId, Qty),
) -> Result<Option<String>> {
    let goods = &turn.world.goods;
    let Some(of) = goods.iter().find(|good| good.key.id == sku) else { return Ok(None) };
    let Some(other) = goods.iter().find(|good| good.product == of.product && good.key.id != sku) else {
        return Ok(None);
    };
    let there = stock::available_in(tx, warehouse, &[other.key.id])?;
    let is_enough = there.get(&other.key.id).is_some_and(|there| *there >= wanted);
    Ok(is_enough.then(|| other.key.code.clone()))
}

/// The customer thinks again before the goods are released.
pub(crate) fn change(tx: &mut Tx<'_>, turn: &mut Turn, id: OrderId) -> Result<()> {
    let document = load(tx, turn, id)?;
    let is_open = document.lines.iter().all(|line| line.qty_released.is_zero());
    if document.order.state != State::Confirmed || document.open_holds().next().is_some() || !is_open {
        return Ok(());
    }
    let ctx = turn.ctx(keeper(turn, &document));
    let count = document.lines.len();
    let document = match turn.luck.weighted(&[45, 22, 12, if count > 1 { 12 } else { 0 }, 9]) {
        0 => return amend(tx, turn, &document),
        1 => {
            let reason = *turn.luck.pick(&["客户取消采购计划", "重复下单", "价格谈不拢", "项目暂停"]);
            order::cancel(tx, &ctx, id, None, reason)?
        }
        2 => {
            let line = &document.lines[0];
            let part = Part { line: line.id, qty: Some(half(line.wanted())) };
            order::cancel(tx, &ctx, id, Some(&[part]), "客户减少数量")?
        }
        3 => {
            let part = Part { line: document.lines[count - 1].id, qty: None };
            let split = order::split(tx, &ctx, id, &[part])?;
            follow(turn, &split, false);
            load(tx, turn, id)?
        }
        _ => {
            let ctx = turn.ctx(reviewer(turn, &document));
            turn.then(120, 900, Step::Lift(id));
            order::hold(tx, &ctx, id, "客户要求等通知再发")?;
            return Ok(());
        }
    };
    follow(turn, &document, false);
    Ok(())
}

fn half(qty: Qty) -> Qty {
    Qty::whole((qty.0 / Qty::ONE.0 / 2).max(1))
}

fn amend(tx: &mut Tx<'_>, turn: &mut Turn, document: &Document) -> Result<()> {
    let id = document.order.id;
    let line = &document.lines[turn.luck.below(document.lines.len())];
    let change = match turn.luck.weighted(&[40, 20, 20, 20]) {
        0 => Change::ChangeQty { line: line.id, qty: line.wanted() + half(line.wanted()) },
        1 => Change::ChangeQty { line: line.id, qty: half(line.wanted()) },
        2 => {
            let good = &turn.world.goods[turn.luck.below(turn.world.goods.len())];
            let (sku, qty) = (good.key.code.clone(), Qty::whole(good.usual_qty()));
            let new = NewLine {
                sku,
                qty,
                uom: None,
                price: None,
                discount: None,
                requested_on: None,
                warehouse: Some(document.order.warehouse_id.to_string()),
                note: String::new(),
            };
            Change::AddLine { new }
        }
        _ => Change::ChangeDate {
            line: None,
            requested_on: turn.world.calendar.day(turn.at).plus(turn.luck.between(3, 8)),
        },
    };
    let reason = (*turn.luck.pick(&["客户来电加量", "客户改交期", "下单时填错", "补一样"])).to_owned();
    let amendment = NewAmendment { changes: vec![change], reason, on_short: OnShort::Backorder };
    let ctx = turn.ctx(keeper(turn, document));
    let after = order::amend(tx, &ctx, id, &amendment)?;
    if after.lines == document.lines {
        // It was only proposed: more than the customer may owe.
        turn.then(30, 200, Step::DecideAmendment(id));
    }
    follow(turn, &after, false);
    Ok(())
}

/// What was only proposed, because the limit is exceeded, is decided.
pub(crate) fn decide_amendment(tx: &mut Tx<'_>, turn: &mut Turn, id: OrderId) -> Result<()> {
    let document = load(tx, turn, id)?;
    let ctx: Ctx = turn.ctx(reviewer(turn, &document));
    let approves = turn.luck.chance(60);
    let note = if approves { "同意" } else { "额度不够，维持原单" };
    if order::lifecycle::guard(order::lifecycle::Action::Amend, &document).is_ok() {
        order::decide_amendment(tx, &ctx, id, 1, (approves, note))?;
    }
    Ok(())
}

/// The customer gave the word: the order goes on.
pub(crate) fn lift(tx: &mut Tx<'_>, turn: &mut Turn, id: OrderId) -> Result<()> {
    let document = load(tx, turn, id)?;
    if order::lifecycle::guard(order::lifecycle::Action::Lift, &document).is_err() {
        return Ok(());
    }
    let ctx = turn.ctx(reviewer(turn, &document));
    let document = order::lift_hold(tx, &ctx, id, "客户通知可以发货")?;
    follow(turn, &document, false);
    Ok(())
}
