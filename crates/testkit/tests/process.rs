//! Orders under their process: by themselves where nobody need decide, to exactly the right person where somebody must.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use expect_test::expect;
use testkit::check;

#[test]
fn a_covered_creditworthy_order_goes_to_the_warehouse_and_closes_by_itself() {
    check(expect![[r#"
        > processes
        > department 销售
        > user 小李 sales in 销售
        > customer ACME owner 小李
        > product A 113
        > receive 20 A
        > as 小李
        > take SO-1 ACME 2 A upto placed
        SO-1: confirmed, released, 226
        SH-1 of SO-1: released
        > as system
        > scan SH-1 A
        ok: 1 of 2
        SH-1 of SO-1: picking
        > scan SH-1 A
        ok: 2 of 2
        SH-1 of SO-1: picked
        > ship SH-1
        SO-1: confirmed, shipped, invoiced, 226
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 226, open 226
        > cases SO-1
          订单到收款: running, at 等待送达
            下单 → 检查并确认 → 要人看吗 → 等待发货 → 等待送达
        > deliver SH-1
        SO-1: confirmed, delivered, invoiced, 226
        SH-1 of SO-1: delivered
        > pay INV-1
        SO-1: closed, delivered, paid, 226
        INV-1 of SO-1: paid, 226, open 0
        PAY-1 from ACME: applied, 226, left 0
        > cases SO-1
          订单到收款: completed
            下单 → 检查并确认 → 要人看吗 → 等待发货 → 等待送达 → 等待收款 → 完成
        > show timeline SO-1
          8 min, 小李: order.placed SO-1
          8 min, the house: order.confirmed SO-1
          8 min, the house: shipment.released SH-1
          8 min, the house: case.started CASE-1
          10 min, the house: shipment.picking_started SH-1
          10 min, the house: shipment.scanned SH-1
          11 min, the house: shipment.scanned SH-1
          11 min, the house: shipment.picked SH-1
          12 min, the house: shipment.shipped SH-1
          12 min, the house: invoice.issued INV-1
          12 min, the house: case.moved CASE-1
          14 min, the house: shipment.delivered SH-1
          14 min, the house: case.moved CASE-1
          15 min, the house: invoice.paid INV-1
          15 min, the house: order.ended SO-1
          15 min, the house: order.closed SO-1
          15 min, the house: case.moved CASE-1
          15 min, the house: case.ended CASE-1
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
          审核 of SO-1, because credit_limit, due 70 min
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
          审核 of SO-2, because credit_limit, due 80 min
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
          缺货处理 of SO-1, because 缺货, due 128 min
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

#[test]
fn a_deadline_reminds_and_then_goes_to_the_superior() {
    check(expect![[r#"
        > processes
        > department 总部
        > department 销售 under 总部
        > user 总监 sales_manager in 总部
        > user 经理 sales_manager in 销售
        > user 小李 sales in 销售
        > head 总部 总监
        > head 销售 经理
        > customer TINY limit 100 owner 小李
        > product A 113
        > receive 20 A
        > as 小李
        > take SO-1 TINY 3 A upto placed
        SO-1: placed, pending, 339
        > as 经理
        > todo
          审核 of SO-1, because credit_limit, due 73 min
        > claim SO-1
        > wait 50 minutes
        > wait 20 minutes
        > todo
          nothing
        > approve SO-1
        refused not_found: there is no task TASK-1, or it is not yours to see
        > as 总监
        > todo
          审核 of SO-1, because credit_limit, due 73 min, overdue
        > approve SO-1 because 老客户
        SO-1: confirmed, approved, released, 339
        SH-1 of SO-1: released
        > show timeline SO-1
          13 min, 小李: order.placed SO-1
          13 min, the house: order.held SO-1
          13 min, the house: order.held SO-1
          13 min, the house: case.started CASE-1
          13 min, the house: task.opened TASK-1
          67 min, the house: task.reminded TASK-1
          88 min, the house: task.overdue TASK-1
          88 min, the house: task.escalated TASK-1
          93 min, 总监: task.done TASK-1
          93 min, 总监: order.reviewed SO-1
          93 min, the house: order.confirmed SO-1
          93 min, the house: shipment.released SH-1
          93 min, the house: case.moved CASE-1
    "#]]);
}

#[test]
fn tasks_are_handed_over_lent_shared_and_taken_back() {
    check(expect![[r#"
        > processes
        > department 销售
        > user 经理 sales_manager in 销售
        > user 副经理 sales_manager in 销售
        > user 顾问 finance in 销售
        > user 小李 sales in 销售
        > customer TINY limit 100 owner 小李
        > product A 113
        > receive 20 A
        > as 小李
        > take SO-1 TINY 3 A upto placed
        SO-1: placed, pending, 339
        > remind SO-1 because 客户在催
        > as 经理
        > hand SO-1 to 副经理 because 出差
        > approve SO-1
        refused not_found: there is no task TASK-1, or it is not yours to see
        > as 副经理
        > hand SO-1 to 顾问 for-a-while because 看看信用
        > approve SO-1
        refused task_not_yours: the task is not yours: it is with 顾问
        > as 顾问
        > todo
          审核 of SO-1, because credit_limit, due 71 min, for somebody else
        > answer SO-1 fine because 可以放
        > as 副经理
        > todo
          审核 of SO-1, because credit_limit, due 71 min
        > add-signer SO-1 顾问 before
        > approve SO-1
        refused not_found: there is no task TASK-2, or it is not yours to see
        > as 顾问
        > approve SO-1 because 附议
        > as 副经理
        > approve SO-1 because 同意
        SO-1: confirmed, approved, released, 339
        SH-1 of SO-1: released
        > withdraw SO-1
        refused case_refuses: the case cannot do that now: nobody waits for what was handed on
        > show timeline SO-1
          11 min, 小李: order.placed SO-1
          11 min, the house: order.held SO-1
          11 min, the house: order.held SO-1
          11 min, the house: case.started CASE-1
          11 min, the house: task.opened TASK-1
          12 min, 小李: task.reminded TASK-1
          14 min, 经理: task.transferred TASK-1
          17 min, 副经理: task.delegated TASK-1
          21 min, 顾问: task.given_back TASK-1
          24 min, 副经理: task.signer_added TASK-1
          24 min, the house: order.held SO-1
          24 min, the house: task.cancelled TASK-1
          24 min, the house: task.opened TASK-2
          27 min, 顾问: task.done TASK-2
          27 min, the house: order.held SO-1
          27 min, the house: task.opened TASK-3
          29 min, 副经理: task.done TASK-3
          29 min, 副经理: order.reviewed SO-1
          29 min, the house: order.confirmed SO-1
          29 min, the house: shipment.released SH-1
          29 min, the house: case.moved CASE-1
        > cases SO-1
          订单到收款: running, at 等待发货
            下单 → 检查并确认 → 要人看吗 → 审核 → 同意？ → 放行 → 检查并确认 → 要人看吗 → 等待发货
    "#]]);
}

#[test]
fn nobody_to_decide_is_an_incident_that_can_be_repaired() {
    check(expect![[r#"
        > processes
        > department 销售
        > user 小李 sales in 销售
        > customer TINY limit 100 owner 小李
        > product A 113
        > receive 20 A
        > as 小李
        > take SO-1 TINY 3 A upto placed
        SO-1: placed, pending, 339
        > take SO-2 TINY 2 A upto placed
        SO-2: placed, pending, 226
        > as system
        > incidents
          审核 of SO-1: no_assignee, nobody is there to do this (open)
          审核 of SO-2: no_assignee, nobody is there to do this (open)
        > cases SO-1
          订单到收款: running, at 审核 (stuck)
            下单 → 检查并确认 → 要人看吗 → 审核
        > repair SO-1 retry
        > repair SO-1 assign 小李
        > user 经理 sales_manager in 销售
        > repair SO-2 retry
        > incidents
          审核 of SO-1: no_assignee, nobody is there to do this (solved, by retry)
          审核 of SO-2: no_assignee, nobody is there to do this (solved, by retry)
          审核 of SO-1: no_assignee, nobody is there to do this (solved, by reassign)
        > as 小李
        > approve SO-1
        SO-1: confirmed, approved, released, 339
        SH-1 of SO-1: released
        > as 经理
        > approve SO-2
        SO-2: confirmed, approved, released, 226
        SH-2 of SO-2: released
    "#]]);
}

#[test]
fn a_hold_by_hand_and_a_decision_on_the_order_lead_on_too() {
    check(expect![[r#"
        > processes
        > department 销售
        > user 小李 sales in 销售
        > user 经理 sales_manager in 销售
        > customer TINY limit 100 owner 小李
        > product A 113
        > receive 20 A
        > as 小李
        > take SO-1 TINY 3 A upto placed
        SO-1: placed, pending, 339
        > take SO-2 TINY 2 A upto placed
        SO-2: placed, pending, 226
        > as 经理
        > hold SO-1 because 等电话
        > review SO-1 approve because 好
        SO-1: placed, approved, 339
        > lift SO-1
        SO-1: confirmed, approved, released, 339
        SH-1 of SO-1: released
        > cases SO-1
          订单到收款: running, at 等待发货
            下单 → 检查并确认 → 要人看吗 → 审核 → 已在订单上审核 → 结果 → 检查并确认 → 被冻结 → 等待解除冻结 → 解冻续发 → 检查并确认 → 解除冻结 → 下发仓库 → 结束 → 要人看吗 → 等待发货
        > as 小李
        > take SO-3 TINY 2 A upto placed
        SO-3: placed, pending, 226
        > as 经理
        > review SO-3 reject because 欠款
        SO-3: cancelled, rejected, 0
        > incidents
        > cases SO-3
          订单到收款: completed
            下单 → 检查并确认 → 要人看吗 → 审核 → 已在订单上审核 → 结果 → 检查并确认 → 要人看吗 → 等待发货 → 订单结束 → 关闭或取消 → 结束
        > cancel SO-2 because 不要了
        SO-2: cancelled, 0
        > cases SO-2
          订单到收款: completed
            下单 → 检查并确认 → 要人看吗 → 审核 → 订单结束 → 关闭或取消 → 结束
        > todo
          nothing
    "#]]);
}

#[test]
fn an_amendment_that_must_be_approved_asks_for_it() {
    check(expect![[r#"
        > processes
        > department 销售
        > user 小李 sales in 销售
        > user 经理 sales_manager in 销售
        > customer SMALL limit 500 owner 小李
        > product A 113
        > receive 20 A
        > as 小李
        > take SO-1 SMALL 2 A
        SO-1: confirmed, reserved, 226
        > amend SO-1 qty 1 9
        SO-1: confirmed, pending, reserved, 226
        > as 经理
        > todo
          审核变更 of SO-1, due 70 min
        > approve SO-1 because 加急
        SO-1: confirmed, approved, reserved, 1017
        > cases SO-1
          订单到收款: running, at 等待发货
            下单 → 检查并确认 → 要人看吗 → 等待发货
          订单变更: completed
            提出变更 → 审核变更 → 按决定处理 → 已决定
    "#]]);
}

#[test]
fn what_came_back_is_inspected_and_credited_once_somebody_has_agreed() {
    check(expect![[r#"
        > processes
        > department 销售
        > department 仓储
        > user 小李 sales in 销售
        > user 仓管 warehouse in 仓储
        > user 会计 finance
        > customer ACME owner 小李
        > product A 113
        > product B 50
        > receive 20 A
        > receive 20 B
        > as 小李
        > take SO-1 ACME 2 A, 4 B upto placed
        SO-1: confirmed, released, 426
        SH-1 of SO-1: released
        > as system
        > take-back SO-1 1:1
        refused nothing_delivered: order SO-1 has nothing delivered that could come back
        > scan SH-1 A
        ok: 1 of 2
        SH-1 of SO-1: picking
        > scan SH-1 A
        ok: 2 of 2
        > scan SH-1 4 B
        ok: 4 of 4
        SH-1 of SO-1: picked
        > ship SH-1
        SO-1: confirmed, shipped, invoiced, 426
        SH-1 of SO-1: shipped
        INV-1 of SO-1: issued, 426, open 426
        > deliver SH-1
        SO-1: confirmed, delivered, invoiced, 426
        SH-1 of SO-1: delivered
        > take-back SO-1
        refused invalid: 1 field is wrong
          lines: required: this is required
        > take-back SO-1 1:3
        refused too_much: line 1 has 2 that can be changed, not 3
        > take-back SO-1 1:1, 2:3
        > as 仓管
        > todo
          验收处置 of SO-1, due 1463 min
        > answer SO-1 restock because 完好
        SO-1: confirmed, pending, delivered, invoiced, 426
        > as 会计
        > todo
          退款审核 of SO-1, because 处置：完好入库, due 1466 min
        > approve SO-1
        SO-1: confirmed, approved, delivered, invoiced, 426
        INV-1 of SO-1: part_paid, 426, open 163.01
        CN-1 of SO-1: credited, 262.99, open 0
        > cases SO-1
          订单到收款: running, at 等待收款
            下单 → 检查并确认 → 要人看吗 → 等待发货 → 等待送达 → 等待收款
          退货处理: completed
            货已退回 → 验收处置 → 退款审核 → 同意？ → 开红字发票 → 完成
        > as system
        > take-back SO-1 2:1
        > as 仓管
        > answer SO-1 scrap
        SO-1: confirmed, pending, delivered, invoiced, 426
        > as 会计
        > reject SO-1 because 人为损坏
        SO-1: confirmed, rejected, delivered, invoiced, 426
        > cases SO-1
          订单到收款: running, at 等待收款
            下单 → 检查并确认 → 要人看吗 → 等待发货 → 等待送达 → 等待收款
          退货处理: completed
            货已退回 → 验收处置 → 退款审核 → 同意？ → 开红字发票 → 完成
          退货处理: completed
            货已退回 → 验收处置 → 退款审核 → 同意？ → 告知负责人 → 完成
    "#]]);
}
