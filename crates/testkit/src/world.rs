//! What a story has named so far, who is speaking, and what changed since the last line.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::house::{Ask, House, SYSTEM};

/// Why a line told nothing: the house refused, or the line itself is no sentence of the language.
pub(crate) enum Stop {
    Refused(Value),
    Mistyped(String),
}

pub(crate) type Told = Result<Vec<String>, Stop>;

pub(crate) struct World {
    pub(crate) house: House,
    /// Bearer token of whoever types.
    pub(crate) who: String,
    /// Headers of the next request alone: what `seen` and `key` said.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Drafts as they were typed, by label: a line more sends the whole again.
    pub(crate) drafts: BTreeMap<String, Value>,
    /// Ids by kind and by the name they have in the story.
    ids: BTreeMap<(&'static str, String), String>,
    /// What stands in answers, and what the story calls it.
    labels: Vec<(String, String)>,
    /// Whether orders go their way by processes here.
    pub(crate) has_processes: bool,
    /// The last that was told of each document.
    told: BTreeMap<String, String>,
}

/// Documents whose state is told when it changed: path, kind, how to tell of one.
type Watched = (&'static str, &'static str, fn(&Value) -> String);

const WATCHED: &[Watched] = &[
    ("/api/orders", "SO", order_line),
    ("/api/shipments", "SH", shipment_line),
    ("/api/invoices", "INV", invoice_line),
    ("/api/payments", "PAY", payment_line),
];

impl World {
    pub(crate) fn new(house: House) -> Self {
        let mut world = Self {
            house,
            who: SYSTEM.into(),
            headers: Vec::new(),
            drafts: BTreeMap::new(),
            ids: BTreeMap::new(),
            labels: Vec::new(),
            has_processes: false,
            told: BTreeMap::new(),
        };
        if let Ok(Value::Object(page)) = world.get("/api/warehouses") {
            for warehouse in page["items"].as_array().into_iter().flatten() {
                let (code, id) = (text(warehouse, "code"), text(warehouse, "id"));
                world.name("warehouse", &code, &id);
            }
        }
        world
    }

    pub(crate) fn get(&mut self, path: &str) -> Result<Value, Stop> {
        self.ask("GET", path, None)
    }

    pub(crate) fn post(&mut self, path: &str, body: &Value) -> Result<Value, Stop> {
        self.ask("POST", path, Some(body))
    }

    pub(crate) fn put(&mut self, path: &str, body: &Value) -> Result<Value, Stop> {
        self.ask("PUT", path, Some(body))
    }

