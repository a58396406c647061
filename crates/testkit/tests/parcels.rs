//! Parcels: scanned right and wrong, short, in parts, refused at the door and put back.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use expect_test::expect;
use testkit::check;

#[test]
fn a_wrong_scan_is_refused_and_kept() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > product B 20
        > unit B 箱 12 barcode 16901234567899
        > product C 5
        > receive 10 A lot L1
        > receive 30 B
        > receive 10 C
        > take SO-1 ACME 2 A, 14 B
        SO-1: confirmed, reserved, 506
        > release SO-1
        SO-1: confirmed, released, 506
        SH-1 of SO-1: released
        > show pick SH-1
          2 A from DEFAULT, lot L1
          14 B from DEFAULT
        > ship SH-1
        refused shipment_state: shipment SH-1 is released: it does not allow to ship
        > scan SH-1 C
        wrong_item: 0 of 0
        SH-1 of SO-1: picking
        > scan SH-1 NOPE
        unknown_code: 0 of 0
        > scan SH-1 3 A lot L1
        too_many: 0 of 2
        > scan SH-1 2 A lot L1 again k-1
        ok: 2 of 2
        > scan SH-1 2 A lot L1 again k-1
        ok: 2 of 2
        > scan SH-1 16901234567899
        ok: 12 of 14
        > scan SH-1 16901234567899
        too_many: 12 of 14
        > pack SH-1
        refused shipment_state: shipment SH-1 is picking: it does not allow to pack
        > undo SH-1 line 1
        > undo SH-1
        > undo SH-1
        refused nothing_to_undo: nothing was scanned on SH-1 that could be undone
        > scan SH-1 0 A
        refused invalid: 1 field is wrong
          qty: not_positive: must be more than zero, not 0
        > scan SH-1 A lot L1
        ok: 1 of 2
        > short-pick SH-1 1, 2 because 找不到
        SH-1 of SO-1: picked
        > scan SH-1 A lot L1
        too_many: 1 of 2
        > short-pick SH-1 1
        refused shipment_state: shipment SH-1 is picked: it does not allow to short_pick
        > show shipment SH-1
          1. 2 A: picked 1, short 1
          2. 14 B: short 14
          may: scan, undo_scan, pack, set_packages, ship, cancel
        > ship SH-1
        SO-1: confirmed, part_shipped, part_invoiced, 506
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 113, open 113
        > show order SO-1
          1. 2 A at 113: reserved 2, released 1, picked 1, shipped 1, invoiced 1
          2. 14 B at 20: reserved 14
          may: release, amend, split, hold, cancel, close, copy
        > show stock
          A lot L1 at MAIN: on hand 9, reserved 1, available 8
          B at MAIN: on hand 30, reserved 14, available 16
          C at MAIN: on hand 10, available 10
        > show timeline SO-1
          9 min, the house: order.placed SO-1
          9 min, the house: order.confirmed SO-1
          10 min, the house: shipment.released SH-1
          13 min, the house: shipment.picking_started SH-1
          13 min, the house: shipment.scan_refused SH-1
          14 min, the house: shipment.scan_refused SH-1
          15 min, the house: shipment.scan_refused SH-1
          16 min, the house: shipment.scanned SH-1
          18 min, the house: shipment.scanned SH-1
          19 min, the house: shipment.scan_refused SH-1
          21 min, the house: shipment.scan_undone SH-1
          22 min, the house: shipment.scan_undone SH-1
          25 min, the house: shipment.scanned SH-1
          26 min, the house: shipment.short_picked SH-1
          26 min, the house: shipment.picked SH-1
          27 min, the house: shipment.scan_refused SH-1
          30 min, the house: shipment.shipped SH-1
          30 min, the house: invoice.issued INV-1
    "#]]);
}

