//! A confirmed order changes: amended, split, cancelled, closed, held.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use expect_test::expect;
use testkit::check;

#[test]
fn a_confirmed_order_is_amended_and_the_amendments_stay() {
    check(expect![[r#"
        > customer SMALL limit 500
        > product A 113 cost 60
        > product B 20
        > receive 5 A
        > receive 5 B
        > take SO-1 SMALL 2 A, 1 B
        SO-1: confirmed, reserved, 246
        > amend SO-1 qty 1 3, add 1 B, date 2 2026-12-05, to 李四 13800000000 杭州 because 客户来电
        SO-1: confirmed, reserved, 379
        > amend SO-1 qty 1 9
        > amend SO-1 qty 1 1
        refused amendment_open: amendment 2 of order SO-1 still waits for a decision
        > decide-amendment SO-1 2 approve
        refused stock_short: line 1 wants 6 of A, only 2 can be promised
          lines[0]: stock_short: line 1 wants 6 of A, only 2 can be promised
        > decide-amendment SO-1 2 reject because 太多
        > decide-amendment SO-1 2 reject because 太多
        refused amendment_not_open: there is no amendment 2 of order SO-1 that waits for a decision
        > amend SO-1 qty 2 9
        > decide-amendment SO-1 3 reject because 超限
        > amend SO-1 qty 2 6
        refused stock_short: line 2 wants 5 of B, only 3 can be promised
          lines[0]: stock_short: line 2 wants 5 of B, only 3 can be promised
        > amend SO-1 qty 2 6 short backorder
        SO-1: confirmed, waiting, 479
        > amend SO-1 price 1 50
        > decide-amendment SO-1 5 approve because 清仓
        SO-1: confirmed, waiting, 290
        > amend SO-1 drop 1, drop 3
        SO-1: confirmed, waiting, 120
        > show order SO-1
          1. 3 A at 50: cancelled 3
          2. 6 B at 20: reserved 4
          3. 1 B at 20: cancelled 1
          amendment 1 applied: 246 → 379
          amendment 2 rejected: 379 → 1057
          amendment 3 rejected: 379 → 539
          amendment 4 applied: 379 → 479
          amendment 5 applied: 479 → 290
          amendment 6 applied: 290 → 120
          may: release, amend, split, hold, cancel, close, copy
        > show stock
          A at MAIN: on hand 5, available 5
          B at MAIN: on hand 5, reserved 4, available 1
        > show customer SMALL
          SMALL stands for 120, 380 left: ordered 120
        > receive 20 B
        SO-1: confirmed, reserved, 120
        > show timeline SO-1
          6 min, the house: order.placed SO-1
          6 min, the house: order.confirmed SO-1
          7 min, the house: order.amended SO-1
          8 min, the house: order.amendment_proposed SO-1
          11 min, the house: order.amendment_rejected SO-1
          13 min, the house: order.amendment_proposed SO-1
          14 min, the house: order.amendment_rejected SO-1
          16 min, the house: order.amended SO-1
          17 min, the house: order.amendment_proposed SO-1
          18 min, the house: order.amended SO-1
          19 min, the house: order.amended SO-1
          23 min, the house: order.reserved SO-1
    "#]]);
}

#[test]
fn what_left_or_was_invoiced_cannot_be_amended_away() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > receive 5 A
        > take SO-1 ACME 3 A
        SO-1: confirmed, reserved, 339
        > release SO-1
        SO-1: confirmed, released, 339
        SH-1 of SO-1: released
        > scan SH-1 2 A
        ok: 2 of 3
        SH-1 of SO-1: picking
        > short-pick SH-1 1 because 少一件
        SH-1 of SO-1: picked
        > ship SH-1
        SO-1: confirmed, part_shipped, part_invoiced, 339
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 226, open 226
        > amend SO-1 qty 1 1
        refused too_much: line 1 has 1 that can be changed, not 2
        > amend SO-1 price 1 100
        refused price_invoiced: line 1 is invoiced already; its price stays
        > amend SO-1 qty 9 1
        refused line_unknown: there is no line orl_0000000000000 in this order
        > amend SO-1 qty 1 2
        SO-1: confirmed, shipped, invoiced, 226
        > deliver SH-1
        SO-1: confirmed, delivered, invoiced, 226
        SH-1 of SO-1: delivered
        > amend SO-1 qty 1 4
        SO-1: confirmed, part_delivered, part_invoiced, 452
        > release SO-1
        SH-2 of SO-1: released
        > scan SH-2 2 A
        ok: 2 of 2
        SH-2 of SO-1: picked
        > ship SH-2
        SO-1: confirmed, part_delivered, invoiced, 452
        SH-2 of SO-1: shipped
        INV-2 of SO-1: issued, 226, open 226
        > deliver SH-2
        SO-1: confirmed, delivered, invoiced, 452
        SH-2 of SO-1: delivered
        > pay ACME 452
        PAY-1 from ACME: unapplied, 452, left 452
        > apply PAY-1
        SO-1: closed, delivered, paid, 452
        INV-1 of SO-1: paid, 226, open 0
        INV-2 of SO-1: paid, 226, open 0
        PAY-1 from ACME: applied, 452, left 0
        > show order SO-1
          1. 5 A at 113: cancelled 1, reserved 4, released 4, picked 4, shipped 4, delivered 4, invoiced 4
          amendment 1 applied: 339 → 226
          amendment 2 applied: 226 → 452
          may: take_back, copy
    "#]]);
}

#[test]
fn a_split_takes_prices_and_reservations_along() {
    check(expect![[r#"
        > customer ACME
        > product C 3.333 tax 0
        > receive 3 C
        > take SO-1 ACME 4 C short backorder
        SO-1: confirmed, waiting, 13.33
        > split SO-1 SO-2 1
        refused split_takes_all: a split leaves something on both sides
        > split SO-1 SO-2 1:5
        refused too_much: line 1 has 4 that can be changed, not 5
        > split SO-1 SO-2 1:1.5
        SO-1: confirmed, reserved, 8.33
        SO-2: confirmed, waiting, 5
        > show order SO-1
          1. 4 C at 3.333: cancelled 1.5, reserved 2.5
          may: release, amend, split, hold, cancel, close, copy
        > show order SO-2
          1. 1.5 C at 3.333: reserved 0.5
          may: release, amend, split, hold, cancel, close, copy
        > show stock
          C at MAIN: on hand 3, reserved 3
        > show customer ACME
          ACME stands for 13.33: ordered 13.33
        > receive 1 C
        SO-2: confirmed, reserved, 5
        > release SO-1
        SO-1: confirmed, released, 8.33
        SH-1 of SO-1: released
        > release SO-2
        SO-2: confirmed, released, 5
        SH-2 of SO-2: released
        > show documents SO-2
          order SO-2 confirmed
          order SO-1 confirmed
          shipment SH-2 released
    "#]]);
}

#[test]
fn an_order_is_cancelled_at_every_stage() {
    check(expect![[r#"
        > customer SMALL limit 300
        > product A 113
        > receive 20 A
        > order SO-1 SMALL
        SO-1: draft, 0
        > cancel SO-1 because 误录
        SO-1: cancelled, 0
        > cancel SO-1 because 误录
        refused wrong_state: order SO-1 is cancelled: it cannot cancel now
        > take SO-2 SMALL 1 A upto placed
        SO-2: placed, 113
        > cancel SO-2
        refused invalid: 1 field is wrong
          note: required: this is required
        > cancel SO-2 because 不要了
        SO-2: cancelled, 0
        > take SO-3 SMALL 3 A
        SO-3: placed, pending, 339
        > cancel SO-3 because 不要了
        SO-3: cancelled, 0
        > take SO-4 SMALL 2 A
        SO-4: confirmed, reserved, 226
        > cancel SO-4 1:3 because 少要
        refused too_much: line 1 has 2 that can be changed, not 3
        > cancel SO-4 1:1 because 少要
        SO-4: confirmed, reserved, 113
        > cancel SO-4 because 不要了
        SO-4: cancelled, 0
        > show customer SMALL
          SMALL stands for 0, 300 left
        > show stock
          A at MAIN: on hand 20, available 20
    "#]]);
}

#[test]
fn what_the_warehouse_holds_is_cancelled_there_first() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > receive 20 A
        > take SO-1 ACME 3 A
        SO-1: confirmed, reserved, 339
        > release SO-1
        SO-1: confirmed, released, 339
        SH-1 of SO-1: released
        > cancel SO-1 because 不要了
        refused in_warehouse: order SO-1, line 1: 3 are in the warehouse's hands; cancel the shipment first
        > close SO-1 because 不要了
        refused in_warehouse: order SO-1, line 1: 3 are in the warehouse's hands; cancel the shipment first
        > pick SH-1
        SH-1 of SO-1: picking
        > scan SH-1 3 A
        ok: 3 of 3
        SH-1 of SO-1: picked
        > pack SH-1
        SH-1 of SO-1: packed
        > cancel SH-1 because 客户取消
        SO-1: confirmed, reserved, 339
        SH-1 of SO-1: cancelled
        > cancel SH-1 because 客户取消
        refused shipment_state: shipment SH-1 is cancelled: it does not allow to cancel
        > release SO-1
        SO-1: confirmed, released, 339
        SH-2 of SO-1: released
        > scan SH-2 1 A
        ok: 1 of 3
        SH-2 of SO-1: picking
        > short-pick SH-2 1
        SH-2 of SO-1: picked
        > ship SH-2
        SO-1: confirmed, part_shipped, part_invoiced, 339
        SH-2 of SO-1: shipped
        INV-1 of SO-1: issued, 113, open 113
        > cancel SH-2 because 晚了
        refused shipment_state: shipment SH-2 is shipped: it does not allow to cancel
        > cancel SO-1 because 不等了
        SO-1: confirmed, shipped, invoiced, 113
        > deliver SH-2
        SO-1: confirmed, delivered, invoiced, 113
        SH-2 of SO-1: delivered
        > pay INV-1
        SO-1: closed, delivered, paid, 113
        INV-1 of SO-1: paid, 113, open 0
        PAY-1 from ACME: applied, 113, left 0
        > show order SO-1
          1. 3 A at 113: cancelled 2, reserved 1, released 1, picked 1, shipped 1, delivered 1, invoiced 1
          may: take_back, copy
    "#]]);
}

#[test]
fn an_order_is_closed_by_hand_with_money_still_open() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > receive 2 A
        > take SO-1 ACME 3 A short backorder
        SO-1: confirmed, waiting, 339
        > close SO-1
        refused invalid: 1 field is wrong
          note: required: this is required
        > release SO-1
        SO-1: confirmed, released, 339
        SH-1 of SO-1: released
        > close SO-1 because 不补了
        refused in_warehouse: order SO-1, line 1: 2 are in the warehouse's hands; cancel the shipment first
        > scan SH-1 2 A
        ok: 2 of 2
        SH-1 of SO-1: picked
        > ship SH-1
        SO-1: confirmed, part_shipped, part_invoiced, 339
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 226, open 226
        > close SO-1 because 不补了
        SO-1: closed, shipped, invoiced, 226
        > deliver SH-1
        SO-1: closed, delivered, invoiced, 226
        SH-1 of SO-1: delivered
        > pay INV-1 100
        SO-1: closed, delivered, part_paid, 226
        INV-1 of SO-1: part_paid, 226, open 126
        PAY-1 from ACME: applied, 100, left 0
        > pay INV-1
        SO-1: closed, delivered, paid, 226
        INV-1 of SO-1: paid, 226, open 0
        PAY-2 from ACME: applied, 126, left 0
        > show order SO-1
          1. 3 A at 113: cancelled 1, reserved 2, released 2, picked 2, shipped 2, delivered 2, invoiced 2
          may: take_back, copy
        > show customer ACME
          ACME stands for 0
    "#]]);
}

#[test]
fn a_hold_stops_everything_until_it_is_lifted() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > receive 2 A
        > take SO-1 ACME 2 A upto placed
        SO-1: placed, 226
        > hold SO-1
        refused invalid: 1 field is wrong
          note: required: this is required
        > hold SO-1 because 等电话
        > hold SO-1 because 再等
        refused already_held: order SO-1 is held by hand already
        > confirm SO-1
        refused on_hold: order SO-1 is on hold: manual
        > lift SO-1 because 打过了
        > lift SO-1
        refused not_held: order SO-1 has no hold that this could lift
        > confirm SO-1
        SO-1: confirmed, reserved, 226
        > hold SO-1 because 等款
        > release SO-1
        refused on_hold: order SO-1 is on hold: manual
        > lift SO-1
        > release SO-1
        SO-1: confirmed, released, 226
        SH-1 of SO-1: released
    "#]]);
}
