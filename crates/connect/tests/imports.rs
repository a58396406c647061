//! Files on their way in, on both databases: what is taken, what is reported, what happens twice.
#![allow(clippy::unwrap_used)]

mod scene;

use std::panic::{AssertUnwindSafe, catch_unwind};

use base::Qty;
use connect::model::State;
use connect::{ImportJob, Kind, Options, commands, report, work};
use order::{OnShort, Upto};
use scene::{Scene, each, somebody};

fn drafts() -> Options {
    Options { channel: "shop".into(), upto: Upto::Draft, ..Options::default() }
}

fn counts(job: &ImportJob) -> [i64; 6] {
    [job.rows_accepted, job.rows_reported, job.created, job.changed, job.unchanged, job.refused]
}

/// Row, target and code of everything that is wrong.
fn told(scene: &Scene, job: &ImportJob) -> Vec<String> {
    let id = job.id;
    let found: Vec<(i64, String, String)> = scene
        .db
        .read_now(move |tx| {
            tx.all(
                "SELECT row_no, field, code FROM import_error WHERE job_id = $1 ORDER BY row_no, n",
                &[&id],
            )
        })
        .unwrap();
    found.into_iter().map(|(row, field, code)| format!("{row} {field} {code}")).collect()
}

const RUBBISH: &str = "\
订单号,客户编号,货号,数量,单价,要求交货日,收货电话
G-1,ACME,A,2,,2026-12-01,13800000000
G-1,ACME,B,\"1,000\",¥19.90,,
,ACME,A,1,,,
X-1,NOBODY,A,1,,,
X-2,ACME,ZZZ,1,,,
X-3,ACME,A,-1,,,
X-4,ACME,A,many,,,
X-5,ACME,A,1,1/2,,
X-6,ACME,A,1,,01/02/2026,
X-7,ACME,A,1,,,12
X-8,ACME,A,1,,,
X-8,BETA,B,1,,,
X-9,ACME,,1,,,
1.23457E+17,ACME,A,1,,,
G-2,BETA,C,3,,2026/12/5,
";

#[test]
fn every_kind_of_rubbish_is_named_and_the_rest_is_taken() {
    each(|scene| {
        let wrong = [
            "4 order_number required",
            "5 customer customer_unknown",
            "6 sku sku_unknown",
            "7 qty not_positive",
            "8 qty invalid_value",
            "9 price invalid_value",
            "10 requested_on date_unclear",
            "11 phone invalid_value",
            "12  row_of_refused",
            "13 customer rows_disagree",
            "14 sku required",
            "15 order_number number_mangled",
        ];
        let id = scene.upload(Kind::Orders, RUBBISH.as_bytes()).unwrap().id;
        scene.with(id, &drafts());
        let job = scene.check(id);
        assert_eq!(
            (job.state, counts(&job)),
            (State::Checked, [3, 12, 0, 0, 0, 11]),
            "{:?}",
            told(scene, &job)
        );
        assert_eq!(told(scene, &job), wrong);
        assert!(scene.orders().is_empty(), "a dry run stores nothing");

        let job = scene.run(id);
        assert_eq!((job.state, counts(&job)), (State::Done, [3, 12, 2, 0, 0, 11]));
        assert_eq!(told(scene, &job), wrong, "what was told before is what is told now");
        let taken: Vec<_> =
            scene.orders().into_iter().map(|(number, _, who, qty)| (number, who, qty)).collect();
        assert_eq!(
            taken,
            [
                ("G-1".to_owned(), "ACME".to_owned(), Qty::whole(1_002)),
                ("G-2".to_owned(), "BETA".to_owned(), Qty::whole(3))
            ]
        );
    });
}

const TWO: &str = "订单号,客户编号,货号,数量\nS-1,ACME,A,2\nS-2,BETA,B,3\n";

