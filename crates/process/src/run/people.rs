//! Whom a step goes to: what `shundan:who` says, as people of this company.

use base::id::{ActorId, DepartmentId};
use base::{Ctx, Result};
use db::Tx;
use flow::{Node, Value as Kept, Why};

use super::compiled::is_marked;
use crate::because::{Because, Reasons};
use crate::store;
use crate::trouble::Trouble;

/// Asks a decision table by its code. `Err` inside: why it has no answer.
type Decide<'a> = dyn Fn(&mut Tx<'_>, &str) -> Result<Result<Kept, Why>> + 'a;

/// What a line of whom may speak of.
pub(crate) struct Around<'a> {
    pub(crate) starter: ActorId,
    pub(crate) department: Option<DepartmentId>,
    pub(crate) case: base::id::CaseId,
    /// The value of an expression or of a field of the document.
    pub(crate) eval: &'a dyn Fn(&str) -> Result<Kept, Why>,
    /// The answer of a decision table.
    pub(crate) decide: &'a Decide<'a>,
}

/// Whom it comes down to: people, and what candidates are stored as.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Whom {
    pub(crate) people: Vec<ActorId>,
    /// `act_…` or `role:…`.
    pub(crate) texts: Vec<String>,
    /// How each of the people came in.
    why: Vec<(ActorId, Because)>,
}

impl Whom {
    pub(crate) fn add(&mut self, person: ActorId, because: &Because) {
        self.find(person, because);
        self.name(person.to_string());
    }

    fn find(&mut self, person: ActorId, because: &Because) {
        if !self.people.contains(&person) {
            self.people.push(person);
        }
        self.why.push((person, because.clone()));
    }

    /// How one of them came in; how all of them did when it is nobody's alone.
    pub(crate) fn reasons(&self, of: Option<ActorId>) -> Reasons {
        let mut reasons = Reasons::default();
        let told = self.why.iter().filter(|(person, _)| of.is_none_or(|of| of == *person));
        told.for_each(|(_, because)| reasons.add(because.clone()));
        reasons
    }

    fn name(&mut self, text: String) {
        if !self.texts.contains(&text) {
            self.texts.push(text);
        }
    }
}

/// Whoever is absent is stood in for by his substitute; a role is anybody's who is there.
pub(crate) fn present(tx: &mut Tx<'_>, ctx: &Ctx, whom: Whom) -> Result<Whom> {
    let instead = people::substitute_of(tx, &whom.people, ctx.at)?;
    if instead.is_empty() {
        return Ok(whom);
    }
    let mut there = Whom::default();
    for (person, because) in &whom.why {
        match instead.get(person) {
            Some(other) => {
                there.find(*other, because);
                there.find(*other, &Because::StandsIn { person: *person });
            }
            None => there.find(*person, because),
        }
    }
    for text in whom.texts {
        match text.parse::<ActorId>() {
            Ok(person) => there.name(instead.get(&person).copied().unwrap_or(person).to_string()),
            Err(_) => there.name(text),
        }
    }
    Ok(there)
}

/// What a step says of its people, ours or a vendor's.
pub(crate) fn said(node: &Node) -> Option<String> {
    let note = |name: &str| node.notes.get(name).map(str::to_owned);
    let groups = || Some(prefixed("role:", &note("candidateGroups")?));
    let users = || Some(prefixed("user:", &note("candidateUsers")?));
    let one = || note("assignee").map(|it| if is_marked(&it) { it } else { format!("user:{it}") });
    let lane = || node.lane.as_ref().filter(|lane| !lane.is_empty()).map(|lane| format!("lane:{lane}"));
    note("who").or_else(one).or_else(groups).or_else(users).or_else(lane)
}

fn prefixed(prefix: &str, list: &str) -> String {
    let each = list.split(',').map(str::trim).filter(|it| !it.is_empty());
    each.map(|it| format!("{prefix}{it}")).collect::<Vec<_>>().join(";")
}

/// The people of a line, in its order; nobody is an answer too. `Err` inside: the line itself is wrong.
pub(crate) fn resolve(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    who: &str,
    around: &Around<'_>,
) -> Result<Result<Whom, Why>> {
    let mut whom = Whom::default();
    if is_marked(who) {
        let said = values(tx, ctx, (around.eval)(who), (around, &Because::NamedByExpression), &mut whom)?;
        return Ok(said.map(|()| whom));
    }
    for part in who.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        if let Err(why) = one(tx, ctx, part, around, &mut whom)? {
            return Ok(Err(why));
        }
    }
    Ok(Ok(whom))
}

