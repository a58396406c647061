//! The promises of the store, on both engines.
#![allow(clippy::unwrap_used)]

use base::id::{OrderId, RowId};
use base::{At, Ctx, Error, Filter, Money, Qty, Result};
use db::{Db, Event, Field, List, ListQuery, Reaction, Tx, Wiring, cells, rows};
use testdb::{START, each, system_ctx};

fn put(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<()> {
    tx.send(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value",
        &[&name, &value],
    )
}

fn get(db: &Db, name: &'static str) -> Option<String> {
    db.read_now(move |tx| tx.first("SELECT value FROM setting WHERE name = $1", &[&name]))
        .unwrap()
        .map(|(v,): (String,)| v)
}

#[test]
fn a_refused_closure_leaves_nothing_and_spoils_no_neighbour() {
    each(&Wiring::default(), |db| {
        let ctx = system_ctx();
        std::thread::scope(|threads| {
            for n in 0..40 {
                let (db, ctx) = (db.clone(), ctx.clone());
                threads.spawn(move || {
                    let outcome = db.write_now(&ctx, move |tx, _| {
                        put(tx, &format!("k{n}"), "v")?;
                        if n % 3 == 0 { Err(base::refusal::Common::Required.into()) } else { Ok(n) }
                    });
                    assert_eq!(outcome.is_ok(), n % 3 != 0);
                });
            }
        });
        let (count,): (i64,) = db.read_now(|tx| tx.one("SELECT COUNT(*) FROM setting", &[])).unwrap();
        assert_eq!(count, 26);
    });
}

#[test]
fn a_failing_statement_sent_ahead_fails_its_own_closure_only() {
    each(&Wiring::default(), |db| {
        let ctx = system_ctx();
        let outcome = db.write_now(&ctx, |tx, ctx| {
            tx.send(
                "INSERT INTO node (id, started_at) SELECT id, NULL FROM {ids $1} x",
                &[&db::list([1i64])],
            )?;
            tx.record_first(ctx, Event::new("thing.made", "thing_1"));
            Ok(())
        });
        assert!(matches!(outcome, Err(Error::Fault(_))), "{outcome:?}");
        db.write_now(&ctx, |tx, _| put(tx, "after", "well")).unwrap();
        assert_eq!(get(db, "after").as_deref(), Some("well"));
    });
}

#[test]
fn a_statement_that_is_new_waits_for_no_answer_that_nobody_takes() {
    each(&Wiring::default(), |db| {
        let outcome = db.write_now(&system_ctx(), |tx, _| {
            if tx.engine() == db::Engine::Postgres {
                // An answer in many pieces, which its sender leaves lying.
                tx.send(
                    "INSERT INTO setting (name, value) SELECT 'k' || n, 'v' FROM generate_series(1, 2000) n
                     RETURNING repeat('x', 5000)",
                    &[],
                )?;
            }
            let (count,): (i64,) = tx.one("SELECT COUNT(*) FROM setting WHERE value = 'v'", &[])?;
            Ok((tx.engine(), count))
        });
        let (engine, count) = outcome.unwrap();
        assert_eq!(count, if engine == db::Engine::Postgres { 2_000 } else { 0 });
    });
}

#[test]
fn a_panic_is_a_fault_of_its_own_closure() {
    each(&Wiring::default(), |db| {
        let ctx = system_ctx();
        let outcome: Result<()> = db.write_now(&ctx, |_, _| panic!("on purpose"));
        assert!(outcome.unwrap_err().to_string().contains("on purpose"));
        db.write_now(&ctx, |tx, _| put(tx, "a", "b")).unwrap();
    });
}

#[test]
fn lists_of_rows_travel_as_one_parameter() {
    each(&Wiring::default(), |db| {
        let ctx = system_ctx();
        let names = ["zwei", "it's \"quoted\" \\ 中文\u{1}", "drei"];
        db.write_now(&ctx, move |tx, _| {
            let all = rows(names.iter().enumerate().map(|(n, name)| cells![*name, i64::MAX - n as i64, None::<i64>]));
            tx.exec(
                "INSERT INTO setting (name, value) SELECT r.name, CAST(r.n AS TEXT) || COALESCE(CAST(r.missing AS TEXT), '-')
                 FROM {rows $1: name TEXT, n BIGINT, missing BIGINT} r ORDER BY r.ord",
                &[&all],
            )
        })
        .unwrap();
        assert_eq!(get(db, names[1]).unwrap(), format!("{}-", i64::MAX - 1));
    });
}

fn react(tx: &mut Tx<'_>, ctx: &Ctx, event: &Event) -> Result<()> {
    put(tx, &event.subject, event.kind)?;
    tx.record(ctx, Event::new("echo.made", &event.subject));
    Ok(())
}

/// What a reader has not dealt with, dealt with.
fn read_on(
    db: &Db,
    ctx: &Ctx,
    (reader, limit): (&'static str, i64),
    kinds: &'static [&'static str],
) -> Vec<db::Entry> {
    db.write_now(ctx, move |tx, _| {
        let Some(news) = tx.news(reader, kinds, limit)? else { return Ok(Vec::new()) };
        assert!(tx.advance(reader, &news)?);
        assert!(!tx.advance(reader, &news)?, "the same news twice");
        Ok(news.entries)
    })
    .unwrap()
}

#[test]
fn reactions_run_in_the_same_transaction_and_cursors_see_each_event_once() {
    let wiring = Wiring::new(&[Reaction { kinds: &["thing.made"], run: react }]);
    each(&wiring, |db| {
        let ctx = system_ctx();
        db.write_now(&ctx, |tx, ctx| {
            tx.record_first(ctx, Event::new("thing.made", "thing_1").data(&serde_json::json!({"a": 1})));
            Ok(())
        })
        .unwrap();
        assert_eq!(get(db, "thing_1").as_deref(), Some("thing.made"));
        let seen = |db: &Db| read_on(db, &ctx, ("reader", 10), &["thing.made", "echo.made"]);
        // A transaction of another test on the same server may hold the horizon back for a moment.
        let mut first = Vec::new();
        while first.len() < 2 {
            first.extend(seen(db));
        }
        assert_eq!(first.iter().map(|e| e.kind.as_str()).collect::<Vec<_>>(), ["thing.made", "echo.made"]);
        assert_eq!(first.iter().map(|e| e.n).collect::<Vec<_>>(), [1, 2]);
        assert!(seen(db).is_empty());
        assert!(db.read_now(|tx| tx.news("reader", &["thing.made"], 10)).unwrap().is_none());
        let other = read_on(db, &ctx, ("another", 10), &["echo.made"]);
        assert_eq!(other.iter().map(|e| e.kind.as_str()).collect::<Vec<_>>(), ["echo.made"]);
    });
}

#[test]
fn a_changed_entry_breaks_the_chain() {
    each(&Wiring::default(), |db| {
        let ctx = system_ctx();
        for _ in 0..3 {
            db.write_now(&ctx, |tx, ctx| {
                tx.record(ctx, Event::new("thing.done", "thing_1"));
                Ok(())
            })
            .unwrap();
        }
        let audit = |db: &Db| {
            db.read_now(|tx| {
                let mut audit = db::journal::Audit::default();
                let mut place = Some(db::journal::Place::default());
                while let Some(at) = place {
                    place = db::journal::verify(tx, &at, 2, &mut audit)?;
                }
                Ok(audit)
            })
            .unwrap()
        };
        assert_eq!((audit(db).entries, audit(db).broken.len()), (3, 0));
        let change = |data: &'static str| {
            db.write_now(&ctx, move |tx, _| tx.exec("UPDATE journal SET data = $1 WHERE n = 2", &[&data]))
                .unwrap();
        };
        change("{\"forged\":true}");
        assert_eq!(audit(db).broken, ["thing_1: entry 2 (thing.done) was changed"]);
        change("null");
        assert!(audit(db).broken.is_empty());
    });
}

