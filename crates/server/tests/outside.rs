//! Steps of processes that ask another system, over real sockets and the real program, on both databases.
#![allow(clippy::unwrap_used)]

mod fire;

use std::sync::Arc;
use std::time::Duration;

use base::{At, IdMaker};
use db::{Config, Db, Wiring};
use serde_json::{Value, json};
use testkit::process::{Client, PASSWORD, Partner, pause};

const SECRET: &str = "s3cret-of-the-erp";
/// Three tries with their back-off and one second for each answer, on a busy machine.
const WITHIN: Duration = Duration::from_secs(90);

/// A step that asks, with what may come of it: `fine`, `no` for sold out, `late` after a while.
fn drawing(code: &str, connection: &str, late: &str) -> String {
    let timer = if late.is_empty() {
        String::new()
    } else {
        format!(
            r#"<boundaryEvent id="t" attachedToRef="ask"><timerEventDefinition><timeDuration>{late}</timeDuration></timerEventDefinition></boundaryEvent>
            <sequenceFlow id="f5" sourceRef="t" targetRef="late"/>
            <userTask id="late" name="晚了" shundan:who="starter"/><sequenceFlow id="f6" sourceRef="late" targetRef="e"/>"#
        )
    };
    format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:shundan="https://shundan.org/bpmn/1">
        <process id="{code}" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="ask"/>
        <serviceTask id="ask" name="问对方" shundan:service="http.call" shundan:connection="{connection}"><extensionElements><shundan:ioMapping>
            <shundan:input source='= "post"' target="method"/><shundan:input source="= path" target="path"/>
            <shundan:input source='= {{number: "SO-1", 金额: 0.1 + 0.2, lines: [1, 2]}}' target="body"/>
            <shundan:output source="= answer.number" target="their_number"/><shundan:output source="= answer.total * 2" target="twice"/>
        </shundan:ioMapping></extensionElements></serviceTask>
        <sequenceFlow id="f2" sourceRef="ask" targetRef="fine"/>
        <userTask id="fine" name="好" shundan:who="starter"/><sequenceFlow id="f3" sourceRef="fine" targetRef="e"/>
        <boundaryEvent id="b" attachedToRef="ask"><errorEventDefinition errorRef="sold_out"/></boundaryEvent>
        <sequenceFlow id="f4" sourceRef="b" targetRef="no"/>
        <userTask id="no" name="没有" shundan:who="starter"/><sequenceFlow id="f7" sourceRef="no" targetRef="e"/>{timer}
        <endEvent id="e"/></process></definitions>"#
    )
}

/// The other side, and how to speak to ours.
struct Scene {
    partner: Partner,
    admin: Client,
}

impl Scene {
    fn set(port: u16) -> Self {
        let scene = Self { partner: Partner::listen(), admin: Client::log_in(port, "admin", PASSWORD) };
        scene.connect("erp", 1);
        scene.connect("patient", 30);
        for (code, connection, late) in
            [("asks", "erp", ""), ("waits", "patient", ""), ("hurries", "patient", "PT1S")]
        {
            let bpmn = drawing(code, connection, late);
            let made = scene.admin.post("/api/processes", &json!({"code": code, "name": code, "bpmn": bpmn}));
            let id = made["id"].as_str().unwrap();
            scene.admin.post(&format!("/api/processes/{id}/publish"), &json!({}));
        }
        scene
    }

    fn connect(&self, code: &str, seconds: u64) -> Value {
        let new = json!({
            "code": code, "name": code, "address": format!("http://{}/", self.partner.address), "is_private": true,
            "auth": "bearer", "secret": SECRET, "seconds_max": seconds, "tries_max": 3,
        });
        self.admin.post("/api/connections", &new)
    }

    fn start(&self, code: &str, path: &str) -> String {
        let all = self.admin.get("/api/processes");
        let of = all["items"].as_array().or(all.as_array()).unwrap();
        let id = of.iter().find(|it| it["code"] == code).unwrap()["id"].as_str().unwrap().to_owned();
        let started =
            self.admin.post(&format!("/api/processes/{id}/start"), &json!({"vars": {"path": path}}));
        started["case"].as_str().unwrap().to_owned()
    }

    fn case(&self, id: &str) -> Value {
        self.admin.get(&format!("/api/cases/{id}"))
    }

    /// Waits until the case stands at a step, or is stuck there.
    fn reaches(&self, id: &str, step: &str) -> Value {
        let mut case = Value::Null;
        pause(&format!("{id} stood at {step}"), WITHIN, || {
            case = self.case(id);
            let now = &case["now"][0];
            let at = now["step"].as_str().unwrap_or_default();
            let stuck = if now["stuck"] == true { " stuck" } else { "" };
            format!("{at}{stuck}") == step
        });
        case
    }

    fn events(&self, id: &str) -> Vec<String> {
        let all = self.admin.get(&format!("/api/audit/{id}"));
        all["items"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap().to_owned()).collect()
    }
}

