//! Events: waiting for them, throwing them, and who catches what is thrown.

use super::Run;
use crate::case::{At, Phase, ScopeId, TokenId};
use crate::definition::{Clock, ExpressionId, Kind, NodeId, Task, Throw, Trigger};
use crate::io::{Effect, Outcome};
use crate::value::Value;
use std::sync::Arc;

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Thrown {
    Error,
    Escalation,
}

impl Run<'_> {
    /// A key that may be absent; none when it has no value and the token is stuck.
    pub(super) fn key(&mut self, id: TokenId, phase: Phase, key: Option<ExpressionId>) -> Option<Value> {
        match key {
            Some(key) => self.eval(id, phase, key),
            None => Some(Value::Null),
        }
    }

    pub(super) fn subscribe(&mut self, id: TokenId, node: NodeId, key: Value) {
        if key != Value::Null {
            self.case.keys.push((id, key.clone()));
        }
        self.out.push(Effect::Subscribe { token: id, node, key });
    }

    /// What must be known before somebody can listen: the key or the time.
    fn prepare(&mut self, id: TokenId, trigger: &Trigger) -> Option<Value> {
        match trigger {
            Trigger::Message(named) => self.key(id, Phase::Enter, named.key),
            Trigger::Timer { when, .. } => self.eval(id, Phase::Enter, *when),
            _ => Some(Value::Null),
        }
    }

    fn listen_to(&mut self, id: TokenId, node: NodeId, trigger: &Trigger, prepared: Value) {
        match trigger {
            Trigger::Timer { .. } => self.out.push(Effect::ScheduleTimer { token: id, node, when: prepared }),
            Trigger::Message(_) | Trigger::Signal(_) => self.subscribe(id, node, prepared),
            _ => {}
        }
    }

    pub(super) fn catch(&mut self, id: TokenId, trigger: &Trigger) {
        if matches!(trigger, Trigger::None | Trigger::Link) {
            return self.leave(id);
        }
        let Some(prepared) = self.prepare(id, trigger) else { return };
        let Some(node) = self.case.token(id).map(|it| it.node) else { return };
        self.set_at(id, At::Waiting);
        self.listen_to(id, node, trigger, prepared);
    }

    /// Puts the watchers of an activity there: all, or none and the token is stuck.
    pub(crate) fn watch(&mut self, host: TokenId, node: NodeId, scope: ScopeId) -> bool {
        let def = self.def;
        let boundary = &def.node(node).boundary;
        self.put_watchers(host, boundary, scope, Some(host))
    }

    /// The event sub-processes of a scope begin to listen with the first token in it.
    pub(super) fn listen(&mut self, id: TokenId, scope: ScopeId) -> bool {
        let Some(here) = self.case.scope_mut(scope).filter(|it| !it.listening && it.body.is_none()) else {
            return true;
        };
        let listeners = &self.def.regions[here.region.at()].listeners;
        here.listening = true;
        let done = listeners.is_empty() || self.put_watchers(id, listeners, scope, None);
        if let Some(here) = self.case.scope_mut(scope).filter(|_| !done) {
            here.listening = false;
        }
        done
    }

    pub(crate) fn put_watchers(
        &mut self,
        id: TokenId,
        nodes: &[NodeId],
        scope: ScopeId,
        host: Option<TokenId>,
    ) -> bool {
        if nodes.is_empty() {
            return true;
        }
        let def = self.def;
        let mut prepared = Vec::with_capacity(nodes.len());
        for node in nodes {
            let value = match (&def.node(*node).kind, def.node(*node).trigger()) {
                (Kind::Task(Task::Receive(Some(place))), _) => {
                    self.key(id, Phase::Enter, def.messages[*place].key)
                }
                (Kind::Catch(trigger), _) => self.prepare(id, trigger),
                (_, Some(trigger)) if comes_from_outside(trigger) => self.prepare(id, trigger),
                _ => continue,
            };
            let Some(value) = value else { return false };
            prepared.push((*node, value));
        }
        for (node, value) in prepared {
            let watcher = self.put(node, scope, At::Watch(host));
            match def.node(node).trigger() {
                Some(trigger) => self.listen_to(watcher, node, trigger, value),
                None => self.subscribe(watcher, node, value),
            }
        }
        true
    }

    /// A timer that watches says its time again.
    pub(crate) fn ask_time(&mut self, id: TokenId, host: Option<TokenId>) {
        let def = self.def;
        let Some(node) = self.case.token(id).map(|it| it.node) else { return };
        let Some(Trigger::Timer { when, .. }) = def.node(node).trigger() else { return };
        if let Some(when) = self.eval(id, Phase::Watch(host), *when) {
            self.out.push(Effect::ScheduleTimer { token: id, node, when });
        }
    }

    /// An event-based gateway waits for whichever comes first.
    pub(super) fn arm_arms(&mut self, id: TokenId) {
        let Some(token) = self.case.token(id) else { return };
        let (node, scope) = (token.node, token.scope);
        let def = self.def;
        let arms: Vec<NodeId> = def.node(node).outgoing.iter().map(|flow| def.flow(*flow).to).collect();
        if self.put_watchers(id, &arms, scope, Some(id)) {
            self.set_at(id, At::Waiting);
        }
    }

    /// What this token waits or watches for has happened.
    pub(crate) fn wake(&mut self, id: TokenId) {
        let Some(token) = self.case.token(id) else { return };
        let (node, scope, at) = (token.node, token.scope, token.at.clone());
        let def = self.def;
        match at {
            At::Waiting => {
                self.unsubscribe(id, node);
                self.set_at(id, At::Held);
                if matches!(def.node(node).kind, Kind::Catch(_)) {
                    self.leave(id)
                } else {
                    self.body_done(id)
                }
            }
            At::Watch(Some(host)) => match def.node(node).kind {
                Kind::Boundary { interrupting, .. } => {
                    self.spend(id, interrupting);
                    self.fire_boundary(host, node, interrupting);
                }
                _ => self.take_arm(id, host),
            },
            At::Watch(None) => {
                let gentle = self.listener_is_gentle(node);
                self.spend(id, !gentle);
                self.fire_listener(node, scope);
            }
            _ => {}
        }
    }

    fn unsubscribe(&mut self, id: TokenId, node: NodeId) {
        let node = self.def.node(node);
        let message = matches!(node.trigger(), Some(Trigger::Message(_) | Trigger::Signal(_)));
        if message || matches!(node.kind, Kind::Task(Task::Receive(_))) {
            self.out.push(Effect::Unsubscribe { token: id });
        }
    }

    /// A watcher that has fired goes, unless it may fire again: a message, a signal, a cycle beside the activity.
    fn spend(&mut self, id: TokenId, interrupting: bool) {
        let Some(place) = self.place(id) else { return };
        let node = self.case.tokens[place].node;
        let once = match self.def.node(node).trigger() {
            Some(Trigger::Timer { clock, .. }) => *clock != Clock::Cycle,
            _ => false,
        };
        if interrupting || once {
            if !once {
                self.withdraw(place);
            }
            self.remove(place);
        }
    }

    fn listener_is_gentle(&self, start: NodeId) -> bool {
        let owner = self.def.regions[self.def.node(start).region.at()].owner;
        let kind = owner.map(|it| &self.def.node(it).kind);
        matches!(kind, Some(Kind::EventSubProcess { interrupting: false }))
    }

    fn take_arm(&mut self, arm: TokenId, gateway: TokenId) {
        let Some(node) = self.case.token(arm).map(|it| it.node) else { return };
        self.unsubscribe(arm, node);
        if let Some(place) = self.place(arm) {
            self.remove(place);
        }
        self.cancel_watchers(gateway);
        self.forget(gateway);
        let Some(place) = self.place(gateway) else { return };
        let from = self.case.tokens[place].node;
        let way = self.def.node(from).outgoing.iter().copied().find(|flow| self.def.flow(*flow).to == node);
        let Some(flow) = way else { return };
        self.out.push(Effect::Left { token: gateway, node: from });
        self.follow(place, flow);
        let id = self.case.tokens[place].id;
        self.set_at(id, At::Held);
        self.out.push(Effect::Entered { token: id, node });
        self.leave(id);
    }

    fn fire_boundary(&mut self, host: TokenId, node: NodeId, interrupting: bool) {
        let Some(scope) = self.case.token(host).map(|it| it.scope) else { return };
        self.put(node, scope, At::Ready(None));
        if interrupting {
            self.cancel_region(host);
        }
    }

    fn fire_listener(&mut self, start: NodeId, scope: ScopeId) {
        let region = self.def.node(start).region;
        let Some(owner) = self.def.regions[region.at()].owner else { return };
        let id = self.put(owner, scope, At::Inside);
        if !self.listener_is_gentle(start) {
            self.cancel_in_scope(scope, Some(id));
        }
        self.out.push(Effect::Entered { token: id, node: owner });
        let inner = self.open(region, Some(id), Some(scope));
        self.put(start, inner, At::Ready(None));
    }

    pub(super) fn throw(&mut self, id: TokenId, throw: &Throw) {
        if self.publish(id, throw) {
            self.leave(id);
        }
    }

    /// False when the token is stuck, or gone with what the throw interrupted.
    fn publish(&mut self, id: TokenId, throw: &Throw) -> bool {
        let Some(node) = self.case.token(id).map(|it| it.node) else { return false };
        match throw {
            Throw::Message(named) => {
                let Some(key) = self.key(id, Phase::Enter, named.key) else { return false };
                self.out.push(Effect::Publish { node, key });
            }
            Throw::Signal(_) => self.out.push(Effect::Publish { node, key: Value::Null }),
            Throw::Escalation(code) => {
                if !self.raise(id, Thrown::Escalation, code) {
                    self.out.push(Effect::Escalated { node, code: code.clone() });
                }
                return self.case.token(id).is_some();
            }
            _ => {}
        }
        true
    }

    pub(super) fn end(&mut self, id: TokenId, throw: &Throw) {
        let Some(token) = self.case.token(id) else { return };
        let (node, scope) = (token.node, token.scope);
        let left = Effect::Left { token: id, node };
        match throw {
            Throw::Terminate => {
                self.out.push(left);
                if self.case.scope(scope).is_some_and(|it| it.owner.is_none()) {
                    return self.end_case(Outcome::Terminated);
                }
                self.cancel_in_scope(scope, None);
                self.scope_done(scope);
            }
            Throw::Error(code) => {
                self.out.push(left);
                if !self.raise(id, Thrown::Error, code) {
                    self.end_case(Outcome::Error(code.clone()));
                }
            }
            _ => {
                if self.publish(id, throw) {
                    self.out.push(left);
                    self.consume(id);
                }
            }
        }
    }

    /// Looks outwards from the token for who catches; fires it. False when nobody does.
    pub(crate) fn raise(&mut self, id: TokenId, what: Thrown, code: &Arc<str>) -> bool {
        let def = self.def;
        let mut at = Some(id);
        while let Some(token) = at.and_then(|id| self.case.token(id)) {
            let (host, node, scope) = (token.id, token.node, token.scope);
            if !self.is_body(node, scope) {
                let boundary = def.node(node).boundary.iter().copied();
                if let Some(found) = best(boundary, |it| catches(def.node(it).trigger(), what, code)) {
                    let interrupting =
                        matches!(def.node(found).kind, Kind::Boundary { interrupting: true, .. });
                    self.fire_boundary(host, found, interrupting || what == Thrown::Error);
                    return true;
                }
            }
            let Some(here) = self.case.scope(scope) else { return false };
            let owner = here.owner;
            if here.body.is_none() {
                let listeners = def.regions[here.region.at()].listeners.iter().copied();
                // What an event sub-process throws is for those around its scope, not for itself.
                let own = def.node(node).inner;
                let others = listeners.filter(|it| Some(def.node(*it).region) != own);
                if let Some(found) = best(others, |it| catches(def.node(it).trigger(), what, code)) {
                    self.fire_listener(found, scope);
                    return true;
                }
            }
            at = owner;
        }
        false
    }
}

fn comes_from_outside(trigger: &Trigger) -> bool {
    matches!(
        trigger,
        Trigger::Message(_) | Trigger::Signal(_) | Trigger::Timer { .. } | Trigger::Conditional(_)
    )
}

/// 2 for the very code, 1 for any code, 0 for not at all.
fn catches(trigger: Option<&Trigger>, what: Thrown, code: &Arc<str>) -> u8 {
    let caught = match (trigger, what) {
        (Some(Trigger::Error(caught)), Thrown::Error) => caught,
        (Some(Trigger::Escalation(caught)), Thrown::Escalation) => caught,
        _ => return 0,
    };
    match caught {
        Some(caught) if caught == code => 2,
        Some(caught) if !caught.is_empty() => 0,
        _ => 1,
    }
}

fn best(nodes: impl Iterator<Item = NodeId>, rank: impl Fn(NodeId) -> u8) -> Option<NodeId> {
    let ranked = nodes.map(|node| (rank(node), node)).filter(|(rank, _)| *rank > 0);
    ranked.max_by_key(|(rank, node)| (*rank, std::cmp::Reverse(*node))).map(|(_, node)| node)
}
