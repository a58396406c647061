//! Many want the same few goods at once: exactly what is there is promised.
#![allow(clippy::unwrap_used)]

mod floor;

use std::sync::atomic::{AtomicUsize, Ordering};

use db::Wiring;
use floor::{demand, floor, issue, qty, sku};
use stock::setup::{self, LocationSpec};
use stock::{Change, Short, Transfer};

#[test]
fn a_hundred_orders_for_fifty_units_promise_fifty() {
    testdb::each(&Wiring::default(), |db| {
        let floor = floor(db);
        floor.receive(floor.east, 1, "", 50);
        let (won, lost) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|threads| {
            for worker in 0..10 {
                let (floor, won, lost) = (&floor, &won, &lost);
                threads.spawn(move || {
                    for n in 0..10 {
                        let wanted = [demand(floor.east, &format!("line-{worker}-{n}"), 1, 1)];
                        match floor.reserve(&wanted, Short::Refuse) {
                            Ok(_) => won.fetch_add(1, Ordering::Relaxed),
                            Err(e) => {
                                assert_eq!(e.refused().map(|r| r.code.as_str()), Some("stock_short"), "{e}");
                                lost.fetch_add(1, Ordering::Relaxed)
                            }
                        };
                    }
                });
            }
        });
        assert_eq!((won.into_inner(), lost.into_inner()), (50, 50));
        assert_eq!(floor.held(floor.east, 1), (qty(50), qty(50)));
    });
}

#[test]
fn orders_that_want_the_same_skus_in_opposite_order_all_end() {
    testdb::each(&Wiring::default(), |db| {
        let floor = floor(db);
        for number in 1..=5 {
            floor.receive(floor.east, number, "", 60);
        }
        std::thread::scope(|threads| {
            for worker in 0..8i64 {
                let floor = &floor;
                threads.spawn(move || {
                    for n in 0..15 {
                        let mut wanted: Vec<_> = (1..=5)
                            .map(|sku| demand(floor.east, &format!("{worker}-{n}-{sku}"), sku, 1))
                            .collect();
                        if worker % 2 == 0 {
                            wanted.reverse();
                        }
                        // 120 orders of five lines for 60 of each: all or nothing per order.
                        if floor.reserve(&wanted, Short::Refuse).is_ok() && n % 3 == 0 {
                            let origins: Vec<String> =
                                wanted.iter().rev().map(|d| d.origin.clone()).collect();
                            floor.write(move |tx, _| stock::unreserve(tx, &origins)).unwrap();
                        }
                    }
                });
            }
        });
        let held: Vec<_> = (1..=5).map(|number| floor.held(floor.east, number)).collect();
        assert!(held.iter().all(|one| *one == held[0]), "orders were promised in part: {held:?}");
        assert_eq!(held[0].0, qty(60));
    });
}

#[test]
fn promising_shipping_and_receiving_at_once_keeps_the_books() {
    testdb::each(&Wiring::default(), |db| {
        let floor = floor(db);
        floor.receive(floor.east, 1, "A", 20);
        let shipped = AtomicUsize::new(0);
        std::thread::scope(|threads| {
            for worker in 0..6 {
                let (floor, shipped) = (&floor, &shipped);
                threads.spawn(move || {
                    for n in 0..12 {
                        let line = format!("{worker}-{n}");
                        match worker {
                            0 => floor.receive(floor.east, 1, if n % 2 == 0 { "B" } else { "A" }, 1),
                            _ if floor.reserve(&[demand(floor.east, &line, 1, 1)], Short::Refuse).is_ok() => {
                                floor.issue(&[issue(floor.east, &line, 1, 1)]).unwrap();
                                shipped.fetch_add(1, Ordering::Relaxed);
                            }
                            _ => {}
                        }
                    }
                });
            }
        });
        let shipped = i64::try_from(shipped.into_inner()).unwrap();
        assert!(shipped >= 20, "{shipped}");
        assert_eq!(floor.held(floor.east, 1), (qty(32 - shipped), qty(0)));
    });
}

#[test]
fn goods_that_are_carried_to_new_shelves_can_be_shipped_meanwhile() {
    testdb::each(&Wiring::default(), |db| {
        let floor = floor(db);
        let east = floor.east;
        floor.receive(east, 1, "", 100);
        let demands: Vec<_> = (0..60).map(|n| demand(east, &format!("line-{n}"), 1, 1)).collect();
        floor.reserve(&demands, Short::Refuse).unwrap();
        std::thread::scope(|threads| {
            threads.spawn(|| {
                for n in 0..40 {
                    let spec = LocationSpec { code: format!("NEW-{n}"), path_order: n, active: None };
                    let shelf =
                        floor.write(move |tx, ctx| setup::create_location(tx, ctx, east, &spec)).unwrap();
                    floor
                        .write(move |tx, ctx| {
                            let here = stock::available_in(tx, east, &[sku(1).id])?[&sku(1).id];
                            let held: base::Qty =
                                stock::holders(tx, sku(1).id, east)?.iter().map(|r| r.qty).sum();
                            // At most fifty holders are told; the rest stays where it is.
                            let lines = vec![Change { sku: sku(1), lot: String::new(), qty: here + held }];
                            let transfer = Transfer {
                                from_warehouse_id: east,
                                from_location_id: None,
                                to_warehouse_id: east,
                                to_location_id: Some(shelf.id),
                                note: String::new(),
                                lines,
                            };
                            match stock::transfer(tx, ctx, &transfer) {
                                // Something was shipped since we looked: not what is tested here.
                                Err(base::Error::Refused(_)) => Ok(String::new()),
                                other => other,
                            }
                        })
                        .unwrap();
                }
            });
            for worker in 0..3 {
                let floor = &floor;
                threads.spawn(move || {
                    for n in 0..20 {
                        floor.issue(&[issue(east, &format!("line-{}", worker * 20 + n), 1, 1)]).unwrap();
                    }
                });
            }
        });
        assert_eq!(floor.held(east, 1), (qty(40), qty(0)));
    });
}
