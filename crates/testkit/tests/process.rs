//! Orders under their process: by themselves where nobody need decide, to exactly the right person where somebody must.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use expect_test::expect;
use testkit::check;

#[test]
fn a_covered_creditworthy_order_goes_to_the_warehouse_and_closes_by_itself() {
    check(expect![[r#"
        > processes
        > user 小李 sales
        > customer ACME owner 小李
        > product A 113 barcode 6900000000015
        > receive 20 A
        > as 小李
        > take SO-1 ACME 2 A upto placed
        > as system
        > scan SH-1 A
        > scan SH-1 A
        > ship SH-1
        > cases SO-1
        > deliver SH-1
        > pay INV-1
        > cases SO-1
        > show timeline SO-1
    "#]]);
}

#[test]
fn whoever_must_decide_is_asked_with_the_reason() {
    check(expect![[r#"
        > processes
        > department 销售
        > user 小李 sales in 销售
        > user 经理 sales_manager in 销售
        > user 库管 warehouse
        > customer SMALL limit 300 owner 小李
        > product A 113
        > receive 20 A
        > as 小李
        > take SO-1 SMALL 3 A upto placed
        SO-1: placed, pending, 339
        > todo
          nothing
        > approve SO-1
        refused task_not_yours: the task is not yours: it is with 经理
        > as 库管
        > approve SO-1
        refused not_found: there is no task TASK-1, or it is not yours to see
        > as 经理
        > todo
          审核 of SO-1, because credit_limit
        > approve SO-1 because 预付了
        SO-1: confirmed, approved, released, 339
        SH-1 of SO-1: released
        > todo
          nothing
        > show order SO-1
          1. 3 A at 113: reserved 3, released 3
          hold credit_limit, approved: {"limit":"300","exposure":"0","order":"339"}
          hold approval, approved: {"task":"TASK-1","step":"审核"}
          may: amend, hold, copy
        > cases SO-1
          订单到收款: running, at 等待发货
            下单 → 检查并确认 → 要人看吗 → 审核 → 同意？ → 放行 → 检查并确认 → 要人看吗 → 等待发货
        > show timeline SO-1
          10 min, 小李: order.placed SO-1
          10 min, the house: order.held SO-1
          10 min, the house: order.held SO-1
          10 min, the house: case.started CASE-1
          10 min, the house: task.opened TASK-1
          17 min, 经理: task.done TASK-1
          17 min, 经理: order.reviewed SO-1
          17 min, the house: order.confirmed SO-1
          17 min, the house: shipment.released SH-1
          17 min, the house: case.moved CASE-1
    "#]]);
}

#[test]
fn what_is_turned_down_is_called_off_and_what_is_sent_back_comes_again() {
    check(expect![[r#"
        > processes
        > department 销售
        > user 小李 sales in 销售
        > user 经理 sales_manager in 销售
        > customer SMALL limit 300
        > product A 113
        > receive 20 A
        > as 小李
        > customer MINE
        > as 经理
        > customer TINY limit 100 owner 小李
        > as 小李
        > take SO-1 TINY 3 A upto placed
        SO-1: placed, pending, 339
        > take SO-2 TINY 2 A upto placed
        SO-2: placed, pending, 226
        > as 经理
        > reject SO-1 because 欠款太多
        SO-1: cancelled, rejected, 0
        > send-back SO-2 to revise because 少订一件
        SO-2: draft, rejected, 226
        > as 小李
        > todo
          修改后重新提交 of SO-2
        > answer SO-2 resubmit
        SO-2: placed, pending, 226
        > as 经理
        > todo
          审核 of SO-2, because credit_limit
        > approve SO-2
        SO-2: confirmed, approved, released, 226
        SH-1 of SO-2: released
        > cases SO-1
          订单到收款: completed
            下单 → 检查并确认 → 要人看吗 → 审核 → 同意？ → 驳回订单 → 已驳回
        > cases SO-2
          订单到收款: running, at 等待发货
            下单 → 检查并确认 → 要人看吗 → 审核 → 修改后重新提交 → 怎么办 → 重新提交 → 检查并确认 → 要人看吗 → 审核 → 同意？ → 放行 → 检查并确认 → 要人看吗 → 等待发货
    "#]]);
}

#[test]
fn short_lines_are_decided_by_whoever_owns_the_order() {
    check(expect![[r#"
        > processes
        > department 销售
        > user 小李 sales in 销售
        > customer ACME owner 小李
        > product A 113
        > receive 2 A
        > as 小李
        > take SO-1 ACME 3 A upto placed
        SO-1: placed, short, 339
        > todo
          缺货处理 of SO-1, because 缺货
        > answer SO-1 wait
        refused outcome_unknown: wait is no answer to this task; it takes backorder, part, drop
        > answer SO-1 backorder because 客户能等
        SO-1: confirmed, released, 339
        SH-1 of SO-1: released
        > as system
        > receive 5 A
        SH-2 of SO-1: released
        > cases SO-1
          订单到收款: running, at 等待发货
            下单 → 检查并确认 → 要人看吗 → 缺货处理 → 按决定处理 → 下发仓库 → 信用够吗 → 等待发货 → 到货续发 → 到货 → 下发仓库 → 信用够吗 → 结束
    "#]]);
}
