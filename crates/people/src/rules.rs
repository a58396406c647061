//! The decisions: what roles give, who may give what, what a password must be, where a department may hang.

use base::id::DepartmentId;
use base::refusal::{Common, Problems};
use base::text::clean;
use base::time::{DAY_US, HOUR_US, MINUTE_US};
use base::{At, Refuse, Scope, Status};
use serde::Serialize;

use crate::model::{Actions, Actor, Department, Grant, Kind};

pub const PASSWORD_MIN: usize = 8;
pub const PASSWORD_MAX: usize = 256;
/// Wrong passwords in a row after which an account is closed for `LOCKED_US`.
pub const FAILURES_MAX: i64 = 10;
pub const LOCKED_US: i64 = 15 * MINUTE_US;
/// A session nobody uses ends after this.
pub const IDLE_US: i64 = 12 * HOUR_US;
/// Every session ends after this.
pub const SESSION_US: i64 = 7 * DAY_US;
/// The use of a session or token is noted this often, not at every request.
pub const TOUCH_US: i64 = 5 * MINUTE_US;
pub const NAME_MAX: usize = 80;
pub const LOGIN_MAX: usize = 60;
/// The text of a saved view is at most this long.
pub const SPEC_MAX: usize = 20_000;
pub const TOKENS_MAX: usize = 50;
pub const VIEWS_MAX: usize = 200;
/// Departments nested deeper than this are a mistake.
pub const DEPTH_MAX: usize = 20;
/// The role that may everything; it can't be changed, so that nobody saws off his own branch.
pub const ADMIN: &str = "admin";

/// Passwords that everybody tries first.
const COMMON: &[&str] = &[
    "12345678",
    "123456789",
    "1234567890",
    "88888888",
    "66666666",
    "00000000",
    "11111111",
    "11223344",
    "87654321",
    "password",
    "password1",
    "passw0rd",
    "qwertyui",
    "qwerty123",
    "1qaz2wsx",
    "abcd1234",
    "a1234567",
    "a12345678",
    "aa123456",
    "abc12345",
    "admin123",
    "woaini1314",
    "5201314520",
    "iloveyou",
];

/// Why the room said no, in order of precedence: the first that applies is the one reported.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    #[error("too many wrong passwords for this account: try again in {minutes} minutes")]
    LoginLocked { minutes: i64 },
    #[error("the account or the password is wrong")]
    LoginFailed,
    #[error("the present password is wrong")]
    PasswordWrong,
    #[error("a password has at least {min} characters")]
    PasswordTooShort { min: usize },
    #[error("a password has at most {max} bytes")]
    PasswordTooLong { max: usize },
    #[error("this password is among the first that anybody would try")]
    PasswordTooCommon,
    #[error("only a person has a password")]
    PasswordForPersons,
    #[error("a program acts for a person only when that person made the token himself")]
    TokenForOther,
    #[error("there is no role {role}")]
    UnknownRole { role: String },
    #[error("you can't give {action}: you do not have it yourself, or not that far")]
    BeyondOwn { action: String },
    #[error("the role {role} comes with the product and stays as it is")]
    RoleFixed { role: String },
    #[error("without {name} nobody could administer any more")]
    LastAdmin { name: String },
    #[error("{name} is already deactivated")]
    AlreadyInactive { name: String },
    #[error("{name} is already active")]
    AlreadyActive { name: String },
    #[error("the department {name} is closed")]
    DepartmentClosed { name: String },
    #[error("a department can't be below itself: {path}")]
    DepartmentCycle { path: String },
    #[error("departments are nested at most {max} deep")]
    DepartmentTooDeep { max: usize },
    #[error("the department {name} still has {people} people and {departments} departments")]
    DepartmentInUse { name: String, people: i64, departments: i64 },
    #[error("the token {name} is already revoked")]
    TokenRevoked { name: String },
    #[error("{name} already is the calendar that counts where no other is named")]
    CalendarIsDefault { name: String },
    #[error("{departments} departments work by the calendar {name}")]
    CalendarInUse { name: String, departments: i64 },
    #[error("a calendar needs at least one shift in its week")]
    CalendarNeverWorks,
    #[error("the shifts {first} and {second} overlap")]
    ShiftsOverlap { first: String, second: String },
    #[error("the file cannot be read as CSV, JSON or iCalendar: {reason}")]
    HolidayFileUnreadable { reason: String },
    #[error("the file names no day off and no day to work")]
    HolidayFileEmpty,
    #[error("the absence is over since {to}")]
    AbsenceOver { to: String },
    #[error("there is an absence already from {from} to {to}")]
    AbsenceOverlaps { from: String, to: String },
    #[error("{name} can't stand in for himself")]
    SubstituteSelf { name: String },
}

