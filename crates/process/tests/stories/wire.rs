//! What a page asks and gets, through the room's own routes.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use base::Grants;
use base::time::MINUTE_US;
use edge::{App, Credentials};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use testdb::system_ctx;
use tower::ServiceExt;

use crate::house::HOUSE;
use crate::world::World;

/// The routes of a world at its hour. A token is somebody's name; `system` is the house, `english` the house in English.
pub(crate) struct Wire {
    router: Router,
    runtime: tokio::runtime::Runtime,
}

impl Wire {
    pub(crate) fn new(world: &World) -> Self {
        let (db, people) = (world.db.clone(), world.people.clone());
        let authenticate: edge::Authenticate = Arc::new(move |_, who, _| {
            let (db, people) = (db.clone(), people.clone());
            Box::pin(async move {
                let Credentials::Token(name) = who else { return Ok(None) };
                if name == "english" {
                    return Ok(Some(Grants { lang: base::Lang::En, ..Grants::system() }));
                }
                let Some(id) = people.get(&name).copied() else { return Ok(Some(Grants::system())) };
                db.read(move |tx| people::access::grants_for_actor(tx, id)).await.map(Some)
            })
        });
        let at = world.at;
        let app = App::new(world.db.clone(), system_ctx().zone, Arc::new(move || at), authenticate);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { router: edge::app::router(app, process::routes(&HOUSE)), runtime }
    }

    fn send(&self, who: &str, line: &str, body: &Value) -> (StatusCode, HeaderMap, Bytes) {
        let (method, path) = line.split_once(' ').unwrap();
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let request =
            Request::builder().method(method).uri(path).header("authorization", format!("Bearer {who}"));
        let answer = self.router.clone().oneshot(request.body(Body::from(text)).unwrap());
        let answer = self.runtime.block_on(answer).unwrap();
        let (head, body) = answer.into_parts();
        (head.status, head.headers, self.runtime.block_on(body.collect()).unwrap().to_bytes())
    }

    #[track_caller]
    pub(crate) fn ask(&self, who: &str, line: &str, body: &Value) -> Value {
        let (status, _, bytes) = self.send(who, line, body);
        let told = serde_json::from_slice(&bytes).unwrap_or_default();
        assert!(status.is_success(), "{line}: {status} {told}");
        told
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        self.ask("system", &format!("GET {path}"), &Value::Null)
    }
}

/// The house's sentences, as the program has them.
pub(crate) fn speak() {
    edge::app::speak(
        include_str!("../../../../locales/refusals.zh.json"),
        include_str!("../../../../locales/refusals.en.json"),
        include_str!("../../../../locales/expected.zh.json"),
    );
}

pub(crate) fn on_both(drawings: &str, test: impl Fn(&mut World)) {
    for make in [testdb::sqlite, testdb::postgres] {
        let mut world = World::new(make, drawings);
        test(&mut world);
        testdb::broken_invariants(&world.db);
    }
}

/// The documents of listed cases.
fn subjects(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|it| it["subject"].as_str().unwrap().trim_start_matches("thg_")).collect()
}

const TWO: &str = "process p on=thing
    start s message=thing.made -> a
    user a named=甲 who=role:chief -> b
    user b named=乙 who=role:nobody -> e
    end e
    process q on=thing
    start s message=thing.paid -> f
    and f -> b c
    user b who=user:li -> g
    user c who=user:li -> g
    and g -> e
    end e";

#[test]
fn cases_are_found_by_process_state_step_and_when_they_began() {
    on_both(TWO, |world| {
        let began = world.at;
        for line in [
            "person li is chief",
            "thing T1",
            "thing T2",
            "thing T3",
            "event thing.paid T1",
            "as li",
            "done T2/a",
            "done T3/a",
            "as system",
            "repair b end",
        ] {
            world.line(line);
        }
        let wire = Wire::new(world);
        let p = world.processes["p"];
        let found = |query: &str| {
            let page = wire.get(&format!("/api/cases?sort=started_at&{query}"));
            subjects(&page).join(" ")
        };
        assert_eq!(found(""), "T1 T2 T3 T1");
        assert_eq!(found(&format!("process={p}")), "T1 T2 T3");
        assert_eq!(found(&format!("process={p}&state=running")), "T1 T2");
        assert_eq!(found("state=ended"), "T3");
        assert_eq!(found("step=a"), "T1");
        assert_eq!(found("step=b"), "T2 T1");
        assert_eq!(found("step=c"), "T1");
        assert_eq!(found("step=_"), "");
        let page = wire.get("/api/cases?step=a");
        assert_eq!(
            (&page["items"][0]["number"], &page["items"][0]["now"][0]["name"]),
            (&json!("thg_T1"), &json!("甲"))
        );
        let (second, third) = (began.plus(3 * MINUTE_US), began.plus(4 * MINUTE_US));
        assert_eq!(found(&format!("process={p}&started_from={second}")), "T2 T3");
        assert_eq!(found(&format!("started_from={second}&started_to={third}")), "T2");

        let told = wire.get(&format!("/api/processes/{p}/standing"));
        let at = |step: &str, name: &str, stuck: i64| json!({"step": step, "name": name, "name_en": name, "running": 1, "stuck": stuck});
        assert_eq!(told, json!([at("a", "甲", 0), at("b", "乙", 1)]));

        // What an earlier program wrote tells where it stands once it is looked through.
        let forget =
            |tx: &mut db::Tx<'_>, _: &base::Ctx| tx.exec("UPDATE process_case SET stands = '?'", &[]);
        world.db.write_now(&system_ctx(), forget).unwrap();
        assert_eq!(found("step=b"), "");
        let upgrade = |tx: &mut db::Tx<'_>, ctx: &base::Ctx| process::upgrade(tx, ctx, &HOUSE);
        assert!(world.db.write_now(&system_ctx(), upgrade).unwrap());
        assert!(!world.db.write_now(&system_ctx(), upgrade).unwrap());
        assert_eq!(found("step=b"), "T2 T1");
    });
}

