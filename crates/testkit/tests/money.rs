//! Money: invoices credited, payments applied and taken off again, receivables by age, limits.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use expect_test::expect;
use testkit::check;

#[test]
fn payments_settle_what_is_due_first_and_can_be_taken_off() {
    check(expect![[r#"
        > customer ACME term 10
        > product A 113
        > receive 10 A
        > set auto_release on
        > set auto_close off
        > take SO-1 ACME 1 A
        SO-1: confirmed, released, 113
        SH-1 of SO-1: released
        > scan SH-1 A
        ok: 1 of 1
        SH-1 of SO-1: picked
        > ship SH-1
        SO-1: confirmed, shipped, invoiced, 113
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 113, open 113
        > wait 35 days
        > take SO-2 ACME 2 A
        SO-2: placed, pending, 226
        > review SO-2 approve because 老客户
        SO-2: confirmed, approved, released, 226
        SH-2 of SO-2: released
        > scan SH-2 2 A
        ok: 2 of 2
        SH-2 of SO-2: picked
        > ship SH-2
        SO-2: confirmed, approved, shipped, invoiced, 226
        SH-2 of SO-2: shipped
        INV-2 of SO-2: issued, 226, open 226
        > show receivables
          ACME: not due 226, 1–30 days 113
        > pay ACME 150
        PAY-1 from ACME: unapplied, 150, left 150
        > apply PAY-1
        SO-1: confirmed, shipped, paid, 113
        SO-2: confirmed, approved, shipped, part_paid, 226
        INV-1 of SO-1: paid, 113, open 0
        INV-2 of SO-2: part_paid, 226, open 189
        PAY-1 from ACME: applied, 150, left 0
        > show receivables
          ACME: not due 189
        > unapply PAY-1 INV-1 13
        SO-1: confirmed, shipped, part_paid, 113
        INV-1 of SO-1: part_paid, 113, open 13
        PAY-1 from ACME: part_applied, 150, left 13
        > unapply PAY-1 INV-1 101
        refused application_exceeded: of payment PAY-1 only 100 was applied to INV-1, not 101
        > cancel PAY-1
        refused payment_state: payment PAY-1 is part_applied: it does not allow to cancel
        > unapply PAY-1 INV-1
        SO-1: confirmed, shipped, invoiced, 113
        INV-1 of SO-1: issued, 113, open 113
        PAY-1 from ACME: part_applied, 150, left 113
        > unapply PAY-1 INV-2
        SO-2: confirmed, approved, shipped, invoiced, 226
        INV-2 of SO-2: issued, 226, open 226
        PAY-1 from ACME: unapplied, 150, left 150
        > cancel PAY-1
        PAY-1 from ACME: cancelled, 150, left 0
        > apply PAY-1
        refused payment_state: payment PAY-1 is cancelled: it does not allow to apply
        > show customer ACME
          ACME stands for 339: receivable 339
    "#]]);
}

#[test]
fn a_credit_note_takes_back_what_was_claimed_and_frees_what_was_paid() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > receive 10 A
        > set auto_release on
        > take SO-1 ACME 3 A
        SO-1: confirmed, released, 339
        SH-1 of SO-1: released
        > scan SH-1 3 A
        ok: 3 of 3
        SH-1 of SO-1: picked
        > ship SH-1
        SO-1: confirmed, shipped, invoiced, 339
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 339, open 339
        > pay INV-1 200
        SO-1: confirmed, shipped, part_paid, 339
        INV-1 of SO-1: part_paid, 339, open 139
        PAY-1 from ACME: applied, 200, left 0
        > credit INV-1 1:1
        refused invalid: 1 field is wrong
          reason: required: this is required
        > credit INV-1 1:1 because 一件坏了
        INV-1 of SO-1: part_paid, 339, open 26
        CN-1 of SO-1: credited, 113, open 0
        > show invoice CN-1
          1: 1 A, 100 and 13 tax
          due on 2026-11-23; may: 
        > credit INV-1 1=50 because 折让
        INV-1 of SO-1: paid, 339, open 0
        CN-2 of SO-1: credited, 56.5, open 0
        PAY-1 from ACME: part_applied, 200, left 30.5
        > credit INV-1 because 全退
        SO-1: confirmed, shipped, 339
        INV-1 of SO-1: credited, 339, open 0
        CN-3 of SO-1: credited, 169.5, open 0
        PAY-1 from ACME: unapplied, 200, left 200
        > credit INV-1 because 全退
        refused invoice_state: invoice INV-1 is credited: it does not allow to credit
        > pay INV-1 10
        refused invoice_state: invoice INV-1 is credited: it does not allow to pay
        > pay CN-1 10
        refused not_an_invoice: CN-1 is a credit note: it cannot be paid or credited
        # What was taken back is not claimed again by itself.
        > deliver SH-1
        SO-1: confirmed, delivered, 339
        SH-1 of SO-1: delivered
        > show customer ACME
          ACME stands for 139: unbilled 339, prepaid 200
        > invoice SO-1
        SO-1: confirmed, delivered, invoiced, 339
        INV-2 of SO-1: issued, 339, open 339
        > apply PAY-1
        SO-1: confirmed, delivered, part_paid, 339
        INV-2 of SO-1: part_paid, 339, open 139
        PAY-1 from ACME: applied, 200, left 0
        > show order SO-1
          1. 3 A at 113: reserved 3, released 3, picked 3, shipped 3, delivered 3, invoiced 3
          may: amend, hold, close, take_back, copy
    "#]]);
}

#[test]
fn a_limit_holds_an_order_until_somebody_decides() {
    check(expect![[r#"
        > customer SMALL limit 500 term 30
        > product A 113 cost 60
        > receive 100 A
        > take SO-1 SMALL 4 A
        SO-1: confirmed, reserved, 452
        > take SO-2 SMALL 1 A
        SO-2: placed, pending, 113
        > show order SO-2
          1. 1 A at 113
          hold credit_limit: {"limit":"500","exposure":"452","order":"113"}
          may: review, hold, cancel, copy
        > confirm SO-2
        refused on_hold: order SO-2 is on hold: credit_limit
        > release SO-2
        refused wrong_state: order SO-2 is placed: it cannot release now
        > review SO-2 reject
        refused invalid: 1 field is wrong
          note: required: this is required
        > review SO-2 approve because 老客户
        SO-2: confirmed, approved, reserved, 113
        > take SO-3 SMALL 1 A
        SO-3: placed, pending, 113
        > review SO-3 return because 太多
        SO-3: draft, rejected, 113
        > place SO-3
        SO-3: placed, rejected, 113
        > confirm SO-3
        SO-3: placed, pending, 113
        > review SO-3 reject because 不行
        SO-3: cancelled, rejected, 0
        > take SO-4 SMALL 1 A @ 50
        SO-4: placed, pending, 50
        > review SO-4 approve
        SO-4: confirmed, approved, reserved, 50
        > review SO-4 approve
        refused not_held: order SO-4 has no hold that this could lift
        > show customer SMALL
          SMALL stands for 615, -115 left: ordered 615
        > show timeline SO-2
          5 min, the house: order.placed SO-2
          5 min, the house: order.held SO-2
          10 min, the house: order.reviewed SO-2
          10 min, the house: order.confirmed SO-2
    "#]]);
}

#[test]
fn overdue_money_is_asked_for_again_before_goods_leave() {
    check(expect![[r#"
        > customer ACME limit 1000 term 7
        > product A 113
        > receive 100 A
        > take SO-1 ACME 1 A
        SO-1: confirmed, reserved, 113
        > take SO-2 ACME 1 A
        SO-2: confirmed, reserved, 113
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
        > wait 10 days
        > release SO-2
        SO-2: confirmed, pending, reserved, 113
        > show order SO-2
          1. 1 A at 113: reserved 1
          hold overdue: {"overdue":"113"}
          may: review, amend, split, hold, cancel, close, copy
        > pay INV-1
        SO-1: confirmed, shipped, paid, 113
        INV-1 of SO-1: paid, 113, open 0
        PAY-1 from ACME: applied, 113, left 0
        > review SO-2 approve because 已付
        SO-2: confirmed, approved, reserved, 113
        > lift SO-2 because 已付
        refused not_held: order SO-2 has no hold that this could lift
        > release SO-2
        SO-2: confirmed, approved, released, 113
        SH-2 of SO-2: released
        > show order SO-2
          1. 1 A at 113: reserved 1, released 1
          hold overdue, approved: {"overdue":"113"}
          may: amend, hold, copy
    "#]]);
}
