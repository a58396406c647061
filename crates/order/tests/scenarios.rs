//! Orders on their way, through the good days and the bad ones, on both databases.
#![allow(clippy::unwrap_used)]

mod shop;

use base::{Money, Qty};
use order::{External, OnShort, Part, ShortAction, ShortDecision, Upto, Verdict};
use shop::{code, each, states, wanted, wants};

#[test]
fn an_order_goes_all_the_way_by_itself() {
    each(|shop| {
        shop.receive("A", 10);
        shop.receive("B", 10);
        let placed = shop.order(&wants("ACME", &[("A", 2), ("B", 3)])).unwrap();
        let id = placed.order.id;
        assert_eq!(states(&placed), "confirmed none reserved none");
        assert_eq!(placed.order.total_amount, Money::whole(286));
        assert_eq!(states(&shop.release(id)), "confirmed none released none");
        shop.send_all(id);
        assert_eq!(states(&shop.see(id)), "confirmed none shipped invoiced");
        shop.deliver_all(id);
        assert_eq!(states(&shop.see(id)), "confirmed none delivered invoiced");
        shop.pay(placed.order.customer_id, Money::whole(200));
        assert_eq!(states(&shop.see(id)), "confirmed none delivered part_paid");
        shop.pay(placed.order.customer_id, Money::whole(86));
        let closed = shop.see(id);
        assert_eq!(states(&closed), "closed none delivered paid");
        let order = &closed.order;
        let steps =
            [order.confirmed_at, order.allocated_at, order.shipped_at, order.delivered_at, order.settled_at];
        assert!(steps.iter().all(Option::is_some), "{steps:?}");
    });
}

#[test]
fn short_stock_is_refused_whole_or_decided() {
    each(|shop| {
        shop.receive("A", 2);
        let new = wants("ACME", &[("A", 1), ("A", 2)]);
        let refused = shop.order(&new).unwrap_err();
        assert_eq!(refused.refused().unwrap().code, "stock_short");
        let mut decide = new;
        decide.on_short = OnShort::Decide;
        let held = shop.order(&decide).unwrap();
        assert_eq!(states(&held), "placed none short none");
        assert!(held.lines.iter().all(|line| line.qty_reserved.is_zero()));
        let (id, line) = (held.order.id, held.lines[1].id);
        let undecided = shop.write(move |tx, ctx| order::resolve_short(tx, ctx, id, &[]));
        assert_eq!(code(undecided), "undecided");
        let part = move |action| {
            vec![ShortDecision { line, action, warehouse: None, sku: None, requested_on: None }]
        };
        let decisions = part(ShortAction::Backorder);
        let waiting = shop.write(move |tx, ctx| order::resolve_short(tx, ctx, id, &decisions)).unwrap();
        assert_eq!(states(&waiting), "confirmed none waiting none");
        shop.receive("A", 5);
        shop.write(move |tx, ctx| {
            let sku = catalog::sku_by_code(tx, "A")?.sku.id;
            order::reserve_backorders(tx, ctx, &[sku])
        })
        .unwrap();
        assert_eq!(states(&shop.see(id)), "confirmed none reserved none");
    });
}

#[test]
fn every_way_out_of_a_shortage() {
    each(|shop| {
        for (action, after, total) in [
            (ShortAction::Part, "confirmed none reserved none", 226),
            (ShortAction::Warehouse, "confirmed none reserved none", 452),
            (ShortAction::Substitute, "confirmed none reserved none", 80),
            (ShortAction::Drop, "cancelled none none none", 0),
        ] {
            shop.receive("A", 2);
            shop.receive("B", 4);
            shop.receive_at("WEST", "A", 4);
            let mut new = wants("ACME", &[("A", 4)]);
            new.on_short = OnShort::Decide;
            let held = shop.order(&new).unwrap();
            let (id, line) = (held.order.id, held.lines[0].id);
            let ctx = shop.ctx.clone();
            let short = shop.db.read_now(move |tx| order::shortage(tx, &ctx, id)).unwrap();
            assert_eq!((short.len(), short[0].shortage.available), (1, Qty::whole(2)), "{action}");
            let decision = ShortDecision {
                line,
                action,
                warehouse: Some("WEST".into()),
                sku: Some("B".into()),
                requested_on: None,
            };
            let done = shop
                .write(move |tx, ctx| order::resolve_short(tx, ctx, id, std::slice::from_ref(&decision)))
                .unwrap();
            assert_eq!(
                (states(&done).as_str(), done.order.total_amount),
                (after, Money::whole(total)),
                "{action}"
            );
            if done.order.state == order::State::Confirmed {
                shop.write(move |tx, ctx| order::cancel(tx, ctx, id, None, "Test")).unwrap();
            }
            // Use up what the next round would find left over.
            for (place, sku, qty) in [("MAIN", "A", 2), ("WEST", "A", 4), ("MAIN", "B", 4)] {
                let mut rest = wants("ACME", &[(sku, qty)]);
                rest.warehouse = Some(place.into());
                shop.order(&rest).unwrap();
            }
        }
    });
}

