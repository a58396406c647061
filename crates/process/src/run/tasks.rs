//! The tasks of a case: opened for whoever their step names, taken away, given to somebody else.

use std::sync::Arc;

use base::id::ActorId;
use base::{Ctx, Result};
use db::Tx;
use flow::{Cause, NodeId, TokenId, Value as Kept, Why};

use super::people::{self, Whom};
use super::{Live, Opened};
use crate::because::{Because, Reasons};
use crate::house::{Asked, Stage};
use crate::model::{Copy, Task, TaskKind, TaskState};
use crate::trouble::Trouble;
use crate::{deadline, store};

/// Somebody who is named for a token and not by its step.
enum Given {
    /// On the way: a signer who was added, or who it was handed to.
    Chosen(ActorId),
    /// By a repetition, each of whose rounds is somebody's.
    Repeated(ActorId),
}

impl Live {
    pub(super) fn create_task(
        &mut self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        token: TokenId,
        node: NodeId,
    ) -> Result<()> {
        let version = Arc::clone(&self.version);
        let step = version.definition.node(node);
        let whom = match self.given(token, step.multi.is_some()) {
            Some(Given::Chosen(person)) => {
                let because = self.handed.clone().unwrap_or(Because::ChosenOnTheWay);
                let mut whom = Whom::default();
                people::still_here(tx, person, &mut whom, &because)?;
                Ok(whom)
            }
            Some(Given::Repeated(person)) => self.voice(tx, ctx, (token, node), person)?,
            None => match people::said(step) {
                Some(who) => self.with_view(token, |live, view| live.people(tx, ctx, &who, view))?,
                None => Ok(Whom::default()),
            },
        };
        let whom = match whom {
            Ok(whom) if !whom.people.is_empty() => people::present(tx, ctx, whom)?,
            Ok(_) => return self.fail(tx, ctx, token, Trouble::NobodyThere.into()),
            Err(why) => {
                let (element, text) = (step.id.clone(), people::said(step).unwrap_or_default().into());
                return self.fail_by(tx, ctx, token, &Cause::Expression { element, text, why });
            }
        };
        let balanced = step.notes.get("share") == Some("balance");
        let assignee = match whom.people.as_slice() {
            [only] => Some(*only),
            many if balanced => Some(store::task::least_loaded(tx, many)?),
            _ => None,
        };
        let mut task = self.task_at(tx, ctx, token, node)?;
        task.assignee_id = assignee;
        task.why = whom.reasons(assignee);
        if assignee.is_some() && whom.people.len() > 1 {
            task.why.add(Because::HasFewestTasks);
        }
        deadline::set(self, tx, ctx, &mut task, node)?;
        if let Some(readers) = step.notes.get("copy") {
            self.copy(tx, ctx, token, readers, &task)?;
        }
        self.announce(tx, ctx, &task, step.notes.get("revise") == Some("true"))?;
        let whom = if assignee.is_some() { Vec::new() } else { whom.texts };
        self.changes.opened.push(Opened { task, whom });
        Ok(())
    }

    /// A task as its step says it, not yet with anybody.
    pub(super) fn task_at(
        &mut self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        token: TokenId,
        node: NodeId,
    ) -> Result<Task> {
        let version = Arc::clone(&self.version);
        let step = version.definition.node(node);
        let known = self.known(tx, ctx)?;
        let (name, name_en) = version.names(node);
        let approval = step.vote.is_some() || step.notes.get("kind") == Some("approval");
        let reason = self.reason(tx, ctx, token, step.notes.get("reason"))?;
        Ok(Task {
            id: ctx.id(),
            case_id: self.row.id,
            process_id: self.row.process_id,
            token: i64::from(token.0),
            step: step.id.to_string(),
            name,
            name_en,
            kind: if approval { TaskKind::Approval } else { TaskKind::Work },
            subject: self.row.subject.clone(),
            order_ref: self.row.order_ref.clone(),
            number: known.number,
            title: known.title,
            amount: known.amount,
            reason,
            why: Reasons::default(),
            starter_id: self.row.starter_id,
            assignee_id: None,
            owner_id: None,
            state: TaskState::Open,
            outcome: String::new(),
            comment: String::new(),
            due_at: None,
            created_at: ctx.at,
            done_at: None,
            done_by: None,
            revision: 1,
        })
    }

    /// The document hears that somebody decides about it, or changes it.
    fn announce(&mut self, tx: &mut Tx<'_>, ctx: &Ctx, task: &Task, revises: bool) -> Result<()> {
        let mut asked = Asked { task: task.id, step: &task.name, stage: Stage::Opened, comment: "" };
        if task.kind == TaskKind::Approval {
            self.tell_document(tx, ctx, &asked)?;
        }
        if revises {
            asked.stage = Stage::Revise;
            self.tell_document(tx, ctx, &asked)?;
        }
        Ok(())
    }

