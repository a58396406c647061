//! Every no, in order of precedence: what is mended shows the next.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use expect_test::expect;
use testkit::check;

#[test]
fn taking_an_order_in_names_everything_wrong_at_once() {
    check(expect![[r#"
        > customer ACME
        > customer GONE
        > close-customer GONE
        > product A 113
        > take SO-1 NOBODY 0 A, 1 X, 1 A uom 箱, 1 A from NORTH
        refused invalid: 5 fields are wrong
          customer: customer_unknown: there is no customer NOBODY
          lines[1].sku: sku_unknown: there is no SKU X
          lines[2].uom: uom_unknown: A has no unit 箱: it is sold by 件
          lines[0].qty: not_positive: must be more than zero, not 0
          lines[3].warehouse: warehouse_unknown: there is no warehouse NORTH
        > take SO-1 GONE 1 A @ -1, 1 A less 2, 200000000 A
        refused invalid: 4 fields are wrong
          customer: customer_inactive: customer GONE is not active
          lines[2].qty: invalid_value: '200000000' is not valid here: at most 100000000
          lines[0].price: negative: must not be below zero, not -1
          lines[1].discount: invalid_value: '2' is not valid here: a share from 0 to 1
        > take SO-1 ACME
        refused invalid: 1 field is wrong
          lines: required: this is required
        > take SO-1 ACME 1 A external taobao/
        refused invalid: 1 field is wrong
          external.number: required: this is required
        > take SO-1 ACME 1.5 A upto sometime
        refused malformed: the request cannot be read: 'sometime' is none of draft, placed, confirmed at line 1 column 36
        > take SO-1 ACME many A
        refused malformed: the request cannot be read: 'many' is not a number such as 12.5 at line 1 column 52
    "#]]);
}

#[test]
fn confirming_refuses_in_order_of_precedence() {
    check(expect![[r#"
        > customer SMALL limit 300
        > product A 113
        > order SO-1 SMALL
        SO-1: draft, 0
        > confirm SO-1
        refused wrong_state: order SO-1 is draft: it cannot confirm now
        > place SO-1
        refused order_empty: order SO-1 has no lines
        > line SO-1 2 A
        SO-1: draft, 226
        > place SO-1
        SO-1: placed, 226
        > hold SO-1 because 等
        > confirm SO-1
        refused on_hold: order SO-1 is on hold: manual
        > lift SO-1
        > confirm SO-1
        refused stock_short: line 1 wants 2 of A, only 0 can be promised
          lines[0]: stock_short: line 1 wants 2 of A, only 0 can be promised
        > receive 2 A
        > confirm SO-1
        SO-1: confirmed, reserved, 226
        > confirm SO-1
        refused wrong_state: order SO-1 is confirmed: it cannot confirm now
        > release SO-1
        SO-1: confirmed, released, 226
        SH-1 of SO-1: released
        > release SO-1
        refused nothing_to_release: order SO-1 has nothing reserved that could be released
        > review SO-1 approve
        refused not_held: order SO-1 has no hold that this could lift
        > decide SO-1 1 drop
        refused wrong_state: order SO-1 is confirmed: it cannot resolve_short now
        > split SO-1 SO-2 1
        refused nothing_left: order SO-1 has nothing open
        > decide-amendment SO-1 1 approve
        refused amendment_not_open: there is no amendment 1 of order SO-1 that waits for a decision
    "#]]);
}

#[test]
fn stock_refuses_in_order_of_precedence() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > warehouse WEST
        > receive 0 A
        refused invalid: 1 field is wrong
          lines[0].qty: not_positive: must be more than zero, not 0
        > receive 2 NOPE
        refused invalid: 1 field is wrong
          lines[0].sku: sku_unknown: there is no SKU NOPE
        > receive 3 A
        > transfer 5 A MAIN WEST
        refused stock_short: line 1 wants 5 of A, only 3 can be promised
        > take SO-1 ACME 2 A
        SO-1: confirmed, reserved, 226
        > transfer 2 A MAIN WEST
        refused stock_short: line 1 wants 2 of A, only 1 can be promised
        > transfer 1 A MAIN WEST
        > adjust -1 A
        refused invalid: 1 field is wrong
          note: required: this is required
        > adjust 0 A because 无
        refused invalid: 1 field is wrong
          lines[0].qty: invalid_value: '0' is not valid here: more or less than zero
        > adjust -1 A because 破损
        refused stock_held: line 1 leaves 1 of A, but 2 is promised to SO-1
        > adjust -9 A because 破损
        refused stock_short: line 1 wants 9 of A, only 2 can be promised
        > count C-1
        > post C-1
        refused nothing_counted: nothing has been counted in C-1 yet
        > counted C-1 -1 A
        refused invalid: 1 field is wrong
          lines[0].qty: negative: must not be below zero, not -1
        > counted C-1 1 A
        > post C-1
        refused stock_held: line 1 leaves 1 of A, but 2 is promised to SO-1
        > counted C-1 2 A
        > post C-1
        > post C-1
        refused count_not_open: count C-1 is already posted
        > cancel C-1
        refused count_not_open: count C-1 is already posted
        > show stock
          A at MAIN: on hand 2, reserved 2
          A at WEST: on hand 1, available 1
    "#]]);
}

#[test]
fn shipping_refuses_in_order_of_precedence() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > product B 20
        > receive 5 A
        > receive 5 B
        > take SO-1 ACME 2 A, 1 B
        SO-1: confirmed, reserved, 246
        > release SO-1
        SO-1: confirmed, released, 246
        SH-1 of SO-1: released
        > pack SH-1
        refused shipment_state: shipment SH-1 is released: it does not allow to pack
        > deliver SH-1
        refused shipment_state: shipment SH-1 is released: it does not allow to deliver
        > track SH-1 in_transit
        refused shipment_state: shipment SH-1 is released: it does not allow to track
        > undo SH-1
        refused shipment_state: shipment SH-1 is released: it does not allow to undo_scan
        > pick SH-1
        SH-1 of SO-1: picking
        > undo SH-1
        refused nothing_to_undo: nothing was scanned on SH-1 that could be undone
        > ship SH-1
        refused shipment_state: shipment SH-1 is picking: it does not allow to ship
        > scan SH-1 2 A
        ok: 2 of 2
        > short-pick SH-1 1
        refused line_complete: line 1 of SH-1 is complete: nothing is short
        > short-pick SH-1 9
        refused no_such_shipment_line: shipment SH-1 has no line shl_0000000000000
        > ship SH-1
        refused shipment_state: shipment SH-1 is picking: it does not allow to ship
        > short-pick SH-1 2
        SH-1 of SO-1: picked
        > pack SH-1
        SH-1 of SO-1: packed
        > scan SH-1 B
        refused shipment_state: shipment SH-1 is packed: it does not allow to scan
        > ship SH-1
        SO-1: confirmed, part_shipped, part_invoiced, 246
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 226, open 226
        > take SO-2 ACME 1 A
        SO-2: confirmed, reserved, 113
        > release SO-2
        SO-2: confirmed, released, 113
        SH-2 of SO-2: released
        > short-pick SH-2 1
        SO-2: confirmed, reserved, 113
        SH-2 of SO-2: picked
        > ship SH-2
        refused nothing_picked: nothing of SH-2 was picked: cancel it instead
        > cancel SH-2
        SH-2 of SO-2: cancelled
        > deliver SH-1 9 took 1
        refused no_such_shipment_line: shipment SH-1 has no line shl_0000000000000
        > deliver SH-1 1 took 3
        refused delivered_too_much: of line 1 of SH-1 2 are on the way, not 3
        > deliver SH-1 1 refused 1
        refused refusal_without_reason: say why line 1 of SH-1 was refused
        > deliver SH-1
        SO-1: confirmed, part_delivered, part_invoiced, 246
        SH-1 of SO-1: delivered
        > deliver SH-1
        refused shipment_state: shipment SH-1 is delivered: it does not allow to deliver
        > restock SH-1
        refused shipment_state: shipment SH-1 is delivered: it does not allow to restock
        > cancel SH-1
        refused shipment_state: shipment SH-1 is delivered: it does not allow to cancel
    "#]]);
}

#[test]
fn billing_refuses_in_order_of_precedence() {
    check(expect![[r#"
        > customer ACME
        > customer OTHER
        > product A 113
        > receive 5 A
        > set auto_release on
        > take SO-1 ACME 1 A
        SO-1: confirmed, released, 113
        SH-1 of SO-1: released
        > invoice SO-1
        refused invoice_empty: order SO-1 has nothing to invoice
        > scan SH-1 A
        ok: 1 of 1
        SH-1 of SO-1: picked
        > ship SH-1
        SO-1: confirmed, shipped, invoiced, 113
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 113, open 113
        > pay ACME -5
        refused invalid: 1 field is wrong
          amount: not_positive: must be more than zero, not -5
        > pay ACME 0.001
        refused invalid: 1 field is wrong
          amount: finer_than_cent: 0.001 is finer than a cent
        > pay ACME 5 currency USD
        refused customer_currency: the customer pays in CNY, not in USD
        > pay ACME 50 reference R-1
        PAY-1 from ACME: unapplied, 50, left 50
        > pay ACME 50 reference R-1
        refused payment_reference_taken: reference R-1 was already recorded as payment PAY-1
        > pay OTHER 50
        PAY-2 from OTHER: unapplied, 50, left 50
        > apply PAY-2
        refused nothing_open: OTHER has no open invoice in CNY
        > apply PAY-2 INV-1 10
        refused other_customer: invoice INV-1 belongs to ACME, the payment PAY-2 does not
        > apply PAY-1 INV-1 200
        refused open_exceeded: of invoice INV-1 only 113 is open, not 200
        > apply PAY-1 INV-1 60
        refused payment_exceeded: of payment PAY-1 only 50 is left, not 60
        > apply PAY-1 INV-1 0.005
        refused finer_than_cent: 0.005 is finer than a cent
        > apply PAY-1
        SO-1: confirmed, shipped, part_paid, 113
        INV-1 of SO-1: part_paid, 113, open 63
        PAY-1 from ACME: applied, 50, left 0
        > apply PAY-1
        refused payment_state: payment PAY-1 is applied: it does not allow to apply
        > unapply PAY-1 INV-1 60
        refused application_exceeded: of payment PAY-1 only 50 was applied to INV-1, not 60
        > unapply PAY-2 INV-1
        refused payment_state: payment PAY-2 is unapplied: it does not allow to unapply
        > credit INV-1 9:1 because 错
        refused no_such_invoice_line: invoice INV-1 has no line 9
        > credit INV-1 1:2 because 错
        refused credit_qty_exceeded: line 1 of INV-1 can be credited for 1 more, not 2
        > credit INV-1 1=200 because 错
        refused credit_amount_exceeded: line 1 of INV-1 can be credited with 100 more, not 200
        > credit INV-1 because 错
        SO-1: confirmed, shipped, 113
        INV-1 of SO-1: credited, 113, open 0
        CN-1 of SO-1: credited, 113, open 0
        PAY-1 from ACME: unapplied, 50, left 50
        > pay INV-1 1
        refused invoice_state: invoice INV-1 is credited: it does not allow to pay
        > credit CN-1 because 错
        refused not_an_invoice: CN-1 is a credit note: it cannot be paid or credited
    "#]]);
}