#[test]
fn a_cursor_never_passes_an_open_transaction() {
    let fresh = testdb::postgres(Wiring::default());
    let (db, ctx) = (&fresh.db, system_ctx());
    let (inside, entered) = std::sync::mpsc::channel();
    let (leave, left) = std::sync::mpsc::channel::<()>();
    let left = std::sync::Mutex::new(left);
    std::thread::scope(|threads| {
        let (held_db, held_ctx) = (db.clone(), ctx.clone());
        threads.spawn(move || {
            held_db.write_now(&held_ctx, move |tx, ctx| {
                // Takes a lower number than the other, commits after it.
                tx.exec(
                    "INSERT INTO journal (at, actor_id, kind, subject, n, cause, data, hash) VALUES (0, 0, 'slow', 's', 1, '', '', '')",
                    &[],
                )?;
                inside.send(()).unwrap();
                left.lock().unwrap().recv().unwrap();
                let _ = ctx;
                Ok(())
            })
        });
        entered.recv().unwrap();
        db.write_now(&ctx, |tx, ctx| {
            tx.record_first(ctx, Event::new("quick.done", "q"));
            Ok(())
        })
        .unwrap();
        let seen = |db: &Db| -> Vec<String> {
            read_on(db, &ctx, ("reader", 10), &["slow", "quick.done"]).into_iter().map(|e| e.kind).collect()
        };
        assert_eq!(seen(db), [""; 0], "the slow one may still insert before the quick one");
        leave.send(()).unwrap();
        let mut all = Vec::new();
        while all.len() < 2 {
            all.extend(seen(db));
        }
        assert_eq!(all, ["slow", "quick.done"]);
    });
}

