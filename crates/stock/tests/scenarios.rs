//! What the room promises, one story each, on both databases.
#![allow(clippy::unwrap_used)]

mod floor;

use base::{Error, Qty};
use db::Wiring;
use floor::{Floor, code, demand, floor, issue, qty, receipt, sku};
use stock::count::{self, Found, Scope};
use stock::plan::{self, Plan};
use stock::setup::{self, LocationSpec, WarehouseSpec};
use stock::{Adjustment, Change, Demand, Issue, Return, Short, Transfer, Wanted};

fn each(test: impl Fn(&Floor)) {
    testdb::each(&Wiring::default(), |db| test(&floor(db)));
}

fn change(number: i64, lot: &str, units: i64) -> Change {
    Change { sku: sku(number), lot: lot.into(), qty: qty(units) }
}

#[test]
fn lines_of_one_sku_are_promised_as_a_sum_and_every_short_one_is_told() {
    each(|floor| {
        floor.receive(floor.east, 1, "", 10);
        floor.receive(floor.west, 1, "", 99);
        let wanted: Vec<Demand> = [(1, 1, 8), (2, 1, 3), (3, 2, 1)]
            .map(|(line_no, number, units)| Demand {
                line_no,
                ..demand(floor.east, &format!("l{line_no}"), number, units)
            })
            .into();
        let Err(Error::Refused(refused)) = floor.reserve(&wanted, Short::Refuse) else {
            panic!("promised too much")
        };
        assert_eq!(refused.status, 409);
        assert_eq!(
            refused.to_string(),
            "refused stock_short: line 2 wants 3 of SKU-1, only 2 can be promised
  lines[1]: stock_short: line 2 wants 3 of SKU-1, only 2 can be promised
  lines[2]: stock_short: line 3 wants 1 of SKU-2, only 0 can be promised"
        );
        assert_eq!(floor.held(floor.east, 1), (qty(10), qty(0)));
        assert_eq!(floor.reserve(&wanted, Short::Take).unwrap(), [qty(8), qty(2), qty(0)]);
        assert_eq!(floor.held(floor.east, 1), (qty(10), qty(10)));
    });
}

#[test]
fn a_named_lot_is_kept_for_who_names_it_and_others_get_the_oldest() {
    each(|floor| {
        floor.receive(floor.east, 1, "B", 5);
        floor.receive(floor.east, 1, "A", 5);
        let any = demand(floor.east, "any", 1, 5);
        let named = Demand { lot: Some("B".into()), ..demand(floor.east, "named", 1, 3) };
        floor.reserve(&[any, named], Short::Refuse).unwrap();
        assert_eq!(floor.promises("named"), [("B".into(), qty(3))]);
        assert_eq!(floor.promises("any"), [("B".into(), qty(2)), ("A".into(), qty(3))]);
    });
}

#[test]
fn a_part_given_back_comes_from_the_latest_promise() {
    each(|floor| {
        floor.receive(floor.east, 1, "A", 4);
        floor.receive(floor.east, 1, "B", 4);
        floor.reserve(&[demand(floor.east, "line", 1, 6)], Short::Refuse).unwrap();
        floor.write(|tx, _| stock::unreserve_part(tx, &[("line".into(), qty(3))])).unwrap();
        assert_eq!(floor.promises("line"), [("A".into(), qty(3))]);
        floor.write(|tx, _| stock::unreserve(tx, &["line".into(), "nobody".into()])).unwrap();
        assert_eq!(floor.held(floor.east, 1), (qty(8), qty(0)));
    });
}

