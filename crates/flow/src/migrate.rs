//! Carries a running case over to another version of its process.

use std::sync::Arc;

use crate::case::{At, Case, Phase, State, TokenId};
use crate::definition::{Definition, FlowId, Kind, NodeId, RegionId};
use crate::io::{Effect, Facts, Refused};
use crate::step::{Run, fits};

/// Old step to new step, by the same id first, then by the same name and kind.
pub fn propose(old: &Definition, new: &Definition) -> Vec<(NodeId, NodeId)> {
    let mut found = Vec::new();
    for node in &old.nodes {
        let Some(from) = old.find(&node.id) else { continue };
        let alike = |it: &&crate::Node| !node.name.is_empty() && it.name == node.name;
        let by_name = || new.nodes.iter().filter(alike).find_map(|it| new.find(&it.id));
        let to = new.find(&node.id).or_else(by_name);
        found.extend(to.filter(|to| same_kind(&node.kind, &new.node(*to).kind)).map(|to| (from, to)));
    }
    found
}

/// Timers and tasks stay as they are; the host moves them to the nodes told by `Migrated`.
pub fn migrate(
    old: &Definition,
    new: &Definition,
    case: &mut Case,
    mapping: &[(NodeId, NodeId)],
    facts: &dyn Facts,
) -> Result<Vec<Effect>, Refused> {
    fits(old, case)?;
    match case.state {
        State::New => return Err(Refused::NotStarted),
        State::Ended => return Err(Refused::CaseEnded),
        State::Running => {}
    }
    let map = Map { old, new, mapping };
    let mut next = case.clone();
    let mut out = Vec::new();
    drop_watchers(&map, &mut next, &mut out);
    for scope in &mut next.scopes {
        scope.region = map.region(scope.region)?;
        scope.body = scope.body.map(|node| map.node(node)).transpose()?;
    }
    for place in 0..next.tokens.len() {
        let token = &mut next.tokens[place];
        token.node = map.node(token.node)?;
        match &mut token.at {
            At::Ready(Some(flow)) | At::Arrived(Some(flow)) | At::Stuck(Phase::Join(Some(flow)), _) => {
                *flow = map.flow(*flow)?;
            }
            _ => {}
        }
        let (id, node, scope, watches) =
            (token.id, token.node, token.scope, matches!(token.at, At::Watch(None)));
        let region = next.scope(scope).map(|it| it.region);
        if !watches && region != Some(new.node(node).region) {
            return Err(Refused::NoCounterpart { step: new.node(node).id.clone() });
        }
        out.push(Effect::Migrated { token: id, node });
    }
    for record in &mut next.returns {
        record.stood.retain_mut(|(node, flow)| {
            let Ok(to) = map.node(*node) else { return false };
            *node = to;
            *flow = flow.and_then(|flow| map.flow(flow).ok());
            true
        });
    }
    let mut run = Run::new(new, &mut next, facts, &mut out);
    run.add_watchers();
    *case = next;
    Ok(out)
}

struct Map<'a> {
    old: &'a Definition,
    new: &'a Definition,
    mapping: &'a [(NodeId, NodeId)],
}

impl Map<'_> {
    fn node(&self, from: NodeId) -> Result<NodeId, Refused> {
        let node = self.old.node(from);
        let mapped = self.mapping.iter().find(|(old, _)| *old == from).map(|(_, new)| *new);
        let to = mapped.or_else(|| self.new.find(&node.id));
        let fits = |to: &NodeId| {
            let there = self.new.nodes.get(to.at());
            there.is_some_and(|it| {
                same_kind(&node.kind, &it.kind) && it.multi.is_some() == node.multi.is_some()
            })
        };
        to.filter(fits).ok_or_else(|| Refused::NoCounterpart { step: node.id.clone() })
    }

    fn region(&self, from: RegionId) -> Result<RegionId, Refused> {
        let Some(owner) = self.old.regions[from.at()].owner else { return Ok(RegionId(0)) };
        let to = self.node(owner)?;
        self.new
            .node(to)
            .inner
            .ok_or_else(|| Refused::NoCounterpart { step: self.old.node(owner).id.clone() })
    }

    fn flow(&self, from: FlowId) -> Result<FlowId, Refused> {
        let flow = self.old.flow(from);
        let (source, target) = (self.node(flow.from).ok(), self.node(flow.to)?);
        let candidates = &self.new.node(target).incoming;
        let by_id = candidates.iter().find(|it| self.new.flow(**it).id == flow.id);
        let found = by_id.or_else(|| candidates.iter().find(|it| Some(self.new.flow(**it).from) == source));
        found.copied().ok_or_else(|| Refused::NoCounterpart { step: self.step(flow.to) })
    }

    fn step(&self, node: NodeId) -> Arc<str> {
        self.old.node(node).id.clone()
    }
}

fn same_kind(old: &Kind, new: &Kind) -> bool {
    match (old, new) {
        (Kind::Task(old), Kind::Task(new)) => std::mem::discriminant(old) == std::mem::discriminant(new),
        _ => std::mem::discriminant(old) == std::mem::discriminant(new),
    }
}

/// What the new version does not listen for any more.
fn drop_watchers(map: &Map, case: &mut Case, out: &mut Vec<Effect>) {
    case.tokens.retain(|token| {
        let keep = !matches!(token.at, At::Watch(_)) || map.node(token.node).is_ok();
        if !keep {
            let timer = matches!(map.old.node(token.node).trigger(), Some(crate::Trigger::Timer { .. }));
            let token = token.id;
            out.push(if timer { Effect::CancelTimer { token } } else { Effect::Unsubscribe { token } });
        }
        keep
    });
}

impl Run<'_> {
    /// Boundary events and listeners the new version has and the case does not know yet.
    fn add_watchers(&mut self) {
        let def = self.def;
        let hosts: Vec<TokenId> = self
            .case
            .tokens
            .iter()
            .filter(|it| matches!(it.at, At::Waiting | At::Inside) && !self.is_body(it.node, it.scope))
            .map(|it| it.id)
            .collect();
        for host in hosts {
            let Some(token) = self.case.token(host) else { continue };
            let (node, scope) = (token.node, token.scope);
            let known = |node: &NodeId| {
                self.case.tokens.iter().any(|it| it.node == *node && it.at == At::Watch(Some(host)))
            };
            let missing: Vec<NodeId> =
                def.node(node).boundary.iter().copied().filter(|it| !known(it)).collect();
            self.put_watchers(host, &missing, scope, Some(host));
        }
    }
}