#[test]
fn every_program_that_opens_a_database_is_another_node() {
    each(&Wiring::default(), |db| {
        let open = || db.write_now(&system_ctx(), |tx, ctx| tx.next_node(ctx)).unwrap();
        let (first, second) = (open(), open());
        assert_eq!(second, first + 1);
        let ids = base::IdMaker::new(first, START);
        let others = base::IdMaker::new(0, START);
        others.be_node(second);
        let at = system_ctx().at;
        assert_ne!(ids.next::<base::id::RowId>(at), others.next::<base::id::RowId>(at));
    });
}

#[test]
fn numbers_are_never_given_twice() {
    each(&Wiring::default(), |db| {
        let ctx = system_ctx();
        let all = std::sync::Mutex::new(Vec::new());
        std::thread::scope(|threads| {
            for n in 0..60 {
                let (db, ctx, all) = (db.clone(), ctx.clone(), &all);
                threads.spawn(move || {
                    let taken = db.write_now(&ctx, move |tx, ctx| {
                        let number = tx.next_number("SO", ctx)?;
                        let invoice = tx.next_number_gapless("INV", ctx)?;
                        if n % 4 == 0 {
                            Err(base::refusal::Common::Required.into())
                        } else {
                            Ok((number, invoice))
                        }
                    });
                    all.lock().unwrap().extend(taken);
                });
            }
        });
        let all = all.into_inner().unwrap();
        let mut numbers: Vec<_> = all.iter().map(|(n, _)| n.clone()).collect();
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), 45);
        assert!(numbers[0].starts_with("SO-20261123-"), "{numbers:?}");
        let mut invoices: Vec<_> = all.into_iter().map(|(_, i)| i).collect();
        invoices.sort();
        let wanted: Vec<_> = (1..=45).map(|n| format!("INV-2026-{n:06}")).collect();
        assert_eq!(invoices, wanted);
    });
}

#[test]
fn the_same_key_gives_the_same_answer() {
    each(&Wiring::default(), |db| {
        let ctx = system_ctx();
        db.write_now(&ctx, |tx, ctx| tx.remember(ctx, "k", "hash", 201, "{}")).unwrap();
        let again = db.write_now(&ctx, |tx, ctx| tx.remembered(ctx, "k", "hash")).unwrap().unwrap();
        assert_eq!((again.status, again.body.as_str()), (201, "{}"));
        let other = db.write_now(&ctx, |tx, ctx| tx.remembered(ctx, "k", "other")).unwrap_err();
        assert_eq!(other.refused().unwrap().code, "idempotency_key_reused");
    });
}

#[test]
fn messages_are_leased_retried_and_given_up() {
    each(&Wiring::default(), |db| {
        let ctx = system_ctx();
        db.write_now(&ctx, |tx, ctx| tx.outbox(ctx, "webhook", "key-1", &serde_json::json!({"n": 1})))
            .unwrap();
        db.write_now(&ctx, |tx, ctx| tx.outbox(ctx, "webhook", "key-1", &serde_json::json!({"n": 2})))
            .unwrap();
        let lease = |now: At| db.write_now(&ctx, move |tx, _| tx.lease_messages("webhook", now, 10)).unwrap();
        let mut now = START;
        for attempt in 1..=db::work::outbox::ATTEMPTS_MAX {
            let taken = lease(now);
            assert_eq!(taken.len(), 1, "attempt {attempt}");
            assert_eq!((taken[0].attempts, taken[0].key.as_str()), (attempt, "key-1"));
            assert!(lease(now).is_empty(), "leased to one only");
            let message = taken[0].clone();
            db.write_now(&ctx, move |tx, _| tx.not_sent(now, &message, "503")).unwrap();
            now = now.plus(5 * base::time::HOUR_US);
        }
        assert!(lease(now).is_empty());
        let dead = db.read_now(|tx| tx.dead_letters()).unwrap();
        assert_eq!(dead.len(), 1);
        let id: RowId = dead[0].id;
        assert!(db.write_now(&ctx, move |tx, _| tx.replay(now, id)).unwrap());
        assert_eq!(lease(now).len(), 1);
        db.write_now(&ctx, move |tx, _| tx.sent(now, &[id])).unwrap();
        assert!(lease(now.plus(base::time::DAY_US)).is_empty());
    });
}

