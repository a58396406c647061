//! Tokens come, move and go; scopes open and close. The two primitives `cancel_region` and `enter_at` are here.

use super::Run;
use crate::case::{At, Phase, Scope, ScopeId, State, Token, TokenId};
use crate::definition::{FlowId, Kind, NodeId, RegionId};
use crate::io::{Effect, Outcome};
use crate::value::Vars;

impl Run<'_> {
    pub(crate) fn fresh(&mut self) -> u32 {
        let id = self.case.next;
        self.case.next += 1;
        id
    }

    pub(crate) fn put(&mut self, node: NodeId, scope: ScopeId, at: At) -> TokenId {
        let id = TokenId(self.fresh());
        if !at.watches() {
            self.count(scope, 1);
        }
        self.first = self.first.min(self.case.tokens.len());
        self.case.tokens.push(Token { id, node, scope, at });
        id
    }

    pub(crate) fn count(&mut self, scope: ScopeId, by: i32) {
        if let Some(scope) = self.case.scope_mut(scope) {
            scope.live = scope.live.saturating_add_signed(by);
        }
    }

    /// Takes the token along one flow: the same place in the list, a new id.
    pub(crate) fn follow(&mut self, place: usize, flow: FlowId) {
        let to = self.def.flow(flow).to;
        let id = TokenId(self.fresh());
        self.out.push(Effect::Taken { flow });
        let token = &mut self.case.tokens[place];
        token.id = id;
        token.node = to;
        token.at = At::Ready(Some(flow));
        self.first = self.first.min(place);
    }

    /// Takes the token out of the list; whoever calls sees to its scope.
    pub(crate) fn remove(&mut self, place: usize) -> Token {
        let token = self.case.tokens.remove(place);
        self.first = self.first.min(place);
        if !token.at.watches() {
            self.count(token.scope, -1);
        }
        self.forget(token.id);
        token
    }

    /// What is kept beside a token for as long as it stands there.
    pub(crate) fn forget(&mut self, id: TokenId) {
        if !self.case.keys.is_empty() {
            self.case.keys.retain(|(of, _)| *of != id);
        }
        if !self.case.people.is_empty() {
            self.case.people.retain(|(of, _)| *of != id);
        }
        if !self.case.returns.is_empty() {
            self.case.returns.retain(|it| it.token != id);
        }
    }

    pub(crate) fn place(&self, id: TokenId) -> Option<usize> {
        self.case.tokens.iter().position(|token| token.id == id)
    }

    /// The token's way ends here; with the last one the scope ends.
    pub(crate) fn consume(&mut self, id: TokenId) {
        let Some(place) = self.place(id) else { return };
        let scope = self.remove(place).scope;
        if self.case.scope(scope).is_some_and(|it| it.live == 0) {
            self.scope_done(scope);
        }
    }

    pub(crate) fn scope_done(&mut self, id: ScopeId) {
        self.cancel_in_scope(id, None);
        let Some(owner) = self.case.scope(id).and_then(|scope| scope.owner) else {
            return self.end_case(Outcome::Completed);
        };
        self.case.scopes.retain(|scope| scope.id != id);
        let Some(token) = self.case.token(owner) else { return };
        if let Kind::EventSubProcess { .. } = self.def.node(token.node).kind {
            self.out.push(Effect::Left { token: owner, node: token.node });
            self.consume(owner);
        } else {
            self.body_done(owner);
        }
    }

    pub(crate) fn end_case(&mut self, outcome: Outcome) {
        while let Some(token) = self.case.tokens.first() {
            self.cancel_region(token.id);
        }
        self.case.scopes.truncate(1);
        self.case.state = State::Ended;
        self.out.push(Effect::Ended { outcome });
    }

    /// Primitive one: the token with everything it owns: watchers, scopes, tokens in them, timers, subscriptions.
    pub(crate) fn cancel_region(&mut self, id: TokenId) {
        self.cancel_owned(id);
        self.cancel_watchers(id);
        if let Some(place) = self.place(id) {
            self.withdraw(place);
            self.remove(place);
        }
    }

    /// Everything inside the activity of this token, and not the token.
    pub(crate) fn cancel_owned(&mut self, id: TokenId) {
        while let Some(scope) = self.case.scopes.iter().rev().find(|it| it.owner == Some(id)).map(|it| it.id)
        {
            self.cancel_in_scope(scope, None);
            self.case.scopes.retain(|it| it.id != scope);
        }
    }

    pub(crate) fn cancel_in_scope(&mut self, scope: ScopeId, except: Option<TokenId>) {
        let held = |it: &&Token| it.scope == scope && Some(it.id) != except;
        while let Some(id) = self.case.tokens.iter().find(held).map(|it| it.id) {
            self.cancel_region(id);
        }
    }

    pub(crate) fn cancel_watchers(&mut self, host: TokenId) {
        let mut place = 0;
        while place < self.case.tokens.len() {
            if self.case.tokens[place].at.host() == Some(host) {
                self.withdraw(place);
                self.remove(place);
            } else {
                place += 1;
            }
        }
    }

    pub(crate) fn open(
        &mut self,
        region: RegionId,
        owner: Option<TokenId>,
        parent: Option<ScopeId>,
    ) -> ScopeId {
        let id = ScopeId(self.fresh());
        self.case.scopes.push(Scope {
            id,
            region,
            owner,
            parent,
            body: None,
            listening: false,
            vars: Vars::default(),
            multi: None,
            live: 0,
        });
        id
    }

    /// Primitive two: a token at any node at or below this scope's region, opening the regions around it.
    pub(crate) fn enter_at(&mut self, node: NodeId, scope: ScopeId, at: At) -> Option<TokenId> {
        let here = self.case.scope(scope)?.region;
        let mut around = Vec::new();
        let mut region = self.def.node(node).region;
        while region != here {
            let owner = self.def.regions[region.at()].owner?;
            around.push(owner);
            region = self.def.node(owner).region;
        }
        let mut scope = scope;
        for owner in around.into_iter().rev() {
            let inner = self.def.node(owner).inner?;
            let outer = self.put(owner, scope, At::Inside);
            self.watch(outer, owner, scope);
            scope = self.open(inner, Some(outer), Some(scope));
        }
        Some(self.put(node, scope, at))
    }

    pub(crate) fn is_body(&self, node: NodeId, scope: ScopeId) -> bool {
        self.case.scope(scope).is_some_and(|it| it.body == Some(node))
    }

    pub(crate) fn leave(&mut self, id: TokenId) {
        let Some(place) = self.place(id) else { return };
        let node = self.case.tokens[place].node;
        let def = self.def;
        self.forget(id);
        if let [flow] = def.node(node).outgoing[..]
            && def.flow(flow).condition.is_none()
        {
            self.out.push(Effect::Left { token: id, node });
            return self.follow(place, flow);
        }
        let Some(flows) = self.choose(id, node) else { return };
        self.out.push(Effect::Left { token: id, node });
        let Some(place) = self.place(id) else { return };
        let scope = self.case.tokens[place].scope;
        let Some((first, others)) = flows.split_first() else { return self.consume(id) };
        for flow in others {
            self.out.push(Effect::Taken { flow: *flow });
            self.put(def.flow(*flow).to, scope, At::Ready(Some(*flow)));
        }
        self.follow(place, *first);
    }

    /// Goes on with a stuck token from where it stopped.
    pub(crate) fn resume(&mut self, id: TokenId, phase: Phase) {
        let Some(token) = self.case.token_mut(id) else { return };
        match phase {
            Phase::Enter => {
                token.at = At::Ready(None);
                self.first = 0;
            }
            Phase::Join(flow) => token.at = At::Arrived(flow),
            Phase::Watch(host) => {
                token.at = At::Watch(host);
                self.ask_time(id, host);
            }
            Phase::Body => {
                token.at = At::Held;
                self.begin(id);
            }
            // A loop asks its condition again; all else hands its results out again.
            Phase::Finish => match self.case.scopes.iter().find(|it| it.owner == Some(id)).map(|it| it.id) {
                Some(over) => {
                    self.set_at(id, At::Inside);
                    self.next_instance(id, over);
                }
                None => {
                    self.set_at(id, At::Held);
                    self.body_done(id);
                }
            },
            Phase::Leave => {
                token.at = At::Held;
                self.leave(id);
            }
        }
    }
}