    /// The document hears where an approval about it is.
    pub(crate) fn tell_document(&self, tx: &mut Tx<'_>, ctx: &Ctx, asked: &Asked<'_>) -> Result<()> {
        let real = !self.row.subject.is_empty() && !self.imagined;
        let Some(subject) = self.subject.filter(|_| real) else { return Ok(()) };
        *self.known.borrow_mut() = None;
        (subject.asked)(tx, ctx, &self.row.subject, asked)
    }

    /// Whoever was named for this token: a signer, or the one a repetition is for.
    fn given(&self, token: TokenId, repeated: bool) -> Option<Given> {
        let person = |kept: Kept| match kept {
            Kept::Text(text) => text.parse::<ActorId>().ok(),
            _ => None,
        };
        if let Some((_, named)) = self.case.people.iter().find(|(of, _)| *of == token) {
            return person(named.who.clone()).map(Given::Chosen);
        }
        let scope = self.case.token(token).filter(|_| repeated)?.scope;
        self.case.view(scope).get("assignee").and_then(person).map(Given::Repeated)
    }

    /// One of those who decide together, with how he came among them.
    fn voice(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        (token, node): (TokenId, NodeId),
        person: ActorId,
    ) -> Result<Result<Whom, Why>> {
        let step = self.version.definition.node(node);
        let kept = self.found.borrow().as_ref().filter(|(of, _)| *of == step.id).map(|(_, all)| all.clone());
        let all = match (kept, people::said(step)) {
            (Some(all), _) => all,
            // Those who sign one after the other are asked in commands of their own.
            (None, Some(who)) => {
                match self.with_view(token, |live, view| live.people(tx, ctx, &who, view))? {
                    Ok(whom) => people::present(tx, ctx, whom)?,
                    Err(_) => Whom::default(),
                }
            }
            (None, None) => Whom::default(),
        };
        let mut whom = Whom::default();
        let reasons = all.reasons(Some(person)).0;
        // Whoever he was among is not the same any more, or the repetition is over names of its own.
        for because in if reasons.is_empty() { vec![Because::ChosenOnTheWay] } else { reasons } {
            people::still_here(tx, person, &mut whom, &because)?;
        }
        Ok(Ok(whom))
    }

    /// Why the step came: what it says itself, else the conditions on the way to it.
    fn reason(&mut self, tx: &mut Tx<'_>, ctx: &Ctx, token: TokenId, said: Option<&str>) -> Result<String> {
        let on_the_way = self.changes.reasons.join("; ");
        Ok(match said {
            None => on_the_way,
            Some(text) => {
                match self.note(tx, ctx, token, text)? {
                    Ok(value) => value.to_string(),
                    // It cannot be read: the conditions say something, at least.
                    Err(_) if !on_the_way.is_empty() => on_the_way,
                    Err(why) => (if why.zh.is_empty() { why.text } else { why.zh }).to_string(),
                }
            }
        })
    }

    fn copy(&mut self, tx: &mut Tx<'_>, ctx: &Ctx, token: TokenId, who: &str, task: &Task) -> Result<()> {
        let found = self.with_view(token, |live, view| live.people(tx, ctx, who, view))?;
        // A copy that nobody gets keeps nothing from going on.
        for person in found.unwrap_or_default().people {
            let copy = Copy::of(ctx, task, person, self.row.starter_id, "");
            self.changes.copies.push(copy);
        }
        Ok(())
    }

    pub(super) fn cancel_task(&mut self, tx: &mut Tx<'_>, ctx: &Ctx, token: TokenId) -> Result<()> {
        let is_it = |it: &Opened| it.task.token == i64::from(token.0);
        let Some(place) = self.changes.opened.iter().position(is_it) else {
            self.changes.cancelled.push(token);
            return Ok(());
        };
        let gone = self.changes.opened.remove(place).task;
        if gone.kind == TaskKind::Approval {
            self.tell_document(
                tx,
                ctx,
                &Asked { task: gone.id, step: &gone.name, stage: Stage::Dropped, comment: "" },
            )?;
        }
        deadline::drop_all(tx, &[gone.id])
    }

    pub(super) fn assign(&mut self, token: TokenId, who: &Kept) {
        let Kept::Text(text) = who else { return };
        let Ok(person) = text.parse::<ActorId>() else { return };
        let opened = self.changes.opened.iter_mut().find(|it| it.task.token == i64::from(token.0));
        match opened {
            Some(opened) => {
                opened.task.assignee_id = Some(person);
                opened.whom.clear();
            }
            None => self.changes.assigned.push((token, person)),
        }
    }
}
