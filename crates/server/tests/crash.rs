//! The real server killed again and again under load: nothing acknowledged is lost, nothing happens twice.
//!
//! `cargo x crash --kills N` kills more often than the twenty times of the usual run.
#![allow(clippy::unwrap_used)]

mod fire;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base::{At, IdMaker};
use db::{Config, Db, Wiring};
use serde_json::json;
use testkit::process::{Client, Program, Receiver, Running, pause};

const CLIENTS: usize = 8;
/// Orders acknowledged between two kills, at least and at most.
const BETWEEN: std::ops::Range<usize> = 5..40;

#[test]
fn killed_under_load_on_sqlite() {
    fire::on_sqlite(|program| storm(program, 1, kills(), Running::kill));
}

#[test]
fn killed_under_load_on_postgres() {
    fire::on_postgres(|program| storm(program, 1, kills(), Running::kill));
}

/// Of two nodes on one database now the one dies, now the other, and whoever is left goes on.
#[test]
fn either_of_two_nodes_killed_on_postgres() {
    fire::on_postgres(|program| storm(program, 2, kills(), Running::kill));
}

/// The database itself goes away under load, and comes back; the server stays.
#[test]
fn postgres_stopped_under_load() {
    let folder = testdb::scratch_folder();
    let postgres = testdb::Server::start(&folder, "max_connections = 60\nshared_buffers = 32MB").unwrap();
    let db = testdb::fresh_database(&postgres.url("postgres"));
    fire::with(&db, &testdb::scratch_folder(), |program| {
        storm(program, 1, 2, |_| {
            postgres.stop();
            postgres.start_again().unwrap();
        });
    });
    postgres.stop();
    let _ = std::fs::remove_dir_all(folder);
}

/// How often each database's server is killed: half of what was asked for, ten when nothing was.
fn kills() -> usize {
    #[expect(clippy::disallowed_methods, reason = "how `cargo x crash --kills N` tells a test its number")]
    let asked = std::env::var("SHUNDAN_KILLS").ok().and_then(|kills| kills.parse::<usize>().ok());
    asked.unwrap_or(20).div_ceil(2)
}

/// What the clients know, and what they are to do.
#[derive(Default)]
struct Shared {
    /// Of each node.
    ports: Vec<AtomicU16>,
    over: AtomicBool,
    acknowledged: AtomicUsize,
    /// By the order's mark: the id that was acknowledged.
    orders: Mutex<BTreeMap<String, String>>,
    /// Marks that were sent and never acknowledged: they may have happened, once.
    given_up: Mutex<BTreeSet<String>>,
    /// Tasks whose approval was acknowledged.
    approved: Mutex<BTreeSet<String>>,
}

impl Shared {
    /// A node somebody speaks to: another one each time he asks.
    fn port(&self, ask: usize) -> u16 {
        self.ports[ask % self.ports.len()].load(Ordering::Relaxed)
    }

    fn wait_for_more(&self, kill: usize) {
        let enough = self.acknowledged.load(Ordering::Relaxed) + between(kill);
        pause("orders were taken", Duration::from_secs(60), || {
            self.acknowledged.load(Ordering::Relaxed) >= enough
        });
    }
}