    pub(crate) fn ask(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Stop> {
        let headers = std::mem::take(&mut self.headers);
        let (status, answer) = self.house.ask(&Ask { who: &self.who, method, path, body, headers: &headers });
        match status {
            200..300 => Ok(answer),
            400..500 => Err(Stop::Refused(answer)),
            _ => panic!("{method} {path} was answered {status}: {answer}"),
        }
    }

    /// Looks something up for the story itself, whoever is speaking.
    pub(crate) fn look(&self, path: &str) -> Value {
        let (status, answer) = self.house.ask(&Ask { who: SYSTEM, method: "GET", path, ..Ask::default() });
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// From now on the story calls this id by that name.
    pub(crate) fn name(&mut self, kind: &'static str, label: &str, id: &str) {
        self.ids.insert((kind, label.to_owned()), id.to_owned());
        self.labels.push((id.to_owned(), label.to_owned()));
    }

    /// The same for a document that has a number of its own.
    pub(crate) fn document(&mut self, kind: &'static str, label: &str, answer: &Value) {
        self.name(kind, label, &text(answer, "id"));
        self.labels.push((text(answer, "number"), label.to_owned()));
    }

    pub(crate) fn id(&self, kind: &'static str, label: &str) -> Result<String, Stop> {
        self.find(kind, label).ok_or_else(|| Stop::Mistyped(format!("no {kind} was named {label}")))
    }

    pub(crate) fn find(&self, kind: &'static str, label: &str) -> Option<String> {
        self.ids.get(&(kind, label.to_owned())).cloned()
    }

    /// The id of a line by its number, from a document's view.
    pub(crate) fn line(&self, path: &str, number: &str) -> Result<String, Stop> {
        let view = self.look(path);
        let line = view["lines"].as_array().into_iter().flatten().find(|l| text(l, "line_no") == number);
        match line {
            Some(line) => Ok(text(line, "id")),
            // A line that is not there is for the house to refuse; it has this shape.
            None => Ok(format!("{}_0000000000000", if path.contains("orders") { "orl" } else { "shl" })),
        }
    }

    /// Ids and numbers, which differ from run to run, as the story calls them.
    pub(crate) fn labelled(&self, text: &str) -> String {
        self.labels.iter().fold(text.to_owned(), |text, (real, label)| text.replace(real.as_str(), label))
    }

    /// The task about a document that is open, whoever has it.
    pub(crate) fn open_task(&self, subject: &str) -> Option<String> {
        let cases = self.look(&format!("/api/cases?subject={subject}"));
        let standing = cases["items"].as_array()?.iter().flat_map(|case| case["now"].as_array()).flatten();
        standing.map(|it| text(it, "task")).find(|task| !task.is_empty())
    }

    /// Names the cases and tasks that came up, in the order of their ids.
    fn name_cases(&mut self) {
        let cases = self.look("/api/cases?limit=200&sort=id");
        for case in cases["items"].as_array().cloned().unwrap_or_default() {
            self.name_new("case", "CASE", &text(&case, "id"));
            let view = self.look(&format!("/api/cases/{}", text(&case, "id")));
            for task in view["tasks"].as_array().into_iter().flatten() {
                self.name_new("task", "TASK", &text(task, "id"));
            }
        }
    }

    fn name_new(&mut self, kind: &'static str, prefix: &str, id: &str) {
        if !self.labels.iter().any(|(real, _)| real == id) {
            let count = self.ids.keys().filter(|(of, _)| *of == kind).count();
            self.name(kind, &format!("{prefix}-{}", count + 1), id);
        }
    }

    /// Documents whose state is new or another than when it was last told.
    pub(crate) fn changes(&mut self) -> Vec<String> {
        self.house.follow();
        if self.has_processes {
            self.name_cases();
        }
        let mut news = Vec::new();
        for (path, kind, tell) in WATCHED {
            let page = self.look(&format!("{path}?limit=500"));
            let mut items: Vec<Value> = page["items"].as_array().cloned().unwrap_or_default();
            items.sort_by_key(|item| text(item, "id"));
            for item in items {
                self.news(kind, &item, tell, &mut news);
            }
        }
        news
    }

    fn news(
        &mut self,
        kind: &'static str,
        item: &Value,
        tell: &fn(&Value) -> String,
        news: &mut Vec<String>,
    ) {
        let id = text(item, "id");
        if !self.labels.iter().any(|(real, _)| *real == id) {
            let kind = if item["kind"] == json!("credit_note") { "CN" } else { kind };
            let count = self.ids.keys().filter(|(of, _)| *of == kind).count();
            self.document(kind, &format!("{kind}-{}", count + 1), item);
        }
        let line = tell(item);
        if self.told.insert(id.clone(), line.clone()).as_ref() != Some(&line) {
            news.push(format!("{id}{line}"));
        }
    }
}

pub(crate) fn text(of: &Value, name: &str) -> String {
    match &of[name] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// `: confirmed, reserved, 226`: what is none is not said.
fn order_line(order: &Value) -> String {
    let states = ["state", "review_state", "shipping_state", "billing_state"].map(|name| text(order, name));
    let said: Vec<String> = states.into_iter().filter(|state| state != "none").collect();
    format!(": {}, {}", said.join(", "), text(order, "total_amount"))
}

fn shipment_line(shipment: &Value) -> String {
    let of = text(shipment, "order_number");
    format!(" of {of}: {}", text(shipment, "state"))
}

fn invoice_line(invoice: &Value) -> String {
    let of = text(invoice, "order_number");
    let [state, total, open] = ["state", "total_amount", "open_amount"].map(|name| text(invoice, name));
    format!(" of {of}: {state}, {total}, open {open}")
}

fn payment_line(payment: &Value) -> String {
    let [from, state, amount, left] =
        ["customer_name", "state", "amount", "unapplied_amount"].map(|name| text(payment, name));
    format!(" from {from}: {state}, {amount}, left {left}")
}
