//! The data set Online Retail II in small: every kind of row once, through the whole way, on both databases.
#![allow(clippy::unwrap_used)]

mod scene;

use std::panic::{AssertUnwindSafe, catch_unwind};

use base::{Money, Qty};
use connect::model::State;
use connect::{ImportJob, Kind, Options, commands, work};
use scene::{Scene, each};

const FILE: &str = "\
Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country
489434,85048,GLASS BALL,12,2009-12-01 07:45:00,6.95,13085,United Kingdom
489434,79323P,PINK LIGHTS,10,2009-12-01 07:45:00,6.75,13085,United Kingdom
489434,POST,POSTAGE,1,2009-12-01 07:45:00,18,13085,United Kingdom
489435,85048,GLASS BALL,2,2009-12-01 07:46:00,7.00,,United Kingdom
C489436,85048,GLASS BALL,-5,2009-12-01 08:00:00,6.95,13085,United Kingdom
C489436,85048,GLASS BALL,-99,2009-12-01 08:00:00,6.95,13085,United Kingdom
489437,85048,damaged,-3,2009-12-02 09:00:00,0,,United Kingdom
489438,85048,GLASS BALL,1,2009-12-02 10:00:00,0,13085,United Kingdom
A489439,B,Adjust bad debt,1,2009-12-02 11:00:00,-53594.36,,United Kingdom
489440,85048,GLASS BALL,4,2009-12-05 11:00:00,6.95,13085,United Kingdom
C489441,85048,GLASS BALL,-8,2009-12-09 11:00:00,6.95,13085,United Kingdom
";

fn start(scene: &Scene) -> ImportJob {
    let id = scene.upload(Kind::OnlineRetail, FILE.as_bytes()).unwrap().id;
    scene.with(id, &Options::default());
    scene.db.write_now(&scene.ctx, move |tx, ctx| commands::run(tx, ctx, id)).unwrap()
}

/// What must be there in the end, however often it was begun.
fn check(scene: &Scene) {
    let orders = scene.orders();
    let told: Vec<_> =
        orders.iter().map(|(number, _, who, qty)| (number.as_str(), who.as_str(), *qty)).collect();
    assert_eq!(
        told,
        [
            ("489434", "13085", Qty::whole(22)),
            ("489435", "COUNTER", Qty::whole(2)),
            ("489440", "13085", Qty::whole(4))
        ]
    );
    let states: Vec<(String, String)> = scene
        .db
        .read_now(|tx| tx.all("SELECT shipping_state, billing_state FROM sales_order ORDER BY id", &[]))
        .unwrap();
    assert!(states.iter().all(|(shipping, _)| shipping == "delivered"), "{states:?}");
    let moments: Vec<(i64, i64, i64, i64)> = scene
        .db
        .read_now(|tx| {
            tx.all(
                "SELECT o.placed_at, o.shipped_at, o.delivered_at, i.created_at FROM sales_order o
                 JOIN invoice i ON i.order_number = o.number AND i.kind = 'invoice' ORDER BY o.id",
                &[],
            )
        })
        .unwrap();
    let hours = |us: i64| us / base::time::HOUR_US;
    for (placed, shipped, delivered, invoiced) in &moments {
        assert_eq!((hours(shipped - placed), *invoiced), (2, *shipped), "the goods leave and are claimed");
        assert!(delivered >= shipped && hours(delivered - shipped) <= 48);
    }
    assert_eq!(moments.len(), 3);
    // 12 × 6.95 + 10 × 6.75 + 4 × 6.95 less 13 × 6.95 that came back.
    let (owed, unbilled): (Money, Money) = scene
        .db
        .read_now(|tx| {
            let customer = party::by_codes(tx, &["13085"])?.remove(0).id;
            let exposure = party::exposure(tx, customer)?;
            Ok((exposure.receivable, exposure.unbilled))
        })
        .unwrap();
    assert_eq!((owed.to_string().as_str(), unbilled), ("88.35", Money::ZERO));
    let (on_hand,): (Qty,) = scene
        .db
        .read_now(|tx| {
            tx.one(
                "SELECT CAST(SUM(b.on_hand) AS BIGINT) FROM stock_balance b JOIN sku s ON s.id = b.sku_id
                 WHERE s.code = '85048'",
                &[],
            )
        })
        .unwrap();
    assert_eq!(on_hand, Qty::whole(9), "what came back serves the next sale before goods are bought");
}

#[test]
fn every_row_is_taken_or_reported_and_twice_changes_nothing() {
    each(|scene| {
        let job = scene.work(start(scene).id);
        assert_eq!(job.state, State::Done, "{:?}", job.failure);
        assert_eq!((job.rows_total, job.rows_accepted, job.rows_reported), (11, 6, 5));
        check(scene);
        let before = scene.count("journal WHERE subject NOT LIKE 'job_%'");
        let again = scene.work(start(scene).id);
        assert_eq!((again.rows_accepted, again.rows_reported, again.created), (6, 5, 0));
        check(scene);
        assert_eq!(scene.count("journal WHERE subject NOT LIKE 'job_%'"), before, "nothing happened");
        let wrong = scene.wrong_rows(&job);
        assert_eq!(wrong.len(), 6);
        assert!(wrong[2].contains("-99"), "{wrong:?}");
    });
}

#[test]
fn killed_after_every_step_it_comes_to_the_same() {
    each(|scene| {
        let id = start(scene).id;
        for _ in 0..60 {
            let _ = catch_unwind(AssertUnwindSafe(|| {
                work::work(&scene.db, &scene.ctx, &|| testdb::START, id, &mut |job| {
                    assert!(job.state != State::Running, "killed");
                })
            }));
        }
        assert_eq!(scene.job(id).state, State::Done);
        check(scene);
    });
}
