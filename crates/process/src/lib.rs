//! Processes: what normally happens with a document, drawn by the company, run by the kernel of `flow`.
//!
//! A case is one row: tokens, scopes and variables as text, with a revision. One command loads it, tells the kernel one thing,
//! calls the services it asks for, and writes everything down; all in the transaction of whatever set it off.
//!
//! ```text
//! an event of a document ──► hear ──► the case that listens for it, or a new one
//! an answer to a task    ──► answer ─┐
//! a timer                ──► tick  ──┼──► Live::advance ──► flow::step ──► effects ──► save
//! another system answers ──► came   ──┤          ▲                  │
//! a repair               ──► repair ─┘          │                  │
//!                                               └── services of the house, cases it calls
//! ```
//!
//! Laws: a case that has ended has no open task; a token that cannot go on has an open incident; a version is never changed;
//! what an acknowledged answer caused is in the same commit as the answer.
//!
//! Away from his desk somebody decides by a link: `commands/link.rs`. `gist` says what a task is about in a few words.
//!
//! This room names no document: `house` is the table of services and documents that `server` hands in.
//!
//! Reading order: `model`, `house`, `run` (a case under way), `commands`, `clock`, `deadline`, `fields`, `store`, `http`.

mod because;
mod clock;
pub mod commands;
pub mod compare;
mod deadline;
pub mod decisions;
pub mod fields;
pub mod gist;
pub mod house;
pub mod http;
pub mod model;
pub mod rules;
mod run;
mod store;
pub mod trail;
pub mod trouble;

pub use commands::case::{hear, start};
pub use commands::design::{NewProcess, Shipped, create, publish, roll_back, save_draft, ship};
pub use commands::link::{LINK_PREFIX, answer_by_link, make_link};
pub use commands::operate::somebody_left;
pub use commands::outside::{Came, came};
pub use commands::task::{Answer, answer, claim};
pub use commands::upgrade;
pub use deadline::{TIMERS, on_timer};
pub use gist::Gist;
pub use house::{
    Asked, Brief, Call, Called, House, Known, Param, Reachable, Request, Run, Service, Stage, Subject,
};
pub use http::routes;
pub use rules::Refusal;
pub use run::CHANNEL;

/// Makes a drawing ready, or says why it cannot be.
pub(crate) fn compiled_of(house: &House, bpmn: &str) -> base::Result<run::compiled::Compiled> {
    run::compiled::Compiled::of(house, bpmn)
        .map_err(|why| Refusal::ProcessUnfit { count: 1, first: why }.into())
}

/// What this room records, and what each means.
pub const EVENTS: &[(&str, &str)] = &[
    ("process.created", "A process was entered, with a draft to draw on."),
    ("process.renamed", "What a process is called or is for was changed."),
    ("process.drafted", "The draft of a process was changed."),
    ("process.draft_dropped", "The draft of a process was thrown away."),
    ("process.published", "A version was published: new cases get it."),
    ("process.closed", "The process takes no new cases."),
    ("process.opened", "The process takes new cases again."),
    (
        "case.started",
        "A process began for a document; `entered` and `left` are the steps it went through at once.",
    ),
    ("case.moved", "The case went on; `entered` and `left` are steps with the numbers of their tokens."),
    ("case.ended", "The case is over; `outcome` says how."),
    ("task.opened", "Somebody is asked to do something; `reason` says why."),
    ("task.claimed", "Somebody took a task that several could do."),
    (
        "task.done",
        "A task was answered; `outcome` and `comment` say how, `by` that it was by a link somebody was sent.",
    ),
    ("task.cancelled", "Nobody needs the answer to a task any more."),
    ("task.returned", "The case was sent back to an earlier step."),
    (
        "task.resubmitted",
        "A step that was sent back to is done again; `direct`: straight to whoever sent it.",
    ),
    ("task.withdrawn", "What was handed on was taken back before anybody acted."),
    ("task.transferred", "A task was handed over for good."),
    ("task.reassigned", "A task was given to somebody else by an administrator."),
    ("task.delegated", "Somebody else was asked to do a task; it comes back."),
    ("task.given_back", "A delegate is through; the task is its owner's again."),
    ("task.signer_added", "One more person is asked to decide."),
    ("task.signer_removed", "A signer need not decide any more."),
    ("task.reminded", "Whoever has the task was reminded."),
    ("task.commented", "Something was said about a task."),
    ("task.overdue", "The deadline of a task has passed; `then` says what happens."),
    ("task.escalated", "A task went to the superior of whoever let its deadline pass."),
    ("task.deadline_moved", "The document changed, and the deadline of a task with it."),
    ("task.no_deadline", "A step's deadline cannot be read; `why` says so."),
    ("task.copied", "Somebody was sent a copy."),
    ("case.migrated", "The case went over to another version of its process."),
    ("case.jumped", "A token was moved to another step by hand."),
    ("case.vars_set", "Variables of the case were set by hand."),
    ("case.stopped", "The case was ended by hand."),
    ("case.outside_asked", "A step asks another system over `connection`, and waits for the answer."),
    ("case.outside_answered", "Another system answered, or was given up; `outcome` and `said` say how."),
    ("case.answer_dropped", "Another system answered what nobody waits for any more; `said` is dropped."),
    ("case.call_dropped", "The step was left: what it asked of another system is called off."),
    ("case.call_hurried", "Another system is asked again at once, by hand."),
    ("decision.created", "A decision table was entered, with a draft to fill."),
    ("decision.drafted", "The draft of a decision table was changed."),
    ("decision.draft_dropped", "The draft of a decision table was thrown away."),
    ("decision.published", "A version of a decision table was published: it is asked from here on."),
    ("decision.closed", "A decision table is not offered to new steps."),
    ("decision.opened", "A decision table is offered to new steps again."),
    ("incident.repaired", "Somebody repaired what was stuck; `how` says in which way."),
    ("incident.raised", "A case cannot go on by itself; `cause` says why."),
];
