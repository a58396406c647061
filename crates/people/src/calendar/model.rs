//! The nouns: a company's calendars, and who is away when.

use base::At;
use base::calendar::{SpecialDay, Week};
use base::id::{AbsenceId, ActorId, CalendarId, RowId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A calendar as the company keeps it, without the days that differ from its week.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub id: CalendarId,
    pub code: String,
    pub name: String,
    pub name_en: String,
    /// The company's own when absent.
    pub zone: Option<String>,
    pub week: Week,
    pub is_default: bool,
    /// Another with every change.
    pub stamp: RowId,
    pub revision: i64,
}

/// A new calendar, or all of an old one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCalendar {
    pub code: String,
    pub name: String,
    /// The name in English; the name itself when absent.
    pub name_en: Option<String>,
    /// An IANA zone such as `Asia/Shanghai`; the company's when absent.
    pub zone: Option<String>,
    pub week: Week,
    #[serde(default)]
    pub days: Vec<SpecialDay>,
}

/// What an import of days did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Imported {
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
}

db::row! {
    /// Somebody is away, and who does his work meanwhile.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Absence {
        pub id: AbsenceId,
        pub actor_id: ActorId,
        pub from_at: At,
        pub to_at: At,
        pub substitute_id: Option<ActorId>,
        pub note: String,
        pub created_by: ActorId,
        pub created_at: At,
        pub withdrawn_at: Option<At>,
        pub revision: i64,
    }
}

/// An absence to be entered.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAbsence {
    /// Who is away; oneself when absent.
    pub actor_id: Option<ActorId>,
    pub from_at: At,
    pub to_at: At,
    /// Who gets new tasks meanwhile; nobody when absent, then they wait.
    pub substitute_id: Option<ActorId>,
    #[serde(default)]
    pub note: String,
}
