//! Who is told of what: whom it concerns and nobody else, once, in his language; and no longer when it is done.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use expect_test::expect;
use testkit::check;

#[test]
fn whoever_must_decide_is_told_once_and_no_more_when_it_is_done() {
    check(expect![[r#"
        > processes
        > department 销售
        > user 小李 sales in 销售
        > user 经理 sales_manager in 销售
        > user Helen sales_manager in 销售 lang en
        > user 库管 warehouse
        > customer SMALL limit 300 owner 小李
        > product A 113
        > receive 20 A
        > as 小李
        > take SO-1 SMALL 3 A upto placed
        SO-1: placed, pending, 339
        > told
          nothing
        > as 库管
        > told
          nothing
        > as Helen
        > told
          task: Review: SO-1 SMALL waits for you | Why: past the credit limit. Amount: 339.00. Asked by 小李. Due 2026-11-23 10:11
        > as 经理
        > told
          task: 【审核】SO-1 SMALL，等您处理 | 原因：超出信用额度。金额：339.00。发起人：小李。请在 2026-11-23 10:11 前处理
        > approve SO-1
        SO-1: confirmed, approved, released, 339
        SH-1 of SO-1: released
        > told
          nothing
        # It is done: nobody has to read any more that it waits.
        > as Helen
        > told
          nothing
        # What was approved goes on; nobody need be told.
        > as 小李
        > told
          nothing
    "#]]);
}

#[test]
fn what_is_turned_down_or_sent_back_is_told_to_whoever_asked() {
    check(expect![[r#"
        > processes
        > department 销售
        > user 小李 sales in 销售
        > user 经理 sales_manager in 销售
        > customer SMALL limit 300 owner 小李
        > product A 113
        > receive 20 A
        > as 小李
        > take SO-1 SMALL 3 A upto placed
        SO-1: placed, pending, 339
        > as 经理
        > reject SO-1 because 先付清上月的
        SO-1: cancelled, rejected, 0
        > as 小李
        > told
          rejected: SO-1 SMALL 被驳回（审核） | 经理说：先付清上月的。金额：339.00
        > read-told
        > told
          nothing
        # What is sent back is told as that, and not as a new task besides.
        > take SO-2 SMALL 4 A upto placed
        SO-2: placed, pending, 452
        > as 经理
        > send-back SO-2 to submitter because 数量不对
        SO-2: draft, rejected, 452
        > as 小李
        > told
          sent_back: SO-2 SMALL 被退回（审核） | 经理说：数量不对。金额：452.00
        > answer SO-2 cancel because 客户不要了
        SO-2: cancelled, rejected, 0
        > told
          sent_back: SO-2 SMALL 被退回（审核） | 经理说：数量不对。金额：452.00
        > as 经理
        > told
          nothing
    "#]]);
}

#[test]
fn handed_on_reminded_escalated_and_copied() {
    check(expect![[r#"
        > processes
        > department 销售
        > user 小李 sales in 销售
        > user 经理 sales_manager in 销售
        > user 总监 finance in 销售
        > head 销售 总监
        > customer SMALL limit 300 owner 小李
        > product A 113
        > receive 20 A
        > as 小李
        > take SO-1 SMALL 3 A upto placed
        SO-1: placed, pending, 339
        > remind SO-1 because 客户在等
        > as 经理
        > told
          task: 【审核】SO-1 SMALL，等您处理 | 原因：超出信用额度。金额：339.00。发起人：小李。请在 2026-11-23 10:11 前处理
          reminder: 催办【审核】SO-1 SMALL | 小李说：客户在等。原因：超出信用额度。请在 2026-11-23 10:11 前处理
        > read-told all
        > told
          nothing
        > send-copy SO-1 to 小李
        > hand SO-1 to 总监 because 超出我的权限
        > told
          nothing
        > as 总监
        > told
          handed: 【审核】SO-1 SMALL，经理转给了您 | 经理说：超出我的权限。原因：超出信用额度。金额：339.00。请在 2026-11-23 10:11 前处理
        > hand SO-1 to 经理 for-a-while
        > told
          nothing
        > as 经理
        > told
          handed: 【审核】SO-1 SMALL，总监转给了您 | 原因：超出信用额度。金额：339.00。请在 2026-11-23 10:11 前处理
        > as 小李
        > told
          copy: 抄送给您：SO-1 SMALL | 步骤：审核。流程：订单到收款
    "#]]);
}

#[test]
fn deadlines_that_pass_and_processes_that_are_stuck() {
    check(expect![[r#"
        > processes
        > department 销售
        > user 小李 sales in 销售
        > user 总监 finance in 销售
        > user 流程 process_owner
        > head 销售 总监
        > customer SMALL limit 300 owner 小李
        > product A 113
        > receive 20 A
        > as 小李
        # Nobody is a sales manager: the review is stuck.
        > take SO-1 SMALL 3 A upto placed
        SO-1: placed, pending, 339
        > as 流程
        > told
          incident: 流程卡住了：SO-1 SMALL 停在“审核” | 流程：订单到收款
        > as system
        > user 经理 sales_manager in 销售
        > repair SO-1 retry
        > wait 50 minutes
        > as 经理
        > told
          task: 【审核】SO-1 SMALL，等您处理 | 原因：超出信用额度。金额：339.00。发起人：小李。请在 2026-11-23 10:16 前处理
          reminder: 催办【审核】SO-1 SMALL | 原因：超出信用额度。请在 2026-11-23 10:16 前处理
        > wait 1 hours
        > told
          nothing
        > as 总监
        > told
          escalated: 【审核】SO-1 SMALL，超时未办，升级给您 | 原因：超出信用额度。金额：339.00。期限是 2026-11-23 10:16
    "#]]);
}

#[test]
fn what_comes_by_mail_is_everybodys_own_choice() {
    check(expect![[r#"
        > user 小李 sales
        > user 经理 sales_manager
        > as 小李
        > mail
          task yes, reminder yes, copy no, outcome yes, incident yes
        > mail copy yes
          task yes, reminder yes, copy yes, outcome yes, incident yes
        > mail task no
          task no, reminder yes, copy yes, outcome yes, incident yes
        > as 经理
        > mail
          task yes, reminder yes, copy no, outcome yes, incident yes
    "#]]);
}
