//! What people do beyond the drawing: send back, jump, add and remove signers, hand over, vote.
//!
//! Every operation checks first and then uses the two primitives of `step::token`.

use crate::case::{
    Assigned, At, Ballot, Chained, Choice, Multi, Phase, Returned, ScopeId, Then, Token, TokenId,
};
use crate::definition::{Bits, FlowId, Kind, NodeId, Over, RegionId, Task};
use crate::io::{Effect, Input, Place, Refused};
use crate::step::Run;
use crate::value::{Value, Vars};

type Taken = Result<(), Refused>;

const WEIGHT_MAX: i64 = 1_000_000;

#[derive(Clone, Copy, PartialEq)]
enum Move {
    /// What came after the target is undone with it.
    Back,
    Jump,
}

/// Where a token stands relative to where it is to go.
struct Route {
    /// The innermost scope that holds both.
    scope: ScopeId,
    /// The token in that scope the moved one belongs to.
    token: TokenId,
    /// The node in that scope's region the target is or lies in.
    target: NodeId,
}

impl Run<'_> {
    pub(crate) fn operate(&mut self, operation: Input) -> Taken {
        match operation {
            Input::Return { token, to } | Input::Withdraw { token, to } => {
                self.move_to(token, to, Move::Back)
            }
            Input::Jump { token, to } => self.move_to(token, to, Move::Jump),
            Input::Resubmit { token, direct, vars } => self.resubmit(token, direct, vars),
            Input::AddSigner { token, who, place } => self.add_signer(token, who, place),
            Input::RemoveSigner { token } => self.remove_signer(token),
            Input::Transfer { token, to } => self.transfer(token, to),
            Input::Delegate { token, from, to } => self.delegate(token, from, to),
            Input::Resolve { token, vars } => self.resolve(token, vars),
            Input::Vote { token, who, choice, weight, vars } => {
                self.vote(token, Ballot { who, choice, weight }, vars)
            }
            _ => Err(Refused::WrongKind),
        }
    }

    fn move_to(&mut self, id: TokenId, to: NodeId, how: Move) -> Taken {
        let route = self.route(id, to)?;
        let from = self.case.token(id).map_or(to, |it| it.node);
        let moved = self.moved(&route, how);
        let stood: Vec<(NodeId, Option<FlowId>)> = moved.iter().flat_map(|it| self.stood(*it)).collect();
        self.out.push(Effect::Moved { from, to });
        let Some(token) = self.enter_at(to, route.scope, At::Ready(None)) else {
            return Err(Refused::NotThere);
        };
        for it in moved {
            self.cancel_region(it);
        }
        if how == Move::Back {
            self.case.returns.push(Returned { token, stood });
        }
        Ok(())
    }

    /// Where a token stands, or those in the sub-process that runs for it; a repeated activity begins anew.
    fn stood(&self, id: TokenId) -> Vec<(NodeId, Option<FlowId>)> {
        let Some(token) = self.case.token(id) else { return Vec::new() };
        let inner = self.case.scopes.iter().find(|it| it.owner == Some(id) && it.body.is_none());
        let by_event = matches!(self.def.node(token.node).kind, Kind::EventSubProcess { .. });
        match inner.filter(|_| !by_event) {
            Some(inner) => {
                let within = self.case.tokens.iter().filter(|it| it.scope == inner.id && !it.at.watches());
                within.flat_map(|it| self.stood(it.id)).collect()
            }
            None if by_event => Vec::new(),
            None => vec![(token.node, if let At::Arrived(via) = token.at { via } else { None })],
        }
    }

    /// The innermost of these scopes, or of those around them, that the node lies in.
    fn nearest(&self, node: NodeId, opened: &[ScopeId], outermost: ScopeId) -> ScopeId {
        let mut best = (0, outermost);
        for scope in opened {
            let mut at = Some(*scope);
            while let Some(here) = at.and_then(|it| self.case.scope(it)).filter(|it| it.id != outermost) {
                let depth = self.depth(here.region);
                if here.body.is_none() && depth > best.0 && self.within(node, here.region).is_some() {
                    best = (depth, here.id);
                }
                at = here.parent;
            }
        }
        best.1
    }

    fn depth(&self, region: RegionId) -> usize {
        let owner = |region: &RegionId| Some(self.def.node(self.def.regions[region.at()].owner?).region);
        std::iter::successors(Some(region), owner).count()
    }

    /// Only through plain sub-processes: an event sub-process is begun by its event alone.
    fn route(&self, id: TokenId, to: NodeId) -> Result<Route, Refused> {
        let token = self.case.token(id).ok_or(Refused::NothingWaits)?;
        if token.at.watches() || token.at == At::Held {
            return Err(Refused::WrongKind);
        }
        let target = self.def.nodes.get(to.at()).ok_or(Refused::UnknownStep)?;
        if matches!(target.kind, Kind::Boundary { .. } | Kind::EventSubProcess { .. }) {
            return Err(Refused::NotThere);
        }
        let mut at = token;
        loop {
            let here = self.case.scope(at.scope).ok_or(Refused::NotThere)?;
            if here.body.is_none()
                && let Some(target) = self.within(to, here.region)
            {
                return Ok(Route { scope: here.id, token: at.id, target });
            }
            at = here.owner.and_then(|owner| self.case.token(owner)).ok_or(Refused::NotThere)?;
        }
    }

    /// The node of this region that the target is or lies in.
    fn within(&self, target: NodeId, region: RegionId) -> Option<NodeId> {
        let mut node = target;
        loop {
            let at = self.def.node(node).region;
            if at == region {
                return Some(node);
            }
            node = self.def.regions[at.at()].owner?;
            if self.def.node(node).kind != Kind::SubProcess {
                return None;
            }
        }
    }

    /// The tokens an operation takes away: the one moved, those in a block it leaves, those that follow a step undone.
    fn moved(&self, route: &Route, how: Move) -> Vec<TokenId> {
        let paths = &self.def.paths;
        let Some(from) = self.case.token(route.token).map(|it| it.node) else { return Vec::new() };
        let left: Vec<&Bits> =
            paths.blocks.iter().filter(|block| block.has(from) && !block.has(route.target)).collect();
        let after = &paths.after[route.target.at()];
        let takes = |token: &&Token| {
            // What has arrived at a join still belongs to the branch it came by.
            let at = match &token.at {
                At::Arrived(Some(flow)) | At::Stuck(Phase::Join(Some(flow)), _) => self.def.flow(*flow).from,
                _ => token.node,
            };
            let undone = how == Move::Back && (at == route.target || after.has(at));
            token.id == route.token || undone || left.iter().any(|block| block.has(at))
        };
        let here = |it: &&Token| it.scope == route.scope && !it.at.watches();
        self.case.tokens.iter().filter(here).filter(takes).map(|it| it.id).collect()
    }

    fn resubmit(&mut self, id: TokenId, direct: bool, vars: Vars) -> Taken {
        self.user_task(id)?;
        self.undelegated(id)?;
        let outer = self.outer(id);
        let stood = self.case.returns.iter().find(|it| it.token == id || it.token == outer);
        let stood = stood.map(|it| it.stood.clone()).ok_or(Refused::NotReturned)?;
        if !direct {
            self.assign(id, vars);
            self.wake(id);
            return Ok(());
        }
        let mut routes = Vec::with_capacity(stood.len());
        for (node, _) in &stood {
            routes.push(self.route(id, *node)?);
        }
        // The outermost: from there all of them can be entered.
        let Some(route) = routes.into_iter().min_by_key(|it| it.scope) else {
            return Err(Refused::NotReturned);
        };
        self.assign(id, vars);
        let from = self.case.token(id).map_or(route.target, |it| it.node);
        self.out.push(Effect::Left { token: id, node: from });
        let mut opened = Vec::new();
        for (node, via) in stood {
            let at = if via.is_some() { At::Arrived(via) } else { At::Ready(None) };
            self.out.push(Effect::Moved { from, to: node });
            let scope = self.nearest(node, &opened, route.scope);
            let entered = self.enter_at(node, scope, at);
            opened.extend(entered.and_then(|it| self.case.token(it)).map(|it| it.scope));
        }
        self.cancel_region(route.token);
        Ok(())
    }

    /// The token whose frame this one is in, or itself.
    fn outer(&self, id: TokenId) -> TokenId {
        let scope = self.case.token(id).and_then(|it| self.case.scope(it.scope));
        scope.filter(|it| it.body.is_some()).and_then(|it| it.owner).unwrap_or(id)
    }

    fn user_task(&self, id: TokenId) -> Result<NodeId, Refused> {
        let node = self.answerable(id)?;
        if self.def.node(node).kind == Kind::Task(Task::User) { Ok(node) } else { Err(Refused::WrongKind) }
    }

    fn undelegated(&self, id: TokenId) -> Taken {
        let delegated = self.case.people.iter().any(|(of, it)| *of == id && it.owner.is_some());
        if delegated { Err(Refused::Delegated) } else { Ok(()) }
    }

    /// The scope with the counters this task is one instance under.
    fn over(&self, id: TokenId) -> Option<ScopeId> {
        let token = self.case.token(id)?;
        let frame = self.case.scope(token.scope).filter(|it| it.body == Some(token.node))?;
        let parent = self.case.scope(frame.parent?)?;
        parent.multi.as_ref().map(|_| parent.id)
    }

    fn add_signer(&mut self, id: TokenId, who: Value, place: Place) -> Taken {
        let node = self.user_task(id)?;
        if matches!(self.def.node(node).multi.as_ref().map(|it| &it.over), Some(Over::Loop { .. })) {
            return Err(Refused::WrongKind);
        }
        let over = match self.over(id) {
            Some(over) => over,
            None => self.grow(id, node).ok_or(Refused::WrongKind)?,
        };
        if let Some(multi) = self.multi(over) {
            multi.total += 1;
            if place == Place::After {
                multi.chained.push(Chained { after: id, then: Then::Sign(who) });
                return Ok(());
            }
        }
        let Some(added) = self.spawn(over, who.clone()) else { return Err(Refused::WrongKind) };
        self.assign_to(added, who, None);
        if place == Place::Before {
            if let Some(at) = self.place(id) {
                self.withdraw(at);
            }
            self.set_at(id, At::Held);
            if let Some(multi) = self.multi(over) {
                multi.chained.push(Chained { after: added, then: Then::Resume(id) });
            }
        }
        Ok(())
    }

    /// Makes a task of one person the first instance of several; its token and what is open for it stay.
    fn grow(&mut self, id: TokenId, node: NodeId) -> Option<ScopeId> {
        let scope = self.case.token(id)?.scope;
        let outer = self.put(node, scope, At::Inside);
        for host in self.case.tokens.iter_mut().filter_map(|it| it.at.host_mut()).filter(|it| **it == id) {
            *host = outer;
        }
        for record in self.case.returns.iter_mut().filter(|it| it.token == id) {
            record.token = outer;
        }
        let over = self.open_multi(outer, Multi { total: 1, begun: 1, active: 1, ..Multi::default() });
        let region = self.case.scope(over)?.region;
        let frame = self.open(region, Some(outer), Some(over));
        self.case.scope_mut(frame)?.body = Some(node);
        self.count(scope, -1);
        self.count(frame, 1);
        self.case.token_mut(id)?.scope = frame;
        Some(over)
    }

    fn remove_signer(&mut self, id: TokenId) -> Taken {
        self.user_task(id)?;
        let over = self.over(id).ok_or(Refused::LastSigner)?;
        let Some((frame, outer)) =
            self.case.token(id).map(|it| it.scope).zip(self.case.scope(over).and_then(|it| it.owner))
        else {
            return Err(Refused::WrongKind);
        };
        let Some(multi) = self.multi(over) else { return Err(Refused::WrongKind) };
        if multi.total <= 1 {
            return Err(Refused::LastSigner);
        }
        multi.total -= 1;
        multi.active = multi.active.saturating_sub(1);
        let (now, later) = std::mem::take(&mut multi.chained).into_iter().partition(|link| link.after == id);
        multi.chained = later;
        if let Some(at) = self.place(id) {
            self.withdraw(at);
        }
        self.close(id, frame);
        self.go_on_with(over, now);
        self.next_instance(outer, over);
        Ok(())
    }

    fn close(&mut self, id: TokenId, frame: ScopeId) {
        self.cancel_watchers(id);
        if let Some(at) = self.place(id) {
            self.remove(at);
        }
        self.case.scopes.retain(|it| it.id != frame);
    }

    fn assign_to(&mut self, id: TokenId, who: Value, owner: Option<Value>) {
        self.case.people.retain(|(of, _)| *of != id);
        self.case.people.push((id, Assigned { who: who.clone(), owner }));
        self.out.push(Effect::Assigned { token: id, who });
    }

    fn transfer(&mut self, id: TokenId, to: Value) -> Taken {
        self.user_task(id)?;
        let owner = self.case.people.iter().find(|(of, _)| *of == id).and_then(|(_, it)| it.owner.clone());
        self.assign_to(id, to, owner);
        Ok(())
    }

    fn delegate(&mut self, id: TokenId, from: Value, to: Value) -> Taken {
        self.user_task(id)?;
        self.undelegated(id)?;
        self.assign_to(id, to, Some(from));
        Ok(())
    }

    fn resolve(&mut self, id: TokenId, vars: Vars) -> Taken {
        self.user_task(id)?;
        let owner = self.case.people.iter().find(|(of, _)| *of == id).and_then(|(_, it)| it.owner.clone());
        let owner = owner.ok_or(Refused::NotDelegated)?;
        self.assign(id, vars);
        self.assign_to(id, owner, None);
        Ok(())
    }

    fn vote(&mut self, id: TokenId, ballot: Ballot, vars: Vars) -> Taken {
        self.user_task(id)?;
        self.undelegated(id)?;
        if !(0..=WEIGHT_MAX).contains(&ballot.weight) {
            return Err(Refused::BadWeight);
        }
        self.assign(id, vars);
        let choice = ballot.choice;
        self.out.push(Effect::Voted { token: id, choice });
        match self.over(id) {
            Some(over) => {
                if let Some(multi) = self.multi(over) {
                    multi.ballots.push(ballot);
                }
            }
            None => self.announce(id, choice == Choice::Approve),
        }
        self.wake(id);
        Ok(())
    }
}
