//! Why a task is with whoever has it: one reason after the other, each told in the reader's language.

use base::id::ActorId;
use db::{Cell, FromValue, ToValue};
use serde::{Deserialize, Serialize};

/// One reason. The first says how the step named somebody, those after it through whose hands the task went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub(crate) enum Because {
    /// The step names him.
    NamedInStep,
    /// Whoever has a role.
    HasRole {
        role: String,
    },
    /// Of all who have a role, those nearest to the document's department.
    HasNearestRole {
        role: String,
    },
    /// The people the lane is called after.
    BelongsToLane {
        lane: String,
    },
    /// At the head of the document's department, or of one so many levels above it.
    HeadsDepartment,
    HeadsAbove {
        up: u32,
    },
    /// Set over whoever started the case.
    ManagesStarter,
    ManagesAbove {
        up: u32,
    },
    StartedIt,
    /// Who did the step before.
    DidStepBefore,
    /// Who did a certain step.
    DidStep {
        step: String,
    },
    NamedByField {
        field: String,
    },
    NamedByTable {
        table: String,
    },
    NamedByExpression,
    /// Somebody asked for him while the case ran.
    ChosenOnTheWay,
    /// Somebody else is away.
    StandsIn {
        person: ActorId,
    },
    /// He has the fewest tasks of those who could do it.
    HasFewestTasks,
    ClaimedIt,
    TransferredBy {
        person: ActorId,
    },
    DelegatedBy {
        person: ActorId,
    },
    AddedBy {
        person: ActorId,
    },
    ReassignedBy {
        person: ActorId,
    },
    /// The one it was with let the time pass.
    EscalatedTo,
}

/// The reasons in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reasons(pub(crate) Vec<Because>);

impl Because {
    /// The head so many levels above the document's department.
    pub(crate) fn head(up: u32) -> Self {
        if up == 0 { Self::HeadsDepartment } else { Self::HeadsAbove { up } }
    }

    /// Whoever is set so many levels above the one who started.
    pub(crate) fn manager(up: u32) -> Self {
        if up == 1 { Self::ManagesStarter } else { Self::ManagesAbove { up } }
    }

    /// Whom it speaks of.
    pub(crate) fn person(&self) -> Option<ActorId> {
        match self {
            Self::StandsIn { person }
            | Self::TransferredBy { person }
            | Self::DelegatedBy { person }
            | Self::AddedBy { person }
            | Self::ReassignedBy { person } => Some(*person),
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
