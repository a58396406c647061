//! Who may do what, on which rows: the same house, seen by different people.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use expect_test::expect;
use testkit::check;

#[test]
fn a_clerk_sees_his_own_a_manager_his_departments_the_warehouse_all() {
    check(expect![[r#"
        > department 销售
        > department 华东 under 销售
        > department 华南 under 销售
        > user 小李 sales in 华东
        > user 小王 sales in 华南
        > user 经理 sales_manager in 华东
        > user 总监 sales_manager in 销售
        > user 库管 warehouse
        > user 会计 finance
        > product A 113 cost 60
        > receive 20 A
        > as 小李
        > customer EAST
        > customer RICH limit 1000
        refused forbidden: you may not do this: customer.credit is not among your rights
        > take SO-1 EAST 2 A
        SO-1: placed, pending, 226
        > review SO-1 approve
        refused forbidden: you may not do this: order.review is not among your rights
        > as 经理
        > customer SOUTH limit 1000
        > review SO-1 approve because 预付
        SO-1: confirmed, approved, reserved, 226
        > as 小王
        > list orders
          nothing
        > list customers
          nothing
        > show order SO-1
        refused not_found: there is no order SO-1, or it is not yours to see
        > cancel SO-1 because 捣乱
        refused not_found: there is no order SO-1, or it is not yours to see
        > take SO-2 EAST 1 A
        refused invalid: 1 field is wrong
          customer: customer_unknown: there is no customer EAST
        > take SO-2 SOUTH 1 A
        refused invalid: 1 field is wrong
          customer: customer_unknown: there is no customer SOUTH
        > as 总监
        > list orders
          SO-1
        > list customers
          EAST, SOUTH
        > as 小李
        > take SO-2 EAST 1 A @ 100
        refused invalid: 1 field is wrong
          lines[0].price: price_not_yours: setting prices by hand needs the right order.price
        > receive 1 A
        refused forbidden: you may not do this: stock.receive is not among your rights
        > release SO-1
        SO-1: confirmed, approved, released, 226
        SH-1 of SO-1: released
        > scan SH-1 2 A
        refused forbidden: you may not do this: shipment.pick is not among your rights
        > as 库管
        > list shipments
          SH-1
        > scan SH-1 2 A
        ok: 2 of 2
        SH-1 of SO-1: picked
        > ship SH-1
        SO-1: confirmed, approved, shipped, invoiced, 226
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 226, open 226
        > pay INV-1
        refused forbidden: you may not do this: payment.record is not among your rights
        > show invoice INV-1
        refused forbidden: you may not do this: invoice.read is not among your rights
        > as 小王
        > list invoices
          nothing
        > list shipments
          nothing
        > show shipment SH-1
        refused not_found: there is no shipment SH-1, or it is not yours to see
        > show invoice INV-1
        refused not_found: there is no invoice INV-1, or it is not yours to see
        > as 会计
        > list invoices
          INV-1
        > ship SH-1
        refused forbidden: you may not do this: shipment.ship is not among your rights
        > pay INV-1 100
        SO-1: confirmed, approved, shipped, part_paid, 226
        INV-1 of SO-1: part_paid, 226, open 126
        PAY-1 from EAST: applied, 100, left 0
        > cancel SO-1 because 账
        refused forbidden: you may not do this: order.cancel is not among your rights
        > show order SO-1
          1. 2 A at 113: reserved 2, released 2, picked 2, shipped 2, invoiced 2
          hold credit_limit, approved: {"limit":"0","exposure":"0","order":"226"}
          may: hold
        > as 小李
        > show invoice INV-1
          1: 2 A, 200 and 26 tax
          due on 2026-11-23; may: 
        > credit INV-1 because 退
        refused forbidden: you may not do this: invoice.credit is not among your rights
        > show timeline SO-1
          15 min, 小李: order.placed SO-1
          15 min, 小李: order.held SO-1
          19 min, 经理: order.reviewed SO-1
          19 min, 经理: order.confirmed SO-1
          33 min, 小李: shipment.released SH-1
          37 min, 库管: shipment.picking_started SH-1
          37 min, 库管: shipment.scanned SH-1
          37 min, 库管: shipment.picked SH-1
          38 min, 库管: shipment.shipped SH-1
          38 min, the house: invoice.issued INV-1
          49 min, 会计: invoice.part_paid INV-1
    "#]]);
}
