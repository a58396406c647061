//! The language, one line each: what an expression is worth, and what is said when it is worth nothing.
#![allow(clippy::unwrap_used, clippy::needless_pass_by_value, reason = "a test")]

use expect_test::{Expect, expect};
use rules::{Budget, Field, Schema, Type, Value, compile, complete, text_of};
use std::sync::Arc;

fn schema() -> Schema {
    let field =
        |key: &str, zh: &str, en: &str, kind| Field { key: key.into(), zh: zh.into(), en: en.into(), kind };
    let customer =
        vec![field("level", "等级", "customer level", Type::Text), Field::new("since", Type::Date)];
    let line = vec![Field::new("qty", Type::Number), field("price", "单价", "unit price", Type::Number)];
    let fields = vec![
        field("amount", "订单金额", "order amount", Type::Number),
        field("customer", "客户", "", Type::Context(Arc::new(customer))),
        field("lines", "订单行", "", Type::List(Arc::new(Type::Context(Arc::new(line))))),
    ];
    Schema { fields, types: vec![] }
}

fn facts() -> Vec<Value> {
    let line =
        |qty: i64, price: i64| Value::context([("qty", Value::from(qty)), ("price", Value::from(price))]);
    vec![
        Value::from(60_000),
        Value::context([("level", Value::from("A")), ("since", Value::Null)]),
        Value::list(vec![line(2, 300), line(5, 120)]),
    ]
}

fn check(text: &str, expect: Expect) {
    let said = match compile(text, &schema()) {
        Err(problems) => {
            let one = |p: &rules::Problem| format!("{}..{} {}", p.span.start, p.span.end, p.english());
            problems.iter().map(one).collect::<Vec<_>>().join("; ")
        }
        Ok(expression) => {
            let mut budget = Budget::default();
            let value = expression.eval(&facts(), &mut budget).unwrap();
            let notes: Vec<String> = budget.notes.iter().map(rules::Problem::english).collect();
            if notes.is_empty() {
                text_of(&value)
            } else {
                format!("{} ({})", text_of(&value), notes.join("; "))
            }
        }
    };
    expect.assert_eq(&said);
}

#[test]
fn names_in_both_languages() {
    check("订单金额 > 50000 and 客户.等级 = \"A\"", expect!["true"]);
    check("order amount > 50000 and customer.customer level = \"B\"", expect!["false"]);
    check("sum(for l in 订单行 return l.qty * l.单价)", expect!["1200"]);
    check("订单行[单价 > 200].qty", expect!["[2]"]);
    check("{每单 限额: 3, 结果: 每单 限额 * 2}.结果", expect!["6"]);
}

#[test]
fn problems_have_a_place_and_a_reason() {
    check("amount >", expect!["8..8 the expression ends where an expression is expected"]);
    check("金额 > 3", expect!["0..6 there is no 金额"]);
    check("customer.leve = \"A\"", expect!["0..13 context has no field leve"]);
    check("amount = \"A\"", expect!["0..12 number and string cannot be compared"]);
    check("amount + customer.level", expect!["0..23 + cannot take number, string"]);
    check("if amount then 1 else 2", expect!["3..9 if cannot take number"]);
    check("foo(1)", expect!["0..3 there is no function foo"]);
    check("substring(\"a\")", expect!["0..14 substring does not take 1 arguments"]);
    check("\"abc", expect!["0..4 the text is not closed by a quotation mark"]);
    check("{a: 1, a: 2}", expect!["7..8 the key a stands twice in the context"]);
    check("@\"2026-02-30\"", expect!["0..13 2026-02-30 is not a date, time or duration"]);
    check("10 / 0", expect!["null (division by zero)"]);
    check("date(\"2026-13-01\")", expect!["null (2026-13-01 is not a valid value for date)"]);
}