#[test]
fn a_message_no_try_would_help_is_given_up_and_one_nobody_needs_is_gone() {
    each(&Wiring::default(), |db| {
        let ctx = system_ctx();
        for key in ["refused", "needless"] {
            db.write_now(&ctx, move |tx, ctx| tx.outbox(ctx, "mail", key, &serde_json::json!({}))).unwrap();
        }
        assert!(db.read_now(|tx| tx.messages_due("mail", START)).unwrap());
        assert!(!db.read_now(|tx| tx.messages_due("webhook", START)).unwrap(), "each channel for itself");
        let taken = db.write_now(&ctx, |tx, _| tx.lease_messages("mail", START, 10)).unwrap();
        let refused = taken.iter().find(|message| message.key == "refused").cloned().unwrap();
        db.write_now(&ctx, move |tx, _| {
            tx.give_up(&refused, "550 no such user")?;
            tx.call_off("mail", &["needless".to_owned()])
        })
        .unwrap();
        let dead = db.read_now(|tx| tx.dead_letters()).unwrap();
        assert_eq!(dead.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(), ["refused"]);
        assert_eq!(dead[0].last_error.as_deref(), Some("550 no such user"));
        let later = START.plus(base::time::DAY_US);
        assert!(!db.read_now(move |tx| tx.messages_due("mail", later)).unwrap());
    });
}

#[test]
fn timers_fire_once_when_due_and_can_be_cancelled() {
    each(&Wiring::default(), |db| {
        let ctx = system_ctx();
        db.write_now(&ctx, |tx, ctx| {
            tx.timer(ctx, START.plus(10), "remind", "a")?;
            tx.timer(ctx, START.plus(10), "remind", "b")?;
            tx.cancel_timers("remind", "b")
        })
        .unwrap();
        let take = |now: At| db.write_now(&ctx, move |tx, _| tx.take_timers(&["remind"], now, 10)).unwrap();
        assert!(take(START.plus(9)).is_empty());
        assert_eq!(take(START.plus(10)).iter().map(|t| t.subject.as_str()).collect::<Vec<_>>(), ["a"]);
        assert!(take(START.plus(10)).is_empty());
    });
}

#[test]
fn pages_cover_every_row_once_in_order_with_equal_and_missing_values() {
    const FIELDS: &[Field] =
        &[Field::int("due", "t.sent_at"), Field::text("channel", "t.channel"), Field::int("id", "t.id")];
    each(&Wiring::default(), |db| {
        let ctx = system_ctx();
        db.write_now(&ctx, |tx, _| {
            let all = rows((1..=25i64).map(|n| cells![n, format!("k{n}"), (n % 4 != 0).then_some(n % 3)]));
            tx.exec(
                "INSERT INTO outbox (id, channel, key, payload, state, attempts, due_at, created_at, sent_at)
                 SELECT r.id, 'c', r.key, '', 'sent', 0, 0, 0, r.sent FROM {rows $1: id BIGINT, key TEXT, sent BIGINT} r",
                &[&all],
            )
        })
        .unwrap();
        for sort in ["due", "-due", "id", "-id"] {
            let mut seen: Vec<(Option<i64>, i64)> = Vec::new();
            let mut cursor = None;
            loop {
                let query =
                    ListQuery { sort: Some(sort.into()), limit: Some(4), cursor, ..ListQuery::default() };
                let page = db.read_now(move |tx| {
                    let list = List {
                        select: "t.sent_at, t.id",
                        from: "outbox t",
                        fields: FIELDS,
                        key: "t.id",
                        filter: Filter::everything(),
                        default_sort: "id",
                    };
                    assert_eq!(db::count_capped(tx, &list)?, (25, false));
                    db::page::<(Option<i64>, i64)>(tx, &list, &query)
                });
                let page = page.unwrap();
                seen.extend(page.items);
                cursor = page.next_cursor;
                if cursor.is_none() {
                    break;
                }
            }
            let mut wanted = seen.clone();
            wanted.sort_by_key(|(due, id)| match sort {
                "due" => (due.is_none(), due.unwrap_or(0), *id),
                "-due" => (due.is_none(), -due.unwrap_or(0), -id),
                "id" => (false, 0, *id),
                _ => (false, 0, -id),
            });
            assert_eq!(seen, wanted, "{sort}");
            let mut ids: Vec<_> = seen.iter().map(|s| s.1).collect();
            ids.sort_unstable();
            assert_eq!(ids, (1..=25).collect::<Vec<_>>(), "{sort}");
        }
    });
}