#[test]
fn credit_holds_an_order_until_somebody_decides() {
    each(|shop| {
        shop.receive("A", 100);
        let first = shop.order(&wants("SMALL", &[("A", 4)])).unwrap();
        assert_eq!(states(&first), "confirmed none reserved none");
        let held = shop.order(&wants("SMALL", &[("A", 1)])).unwrap();
        assert_eq!(states(&held), "placed pending none none");
        let id = held.order.id;
        let confirm = shop.write(move |tx, ctx| order::confirm(tx, ctx, id, OnShort::Refuse));
        assert_eq!(code(confirm), "on_hold");
        let no_reason = shop.write(move |tx, ctx| order::review(tx, ctx, id, Verdict::Reject, ""));
        assert_eq!(code(no_reason), "invalid");
        let approved =
            shop.write(move |tx, ctx| order::review(tx, ctx, id, Verdict::Approve, "老客户")).unwrap();
        assert_eq!(states(&approved), "confirmed approved reserved none");
        let other = shop.order(&wants("SMALL", &[("A", 1)])).unwrap().order.id;
        let back = shop.write(move |tx, ctx| order::review(tx, ctx, other, Verdict::Return, "太多")).unwrap();
        assert_eq!(states(&back), "draft rejected none none");
    });
}

#[test]
fn what_is_held_at_release_is_reviewed_too() {
    each(|shop| {
        shop.receive("A", 100);
        let confirmed = |qty| {
            let order = shop.order(&wants("SMALL", &[("A", qty)])).unwrap();
            assert_eq!(states(&order), "confirmed none reserved none");
            order.order.id
        };
        // Two of 226 each fit into 500, not into what he may owe from then on.
        let (first, second) = (confirmed(2), confirmed(2));
        shop.limit("SMALL", Money::whole(300));
        for id in [first, second] {
            assert_eq!(states(&shop.release(id)), "confirmed pending reserved none");
        }
        let back = shop.write(move |tx, ctx| order::review(tx, ctx, first, Verdict::Return, "改小"));
        assert_eq!(code(back), "return_confirmed");
        let approved =
            shop.write(move |tx, ctx| order::review(tx, ctx, first, Verdict::Approve, "")).unwrap();
        assert_eq!(states(&approved), "confirmed approved reserved none");
        assert_eq!(states(&shop.release(first)), "confirmed approved released none");
        let rejected =
            shop.write(move |tx, ctx| order::review(tx, ctx, second, Verdict::Reject, "不放款")).unwrap();
        assert_eq!(states(&rejected), "cancelled rejected none none");
    });
}

#[test]
fn a_price_below_cost_waits_for_review() {
    each(|shop| {
        shop.receive("A", 10);
        let mut new = wants("ACME", &[("A", 1)]);
        new.lines[0].price = Some(Money::whole(50));
        assert_eq!(states(&shop.order(&new).unwrap()), "placed pending none none");
    });
}

#[test]
fn parts_are_shipped_invoiced_and_add_up() {
    each(|shop| {
        shop.receive("C", 2);
        let mut new = wants("ACME", &[("C", 3)]);
        new.lines[0].price = Some("3.333".parse().unwrap());
        new.on_short = OnShort::Backorder;
        let id = shop.order(&new).unwrap().order.id;
        shop.release(id);
        shop.send_all(id);
        assert_eq!(states(&shop.see(id)), "confirmed none part_shipped part_invoiced");
        shop.receive("C", 1);
        shop.write(move |tx, ctx| order::reconcile::reconcile(tx, ctx, id)).unwrap();
        shop.release(id);
        shop.send_all(id);
        shop.deliver_all(id);
        let done = shop.see(id);
        assert_eq!(states(&done), "confirmed none delivered invoiced");
        let invoices = shop.db.read_now(move |tx| billing::invoices_of(tx, &id.to_string())).unwrap();
        let claimed: Money = invoices.iter().map(|invoice| invoice.total_amount).sum();
        assert_eq!((invoices.len(), claimed), (2, done.order.total_amount));
    });
}