#[test]
fn the_same_file_twice_changes_nothing_and_a_changed_draft_is_edited() {
    each(|scene| {
        assert_eq!(counts(&scene.import(Kind::Orders, TWO, &drafts())), [2, 0, 2, 0, 0, 0]);
        let before = (scene.orders(), scene.count("journal WHERE subject LIKE 'ord_%'"));
        assert_eq!(counts(&scene.import(Kind::Orders, TWO, &drafts())), [2, 0, 0, 0, 2, 0]);
        assert_eq!((scene.orders(), scene.count("journal WHERE subject LIKE 'ord_%'")), before);

        let changed = TWO.replace("S-2,BETA,B,3", "S-2,BETA,B,5");
        assert_eq!(counts(&scene.import(Kind::Orders, &changed, &drafts())), [2, 0, 0, 1, 1, 0]);
        assert_eq!(scene.orders()[1].3, Qty::whole(5));
        assert_eq!(counts(&scene.import(Kind::Orders, &changed, &drafts())), [2, 0, 0, 0, 2, 0]);

        let placed = Options { upto: Upto::Placed, ..drafts() };
        assert_eq!(
            counts(&scene.import(Kind::Orders, &changed, &placed)),
            [2, 0, 0, 2, 0, 0],
            "drafts go on"
        );
        let job = scene.import(Kind::Orders, TWO, &placed);
        assert_eq!(counts(&job), [1, 1, 0, 0, 1, 1], "what was placed is not changed by a file");
        assert_eq!(told(scene, &job), ["3  external_number_taken"]);
    });
}

fn many(count: i64) -> String {
    let line = |n| format!("M-{n},ACME,A,1\n");
    "订单号,客户编号,货号,数量\n".to_owned() + &(1..=count).map(line).collect::<String>()
}

#[test]
fn a_job_killed_in_the_middle_goes_on_and_does_nothing_twice() {
    each(|scene| {
        let id = scene.upload(Kind::Orders, many(40).as_bytes()).unwrap().id;
        scene.with(id, &drafts());
        scene.db.write_now(&scene.ctx, move |tx, ctx| commands::run(tx, ctx, id)).unwrap();
        for _ in 0..3 {
            let killed = catch_unwind(AssertUnwindSafe(|| {
                work::work(&scene.db, &scene.ctx, &|| testdb::START, id, &mut |job| {
                    assert!(job.rows_done == 0, "killed");
                })
            }));
            assert!(killed.is_err());
        }
        let job = scene.job(id);
        assert!(job.state == State::Running && (3..40).contains(&job.created), "{job:?}");
        let job = scene.work(id);
        assert_eq!((job.state, counts(&job)), (State::Done, [40, 0, 40, 0, 0, 0]));
        assert_eq!(scene.count("sales_order"), 40);
    });
}

#[test]
fn a_job_stopped_by_hand_keeps_what_it_took_and_can_be_run_again() {
    each(|scene| {
        let id = scene.upload(Kind::Orders, many(20).as_bytes()).unwrap().id;
        scene.with(id, &drafts());
        scene.db.write_now(&scene.ctx, move |tx, ctx| commands::run(tx, ctx, id)).unwrap();
        let mut stopped = false;
        work::work(&scene.db, &scene.ctx, &|| testdb::START, id, &mut |_| {
            if !std::mem::replace(&mut stopped, true) {
                scene.db.write_now(&scene.ctx, move |tx, ctx| commands::cancel(tx, ctx, id)).unwrap();
            }
        })
        .unwrap();
        let job = scene.job(id);
        assert_eq!((job.state, job.created, scene.count("sales_order")), (State::Cancelled, 1, 1));
        let job = scene.run(id);
        assert_eq!((job.state, counts(&job)), (State::Done, [20, 0, 19, 0, 1, 0]));
        assert_eq!(scene.undo(id).undone, 20, "both passes are undone");
    });
}