fn one(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    part: &str,
    around: &Around<'_>,
    whom: &mut Whom,
) -> Result<Result<(), Why>> {
    if let Ok(person) = part.parse::<ActorId>() {
        return still_here(tx, person, whom, &Because::NamedInStep).map(Ok);
    }
    if is_marked(part) {
        return values(tx, ctx, (around.eval)(part), (around, &Because::NamedByExpression), whom);
    }
    let (kind, rest) = part.split_once(':').unwrap_or((part, ""));
    let levels = || rest.parse::<u32>().ok();
    match kind {
        "role" => members(tx, rest, around.department, whom)?,
        "user" => {
            let found = people::directory::by_login(tx, &[rest])?;
            found
                .iter()
                .filter(|person| person.active)
                .for_each(|person| whom.add(person.id, &Because::NamedInStep));
        }
        "lane" => {
            let because = Because::BelongsToLane { lane: rest.to_owned() };
            people::directory::named(tx, rest)?.iter().for_each(|person| whom.add(person.id, &because));
        }
        "head" => {
            let Some(department) = around.department else { return Ok(Ok(())) };
            let up = levels().unwrap_or(0);
            let head = people::directory::head_of(tx, department, up)?;
            head.iter().for_each(|person| whom.add(person.id, &Because::head(up)));
        }
        "manager" => {
            let up = levels().unwrap_or(1);
            let above = people::directory::manager_of(tx, around.starter, up)?;
            above.iter().for_each(|person| whom.add(person.id, &Because::manager(up)));
        }
        "starter" => still_here(tx, around.starter, whom, &Because::StartedIt)?,
        "previous" | "did" => {
            let step = (kind == "did").then_some(rest);
            if let Some(person) = store::task::last_done_by(tx, around.case, step)? {
                let because =
                    step.map_or(Because::DidStepBefore, |step| Because::DidStep { step: step.to_owned() });
                still_here(tx, person, whom, &because)?;
            }
        }
        "field" => {
            let because = Because::NamedByField { field: rest.to_owned() };
            return values(tx, ctx, (around.eval)(rest), (around, &because), whom);
        }
        "table" => {
            let said = (around.decide)(tx, rest)?;
            let because = Because::NamedByTable { table: rest.to_owned() };
            return values(tx, ctx, said, (around, &because), whom);
        }
        _ => return Ok(Err(Trouble::TextSaysNobody { text: part.to_owned() }.into())),
    }
    Ok(Ok(()))
}

/// The manager of these sales and not of all others; where nobody near has the role, whoever has it.
fn members(tx: &mut Tx<'_>, role: &str, of: Option<DepartmentId>, whom: &mut Whom) -> Result<()> {
    let near = of.map(|it| people::directory::members_over(tx, role, it)).transpose()?;
    if let Some(near) = near.filter(|near| !near.is_empty()) {
        let because = Because::HasNearestRole { role: role.to_owned() };
        near.iter().for_each(|person| whom.add(person.id, &because));
        return Ok(());
    }
    let because = Because::HasRole { role: role.to_owned() };
    people::directory::members(tx, role)?.iter().for_each(|person| whom.find(person.id, &because));
    whom.name(format!("role:{role}"));
    Ok(())
}

/// Whether an answer is a line of whom, and not a login.
fn is_line(text: &str) -> bool {
    const WORDS: [&str; 4] = ["head", "manager", "starter", "previous"];
    text.contains([':', ';']) || WORDS.contains(&text) || text.parse::<ActorId>().is_ok()
}

/// Whoever left the company, or is the house itself, can be asked nothing.
pub(crate) fn still_here(tx: &mut Tx<'_>, person: ActorId, whom: &mut Whom, because: &Because) -> Result<()> {
    let found = people::directory::briefs(tx, &[person])?;
    found.iter().filter(|it| it.active).for_each(|it| whom.add(it.id, because));
    Ok(())
}

/// What an expression or a table answered: an id, a login, a line of its own, or a list of these. Whoever it names has
/// the reason that stands beside what is around.
fn values(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    value: Result<Kept, Why>,
    (around, because): (&Around<'_>, &Because),
    whom: &mut Whom,
) -> Result<Result<(), Why>> {
    let value = match value {
        Ok(value) => value,
        Err(why) => return Ok(Err(why)),
    };
    match value {
        Kept::Null => Ok(Ok(())),
        Kept::Text(text) if is_line(&text) => {
            for part in text.split(';').map(str::trim).filter(|part| !part.is_empty() && !is_marked(part)) {
                if part.starts_with("table:") {
                    return Ok(Err(Trouble::AnswerRefers { text: part.to_owned() }.into()));
                }
                let told = match part.parse::<ActorId>() {
                    Ok(person) => still_here(tx, person, whom, because).map(Ok),
                    Err(_) => one(tx, ctx, part, around, whom),
                };
                if let Err(why) = told? {
                    return Ok(Err(why));
                }
            }
            Ok(Ok(()))
        }
        Kept::Text(text) => {
            let found = people::directory::by_login(tx, &[&text])?;
            found.iter().filter(|person| person.active).for_each(|person| whom.add(person.id, because));
            Ok(Ok(()))
        }
        Kept::List(items) => {
            for item in items.iter().filter(|item| !matches!(item, Kept::List(_))) {
                if let Err(why) = values(tx, ctx, Ok(item.clone()), (around, because), whom)? {
                    return Ok(Err(why));
                }
            }
            Ok(Ok(()))
        }
        Kept::Map(pairs) => match pairs.as_slice() {
            [(_, value)] if !matches!(value, Kept::Map(_)) => {
                values(tx, ctx, Ok(value.clone()), (around, because), whom)
            }
            _ => Ok(Err(Trouble::ManyAnswers.into())),
        },
        other => Ok(Err(Trouble::TextSaysNobody { text: other.to_string() }.into())),
    }
}
