//! The nouns: processes and their versions, cases, tasks, copies, incidents.

use base::id::{ActorId, CaseId, IncidentId, OutsideCallId, ProcessId, ProcessVersionId, RowId, TaskId};
use base::{At, Ctx, Money};
use schemars::JsonSchema;
use serde::Serialize;

use crate::because::{Because, Reasons};

db::text_enum! {
    /// Where a case is.
    pub enum CaseState {
        Running = "running",
        Ended = "ended",
    }
}

db::text_enum! {
    /// What is asked of a person.
    pub enum TaskKind {
        /// Yes or no.
        Approval = "approval",
        /// Something is to be done; how it went is the answer.
        Work = "work",
    }
}

db::text_enum! {
    pub enum TaskState {
        Open = "open",
        Done = "done",
        /// Nobody needs the answer any more.
        Cancelled = "cancelled",
    }
}

db::text_enum! {
    pub enum IncidentState {
        Open = "open",
        Solved = "solved",
    }
}

db::text_enum! {
    pub enum NoteKind {
        Comment = "comment",
        Signature = "signature",
        Attachment = "attachment",
    }
}

db::text_enum! {
    /// What became of a question to another system.
    pub enum OutsideState {
        Waiting = "waiting",
        Done = "done",
        /// The other side said no.
        Refused = "refused",
        /// It could not be asked, or what it did nobody knows.
        Failed = "failed",
        /// Nobody needs the answer any more.
        CalledOff = "called_off",
    }
}

db::row! {
    /// What a step asks of another system, and waits for.
    #[derive(Debug, Clone, PartialEq)]
    pub struct OutsideCall {
        pub id: OutsideCallId,
        pub case_id: CaseId,
        pub token: i64,
        pub step: String,
        pub name: String,
        pub name_en: String,
        pub service: String,
        pub connection: String,
        /// `POST https://erp.example.com/api/orders`.
        pub request: String,
        /// What the other side knows a doubled request by.
        pub key: String,
        pub n: i64,
        pub digest: String,
        pub state: OutsideState,
        pub tries_max: i64,
        pub tries: i64,
        /// What came back in the end.
        pub said: String,
        pub started_at: At,
        pub ended_at: Option<At>,
    }
}

db::row! {
    /// A process as it is drawn, versioned.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Process {
        pub id: ProcessId,
        pub code: String,
        pub name: String,
        pub name_en: String,
        pub description: String,
        pub subject: String,
        pub active: bool,
        pub version_id: Option<ProcessVersionId>,
        pub starts_on: String,
        pub draft: Option<String>,
        pub draft_at: Option<At>,
        pub draft_by: Option<ActorId>,
        pub revision: i64,
    }
}

db::row! {
    /// A version: never changed once it is published.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Version {
        pub id: ProcessVersionId,
        pub process_id: ProcessId,
        pub version: i64,
        pub bpmn: String,
        pub digest: String,
        pub note: String,
        pub published_at: At,
        pub published_by: ActorId,
    }
}

db::row! {
    /// One run of a process for one document.
    #[derive(Debug, Clone, PartialEq)]
    pub struct CaseRow {
        pub id: CaseId,
        pub process_id: ProcessId,
        pub version_id: ProcessVersionId,
        pub subject: String,
        pub order_ref: Option<String>,
        pub starter_id: ActorId,
        pub state: CaseState,
        pub outcome: String,
        pub parent_id: Option<CaseId>,
        pub parent_token: Option<i64>,
        pub stuck: i64,
        pub listens: String,
        /// The steps it stands at, each between spaces.
        pub stands: String,
        pub body: String,
        pub started_at: At,
        pub ended_at: Option<At>,
        pub revision: i64,
    }
}

db::row! {
    /// One thing for one person, or for whoever of several takes it.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Task {
        pub id: TaskId,
        pub case_id: CaseId,
        pub process_id: ProcessId,
        #[serde(skip)]
        pub token: i64,
        pub step: String,
        pub name: String,
        pub name_en: String,
        pub kind: TaskKind,
        pub subject: String,
        #[serde(skip)]
        pub order_ref: Option<String>,
        pub number: String,
        pub title: String,
        pub amount: Option<Money>,
        /// Why it came: the conditions that led here.
        pub reason: String,
        /// How it came to whoever has it.
        #[serde(skip)]
        pub why: Reasons,
        pub starter_id: ActorId,
        pub assignee_id: Option<ActorId>,
        /// Whose task it is while somebody else does it for him.
        pub owner_id: Option<ActorId>,
        pub state: TaskState,
        pub outcome: String,
        pub comment: String,
        pub due_at: Option<At>,
        pub created_at: At,
        pub done_at: Option<At>,
        pub done_by: Option<ActorId>,
        pub revision: i64,
    }
}

impl Task {
    /// Why it is with whoever has it now: what came back from somebody is its owner's again.
    pub(crate) fn reasons(&self) -> Vec<Because> {
        let came_back = |it: &&Because| self.owner_id.is_none() && matches!(it, Because::DelegatedBy { .. });
        self.why.0.iter().filter(|it| !came_back(it)).cloned().collect()
    }
}

db::row! {
    /// A copy to read.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Copy {
        pub id: RowId,
        pub case_id: CaseId,
        pub actor_id: ActorId,
        pub step: String,
        pub name: String,
        pub name_en: String,
        pub subject: String,
        pub number: String,
        pub title: String,
        pub note: String,
        pub sent_by: ActorId,
        pub sent_at: At,
        pub read_at: Option<At>,
    }
}

impl Copy {
    /// A copy of a task's document for somebody.
    pub(crate) fn of(ctx: &Ctx, task: &Task, reader: ActorId, sent_by: ActorId, note: &str) -> Self {
        Self {
            id: ctx.id::<RowId>(),
            case_id: task.case_id,
            actor_id: reader,
            step: task.step.clone(),
            name: task.name.clone(),
            name_en: task.name_en.clone(),
            subject: task.subject.clone(),
            number: task.number.clone(),
            title: task.title.clone(),
            note: note.to_owned(),
            sent_by,
            sent_at: ctx.at,
            read_at: None,
        }
    }
}

db::row! {
    /// A token that cannot go on by itself.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Incident {
        pub id: IncidentId,
        pub case_id: CaseId,
        pub process_id: ProcessId,
        #[serde(skip)]
        pub token: i64,
        pub step: String,
        pub name: String,
        pub name_en: String,
        /// `expression`, `no_way_out`, `service`, `no_assignee` …
        pub code: String,
        #[schemars(with = "serde_json::Value")]
        pub cause: serde_json::Value,
        pub subject: String,
        pub number: String,
        pub state: IncidentState,
        pub at: At,
        pub solved_at: Option<At>,
        pub solved_by: Option<ActorId>,
        pub how: String,
    }
}