/// Why a case is stuck, without its port.
fn cause(case: &Value, port: u16) -> String {
    let open = case["incident_list"].as_array().unwrap().iter().rfind(|it| it["state"] == "open").unwrap();
    let cause = &open["cause"];
    let [code, connection, request, said] =
        [&open["code"], &cause["connection"], &cause["request"], &cause["said"]]
            .map(|it| it.as_str().unwrap());
    let request = request.replace(&format!("127.0.0.1:{port}"), "erp");
    format!("{code} {connection} {request}, {} tries: {said}", cause["tries"])
}

#[test]
fn every_kind_of_answer() {
    fire::each(|program| {
        let server = program.serve();
        let scene = Scene::set(server.port);
        let paths = [
            "/orders",
            "/sold-out",
            "/flaky",
            "/never",
            "/down",
            "/large",
            "/page",
            "/moved",
            "/nowhere",
            "/orders/../x",
        ];
        let cases = paths.map(|path| scene.start("asks", path));
        let [fine, no, flaky, never, down, large, page, moved, nowhere, wrong] = &cases;

        let case = scene.reaches(fine, "fine");
        assert_eq!((&case["vars"]["their_number"], &case["vars"]["twice"]), (&json!("N-1"), &json!(25)));
        let asked = scene.partner.asked("/orders").remove(0);
        assert_eq!(asked.authorization, format!("Bearer {SECRET}"));
        assert_eq!(asked.body, r#"{"number":"SO-1","金额":0.3,"lines":[1,2]}"#);
        assert_eq!(case["calls"][0]["state"], "done");
        assert_eq!(asked.key, case["calls"][0]["key"].as_str().unwrap());

        let case = scene.reaches(no, "no");
        assert_eq!(
            (&case["vars"]["error_code"], &case["vars"]["error_message"]),
            (&json!("sold_out"), &json!("HTTP 409: none is left"))
        );
        scene.reaches(flaky, "fine");
        let keys: Vec<String> = scene.partner.asked("/flaky").into_iter().map(|it| it.key).collect();
        assert_eq!((keys.len(), scene.partner.done(&keys[0])), (3, 1));
        assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");

        for (case, wanted) in [
            (never, "outside erp POST http://erp/never, 3 tries: no answer within 1 s"),
            (down, "outside erp POST http://erp/down, 3 tries: HTTP 503"),
            (large, "outside erp POST http://erp/large, 1 tries: HTTP 200 with more than 256 KB"),
            (
                page,
                "outside erp POST http://erp/page, 1 tries: HTTP 200 with what is no JSON (text/html): <h1>Log in</h1>",
            ),
            (
                moved,
                "outside_refused erp POST http://erp/moved, 1 tries: HTTP 302; redirects are not followed",
            ),
            (nowhere, "outside_refused erp POST http://erp/nowhere, 1 tries: HTTP 404"),
        ] {
            let stuck = scene.reaches(case, "ask stuck");
            assert_eq!(cause(&stuck, scene.partner.address.port()), wanted);
        }
        let stuck = scene.reaches(wrong, "ask stuck");
        assert_eq!(stuck["incident_list"][0]["code"], "service");
        assert_eq!(scene.partner.asked("/orders").len(), 1, "redirects were followed");

        comes_back(&scene, down);
        drop(server);
        program.check();
    });
}

/// It comes back, and somebody tries again: the same question under the same key.
fn comes_back(scene: &Scene, case: &str) {
    scene.partner.comes_back();
    let incident = scene.case(case)["incident_list"][0]["id"].as_str().unwrap().to_owned();
    scene.admin.post(&format!("/api/incidents/{incident}/retry"), &json!({}));
    scene.reaches(case, "fine");
    let keys: Vec<String> = scene.partner.asked("/down").into_iter().map(|it| it.key).collect();
    assert!(keys.len() == 4 && keys.iter().all(|key| *key == keys[0]), "{keys:?}");
}

#[test]
fn an_answer_after_the_timer_changes_nothing() {
    fire::each(|program| {
        let server = program.serve();
        let scene = Scene::set(server.port);
        let case = scene.start("hurries", "/held");
        pause("the other side was asked", WITHIN, || !scene.partner.asked("/held").is_empty());
        scene.reaches(&case, "late");
        scene.partner.lets_go();
        pause("the answer was dropped", WITHIN, || {
            scene.events(&case).iter().any(|kind| kind == "case.answer_dropped")
        });
        let after = scene.reaches(&case, "late");
        assert_eq!(after["now"].as_array().unwrap().len(), 1);
        assert_eq!(after["calls"][0]["state"], "called_off");
        assert_eq!(scene.partner.asked("/held").len(), 1);
        drop(server);
        program.check();
    });
}

#[test]
fn killed_between_question_and_answer() {
    fire::each(|program| {
        let mut server = program.serve();
        let scene = Scene::set(server.port);
        let case = scene.start("waits", "/held");
        pause("the other side was asked", WITHIN, || !scene.partner.asked("/held").is_empty());
        server.kill();
        lease_is_over(&program.db);
        scene.partner.lets_go();
        let server = program.serve();
        let scene = Scene { admin: Client::log_in(server.port, "admin", PASSWORD), ..scene };
        scene.reaches(&case, "fine");
        let asked = scene.partner.asked("/held");
        assert_eq!(asked.len(), 2);
        assert_eq!(asked[0], asked[1]);
        assert_eq!(scene.partner.done(&asked[0].key), 1);
        drop(server);
        program.check();
    });
}

/// A server that died keeps its messages for a minute, which passes here.
fn lease_is_over(url: &str) {
    let config = match Config::parse(url) {
        Config::Postgres { url, .. } => Config::Postgres { url, lanes: 1 },
        sqlite => sqlite,
    };
    let db = Db::open(&config, Wiring::default(), Arc::new(IdMaker::new(0, At(testdb::START.0)))).unwrap();
    let done = db.write_now(&testdb::system_ctx(), |tx, _| tx.exec("UPDATE outbox SET due_at = 0", &[]));
    done.unwrap();
}

#[test]
fn connections_keep_their_secret_and_their_bounds() {
    fire::each(|program| {
        let server = program.serve();
        let scene = Scene::set(server.port);
        let all = scene.admin.get("/api/connections");
        assert!(!all.to_string().contains(SECRET) && all.to_string().contains("secret_at"));
        let erp = all[0]["id"].as_str().unwrap();
        let tried = scene.admin.post(&format!("/api/connections/{erp}/try"), &json!({"path": "/health"}));
        assert_eq!(
            (&tried["status"], &tried["text"]),
            (&json!(200), &json!(r#"{"number":"N-1","total":12.5}"#))
        );
        let asked = scene.partner.asked("/health").remove(0);
        assert_eq!(
            (asked.request.as_str(), asked.authorization),
            ("GET /health", format!("Bearer {SECRET}"))
        );

        // A name that points into the company's own network is not asked over a connection for others.
        let new = json!({"code": "far", "name": "far", "address": format!("https://localhost:{}", scene.partner.address.port()), "auth": "none"});
        let far = scene.admin.post("/api/connections", &new);
        let tried =
            scene.admin.post(&format!("/api/connections/{}/try", far["id"].as_str().unwrap()), &json!({}));
        assert_eq!(tried["status"], Value::Null);
        assert!(tried["text"].as_str().unwrap().contains("own network"), "{tried}");

        // The secret does not go to another host because somebody changed the address.
        let moved =
            json!({"code": "erp", "name": "erp", "address": "https://evil.example", "auth": "bearer"});
        let path = format!("/api/connections/{erp}");
        let refused = scene.admin.send("PUT", &path, Some(moved.to_string().as_bytes()), &[]).unwrap();
        assert_eq!((refused.status, &refused.body["problems"][0]["field"]), (422, &json!("secret")));
        let there = json!({
            "code": "erp", "name": "ERP", "address": format!("http://{}", scene.partner.address), "is_private": true,
            "auth": "bearer",
        });
        let kept = scene.admin.send("PUT", &path, Some(there.to_string().as_bytes()), &[]).unwrap();
        assert_eq!((kept.status, &kept.body["secret_at"]), (200, &all[0]["secret_at"]));
        let (trail, journal) = (scene.admin.get(&format!("/api/audit/{erp}")), "s3cret");
        assert!(!trail.to_string().contains(journal));

        // Out of use it is neither offered nor asked.
        scene.admin.post(&format!("{path}/activity"), &json!({"active": false}));
        let offer = scene.admin.get("/api/process-offer");
        let codes: Vec<&str> =
            offer["connections"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["far", "patient"]);
        let checked = scene.admin.post("/api/processes/check", &json!({"bpmn": drawing("x", "erp", "")}));
        assert_eq!(checked["problems"][0]["code"], "unknown_connection");
        let case = scene.start("asks", "/orders");
        let stuck = scene.reaches(&case, "ask stuck");
        let why = &stuck["incident_list"][0]["cause"]["why"];
        assert_eq!(why["code"], "unknown_connection");
        assert_eq!(why["facts"]["connection"], "erp");
        drop(server);
        program.check();
    });
}

#[test]
fn a_walk_asks_nobody() {
    fire::each(|program| {
        let server = program.serve();
        let scene = Scene::set(server.port);
        let bpmn = drawing("walked", "erp", "").replace("= path", "= &quot;/orders&quot;");
        let walk = |answers: Value| {
            scene.admin.post("/api/processes/walk", &json!({"bpmn": bpmn, "facts": {}, "answers": answers}))
        };
        let waiting = walk(json!([]))["waiting"][0].clone();
        assert_eq!((&waiting["step"], &waiting["asks"]["connection"]), (&json!("ask"), &json!("erp")));
        let answered = walk(
            json!([{"step": "ask", "answer": "answer", "vars": {"status": 200, "answer": {"number": "X", "total": 1}}}]),
        );
        assert_eq!(answered["waiting"][0]["step"], "fine");
        let no = walk(json!([{"step": "ask", "answer": "refuse", "vars": {"error_code": "sold_out"}}]));
        assert_eq!(no["waiting"][0]["step"], "no");
        assert!(scene.partner.asked("/orders").is_empty());
        drop(server);
        program.check();
    });
}
