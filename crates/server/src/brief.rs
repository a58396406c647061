//! An order in a few words: why somebody is asked about it, and the figures to know before he answers.

use base::Lang;
use process::{Brief, Known};
use rules::{Decimal, Value};

/// Reasons as processes and holds name them.
const REASONS: &[(&str, &str, &str)] = &[
    ("credit_limit", "超出信用额度", "past the credit limit"),
    ("overdue", "有逾期欠款", "overdue invoices"),
    ("below_min_price", "低于底价", "below the lowest price"),
    ("stock_short", "缺货", "short of stock"),
    ("refused", "客户拒收", "refused at the door"),
    ("manual", "手工冻结", "held by hand"),
];

#[derive(Clone, Copy)]
enum Show {
    Money,
    Percent,
    Plain,
}

struct Figure {
    /// Context and name of the fact.
    of: (&'static str, &'static str),
    zh: &'static str,
    en: &'static str,
    show: Show,
}

const fn figure(of: (&'static str, &'static str), zh: &'static str, en: &'static str, show: Show) -> Figure {
    Figure { of, zh, en, show }
}

const FIGURES: &[Figure] = &[
    figure(("order", "amount"), "金额", "Amount", Show::Money),
    figure(("order", "discount_max"), "最大折扣", "Largest discount", Show::Percent),
    figure(("customer", "credit_limit"), "信用额度", "Credit limit", Show::Money),
    figure(("customer", "owed"), "已占用", "Owed", Show::Money),
    figure(("order", "requested_on"), "要求交货日", "Wanted on", Show::Plain),
    figure(("customer", "level"), "客户等级", "Customer level", Show::Plain),
    figure(("customer", "term_days"), "账期天数", "Payment days", Show::Plain),
    figure(("order", "note"), "备注", "Note", Show::Plain),
];

pub(crate) fn of_order(known: &Known, reason: &str, lang: Lang) -> Brief {
    let word = |zh: &str, en: &str| if lang == Lang::En { en.to_owned() } else { zh.to_owned() };
    let mut figures: Vec<(String, String)> = Vec::new();
    for it in FIGURES {
        let Some(shown) = shown(fact(&known.facts, it.of), it.show) else { continue };
        figures.push((word(it.zh, it.en), shown));
        if it.of == ("customer", "owed")
            && let Some(over) = over(known)
        {
            figures.push((word("将超出额度", "Past the limit by"), grouped(&over.to_string())));
        }
    }
    Brief { reason: because(known, reason, lang), figures }
}

/// A process that was called gives no reason of its own: then what holds the order is one.
fn because(known: &Known, reason: &str, lang: Lang) -> String {
    let held = || match fact(&known.facts, ("order", "held_for")) {
        Some(Value::List(held)) => held.items().iter().map(plain).filter(|code| code != "approval").collect(),
        _ => Vec::new(),
    };
    let said: Vec<String> =
        reason.split([',', ';']).map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect();
    let said = if said.is_empty() { held() } else { said };
    let words = said.iter().map(|code| match REASONS.iter().find(|(known, ..)| known == code) {
        Some((_, zh, en)) => (if lang == Lang::En { *en } else { *zh }).to_owned(),
        None => code.clone(),
    });
    words.collect::<Vec<_>>().join(if lang == Lang::En { ", " } else { "、" })
}

/// How far the order would take its customer past what he may owe. One that is not confirmed is not yet among what is owed.
fn over(known: &Known) -> Option<Decimal> {
    let number = |of| match fact(&known.facts, of) {
        Some(Value::Number(number)) => Some(*number),
        _ => None,
    };
    let (limit, owed) = (number(("customer", "credit_limit"))?, number(("customer", "owed"))?);
    let placed =
        matches!(fact(&known.facts, ("order", "state")), Some(Value::Text(state)) if &**state == "placed");
    let adds = if placed { number(("order", "amount"))? } else { Decimal::from(0_i64) };
    let over = owed.checked_add(adds)?.checked_sub(limit)?;
    (!over.is_negative() && !over.is_zero()).then_some(over)
}

fn fact<'a>(facts: &'a Value, (context, name): (&str, &str)) -> Option<&'a Value> {
    let within = |value: &'a Value, name: &str| match value {
        Value::Context(context) => context.entries().iter().find(|(key, _)| &**key == name).map(|(_, it)| it),
        _ => None,
    };
    within(within(facts, context)?, name)
}

/// As people read it; what says nothing is not shown.
fn shown(value: Option<&Value>, show: Show) -> Option<String> {
    let value = value?;
    let text = match (value, show) {
        (Value::Null, _) => return None,
        (Value::Number(number), Show::Money) => grouped(&number.to_string()),
        (Value::Number(number), Show::Percent) if number.is_zero() => return None,
        (Value::Number(number), Show::Percent) => {
            format!("{}%", number.checked_mul(Decimal::from(100_i64))?.normal())
        }
        (value, _) => plain(value),
    };
    (!text.is_empty()).then_some(text)
}

fn plain(value: &Value) -> String {
    match value.to_json() {
        serde_json::Value::String(text) => text,
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// `1234567.5` as `1,234,567.50`.
pub(crate) fn grouped(amount: &str) -> String {
    let (sign, digits) = amount.strip_prefix('-').map_or(("", amount), |rest| ("-", rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{out}.{part:0<2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_and_keep_their_cents() {
        let all = ["0", "226", "1234", "1234567.5", "-1000.25", "999999.1234"].map(grouped);
        assert_eq!(all, ["0.00", "226.00", "1,234.00", "1,234,567.50", "-1,000.25", "999,999.1234"]);
    }

    #[test]
    fn an_order_past_its_limit_says_by_how_much_and_why() {
        let number = |text: &str| Value::Number(text.parse().unwrap());
        let order = Value::context([
            ("amount", number("339")),
            ("discount_max", number("0.15")),
            ("state", Value::from("placed")),
            ("held_for", Value::list(vec![Value::from("overdue"), Value::from("approval")])),
            ("note", Value::from("")),
        ]);
        let customer = Value::context([("credit_limit", number("300")), ("owed", number("61"))]);
        let facts = Value::context([("order", order), ("customer", customer)]);
        let known = Known { facts, ..Known::default() };
        let brief = of_order(&known, "credit_limit; 金额 > 300", Lang::En);
        assert_eq!(brief.reason, "past the credit limit, 金额 > 300");
        let told: Vec<String> = brief.figures.iter().map(|(name, value)| format!("{name} {value}")).collect();
        assert_eq!(
            told,
            [
                "Amount 339.00",
                "Largest discount 15%",
                "Credit limit 300.00",
                "Owed 61.00",
                "Past the limit by 100.00"
            ]
        );
        assert_eq!(of_order(&known, "", Lang::Zh).reason, "有逾期欠款", "what holds it is the reason");
    }
}
