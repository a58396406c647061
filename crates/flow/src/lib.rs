//! BPMN 2.0: read and write drawings, check them, and run them with one pure function.
//!
//! Nothing here does I/O, reads a clock or throws dice: [`step`] takes a case and what is said to it, changes the
//! case and answers with effects the host carries out. The same inputs always give the same case.
//!
//! Reading order: `xml` and `document` (the file), `definition` (ready to run), `compile` and `check`, `case` (one run), `io`
//! (what is said and answered), `step` (the semantics), `operate` (what people do beyond the drawing), `migrate`,
//! `sound` (what holds in every case at rest).
//!
//! - **A token has a new id at every node.** An answer to an old visit finds nothing, so a late or doubled one is refused.
//! - **Watchers** (boundary events, event sub-processes, the arms of an event-based gateway) are tokens that keep nothing alive.
//! - **Two primitives**: `cancel_region` takes tokens with all they own away, `enter` puts one at any node, opening the
//!   scopes around it. Return, withdraw, jump and direct resubmission are made of these alone.
//! - **A call activity starts a case of its own**, so that it stays on its version and has its own row and incidents;
//!   the host tells its end. Errors of the called case arrive as `ServiceError`.
//! - **Nothing is silent**: what cannot go on is stuck with its cause, and `Retry`, `Skip` and `Jump` repair it. A
//!   condition that is waited for and has no value is such an incident too, once; null means not yet. Where it only
//!   watches (a boundary event, an event sub-process, an arm), what it watches goes on and takes it along at its end.
//! - **Migration** keeps what waits, with the time that is left, and begins to listen for what is new in the drawing;
//!   what has fired already does not come again. What cannot be carried over as a whole is refused.
//! - A signal is published to the host, which tells every case that waits for it, this one too.
//! - An error thrown by an end event that nobody catches ends the case with that error.

pub mod case;
mod check;
mod compile;
mod definition;
mod document;
mod io;
mod migrate;
mod operate;
mod problem;
mod sound;
mod step;
mod value;
mod why;
pub mod xml;

pub use case::{Case, Cause, Choice, State, TokenId, View};
pub use check::{Offered, Outside, UnknownNames, check, name_of};
pub use compile::{compile, compile_process};
pub use definition::{
    Clock, Definition, Expression, ExpressionId, Flow, FlowId, Kind, Mapping, Multi, Named, Node, NodeId,
    Notes, Over, Region, RegionId, Rule, Task, Throw, Trigger, Vote,
};
pub use document::Document;
pub use io::{Effect, Facts, Input, Outcome, Place, Refused};
pub use migrate::{migrate, propose};
pub use problem::{Problem, Severity, What};
pub use sound::unsound;
pub use step::{step, step_into};
pub use value::{Value, Vars};
pub use why::{Fault, Why};