#[test]
fn what_functions_give_is_known_before_anything_runs() {
    check("amount > string length(customer.level) + date", expect!["9..45 + cannot take number, function"]);
    check(
        "amount > string length(customer.level) + customer.since",
        expect!["9..55 + cannot take number, date"],
    );
    check("substring(customer.level, 1) > 5", expect!["0..32 string and number cannot be compared"]);
    check("today() > amount", expect!["0..16 date and number cannot be compared"]);
    check("count(lines) = \"2\"", expect!["0..18 number and string cannot be compared"]);
    check("date(2026, 1, 1) = date and time(\"2026-01-01T00:00:00\")", expect!["null"]);
    check("max(lines.qty) + customer.level", expect!["0..31 + cannot take number, string"]);
    check("max(from: 1)", expect!["0..12 the function max has no parameter from"]);
    check("min(list: lines.qty) = true", expect!["0..27 number and boolean cannot be compared"]);
    check("sum(1, \"a\") = 3", expect!["false (sum cannot take string)"]);
    check("if contains(customer.level, \"A\") then 1 else 2", expect!["1"]);
    check("if count(lines) then 1 else 2", expect!["3..15 if cannot take number"]);
    check("index of(lines.qty, 5)[1] + 1", expect!["3"]);
    check("split(\"a,b\", \",\")[1] - 1", expect!["0..24 - cannot take string, number"]);
    check("day of week(date(\"2026-11-24\")) = 2", expect!["0..35 string and number cannot be compared"]);
    check("week of year(date(\"2026-11-24\")) > 40", expect!["true"]);
    check("date(\"2026-11-24\") - duration(\"P1D\") > date(\"2026-11-22\")", expect!["true"]);
    check("abs(duration(\"-P1D\")) = duration(\"P1D\")", expect!["true"]);
    check("string(amount) + customer.level", expect!["60000A"]);
    check(
        "number(customer.level) + 1",
        expect!["null (A is not a valid value for number; + cannot take null, number)"],
    );
    check("abs(-3) + \"x\"", expect!["0..13 + cannot take number, string"]);
    check("append(lines.qty, 1)[1] + 1", expect!["3"]);
    check("sort(lines.qty)[-1] + \"x\"", expect!["0..25 + cannot take number, string"]);
}

#[test]
fn truth_has_three_values() {
    check("true and null", expect!["null"]);
    check("false and null", expect!["false"]);
    check("true or null", expect!["true"]);
    check("null or false", expect!["null"]);
    check("1 = null", expect!["false"]);
    check("null = null", expect!["true"]);
    check("1 < null", expect!["null"]);
    check("not(null)", expect!["null (not cannot take null)"]);
    check("1 between null and 2", expect!["null"]);
}

#[test]
fn numbers() {
    check("0.1 + 0.2 = 0.3", expect!["true"]);
    check("1 / 3", expect!["0.3333333333333333333333333333333333"]);
    check("2 ** 10 - -3", expect!["1027"]);
    check("-5 modulo", expect!["3..4 nothing was expected after the expression, found modulo"]);
    check("modulo(-5.5, 2)", expect!["0.5"]);
    check("round half up(-1.5, 0)", expect!["-2"]);
    check("decimal(2.5, 0)", expect!["2"]);
    check("[sqrt(2), exp(0), log(1)]", expect!["[1.414213562373095048801688724209698, 1, 0]"]);
    check("stddev([2, 4, 7, 5])", expect!["2.081665999466132735282297706979931"]);
    check("mode([6, 1, 9, 6, 1])", expect!["[1, 6]"]);
    check("median(8, 2, 5, 3, 4)", expect!["4"]);
    check("number(\"1 000,5\", \" \", \",\")", expect!["1000.5"]);
}

#[test]
fn ranges_and_tests() {
    check("5 in (1..5]", expect!["true"]);
    check("5 in (<5, >10, 5)", expect!["true"]);
    check("5 in ([1..3], [4..6])", expect!["true"]);
    check("[1..10[ = [1..10)", expect!["true"]);
    check("overlaps([1..5], [5..8])", expect!["true"]);
    check("overlaps([1..5], [5..8)) and before([1..5), 5)", expect!["true"]);
    check("(>= 3).start included", expect!["true"]);
    check("range(\"[1..3)\").end", expect!["3"]);
    check("for i in 3..1 return i", expect!["[3, 2, 1]"]);
    check("some x in [1, 2], y in [2, 3] satisfies x = y", expect!["true"]);
    check("every x in [] satisfies x > 1", expect!["true"]);
}

