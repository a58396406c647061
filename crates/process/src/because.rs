//! Why a task is with whoever has it: one reason after the other, each told in the reader's language.

use base::id::ActorId;
use db::{Cell, FromValue, ToValue};
use serde::{Deserialize, Serialize};

/// One reason. The first says how the step named somebody, those after it through whose hands the task went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub(crate) enum Because {
    /// The step names him.
    Named,
    /// Whoever has a role.
    Role {
        role: String,
    },
    /// Of all who have a role, those nearest to the document's department.
    NearRole {
        role: String,
    },
    /// The people the lane is called after.
    Lane {
        lane: String,
    },
    /// At the head of the document's department, or of one so many levels above it.
    Head,
    UpperHead {
        up: u32,
    },
    /// Set over whoever started the case.
    Manager,
    UpperManager {
        up: u32,
    },
    Starter,
    /// Who did the step before.
    Previous,
    /// Who did a certain step.
    Did {
        step: String,
    },
    Field {
        field: String,
    },
    Table {
        table: String,
    },
    Expression,
    /// Somebody asked for him while the case ran.
    Chosen,
    /// Somebody else is away.
    StandIn {
        person: ActorId,
    },
    /// He has the fewest tasks of those who could do it.
    LeastLoaded,
    Claimed,
    Transferred {
        person: ActorId,
    },
    Delegated {
        person: ActorId,
    },
    Added {
        person: ActorId,
    },
    Reassigned {
        person: ActorId,
    },
    /// The one it was with let the time pass.
    Escalated,
}

/// The reasons in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reasons(pub(crate) Vec<Because>);

impl Because {
    /// The head so many levels above the document's department.
    pub(crate) fn head(up: u32) -> Self {
        if up == 0 { Self::Head } else { Self::UpperHead { up } }
    }

    /// Whoever is set so many levels above the one who started.
    pub(crate) fn manager(up: u32) -> Self {
        if up == 1 { Self::Manager } else { Self::UpperManager { up } }
    }

    /// Whom it speaks of.
    pub(crate) fn person(&self) -> Option<ActorId> {
        match self {
            Self::StandIn { person }
            | Self::Transferred { person }
            | Self::Delegated { person }
            | Self::Added { person }
            | Self::Reassigned { person } => Some(*person),
            _ => None,
        }
    }
}

impl Reasons {
    /// One more; said once is enough.
    pub(crate) fn add(&mut self, because: Because) {
        if !self.0.contains(&because) {
            self.0.push(because);
        }
    }
}

impl ToValue for Reasons {
    fn to_value(&self) -> Cell<'_> {
        Cell::Text(serde_json::to_string(&self.0).unwrap_or_default().into())
    }
}

impl FromValue for Reasons {
    fn from_value(cell: Cell<'_>) -> Result<Self, String> {
        serde_json::from_str(&String::from_value(cell)?).map_err(|e| format!("no reasons: {e}"))
    }
}
