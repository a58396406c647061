//! Letters over a real socket: who gets one, what a mail server may answer, and what a link in one can do.
#![allow(clippy::unwrap_used)]

mod fire;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use base::IdMaker;
use db::{Config, Db, Wiring};
use serde_json::{Value, json};
use testdb::START;
use testkit::process::{Answer, Client, Letter, Postbox, Program, Running, pause};

const LONG: Duration = Duration::from_secs(60);
const TRIED: &str = "SELECT attempts, COALESCE(last_error, '') FROM outbox WHERE channel = 'mail'";

/// A company whose orders past a customer's limit go to a manager, in his language, who reads his mail at `email`.
struct Company {
    program: Program,
    server: Running,
    admin: Client,
    decider: String,
}

impl Company {
    fn open(program: &Program, postbox: SocketAddr, email: &str, lang: &str) -> Self {
        let program = Program { flags: Postbox::flags(postbox), ..program.clone() };
        let server = program.serve();
        let admin = program.admin(&server, "admin").with_token();
        admin.stock_up("A", 50);
        admin.post("/api/customers", &json!({"code": "SMALL", "name": "小客户", "credit_limit": "300"}));
        let new = json!({
            "login": "wang", "name": "王敏", "roles": ["sales_manager"], "password": "plum-kettle-91", "email": email,
            "lang": lang,
        });
        let decider = admin.post("/api/users", &new)["id"].as_str().unwrap().to_owned();
        Self { program, server, admin, decider }
    }

    /// An order past the limit: somebody must decide.
    fn order(&self) -> String {
        let new = json!({"customer": "SMALL", "upto": "placed", "lines": [{"sku": "A", "qty": "3"}]});
        self.admin.post("/api/orders", &new)["id"].as_str().unwrap().to_owned()
    }

    fn state(&self, order: &str) -> String {
        let found = self.admin.get(&format!("/api/orders/{order}"));
        found["state"].as_str().unwrap().to_owned()
    }

    fn restart(&mut self) {
        self.server.kill();
        self.server = self.program.serve();
        self.admin = self.admin.at(self.server.port);
    }

    /// Whoever holds a link, without logging in.
    fn by_link(&self, path: &str, body: &Value) -> Answer {
        let headers = [("content-type", "application/json"), ("accept-language", "en")];
        let stranger = Client::stranger(self.server.port);
        stranger.send("POST", path, Some(body.to_string().as_bytes()), &headers).unwrap()
    }
}

fn wait_for(postbox: &Postbox, count: usize) -> Vec<Letter> {
    pause("the letters came", LONG, || postbox.letters().len() >= count);
    postbox.letters()
}

#[test]
fn a_letter_tells_what_matters_and_its_link_decides() {
    fire::each(|program| {
        let postbox = Postbox::listen();
        let company = Company::open(program, postbox.address, "wang@example.com", "zh");
        let order = company.order();
        let letters = wait_for(&postbox, 1);
        let letter = &letters[0];
        assert_eq!(letter.to, "wang@example.com");
        assert!(letter.message_id.ends_with("@example.com>"), "{letter:?}");
        let subject = letter.subject();
        assert!(subject.contains("审核") && subject.contains("小客户"), "{subject}");
        let (text, html) = (letter.part("text/plain"), letter.part("text/html"));
        for fact in
            ["超出信用额度", "339.00", "300.00", "39.00", "小客户", "https://orders.example.com/tasks/tsk_"]
        {
            assert!(text.contains(fact) && html.contains(fact), "{fact} is missing:\n{text}\n{html}");
        }
        assert!(text.contains("https://orders.example.com/a#zh.sdl_"), "{text}");

        // A mail scanner opens every address it finds: nothing happens.
        let token = letter.token().unwrap();
        let scanner = Client::stranger(company.server.port);
        for path in
            [format!("/a?{token}"), format!("/api/task-link?token={token}"), "/api/task-link/answer".into()]
        {
            let answer = scanner.send("GET", &path, None, &[]).unwrap();
            assert!(matches!(answer.status, 200 | 404 | 405), "{path}: {answer:?}");
        }
        let seen = company.by_link("/api/task-link", &json!({"token": token}));
        assert_eq!((seen.status, &seen.body["standing"]), (200, &json!("open")), "{seen:?}");
        assert_eq!(seen.body["person"], json!("王敏"));
        assert_eq!(seen.body["gist"]["reason"], json!("past the credit limit"));
        assert_eq!(company.state(&order), "placed");

        let why = company.by_link("/api/task-link/answer", &json!({"token": token, "outcome": "reject"}));
        assert_eq!((why.status, &why.body["problems"][0]["field"]), (422, &json!("comment")), "{why:?}");
        let done = company.by_link("/api/task-link/answer", &json!({"token": token, "outcome": "approve"}));
        assert_eq!((done.status, &done.body["standing"]), (200, &json!("decided")), "{done:?}");
        assert_eq!(company.state(&order), "confirmed");
        let again = company
            .by_link("/api/task-link/answer", &json!({"token": token, "outcome": "reject", "comment": "no"}));
        assert_eq!((again.status, &again.body["code"]), (409, &json!("task_closed")), "{again:?}");
        let wrong = company.by_link("/api/task-link", &json!({"token": format!("{token}0")}));
        assert_eq!((wrong.status, &wrong.body["code"]), (404, &json!("link_unknown")), "{wrong:?}");

        // It is the manager's decision, by a link; and the secret stands nowhere.
        let task = done.body["gist"]["path"].as_str().unwrap().trim_start_matches("/tasks/").to_owned();
        let history = company.admin.get(&format!("/api/audit/{task}"));
        let entry = history["items"].as_array().unwrap().iter().find(|it| it["kind"] == "task.done").unwrap();
        assert_eq!((&entry["actor"], &entry["data"]["by"]), (&json!("王敏"), &json!("link")), "{entry}");
        assert!(!history.to_string().contains(&token) && !company.program.said().contains(&token));
        drop(company);
        program.check();
    });
}