#[test]
fn shipping_uses_its_own_promise_and_never_that_of_another() {
    each(|floor| {
        floor.receive(floor.east, 1, "A", 5);
        floor.receive(floor.east, 1, "B", 5);
        floor.reserve(&[demand(floor.east, "mine", 1, 4)], Short::Refuse).unwrap();
        floor.reserve(&[demand(floor.east, "yours", 1, 5)], Short::Refuse).unwrap();
        // Lot A: 4 mine and 1 yours; lot B: 4 yours and 1 free. Taking two of B would touch yours.
        let of_b = |units| Issue { lot: Some("B".into()), ..issue(floor.east, "mine", 1, units) };
        assert_eq!(code(floor.issue(&[of_b(2)])), "stock_short");
        floor.issue(&[of_b(1)]).unwrap();
        assert_eq!(floor.promises("mine"), [("A".into(), qty(3))]);
        floor.issue(&[issue(floor.east, "mine", 1, 3)]).unwrap();
        assert_eq!(floor.promises("mine"), []);
        assert_eq!(floor.held(floor.east, 1), (qty(6), qty(5)));
        assert_eq!(code(floor.issue(&[issue(floor.east, "mine", 1, 2)])), "stock_short");
    });
}

#[test]
fn goods_that_come_back_are_available_again() {
    each(|floor| {
        floor.receive(floor.east, 1, "A", 5);
        floor.reserve(&[demand(floor.east, "line", 1, 5)], Short::Refuse).unwrap();
        floor.issue(&[issue(floor.east, "line", 1, 5)]).unwrap();
        let back = Return {
            origin: "line".into(),
            sku: sku(1),
            warehouse_id: floor.west,
            location_id: None,
            lot: "A".into(),
            qty: qty(2),
        };
        floor.write(move |tx, ctx| stock::take_back(tx, ctx, "shp", std::slice::from_ref(&back))).unwrap();
        assert_eq!(floor.held(floor.east, 1), (qty(0), qty(0)));
        assert_eq!(floor.held(floor.west, 1), (qty(2), qty(0)));
    });
}

fn shelf(floor: &Floor, code: &'static str, path_order: i64) -> base::id::LocationId {
    let east = floor.east;
    let spec = LocationSpec { code: code.into(), path_order, active: None };
    floor.write(move |tx, ctx| setup::create_location(tx, ctx, east, &spec)).unwrap().id
}

fn within(floor: &Floor, to: base::id::LocationId, lines: Vec<Change>) -> Transfer {
    Transfer {
        from_warehouse_id: floor.east,
        from_location_id: None,
        to_warehouse_id: floor.east,
        to_location_id: Some(to),
        note: "补货".into(),
        lines,
    }
}

#[test]
fn picking_follows_the_path_and_takes_reserved_lots() {
    each(|floor| {
        let (far, near) = (shelf(floor, "Z-9", 90), shelf(floor, "A-1", 10));
        floor.receive(floor.east, 1, "A", 5);
        floor.receive(floor.east, 1, "B", 5);
        for (to, lot) in [(far, "A"), (near, "B")] {
            let transfer = within(floor, to, vec![change(1, lot, 5)]);
            floor.write(move |tx, ctx| stock::transfer(tx, ctx, &transfer)).unwrap();
        }
        floor.reserve(&[demand(floor.east, "line", 1, 7)], Short::Refuse).unwrap();
        let wanted = Wanted {
            origin: "line".into(),
            sku_id: sku(1).id,
            warehouse_id: floor.east,
            lot: None,
            qty: qty(7),
        };
        let places =
            floor.db.read_now(move |tx| stock::pick_places(tx, std::slice::from_ref(&wanted))).unwrap();
        let told: Vec<_> = places.iter().map(|p| (p.code.as_str(), p.lot.as_str(), p.qty)).collect();
        assert_eq!(told, [("A-1", "B", qty(2)), ("Z-9", "A", qty(5))]);
        let wrong =
            Issue { location_id: Some(near), lot: Some("A".into()), ..issue(floor.east, "line", 1, 1) };
        assert_eq!(code(floor.issue(&[wrong])), "location_short");
    });
}

