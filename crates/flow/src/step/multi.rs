//! Repeated activities: instances, their counters, and the vote over them.

use super::Run;
use crate::case::{At, Case, Cause, Choice, Multi, Phase, ScopeId, Then, TokenId};
use crate::definition::{Over, Rule, Vote};
use crate::io::Effect;
use crate::value::Value;
use std::sync::Arc;

/// More instances than this are taken for a mistake.
const INSTANCES_MAX: i64 = 10_000;

impl Run<'_> {
    pub(super) fn start_multi(&mut self, outer: TokenId) {
        let Some(token) = self.case.token(outer) else { return };
        let (node, scope) = (token.node, token.scope);
        let def = self.def;
        let Some(drawn) = &def.node(node).multi else { return };
        let Some(mut items) = self.items(outer, &drawn.over) else { return };
        if items.is_empty() {
            if let Some((into, _)) = &drawn.collect {
                self.set_where_known(scope, into, Value::list(Vec::new()));
            }
            return self.body_done(outer);
        }
        self.set_at(outer, At::Inside);
        let total = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let now = if drawn.sequential { 1 } else { items.len() };
        let later = items.split_off(now);
        let multi = Multi { total, pending: later.into_iter().rev().collect(), ..Multi::default() };
        let over = self.open_multi(outer, multi);
        for item in items {
            self.spawn(over, item);
        }
    }

    /// Whoever was named for the whole of it by hand.
    fn named(&self, outer: TokenId) -> Option<Value> {
        self.case.people.iter().find(|(of, _)| *of == outer).map(|(_, it)| it.who.clone())
    }

    /// What it repeats over; one nothing per round of a loop or a count. One named by hand stands for all it would find.
    fn items(&mut self, outer: TokenId, over: &Over) -> Option<Vec<Value>> {
        match over {
            Over::Count(count) => match self.eval(outer, Phase::Body, *count)? {
                Value::Int(count) if count > INSTANCES_MAX => {
                    self.stick(outer, Phase::Body, Cause::TooManyInstances { count });
                    None
                }
                Value::Int(count) => Some(vec![Value::Null; usize::try_from(count).unwrap_or(0)]),
                _ => self.nothing_to_repeat(outer),
            },
            Over::Items { .. } if self.named(outer).is_some() => self.named(outer).map(|who| vec![who]),
            Over::Items { list, .. } => match self.eval(outer, Phase::Body, *list)? {
                Value::List(items) if items.len() as i64 > INSTANCES_MAX => {
                    self.stick(outer, Phase::Body, Cause::TooManyInstances { count: items.len() as i64 });
                    None
                }
                Value::List(items) => Some(items.to_vec()),
                _ => self.nothing_to_repeat(outer),
            },
            Over::Loop { condition: Some(condition), test_before: true, .. } => {
                let first = self.holds(outer, Phase::Body, *condition)?;
                Some(if first { vec![Value::Null] } else { Vec::new() })
            }
            Over::Loop { .. } => Some(vec![Value::Null]),
        }
    }

    fn nothing_to_repeat(&mut self, outer: TokenId) -> Option<Vec<Value>> {
        self.stick(outer, Phase::Body, Cause::NothingToRepeat);
        None
    }

    pub(crate) fn open_multi(&mut self, outer: TokenId, multi: Multi) -> ScopeId {
        let token = self.case.token(outer).map(|it| (it.node, it.scope));
        let parent = token.map(|(_, scope)| scope);
        let region = parent.and_then(|it| self.case.scope(it)).map_or(crate::RegionId(0), |it| it.region);
        let over = self.open(region, Some(outer), parent);
        if let Some(scope) = self.case.scope_mut(over) {
            scope.body = token.map(|(node, _)| node);
            scope.multi = Some(Box::new(multi));
        }
        over
    }

    /// One more instance, in a scope of its own.
    pub(crate) fn spawn(&mut self, over: ScopeId, item: Value) -> Option<TokenId> {
        let scope = self.case.scope_mut(over)?;
        let (owner, node, region) = (scope.owner, scope.body?, scope.region);
        let multi = scope.multi.as_mut()?;
        let number = multi.begun;
        multi.begun += 1;
        multi.active += 1;
        let frame = self.open(region, owner, Some(over));
        let name = match self.def.node(node).multi.as_ref().map(|it| &it.over) {
            Some(Over::Items { item, .. }) => item.clone(),
            _ => Arc::from("signer"),
        };
        let scope = self.case.scope_mut(frame)?;
        scope.body = Some(node);
        scope.vars.set(&Arc::from("loopCounter"), Value::Int(i64::from(number)));
        if item != Value::Null {
            scope.vars.set(&name, item);
        }
        Some(self.put(node, frame, At::Ready(None)))
    }

    pub(crate) fn multi(&mut self, over: ScopeId) -> Option<&mut Multi> {
        self.case.scope_mut(over)?.multi.as_deref_mut()
    }

    /// Takes one instance off; false when it is stuck over its result.
    pub(super) fn instance_done(&mut self, id: TokenId, frame: ScopeId, over: ScopeId) -> bool {
        let Some(node) = self.case.token(id).map(|it| it.node) else { return false };
        let drawn = self.def.node(node).multi.as_ref();
        if let Some((_, each)) = drawn.and_then(|it| it.collect.as_ref()) {
            let Some(value) = self.eval(id, Phase::Finish, *each) else { return false };
            let counter = self.case.scope(frame).and_then(|it| it.vars.get("loopCounter"));
            let number = if let Some(Value::Int(it)) = counter { u32::try_from(*it).unwrap_or(0) } else { 0 };
            if let Some(multi) = self.multi(over) {
                multi.results.retain(|(of, _)| *of != number);
                multi.results.push((number, value));
            }
        }
        if let Some(multi) = self.multi(over) {
            multi.done += 1;
            multi.active = multi.active.saturating_sub(1);
        }
        let ends = match drawn.and_then(|it| it.done_when) {
            Some(condition) => match self.holds(id, Phase::Finish, condition) {
                Some(ends) => ends,
                None => {
                    // It is stuck and will be counted when it is freed.
                    if let Some(multi) = self.multi(over) {
                        multi.done -= 1;
                        multi.active += 1;
                    }
                    return false;
                }
            },
            None => false,
        };
        let chained = self.multi(over).map(|it| {
            let (now, later) = std::mem::take(&mut it.chained).into_iter().partition(|link| link.after == id);
            it.chained = later;
            now
        });
        let chained: Vec<crate::case::Chained> = chained.unwrap_or_default();
        self.close_frame(id, frame);
        if ends {
            if let Some(multi) = self.multi(over) {
                multi.pending.clear();
                multi.total = multi.done;
            }
            return true;
        }
        self.go_on_with(over, chained);
        true
    }

    pub(crate) fn go_on_with(&mut self, over: ScopeId, chained: Vec<crate::case::Chained>) {
        for link in chained {
            match link.then {
                Then::Sign(who) => {
                    self.spawn(over, who);
                }
                Then::Resume(held) => self.resume(held, Phase::Body),
            }
        }
    }

    /// Decides whether another instance comes or the activity is over.
    pub(crate) fn next_instance(&mut self, outer: TokenId, over: ScopeId) {
        let Some(node) = self.case.token(outer).map(|it| it.node) else { return };
        let def = self.def;
        let drawn = def.node(node).multi.as_ref();
        let Some(multi) = self.case.scope(over).and_then(|it| it.multi.as_deref()) else { return };
        // A share of people whom nobody found cannot be reached; those named instead must all agree.
        let by_hand =
            |vote| if self.named(outer).is_some() { Vote { rule: Rule::All, ..vote } } else { vote };
        let verdict = def.node(node).vote.map(by_hand).and_then(|vote| tally(vote, multi));
        let over_now = multi.done >= multi.total || verdict.is_some();
        if over_now
            && verdict.is_none()
            && multi.active == 0
            && let Some(Over::Loop { condition, max, .. }) = drawn.map(|it| &it.over)
        {
            let below = max.is_none_or(|max| multi.done < max);
            if let Some(condition) = condition.filter(|_| below) {
                return self.loop_again(outer, over, condition);
            }
        }
        if over_now {
            return self.finish_multi(outer, over, verdict);
        }
        if drawn.is_some_and(|it| it.sequential)
            && multi.active == 0
            && let Some(item) = self.multi(over).and_then(|it| it.pending.pop())
        {
            self.spawn(over, item);
        }
    }

    fn loop_again(&mut self, outer: TokenId, over: ScopeId, condition: crate::ExpressionId) {
        match self.holds(outer, Phase::Finish, condition) {
            Some(true) => {
                if let Some(multi) = self.multi(over) {
                    multi.total += 1;
                }
                self.spawn(over, Value::Null);
            }
            Some(false) => self.finish_multi(outer, over, None),
            None => {}
        }
    }

    fn finish_multi(&mut self, outer: TokenId, over: ScopeId, verdict: Option<bool>) {
        let Some(token) = self.case.token(outer) else { return };
        let (node, scope) = (token.node, token.scope);
        let def = self.def;
        if let Some((into, _)) = def.node(node).multi.as_ref().and_then(|it| it.collect.as_ref()) {
            let mut results = self.multi(over).map(|it| std::mem::take(&mut it.results)).unwrap_or_default();
            results.sort_by_key(|(number, _)| *number);
            let list = results.into_iter().map(|(_, value)| value).collect();
            self.set_where_known(scope, into, Value::list(list));
        }
        let ballots =
            self.case.scope(over).and_then(|it| it.multi.as_ref()).is_some_and(|it| !it.ballots.is_empty());
        if def.node(node).vote.is_some() || ballots {
            let approved = verdict.unwrap_or_else(|| self.plain_verdict(over));
            self.announce(outer, approved);
        }
        self.cancel_owned(outer);
        self.body_done(outer);
    }

    /// Without a rule: approved when somebody approved and nobody rejected.
    fn plain_verdict(&self, over: ScopeId) -> bool {
        let Some(multi) = self.case.scope(over).and_then(|it| it.multi.as_ref()) else { return false };
        let has = |choice| multi.ballots.iter().any(|it| it.choice == choice);
        has(Choice::Approve) && !has(Choice::Reject)
    }

    /// Writes the verdict where the next gateway reads it.
    pub(crate) fn announce(&mut self, id: TokenId, approved: bool) {
        let Some(token) = self.case.token(id) else { return };
        let (node, scope) = (token.node, token.scope);
        let name: Arc<str> = Arc::from(self.def.node(node).notes.get("result").unwrap_or("approved"));
        self.set_where_known(scope, &name, approved.into());
        self.out.push(Effect::Decided { node, approved });
    }
}

