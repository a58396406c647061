//! Who acts: departments, people and programs, their roles, how we know that it is they, and when they work.
//!
//! An actor holds roles; a role grants actions, each with the rows it reaches (own, department,
//! below, all). What no role grants is refused. A browser shows a session's cookie, a program an
//! API token; of both only the digest is stored.
//!
//! ```text
//! credential ──► verify (slow, outside of any transaction) ──► open session │ record failure ──► locked
//! token ──► digest ──► who (session or API token) ──► grants: widest scope of each action over all roles
//! ```
//!
//! Invariants: departments are a tree; whoever gives rights has them himself; one active administrator
//! remains; nobody inactive has a session.
//!
//! Work is counted by calendars: a department goes by its own or by that of one above it. Who is away may name who
//! stands in for him.
//!
//! Reading order: `model`, `rules` (decisions), `access` (log in, sessions, tokens, grants),
//! `commands` (people), `company` (departments and roles), `directory` (whom something concerns), `calendar`,
//! `absence`, `views`,
//! `seed`, `store`.

pub mod absence;
pub mod access;
pub mod calendar;
pub mod commands;
pub mod company;
pub mod directory;
pub mod http;
pub mod model;
pub mod password;
pub mod rules;
pub mod seed;
mod store;
pub mod views;

pub use absence::{enter_absence, substitute_of};
pub use access::{grants_for_session, grants_for_token};
pub use calendar::{calendar_by_code, calendar_for};
pub use directory::{briefs, by_login, head_of, manager_of, managers_of, members, members_over, named};
pub use http::routes;
pub use model::{Actor, Brief, Department, Role};
pub use rules::Refusal;
pub use seed::seed;

/// What this room writes into the journal. Names, phones and addresses are never among the facts.
pub const EVENTS: &[(&str, &str)] = &[
    ("actor.created", "Someone who may act was entered: a person or a program."),
    ("actor.changed", "Fields of an actor changed; the facts name them."),
    ("actor.roles_changed", "An actor has other roles than before."),
    (
        "actor.password_changed",
        "A password was set, by its owner or by an administrator; other sessions ended.",
    ),
    ("actor.deactivated", "An actor may no longer act; his sessions and tokens ended."),
    ("actor.reactivated", "An actor may act again."),
    ("actor.logged_in", "A person logged in."),
    ("actor.logged_out", "A person logged out."),
    ("actor.locked_out", "Too many wrong passwords: the account is closed for a while."),
    ("department.created", "A department was entered."),
    ("department.changed", "A department was renamed, moved, given a head or a calendar, or closed."),
    ("role.created", "A role was entered."),
    ("role.changed", "A role was renamed, closed or opened."),
    ("role.granted", "The actions of a role changed; the facts say which."),
    ("api_token.created", "A program was given a key."),
    ("api_token.revoked", "A program's key was taken back."),
    ("calendar.created", "A working calendar was entered."),
    ("calendar.changed", "The week, the days or the names of a working calendar changed."),
    (
        "calendar.days_imported",
        "Holidays and make-up days were taken into a calendar from a file; the facts count them.",
    ),
    ("calendar.made_default", "A working calendar counts from now on where no other is named."),
    ("calendar.deleted", "A working calendar that nothing went by was thrown away."),
    ("absence.entered", "Somebody will be away; the facts say from when to when, and who stands in."),
    ("absence.withdrawn", "An absence does not take place, or ended early."),
    ("view.saved", "A list's filters and columns were kept under a name."),
    ("view.deleted", "A saved view was thrown away."),
];