fn storm(program: &Program, nodes: usize, kills: usize, strike: impl Fn(&mut Running)) {
    let receiver = Receiver::listen();
    let program = Program { flags: receiver.flags(), ..program.clone() };
    program.enter("boss", "sales_manager");
    let mut servers: Vec<Running> = (0..nodes).map(|_| program.serve()).collect();
    let boss = program.admin(&servers[0], "boss");
    let admin = program.admin(&servers[0], "admin").with_token();
    admin.stock_up("A", 1_000_000);
    admin.post("/api/customers", &json!({"code": "ACME", "name": "ACME"}));
    admin.post("/api/customers", &json!({"code": "TINY", "name": "TINY", "credit_limit": "1"}));
    publish_a_wait(&admin);
    let ports = servers.iter().map(|server| AtomicU16::new(server.port)).collect();
    let shared = Arc::new(Shared { ports, ..Shared::default() });
    std::thread::scope(|threads| {
        for number in 0..CLIENTS {
            let (shared, admin) = (Arc::clone(&shared), admin.clone());
            threads.spawn(move || client(number, &admin, &shared));
        }
        {
            let (shared, boss) = (Arc::clone(&shared), boss.clone());
            threads.spawn(move || decide(&boss, &shared));
        }
        for kill in 0..kills {
            shared.wait_for_more(kill);
            let node = kill % nodes;
            strike(&mut servers[node]);
            if nodes > 1 {
                shared.wait_for_more(kill);
            }
            if !servers[node].is_running() {
                servers[node] = program.serve();
                shared.ports[node].store(servers[node].port, Ordering::Relaxed);
            }
        }
        shared.over.store(true, Ordering::Relaxed);
    });
    servers.iter_mut().for_each(Running::kill);
    no_waiting_for_leases(&program.db);
    let server = program.serve();
    let wanted = followed(&program.db);
    pause("everything was told", Duration::from_secs(60), || {
        let told: BTreeSet<String> =
            receiver.told().into_iter().filter(|one| one.taken).map(|one| one.key).collect();
        wanted.keys().all(|key| told.contains(key))
    });
    pause("every timer fired", Duration::from_secs(60), || {
        waits(&program.db).values().all(|it| it.0 == "ended")
    });
    drop(server);
    judge(&shared, &stored(&program.db));
    judge_decisions(&shared, &program.db);
    judge_waits(&shared, &program.db);
    judge_told(&receiver, &followed(&program.db));
    program.check();
}

/// Different each time, and the same in every run.
fn between(kill: usize) -> usize {
    BETWEEN.start + (kill * 7_919 + 13) % BETWEEN.len()
}

/// Sends order after order; what is not acknowledged is sent again with the same key, mostly.
fn client(number: usize, admin: &Client, shared: &Shared) {
    for n in 0.. {
        if shared.over.load(Ordering::Relaxed) {
            return;
        }
        let mark = format!("w{number}-{n}");
        // Every third goes its way by its process, and has to wait for somebody's yes.
        let (customer, upto) = if n % 3 == 1 { ("TINY", "placed") } else { ("ACME", "confirmed") };
        let mut order = json!({"customer": customer, "upto": upto, "note": mark, "lines": [{"sku": "A", "qty": "1"}, {"sku": "A", "qty": "2"}]});
        // Half of them are known by the number their shop gave them as well.
        if n % 2 == 0 {
            order["external"] = json!({"channel": "shop", "number": mark});
        }
        let body = order.to_string();
        let (mut failed, mut ask) = (false, number);
        pause("an order was acknowledged", Duration::from_secs(120), || {
            ask += 1;
            let client = admin.at(shared.port(ask));
            let sent =
                client.send("POST", "/api/orders", Some(body.as_bytes()), &[("idempotency-key", &mark)]);
            match sent {
                Ok(answer) if answer.status == 201 => {
                    let id = answer.body["id"].as_str().unwrap().to_owned();
                    shared.orders.lock().unwrap().insert(mark.clone(), id);
                    shared.acknowledged.fetch_add(1, Ordering::Relaxed);
                    true
                }
                // The database is away, or was while this was done: what became of it nobody knows.
                Ok(answer) => {
                    assert!(answer.status >= 500, "{mark}: {answer:?}");
                    failed = true;
                    gives_up(n, failed, shared, &mark)
                }
                Err(_) => {
                    failed = true;
                    gives_up(n, failed, shared, &mark)
                }
            }
        });
    }
}

