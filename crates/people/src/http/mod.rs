//! The wire of people: logging in, oneself, users, departments, roles, calendars, absences, API tokens, saved views.

mod absences;
mod calendars;
mod company;
mod keys;
mod me;
mod users;

use std::sync::OnceLock;

use base::Ctx;
use db::Tx;
use edge::{ActionName, Answer, May, Route, delete, get, patch, post, put};
use serde::Serialize;

edge::actions! {
    ReadPeople = "people.read" ("查看员工与部门", "See users and roles"),
    WritePeople = "people.write" ("管理员工、部门与角色", "Manage users, departments and roles"),
    WriteCalendars = "calendar.write" ("管理工作日历", "Manage working calendars"),
    WriteTokens = "token.write" ("管理接口令牌", "Manage API tokens"),
}

/// The cookie that carries a session.
const COOKIE: &str = "shundan_session";

static KNOWN: OnceLock<Vec<ActionName>> = OnceLock::new();

/// Hands over the actions of all rooms, so that roles can't name others; once, at the start.
pub fn know(actions: Vec<ActionName>) {
    // A second call (tests start several servers) keeps the first: the rooms are the same.
    let _ = KNOWN.set(actions);
}

/// The actions of all rooms; empty before `know`.
fn known() -> Vec<&'static str> {
    KNOWN.get().into_iter().flatten().map(|action| action.name).collect()
}

#[must_use]
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        post("/api/session", me::log_in).says("Logs in: sets the session cookie and tells who one is."),
        delete("/api/session", me::log_out).says("Logs out: ends the session."),
        get("/api/me", me::me).says("Who I am and what I may do."),
        patch("/api/me", me::change_me).says("Changes my language or my password."),
        get("/api/users", users::list).says("Lists users in reach, filtered and by page."),
        get("/api/users/totals", users::totals).says("Counts users in reach."),
        get("/api/users/lookup", users::lookup)
            .says("Finds colleagues by name, pinyin or login, to choose one."),
        get("/api/users/names", users::names).says("Names of colleagues, by id."),
        post("/api/users", users::create)
            .says("Enters a user with roles and, for a person, a first password."),
        get("/api/users/{id}", users::user).says("Shows a user."),
        patch("/api/users/{id}", users::change).says("Changes a user's fields."),
        put("/api/users/{id}/roles", users::set_roles).says("Replaces a user's roles."),
        post("/api/users/{id}/password", users::set_password)
            .says("Gives a user a new password; his sessions end."),
        post("/api/users/{id}/deactivate", users::deactivate)
            .says("Ends a user's right to act, with his sessions and tokens."),
        post("/api/users/{id}/reactivate", users::reactivate).says("Lets a user act again."),
    ];
    routes.extend([
        get("/api/departments", company::departments).says("The tree of departments."),
        post("/api/departments", company::create_department).says("Enters a department."),
        patch("/api/departments/{id}", company::change_department)
            .says("Renames, moves, closes or opens a department, or gives it a head or a calendar."),
        get("/api/roles", company::roles).says("Lists roles with what they grant."),
        post("/api/roles", company::create_role).says("Makes a role."),
        patch("/api/roles/{id}", company::change_role).says("Renames, closes or opens a role."),
        put("/api/roles/{id}/grants", company::put_grants).says("Replaces what a role grants."),
        get("/api/calendars", calendars::list).says("Lists working calendars, the one that counts first."),
        post("/api/calendars", calendars::create).says("Enters a working calendar."),
        get("/api/calendars/{id}", calendars::show).says("Shows a working calendar with its days."),
        put("/api/calendars/{id}", calendars::change).says("Replaces a calendar's week, days and names."),
        delete("/api/calendars/{id}", calendars::remove).says("Throws away a calendar that nothing goes by."),
        post("/api/calendars/{id}/import", calendars::import)
            .says("Takes holidays and make-up days into a calendar from a CSV, JSON or iCalendar file."),
        post("/api/calendars/{id}/default", calendars::make_default)
            .says("Makes a calendar the one that counts where no other is named."),
        get("/api/calendars/{id}/reckon", calendars::reckon)
            .says("The moment at which so much working time has passed."),
        get("/api/holidays", calendars::holidays)
            .says("Public holidays that come with the product, as files to import into a calendar."),
        get("/api/absences", absences::list).says(
            "Lists absences that are not over: mine, those I stand in for, and on demand all that I may see.",
        ),
        post("/api/absences", absences::enter).says("Says that I am away, or somebody within my reach."),
        post("/api/absences/{id}/withdraw", absences::withdraw)
            .says("Takes an absence back; one under way ends now."),
        get("/api/tokens", keys::tokens).says("Lists API tokens: mine, and those of users in reach."),
        post("/api/tokens", keys::create_token).says("Makes an API token; its secret is shown this once."),
        delete("/api/tokens/{id}", keys::revoke_token).says("Takes an API token back."),
        get("/api/views", keys::views).says("Lists saved views: mine and those shared with me."),
        post("/api/views", keys::save_view).says("Saves a view of a list page."),
        put("/api/views/{id}", keys::change_view).says("Changes my saved view."),
        delete("/api/views/{id}", keys::delete_view).says("Throws my saved view away."),
    ]);
    routes
}

/// Runs a command after which logins may mean other rights, and makes `edge` ask anew.
async fn write_rights<A, T, F>(may: May<A>, run: F) -> Answer<T>
where
    T: Serialize + Send + 'static,
    F: FnMut(&mut Tx<'_>, &Ctx) -> base::Result<T> + Send + 'static,
{
    let app = may.app().clone();
    let answer = may.write(run).await;
    app.forget_all();
    answer
}
