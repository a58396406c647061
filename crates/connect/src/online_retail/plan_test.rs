//! Plans of small files: what is sold, what comes back, what is neither.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::model::{Kind, Options};
use crate::read;
use crate::rules;

/// A file of the data set, with its columns left out: `invoice sku qty at price customer`.
fn planned(rows: &[&str]) -> Vec<Step> {
    let mut text =
        "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n".to_owned();
    for row in rows {
        let [invoice, sku, qty, at, price, customer] =
            <[&str; 6]>::try_from(row.split(' ').collect::<Vec<_>>()).unwrap();
        text += &format!(
            "{invoice},{sku},THING,{qty},2010-01-{},{price},{customer},Eire\n",
            at.replace('T', " ")
        );
    }
    let columns: Vec<String> = text.lines().next().unwrap().split(',').map(str::to_owned).collect();
    let mapping = rules::propose(Kind::OnlineRetail, &columns);
    let setup = Setup { kind: Kind::OnlineRetail, mapping, options: Options::default() };
    let format = read::detect(text.as_bytes()).unwrap();
    let cells = setup.rows(text.as_bytes(), &format, 1).unwrap();
    assert_eq!(cells.len(), rows.len());
    let steps = steps(&setup, cells);
    let mut told: Vec<i64> = steps.iter().flat_map(Step::rows).collect();
    told.sort_unstable();
    assert_eq!(told, (2..rows.len() as i64 + 2).collect::<Vec<_>>(), "every row is in one step");
    steps
}

fn shown(steps: &[Step]) -> Vec<String> {
    let step = |step: &Step| match step {
        Step::Products { all, .. } => format!("products {}", all.len()),
        Step::Customers { all, .. } => format!("customers {}", all.len()),
        Step::Receipt { sales, .. } => format!("receipt for {}", sales.len()),
        Step::Sale(sale) => {
            format!("sale {} {} of {} at {}", sale.invoice, sale.lines.len(), sale.customer, sale.at)
        }
        Step::Delivery { invoice, at } => format!("delivery {invoice} at {at}"),
        Step::Credit(credit) => {
            let parts: Vec<_> = credit
                .parts
                .iter()
                .flat_map(|(sale, parts)| parts.iter().map(move |p| format!("{}×{sale}.{}", p.qty, p.line)))
                .collect();
            format!("credit {} {} at {}", credit.invoice, parts.join(" "), credit.at)
        }
    };
    steps.iter().map(step).collect()
}

fn reasons(steps: &[Step]) -> Vec<String> {
    let of = |error: RowError| format!("{} {} {}", error.row_no, error.field, error.code);
    steps.iter().flat_map(Step::rubbish).map(of).collect()
}

#[test]
fn a_day_begins_with_what_it_needs_and_goods_arrive_later() {
    let steps = planned(&[
        "1 85048 2 04T10:00:00 1.5 13",
        "1 85048a 1 04T10:00:00 2 13",
        "2 85048 1 05T09:00:00 1.5 ",
    ]);
    assert_eq!(
        shown(&steps),
        [
            "products 2",
            "customers 1",
            "receipt for 1",
            "sale 1 2 of 13 at 2010-01-04T10:00:00Z",
            "customers 1",
            "receipt for 1",
            "sale 2 1 of COUNTER at 2010-01-05T09:00:00Z",
            "delivery 1 at 2010-01-06T12:00:00Z",
            "delivery 2 at 2010-01-07T11:00:00Z",
        ]
    );
}

#[test]
fn cancellations_take_the_same_price_first_and_then_the_latest() {
    let steps = planned(&[
        "1 85048 5 04T10:00:00 1.5 13",
        "2 85048 5 11T10:00:00 2 13",
        "3 85048 5 12T10:00:00 2.5 13",
        "C4 85048 -7 20T10:00:00 2 13",
        "C5 85048 -9 21T10:00:00 2 13",
        "C6 85048 -1 21T10:00:00 2 14",
    ]);
    let credits: Vec<_> = shown(&steps).into_iter().filter(|step| step.starts_with("credit")).collect();
    assert_eq!(
        credits,
        [
            "credit C4 5×2.0 2×3.0 at 2010-01-20T10:00:00Z",
            "credit C5  at 2010-01-21T10:00:00Z",
            "credit C6  at 2010-01-21T10:00:00Z",
        ]
    );
    assert_eq!(reasons(&steps), ["6 qty never_sold", "7 qty never_sold"]);
}

#[test]
fn what_comes_back_early_had_left_and_arrived_before() {
    let steps = planned(&["1 85048 5 04T10:00:00 1.5 13", "C2 85048 -5 04T10:30:00 1.5 13"]);
    assert_eq!(
        shown(&steps)[3..],
        [
            "sale 1 1 of 13 at 2010-01-04T10:00:00Z",
            "delivery 1 at 2010-01-04T12:00:00Z",
            "credit C2 5×1.0 at 2010-01-04T12:00:00Z",
        ]
    );
}

#[test]
fn every_kind_of_rubbish_has_its_reason() {
    let steps = planned(&[
        "A1 B 1 04T10:00:00 -5 13",
        "2 POST 1 04T10:00:00 18 13",
        "2 gift_0001_30 1 04T10:00:00 30 13",
        "3 85048 -4 04T10:00:00 0 ",
        "4 85048 4 04T10:00:00 0 13",
        "5 85048 x 04T10:00:00 1 13",
        "C6 M 1 04T10:00:00 1 13",
        "C7 85048 2 04T10:00:00 1 13",
        "8 85048 1 99T10:00:00 1 13",
        "9 DCGS0058 1 04T10:00:00 1 13",
    ]);
    let mut told = reasons(&steps);
    told.sort_by_key(|reason| reason.split(' ').next().and_then(|row| row.parse::<i64>().ok()));
    assert_eq!(
        told,
        [
            "2 invoice no_sale",
            "3 sku no_goods",
            "4 sku no_goods",
            "5 qty qty_other_way",
            "6 price no_price",
            "7 qty invalid_value",
            "8 sku no_goods",
            "9 qty qty_other_way",
            "10 at date_unclear",
        ]
    );
}
