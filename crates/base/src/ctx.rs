//! Who acts, what he may, and when it is: handed into every command, so that nothing else asks.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::filter::{Filter, Op};
use crate::id::{ActorId, DepartmentId, Id, IdMaker};
use crate::refusal::{Common, Result};
use crate::time::{At, Day};

/// The reader's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Zh,
    En,
}

/// Which rows an action reaches.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// What he owns.
    Own,
    /// What belongs to his department.
    Department,
    /// His department and those below it.
    Below,
    All,
}

/// What an actor may do: actions with the widest scope any of his roles gives; nothing else.
#[derive(Debug, Clone)]
pub struct Grants {
    pub actor: ActorId,
    pub name: String,
    pub lang: Lang,
    pub department: Option<DepartmentId>,
    /// The department and all below it.
    pub departments_below: Vec<DepartmentId>,
    pub actions: BTreeMap<String, Scope>,
}

/// The circumstances of one command. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ctx {
    pub at: At,
    pub grants: Arc<Grants>,
    pub zone: TimeZone,
    pub ids: Arc<IdMaker>,
    /// The request or run this belongs to; journal rows carry it as their cause.
    pub cause: Arc<str>,
    /// The revision the caller saw (`If-Match`), when he said so.
    pub seen_revision: Option<i64>,
}

impl Grants {
    /// The house itself: reactions, timers, imports of the command line. May everything.
    #[must_use]
    pub fn system() -> Self {
        Self {
            actor: ActorId(0),
            name: "system".into(),
            lang: Lang::Zh,
            department: None,
            departments_below: Vec::new(),
            actions: BTreeMap::from([("*".to_owned(), Scope::All)]),
        }
    }
}

impl Ctx {
    #[must_use]
    pub fn actor(&self) -> ActorId {
        self.grants.actor
    }

    /// Makes the id of a new row.
    #[must_use]
    pub fn id<T: Id>(&self) -> T {
        self.ids.next(self.at)
    }

    /// Today, where the company is.
    #[must_use]
    pub fn today(&self) -> Day {
        self.at.day_in(&self.zone)
    }

    /// How far an action reaches, or `None` when he may not at all.
    #[must_use]
    pub fn scope(&self, action: &str) -> Option<Scope> {
        self.grants.actions.get(action).or_else(|| self.grants.actions.get("*")).copied()
    }

    /// # Errors
    /// `forbidden` when none of his roles gives the action.
    pub fn require(&self, action: &str) -> Result<Scope> {
        self.scope(action).ok_or_else(|| Common::Forbidden { action: action.to_owned() }.into())
    }

    /// Whether the action reaches a row with this owner and department.
    #[must_use]
    pub fn reaches(&self, action: &str, owner: ActorId, department: Option<DepartmentId>) -> bool {
        match self.scope(action) {
            None => false,
            Some(Scope::All) => true,
            Some(_) if owner == self.grants.actor => true,
            Some(Scope::Own) => false,
            Some(Scope::Department) => department.is_some() && department == self.grants.department,
            Some(Scope::Below) => department.is_some_and(|d| self.grants.departments_below.contains(&d)),
        }
    }

    /// The same rule as `reaches`, as a filter over the fields `owner` and `department`, for lists.
    #[must_use]
    pub fn row_filter(&self, action: &str) -> Filter {
        let own = Filter::cond("owner", Op::Eq, self.grants.actor.to_string());
        let within = |departments: &[DepartmentId]| {
            let ids: Vec<String> = departments.iter().map(ToString::to_string).collect();
            Filter::Or(vec![own.clone(), Filter::is_in("department", ids)])
        };
        match self.scope(action) {
            None => Filter::nothing(),
            Some(Scope::All) => Filter::everything(),
            Some(Scope::Own) => own,
            Some(Scope::Department) => within(self.grants.department.as_slice()),
            Some(Scope::Below) => within(&self.grants.departments_below),
        }
    }

    /// Refuses when the caller saw an older revision than there is.
    ///
    /// # Errors
    /// `revision_mismatch`.
    pub fn check_revision(&self, what: &str, current: i64) -> Result<()> {
        match self.seen_revision {
            Some(seen) if seen != current => {
                Err(Common::RevisionMismatch { what: what.to_owned(), current, seen }.into())
            }
            _ => Ok(()),
        }
    }

    /// The house acts, and the journal names the person whose decision it carries out; nobody: the house itself.
    #[must_use]
    pub fn in_the_name_of(&self, person: Option<ActorId>) -> Self {
        let Some(actor) = person else { return self.as_system() };
        Self { grants: Arc::new(Grants { actor, ..Grants::system() }), seen_revision: None, ..self.clone() }
    }

    /// The same circumstances for the house itself: a reaction to what the actor did.
    #[must_use]
    pub fn as_system(&self) -> Self {
        Self { grants: Arc::new(Grants::system()), seen_revision: None, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ctx(scope: Option<Scope>) -> Ctx {
        let actions = scope.map(|s| ("order.read".to_owned(), s)).into_iter().collect();
        let grants = Grants {
            actor: ActorId(1),
            name: "李四".into(),
            lang: Lang::Zh,
            department: Some(DepartmentId(10)),
            departments_below: vec![DepartmentId(10), DepartmentId(11)],
            actions,
        };
        Ctx {
            at: At(0),
            grants: Arc::new(grants),
            zone: TimeZone::UTC,
            ids: Arc::new(IdMaker::new(0, At(0))),
            cause: "test".into(),
            seen_revision: None,
        }
    }

    #[test]
    fn scopes_widen_in_order_and_nothing_is_allowed_by_default() {
        let rows = [(1, None), (2, Some(10)), (2, Some(11)), (2, Some(12))];
        let seen = |scope| {
            let ctx = ctx(scope);
            rows.map(|(owner, dept)| ctx.reaches("order.read", ActorId(owner), dept.map(DepartmentId)))
        };
        assert_eq!(seen(None), [false; 4]);
        assert_eq!(seen(Some(Scope::Own)), [true, false, false, false]);
        assert_eq!(seen(Some(Scope::Department)), [true, true, false, false]);
        assert_eq!(seen(Some(Scope::Below)), [true, true, true, false]);
        assert_eq!(seen(Some(Scope::All)), [true; 4]);
        assert!(ctx(Some(Scope::All)).require("order.confirm").is_err());
    }
}
