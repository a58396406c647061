//! The nouns: actors, departments, roles, sessions, API tokens, saved views.

use std::collections::BTreeMap;

use base::id::{ActorId, CalendarId, DepartmentId, RoleId, RowId, ViewId};
use base::{At, Lang, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Actions with the widest scope one has; `*` stands for every action.
pub type Actions = BTreeMap<String, Scope>;

db::text_enum! {
    /// What kind of actor.
    #[derive(Default)]
    pub enum Kind as ActorKind {
        #[default]
        Person = "person",
        /// A program of its own: no password, only API tokens.
        Token = "token",
        /// The house itself.
        System = "system",
    }
}

db::row! {
    /// Who may act. The password's hash is not part of it: nothing but logging in needs that.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Actor {
        pub id: ActorId,
        pub kind: Kind,
        pub login: Option<String>,
        pub name: String,
        pub pinyin: String,
        pub phone: Option<String>,
        pub email: Option<String>,
        pub department_id: Option<DepartmentId>,
        pub lang: Lang,
        pub active: bool,
        pub created_at: At,
        pub revision: i64,
    }
}

db::row! {
    /// Somebody as tasks and messages name him.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Brief {
        pub id: ActorId,
        pub name: String,
        pub login: Option<String>,
        pub email: Option<String>,
        pub department_id: Option<DepartmentId>,
        pub lang: Lang,
        pub active: bool,
    }
}

db::row! {
    /// A place in the company's tree.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Department {
        pub id: DepartmentId,
        pub parent_id: Option<DepartmentId>,
        pub name: String,
        pub pinyin: String,
        pub head_id: Option<ActorId>,
        pub active: bool,
        pub revision: i64,
        /// What it works by; when absent, what the department above does.
        pub calendar_id: Option<CalendarId>,
    }
}

db::row! {
    /// A named set of actions.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Role {
        pub id: RoleId,
        pub code: String,
        pub name: String,
        pub name_en: String,
        pub built_in: bool,
        pub active: bool,
        pub revision: i64,
    }
}

db::row! {
    /// A role an actor has, with what to call it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Held {
        pub actor_id: ActorId,
        pub code: String,
        pub name: String,
        pub name_en: String,
    }
}

db::row! {
    /// One action of a role, with the rows it reaches.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    pub struct Grant {
        pub action: String,
        pub scope: Scope,
    }
}

db::row! {
    /// What is needed to check a password.
    #[derive(Clone)]
    pub struct Credential {
        pub id: ActorId,
        pub active: bool,
        pub password_hash: Option<String>,
    }
}

db::row! {
    /// A program's key, without the key.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ApiToken {
        pub id: RowId,
        pub actor_id: ActorId,
        pub name: String,
        /// The last characters, by which people recognise it.
        pub hint: String,
        /// The actions it is narrowed to, as a JSON list.
        pub actions: String,
        pub created_by: ActorId,
        pub created_at: At,
        pub ends_at: Option<At>,
        pub used_at: Option<At>,
        pub revoked_at: Option<At>,
    }
}

db::row! {
    /// A list's filters, columns and sorting under a name.
    #[derive(Debug, Clone, PartialEq)]
    pub struct View {
        pub id: ViewId,
        pub actor_id: ActorId,
        pub page: String,
        pub name: String,
        /// JSON text that only the page itself understands.
        pub spec: String,
        pub shared: bool,
        pub created_at: At,
        pub revision: i64,
    }
}

db::row! {
    /// Who stands behind a session's or token's digest.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Caller {
        pub actor_id: ActorId,
        pub name: String,
        pub lang: Lang,
        pub department_id: Option<DepartmentId>,
        /// When the session or token was last noted as used.
        pub seen_at: Option<At>,
        /// What an API token is narrowed to; a session is not.
        pub narrowed: Option<String>,
    }
}

/// A new actor, as typed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewActor {
    /// What a person types to log in; a program needs none.
    pub login: Option<String>,
    pub name: String,
    #[serde(default)]
    pub kind: Kind,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub department_id: Option<DepartmentId>,
    #[serde(default)]
    pub lang: Lang,
    /// Codes of roles.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// What of an actor changes: what is absent stays, `null` empties.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ActorPatch {
    pub login: Option<String>,
    pub name: Option<String>,
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    pub phone: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    pub email: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<DepartmentId>")]
    pub department_id: Option<Option<DepartmentId>>,
    pub lang: Option<Lang>,
}

/// A new department, or all fields of an old one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDepartment {
    pub name: String,
    pub parent_id: Option<DepartmentId>,
    pub head_id: Option<ActorId>,
    /// What it works by; when absent, what the department above does.
    #[serde(default)]
    pub calendar_id: Option<CalendarId>,
}

/// What of a department changes: what is absent stays, `null` empties.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DepartmentPatch {
    pub name: Option<String>,
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<DepartmentId>")]
    pub parent_id: Option<Option<DepartmentId>>,
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<ActorId>")]
    pub head_id: Option<Option<ActorId>>,
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<CalendarId>")]
    pub calendar_id: Option<Option<CalendarId>>,
    pub active: Option<bool>,
}

/// A new role.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    pub code: String,
    pub name: String,
    /// The name in English; the name itself when absent.
    pub name_en: Option<String>,
    #[serde(default)]
    pub grants: Vec<Grant>,
}

/// What of a role changes: what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RolePatch {
    pub name: Option<String>,
    pub name_en: Option<String>,
    pub active: Option<bool>,
}

/// A key for a program.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    pub name: String,
    /// The actions it may use, of those its actor has; `*` means all of them.
    pub actions: Vec<String>,
    /// Whom it acts for: oneself when absent, or an actor of kind `token`.
    pub actor_id: Option<ActorId>,
    /// When it stops working; never, when absent.
    pub ends_at: Option<At>,
}

/// A view to be kept.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewView {
    pub page: String,
    pub name: String,
    /// JSON text that only the page itself understands.
    pub spec: String,
    /// Whether colleagues see it too.
    #[serde(default)]
    pub shared: bool,
}

/// What of a view changes: what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ViewPatch {
    pub name: Option<String>,
    pub spec: Option<String>,
    pub shared: Option<bool>,
}

/// Tells a field that is `null` from one that is absent.
fn given<'de, D, T>(from: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(from).map(Some)
}
