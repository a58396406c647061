//! The way of an order to its end, and what can be found again of it.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use expect_test::expect;
use testkit::check;

#[test]
fn an_order_goes_all_the_way_to_closed() {
    check(expect![[r#"
        > customer ACME term 30
        > product A 113 cost 60 barcode 6901234567892
        > product B 20
        > unit B 箱 12 barcode 16901234567899
        > receive 10 A
        > receive 30 B
        > check ACME 2 A, 1 B uom 箱
          2 A: 10 available, list_price 113
          12 B: 30 available, list_price 20
          total 466
        > take SO-1 ACME 2 A, 1 B uom 箱 upto placed
        SO-1: placed, 466
        > show order SO-1
          1. 2 A at 113
          2. 12 B at 20
          may: confirm, hold, cancel, copy
        > confirm SO-1
        SO-1: confirmed, reserved, 466
        > show stock
          A at MAIN: on hand 10, reserved 2, available 8
          B at MAIN: on hand 30, reserved 12, available 18
        > show customer ACME
          ACME stands for 466: ordered 466
        > release SO-1
        SO-1: confirmed, released, 466
        SH-1 of SO-1: released
        > show pick SH-1
          2 A from DEFAULT
          12 B from DEFAULT
        > scan SH-1 6901234567892
        ok: 1 of 2
        SH-1 of SO-1: picking
        > scan SH-1 A
        ok: 2 of 2
        > scan SH-1 16901234567899
        ok: 12 of 12
        SH-1 of SO-1: picked
        > pack SH-1 2 packages
        SH-1 of SO-1: packed
        > ship SH-1 by 顺丰 number SF1001
        SO-1: confirmed, shipped, invoiced, 466
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 466, open 466
        > show stock
          A at MAIN: on hand 8, available 8
          B at MAIN: on hand 18, available 18
        > show customer ACME
          ACME stands for 466: receivable 466
        > show invoice INV-1
          1: 2 A, 200 and 26 tax
          2: 12 B, 212.39 and 27.61 tax
          due on 2026-12-23; may: pay, credit
        > track SH-1 picked_up
        SH-1 of SO-1: in_transit
        > track SH-1 out_for_delivery at 杭州
        > deliver SH-1 signed 张三
        SO-1: confirmed, delivered, invoiced, 466
        SH-1 of SO-1: delivered
        > show receivables
          ACME: not due 466
        > pay ACME 200 reference BANK-1
        PAY-1 from ACME: unapplied, 200, left 200
        > apply PAY-1
        SO-1: confirmed, delivered, part_paid, 466
        INV-1 of SO-1: part_paid, 466, open 266
        PAY-1 from ACME: applied, 200, left 0
        > pay INV-1
        SO-1: closed, delivered, paid, 466
        INV-1 of SO-1: paid, 466, open 0
        PAY-2 from ACME: applied, 266, left 0
        > show customer ACME
          ACME stands for 0
        > show order SO-1
          1. 2 A at 113: reserved 2, released 2, picked 2, shipped 2, delivered 2, invoiced 2
          2. 12 B at 20: reserved 12, released 12, picked 12, shipped 12, delivered 12, invoiced 12
          may: take_back, copy
        > show documents SO-1
          order SO-1 closed
          shipment SH-1 delivered
          invoice INV-1 paid
          payment PAY-1 applied
          payment PAY-2 applied
        > show timeline SO-1
          8 min, the house: order.placed SO-1
          10 min, the house: order.confirmed SO-1
          13 min, the house: shipment.released SH-1
          15 min, the house: shipment.picking_started SH-1
          15 min, the house: shipment.scanned SH-1
          16 min, the house: shipment.scanned SH-1
          17 min, the house: shipment.scanned SH-1
          17 min, the house: shipment.picked SH-1
          18 min, the house: shipment.packed SH-1
          19 min, the house: shipment.shipped SH-1
          19 min, the house: invoice.issued INV-1
          23 min, the house: shipment.tracked SH-1
          24 min, the house: shipment.tracked SH-1
          25 min, the house: shipment.delivered SH-1
          28 min, the house: invoice.part_paid INV-1
          29 min, the house: invoice.paid INV-1
          29 min, the house: order.ended SO-1
          29 min, the house: order.closed SO-1
    "#]]);
}

#[test]
fn a_company_that_wants_it_lets_everything_happen_by_itself() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > receive 5 A
        > set auto_release on
        > take SO-1 ACME 2 A
        SO-1: confirmed, released, 226
        SH-1 of SO-1: released
        > scan SH-1 2 A
        ok: 2 of 2
        SH-1 of SO-1: picked
        > ship SH-1
        SO-1: confirmed, shipped, invoiced, 226
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 226, open 226
        > track SH-1 delivered
        SO-1: confirmed, delivered, invoiced, 226
        SH-1 of SO-1: delivered
        > pay INV-1
        SO-1: closed, delivered, paid, 226
        INV-1 of SO-1: paid, 226, open 0
        PAY-1 from ACME: applied, 226, left 0
    "#]]);
}

#[test]
fn a_company_that_wants_it_invoices_and_closes_by_hand() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > receive 5 A
        > set invoice_on_shipped off
        > set auto_close off
        > take SO-1 ACME 2 A
        SO-1: confirmed, reserved, 226
        > invoice SO-1
        refused invoice_empty: order SO-1 has nothing to invoice
        > release SO-1
        SO-1: confirmed, released, 226
        SH-1 of SO-1: released
        > scan SH-1 2 A
        ok: 2 of 2
        SH-1 of SO-1: picked
        > ship SH-1
        SO-1: confirmed, shipped, 226
        SH-1 of SO-1: shipped
        > show customer ACME
          ACME stands for 226: unbilled 226
        > deliver SH-1
        SO-1: confirmed, delivered, 226
        SH-1 of SO-1: delivered
        > invoice SO-1
        SO-1: confirmed, delivered, invoiced, 226
        INV-1 of SO-1: issued, 226, open 226
        > invoice SO-1
        refused invoice_empty: order SO-1 has nothing to invoice
        > pay INV-1
        SO-1: confirmed, delivered, paid, 226
        INV-1 of SO-1: paid, 226, open 0
        PAY-1 from ACME: applied, 226, left 0
        > show order SO-1
          1. 2 A at 113: reserved 2, released 2, picked 2, shipped 2, delivered 2, invoiced 2
          may: amend, hold, close, take_back, copy
        > close SO-1 because 结清
        SO-1: closed, delivered, paid, 226
    "#]]);
}

#[test]
fn a_draft_is_written_placed_confirmed_and_copied() {
    check(expect![[r#"
        > price-list VIP
        > customer ACME list VIP
        > product A 113
        > price VIP A 100
        > price VIP A 90 from 10
        > price ACME A 95 from 5
        > receive 20 A
        > order SO-1 ACME
        SO-1: draft, 0
        > place SO-1
        refused order_empty: order SO-1 has no lines
        > line SO-1 2 A
        SO-1: draft, 200
        > line SO-1 9 A
        SO-1: draft, 1045
        > line SO-1 1 A @ 80 less 0.1
        SO-1: draft, 1117
        > confirm SO-1
        refused wrong_state: order SO-1 is draft: it cannot confirm now
        > place SO-1
        SO-1: placed, 1117
        > line SO-1 1 A
        refused wrong_state: order SO-1 is placed: it cannot edit now
        > confirm SO-1
        SO-1: confirmed, reserved, 1117
        > show order SO-1
          1. 2 A at 95: reserved 2
          2. 9 A at 95: reserved 9
          3. 1 A at 80: reserved 1
          may: release, amend, split, hold, cancel, close, copy
        > copy SO-1 SO-2
        SO-2: draft, 1140
        > cancel SO-2 because 试试
        SO-2: cancelled, 0
    "#]]);
}

#[test]
fn the_same_request_again_is_answered_the_same() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > receive 20 A
        > take SO-1 ACME 2 A external taobao/T-1
        SO-1: confirmed, reserved, 226
        > take SO-1 ACME 2 A external taobao/T-1
        > take SO-2 ACME 3 A external taobao/T-1
        refused external_number_taken: taobao sent T-1 before, as order SO-1, with other content
        > take SO-2 ACME 4 A key k-1
        SO-2: confirmed, reserved, 452
        > take SO-2 ACME 4 A key k-1
        > take SO-3 ACME 5 A key k-1
        refused idempotency_key_reused: the idempotency key was used before with another request
        > hold SO-1 seen 1 because 先等等
        > lift SO-1 seen 1
        refused revision_mismatch: order was changed by someone else meanwhile: it is at revision 2, you saw 1
        > lift SO-1 seen 2
        > show stock
          A at MAIN: on hand 20, reserved 6, available 14
    "#]]);
}