#[test]
fn only_available_goods_leave_a_warehouse_but_all_may_change_their_shelf() {
    each(|floor| {
        let shelf = shelf(floor, "A-1", 10);
        floor.receive(floor.east, 1, "", 10);
        floor.reserve(&[demand(floor.east, "line", 1, 8)], Short::Refuse).unwrap();
        let away = |units| Transfer {
            to_warehouse_id: floor.west,
            to_location_id: None,
            ..within(floor, shelf, vec![change(1, "", units)])
        };
        let move_it = |transfer: Transfer| floor.write(move |tx, ctx| stock::transfer(tx, ctx, &transfer));
        assert_eq!(code(move_it(away(3))), "stock_short");
        move_it(away(2)).unwrap();
        move_it(within(floor, shelf, vec![change(1, "", 8)])).unwrap();
        assert_eq!(code(move_it(within(floor, shelf, vec![change(1, "", 1)]))), "location_short");
        let nowhere =
            Transfer { from_location_id: Some(shelf), ..within(floor, shelf, vec![change(1, "", 1)]) };
        assert_eq!(code(move_it(nowhere)), "same_location");
        let foreign =
            Transfer { to_warehouse_id: floor.west, ..within(floor, shelf, vec![change(1, "", 1)]) };
        assert_eq!(code(move_it(foreign)), "location_elsewhere");
        assert_eq!(code(move_it(within(floor, shelf, vec![]))), "invalid");
        assert_eq!(floor.held(floor.east, 1), (qty(8), qty(8)));
        assert_eq!(floor.held(floor.west, 1), (qty(2), qty(0)));
    });
}

#[test]
fn an_adjustment_says_who_holds_what_it_would_take() {
    each(|floor| {
        floor.receive(floor.east, 1, "", 10);
        floor.reserve(&[demand(floor.east, "line", 1, 8)], Short::Refuse).unwrap();
        let east = floor.east;
        let adjust = |note: &str, units| {
            let note = note.to_owned();
            let lines = vec![change(1, "", units)];
            let adjustment = Adjustment { warehouse_id: east, location_id: None, note, lines };
            floor.write(move |tx, ctx| stock::adjust(tx, ctx, &adjustment))
        };
        let Err(Error::Refused(refused)) = adjust("破损", -3) else { panic!("took what was promised") };
        assert_eq!(refused.detail, "line 1 leaves 7 of SKU-1, but 8 is promised to ord");
        assert_eq!(code(adjust("破损", -11)), "stock_short");
        assert_eq!(code(adjust("", -1)), "invalid");
        assert_eq!(code(adjust("破损", 0)), "invalid");
        adjust("破损", -2).unwrap();
        adjust("找到", 1).unwrap();
        assert_eq!(floor.held(east, 1), (qty(9), qty(8)));
    });
}

#[test]
fn a_count_posts_the_difference_although_goods_move_meanwhile() {
    each(|floor| {
        let east = floor.east;
        floor.receive(east, 1, "", 10);
        floor.receive(east, 2, "", 4);
        let scope =
            Scope { warehouse_id: east, location_ids: vec![], sku_ids: vec![], note: "月末".into() };
        let started = floor.write(move |tx, ctx| count::start(tx, ctx, &scope)).unwrap();
        let id = started.id;
        assert_eq!(code(floor.write(move |tx, ctx| count::post(tx, ctx, id))), "nothing_counted");
        // Three leave before the shelf is counted and one after: neither is a difference.
        let leave = |units| floor.issue(&[issue(east, "line", 1, units)]).unwrap();
        leave(3);
        let place = floor.db.read_now(move |tx| setup::warehouse(tx, east)).unwrap().default_location_id;
        let found = [(1, 6), (3, 2)].map(|(number, units)| Found {
            location_id: place,
            sku: sku(number),
            lot: String::new(),
            qty: qty(units),
        });
        floor.write(move |tx, ctx| count::enter(tx, ctx, id, &found)).unwrap();
        leave(1);
        floor.write(move |tx, ctx| count::post(tx, ctx, id)).unwrap();
        let held: Vec<Qty> = (1..=3).map(|number| floor.held(east, number).0).collect();
        assert_eq!(held, [qty(5), qty(4), qty(2)], "one of SKU-1 was missing, two of SKU-3 turned up");
        assert_eq!(code(floor.write(move |tx, ctx| count::cancel(tx, ctx, id))), "count_not_open");
    });
}

