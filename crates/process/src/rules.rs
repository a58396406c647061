//! The decisions: why this room says no, and who may do what with a task.

use base::{At, Refuse, Status};
use serde::Serialize;

pub(crate) const CODE_MAX: usize = 60;
pub(crate) const NAME_MAX: usize = 100;
pub(crate) const NOTE_MAX: usize = 2_000;
/// A drawing larger than this is no process that people can read.
pub(crate) const BPMN_MAX: usize = 2_000_000;

/// Why the room said no, in order of precedence.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    #[error("there is already a process with the code {process}")]
    ProcessCodeTaken { process: String },
    #[error("the file cannot be read: {why}")]
    BpmnUnreadable { why: String },
    #[error("the process has {count} problems that keep it from running: {first}")]
    ProcessUnfit { count: usize, first: String },
    #[error("there is no draft to publish")]
    NoDraft { process: String },
    #[error("the process {process} has no version {version}")]
    VersionUnknown { process: String, version: i64 },
    #[error("the process {process} is not in use")]
    ProcessInactive { process: String },
    #[error("there is no document {subject} that a case could be about")]
    SubjectUnknown { subject: String },
    #[error("the case has ended")]
    CaseEnded,
    #[error("the task is {state} already")]
    TaskClosed { state: String },
    #[error("the task is not yours: it is with {assignee}")]
    TaskNotYours { assignee: String },
    #[error("an approval is answered with approve or reject, not with {outcome}")]
    NotApproval { outcome: String },
    #[error("{outcome} is no answer to this task; it takes {known}")]
    OutcomeUnknown { outcome: String, known: String },
    #[error("the case cannot do that now: {why}")]
    CaseRefuses { why: String },
    #[error("there is no step {step}")]
    StepUnknown { step: String },
    #[error("somebody has acted already: {step}")]
    ActedAlready { step: String },
    #[error("{person} cannot be given tasks")]
    PersonUnknown { person: String },
    #[error("nobody waits any more for what was asked: {request}")]
    CallOver { request: String },
    #[error("the incident is solved already")]
    IncidentSolved,
    #[error("the field {field} cannot be written here")]
    FieldNotWritable { field: String },
    #[error("the field {field} must be filled")]
    FieldRequired { field: String },
    #[error("nobody is there to do this")]
    NoAssignee,
    #[error("there is no such link: it was not copied whole, or it ended long ago")]
    LinkUnknown,
    #[error("whoever the link was sent to may not act any more")]
    LinkDead,
    #[error("the link has ended at {ended_at}")]
    LinkEnded { ended_at: At },
    #[error("this task asks for more than a link can give: it is done after logging in")]
    LinkTooNarrow,
    /// What was only tried is undone; nobody is told.
    #[error("this was only tried")]
    Tried,
}

impl Refuse for Refusal {
    fn status(&self) -> Status {
        match self {
            Self::BpmnUnreadable { .. }
            | Self::OutcomeUnknown { .. }
            | Self::NotApproval { .. }
            | Self::SubjectUnknown { .. }
            | Self::FieldRequired { .. }
            | Self::PersonUnknown { .. } => Status::Invalid,
            Self::TaskNotYours { .. } | Self::FieldNotWritable { .. } | Self::LinkDead => Status::Forbidden,
            Self::VersionUnknown { .. } | Self::LinkUnknown => Status::NotFound,
            _ => Status::Conflict,
        }
    }
}
