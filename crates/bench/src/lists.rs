//! Pages, filters, sorts and totals of a list of a million orders, asked over HTTP one after the other
//! by a few people at once; some of them see only their own rows or their department's.

use std::time::Duration;

use base::id::CustomerId;

use crate::Plan;
use crate::company::{self, TOKEN, Wishes, customer, told};
use crate::fill::{CLERK, MANAGER, fill};
use crate::load::{Client, Http, Watch};
use crate::place::{Place, Served, Watched};
use crate::report::{doing, figure, footing, heading, row, table};

const SECONDS: u64 = 2;
const READERS: usize = 2;

/// What is asked for: a name, whether an index serves it, who asks, and the query with a free number.
struct Question {
    name: &'static str,
    indexed: bool,
    token: &'static str,
    path: Box<dyn Fn(&mut Wishes) -> String>,
}

fn ask(
    name: &'static str,
    indexed: bool,
    token: &'static str,
    path: impl Fn(&mut Wishes) -> String + 'static,
) -> Question {
    Question { name, indexed, token, path: Box::new(path) }
}

fn page(query: &str) -> String {
    format!("/api/orders?limit=50&{query}")
}

fn filter(json: &str, rest: &str) -> String {
    page(&format!("filter={}{rest}", encoded(json)))
}

fn questions(customers: Vec<CustomerId>) -> Vec<Question> {
    vec![
        ask("newest first", true, TOKEN, |_| page("")),
        ask("one customer's", true, TOKEN, move |w| {
            filter(&format!(r#"["customer","eq","{}"]"#, customers[w.below(customers.len())]), "")
        }),
        ask("confirmed, newest first", true, TOKEN, |_| filter(r#"["state","eq","confirmed"]"#, "")),
        ask("waiting for review", true, TOKEN, |_| {
            filter(r#"{"and":[["state","eq","placed"],["review_state","eq","pending"]]}"#, "")
        }),
        ask("late: open, by promised day", true, TOKEN, |_| {
            filter(
                r#"{"and":[["state","in",["confirmed"]],["promised_on","lt","2026-11-01"]]}"#,
                "&sort=promised_on",
            )
        }),
        ask("largest first", true, TOKEN, |_| page("sort=-total_amount")),
        ask("amount between, largest first", true, TOKEN, |w| {
            let from = w.below(400_000);
            let json = format!(
                r#"{{"and":[["total_amount","ge","{from}"],["total_amount","lt","{}"]]}}"#,
                from + 1_000
            );
            filter(&json, "&sort=-total_amount")
        }),
        ask("by number typed", true, TOKEN, |w| page(&format!("q=SO-2026{:02}", 1 + w.below(10)))),
        ask("by external number typed", true, TOKEN, |w| page(&format!("q=W{}", 1_000 + w.below(90_000)))),
        ask("by customer typed", true, TOKEN, |w| page(&format!("q={}", customer(1 + w.below(1_000))))),
        ask("a clerk's own, newest first", true, CLERK, |_| page("")),
        ask("a clerk's own, largest first", true, CLERK, |_| page("sort=-total_amount")),
        ask("a clerk's own confirmed", true, CLERK, |_| filter(r#"["state","eq","confirmed"]"#, "")),
        ask("a department's, newest first", true, MANAGER, |_| page("")),
        ask("a department's, by promised day", true, MANAGER, |_| {
            filter(r#"["state","eq","confirmed"]"#, "&sort=promised_on")
        }),
        ask("totals of all", true, TOKEN, |_| "/api/orders/totals".into()),
        ask("totals of confirmed", true, TOKEN, |_| totals(r#"["state","eq","confirmed"]"#)),
        ask("totals of a clerk's own", true, CLERK, |_| "/api/orders/totals".into()),
        ask("totals of one receiver's", false, TOKEN, |w| totals(&receiver(w))),
        ask("placed in one week, newest first", false, TOKEN, |_| {
            filter(
                r#"{"and":[["placed_at","ge","2025-03-03T00:00:00Z"],["placed_at","lt","2025-03-10T00:00:00Z"]]}"#,
                "",
            )
        }),
        ask("one receiver's", false, TOKEN, |w| filter(&receiver(w), "")),
        ask("a word in the note", false, TOKEN, |_| filter(r#"["note","like","delivery"]"#, "")),
        ask("by customer's name", false, TOKEN, |_| page("sort=customer_name")),
        ask("by delivery, last first", false, TOKEN, |_| page("sort=-delivered_at")),
        ask("by receiver", false, TOKEN, |_| page("sort=receiver")),
        ask("shipped, oldest promise first", false, TOKEN, |_| {
            filter(r#"["shipping_state","eq","shipped"]"#, "&sort=requested_on")
        }),
        ask("nothing fits", false, TOKEN, |_| filter(r#"["phone","eq","none"]"#, "")),
    ]
}

fn receiver(w: &mut Wishes) -> String {
    format!(r#"["receiver","eq","Receiver {}"]"#, w.below(5_000))
}

fn totals(json: &str) -> String {
    format!("/api/orders/totals?filter={}", encoded(json))
}

/// Percent-encoding of everything but letters and digits.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

struct Reader<'q> {
    http: Http,
    question: &'q Question,
    wishes: Wishes,
}

impl Client for Reader<'_> {
    async fn ask(&mut self) -> anyhow::Result<()> {
        let path = (self.question.path)(&mut self.wishes);
        self.http.call("GET", &path, self.question.token, "").await.map(|_| ())
    }
}

pub(crate) fn run(plan: &Plan) -> anyhow::Result<()> {
    for (number, kind) in plan.engines().into_iter().enumerate() {
        let place = Place::new(kind)?;
        if number == 0 {
            heading("lists", place.folder());
            println!("{} orders, {READERS} readers at once.\n", plan.orders);
            table(&["engine", "question", "index", "pages/s", "p50 ms", "p95 ms"]);
        }
        doing(kind, "making a company");
        let database = place.database();
        let db = place.open(&database)?;
        company::make(&db)?;
        fill(&place, &db, plan.orders)?;
        let customers = told(db.read_now(|tx| {
            let codes: Vec<String> = (1..=200).map(customer).collect();
            Ok(party::by_codes(tx, &codes)?.into_iter().map(|customer| customer.id).collect())
        }))?;
        drop(db);
        let served = Served::start(&database)?;
        for question in questions(customers) {
            measure(&place, plan, &served, &question)?;
        }
    }
    footing();
    Ok(())
}

fn measure(place: &Place, plan: &Plan, served: &Served, question: &Question) -> anyhow::Result<()> {
    let watch = Watch {
        warm: Duration::from_millis(300),
        measure: Duration::from_secs(plan.seconds.unwrap_or(SECONDS)),
        watched: Watched::default(),
    };
    let reader = |number: usize| Reader {
        http: Http::new(&served.address),
        question,
        wishes: Wishes::new(number, 1_000),
    };
    let run = watch.drive((0..READERS).map(reader).collect())?;
    row(&[
        &place.kind,
        &question.name,
        &(if question.indexed { "yes" } else { "no" }),
        &figure(run.rate()),
        &figure(run.percentile(0.5)),
        &figure(run.percentile(0.95)),
    ]);
    Ok(())
}