#[test]
fn undoing_takes_back_what_it_can_and_says_what_it_cannot() {
    each(|scene| {
        receive(scene, "A", 10);
        let options = Options { upto: Upto::Confirmed, on_short: OnShort::Backorder, ..drafts() };
        let job = scene.import(Kind::Orders, TWO, &options);
        scene
            .db
            .write_now(&scene.ctx, |tx, ctx| {
                let order = order::by_external(tx, "shop", "S-1")?.unwrap().order.id;
                order::release(tx, ctx, order).map(|_| ())
            })
            .unwrap();
        let job = scene.undo(job.id);
        assert_eq!((job.state, job.undone), (State::Undone, 1));
        let kept: Vec<(String, String, String)> = scene
            .db
            .read_now(|tx| {
                tx.all("SELECT number, undo, COALESCE(refusal, '') FROM import_item ORDER BY place", &[])
            })
            .unwrap();
        assert!(kept[0].1 == "kept" && kept[0].2.contains("in_warehouse"), "{kept:?}");
        assert_eq!((kept[1].1.as_str(), kept[1].2.as_str()), ("undone", ""));
        let again = scene.import(Kind::Orders, TWO, &options);
        assert_eq!(counts(&again), [2, 0, 1, 0, 1, 0], "a number taken out may come again");
    });
}

fn receive(scene: &Scene, sku: &'static str, qty: i64) {
    scene
        .db
        .write_now(&scene.ctx, move |tx, ctx| {
            let sku = catalog::sku_by_code(tx, sku)?.sku;
            let main = stock::warehouse_by_code(tx, "MAIN")?.id;
            let key = stock::SkuKey { id: sku.id, code: sku.code, name: sku.name };
            let goods =
                stock::Receipt { sku: key, lot: String::new(), qty: Qty::whole(qty), origin: String::new() };
            stock::receive(tx, ctx, main, None, &[goods]).map(|_| ())
        })
        .unwrap();
}

#[test]
fn the_error_file_is_corrected_and_sent_again() {
    each(|scene| {
        let text = "订单号,客户编号,货号,数量,备注\nE-1,ACME,A,1,好\nE-2,ACME,OOPS,1,=1+1\nE-2,ACME,A,1,\n";
        let job = scene.import(Kind::Orders, text, &drafts());
        assert_eq!(counts(&job), [1, 2, 1, 0, 0, 1]);
        assert_eq!(
            scene.wrong_rows(&job),
            [
                "订单号|客户编号|货号|数量|备注|错误原因",
                "E-2|ACME|OOPS|1|=1+1|货号: 没有货号 OOPS",
                "E-2|ACME|A|1||同一订单的第 3 行有错误，因此本行没有导入",
            ]
        );
        let rows = connect::http::wrong_rows(&scene.db, &scene.ctx, &job).unwrap();
        for file in [report::csv(&rows).unwrap(), report::xlsx(&rows).unwrap()] {
            let again = scene.upload(Kind::Orders, &file).unwrap();
            assert_eq!((again.rows_total, &again.mapping), (2, &job.mapping), "known by its header");
            assert_eq!(again.options, job.options, "and what was chosen for it is remembered");
            assert_eq!(
                (job.remembered_at, again.remembered_at),
                (None, Some(scene.ctx.at)),
                "and so it says"
            );
        }
        let corrected = String::from_utf8(report::csv(&rows).unwrap()).unwrap().replace("OOPS", "B");
        assert!(corrected.contains("'=1+1"), "no formula leaves the house");
        let job = scene.upload(Kind::Orders, corrected.as_bytes()).unwrap();
        let job = scene.run(job.id);
        assert_eq!(counts(&job), [2, 0, 1, 0, 0, 0]);
        assert_eq!(scene.orders()[1].3, Qty::whole(2));
        let again = scene.upload(Kind::Orders, text.as_bytes()).unwrap();
        scene.with(again.id, &drafts());
        assert_eq!(scene.job(again.id).remembered_at, Some(scene.ctx.at), "the same was said");
        let mut other = scene.mapping(again.id);
        other.remove("note");
        let (id, options) = (again.id, drafts());
        scene.db.write_now(&scene.ctx, move |tx, ctx| commands::map(tx, ctx, id, &other, &options)).unwrap();
        assert_eq!(scene.job(again.id).remembered_at, None, "what was said for this file is its own");
    });
}