#[test]
fn filters_are_compiled_and_wrong_ones_named() {
    const FIELDS: &[Field] = &[
        Field::text("name", "t.name"),
        Field::money("total", "t.total"),
        Field::qty("qty", "t.qty"),
        Field::id::<OrderId>("order", "t.order_id"),
    ];
    let compile = |text: &str| {
        let mut params = Vec::new();
        let filter: Filter = serde_json::from_str(text).unwrap();
        db::compile(&filter, FIELDS, &mut params).map(|sql| (sql, params))
    };
    let (sql, params) =
        compile(r#"{"and":[["name","like","50%"],{"or":[["total","ge","1.5"],["qty","in",["1"]]]}]}"#)
            .unwrap();
    assert_eq!(sql, "(LOWER(t.name) LIKE $1 ESCAPE '!' AND (t.total >= $2 OR t.qty IN ($3)))");
    assert_eq!(params, cells!["%50!%%", Money(15_000), Qty::ONE]);
    for (text, wrong) in [
        (r#"["nam","eq","x"]"#, "one of name, total"),
        (r#"["total","eq","x"]"#, "an amount"),
        (r#"["total","like","1"]"#, "text field"),
        (r#"["order","eq","cus_0000000000001"]"#, "an id"),
    ] {
        let error = compile(text).unwrap_err().to_string();
        assert!(error.contains(wrong), "{error}");
    }
}

#[test]
fn everything_moves_to_the_other_engine_and_back() {
    let wiring = Wiring::default();
    let (first, second, third) =
        (testdb::sqlite(wiring.clone()), testdb::postgres(wiring.clone()), testdb::sqlite(wiring));
    let ctx = system_ctx();
    for n in 0..2_500 {
        first
            .db
            .write_now(&ctx, move |tx, ctx| {
                put(tx, &format!("name-{n:05}-'中'"), "wert \"x\"")?;
                tx.record(ctx, Event::new("thing.done", format!("thing_{}", n % 7)));
                Ok(())
            })
            .unwrap();
    }
    let read = |db: &Db, name: &'static str, limit| {
        read_on(db, &ctx, (name, limit), &["thing.done"]).into_iter().map(|entry| entry.seq)
    };
    let seen: Vec<i64> = read(&first.db, "halfway", 1_200).collect();
    assert_eq!(read(&first.db, "through", 10_000).count(), 2_500);
    let there = db::transfer::copy(&first.db, &second.db, |_| {}).unwrap();
    let back = db::transfer::copy(&second.db, &third.db, |_| {}).unwrap();
    let all = db::transfer::count(&first.db).unwrap();
    assert!(all >= 5_000);
    assert_eq!(db::transfer::count(&second.db).unwrap(), all);
    assert_eq!((there.rows, back.rows), (all, all));
    testdb::broken_invariants(&second.db);
    testdb::broken_invariants(&third.db);
    // Readers of the journal go on where they were.
    for db in [&second.db, &third.db] {
        let mut next = None;
        // A transaction of another test on the same server may hold the horizon back for a moment.
        while next.is_none() {
            next = read(db, "halfway", 1).next();
        }
        assert_eq!(next, seen.last().map(|last| last + 1));
        assert_eq!(read(db, "through", 10).count(), 0);
    }
    let more = |db: &Db| {
        db.write_now(&ctx, |tx, ctx| {
            tx.record(ctx, Event::new("thing.done", "thing_0"));
            Ok(())
        })
        .unwrap();
    };
    more(&second.db);
    more(&third.db);
    let again = db::transfer::copy(&first.db, &second.db, |_| {}).unwrap_err().to_string();
    assert!(again.contains("not empty"), "{again}");
}
