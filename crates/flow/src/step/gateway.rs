//! Which ways are taken, and when a join has waited long enough.

use super::Run;
use crate::case::{At, Cause, Phase, ScopeId, Token, TokenId};
use crate::definition::{FlowId, Kind, NodeId, Trigger};
use crate::io::Effect;

impl Run<'_> {
    /// The flows to take, or none and the token is stuck.
    pub(super) fn choose(&mut self, id: TokenId, node: NodeId) -> Option<Vec<FlowId>> {
        let def = self.def;
        let node = def.node(node);
        if matches!(node.kind, Kind::Parallel) {
            return Some(node.outgoing.clone());
        }
        let mut taken = Vec::new();
        for flow in node.outgoing.iter().copied().filter(|flow| Some(*flow) != node.default) {
            let holds = match def.flow(flow).condition {
                Some(condition) => self.holds(id, Phase::Leave, condition)?,
                None => true,
            };
            if holds {
                taken.push(flow);
                if node.kind == Kind::Exclusive {
                    break;
                }
            }
        }
        // From an activity only conditions keep the default from being taken, not the plain flows beside it.
        let by_condition = node.kind == Kind::Exclusive || node.kind == Kind::Inclusive;
        let settled = taken.iter().any(|flow| by_condition || def.flow(*flow).condition.is_some());
        if !settled {
            taken.extend(node.default);
        }
        if taken.is_empty() && !node.outgoing.is_empty() {
            self.stick(id, Phase::Leave, Cause::NoWayOut);
            return None;
        }
        Some(taken)
    }

    /// A parallel join goes on when every incoming flow has brought a token, and takes one of each.
    pub(super) fn try_parallel(&mut self, node: NodeId, scope: ScopeId) {
        let incoming = &self.def.node(node).incoming;
        let mut parts = Vec::with_capacity(incoming.len());
        for flow in incoming {
            match self.arrived(node, scope, *flow) {
                Some(id) => parts.push(id),
                None => return,
            }
        }
        self.join(&parts);
    }

    fn arrived(&self, node: NodeId, scope: ScopeId, flow: FlowId) -> Option<TokenId> {
        let by = |it: &&Token| {
            let same =
                matches!(&it.at, At::Arrived(via) | At::Stuck(Phase::Join(via), _) if *via == Some(flow));
            it.node == node && it.scope == scope && same
        };
        self.case.tokens.iter().find(by).map(|it| it.id)
    }

    /// One token out of many.
    fn join(&mut self, parts: &[TokenId]) {
        let Some((kept, rest)) = parts.split_first() else { return };
        for id in rest {
            if let Some(place) = self.place(*id) {
                self.remove(place);
            }
        }
        let Some(token) = self.case.token_mut(*kept) else { return };
        token.at = At::Held;
        let node = token.node;
        self.out.push(Effect::Entered { token: *kept, node });
        self.leave(*kept);
    }

    /// When nothing is ready any more: conditions, inclusive joins, and joins that wait for nobody.
    pub(super) fn settle(&mut self) -> bool {
        let arrived: Vec<(NodeId, ScopeId)> = self
            .case
            .tokens
            .iter()
            .filter(|it| matches!(it.at, At::Arrived(_)))
            .map(|it| (it.node, it.scope))
            .collect();
        for (node, scope) in &arrived {
            if self.def.node(*node).kind == Kind::Inclusive && self.enabled(*node, *scope) {
                self.fire_inclusive(*node, *scope);
                return true;
            }
        }
        if self.check_conditions() {
            return true;
        }
        let dead = arrived.iter().copied().filter(|(_, scope)| self.only_arrived(*scope));
        let dead: Vec<(NodeId, ScopeId)> = dead.collect();
        // Inclusive joins that wait for one another: the earliest goes.
        if let Some((node, scope)) =
            dead.iter().find(|(node, _)| self.def.node(*node).kind == Kind::Inclusive)
        {
            self.fire_inclusive(*node, *scope);
            return true;
        }
        for (node, scope) in dead {
            let here = |it: &&Token| it.node == node && it.scope == scope && matches!(it.at, At::Arrived(_));
            let Some(token) = self.case.tokens.iter().find(here) else { continue };
            let (id, via) = (token.id, if let At::Arrived(via) = token.at { via } else { None });
            self.stick(id, Phase::Join(via), Cause::JoinNeverCompletes);
        }
        false
    }

    fn only_arrived(&self, scope: ScopeId) -> bool {
        let mut live = self.case.tokens.iter().filter(|it| it.scope == scope && !it.at.watches());
        live.all(|it| matches!(it.at, At::Arrived(_) | At::Stuck(Phase::Join(_), _)))
    }

    /// BPMN 2.0.2, 13.4.3: no token elsewhere can still reach an empty incoming flow, unless it can reach a full one too.
    fn enabled(&self, node: NodeId, scope: ScopeId) -> bool {
        let join = self.def.node(node);
        let full = |flow: &FlowId| self.arrived(node, scope, *flow).is_some();
        let (full, empty): (Vec<FlowId>, Vec<FlowId>) = join.incoming.iter().partition(|flow| full(flow));
        let towards = |flow: &FlowId, at: NodeId| {
            self.def.paths.towards.get(&(node, *flow)).is_some_and(|bits| bits.has(at))
        };
        let others =
            self.case.tokens.iter().filter(|it| it.scope == scope && it.node != node && !it.at.watches());
        others.into_iter().all(|it| {
            !empty.iter().any(|flow| towards(flow, it.node)) || full.iter().any(|flow| towards(flow, it.node))
        })
    }

    fn fire_inclusive(&mut self, node: NodeId, scope: ScopeId) {
        let incoming = &self.def.node(node).incoming;
        let parts: Vec<TokenId> =
            incoming.iter().filter_map(|flow| self.arrived(node, scope, *flow)).collect();
        self.join(&parts);
    }

    /// Fires what waits for a condition that has come true.
    fn check_conditions(&mut self) -> bool {
        if !self.def.conditional {
            return false;
        }
        let waiting: Vec<TokenId> = self
            .case
            .tokens
            .iter()
            .filter(|it| matches!(it.at, At::Waiting | At::Watch(_)))
            .filter(|it| matches!(self.def.node(it.node).trigger(), Some(Trigger::Conditional(_))))
            .map(|it| it.id)
            .collect();
        for id in waiting {
            if self.has_come_true(id) {
                self.wake(id);
                return true;
            }
        }
        false
    }

    /// A condition fires when it becomes true, not for as long as it is. One that has no value is an incident: who
    /// waits for it is stuck, and what it watches goes on without it.
    fn has_come_true(&mut self, id: TokenId) -> bool {
        let Some(token) = self.case.token(id) else { return false };
        let Some(Trigger::Conditional(condition)) = self.def.node(token.node).trigger() else { return false };
        let phase = if let At::Watch(host) = token.at { Phase::Watch(host) } else { Phase::Enter };
        let Some(now) = self.holds(id, phase, *condition) else { return false };
        match self.case.keys.iter_mut().find(|(of, _)| *of == id) {
            Some((_, before)) => !std::mem::replace(before, now.into()).is_true() && now,
            None => {
                self.case.keys.push((id, now.into()));
                now
            }
        }
    }
}
