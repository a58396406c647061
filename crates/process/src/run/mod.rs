//! A case under way: loaded, told something, run to where it waits, saved; all in one transaction.
//!
//! `compiled` makes versions ready, `people` finds whom a step goes to, `effects` carries out what the kernel answers,
//! `calls` the services and processes it asks for, `save` writes it down.

mod calls;
pub(crate) mod compiled;
mod effects;
pub(crate) mod names;
mod outside;
pub(crate) mod people;
mod save;
mod tasks;
pub(crate) mod values;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use base::id::{ActorId, CaseId, ProcessId, ProcessVersionId};
use base::{Ctx, Error, Result};
use db::Tx;
use flow::case::At;
use flow::{Case, Expression, Fault, Input, Node, NodeId, Refused, TokenId, Value as Kept, Vars, View, Why};

use crate::because::Because;
use crate::house::{House, Known, Subject};
use crate::model::{CaseRow, CaseState, Copy, Incident, Task};
use crate::rules::Refusal;
use crate::store;
use crate::trouble::{self, Trouble};
pub(crate) use compiled::is_marked;
use compiled::{Compiled, Facts};
pub(crate) use effects::TIMER;
pub use outside::CHANNEL;
pub(crate) use outside::facts as facts_of_call;
use people::Whom;
pub(crate) use save::ANY;

/// Services and calls one command may make, and messages it may tell, before it counts as going round in circles.
const CALLS_MAX: u32 = 300;
/// Processes that call processes, and cases that wake one another by what they throw.
const DEPTH_MAX: u32 = 12;

/// A case in memory, with what changed since it was loaded.
pub(crate) struct Live {
    pub(crate) row: CaseRow,
    pub(crate) case: Case,
    pub(crate) version: Arc<Compiled>,
    pub(crate) house: &'static House,
    pub(crate) subject: Option<&'static Subject>,
    /// The document's facts, since they were last asked for.
    known: RefCell<Option<Known>>,
    /// The people of a step that each of them does, since they were last looked for.
    found: RefCell<Option<(Arc<str>, Whom)>>,
    /// Why whoever is named now is named.
    pub(crate) handed: Option<Because>,
    /// Who answered the task that set this off.
    pub(crate) person: Option<ActorId>,
    is_new: bool,
    /// Nothing of its document is real.
    imagined: bool,
    depth: u32,
    /// How deep in cases that wake one another this one was woken.
    woken: u32,
    /// What the command made so far of its calls, in all cases it set going together.
    spent: Rc<Cell<u32>>,
    changes: Changes,
}

/// What is to be written besides the case itself.
#[derive(Default)]
struct Changes {
    opened: Vec<Opened>,
    cancelled: Vec<TokenId>,
    assigned: Vec<(TokenId, ActorId)>,
    raised: Vec<Incident>,
    copies: Vec<Copy>,
    entered: Vec<(u32, Arc<str>)>,
    left: Vec<(u32, Arc<str>)>,
    /// Messages for other cases of the same document, told when this one is saved.
    published: Vec<(Arc<str>, Kept)>,
    /// Why the flows just taken were taken.
    reasons: Vec<String>,
    /// What other systems are to be asked, and the tokens that no longer wait for an answer.
    asked: Vec<outside::Asked>,
    called_off: Vec<i64>,
    /// What was asked for and not yet called.
    calls: VecDeque<(TokenId, NodeId)>,
}

pub(crate) struct Opened {
    pub(crate) task: Task,
    pub(crate) whom: Vec<String>,
}

/// What the start of a case needs to know.
pub(crate) struct Beginning {
    pub(crate) process_id: ProcessId,
    pub(crate) version_id: ProcessVersionId,
    pub(crate) subject: String,
    pub(crate) order_ref: Option<String>,
    pub(crate) starter: ActorId,
    pub(crate) parent: Option<(CaseId, TokenId)>,
    pub(crate) depth: u32,
}

impl Live {
    /// A case that has not begun.
    pub(crate) fn new(ctx: &Ctx, house: &'static House, version: Arc<Compiled>, begin: Beginning) -> Self {
        let row = CaseRow {
            id: ctx.id(),
            process_id: begin.process_id,
            version_id: begin.version_id,
            subject: begin.subject,
            order_ref: begin.order_ref,
            starter_id: begin.starter,
            state: CaseState::Running,
            outcome: String::new(),
            parent_id: begin.parent.map(|(case, _)| case),
            parent_token: begin.parent.map(|(_, token)| i64::from(token.0)),
            stuck: 0,
            listens: String::new(),
            stands: String::new(),
            body: String::new(),
            started_at: ctx.at,
            ended_at: None,
            revision: 0,
        };
        let mut live = Self::of(house, row, Case::new(), version);
        (live.is_new, live.depth) = (true, begin.depth);
        live
    }