#[test]
fn customers_and_products_are_entered_changed_and_left_alone() {
    each(|scene| {
        let options = Options::default();
        let customers = "客户编号,客户名称,电话,账期（天）,收货地址,省\nACME,ACME 新名,13900000000,30,清扬路1号,江苏\nNEW,新客户,,,,\nBAD,,,x,,\nNEW,又来,,,,\n";
        let job = scene.import(Kind::Customers, customers, &options);
        assert_eq!(counts(&job), [2, 2, 1, 1, 0, 2]);
        assert_eq!(
            told(scene, &job),
            ["4 term_days invalid_value", "4 name required", "5 code row_repeated"]
        );
        let again = scene.import(Kind::Customers, customers, &options);
        assert_eq!(counts(&again), [2, 2, 0, 0, 2, 2]);
        assert_eq!(scene.undo(job.id).undone, 1);
        assert_eq!(scene.count("customer WHERE active = 0"), 1);

        let products = "货号,品名,单位,标价,税率,条码\nA,货品A,件,120,13%,\nP1,新品,箱,9.9,0.13,6901234567892\nP2,坏条码,箱,1,13,123\n";
        let job = scene.import(Kind::Products, products, &options);
        assert_eq!(counts(&job), [2, 1, 1, 1, 0, 1], "{:?}", told(scene, &job));
        let again = scene.import(Kind::Products, products, &options);
        assert_eq!(counts(&again), [2, 1, 0, 0, 2, 1]);
    });
}

#[test]
fn unknown_customers_and_goods_are_entered_when_asked() {
    each(|scene| {
        let options = Options { create_customers: true, create_products: true, ..drafts() };
        let text = "订单号,客户编号,客户名称,货号,品名,数量,单价\nN-1,C9,新客户,N9,新品,1,9.90\nN-2,C9,新客户,N9,新品,2,9.90\n";
        let id = scene.upload(Kind::Orders, text.as_bytes()).unwrap().id;
        scene.with(id, &options);
        assert_eq!(counts(&scene.check(id)), [2, 0, 0, 0, 0, 0]);
        assert_eq!(counts(&scene.run(id)), [2, 0, 2, 0, 0, 0]);
        assert_eq!((scene.count("customer"), scene.count("sku")), (3, 4));
    });
}

#[test]
fn a_job_may_what_its_owner_may() {
    each(|scene| {
        let clerk = somebody(7, &["import.run", "order.create", "customer.read"]);
        let id = scene.upload_as(&clerk, Kind::Orders, TWO.as_bytes()).unwrap().id;
        let other = somebody(8, &["import.run"]);
        let refused = scene.db.write_now(&other, move |tx, ctx| commands::run(tx, ctx, id)).unwrap_err();
        assert_eq!(refused.refused().unwrap().code, "not_found");
        scene.db.write_now(&clerk, move |tx, ctx| commands::run(tx, ctx, id)).unwrap();
        let job = scene.work(id);
        assert_eq!(job.state, State::Failed, "nobody of that number is known here: {job:?}");
        assert_eq!(job.failure.unwrap()["code"], "not_found");
        assert!(scene.orders().is_empty());
    });
}

#[test]
fn the_columns_of_the_shops_are_known() {
    let shops: [(&[u8], &[&str]); 4] = [
        (
            include_bytes!("data/taobao-ExportOrderList.csv"),
            &["address", "order_number", "phone", "receiver"],
        ),
        (
            include_bytes!("data/jd-orders.csv"),
            &["address", "order_number", "price", "qty", "receiver", "sku"],
        ),
        (include_bytes!("data/pinduoduo-orders.csv"), &["order_number", "qty", "sku"]),
        (include_bytes!("data/doudian-orders.csv"), &["address", "order_number", "phone", "qty", "sku"]),
    ];
    let fresh = testdb::sqlite(db::Wiring::new(&order::reactions()));
    let scene = scene::scene(&fresh.db);
    for (bytes, targets) in shops {
        let job = scene.upload(Kind::Orders, bytes).unwrap();
        let mapping = scene.mapping(job.id);
        for target in targets {
            assert!(mapping.contains_key(*target), "{target} of {}: {mapping:?}", job.columns);
        }
    }
}
