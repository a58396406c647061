//! From release to the door, on both engines.
#![allow(clippy::unwrap_used)]

use base::id::{OrderLineId, ShipmentId, SkuId, WarehouseId};
use base::{Ctx, Error, Qty, Result};
use catalog::NewSku;
use db::{Db, Tx, Wiring};
use shipping::{
    DeliverAsk, DeliveredLine, Document, Milestone, Release, ReleaseLine, RestockAsk, ScanAsk, ScanOutcome,
    ScanResult, ShipAsk, ShortPick, State, TrackAsk,
};
use stock::{Demand, Receipt, Short, SkuKey};
use testdb::{each, system_ctx};

fn run<T: Send + 'static>(
    db: &Db,
    f: impl FnMut(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
) -> Result<T> {
    db.write_now(&system_ctx(), f)
}

fn qty(text: &str) -> Qty {
    text.parse().unwrap()
}

struct World<'d> {
    db: &'d Db,
    warehouse: WarehouseId,
}

/// What one line asks for: SKU code, quantity, lot.
type Ask = (&'static str, &'static str, &'static str);

impl<'d> World<'d> {
    fn new(db: &'d Db) -> Self {
        let warehouse = run(db, |tx, ctx| stock::ensure_warehouse(tx, ctx, "MAIN", "主仓库")).unwrap();
        Self { db, warehouse }
    }

    fn sku(&self, code: &'static str) -> SkuId {
        let barcode = Some(format!("{code}-BAR"));
        let new = NewSku { code: code.into(), name: format!("货{code}"), barcode, ..NewSku::default() };
        run(self.db, move |tx, ctx| catalog::ensure_sku(tx, ctx, &new)).unwrap()
    }

    /// Goods are there, promised and released, as an order would have it.
    fn released(&self, asks: &'static [Ask]) -> ShipmentId {
        let ids: Vec<SkuId> = asks.iter().map(|(code, ..)| self.sku(code)).collect();
        let warehouse = self.warehouse;
        run(self.db, move |tx, ctx| {
            let order: base::id::OrderId = ctx.id();
            let mut lines = Vec::new();
            for ((code, asked, lot), id) in asks.iter().zip(&ids) {
                let key = SkuKey { id: *id, code: (*code).into(), name: "货".into() };
                let receipt =
                    Receipt { sku: key, lot: (*lot).into(), qty: qty(asked), origin: String::new() };
                stock::receive(tx, ctx, warehouse, None, &[receipt])?;
                lines.push(ReleaseLine {
                    origin: ctx.id::<OrderLineId>().to_string(),
                    sku_id: *id,
                    sku: (*code).into(),
                    name: format!("货{code}"),
                    uom: "件".into(),
                    lot: (*lot).into(),
                    qty: qty(asked),
                });
            }
            let demand = |(place, l): (usize, &ReleaseLine)| Demand {
                origin: l.origin.clone(),
                line_no: place as i64 + 1,
                sku_id: l.sku_id,
                sku: l.sku.clone(),
                warehouse_id: warehouse,
                lot: Some(l.lot.clone()).filter(|lot| !lot.is_empty()),
                qty: l.qty,
            };
            let demands: Vec<Demand> = lines.iter().enumerate().map(demand).collect();
            stock::reserve(tx, ctx, &order.to_string(), &demands, Short::Refuse)?;
            let release = Release {
                origin: order.to_string(),
                order_number: "SO-1".into(),
                customer_id: base::id::CustomerId(1),
                customer_name: "客户".into(),
                receiver: "张三".into(),
                phone: "13800000000".into(),
                address: "浙江省杭州市".into(),
                warehouse_id: warehouse,
                carrier: "SF".into(),
                note: String::new(),
                promised_on: None,
                owner_id: ctx.actor(),
                department_id: None,
                lines,
            };
            shipping::release(tx, ctx, &release).map(|s| s.id)
        })
        .unwrap()
    }

    fn scan_with(&self, id: ShipmentId, ask: ScanAsk) -> Result<ScanOutcome> {
        run(self.db, move |tx, ctx| shipping::scan(tx, ctx, id, &ask))
    }

    fn scan(&self, id: ShipmentId, code: &str, times: &str, lot: &str) -> ScanOutcome {
        let ask = ScanAsk { code: code.into(), qty: Some(qty(times)), lot: lot.into(), client_key: None };
        self.scan_with(id, ask).unwrap()
    }

    fn ship(&self, id: ShipmentId) -> Result<Document> {
        run(self.db, move |tx, ctx| shipping::ship(tx, ctx, id, &ShipAsk::default()))
    }

    fn deliver(&self, id: ShipmentId, ask: DeliverAsk) -> Result<Document> {
        run(self.db, move |tx, ctx| shipping::deliver(tx, ctx, id, &ask))
    }

    fn document(&self, id: ShipmentId) -> Document {
        self.db.read_now(move |tx| shipping::shipment(tx, id)).unwrap()
    }

    fn on_hand(&self, code: &'static str) -> (Qty, Qty) {
        let sku = self.sku(code);
        let all = self.db.read_now(move |tx| stock::availability(tx, &[sku])).unwrap();
        (all.iter().map(|a| a.on_hand).sum(), all.iter().map(|a| a.reserved).sum())
    }

    fn kinds(&self, id: ShipmentId) -> Vec<String> {
        let subject = id.to_string();
        let rows: Vec<(String,)> = self
            .db
            .read_now(move |tx| tx.all("SELECT kind FROM journal WHERE subject = $1 ORDER BY n", &[&subject]))
            .unwrap();
        rows.iter().filter_map(|row| row.0.strip_prefix("shipment.")).map(str::to_owned).collect()
    }
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T>) -> String {
    match outcome {
        Err(Error::Refused(refused)) => refused.to_string(),
        other => panic!("expected a refusal, not {other:?}"),
    }
}

#[test]
fn only_what_is_scanned_in_full_leaves_and_wrong_scans_are_kept() {
    each(&Wiring::default(), |db| {
        let world = World::new(db);
        let id = world.released(&[("A", "3", ""), ("B", "1", "")]);
        world.sku("C");
        assert!(refusal(world.ship(id)).starts_with("refused shipment_state"));
        let results = [("A", "2"), ("C", "1"), ("A", "2"), ("nonsense", "1"), ("A-BAR", "1")]
            .map(|(code, times)| world.scan(id, code, times, "").result);
        use ScanResult::{Ok as Right, TooMany, UnknownCode, WrongItem};
        assert_eq!(results, [Right, WrongItem, TooMany, UnknownCode, Right]);
        assert!(refusal(world.ship(id)).starts_with("refused shipment_state"));
        let last = world.scan(id, "B", "1", "");
        assert_eq!((last.state, last.lines_left, last.qty_left), (State::Picked, 0, Qty::ZERO));

        let document = world.ship(id).unwrap();
        assert_eq!(document.shipment.state, State::Shipped);
        assert_eq!(
            (world.on_hand("A"), world.on_hand("B")),
            ((Qty::ZERO, Qty::ZERO), (Qty::ZERO, Qty::ZERO))
        );
        let document =
            world.deliver(id, DeliverAsk { signed_by: "李四".into(), ..DeliverAsk::default() }).unwrap();
        assert_eq!(
            (document.shipment.state, document.shipment.signed_by.as_str()),
            (State::Delivered, "李四")
        );
        assert_eq!(
            world.kinds(id).join(" "),
            "released picking_started scanned scan_refused scan_refused scan_refused scanned scanned picked shipped delivered"
        );
    });
}

#[test]
fn the_same_key_is_told_the_same_and_counts_once() {
    each(&Wiring::default(), |db| {
        let world = World::new(db);
        let (id, other) = (world.released(&[("A", "3", "")]), world.released(&[("A", "1", "")]));
        let ask = ScanAsk {
            code: "A".into(),
            qty: Some(qty("2")),
            lot: String::new(),
            client_key: Some("k1".into()),
        };
        let told = world.scan_with(id, ask.clone()).unwrap();
        world.scan(id, "A", "1", "");
        world.ship(id).unwrap();
        assert_eq!(world.scan_with(id, ask.clone()).unwrap(), told, "even after it has left");
        assert_eq!(world.document(id).lines[0].qty_picked, qty("3"));
        assert!(refusal(world.scan_with(other, ask)).starts_with("refused scan_key_reused"));
    });
}

#[test]
fn the_same_key_sent_at_once_by_many_counts_once() {
    each(&Wiring::default(), |db| {
        let world = World::new(db);
        let id = world.released(&[("A", "40", "")]);
        std::thread::scope(|threads| {
            for n in 0..40 {
                let world = &world;
                threads.spawn(move || {
                    let client_key = Some(format!("k{}", n % 20));
                    let ask = ScanAsk { code: "A".into(), qty: None, lot: String::new(), client_key };
                    assert_eq!(world.scan_with(id, ask).unwrap().result, ScanResult::Ok);
                });
            }
        });
        assert_eq!(world.document(id).lines[0].qty_picked, qty("20"));
    });
}

#[test]
fn lots_are_checked_and_a_scan_may_fill_several_lines() {
    each(&Wiring::default(), |db| {
        let world = World::new(db);
        let id = world.released(&[("A", "2", "L1"), ("B", "8", ""), ("B", "2", "")]);
        let wrong = world.scan(id, "A", "1", "L9");
        assert_eq!((wrong.result, wrong.lots_expected), (ScanResult::WrongLot, vec!["L1".to_owned()]));
        assert_eq!(world.scan(id, "A", "2", "L1").result, ScanResult::Ok);
        let both = world.scan(id, "B", "10", "");
        assert_eq!((both.result, both.state), (ScanResult::Ok, State::Picked));
        let document = run(db, move |tx, ctx| shipping::undo_scan(tx, ctx, id, None)).unwrap();
        assert_eq!(
            document.lines.iter().map(|l| l.qty_picked).collect::<Vec<_>>(),
            [qty("2"), Qty::ZERO, Qty::ZERO]
        );
        assert_eq!(document.shipment.state, State::Picking);
        world.scan(id, "B", "10", "");
        world.ship(id).unwrap();
    });
}

#[test]
fn what_is_short_stays_with_whoever_asked_and_may_turn_up_after_all() {
    each(&Wiring::default(), |db| {
        let world = World::new(db);
        let id = world.released(&[("A", "5", ""), ("B", "1", "")]);
        world.scan(id, "A", "3", "");
        let lines: Vec<_> = world.document(id).lines.iter().map(|l| l.id).collect();
        let ask = ShortPick { lines, reason: "找不到".into() };
        let document = run(db, move |tx, ctx| shipping::short_pick(tx, ctx, id, &ask)).unwrap();
        assert_eq!(document.shipment.state, State::Picked);
        let found = world.scan(id, "A", "1", "");
        assert_eq!((found.result, found.state), (ScanResult::TooMany, State::Picked), "a shortage is final");
        assert_eq!(world.document(id).lines[0].qty_short, qty("2"));
        let document = world.ship(id).unwrap();
        assert_eq!(document.lines.iter().map(|l| l.qty_shipped).collect::<Vec<_>>(), [qty("3"), Qty::ZERO]);
        assert_eq!(world.on_hand("A"), (qty("2"), qty("2")), "the reservation of the rest is the order's");

        let nothing = world.released(&[("C", "1", "")]);
        let line = world.document(nothing).lines[0].id;
        let ask = ShortPick { lines: vec![line], reason: String::new() };
        run(db, move |tx, ctx| shipping::short_pick(tx, ctx, nothing, &ask)).unwrap();
        assert!(refusal(world.ship(nothing)).starts_with("refused nothing_picked"));
        let document = run(db, move |tx, ctx| shipping::cancel(tx, ctx, nothing, "缺货")).unwrap();
        assert_eq!(document.shipment.state, State::Cancelled);
    });
}

#[test]
fn refused_goods_come_back_to_stock() {
    each(&Wiring::default(), |db| {
        let world = World::new(db);
        let id = world.released(&[("A", "5", ""), ("B", "2", "")]);
        world.scan(id, "A", "5", "");
        world.scan(id, "B", "2", "");
        world.ship(id).unwrap();
        let lines: Vec<_> = world.document(id).lines.iter().map(|l| l.id).collect();
        let line = |place: usize, delivered: &str, refused: &str, reason: &str| DeliveredLine {
            line: lines[place],
            qty_delivered: qty(delivered),
            qty_refused: qty(refused),
            reason: reason.into(),
        };
        let deliver = |lines: Vec<DeliveredLine>| {
            world.deliver(id, DeliverAsk { lines: Some(lines), ..DeliverAsk::default() })
        };
        assert!(refusal(deliver(vec![line(0, "4", "2", "破损")])).contains("5 are on the way, not 6"));
        assert!(refusal(deliver(vec![line(0, "3", "2", " ")])).starts_with("refused refusal_without_reason"));
        let document = deliver(vec![line(0, "3", "2", "破损")]).unwrap();
        assert_eq!(document.shipment.state, State::PartDelivered);
        let document = deliver(vec![line(1, "2", "0", "")]).unwrap();
        assert_eq!(document.shipment.state, State::PartDelivered);
        assert!(refusal(deliver(vec![line(1, "1", "0", "")])).starts_with("refused nothing_on_the_way"));
        run(db, move |tx, ctx| shipping::restock(tx, ctx, id, &RestockAsk::default())).unwrap();
        assert_eq!(world.on_hand("A"), (qty("2"), Qty::ZERO));
        let again = run(db, move |tx, ctx| shipping::restock(tx, ctx, id, &RestockAsk::default()));
        assert!(refusal(again).starts_with("refused nothing_to_restock"));
        let kinds = world.kinds(id);
        assert_eq!(kinds[kinds.len() - 4..], ["part_delivered", "refused", "part_delivered", "restocked"]);
    });
}

#[test]
fn the_carrier_delivers_and_may_repeat_himself() {
    each(&Wiring::default(), |db| {
        let world = World::new(db);
        let id = world.released(&[("A", "1", "")]);
        world.scan(id, "A", "1", "");
        world.ship(id).unwrap();
        let track = |milestone, minutes: i64| {
            let at = Some(testdb::START.plus(minutes * base::time::MINUTE_US));
            let ask = TrackAsk { milestone, at, place: "杭州".into(), text: String::new() };
            run(db, move |tx, ctx| shipping::track(tx, ctx, id, &ask)).unwrap().shipment
        };
        assert_eq!(track(Milestone::PickedUp, 1).state, State::InTransit);
        let delivered = track(Milestone::Delivered, 30);
        assert_eq!((delivered.state, delivered.milestone.as_str()), (State::Delivered, "delivered"));
        let again = track(Milestone::Delivered, 30);
        assert_eq!(again.revision, delivered.revision, "the same news changes nothing");
        let late = track(Milestone::OutForDelivery, 20);
        assert_eq!(
            (late.state, late.milestone.as_str()),
            (State::Delivered, "delivered"),
            "old news is kept only"
        );
    });
}

#[test]
fn shipping_a_thousand_lines_costs_as_many_statements_as_one() {
    each(&Wiring::default(), |db| {
        let world = World::new(db);
        let sku = world.sku("A");
        let warehouse = world.warehouse;
        let cost = |lines: usize| {
            let id = run(db, move |tx, ctx| {
                let key = SkuKey { id: sku, code: "A".into(), name: "货".into() };
                let all = Receipt {
                    sku: key,
                    lot: String::new(),
                    qty: Qty::whole(lines as i64),
                    origin: String::new(),
                };
                stock::receive(tx, ctx, warehouse, None, &[all])?;
                let lines = (0..lines).map(|_| ReleaseLine {
                    origin: ctx.id::<OrderLineId>().to_string(),
                    sku_id: sku,
                    sku: "A".into(),
                    name: "货A".into(),
                    uom: "件".into(),
                    lot: String::new(),
                    qty: Qty::ONE,
                });
                let release = Release {
                    origin: "ord_x".into(),
                    order_number: "SO-9".into(),
                    customer_id: base::id::CustomerId(1),
                    customer_name: "客户".into(),
                    receiver: String::new(),
                    phone: String::new(),
                    address: String::new(),
                    warehouse_id: warehouse,
                    carrier: String::new(),
                    note: String::new(),
                    promised_on: None,
                    owner_id: ctx.actor(),
                    department_id: None,
                    lines: lines.collect(),
                };
                shipping::release(tx, ctx, &release).map(|s| s.id)
            })
            .unwrap();
            world.scan(id, "A", &lines.to_string(), "");
            run(db, move |tx, ctx| {
                let before = tx.statements();
                shipping::ship(tx, ctx, id, &ShipAsk::default())?;
                Ok(tx.statements() - before)
            })
            .unwrap()
        };
        let (one, many) = (cost(1), cost(1_000));
        assert_eq!(one, many);
        assert!(many <= 11, "{many} statements");
    });
}

#[test]
fn the_pick_station_says_where_to_go_and_opens_what_is_scanned() {
    each(&Wiring::default(), |db| {
        let world = World::new(db);
        let id = world.released(&[("A", "3", ""), ("B", "1", "")]);
        run(db, move |tx, ctx| shipping::start_pick(tx, ctx, id)).unwrap();
        world.scan(id, "A", "1", "");
        let stops = db.read_now(move |tx| shipping::pick_list(tx, id)).unwrap();
        let told: Vec<_> = stops.iter().map(|s| (s.sku.as_str(), s.qty, s.location.is_empty())).collect();
        assert_eq!(told, [("A", qty("2"), false), ("B", qty("1"), false)]);
        assert_eq!(stops[0].barcodes, ["A-BAR"]);
        world.scan(id, "A", "2", "");
        world.scan(id, "B", "1", "");
        let package =
            |number: &str| shipping::NewPackage { tracking_number: number.into(), ..Default::default() };
        let packages = [package("SF1"), package("SF2")];
        run(db, move |tx, ctx| shipping::pack(tx, ctx, id, &packages)).unwrap();
        world.ship(id).unwrap();
        let packages = [package("SF3")];
        let document = run(db, move |tx, ctx| shipping::set_packages(tx, ctx, id, &packages)).unwrap();
        assert_eq!(document.shipment.tracking_number, "SF3");
        let number = document.shipment.number;
        for code in [number, "SF3".into(), "SO-1".into()] {
            let found = db.read_now(move |tx| shipping::find(tx, &code)).unwrap();
            assert_eq!(found.first().map(|s| s.id), Some(id));
        }
        let origin = document.shipment.origin;
        let all = db.read_now(move |tx| shipping::shipments_of(tx, &origin)).unwrap();
        assert_eq!((all.len(), all[0].lines.len()), (1, 2));
    });
}
