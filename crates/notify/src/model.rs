//! The nouns: notices, what they are about, and what of it somebody wants by mail.

use base::At;
use base::id::{ActorId, RowId};
use schemars::JsonSchema;
use serde::Serialize;

db::text_enum! {
    /// What somebody is told.
    pub enum Kind as NoticeKind {
        /// Something is asked of him.
        Task = "task",
        /// Somebody gave him a task: for good, or to do it for him.
        Handed = "handed",
        /// A task came to him because its deadline passed.
        Escalated = "escalated",
        Reminder = "reminder",
        Overdue = "overdue",
        Copy = "copy",
        /// What he asked for was turned down.
        Rejected = "rejected",
        /// What he asked for was sent back.
        SentBack = "sent_back",
        /// A process cannot go on.
        Incident = "incident",
    }
}

db::text_enum! {
    /// What people choose by.
    pub enum Subject as NoticeSubject {
        Task = "task",
        Reminder = "reminder",
        Copy = "copy",
        /// What became of what he asked for.
        Outcome = "outcome",
        Incident = "incident",
    }
}

impl Kind {
    #[must_use]
    pub const fn subject(self) -> Subject {
        match self {
            Self::Task | Self::Handed | Self::Escalated => Subject::Task,
            Self::Reminder | Self::Overdue => Subject::Reminder,
            Self::Copy => Subject::Copy,
            Self::Rejected | Self::SentBack => Subject::Outcome,
            Self::Incident => Subject::Incident,
        }
    }

    /// Whether something waits to be done: read or not, it is over when that is done.
    #[must_use]
    pub const fn asks(self) -> bool {
        matches!(self.subject(), Subject::Task | Subject::Reminder)
    }
}

impl Subject {
    /// Whether it is sent by mail to whoever has not chosen: what waits for him is, what he may read some time is not.
    #[must_use]
    pub const fn mailed(self) -> bool {
        !matches!(self, Self::Copy)
    }
}

db::row! {
    /// One thing one person was told.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Notice {
        pub id: RowId,
        #[serde(skip)]
        pub actor_id: ActorId,
        pub kind: Kind,
        pub title: String,
        pub body: String,
        /// The page it leads to.
        pub path: String,
        #[serde(skip)]
        pub about: String,
        pub at: At,
        pub read_at: Option<At>,
    }
}

/// What somebody wants by mail, of one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, JsonSchema)]
pub struct NoticePreference {
    pub subject: Subject,
    pub mail: bool,
}
