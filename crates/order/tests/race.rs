//! Many want the same few goods, and the same little credit, at once.
#![allow(clippy::unwrap_used)]

mod shop;

use std::sync::atomic::{AtomicUsize, Ordering};

use base::Money;
use shop::{code, each, wants};

#[test]
fn two_hundred_orders_for_fifty_units_promise_fifty() {
    each(|shop| {
        shop.receive("A", 50);
        let (won, lost) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|threads| {
            for _ in 0..20 {
                threads.spawn(|| {
                    for _ in 0..10 {
                        match shop.order(&wants("ACME", &[("A", 1)])) {
                            Ok(order) => {
                                assert!(order.lines[0].waiting().is_zero());
                                won.fetch_add(1, Ordering::Relaxed);
                            }
                            refused => {
                                assert_eq!(code(refused), "stock_short");
                                lost.fetch_add(1, Ordering::Relaxed);
                            }
                        }
                    }
                });
            }
        });
        assert_eq!((won.into_inner(), lost.into_inner()), (50, 150));
    });
}

#[test]
fn two_orders_never_pass_under_one_limit() {
    each(|shop| {
        shop.receive("B", 1_000);
        let confirmed = AtomicUsize::new(0);
        std::thread::scope(|threads| {
            for _ in 0..10 {
                threads.spawn(|| {
                    for _ in 0..10 {
                        match shop.order(&wants("SMALL", &[("B", 1)])) {
                            Ok(order) if order.order.state == order::State::Confirmed => {
                                confirmed.fetch_add(1, Ordering::Relaxed);
                            }
                            Ok(_) => {}
                            refused => assert_eq!(code(refused), "credit_exceeded"),
                        }
                    }
                });
            }
        });
        // The limit of 500 is 25 orders of 20.
        assert_eq!(confirmed.into_inner(), 25);
        let owed = shop.write(|tx, _| Ok(party::intake_by_code(tx, "SMALL")?.exposure.total())).unwrap();
        assert_eq!(owed, Money::whole(500));
    });
}

#[test]
fn the_same_external_number_at_once_is_one_order() {
    each(|shop| {
        shop.receive("A", 100);
        let ids = std::sync::Mutex::new(std::collections::BTreeSet::new());
        std::thread::scope(|threads| {
            for _ in 0..8 {
                threads.spawn(|| {
                    for n in 0..5 {
                        let mut new = wants("ACME", &[("A", 1)]);
                        let number = format!("T-{n}");
                        new.external = Some(order::External { channel: "shop".into(), number });
                        let id = shop.order(&new).unwrap().order.id;
                        ids.lock().unwrap().insert(id);
                    }
                });
            }
        });
        assert_eq!(ids.into_inner().unwrap().len(), 5);
    });
}