impl Refuse for Refusal {
    fn status(&self) -> Status {
        match self {
            Self::LoginLocked { .. } => Status::TooMany,
            Self::LoginFailed => Status::Unauthorized,
            Self::BeyondOwn { .. } | Self::TokenForOther => Status::Forbidden,
            Self::PasswordWrong
            | Self::PasswordTooShort { .. }
            | Self::PasswordTooLong { .. }
            | Self::PasswordTooCommon
            | Self::PasswordForPersons
            | Self::UnknownRole { .. }
            | Self::DepartmentTooDeep { .. }
            | Self::CalendarNeverWorks
            | Self::ShiftsOverlap { .. }
            | Self::HolidayFileUnreadable { .. }
            | Self::HolidayFileEmpty
            | Self::SubstituteSelf { .. } => Status::Invalid,
            _ => Status::Conflict,
        }
    }
}

/// What all roles give together: of each action the widest scope; nothing that no role names.
/// A `*` swallows actions that reach less far, so that a narrow role never takes from a wide one.
#[must_use]
pub fn effective(granted: &[Grant]) -> Actions {
    let mut actions = Actions::new();
    for Grant { action, scope } in granted {
        let known = actions.entry(action.clone()).or_insert(*scope);
        *known = (*known).max(*scope);
    }
    if let Some(every) = actions.get("*").copied() {
        actions.retain(|action, scope| action == "*" || *scope > every);
    }
    actions
}

/// What is left when a token names the actions it may use.
#[must_use]
pub fn narrow(actions: &Actions, wanted: &[String]) -> Actions {
    if wanted.iter().any(|action| action == "*") {
        return actions.clone();
    }
    wanted.iter().filter_map(|action| Some((action.clone(), reach(actions, action)?))).collect()
}

/// How far an action reaches by these rights, if at all.
#[must_use]
pub fn reach(actions: &Actions, action: &str) -> Option<Scope> {
    actions.get(action).or_else(|| actions.get("*")).copied()
}

/// Refuses when somebody would give, or take power over, what he does not have.
///
/// # Errors
/// `beyond_own` naming the first action.
pub fn covers(own: &Actions, wanted: &Actions) -> Result<(), Refusal> {
    let beyond = wanted.iter().find(|(action, scope)| reach(own, action).is_none_or(|mine| mine < **scope));
    beyond.map_or(Ok(()), |(action, _)| Err(Refusal::BeyondOwn { action: action.clone() }))
}

/// # Errors
/// `password_too_short`, `password_too_long`, `password_too_common`.
pub fn check_password(password: &str, login: &str) -> Result<(), Refusal> {
    if password.chars().count() < PASSWORD_MIN {
        return Err(Refusal::PasswordTooShort { min: PASSWORD_MIN });
    }
    if password.len() > PASSWORD_MAX {
        return Err(Refusal::PasswordTooLong { max: PASSWORD_MAX });
    }
    let lower = password.to_lowercase();
    let first = lower.chars().next();
    let repeated = lower.chars().all(|c| Some(c) == first);
    if repeated || lower == login.to_lowercase() || COMMON.contains(&lower.as_str()) {
        return Err(Refusal::PasswordTooCommon);
    }
    Ok(())
}

/// Whether an account is closed because of wrong passwords, and for how many minutes more.
///
/// # Errors
/// `login_locked`.
pub fn check_lock(failures: i64, last_at: At, at: At) -> Result<(), Refusal> {
    let left = last_at.0 + LOCKED_US - at.0;
    if failures < FAILURES_MAX || left <= 0 {
        return Ok(());
    }
    Err(Refusal::LoginLocked { minutes: (left + MINUTE_US - 1) / MINUTE_US })
}

/// A login as it is stored and looked for: cleaned, in lower case.
#[must_use]
pub fn login_key(login: &str) -> String {
    clean(login).to_lowercase()
}

/// The shape of an actor's fields, every problem at once.
pub fn check_actor(actor: &Actor, problems: &mut Problems) {
    check_name("name", &actor.name, problems);
    match &actor.login {
        Some(login) if !is_login(login) => problems.add(
            "login",
            &Common::InvalidValue {
                value: login.clone(),
                expected: format!("2 to {LOGIN_MAX} letters, digits and . _ - @"),
            },
        ),
        None if actor.kind == Kind::Person => problems.add("login", &Common::Required),
        _ => {}
    }
    if actor.kind == Kind::System {
        let expected = "person or token".to_owned();
        problems.add("kind", &Common::InvalidValue { value: actor.kind.to_string(), expected });
    }
    for (field, value) in [("phone", &actor.phone), ("email", &actor.email)] {
        if value.as_ref().is_some_and(|text| text.chars().count() > NAME_MAX) {
            problems.add(field, &Common::TooLong { value: value.clone().unwrap_or_default(), max: NAME_MAX });
        }
    }
    if actor.email.as_ref().is_some_and(|email| !email.contains('@')) {
        let value = actor.email.clone().unwrap_or_default();
        problems.add(
            "email",
            &Common::InvalidValue { value, expected: "an address such as li.si@example.com".into() },
        );
    }
}

