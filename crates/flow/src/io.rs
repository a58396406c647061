//! What is said to a case and what it answers.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::case::{Cause, Choice, TokenId, View};
use crate::definition::{Expression, FlowId, Node, NodeId};
use crate::value::{Value, Vars};
use crate::why::{Fault, Why};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "input", rename_all = "snake_case")]
pub enum Input {
    /// At the named start event, or else at the one without a trigger.
    Start {
        at: Option<NodeId>,
        vars: Vars,
    },
    /// A user task is done, or whatever else waits at this token has happened.
    Complete {
        token: TokenId,
        vars: Vars,
    },
    ServiceDone {
        token: TokenId,
        vars: Vars,
    },
    /// The business says no: looks for who catches this error.
    ServiceError {
        token: TokenId,
        error: Arc<str>,
        vars: Vars,
    },
    /// The machine fails: the token is stuck until somebody repairs it.
    ServiceFailed {
        token: TokenId,
        why: Why,
    },
    Timer {
        token: TokenId,
    },
    /// To the first token that waits for this name and key.
    Message {
        name: Arc<str>,
        key: Value,
        vars: Vars,
    },
    /// To all that wait for it.
    Signal {
        name: Arc<str>,
        vars: Vars,
    },
    /// Conditions are looked at again.
    Recheck,
    Continue,
    SetVars {
        vars: Vars,
    },
    /// Sends the case back from this token to an earlier step.
    Return {
        token: TokenId,
        to: NodeId,
    },
    /// Takes back what was handed on: as a return, asked for by who stands before.
    Withdraw {
        token: TokenId,
        to: NodeId,
    },
    /// Finishes a task it was returned to: by the drawn way, or straight to where it came from.
    Resubmit {
        token: TokenId,
        direct: bool,
        vars: Vars,
    },
    Jump {
        token: TokenId,
        to: NodeId,
    },
    AddSigner {
        token: TokenId,
        who: Value,
        place: Place,
    },
    RemoveSigner {
        token: TokenId,
    },
    Transfer {
        token: TokenId,
        to: Value,
    },
    Delegate {
        token: TokenId,
        from: Value,
        to: Value,
    },
    Resolve {
        token: TokenId,
        vars: Vars,
    },
    Vote {
        token: TokenId,
        who: Value,
        choice: Choice,
        weight: i64,
        vars: Vars,
    },
    Retry {
        token: TokenId,
    },
    Skip {
        token: TokenId,
        vars: Vars,
    },
    Terminate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Before,
    After,
    Parallel,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// For logs and mining.
    Entered {
        token: TokenId,
        node: NodeId,
    },
    Left {
        token: TokenId,
        node: NodeId,
    },
    Taken {
        flow: FlowId,
    },
    CreateTask {
        token: TokenId,
        node: NodeId,
    },
    CancelTask {
        token: TokenId,
    },
    /// The token is the key: the same call is never asked for under another.
    CallService {
        token: TokenId,
        node: NodeId,
    },
    CancelService {
        token: TokenId,
    },
    /// Runs as a case of its own, on its own version and row; its end is told by `ServiceDone` or `ServiceError`.
    StartCase {
        token: TokenId,
        node: NodeId,
    },
    CancelCase {
        token: TokenId,
    },
    ScheduleTimer {
        token: TokenId,
        node: NodeId,
        when: Value,
    },
    CancelTimer {
        token: TokenId,
    },
    Subscribe {
        token: TokenId,
        node: NodeId,
        key: Value,
    },
    Unsubscribe {
        token: TokenId,
    },
    Publish {
        node: NodeId,
        key: Value,
    },
    Escalated {
        node: NodeId,
        code: Arc<str>,
    },
    Assigned {
        token: TokenId,
        who: Value,
    },
    Voted {
        token: TokenId,
        choice: Choice,
    },
    Decided {
        node: NodeId,
        approved: bool,
    },
    /// An operation moved the case by hand.
    Moved {
        from: NodeId,
        to: NodeId,
    },
    Incident {
        token: TokenId,
        node: NodeId,
        cause: Box<Cause>,
    },
    /// Steps for one call are used up: call again with `Continue`.
    Continue,
    Ended {
        outcome: Outcome,
    },
    Migrated {
        token: TokenId,
        node: NodeId,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Completed,
    /// By a terminate event of the process.
    Terminated,
    /// By hand.
    Stopped,
    Error(Arc<str>),
}

/// Why an input was not taken; the case is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refused {
    #[error("the case was saved in format {format}, which this program does not read")]
    UnknownFormat { format: u16 },
    #[error("the case has started already")]
    AlreadyStarted,
    #[error("the case has not started")]
    NotStarted,
    #[error("the case has ended")]
    CaseEnded,
    #[error("the definition does not fit the case")]
    WrongDefinition,
    #[error("nothing waits there any more")]
    NothingWaits,
    #[error("what waits there cannot be answered so")]
    WrongKind,
    #[error("nothing waits for this message")]
    NobodyListens,
    #[error("there is no such step")]
    UnknownStep,
    #[error("the step cannot be gone to from here")]
    NotThere,
    #[error("the task is with a delegate")]
    Delegated,
    #[error("the task is with no delegate")]
    NotDelegated,
    #[error("the task was not returned")]
    NotReturned,
    #[error("the last signer cannot be removed")]
    LastSigner,
    #[error("weights are counted from 0 to 1,000,000")]
    BadWeight,
    #[error("the step {step} has no counterpart in the new version")]
    NoCounterpart { step: Arc<str> },
    #[error("what {step} waits for in the new version has no value in this case: {why}")]
    NoValue { step: Arc<str>, why: String },
}

/// What the kernel asks of its host. Answers must depend on the arguments alone.
pub trait Facts {
    fn eval(&self, expression: &Expression, view: View) -> Result<Value, Fault>;

    /// Assignments of a script task.
    fn script(&self, script: &Expression, view: View) -> Result<Vars, Fault>;

    /// The results of a rule task's decision, or none when a service has to be asked.
    fn decide(&self, node: &Node, view: View) -> Option<Result<Vars, Fault>>;
}
