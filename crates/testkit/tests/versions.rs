//! A process before and after it is changed: walked without touching anything, and its cases taken over.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use expect_test::expect;
use testkit::check;

#[test]
fn a_walk_shows_who_would_be_asked_and_leaves_nothing() {
    check(expect![[r#"
        > processes
        > department 销售
        > user 小李 sales in 销售
        > user 经理 sales_manager in 销售
        > customer TINY limit 100 owner 小李
        > product A 113
        > receive 20 A
        > as 小李
        > take SO-1 TINY 3 A upto draft
        SO-1: draft, 339
        > as system
        > walk order_to_cash SO-1
          下单 → 检查并确认 → 要人看吗 → 审核
          审核: 经理 (approve, reject)
          关闭或取消:  (happen)
          到货:  (happen)
          解除冻结:  (happen)
          已在订单上审核:  (happen)
        > walk order_to_cash SO-1 review approve
          下单 → 检查并确认 → 要人看吗 → 审核 → 同意？ → 放行 → 检查并确认 → 要人看吗 → 等待发货
          等待发货:  (happen)
          关闭或取消:  (happen)
          到货:  (happen)
          解除冻结:  (happen)
        > walk order_to_cash SO-1 review approve, ship happen, deliver happen, settle happen
          下单 → 检查并确认 → 要人看吗 → 审核 → 同意？ → 放行 → 检查并确认 → 要人看吗 → 等待发货 → 等待送达 → 等待收款 → 完成
          completed
        > walk order_to_cash SO-1 review reject
          下单 → 检查并确认 → 要人看吗 → 审核 → 同意？ → 驳回订单 → 已驳回
          completed
        > walk order_to_cash SO-1 nowhere approve
        refused step_unknown: there is no step nowhere
        > show order SO-1
          1. 3 A at 113
          may: edit, place, cancel, copy
        > show stock
          A at MAIN: on hand 20, available 20
        > cases SO-1
    "#]]);
}

#[test]
fn cases_stay_on_their_version_until_they_are_taken_over() {
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
        > as system
        > redraw order_to_cash name="审核" to name="复核"
          order_to_cash version 2
        > as 小李
        > take SO-2 TINY 2 A upto placed
        SO-2: placed, pending, 226
        > as 经理
        > todo
          审核 of SO-1, because credit_limit, due 69 min
          复核 of SO-2, because credit_limit, due 73 min
        > as system
        > redraw order_to_cash "review" to "look_at"
          order_to_cash version 3
        > migrate order_to_cash 1 to 3 dry
          0 of 1 fit
          SO-1: the case cannot do that now: the step review has no counterpart in the new version
        > as 经理
        > todo
          审核 of SO-1, because credit_limit, due 69 min
          复核 of SO-2, because credit_limit, due 73 min
        > as system
        > migrate order_to_cash 1 to 3
          0 of 1 fit
          SO-1: the case cannot do that now: the step review has no counterpart in the new version
        > migrate order_to_cash 1 to 3 map review look_at
          1 of 1 fit
        > migrate order_to_cash 2 to 3
          1 of 1 fit
        > as 经理
        > todo
          复核 of SO-1, because credit_limit, due 69 min
          复核 of SO-2, because credit_limit, due 73 min
        > approve SO-1
        SO-1: confirmed, approved, released, 339
        SH-1 of SO-1: released
        > approve SO-2
        SO-2: confirmed, approved, released, 226
        SH-2 of SO-2: released
    "#]]);
}