#[test]
fn refused_goods_hold_the_order_and_are_credited() {
    each(|shop| {
        shop.receive("A", 2);
        let order = shop.order(&wants("ACME", &[("A", 2)])).unwrap().order;
        let id = order.id;
        shop.release(id);
        shop.send_all(id);
        let shipment = shop.shipments(id).remove(0);
        let line = shipping::DeliveredLine {
            line: shipment.lines[0].id,
            qty_delivered: Qty::whole(1),
            qty_refused: Qty::whole(1),
            reason: "破损".into(),
        };
        let ask = shipping::DeliverAsk { lines: Some(vec![line]), ..shipping::DeliverAsk::default() };
        shop.write(move |tx, ctx| shipping::deliver(tx, ctx, shipment.shipment.id, &ask)).unwrap();
        assert_eq!(states(&shop.see(id)), "confirmed none exception invoiced");
        shop.write(move |tx, ctx| order::cancel(tx, ctx, id, None, "客户不要了")).unwrap();
        let now = shop.see(id);
        assert_eq!(states(&now), "confirmed none delivered invoiced");
        let credit = billing::NewCredit {
            reason: "拒收".into(),
            lines: Some(vec![billing::CreditLine { line_no: 1, qty: Some(Qty::whole(1)), amount: None }]),
        };
        shop.write(move |tx, ctx| {
            let invoice = billing::invoices_of(tx, &id.to_string())?.remove(0);
            billing::credit(tx, ctx, invoice.id, &credit)
        })
        .unwrap();
        shop.pay(order.customer_id, Money::whole(113));
        assert_eq!(states(&shop.see(id)), "closed none delivered paid");
    });
}

#[test]
fn a_cancelled_shipment_gives_the_goods_back_to_the_order() {
    each(|shop| {
        shop.receive("A", 2);
        let id = shop.order(&wants("ACME", &[("A", 2)])).unwrap().order.id;
        shop.release(id);
        let cancel = shop.write(move |tx, ctx| order::cancel(tx, ctx, id, None, "不要了"));
        assert_eq!(code(cancel), "in_warehouse");
        let shipment = shop.shipments(id).remove(0).shipment.id;
        shop.write(move |tx, ctx| shipping::cancel(tx, ctx, shipment, "错")).unwrap();
        assert_eq!(states(&shop.see(id)), "confirmed none reserved none");
        let cancelled = shop.write(move |tx, ctx| order::cancel(tx, ctx, id, None, "不要了")).unwrap();
        assert_eq!(states(&cancelled), "cancelled none none none");
        assert_eq!(states(&shop.order(&wants("ACME", &[("A", 2)])).unwrap()), "confirmed none reserved none");
    });
}

#[test]
fn an_amendment_changes_a_confirmed_order_and_stays_to_be_seen() {
    each(|shop| {
        shop.receive("A", 5);
        shop.receive("B", 5);
        let first = shop.order(&wants("SMALL", &[("A", 2), ("B", 1)])).unwrap();
        let (id, line) = (first.order.id, first.lines[0].id);
        let ask = move |changes: Vec<order::Change>| order::NewAmendment {
            changes,
            reason: "客户来电".into(),
            on_short: OnShort::Refuse,
        };
        let more = ask(vec![
            order::Change::ChangeQty { line, qty: Qty::whole(3) },
            order::Change::AddLine { new: wanted("B", 1) },
        ]);
        let now = shop.write(move |tx, ctx| order::amend(tx, ctx, id, &more)).unwrap();
        assert_eq!((now.lines.len(), now.order.total_amount), (3, Money::whole(379)));
        assert_eq!(states(&now), "confirmed none reserved none");
        let too_many = ask(vec![order::Change::ChangeQty { line, qty: Qty::whole(1_000) }]);
        let proposed = shop.write(move |tx, ctx| order::amend(tx, ctx, id, &too_many)).unwrap();
        assert_eq!(proposed.order.total_amount, Money::whole(379));
        let decided = shop.write(move |tx, ctx| order::decide_amendment(tx, ctx, id, 2, (true, "")));
        assert_eq!(code(decided), "stock_short");
        let rejected =
            shop.write(move |tx, ctx| order::decide_amendment(tx, ctx, id, 2, (false, "太多"))).unwrap();
        assert_eq!(rejected.order.total_amount, Money::whole(379));
        let less = ask(vec![order::Change::DropLine { line }]);
        let now = shop.write(move |tx, ctx| order::amend(tx, ctx, id, &less)).unwrap();
        assert_eq!(now.order.total_amount, Money::whole(40));
    });
}

