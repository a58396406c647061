//! The company of these tests, and what its processes may say.

use base::id::{ActorId, DepartmentId};
use base::time::DAY_US;
use base::{Ctx, Result};
use db::Tx;
use people::model::{DepartmentPatch, NewActor, NewDepartment, NewRole};
use process::decisions::{self, NewDecision};
use rules::{HitPolicy, Input, Output, Rule, Table};
use sketch::Palette;

use crate::house::HOUSE;

pub(crate) const PALETTE: Palette<'_> = Palette {
    head: "on=thing",
    start: "",
    who: &[
        "role:chief",
        "role:clerk",
        "role:chief",
        "user:li",
        "user:zhao",
        "user:wang",
        "starter",
        "previous",
        "head",
        "manager:1",
        "field:thing.owner",
        "'=thing.owner'",
        "role:chief;user:zhao",
        "table:whom",
        "role:nobody",
        "user:left",
    ],
    services: &[
        "service=thing.work",
        "service=thing.work arg='note:\"a\"'",
        "service=thing.sign",
        "service=thing.refuse",
        "service=thing.fail",
        "service=thing.tell",
        "service=process.copy who=role:clerk",
    ],
    conditions: &[
        "n > 1",
        "again",
        "thing.amount > 50",
        "thing.state = \"ready\"",
        "approved = true",
        "n = 1 or again",
        "nobody > 1",
    ],
    scripts: &[
        "run='n = n + 1'",
        "run='again = not(again)'",
        "run='n = n + 1; m = n'",
        "run='n = nobody + 1'",
    ],
    rules: &["table=grade"],
    messages: &["thing.paid", "thing.told", "note"],
    signals: &["shout", "whisper", "thing.told"],
    errors: &["thing_not_ready"],
    timers: &[
        "wait=PT1H",
        "wait=PT30M",
        "working=PT4H",
        "date=2026-11-24T10:30:00",
        "date='=thing.due'",
        "wait=PT2H",
    ],
    deadlines: &[
        "deadline=PT4H",
        "deadline=PT2H overdue=escalate",
        "deadline=PT2H overdue=approve",
        "deadline=PT8H remind=PT1H overdue=reject",
        "deadline='=thing.due'",
    ],
    calls: &[],
};

/// The same for a process that may call others.
pub(crate) fn palette<'a>(calls: &'a [&'a str]) -> Palette<'a> {
    Palette { calls, ..PALETTE }
}

/// Who is there.
#[derive(Debug, Clone)]
pub(crate) struct Staff {
    pub(crate) people: Vec<ActorId>,
    pub(crate) chiefs: Vec<ActorId>,
    pub(crate) clerks: Vec<ActorId>,
    pub(crate) department: DepartmentId,
}

pub(crate) fn staff(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Staff> {
    for code in ["chief", "clerk", "nobody"] {
        let new = NewRole { code: code.to_owned(), name: code.to_owned(), name_en: None, grants: Vec::new() };
        people::company::create_role(tx, ctx, &new, &[])?;
    }
    let new = NewDepartment { name: "销售".to_owned(), parent_id: None, head_id: None, calendar_id: None };
    let department = people::company::create_department(tx, ctx, &new)?.id;
    let mut person = |login: &str, role: &str| {
        let roles = Some(role.to_owned()).filter(|role| !role.is_empty()).into_iter().collect();
        let new = NewActor {
            login: Some(login.to_owned()),
            name: login.to_owned(),
            department_id: Some(department),
            roles,
            ..NewActor::default()
        };
        people::commands::create_actor(tx, ctx, &new, None).map(|made| made.id)
    };
    let (li, wang) = (person("li", "chief")?, person("wang", "chief")?);
    let (zhao, chen) = (person("zhao", "clerk")?, person("chen", "clerk")?);
    let (boss, left) = (person("boss", "")?, person("left", "")?);
    people::commands::deactivate(tx, ctx, left)?;
    let patch = DepartmentPatch { head_id: Some(Some(boss)), ..DepartmentPatch::default() };
    people::company::change_department(tx, ctx, department, &patch)?;
    let away = people::calendar::model::NewAbsence {
        actor_id: Some(wang),
        from_at: ctx.at.plus(2 * DAY_US),
        to_at: ctx.at.plus(6 * DAY_US),
        substitute_id: Some(zhao),
        note: String::new(),
    };
    people::absence::enter_absence(tx, ctx, &away)?;
    table(tx, ctx, "grade", &["> 50 | \"high\"", "<= 50 | \"low\""])?;
    table(tx, ctx, "whom", &["> 50 | \"user:li\"", "<= 50 | \"role:clerk\""])?;
    Ok(Staff {
        people: vec![li, wang, zhao, chen, boss],
        chiefs: vec![li, wang],
        clerks: vec![zhao, chen],
        department,
    })
}

fn table(tx: &mut Tx<'_>, ctx: &Ctx, code: &str, rows: &[&str]) -> Result<()> {
    let rule = |row: &&str| {
        let (test, answer) = row.split_once(" | ").unwrap();
        Rule { inputs: vec![test.to_owned()], outputs: vec![answer.to_owned()], annotations: Vec::new() }
    };
    let table = Table {
        name: code.into(),
        policy: HitPolicy::Unique,
        inputs: vec![Input { expression: "thing.amount".into(), ..Input::default() }],
        outputs: vec![Output { name: code.into(), ..Output::default() }],
        rules: rows.iter().map(rule).collect(),
        ..Table::default()
    };
    let new = NewDecision {
        code: code.to_owned(),
        name: code.to_owned(),
        name_en: String::new(),
        subject: "thing".to_owned(),
        table: Some(table),
    };
    let made = decisions::create(tx, ctx, &HOUSE, &new)?;
    decisions::publish(tx, ctx, &HOUSE, made.id, "").map(drop)
}