#[test]
fn who_may_act_no_more_cannot_by_an_old_link_either() {
    fire::on_sqlite(|program| {
        let postbox = Postbox::listen();
        let company = Company::open(program, postbox.address, "wang@example.com", "en");
        let order = company.order();
        let letter = wait_for(&postbox, 1)[0].clone();
        assert!(letter.part("text/plain").contains("Why: past the credit limit"), "{letter:?}");
        company.admin.post(&format!("/api/users/{}/deactivate", company.decider), &json!({}));
        let token = letter.token().unwrap();
        let seen = company.by_link("/api/task-link", &json!({"token": token}));
        assert_eq!((&seen.body["standing"], &seen.body["gist"]), (&json!("dead"), &Value::Null), "{seen:?}");
        let done = company.by_link("/api/task-link/answer", &json!({"token": token, "outcome": "approve"}));
        assert_eq!((done.status, &done.body["code"]), (403, &json!("link_dead")), "{done:?}");
        assert_eq!(company.state(&order), "placed");
    });
}

#[test]
fn an_address_the_server_refuses_is_given_up_and_shown() {
    fire::on_sqlite(|program| {
        let postbox = Postbox::listen();
        let company = Company::open(program, postbox.address, "nobody@example.com", "zh");
        company.order();
        let dead =
            || company.admin.get("/api/messages/dead")["items"].as_array().cloned().unwrap_or_default();
        pause("the letter was given up", LONG, || !dead().is_empty());
        let letter = &dead()[0];
        assert_eq!((&letter["channel"], &letter["attempts"]), (&json!("mail"), &json!(1)), "{letter}");
        assert!(letter["last_error"].as_str().unwrap().contains("no such user"), "{letter}");
        // What is kept names the notice: no address, no facts, no secret.
        assert!(letter["payload"].as_str().unwrap().starts_with("{\"notice\":\"row_"), "{letter}");
        assert_eq!(postbox.letters(), []);
    });
}

#[test]
fn mail_waits_while_the_server_is_away() {
    fire::on_sqlite(|program| {
        let address = Postbox::address_to_be();
        let company = Company::open(program, address, "wang@example.com", "zh");
        company.order();
        let db = Db::open(&Config::parse(&program.db), Wiring::default(), Arc::new(IdMaker::new(7, START)))
            .unwrap();
        let failed = || {
            let tried = db.read_now(|tx| tx.all::<(i64, String)>(TRIED, &[])).unwrap();
            matches!(tried.as_slice(), [(1.., why)] if why.contains("refused"))
        };
        pause("a try failed", LONG, failed);
        let postbox = Postbox::at(address);
        assert_eq!(wait_for(&postbox, 1).len(), 1);
        assert_eq!(company.admin.get("/api/messages/dead")["items"], json!([]));
    });
}

#[test]
fn killed_before_the_mark_the_letter_comes_once_more_under_the_same_id() {
    fire::on_sqlite(|program| {
        let postbox = Postbox::listen();
        let mut company = Company::open(program, postbox.address, "wang@example.com", "zh");
        postbox.be_silent(true);
        company.order();
        wait_for(&postbox, 1);
        postbox.be_silent(false);
        company.restart();
        // Its lease must end first.
        pause("the letter came again", Duration::from_secs(120), || postbox.letters().len() > 1);
        let letters = postbox.letters();
        assert_eq!(letters[0].message_id, letters[1].message_id);
        // Either link decides, and the other then says so.
        let [one, other] = [0, 1].map(|place| letters[place].token().unwrap());
        let done = company.by_link("/api/task-link/answer", &json!({"token": one, "outcome": "approve"}));
        assert_eq!(done.status, 200, "{done:?}");
        let seen = company.by_link("/api/task-link", &json!({"token": other}));
        assert_eq!(seen.body["standing"], json!("decided"), "{seen:?}");
        assert_eq!(postbox.letters().len(), 2);
    });
}

#[test]
fn what_is_done_before_the_letter_leaves_is_not_sent() {
    fire::on_sqlite(|program| {
        let address = Postbox::address_to_be();
        let company = Company::open(program, address, "wang@example.com", "zh");
        let (first, second) = (company.order(), company.order());
        let wang = Client::log_in(company.server.port, "wang", "plum-kettle-91");
        let task = |order: &str| {
            let tasks = wang.get("/api/tasks?box=todo");
            let found = tasks["items"].as_array().unwrap().iter().find(|it| it["subject"] == order).cloned();
            found.unwrap()["id"].as_str().unwrap().to_owned()
        };
        wang.post(&format!("/api/tasks/{}/approve", task(&first)), &json!({}));
        let postbox = Postbox::at(address);
        let open = task(&second);
        let letters = wait_for(&postbox, 1);
        assert!(letters[0].part("text/plain").contains(&open), "{letters:?}");
        pause("nothing is left to send", LONG, || {
            company.admin.get("/api/messages/dead")["items"] == json!([])
        });
        assert_eq!(postbox.letters().len(), 1);
    });
}
