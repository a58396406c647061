//! Carries a running case over to another version of its process.

use std::sync::Arc;

use crate::case::{At, Case, Cause, Phase, ScopeId, State, Token, TokenId};
use crate::definition::{Definition, FlowId, Kind, NodeId, RegionId, Trigger};
use crate::io::{Effect, Facts, Refused};
use crate::step::{Run, fits};

/// Old step to new step, by the same id first, then by the same name; always of the same kind.
pub fn propose(old: &Definition, new: &Definition) -> Vec<(NodeId, NodeId)> {
    let mut found = Vec::new();
    let mut taken = Vec::new();
    for node in &old.nodes {
        let Some(from) = old.find(&node.id) else { continue };
        let by_id = new.find(&node.id).filter(|it| same_kind(&node.kind, &new.node(*it).kind));
        // A step that kept its id is nobody else's counterpart.
        let alike = |it: &&crate::Node| {
            let named = !node.name.is_empty() && it.name == node.name && same_kind(&node.kind, &it.kind);
            named && old.find(&it.id).is_none_or(|kept| !same_kind(&old.node(kept).kind, &it.kind))
        };
        let mut by_name = new.nodes.iter().filter(alike).filter_map(|it| new.find(&it.id));
        let to = by_id.or_else(|| by_name.find(|it| !taken.contains(it)));
        taken.extend(to);
        found.extend(to.map(|to| (from, to)));
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
        let (id, node, scope) = (token.id, token.node, token.scope);
        let listens = token.at.watches() && token.at.host().is_none();
        let region = next.scope(scope).map(|it| it.region);
        if !listens && region != Some(new.node(node).region) {
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
    Run::new(new, &mut next, facts, &mut out).add_watchers(&map)?;
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

/// What waits for a message cannot go on as what waits for a time.
fn same_kind(old: &Kind, new: &Kind) -> bool {
    use std::mem::discriminant;
    let trigger = |old: &Trigger, new: &Trigger| discriminant(old) == discriminant(new);
    match (old, new) {
        (Kind::Task(old), Kind::Task(new)) => discriminant(old) == discriminant(new),
        (Kind::Start(old), Kind::Start(new)) | (Kind::Catch(old), Kind::Catch(new)) => trigger(old, new),
        (Kind::Boundary { trigger: old, .. }, Kind::Boundary { trigger: new, .. }) => trigger(old, new),
        _ => discriminant(old) == discriminant(new),
    }
}

/// Of this node: what is watched for while a token stands at it.
fn watchers(definition: &Definition, node: NodeId) -> Vec<NodeId> {
    let node = definition.node(node);
    if node.kind != Kind::EventBased {
        return node.boundary.clone();
    }
    node.outgoing.iter().map(|flow| definition.flow(*flow).to).collect()
}

/// What the new version does not listen for any more.
fn drop_watchers(map: &Map, case: &mut Case, out: &mut Vec<Effect>) {
    let kept: Vec<bool> =
        case.tokens.iter().map(|it| !it.at.watches() || still_watches(map, case, it)).collect();
    let mut kept = kept.into_iter();
    case.tokens.retain(|token| {
        let keep = kept.next().unwrap_or(true);
        if !keep {
            let token_id = token.id;
            match map.old.node(token.node).trigger() {
                Some(Trigger::Timer { .. }) => out.push(Effect::CancelTimer { token: token_id }),
                Some(Trigger::Conditional(_)) => {}
                _ => out.push(Effect::Unsubscribe { token: token_id }),
            }
        }
        keep
    });
    case.keys.retain(|(of, _)| case.tokens.iter().any(|it| it.id == *of));
}

fn still_watches(map: &Map, case: &Case, watcher: &Token) -> bool {
    let Ok(to) = map.node(watcher.node) else { return false };
    match watcher.at.host() {
        Some(host) => {
            let host = case.token(host).and_then(|it| map.node(it.node).ok());
            host.is_some_and(|host| watchers(map.new, host).contains(&to))
        }
        None => {
            let region = case.scope(watcher.scope).and_then(|it| map.region(it.region).ok());
            region.is_some_and(|region| map.new.regions[region.at()].listeners.contains(&to))
        }
    }
}

impl Map<'_> {
    /// Whether the old version watched for this too: what is not there then has fired already.
    fn was_watched(&self, host: NodeId, watcher: NodeId) -> bool {
        let old = (0..self.old.nodes.len()).map(|place| NodeId(u32::try_from(place).unwrap_or(u32::MAX)));
        let hosts = old.filter(|it| self.node(*it) == Ok(host));
        hosts.flat_map(|it| watchers(self.old, it)).any(|it| self.node(it) == Ok(watcher))
    }

    fn was_listened(&self, region: RegionId, listener: NodeId) -> bool {
        let old = (0..self.old.regions.len()).map(|place| RegionId(u32::try_from(place).unwrap_or(u32::MAX)));
        let regions = old.filter(|it| self.region(*it) == Ok(region));
        let mut listeners = regions.flat_map(|it| self.old.regions[it.at()].listeners.iter().copied());
        listeners.any(|it| self.node(it) == Ok(listener))
    }
}

impl Run<'_> {
    /// Boundary events, arms and listeners the new version has and the old one had not.
    fn add_watchers(&mut self, map: &Map) -> Result<(), Refused> {
        let def = self.def;
        let begun = |it: &&Token| {
            let at = matches!(it.at, At::Waiting | At::Inside | At::Stuck(Phase::Body | Phase::Finish, _));
            at && !self.is_body(it.node, it.scope)
        };
        let hosts: Vec<(TokenId, NodeId)> =
            self.case.tokens.iter().filter(begun).map(|it| (it.id, it.node)).collect();
        for (host, node) in hosts {
            let mut missing = watchers(def, node);
            missing.retain(|it| !map.was_watched(node, *it) && !self.known(Some(host), *it));
            let Some(scope) = self.case.token(host).map(|it| it.scope) else { continue };
            self.add(host, &missing, scope, Some(host))?;
        }
        let listening: Vec<(ScopeId, RegionId)> =
            self.case.scopes.iter().filter(|it| it.listening).map(|it| (it.id, it.region)).collect();
        for (scope, region) in listening {
            let mut here = self.case.tokens.iter().filter(|it| it.scope == scope && !it.at.watches());
            let by_event = Kind::EventSubProcess { interrupting: true };
            // What has been taken over by an event listens for nothing more.
            if here.clone().any(|it| def.node(it.node).kind == by_event) {
                continue;
            }
            let Some(first) = here.next().map(|it| it.id) else { continue };
            let mut missing = def.regions[region.at()].listeners.clone();
            missing.retain(|it| !map.was_listened(region, *it));
            self.add(first, &missing, scope, None)?;
        }
        Ok(())
    }

    fn known(&self, host: Option<TokenId>, node: NodeId) -> bool {
        self.case.tokens.iter().any(|it| it.node == node && it.at.watches() && it.at.host() == host)
    }

    /// All of them, or the case is not carried over: it would wait for something nobody can tell.
    fn add(
        &mut self,
        id: TokenId,
        nodes: &[NodeId],
        scope: ScopeId,
        host: Option<TokenId>,
    ) -> Result<(), Refused> {
        if self.put_watchers(id, nodes, scope, host) {
            return Ok(());
        }
        let (step, why) = match self.case.token(id).map(|it| &it.at) {
            Some(At::Stuck(_, cause)) => match &**cause {
                Cause::Expression { element, why, .. } => (element.clone(), why.to_string()),
                other => (Arc::default(), other.to_string()),
            },
            _ => (Arc::default(), String::new()),
        };
        Err(Refused::NoValue { step, why })
    }
}