#[test]
fn what_is_stuck_is_told_in_the_readers_language() {
    const STUCK: &str = "process p on=thing
        start s message=thing.made -> f
        and f -> a b c d g
        user a who=role:nobody -> e
        script b run='x = 1 / thing.amount' -> e
        user c who=whoever -> e
        catch d wait=nonsense -> e
        service g service=thing.refuse -> e
        end e";
    speak();
    on_both(STUCK, |world| {
        world.line("thing T1 state=off");
        let wire = Wire::new(world);
        let told = |who: &str| {
            let page = wire.ask(who, "GET /api/incidents?sort=id", &Value::Null);
            let sentences =
                page["items"].as_array().unwrap().iter().map(|it| it["sentence"].as_str().unwrap());
            let mut sentences: Vec<String> = sentences.map(str::to_owned).collect();
            sentences.sort();
            sentences
        };
        assert_eq!(
            told("english"),
            [
                "The error thing_not_ready is caught nowhere",
                "The expression whoever in c: “whoever” says nobody",
                "The expression x = 1 / thing.amount in b: division by zero",
                "The timer says no time: “nonsense” is neither a moment nor a duration",
                "nobody is there to do this",
            ]
        );
        assert_eq!(
            told("system"),
            [
                "b 里的表达式 x = 1 / thing.amount 无法求值：除数为零",
                "c 里的表达式 whoever 无法求值：“whoever”不是任何人",
                "定时器的时间读不懂：“nonsense”既不是时刻也不是时长",
                "没有人来做这件事",
                "错误 thing_not_ready 没有任何地方处理",
            ]
        );
        // A drawing's problems likewise, and where a walk through it ends.
        let drawn = "process x on=thing
            start s -> x
            xor x -> e?'thing.amount + today() > 5' f!
            end e
            catch f wait=soon -> e
            process t
            start s cycle=daily -> e
            end e";
        let drawings = sketch::files(drawn);
        let found = |place: usize, who: &str| {
            let told = wire.ask(who, "POST /api/processes/check", &json!({"bpmn": drawings[place].1}));
            told["problems"][0]["sentence"].as_str().unwrap().to_owned()
        };
        let never = "表达式 thing.amount + today() > 5 无法求值：+不能用于数字、日期";
        assert_eq!(found(0, "system"), format!("“x → e”：{never}"));
        assert_eq!(
            found(0, "english"),
            "“x → e”: the expression thing.amount + today() > 5 can never be worked out: + cannot take number, date"
        );
        let cycle = "“daily”不是重复的时间，应如 R/2026-12-01T09:00:00/P1D";
        assert_eq!(found(1, "system"), format!("“s”：写的不是时间：{cycle}"));
        let waits = sketch::files("process w on=thing\nstart s -> f\ncatch f wait=soon -> e\nend e");
        let walked =
            wire.ask("system", "POST /api/processes/walk", &json!({"bpmn": waits[0].1, "subject": "thg_T1"}));
        assert_eq!(walked["stuck"], json!(["定时器的时间读不懂：“soon”既不是时刻也不是时长"]));
    });
}

