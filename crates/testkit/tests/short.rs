//! Short of stock: refused, waited for, or decided line by line.
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

use expect_test::expect;
use testkit::check;

#[test]
fn short_stock_is_refused_whole_unless_asked_otherwise() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > product B 20
        > receive 2 A
        > take SO-1 ACME 1 A, 2 A, 1 B
        refused stock_short: line 2 wants 2 of A, only 1 can be promised
          lines[1]: stock_short: line 2 wants 2 of A, only 1 can be promised
          lines[2]: stock_short: line 3 wants 1 of B, only 0 can be promised
        > take SO-1 ACME 3 A short part
        SO-1: confirmed, reserved, 226
        > take SO-2 ACME 1 B short part
        refused stock_short: line 1 wants 1 of B, only 0 can be promised
          lines[0]: stock_short: line 1 wants 1 of B, only 0 can be promised
        > take SO-2 ACME 4 A short backorder
        SO-2: confirmed, waiting, 452
        > show order SO-2
          1. 4 A at 113
          may: amend, split, hold, cancel, close, copy
        > receive 1 A
        > receive 3 A
        SO-2: confirmed, reserved, 452
        > release SO-2
        SO-2: confirmed, released, 452
        SH-1 of SO-2: released
    "#]]);
}

#[test]
fn every_way_out_of_a_shortage() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > product B 20
        > warehouse WEST
        > receive 6 A
        > receive 4 A at WEST
        > receive 4 B
        > plan 10 A on 2026-12-01
        > take SO-1 ACME 2 A, 2 A, 4 A, 4 A, 4 A, 4 A, 4 A short decide
        SO-1: placed, short, 2712
        > show order SO-1
          1. 2 A at 113
          2. 2 A at 113
          3. 4 A at 113
          4. 4 A at 113
          5. 4 A at 113
          6. 4 A at 113
          7. 4 A at 113
          hold stock_short: {"lines":[{"line_no":3,"sku":"A","wanted":"4","available":"2"},{"line_no":4,"sku":"A","wanted":"4","available":"0"},{"line_no":5,"sku":"A","wanted":"4","available":"0"},{"line_no":6,"sku":"A","wanted":"4","available":"0"},{"line_no":7,"sku":"A","wanted":"4","available":"0"}]}
          may: resolve_short, hold, cancel, copy
        > show short SO-1
          3: 4 A, 2 here, 4 at WEST, all on 2026-12-01; could: backorder, part, warehouse, substitute, date, drop
          4: 4 A, 0 here, 4 at WEST, all on 2026-12-01; could: backorder, warehouse, substitute, date, drop
          5: 4 A, 0 here, 4 at WEST, all on 2026-12-01; could: backorder, warehouse, substitute, date, drop
          6: 4 A, 0 here, 4 at WEST; could: backorder, warehouse, substitute, drop
          7: 4 A, 0 here, 4 at WEST; could: backorder, warehouse, substitute, drop
        > decide SO-1 3 part, 4 warehouse WEST
        refused undecided: line 5 is short; say what to do with it
        > decide SO-1 3 part, 4 warehouse NORTH, 5 drop, 6 drop, 7 drop
        refused warehouse_unknown: there is no warehouse NORTH
        > decide SO-1 3 part, 4 warehouse WEST, 5 substitute B, 6 date 2026-12-01, 7 drop
        SO-1: confirmed, waiting, 1662
        > show order SO-1
          1. 2 A at 113: reserved 2
          2. 2 A at 113: reserved 2
          3. 4 A at 113: cancelled 2, reserved 2
          4. 4 A at 113: reserved 4
          5. 4 A at 113: cancelled 4
          6. 4 A at 113
          7. 4 A at 113: cancelled 4
          8. 4 B at 20: reserved 4
          hold stock_short, resolved: {"lines":[{"line_no":3,"sku":"A","wanted":"4","available":"2"},{"line_no":4,"sku":"A","wanted":"4","available":"0"},{"line_no":5,"sku":"A","wanted":"4","available":"0"},{"line_no":6,"sku":"A","wanted":"4","available":"0"},{"line_no":7,"sku":"A","wanted":"4","available":"0"}]}
          may: release, amend, split, hold, cancel, close, copy
        > show stock
          A at MAIN: on hand 6, reserved 6
          A at WEST: on hand 4, reserved 4
          B at MAIN: on hand 4, reserved 4
        > decide SO-1 3 part
        refused wrong_state: order SO-1 is confirmed: it cannot resolve_short now
        > release SO-1
        SO-1: confirmed, released, 1662
        SH-1 of SO-1: released
        SH-2 of SO-1: released
    "#]]);
}

#[test]
fn backordered_and_dropped_to_nothing() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > take SO-1 ACME 4 A short decide
        SO-1: placed, short, 452
        > take SO-2 ACME 4 A short decide
        SO-2: placed, short, 452
        > take SO-3 ACME 4 A short decide
        SO-3: placed, short, 452
        > decide SO-1 1 drop
        SO-1: cancelled, 0
        > decide SO-2 1 backorder
        SO-2: confirmed, waiting, 452
        > confirm SO-3
        refused on_hold: order SO-3 is on hold: stock_short
        > receive 6 A
        SO-2: confirmed, reserved, 452
        > show stock
          A at MAIN: on hand 6, reserved 4, available 2
        > cancel SO-2 because 不等了
        SO-2: cancelled, 0
        > decide SO-3 1 backorder
        SO-3: confirmed, reserved, 452
        > show stock
          A at MAIN: on hand 6, reserved 4, available 2
    "#]]);
}

#[test]
fn goods_that_come_serve_who_waited_longest() {
    check(expect![[r#"
        > customer ACME
        > product A 113
        > take SO-1 ACME 3 A short backorder
        SO-1: confirmed, waiting, 339
        > take SO-2 ACME 1 A short backorder
        SO-2: confirmed, waiting, 113
        > hold SO-1 because 先别发
        > receive 2 A
        SO-2: confirmed, reserved, 113
        > receive 2 A
        > lift SO-1
        SO-1: confirmed, reserved, 339
        > show stock
          A at MAIN: on hand 4, reserved 4
        > adjust -1 A because 破损
        refused stock_held: line 1 leaves 3 of A, but 4 is promised to SO-2, SO-1
        > adjust -3 A because 破损
        refused stock_held: line 1 leaves 1 of A, but 4 is promised to SO-2, SO-1
        > count C-1
        > counted C-1 9 A
        > post C-1
        > show stock
          A at MAIN: on hand 9, reserved 4, available 5
    "#]]);
}