    /// A stored case, its row held until the commit.
    pub(crate) fn load(tx: &mut Tx<'_>, house: &'static House, id: CaseId) -> Result<Self> {
        let row = store::case::load_for_update(tx, id)?;
        Self::from_row(tx, house, row)
    }

    pub(crate) fn from_row(tx: &mut Tx<'_>, house: &'static House, row: CaseRow) -> Result<Self> {
        let version = version(tx, house, row.version_id)?;
        Self::ready(house, row, version)
    }

    /// The same where the versions of many cases are at hand.
    pub(crate) fn on(house: &'static House, row: CaseRow, versions: &Versions) -> Result<Self> {
        let missing = || Error::Fault(anyhow::anyhow!("the case {} has no version", row.id));
        let version = versions.get(&row.version_id).cloned().ok_or_else(missing)?;
        Self::ready(house, row, version)
    }

    fn ready(house: &'static House, row: CaseRow, version: Arc<Compiled>) -> Result<Self> {
        let case = serde_json::from_str(&row.body).map_err(|e| {
            Error::Fault(anyhow::Error::new(e).context(format!("reading the case {}", row.id)))
        })?;
        Ok(Self::of(house, row, case, version))
    }

    fn of(house: &'static House, row: CaseRow, case: Case, version: Arc<Compiled>) -> Self {
        let subject = house.subject(&version.subject);
        Self {
            row,
            case,
            version,
            house,
            subject,
            known: RefCell::new(None),
            found: RefCell::new(None),
            handed: None,
            person: None,
            is_new: false,
            imagined: false,
            depth: 0,
            woken: 0,
            spent: Rc::default(),
            changes: Changes::default(),
        }
    }

    /// The same command goes on in this case.
    pub(crate) fn after(mut self, other: &Self) -> Self {
        self.spent = Rc::clone(&other.spent);
        self.woken = other.woken;
        self
    }

    /// Whether one more call or message is too many.
    fn goes_round(&self) -> bool {
        self.spent.set(self.spent.get() + 1);
        self.spent.get() > CALLS_MAX
    }