#[test]
fn a_process_is_called_otherwise() {
    on_both(TWO, |world| {
        let wire = Wire::new(world);
        let path = format!("/api/processes/{}", world.processes["p"]);
        let patch = |body: &Value| wire.send("system", &format!("PATCH {path}"), body);
        let renamed = json!({"name": " 费用报销 ", "name_en": "Expenses", "description": "出差回来 30 天内"});
        assert_eq!(patch(&renamed).0, 200);
        let told = wire.get(&path);
        let words = |told: &Value| {
            ["name", "name_en", "description"].map(|key| told[key].as_str().unwrap().to_owned())
        };
        assert_eq!(words(&told), ["费用报销", "Expenses", "出差回来 30 天内"]);
        // The same again changes nothing, and what is not said stays.
        assert_eq!(patch(&json!({"name_en": "Expenses"})).0, 200);
        assert_eq!(patch(&json!({"description": ""})).0, 200);
        let after = wire.get(&path);
        assert_eq!(words(&after), ["费用报销", "Expenses", ""]);
        assert_eq!(after["revision"].as_i64(), told["revision"].as_i64().map(|it| it + 1));

        let (status, _, told) =
            patch(&json!({"name": " ", "name_en": "x".repeat(101), "description": "x".repeat(2001)}));
        assert_eq!(status, 422);
        let told: Value = serde_json::from_slice(&told).unwrap();
        let fields: Vec<&str> =
            told["problems"].as_array().unwrap().iter().map(|it| it["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["name", "name_en", "description"]);
        let kinds: Vec<(String, String)> = world.look(|tx| {
            tx.all("SELECT kind, data FROM journal WHERE kind = 'process.renamed' ORDER BY seq", &[])
        });
        assert_eq!(kinds.len(), 2);
        let facts: Value = serde_json::from_str(&kinds[0].1).unwrap();
        assert_eq!((&facts["before"]["name"], &facts["after"]["name"]), (&json!("p"), &json!("费用报销")));
    });
}

#[test]
fn a_signature_is_kept_as_the_picture_it_is() {
    const ONE: &str = "process p on=thing
        start s message=thing.made -> a
        user a who=user:li kind=approval -> e
        end e";
    const PNG: &str =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";
    on_both(ONE, |world| {
        for line in ["person li", "thing T1"] {
            world.line(line);
        }
        let wire = Wire::new(world);
        let task = world.task("T1/a").unwrap().id;
        let approve = |signature: &str| {
            let body = json!({"signature": signature});
            wire.send("li", &format!("POST /api/tasks/{task}/approve"), &body)
        };
        for wrong in [
            "",
            "data:image/png;base64,",
            "data:image/png;base64,AAAA",
            "data:image/png;base64,iVBORw0KGgo",
            "data:image/jpeg;base64,AAAA",
        ] {
            let (status, _, told) = approve(wrong);
            assert_eq!(status, 422, "{wrong}: {told:?}");
        }
        let (status, _, told) = approve(&format!("data:image/png;base64,{PNG}"));
        assert_eq!(status, 200, "{told:?}");
        let told: Value = serde_json::from_slice(&told).unwrap();
        let note = told["notes"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(told["notes"][0]["mime"], "image/png");
        let picture = |who: &str| wire.send(who, &format!("GET /api/attachments/{note}"), &Value::Null);
        let (status, head, bytes) = picture("li");
        assert_eq!((status, &head["content-type"]), (StatusCode::OK, &"image/png".parse().unwrap()));
        assert_eq!(&head["content-disposition"], "inline; filename=\"\"");
        assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.ends_with(b"IEND\xae\x42\x60\x82"));

        // What was stored as text becomes the picture; what is no picture is only kept.
        let before = |tx: &mut db::Tx<'_>, _: &base::Ctx| {
            tx.exec(
                "UPDATE task_note SET mime = 'image/png;base64', content = $1",
                &[&PNG.as_bytes().to_vec()],
            )
        };
        world.db.write_now(&system_ctx(), before).unwrap();
        let upgrade = |tx: &mut db::Tx<'_>, ctx: &base::Ctx| process::upgrade(tx, ctx, &HOUSE);
        assert!(world.db.write_now(&system_ctx(), upgrade).unwrap());
        assert!(!world.db.write_now(&system_ctx(), upgrade).unwrap());
        let (_, head, again) = picture("li");
        assert_eq!((&head["content-type"], again), (&"image/png".parse().unwrap(), bytes));
        let spoilt = |tx: &mut db::Tx<'_>, _: &base::Ctx| {
            tx.exec("UPDATE task_note SET mime = 'image/png;base64', content = $1", &[&b"==".to_vec()])
        };
        world.db.write_now(&system_ctx(), spoilt).unwrap();
        assert!(world.db.write_now(&system_ctx(), upgrade).unwrap());
        let (_, head, kept) = picture("li");
        assert_eq!(
            (&head["content-type"], &kept[..]),
            (&"application/octet-stream".parse().unwrap(), &b"=="[..])
        );
        assert_eq!(&head["content-disposition"], "attachment; filename=\"\"");
    });
}