#[test]
fn a_shortage_tells_what_is_elsewhere_and_from_when_on() {
    each(|floor| {
        floor.receive(floor.east, 1, "", 2);
        floor.receive(floor.west, 1, "", 7);
        let today = floor.ctx.today();
        for (days, units) in [(3, 4), (9, 10)] {
            let (warehouse_id, expected_on) = (floor.east, today.plus(days));
            let reference = format!("PO-{days}");
            let coming = Plan { sku: sku(1), warehouse_id, qty: qty(units), expected_on, reference };
            floor.write(move |tx, ctx| plan::plan(tx, ctx, &coming)).unwrap();
        }
        let wanted =
            [demand(floor.east, "a", 1, 5), demand(floor.east, "b", 1, 4), demand(floor.east, "c", 1, 99)];
        let short = floor.db.read_now(move |tx| stock::shortage(tx, &wanted)).unwrap();
        let told: Vec<_> = short.iter().map(|s| (s.available, s.promised_on, s.next_receipt_on)).collect();
        let (soon, later) = (Some(today.plus(3)), Some(today.plus(9)));
        assert_eq!(told, [(qty(2), soon, soon), (qty(0), later, soon), (qty(0), None, soon)]);
        assert_eq!((short[0].elsewhere[0].code.as_str(), short[0].elsewhere[0].available), ("WEST", qty(7)));
        let (id, east) = (sku(1).id, floor.east);
        let on = |days| floor.db.read_now(move |tx| stock::atp(tx, id, east, today.plus(days))).unwrap();
        assert_eq!([on(0), on(3), on(9)], [qty(2), qty(6), qty(16)]);
    });
}

#[test]
fn what_was_planned_and_came_is_no_longer_to_come() {
    each(|floor| {
        let (east, day, id) = (floor.east, floor.ctx.today().plus(5), sku(1).id);
        let coming =
            Plan { sku: sku(1), warehouse_id: east, qty: qty(6), expected_on: day, reference: "PO".into() };
        let planned = floor.write(move |tx, ctx| plan::plan(tx, ctx, &coming)).unwrap().id;
        let take = |warehouse, number, units| {
            let goods = [(receipt(number, "", units), Some(planned))];
            floor.write(move |tx, ctx| plan::receive(tx, ctx, (warehouse, None), &goods))
        };
        assert_eq!(code(take(floor.west, 1, 4)), "not_found");
        assert_eq!(code(take(east, 2, 4)), "not_found");
        take(east, 1, 4).unwrap();
        let atp = move || floor.db.read_now(move |tx| stock::atp(tx, id, east, day)).unwrap();
        assert_eq!(atp(), qty(6));
        floor.write(move |tx, ctx| plan::change(tx, ctx, planned, (qty(9), day, "PO"))).unwrap();
        assert_eq!(atp(), qty(9));
        floor.write(move |tx, ctx| plan::cancel(tx, ctx, planned)).unwrap();
        assert_eq!(atp(), qty(4));
    });
}