#[test]
fn a_split_moves_prices_and_reservations() {
    each(|shop| {
        shop.receive("A", 3);
        let first = shop.order(&wants("ACME", &[("A", 3)])).unwrap();
        let (id, line) = (first.order.id, first.lines[0].id);
        let whole = [Part { line, qty: None }];
        assert_eq!(
            code(shop.write(move |tx, ctx| order::commands::amend::split(tx, ctx, id, &whole))),
            "split_takes_all"
        );
        let parts = [Part { line, qty: Some(Qty::whole(1)) }];
        let new = shop.write(move |tx, ctx| order::commands::amend::split(tx, ctx, id, &parts)).unwrap();
        assert_eq!(
            (states(&new).as_str(), new.order.total_amount),
            ("confirmed none reserved none", Money::whole(113))
        );
        let left = shop.see(id);
        assert_eq!(
            (states(&left).as_str(), left.order.total_amount),
            ("confirmed none reserved none", Money::whole(226))
        );
    });
}

#[test]
fn the_same_external_number_is_the_same_order() {
    each(|shop| {
        shop.receive("A", 5);
        let mut new = wants("ACME", &[("A", 1)]);
        new.external = Some(External { channel: "taobao".into(), number: "T-1".into() });
        let first = shop.order(&new).unwrap();
        let again = shop.order(&new).unwrap();
        assert_eq!(first.order.id, again.order.id);
        new.lines[0].qty = Qty::whole(2);
        assert_eq!(code(shop.order(&new)), "external_number_taken");
    });
}

#[test]
fn everything_wrong_is_named_at_once() {
    each(|shop| {
        let mut new = wants("NOBODY", &[("A", 0), ("X", 1)]);
        new.lines[0].uom = Some("箱".into());
        new.warehouse = Some("NORTH".into());
        let error = shop.order(&new).unwrap_err();
        let wrong: Vec<String> =
            error.refused().unwrap().problems.iter().map(|p| format!("{}: {}", p.field, p.code)).collect();
        assert_eq!(
            wrong,
            [
                "customer: customer_unknown",
                "lines[1].sku: sku_unknown",
                "lines[0].uom: uom_unknown",
                "lines[0].qty: not_positive",
                "warehouse: warehouse_unknown"
            ]
        );
        let mut empty = wants("ACME", &[]);
        assert_eq!(code(shop.order(&empty)), "invalid");
        empty.upto = Upto::Draft;
        let id = shop.order(&empty).unwrap().order.id;
        assert_eq!(code(shop.write(move |tx, ctx| order::place(tx, ctx, id))), "order_empty");
    });
}

#[test]
fn a_draft_is_edited_placed_confirmed_and_copied() {
    each(|shop| {
        shop.receive("A", 5);
        let mut new = wants("ACME", &[("A", 1), ("A", 2)]);
        new.upto = Upto::Draft;
        let id = shop.order(&new).unwrap().order.id;
        let edited = wants("SMALL", &[("A", 2)]);
        let now = shop.write(move |tx, ctx| order::edit(tx, ctx, id, &edited)).unwrap();
        assert_eq!((now.lines.len(), now.order.customer_code.as_str()), (1, "SMALL"));
        assert_eq!(
            code(shop.write(move |tx, ctx| order::confirm(tx, ctx, id, OnShort::Refuse))),
            "wrong_state"
        );
        shop.write(move |tx, ctx| order::place(tx, ctx, id)).unwrap();
        let now = shop.write(move |tx, ctx| order::confirm(tx, ctx, id, OnShort::Refuse)).unwrap();
        assert_eq!(states(&now), "confirmed none reserved none");
        let copy = shop.write(move |tx, ctx| order::copy(tx, ctx, id)).unwrap();
        assert_eq!((states(&copy).as_str(), copy.order.source_id), ("draft none none none", Some(id)));
        shop.write(move |tx, ctx| order::hold(tx, ctx, id, "等电话")).unwrap();
        assert_eq!(code(shop.write(move |tx, ctx| order::release(tx, ctx, id))), "on_hold");
        shop.write(move |tx, ctx| order::lift_hold(tx, ctx, id, "")).unwrap();
        shop.release(id);
    });
}

#[test]
fn statements_do_not_grow_with_lines() {
    each(|shop| {
        shop.receive("A", 5_000);
        shop.receive("B", 5_000);
        let count = |lines: usize| {
            let line = |n: usize| if n.is_multiple_of(2) { ("A", 1) } else { ("B", 1) };
            let new = wants("ACME", &(0..lines).map(line).collect::<Vec<_>>());
            shop.write(move |tx, ctx| {
                order::create(tx, ctx, &new)?;
                Ok(tx.statements())
            })
            .unwrap()
        };
        let (three, thousand) = (count(3), count(1_000));
        assert_eq!(three, thousand);
        assert!(three <= 12, "{three} statements for an order");
    });
}