/// The verdict as soon as nothing can change it.
pub(crate) fn tally(vote: Vote, multi: &Multi) -> Option<bool> {
    let count = |choice| multi.ballots.iter().filter(|it| it.choice == choice).count() as u64;
    let (approve, reject) = (count(Choice::Approve), count(Choice::Reject));
    let left = u64::from(multi.total.saturating_sub(multi.done));
    let possible = approve + left;
    if vote.veto && reject > 0 {
        return Some(false);
    }
    let total = u64::from(multi.total);
    let (won, lost) = match vote.rule {
        Rule::All => (left == 0 && reject == 0 && approve > 0, left == 0),
        Rule::Any => (approve > 0, left == 0),
        Rule::Count(wanted) => (approve >= u64::from(wanted.max(1)), possible < u64::from(wanted.max(1))),
        Rule::Ratio(percent) => {
            let reached = |votes: u64| votes > 0 && votes * 100 >= u64::from(percent) * total;
            (reached(approve), !reached(possible))
        }
        Rule::Weight(wanted) => {
            let sum: i64 =
                multi.ballots.iter().filter(|it| it.choice == Choice::Approve).map(|it| it.weight).sum();
            (approve > 0 && sum >= wanted, left == 0)
        }
    };
    if won { Some(true) } else { lost.then_some(false) }
}

impl Case {
    /// The ballots given so far on the task a token belongs to.
    pub fn ballots(&self, token: TokenId) -> &[crate::case::Ballot] {
        let frame = self.token(token).and_then(|it| self.scope(it.scope));
        let over = frame.and_then(|it| it.parent).and_then(|it| self.scope(it));
        over.and_then(|it| it.multi.as_ref()).map_or(&[], |it| &it.ballots)
    }
}
