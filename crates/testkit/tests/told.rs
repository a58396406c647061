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
        > told
        > as 库管
        > told
        > as Helen
        > told
        > as 经理
        > told
        > approve SO-1
        > told
        # It is done: nobody has to read any more that it waits.
        > as Helen
        > told
        # What was approved goes on; nobody need be told.
        > as 小李
        > told
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
        > as 经理
        > reject SO-1 because 先付清上月的
        > as 小李
        > told
        > read-told
        > told
        > answer SO-1 cancel because 客户不要了
        > as 经理
        > told
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
        > remind SO-1 because 客户在等
        > as 经理
        > told
        > read-told all
        > told
        > send-copy SO-1 to 小李
        > hand SO-1 to 总监 because 超出我的权限
        > told
        > as 总监
        > told
        > hand SO-1 to 经理 for-a-while
        > told
        > as 经理
        > told
        > as 小李
        > told
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
        > as 流程
        > told
        > as system
        > user 经理 sales_manager in 销售
        > repair SO-1 retry
        > wait 1 hours
        > as 经理
        > told
        > wait 1 hours
        > told
        > as 总监
        > told
    "#]]);
}

#[test]
fn what_comes_by_mail_is_everybodys_own_choice() {
    check(expect![[r#"
        > user 小李 sales
        > user 经理 sales_manager
        > as 小李
        > mail
        > mail copy yes
        > mail task no
        > as 经理
        > mail
    "#]]);
}