    /// What the document looks like now, all of it; empty for a case about nothing.
    pub(crate) fn known(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Known> {
        if let Some(known) = self.known.borrow().as_ref() {
            return Ok(known.clone());
        }
        let found = match self.subject {
            Some(subject) if !self.row.subject.is_empty() => {
                (subject.facts)(tx, &ctx.as_system(), &self.row.subject)?
            }
            _ => Known::default(),
        };
        *self.known.borrow_mut() = Some(found.clone());
        Ok(found)
    }

    /// The document's facts as far as the reader may know them; nothing when it is gone.
    pub(crate) fn shown(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> rules::Value {
        let Some(subject) = self.subject.filter(|_| !self.row.subject.is_empty()) else {
            return rules::Value::Null;
        };
        (subject.facts)(tx, ctx, &self.row.subject).map_or(rules::Value::Null, |known| known.facts)
    }

    /// A made-up document: its facts are these, and services are passed over.
    pub(crate) fn imagine(&mut self, known: Option<&Known>) {
        if let Some(known) = known {
            self.imagined = true;
            *self.known.borrow_mut() = Some(known.clone());
        }
    }

    /// Goes over to another version.
    pub(crate) fn migrate(
        &mut self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        new: &Arc<Compiled>,
        mapping: &[(NodeId, NodeId)],
    ) -> Result<()> {
        let old = Arc::clone(&self.version);
        let mut case = std::mem::take(&mut self.case);
        let host = Host::new(tx, ctx, self);
        let effects = flow::migrate(&old.definition, &new.definition, &mut case, mapping, &host);
        let failed = host.failed.into_inner();
        self.case = case;
        if let Some(error) = failed {
            return Err(error);
        }
        self.version = Arc::clone(new);
        for effect in effects.map_err(refused)? {
            self.carry_out(tx, ctx, effect)?;
        }
        Ok(())
    }

    /// Says something to the case and lets it run to where it waits, services included.
    ///
    /// # Errors
    /// `case_refuses` when what was said does not fit; faults of the store.
    pub(crate) fn advance(&mut self, tx: &mut Tx<'_>, ctx: &Ctx, input: Input) -> Result<()> {
        self.tell(tx, ctx, input).map_err(refused)??;
        while let Some((token, node)) = self.changes.calls.pop_front() {
            if self.goes_round() || self.is_told_without_end(tx) {
                self.fail_by(tx, ctx, token, &flow::Cause::LoopWithoutEnd)?;
                continue;
            }
            if let Some(answer) = self.call(tx, ctx, token, node)? {
                // A service may have taken away the very step that asked for it.
                match self.tell(tx, ctx, answer) {
                    Ok(done) => done?,
                    Err(Refused::NothingWaits | Refused::CaseEnded | Refused::WrongKind) => {}
                    Err(other) => return Err(refused(other)),
                }
            }
        }
        Ok(())
    }

    /// Whether its document had more happen to it in this transaction than anybody means: what is told of it leads to
    /// what is told of it.
    fn is_told_without_end(&self, tx: &Tx<'_>) -> bool {
        let about = |event: &db::Event| !self.row.subject.is_empty() && event.subject == self.row.subject;
        tx.recorded().filter(|(_, _, event)| about(event)).count() > CALLS_MAX as usize
    }

    /// Whether it is woken by a case that was woken by a case, and so on, or by more than anybody means.
    pub(crate) fn is_woken_without_end(&mut self) -> bool {
        self.woken += 1;
        self.woken > DEPTH_MAX || self.goes_round()
    }

    /// What listens for a name in this case is stuck, for it would be woken by it for ever.
    pub(crate) fn deafen(&mut self, tx: &mut Tx<'_>, ctx: &Ctx, name: &str) -> Result<()> {
        let definition = Arc::clone(&self.version);
        let waits = |token: &&flow::case::Token| matches!(token.at, At::Waiting | At::Watch(_));
        let named =
            |token: &&flow::case::Token| save::listens_for(&definition.definition, token.node) == Some(name);
        let tokens: Vec<TokenId> =
            self.case.tokens.iter().filter(waits).filter(named).map(|it| it.id).collect();
        for token in tokens {
            self.fail_by(tx, ctx, token, &flow::Cause::LoopWithoutEnd)?;
        }
        Ok(())
    }

    /// One step of the kernel with its effects.
    fn tell(&mut self, tx: &mut Tx<'_>, ctx: &Ctx, input: Input) -> Result<Result<()>, Refused> {
        let mut next = Some(input);
        while let Some(input) = next.take() {
            let version = Arc::clone(&self.version);
            let mut case = std::mem::take(&mut self.case);
            let host = Host::new(tx, ctx, self);
            let stepped = flow::step(&version.definition, &mut case, input, &host);
            let failed = host.failed.into_inner();
            self.case = case;
            if let Some(error) = failed {
                return Ok(Err(error));
            }
            for effect in stepped? {
                if effect == flow::Effect::Continue {
                    next = Some(Input::Continue);
                } else if let Err(error) = self.carry_out(tx, ctx, effect) {
                    return Ok(Err(error));
                }
            }
        }
        Ok(Ok(()))
    }
}

/// Versions made ready, by id.
pub(crate) type Versions = HashMap<ProcessVersionId, Arc<Compiled>>;

/// The versions of many cases: one look, and one more for each that this program has not met.
pub(crate) fn versions(
    tx: &mut Tx<'_>,
    house: &House,
    ids: impl Iterator<Item = ProcessVersionId>,
) -> Result<Versions> {
    let mut ids: Vec<ProcessVersionId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let digests = store::process::digests(tx, &ids)?.into_iter();
    digests.map(|(id, digest)| Ok((id, version_of(tx, house, id, &digest)?))).collect()
}

/// A version made ready, from memory or from its row.
pub(crate) fn version(tx: &mut Tx<'_>, house: &House, id: ProcessVersionId) -> Result<Arc<Compiled>> {
    let digest = store::process::digest(tx, id)?;
    version_of(tx, house, id, &digest)
}

pub(crate) fn version_of(
    tx: &mut Tx<'_>,
    house: &House,
    id: ProcessVersionId,
    digest: &str,
) -> Result<Arc<Compiled>> {
    if let Some(known) = compiled::kept(digest) {
        return Ok(known);
    }
    let bpmn = store::process::bpmn(tx, id)?;
    compiled::keep(house, digest, id, &bpmn)
}

pub(crate) fn refused(why: Refused) -> Error {
    match why {
        Refused::CaseEnded => Refusal::CaseEnded.into(),
        other => Refusal::CaseRefuses { why: other.to_string() }.into(),
    }
}

/// What the kernel asks while it steps, answered out of the same transaction.
struct Host<'a, 't> {
    tx: RefCell<&'a mut Tx<'t>>,
    ctx: &'a Ctx,
    live: &'a Live,
    /// A failure of the store, which is no matter of the process.
    failed: RefCell<Option<Error>>,
}

impl<'a, 't> Host<'a, 't> {
    fn new(tx: &'a mut Tx<'t>, ctx: &'a Ctx, live: &'a Live) -> Self {
        Self { tx: RefCell::new(tx), ctx, live, failed: RefCell::new(None) }
    }

    fn ask(&self) -> Result<rules::Value, Why> {
        // What is known is not asked again: whoever asks may hold the transaction.
        if let Some(known) = self.live.known.borrow().as_ref() {
            return Ok(known.facts.clone());
        }
        let known = self.live.known(&mut self.tx.borrow_mut(), self.ctx);
        known.map(|known| known.facts).map_err(|error| self.fail(error))
    }

    fn fail(&self, error: Error) -> Why {
        let why = trouble::of_refusal(&error);
        // A refusal is the document's own word; a fault ends the transaction.
        if error.refused().is_none() {
            *self.failed.borrow_mut() = Some(error);
        }
        why
    }

    fn value(&self, text: &str, view: View<'_>) -> Result<Kept, Why> {
        let ask = || self.ask();
        let now = values::moment(self.ctx.at, &self.ctx.zone);
        self.live.version.eval(text, view, &Facts { ask: &ask, now })
    }

    /// The people of a step, for repeating over them.
    fn people(&self, element: &str, view: View<'_>) -> Result<Kept, Why> {
        let definition = &self.live.version.definition;
        let node = definition.find(element).map(|id| definition.node(id)).ok_or(Trouble::StepGone)?;
        let who = people::said(node).ok_or(Trouble::SaysNobody)?;
        let mut tx = self.tx.borrow_mut();
        let found = self.live.people(&mut tx, self.ctx, &who, view).and_then(|found| match found {
            // Two who are stood in for by the same person are one voice.
            Ok(whom) => people::present(&mut tx, self.ctx, whom).map(Ok),
            Err(why) => Ok(Err(why)),
        });
        let whom = found.map_err(|error| self.fail(error))??;
        if whom.people.is_empty() {
            return Err(Trouble::NobodyThere.into());
        }
        *self.live.found.borrow_mut() = Some((node.id.clone(), whom.clone()));
        Ok(Kept::list(whom.people.iter().map(|person| Kept::text(&person.to_string())).collect()))
    }
}

/// What a step repeats over that is done by each of its people.
pub(crate) const PEOPLE: &str = "people()";

impl flow::Facts for Host<'_, '_> {
    fn eval(&self, expression: &Expression, view: View<'_>) -> Result<Kept, Fault> {
        let text = expression.text.trim();
        let plain = matches!(&*expression.language, "template" | "time");
        let value = match &*expression.language {
            "name" => Ok(view.get(text).unwrap_or_default()),
            _ if text == PEOPLE => self.people(&expression.element, view),
            _ if plain && !is_marked(text) => Ok(Kept::text(text)),
            _ => self.value(text, view),
        };
        value.map_err(Fault::from)
    }

    fn script(&self, script: &Expression, view: View<'_>) -> Result<Vars, Fault> {
        let ask = || self.ask();
        let now = values::moment(self.ctx.at, &self.ctx.zone);
        self.live.version.script(&script.text, view, &Facts { ask: &ask, now }).map_err(Fault::from)
    }

    fn decide(&self, node: &Node, view: View<'_>) -> Option<Result<Vars, Fault>> {
        let Some(code) = node.notes.get("table") else {
            // A rule may be a service as well.
            let unsaid = || Err(Fault::from(Trouble::NoTable));
            return node.notes.get("service").is_none().then(unsaid);
        };
        let said = self.ask().and_then(|facts| {
            let asked = self.live.rule(&mut self.tx.borrow_mut(), self.ctx, code, &facts, view);
            asked.map_err(|error| self.fail(error))?
        });
        Some(said.map(|said| said.vars()).map_err(Fault::from))
    }
}