/// A name is there and not longer than a screen can show.
pub fn check_name(field: &str, name: &str, problems: &mut Problems) {
    if name.is_empty() {
        problems.add(field, &Common::Required);
    } else if name.chars().count() > NAME_MAX {
        problems.add(field, &Common::TooLong { value: name.chars().take(NAME_MAX).collect(), max: NAME_MAX });
    }
}

/// A code is written by programs: small Latin letters, digits and `_`.
pub fn check_code(field: &str, code: &str, problems: &mut Problems) {
    let is_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if code.is_empty() || code.len() > NAME_MAX || !code.chars().all(is_code) {
        let expected = "small Latin letters, digits and _".to_owned();
        problems.add(field, &Common::InvalidValue { value: code.to_owned(), expected });
    }
}

/// Actions are written `noun.verb`, or `*`, each once; `known` are those the house has, when given.
pub fn check_actions<'a>(
    field: &str,
    actions: impl Iterator<Item = &'a str>,
    known: &[&str],
    problems: &mut Problems,
) {
    let mut seen = Vec::new();
    for (place, action) in actions.enumerate() {
        let is_known =
            action == "*" || if known.is_empty() { is_action(action) } else { known.contains(&action) };
        if seen.contains(&action) {
            problems.add(format!("{field}[{place}]"), &Common::Taken { value: action.to_owned() });
        } else if !is_known {
            let expected = "an action such as order.read".to_owned();
            problems.add(
                format!("{field}[{place}]"),
                &Common::InvalidValue { value: action.to_owned(), expected },
            );
        }
        seen.push(action);
    }
}

/// Whether a department may hang where it wants to: never below itself, and an open one not below a closed one.
///
/// # Errors
/// `department_cycle` with the path that would close, `department_too_deep`, `department_closed`.
pub fn check_place(all: &[Department], department: &Department) -> Result<(), Refusal> {
    let find = |id: DepartmentId| all.iter().find(|d| d.id == id);
    let mut path = vec![department.name.as_str()];
    let mut next = department.parent_id;
    while let Some(here) = next {
        if here == department.id {
            path.push(&department.name);
            return Err(Refusal::DepartmentCycle { path: path.join(" ‹ ") });
        }
        let Some(above) = find(here) else { break };
        path.push(&above.name);
        if path.len() > DEPTH_MAX {
            return Err(Refusal::DepartmentTooDeep { max: DEPTH_MAX });
        }
        next = above.parent_id;
    }
    match department.parent_id.and_then(find) {
        Some(parent) if department.active && !parent.active => {
            Err(Refusal::DepartmentClosed { name: parent.name.clone() })
        }
        _ => Ok(()),
    }
}

fn is_login(login: &str) -> bool {
    let count = login.chars().count();
    (2..=LOGIN_MAX).contains(&count) && login.chars().all(|c| c.is_alphanumeric() || "._-@".contains(c))
}