/// Says yes to whatever is asked, again and again with the same key until it was heard.
fn decide(boss: &Client, shared: &Shared) {
    for ask in 0.. {
        if shared.over.load(Ordering::Relaxed) {
            return;
        }
        let client = boss.at(shared.port(ask));
        let page = client.send("GET", "/api/tasks?box=todo&limit=20", None, &[]);
        let tasks = page.map(|answer| answer.body["items"].as_array().cloned().unwrap_or_default());
        for task in tasks.unwrap_or_default() {
            let id = task["id"].as_str().unwrap().to_owned();
            let body = br#"{"comment":"ok"}"#;
            let path = format!("/api/tasks/{id}/approve");
            match client.send("POST", &path, Some(body), &[("idempotency-key", &id)]) {
                Ok(answer) if answer.status == 200 => {
                    shared.approved.lock().unwrap().insert(id);
                }
                // Whatever became of it, the next look tells.
                Ok(answer) => assert!(answer.status >= 500 || answer.status == 409, "{path}: {answer:?}"),
                Err(_) => break,
            }
        }
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

/// Some never ask again.
fn gives_up(n: usize, failed: bool, shared: &Shared, mark: &str) -> bool {
    let gives_up = failed && n % 5 == 4;
    if gives_up {
        shared.given_up.lock().unwrap().insert(mark.to_owned());
    }
    gives_up
}

fn open(url: &str) -> Db {
    let ids = Arc::new(IdMaker::new(0, At(testdb::START.0)));
    let config = match Config::parse(url) {
        Config::Postgres { url, .. } => Config::Postgres { url, lanes: 1 },
        sqlite => sqlite,
    };
    Db::open(&config, Wiring::default(), ids).unwrap()
}

/// A server that died with messages in its hands keeps them for a minute, and each death counts as a try, after which
/// one waits longer: the minutes pass here, and somebody replays what was given up.
fn no_waiting_for_leases(url: &str) {
    let done = open(url).write_now(&testdb::system_ctx(), |tx, _| {
        tx.exec("UPDATE outbox SET state = 'waiting', due_at = 0, attempts = 0 WHERE state <> 'sent'", &[])
    });
    done.unwrap();
}

/// Orders by their mark, with their ids.
fn stored(url: &str) -> Vec<(String, String)> {
    let found = open(url).read_now(|tx| {
        tx.all::<(String, base::id::OrderId)>("SELECT note, id FROM sales_order ORDER BY id", &[])
    });
    found.unwrap().into_iter().map(|(note, id)| (note, id.to_string())).collect()
}

/// Events the receiver is told of, by the key of their message: kind and subject.
fn followed(url: &str) -> BTreeMap<String, (String, String)> {
    let found = open(url).read_now(|tx| {
        tx.all::<(i64, String, String)>(
            "SELECT seq, kind, subject FROM journal WHERE kind IN ('order.placed', 'order.confirmed')",
            &[],
        )
    });
    found.unwrap().into_iter().map(|(seq, kind, subject)| (format!("evt_{seq}"), (kind, subject))).collect()
}

fn judge(shared: &Shared, stored: &[(String, String)]) {
    let acknowledged = shared.orders.lock().unwrap();
    let given_up = shared.given_up.lock().unwrap();
    let by_mark: BTreeMap<&str, &str> =
        stored.iter().map(|(mark, id)| (mark.as_str(), id.as_str())).collect();
    assert_eq!(by_mark.len(), stored.len(), "an order is there twice");
    for (mark, id) in acknowledged.iter() {
        assert_eq!(by_mark.get(mark.as_str()), Some(&id.as_str()), "the acknowledged order {mark}");
    }
    let strangers: Vec<_> = by_mark
        .keys()
        .filter(|mark| !acknowledged.contains_key(**mark) && !given_up.contains(**mark))
        .collect();
    assert!(strangers.is_empty(), "orders nobody sent: {strangers:?}");
    println!(
        "{} orders acknowledged, {} stored, {} given up",
        acknowledged.len(),
        stored.len(),
        given_up.len()
    );
}

/// Every decision that was acknowledged stands, and what it caused happened once.
fn judge_decisions(shared: &Shared, url: &str) {
    let approved = shared.approved.lock().unwrap();
    let mut found = open(url)
        .read_now(|tx| {
            tx.all::<(base::id::TaskId, String, String, String, i64)>(
                "SELECT t.id, t.state, t.outcome, o.state, CAST(COUNT(s.id) AS BIGINT)
                 FROM task t JOIN sales_order o ON o.number = t.number LEFT JOIN shipment s ON s.origin = t.subject
                 GROUP BY t.id, t.state, t.outcome, o.state",
                &[],
            )
        })
        .unwrap();
    found.retain(|(id, ..)| approved.contains(&id.to_string()));
    assert_eq!(found.len(), approved.len(), "an acknowledged decision is gone");
    for (id, state, outcome, order, shipments) in found {
        assert_eq!((state.as_str(), outcome.as_str()), ("done", "approve"), "{id}");
        assert_eq!((order.as_str(), shipments), ("confirmed", 1), "what {id} decided");
    }
    println!("{} decisions acknowledged", approved.len());
    assert!(!approved.is_empty(), "nobody decided anything");
}

/// A process that waits a moment for every order, and then sends one copy.
fn publish_a_wait(admin: &Client) {
    let bpmn = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:shundan="{}">
           <process id="wait" isExecutable="true" shundan:subject="order">
           <startEvent id="s"><messageEventDefinition messageRef="order.placed"/></startEvent>
           <sequenceFlow id="f1" sourceRef="s" targetRef="w"/>
           <intermediateCatchEvent id="w"><timerEventDefinition><timeDuration>PT1S</timeDuration></timerEventDefinition></intermediateCatchEvent>
           <sequenceFlow id="f2" sourceRef="w" targetRef="c"/>
           <serviceTask id="c" shundan:service="process.copy" shundan:who="user:boss"/>
           <sequenceFlow id="f3" sourceRef="c" targetRef="e"/><endEvent id="e"/></process></definitions>"#,
        "https://shundan.org/bpmn/1"
    );
    let made = admin
        .post("/api/processes", &json!({"code": "wait", "name": "wait", "subject": "order", "bpmn": bpmn}));
    let id = made["id"].as_str().unwrap();
    admin.post(&format!("/api/processes/{id}/publish"), &json!({}));
}

/// By order: the state of the case that waits for it, how many there are, and the copies they sent.
fn waits(url: &str) -> BTreeMap<String, (String, i64, i64)> {
    let found = open(url).read_now(|tx| {
        tx.all::<(String, String, i64, i64)>(
            "SELECT c.subject, MIN(c.state), CAST(COUNT(DISTINCT c.id) AS BIGINT), CAST(COUNT(k.id) AS BIGINT)
             FROM process_case c JOIN process p ON p.id = c.process_id AND p.code = 'wait'
             LEFT JOIN task_copy k ON k.case_id = c.id GROUP BY c.subject",
            &[],
        )
    });
    found.unwrap().into_iter().map(|(order, state, cases, copies)| (order, (state, cases, copies))).collect()
}

/// Every order had its case, whose timer fired once, and no case is stuck.
fn judge_waits(shared: &Shared, url: &str) {
    let waits = waits(url);
    for order in shared.orders.lock().unwrap().values() {
        assert_eq!(waits.get(order), Some(&("ended".to_owned(), 1, 1)), "what waited for {order}");
    }
    let twice: Vec<_> = waits.iter().filter(|(_, it)| (it.1, it.2) != (1, 1)).collect();
    assert!(twice.is_empty(), "timers that fired another number of times: {twice:?}");
    let stuck = open(url).read_now(|tx| {
        tx.all::<(String, String, String)>(
            "SELECT subject, step, cause FROM incident WHERE state = 'open'",
            &[],
        )
    });
    assert_eq!(stuck.unwrap(), []);
    println!("{} timers fired", waits.len());
}

fn judge_told(receiver: &Receiver, happened: &BTreeMap<String, (String, String)>) {
    let mut payloads: BTreeMap<String, String> = BTreeMap::new();
    let told = receiver.told();
    for one in &told {
        let known = payloads.entry(one.key.clone()).or_insert_with(|| one.payload.clone());
        assert_eq!(*known, one.payload, "the key {} stands for two things", one.key);
        let payload: serde_json::Value = serde_json::from_str(&one.payload).unwrap();
        let (kind, subject) =
            (payload["type"].as_str().unwrap(), payload["data"]["subject"].as_str().unwrap());
        let event = happened.get(&one.key).unwrap_or_else(|| panic!("{} never happened", one.key));
        assert_eq!((event.0.as_str(), event.1.as_str()), (kind, subject), "{}", one.key);
    }
    println!("{} messages for {} events", told.len(), payloads.len());
}
