//! What the house offers to processes: services that change documents, and documents that cases are about.
//!
//! This room names no document: `server/wiring.rs` hands the table in.

use base::id::{ActorId, CaseId, DepartmentId, TaskId};
use base::{Ctx, Lang, Money, Result};
use db::Tx;
use flow::Vars;

/// All of it; one table for the whole program.
pub struct House {
    pub services: &'static [Service],
    pub subjects: &'static [Subject],
    /// The connections to systems outside that are in use.
    pub connections: fn(&mut Tx<'_>) -> Result<Vec<Reachable>>,
}

/// A connection as a process names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reachable {
    pub code: String,
    pub name: String,
    pub name_en: String,
}

/// A command a process may call.
pub struct Service {
    /// `order.confirm`.
    pub name: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// What it does, in a sentence.
    pub help_zh: &'static str,
    pub help_en: &'static str,
    pub args: &'static [Param],
    pub results: &'static [Param],
    /// Recorded as done by whoever answered the last task; else by the house.
    pub by_person: bool,
    pub run: Run,
}

/// Where a service does its work.
#[derive(Clone, Copy)]
pub enum Run {
    /// In the same transaction.
    Here(fn(&mut Tx<'_>, &Ctx, &Call<'_>) -> Result<Vars>),
    /// In another system: this only says what to ask of it. It is asked after the commit, and the step waits for the answer.
    Outside(fn(&mut Tx<'_>, &Ctx, &Call<'_>) -> Result<Request>),
}

/// What another system is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub connection: String,
    /// For people: `POST https://erp.example.com/api/orders`. No secret stands in it.
    pub shown: String,
    /// For whoever sends it.
    pub payload: serde_json::Value,
    /// An incident after so many tries that failed.
    pub tries_max: i64,
}

/// An argument or a result.
pub struct Param {
    pub key: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// A FEEL type: `number`, `string`, `boolean`, `date`.
    pub kind: &'static str,
    pub required: bool,
}

/// What a service is called with.
pub struct Call<'a> {
    pub case: CaseId,
    /// With the case the key of this call: the same is never made twice.
    pub token: u32,
    pub subject: &'a str,
    /// The connection the step names; empty: none.
    pub connection: &'a str,
    pub args: &'a Vars,
}

/// A kind of document.
pub struct Subject {
    /// As `shundan:subject` says it.
    pub kind: &'static str,
    /// How its ids begin on the wire.
    pub prefix: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// What may start a case or wake one.
    pub events: &'static [&'static str],
    /// Whether what happens is shown by its id on a timeline of its own.
    pub has_timeline: bool,
    /// The names its facts have in expressions.
    pub fields: fn() -> Vec<rules::Field>,
    /// A document as far as the asker may know it; a process asks as the house.
    pub facts: fn(&mut Tx<'_>, &Ctx, &str) -> Result<Known>,
    /// What documents are called; one that is not there is left out.
    pub called: fn(&mut Tx<'_>, &[&str]) -> Result<Vec<Called>>,
    /// The document hears that somebody is asked about it, and that he has answered: it does not go on meanwhile.
    pub asked: fn(&mut Tx<'_>, &Ctx, &str, &Asked<'_>) -> Result<()>,
    /// A document like this one, just handed in, for a walk-through that is undone afterwards.
    pub rehearse: fn(&mut Tx<'_>, &Ctx, &str) -> Result<String>,
    /// Whether the reader may see the document.
    pub may_see: fn(&mut Tx<'_>, &Ctx, &str) -> Result<bool>,
    /// What whoever is asked about it must know first, from the document as it is and the reason a task gives.
    pub brief: fn(&Known, &str, Lang) -> Brief,
}

/// What a document is called: its id, its number, whose it is.
pub type Called = (String, String, String);

/// A document in a few words, in one language: for messages, and for whoever decides away from his desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brief {
    /// Why somebody is asked.
    pub reason: String,
    /// Each with its name, the most important first.
    pub figures: Vec<(String, String)>,
}

/// An approval about a document.
pub struct Asked<'a> {
    pub task: TaskId,
    /// What the step is called.
    pub step: &'a str,
    pub stage: Stage,
    pub comment: &'a str,
}

/// Where an approval is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Opened,
    /// Whoever does the step changes the document: it is given back to him.
    Revise,
    Approved,
    Rejected,
    /// Nobody needs the answer any more.
    Dropped,
}

/// A document as a process knows it.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub number: String,
    /// Whose it is: the customer's name.
    pub title: String,
    pub amount: Option<Money>,
    pub owner: Option<ActorId>,
    pub department: Option<DepartmentId>,
    /// A context with the names of `Subject::fields`.
    pub facts: rules::Value,
}

impl House {
    #[must_use]
    pub fn service(&self, name: &str) -> Option<&'static Service> {
        self.services.iter().find(|service| service.name == name)
    }

    /// The services that ask another system.
    pub(crate) fn asking(&self) -> impl Iterator<Item = &'static str> {
        self.services.iter().filter(|it| matches!(it.run, Run::Outside(_))).map(|it| it.name)
    }

    #[must_use]
    pub fn subject(&self, kind: &str) -> Option<&'static Subject> {
        self.subjects.iter().find(|subject| subject.kind == kind)
    }

    /// The kind of document an id on the wire belongs to.
    #[must_use]
    pub fn subject_of(&self, id: &str) -> Option<&'static Subject> {
        let (prefix, _) = id.split_once('_')?;
        self.subjects.iter().find(|subject| subject.prefix == prefix)
    }
}

impl Call<'_> {
    /// An argument as text, empty when it is absent.
    #[must_use]
    pub fn text(&self, key: &str) -> String {
        match self.args.get(key) {
            None | Some(flow::Value::Null) => String::new(),
            Some(value) => value.to_string(),
        }
    }
}