#[test]
fn a_warehouse_goes_out_of_use_only_when_empty() {
    each(|floor| {
        let west = floor.west;
        let spec = |active| WarehouseSpec {
            code: "WEST".into(),
            name: "西仓".into(),
            address: String::new(),
            active: Some(active),
            default_location_id: None,
        };
        let set = |active| floor.write(move |tx, ctx| setup::change_warehouse(tx, ctx, west, &spec(active)));
        floor.receive(west, 1, "", 1);
        assert_eq!(code(set(false)), "warehouse_in_use");
        floor.issue(&[issue(west, "line", 1, 1)]).unwrap();
        set(false).unwrap();
        let refused = floor.write(move |tx, ctx| stock::receive(tx, ctx, west, None, &[receipt(1, "", 1)]));
        assert_eq!(code(refused), "warehouse_inactive");
        let mut stale = floor.ctx.clone();
        stale.seen_revision = Some(1);
        let stale =
            floor.db.write_now(&stale, move |tx, ctx| setup::change_warehouse(tx, ctx, west, &spec(true)));
        assert_eq!(code(stale), "revision_mismatch");
        let twin = floor.write(move |tx, ctx| setup::create_warehouse(tx, ctx, &spec(true)));
        assert_eq!(code(twin), "taken");
    });
}

#[test]
fn a_location_goes_out_of_use_only_when_empty_and_not_the_default() {
    each(|floor| {
        let (east, shelf) = (floor.east, shelf(floor, "A-1", 10));
        let set = |id, active| {
            let spec = LocationSpec { code: "A-1".into(), path_order: 10, active: Some(active) };
            floor.write(move |tx, ctx| setup::change_location(tx, ctx, id, &spec))
        };
        let goods = [receipt(1, "", 1)];
        floor.write(move |tx, ctx| stock::receive(tx, ctx, east, Some(shelf), &goods)).unwrap();
        assert_eq!(code(set(shelf, false)), "location_in_use");
        floor.issue(&[issue(east, "line", 1, 1)]).unwrap();
        set(shelf, false).unwrap();
        let place = floor.db.read_now(move |tx| setup::warehouse(tx, east)).unwrap().default_location_id;
        let spec = LocationSpec { code: "DEFAULT".into(), path_order: 0, active: Some(false) };
        let refused = floor.write(move |tx, ctx| setup::change_location(tx, ctx, place, &spec));
        assert_eq!(code(refused), "location_in_use");
        assert_eq!(code(set(stock::model::CUSTOMER, false)), "not_found");
    });
}

#[test]
fn the_number_of_statements_does_not_grow_with_the_lines() {
    each(|floor| {
        let east = floor.east;
        let goods: Vec<_> = (1..=200).map(|number| receipt(number, "", 10)).collect();
        floor.write(move |tx, ctx| stock::receive(tx, ctx, east, None, &goods)).unwrap();
        for lines in [1, 200] {
            let of = move |n: i64| format!("{lines}-{n}");
            let demands: Vec<_> = (1..=lines).map(|n| demand(east, &of(n), n, 3)).collect();
            let issues: Vec<_> = (1..=lines).map(|n| issue(east, &of(n), n, 1)).collect();
            let rest: Vec<_> = (1..=lines).map(|n| issue(east, &of(n), n, 1)).collect();
            let origins: Vec<_> = (1..=lines).map(of).collect();
            let counted = floor.write(move |tx, ctx| {
                let mut counted = vec![tx.statements()];
                stock::reserve(tx, ctx, "ord", &demands, Short::Refuse)?;
                counted.push(tx.statements());
                stock::issue(tx, ctx, "shp", &issues)?;
                counted.push(tx.statements());
                stock::unreserve_part(tx, &origins.iter().map(|o| (o.clone(), qty(1))).collect::<Vec<_>>())?;
                counted.push(tx.statements());
                stock::issue(tx, ctx, "shp", &rest)?;
                counted.push(tx.statements());
                stock::reserve(tx, ctx, "ord", &demands, Short::Refuse)?;
                counted.push(tx.statements());
                stock::unreserve(tx, &origins)?;
                counted.push(tx.statements());
                Ok(counted)
            });
            let spent: Vec<u64> = counted.unwrap().windows(2).map(|pair| pair[1] - pair[0]).collect();
            assert_eq!(spent, [3, 6, 3, 5, 3, 2], "{lines} lines");
        }
    });
}