#[test]
fn an_order_leaves_in_parts_and_the_invoices_add_up() {
    check(expect![[r#"
        > customer ACME
        > product C 3.333 tax 0.13
        > warehouse WEST
        > receive 2 C
        > receive 1 C at WEST
        > take SO-1 ACME 3 C, 1 C from WEST short backorder
        SO-1: confirmed, waiting, 13.33
        > release SO-1
        SO-1: confirmed, released, 13.33
        SH-1 of SO-1: released
        SH-2 of SO-1: released
        > scan SH-1 2 C
        ok: 2 of 2
        SH-1 of SO-1: picked
        > ship SH-1
        SO-1: confirmed, part_shipped, part_invoiced, 13.33
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 6.66, open 6.66
        > scan SH-2 C
        ok: 1 of 1
        SH-2 of SO-1: picked
        > ship SH-2
        SH-2 of SO-1: shipped
        INV-2 of SO-1: issued, 3.33, open 3.33
        > receive 1 C
        > release SO-1
        SH-3 of SO-1: released
        > scan SH-3 C
        ok: 1 of 1
        SH-3 of SO-1: picked
        > ship SH-3
        SO-1: confirmed, shipped, invoiced, 13.33
        SH-3 of SO-1: shipped
        INV-3 of SO-1: issued, 3.34, open 3.34
        > deliver SH-1
        SO-1: confirmed, part_delivered, invoiced, 13.33
        SH-1 of SO-1: delivered
        > deliver SH-2
        SH-2 of SO-1: delivered
        > deliver SH-3
        SO-1: confirmed, delivered, invoiced, 13.33
        SH-3 of SO-1: delivered
        > show order SO-1
          1. 3 C at 3.333: reserved 3, released 3, picked 3, shipped 3, delivered 3, invoiced 3
          2. 1 C at 3.333: reserved 1, released 1, picked 1, shipped 1, delivered 1, invoiced 1
          may: amend, hold, close, take_back, copy
        > pay ACME 13.32
        PAY-1 from ACME: unapplied, 13.32, left 13.32
        > apply PAY-1
        SO-1: confirmed, delivered, part_paid, 13.33
        INV-1 of SO-1: paid, 6.66, open 0
        INV-2 of SO-1: paid, 3.33, open 0
        INV-3 of SO-1: part_paid, 3.34, open 0.01
        PAY-1 from ACME: applied, 13.32, left 0
    "#]]);
}

#[test]
fn refused_goods_are_put_back_credited_and_called_off() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > receive 3 A
        > take SO-1 ACME 3 A
        SO-1: confirmed, reserved, 339
        > release SO-1
        SO-1: confirmed, released, 339
        SH-1 of SO-1: released
        > scan SH-1 3 A
        ok: 3 of 3
        SH-1 of SO-1: picked
        > ship SH-1
        SO-1: confirmed, shipped, invoiced, 339
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 339, open 339
        > restock SH-1
        refused shipment_state: shipment SH-1 is shipped: it does not allow to restock
        > deliver SH-1 1 took 1 refused 1
        refused refusal_without_reason: say why line 1 of SH-1 was refused
        > deliver SH-1 1 took 4
        refused delivered_too_much: of line 1 of SH-1 3 are on the way, not 4
        > deliver SH-1 1 took 1 refused 1 because 破损
        SO-1: confirmed, exception, invoiced, 339
        SH-1 of SO-1: part_delivered
        > deliver SH-1
        > deliver SH-1
        refused nothing_on_the_way: nothing of SH-1 is on the way
        > release SO-1
        refused on_hold: order SO-1 is on hold: refused
        > restock SH-1 1:2
        refused restocked_too_much: of line 1 of SH-1 1 wait to be put back, not 2
        > restock SH-1
        > restock SH-1
        refused nothing_to_restock: nothing of SH-1 waits to be put back
        > show stock
          A at MAIN: on hand 1, available 1
        > cancel SO-1 because 客户不要了
        SO-1: confirmed, delivered, invoiced, 226
        > credit INV-1 1:1 because 拒收
        INV-1 of SO-1: part_paid, 339, open 226
        CN-1 of SO-1: credited, 113, open 0
        > pay INV-1
        SO-1: closed, delivered, paid, 226
        INV-1 of SO-1: paid, 339, open 0
        PAY-1 from ACME: applied, 226, left 0
        > show order SO-1
          1. 3 A at 113: cancelled 1, reserved 2, released 2, picked 2, shipped 2, delivered 2, refused 1, invoiced 2
          hold refused, resolved: {"lines":[{"line_no":1,"sku":"A","qty":"1"}]}
          may: take_back, copy
        > show customer ACME
          ACME stands for 0
    "#]]);
}

#[test]
fn refused_goods_are_sent_again() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > receive 2 A
        > take SO-1 ACME 2 A
        SO-1: confirmed, reserved, 226
        > release SO-1
        SO-1: confirmed, released, 226
        SH-1 of SO-1: released
        > scan SH-1 2 A
        ok: 2 of 2
        SH-1 of SO-1: picked
        > ship SH-1
        SO-1: confirmed, shipped, invoiced, 226
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 226, open 226
        > deliver SH-1 1 refused 2 because 没人
        SO-1: confirmed, exception, invoiced, 226
        SH-1 of SO-1: refused
        > restock SH-1
        > show customer ACME
          ACME stands for 452: ordered 226, receivable 226
        > lift SO-1 because 再送
        SO-1: confirmed, reserved, invoiced, 226
        > release SO-1
        SO-1: confirmed, released, invoiced, 226
        SH-2 of SO-1: released
        > scan SH-2 2 A
        ok: 2 of 2
        SH-2 of SO-1: picked
        > ship SH-2
        SO-1: confirmed, shipped, invoiced, 226
        SH-2 of SO-1: shipped
        > deliver SH-2
        SO-1: confirmed, delivered, invoiced, 226
        SH-2 of SO-1: delivered
        > pay INV-1
        SO-1: closed, delivered, paid, 226
        INV-1 of SO-1: paid, 226, open 0
        PAY-1 from ACME: applied, 226, left 0
        > show customer ACME
          ACME stands for 0
        > show stock
          A at MAIN
    "#]]);
}

#[test]
fn refused_goods_that_come_back_late_are_sent_again() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > receive 1 A
        > take SO-1 ACME 1 A
        SO-1: confirmed, reserved, 113
        > release SO-1
        SO-1: confirmed, released, 113
        SH-1 of SO-1: released
        > scan SH-1 A
        ok: 1 of 1
        SH-1 of SO-1: picked
        > ship SH-1
        SO-1: confirmed, shipped, invoiced, 113
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 113, open 113
        > deliver SH-1 1 refused 1 because 没人
        SO-1: confirmed, exception, invoiced, 113
        SH-1 of SO-1: refused
        > lift SO-1 because 再送
        SO-1: confirmed, waiting, invoiced, 113
        > restock SH-1
        SO-1: confirmed, reserved, invoiced, 113
        > release SO-1
        SO-1: confirmed, released, invoiced, 113
        SH-2 of SO-1: released
        > scan SH-2 A
        ok: 1 of 1
        SH-2 of SO-1: picked
        > ship SH-2
        SO-1: confirmed, shipped, invoiced, 113
        SH-2 of SO-1: shipped
        > track SH-2 delivered
        SO-1: confirmed, delivered, invoiced, 113
        SH-2 of SO-1: delivered
    "#]]);
}