#[test]
fn lists_and_contexts() {
    check("[1, 2, 3][-1]", expect!["3"]);
    check("[1, 2, 3][item > 1]", expect!["[2, 3]"]);
    check("[{a: 1}, {a: 2}][a = 2].a", expect!["[2]"]);
    check("[{unit price: 1}, {unit price: 2}][unit price > 1]", expect!["[{unit price: 2}]"]);
    check("flatten([1, [2, [3]]])", expect!["[1, 2, 3]"]);
    check("sort([3, 1, 2], function(a, b) a > b)", expect!["[3, 2, 1]"]);
    check("list replace([2, 4, 7], function(item, new) item < new, 5)", expect!["[5, 5, 7]"]);
    check("context put({a: {b: 1}}, [\"a\", \"b\"], 2)", expect!["{a: {b: 2}}"]);
    check("context merge([{a: 1}, {a: 2, b: 3}])", expect!["{a: 2, b: 3}"]);
    check("get entries({a: 1})[1].key", expect!["a"]);
    check("for i in 1..5 return if i < 3 then 1 else partial[-1] + partial[-2]", expect!["[1, 1, 2, 3, 5]"]);
    check(
        "{f: function(n: number) if n < 2 then 1 else n * f(n - 1), r: f(20)}.r",
        expect!["2432902008176640000"],
    );
    check("{add: function(a) function(b) a + b, r: add(1)(2)}.r", expect!["3"]);
}

#[test]
fn texts() {
    check("substring(\"foobar\", -2, 1)", expect!["a"]);
    check("string length(\"客户🐎\")", expect!["3"]);
    check("replace(\"abracadabra\", \"a(.)\", \"a$1$1\")", expect!["abbraccaddabbra"]);
    check("split(\"John Doe\", \"\\s\")", expect![[r#"["John", "Doe"]"#]]);
    check("matches(\"foobar\", \"^FO*b\", \"i\")", expect!["true"]);
    check("matches(\"x\", \"[a-z-[aeiou]]\")", expect!["true"]);
    check("string join([\"a\", null, \"c\"], \"-\")", expect!["a-c"]);
    check("string([1, \"a\", @\"PT1H\"])", expect![[r#"[1, "a", PT1H]"#]]);
}

#[test]
fn moments_and_durations() {
    check("date(\"2026-01-31\") + @\"P1M\"", expect!["2026-02-28"]);
    check("@\"2026-03-01\" - @\"2026-02-01\"", expect!["P28D"]);
    check("@\"2026-11-23T10:00:00+08:00\" > @\"2026-11-20T00:00:00Z\"", expect!["true"]);
    check("@\"2026-11-23T10:00:00+08:00\" = @\"2026-11-23T02:00:00Z\"", expect!["true"]);
    check("is(@\"10:00:00+08:00\", @\"02:00:00Z\")", expect!["false"]);
    check("@\"23:30:00\" + @\"PT1H\"", expect!["00:30:00"]);
    check("years and months duration(@\"2024-02-29\", @\"2026-02-28\")", expect!["P1Y11M"]);
    check("@\"P1DT2H\" * 1.5", expect!["P1DT15H"]);
    check("week of year(@\"2027-01-01\")", expect!["53"]);
    check("day of week(@\"2026-11-24\")", expect!["Tuesday"]);
    check("@\"2026-07-01T12:00:00@Europe/Paris\".time offset", expect!["PT2H"]);
    check("date(\"-999999999-01-01\").year", expect!["-999999999"]);
    check("now()", expect!["null"]);
}

#[test]
fn types() {
    check("[1, 2] instance of list<number>", expect!["true"]);
    check("{a: 1, b: 2} instance of context<a: number>", expect!["true"]);
    check("null instance of number", expect!["false"]);
    check("[1..2] instance of range<number>", expect!["true"]);
    check("(function(a: number) a) instance of function<number> -> number", expect!["true"]);
}

#[test]
fn completion_knows_both_languages() {
    let at_end = |text: &str| {
        let found = complete(text, text.len(), &schema());
        found.iter().take(4).map(|s| format!("{} ({}) {}\n", s.text, s.detail, s.kind)).collect::<String>()
    };
    expect![[r#"
        level (等级, customer level) string
        等级 (level, customer level) string
        customer level (level, 等级) string
        since () date
    "#]]
    .assert_eq(&at_end("客户."));
    expect![[r#"
        订单金额 (amount, order amount) number
        订单行 (lines) list<context>
    "#]]
    .assert_eq(&at_end("1 < 订单"));
    expect![[r#"
        string length (string) 
    "#]]
    .assert_eq(&at_end("string l"));
    expect![].assert_eq(&at_end("\"订单"));
}

#[test]
fn what_matches_nothing_replaces_and_splits_nothing() {
    check(r#"replace("abc", "x*", "-")"#, expect![[r#"null ("x*" is not a valid value for replace)"#]]);
    check(r#"split("abc", "")"#, expect![[r#"null ("" is not a valid value for split)"#]]);
    check(r#"split("a1b22c", "[0-9]+")"#, expect![[r#"["a", "b", "c"]"#]]);
}