fn is_action(action: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    action.len() <= NAME_MAX
        && action.split_once('.').is_some_and(|(noun, verb)| is_word(noun) && is_word(verb))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `order.read:own order.read:all` as grants.
    fn grants(text: &str) -> Vec<Grant> {
        let one = |part: &str| {
            let (action, scope) = part.split_once(':').unwrap();
            let scope = match scope {
                "own" => Scope::Own,
                "department" => Scope::Department,
                "below" => Scope::Below,
                _ => Scope::All,
            };
            Grant { action: action.to_owned(), scope }
        };
        text.split_whitespace().map(one).collect()
    }

    fn shown(actions: &Actions) -> String {
        let one = |(action, scope): (&String, &Scope)| format!("{action}:{scope:?}").to_lowercase();
        actions.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn roles_add_up_to_the_widest_and_nothing_else() {
        for (given, result) in [
            ("", ""),
            ("a.b:own", "a.b:own"),
            ("a.b:own a.b:below c.d:department", "a.b:below c.d:department"),
            ("a.b:all a.b:own", "a.b:all"),
            ("*:all a.b:own", "*:all"),
            ("*:own a.b:own c.d:all", "*:own c.d:all"),
        ] {
            assert_eq!(shown(&effective(&grants(given))), result, "{given}");
        }
    }

    #[test]
    fn a_token_never_has_more_than_its_actor() {
        for (own, wanted, result) in [
            ("a.b:own c.d:all", "a.b", "a.b:own"),
            ("a.b:own", "a.b c.d", "a.b:own"),
            ("*:all", "a.b", "a.b:all"),
            ("a.b:own c.d:all", "*", "a.b:own c.d:all"),
            ("*:own c.d:all", "c.d e.f", "c.d:all e.f:own"),
            ("a.b:own", "", ""),
        ] {
            let wanted: Vec<String> = wanted.split_whitespace().map(str::to_owned).collect();
            assert_eq!(shown(&narrow(&effective(&grants(own)), &wanted)), result, "{own} / {wanted:?}");
        }
    }

    #[test]
    fn nobody_gives_what_he_does_not_have() {
        for (own, wanted, beyond) in [
            ("a.b:all", "a.b:own", None),
            ("a.b:below", "a.b:below", None),
            ("a.b:below", "a.b:all", Some("a.b")),
            ("a.b:all", "c.d:own", Some("c.d")),
            ("*:all", "*:all a.b:all", None),
            ("a.b:all", "*:own", Some("*")),
            ("", "", None),
        ] {
            let refused = covers(&effective(&grants(own)), &effective(&grants(wanted))).err();
            let expected = beyond.map(|action: &str| Refusal::BeyondOwn { action: action.to_owned() });
            assert_eq!(refused, expected, "{own} / {wanted}");
        }
    }

    #[test]
    fn passwords_that_anybody_would_try_are_refused() {
        for (password, refusal) in [
            ("顺单顺单", Some(Refusal::PasswordTooShort { min: 8 })),
            ("Password", Some(Refusal::PasswordTooCommon)),
            ("zzzzzzzzzz", Some(Refusal::PasswordTooCommon)),
            ("LiSi.2026", Some(Refusal::PasswordTooCommon)),
            ("a green door", None),
            ("春眠不觉晓处处闻啼鸟", None),
        ] {
            assert_eq!(check_password(password, "lisi.2026").err(), refusal, "{password}");
        }
        let long = "ab".repeat(200);
        assert_eq!(check_password(&long, "x"), Err(Refusal::PasswordTooLong { max: 256 }));
    }

    #[test]
    fn the_tenth_failure_closes_the_account_for_a_quarter_of_an_hour() {
        let last = At(1_000 * MINUTE_US);
        assert_eq!(check_lock(9, last, last), Ok(()));
        assert_eq!(check_lock(10, last, last), Err(Refusal::LoginLocked { minutes: 15 }));
        assert_eq!(check_lock(10, last, last.plus(LOCKED_US - 1)), Err(Refusal::LoginLocked { minutes: 1 }));
        assert_eq!(check_lock(10, last, last.plus(LOCKED_US)), Ok(()));
    }

    fn department(id: i64, parent: Option<i64>, name: &str, active: bool) -> Department {
        let (id, parent_id) = (DepartmentId(id), parent.map(DepartmentId));
        Department {
            id,
            parent_id,
            name: name.into(),
            pinyin: String::new(),
            head_id: None,
            active,
            revision: 1,
            calendar_id: None,
        }
    }

    #[test]
    fn a_department_never_hangs_below_itself() {
        let all = [
            department(1, None, "总公司", true),
            department(2, Some(1), "销售部", true),
            department(3, Some(2), "华东", true),
            department(4, None, "旧部", false),
        ];
        let place = |id, name, parent| check_place(&all, &department(id, Some(parent), name, true));
        assert_eq!(place(3, "华东", 1), Ok(()));
        let cycle = Refusal::DepartmentCycle { path: "销售部 ‹ 华东 ‹ 销售部".into() };
        assert_eq!(place(2, "销售部", 3), Err(cycle));
        assert_eq!(place(2, "销售部", 2), Err(Refusal::DepartmentCycle { path: "销售部 ‹ 销售部".into() }));
        assert_eq!(place(5, "新", 4), Err(Refusal::DepartmentClosed { name: "旧部".into() }));
        assert_eq!(check_place(&all, &department(5, Some(4), "旧组", false)), Ok(()));
    }

    #[test]
    fn actions_are_written_as_the_house_knows_them() {
        let wrong = |actions: &[&str], known: &[&str]| {
            let mut problems = Problems::default();
            check_actions("actions", actions.iter().copied(), known, &mut problems);
            problems.check().err().map(|e| e.to_string()).unwrap_or_default()
        };
        assert_eq!(wrong(&["order.read", "*"], &[]), "");
        assert!(wrong(&["order.read", "order"], &[]).contains("actions[1]: invalid_value"));
        assert!(wrong(&["order.fly"], &["order.read"]).contains("actions[0]: invalid_value"));
        assert!(wrong(&["order.read", "order.read"], &[]).contains("actions[1]: taken"));
    }
}
