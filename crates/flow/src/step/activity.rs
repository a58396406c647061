//! Activities: their watchers, their frame of variables, their body, and what happens when the body is done.

use super::Run;
use crate::case::{At, Phase, ScopeId, TokenId};
use crate::definition::{Kind, NodeId, RegionId, Task, Trigger};
use crate::io::Effect;
use crate::value::Value;

impl Run<'_> {
    pub(super) fn activity(&mut self, id: TokenId) {
        let Some(token) = self.case.token(id) else { return };
        let (node, scope) = (token.node, token.scope);
        if !self.is_body(node, scope) && !self.watch(id, node, scope) {
            return;
        }
        self.begin(id);
    }

    /// The activity itself, its watchers being there.
    pub(crate) fn begin(&mut self, id: TokenId) {
        let Some(token) = self.case.token(id) else { return };
        let (node, scope) = (token.node, token.scope);
        let def = self.def;
        if !def.node(node).framed() {
            return self.body(id);
        }
        if !self.is_body(node, scope) {
            return self.frame(id);
        }
        for mapping in &def.node(node).inputs {
            let Some(value) = self.eval(id, Phase::Body, mapping.from) else { return };
            self.set_in(scope, &mapping.to, value);
        }
        self.body(id);
    }

    /// A scope of its own for an activity with mappings, or one per repetition.
    fn frame(&mut self, outer: TokenId) {
        let Some(token) = self.case.token(outer) else { return };
        let (node, scope) = (token.node, token.scope);
        if self.def.node(node).multi.is_some() {
            return self.start_multi(outer);
        }
        self.set_at(outer, At::Inside);
        let region = self.def.node(node).region;
        let frame = self.open(region, Some(outer), Some(scope));
        if let Some(frame) = self.case.scope_mut(frame) {
            frame.body = Some(node);
        }
        self.put(node, frame, At::Ready(None));
    }

    pub(crate) fn set_at(&mut self, id: TokenId, at: At) {
        if let Some(token) = self.case.token_mut(id) {
            token.at = at;
        }
    }

    pub(crate) fn body(&mut self, id: TokenId) {
        let Some(token) = self.case.token(id) else { return };
        let (node, scope) = (token.node, token.scope);
        let def = self.def;
        match &def.node(node).kind {
            Kind::Task(task) => self.task(id, node, scope, *task),
            Kind::Call { .. } => {
                self.set_at(id, At::Waiting);
                self.out.push(Effect::StartCase { token: id, node });
            }
            Kind::SubProcess => match def.node(node).inner {
                Some(inner) => self.go_inside(id, inner, scope),
                None => self.body_done(id),
            },
            _ => self.leave(id),
        }
    }

    fn task(&mut self, id: TokenId, node: NodeId, scope: ScopeId, task: Task) {
        let def = self.def;
        match task {
            Task::Pass | Task::Script(None) => self.body_done(id),
            Task::User => {
                self.set_at(id, At::Waiting);
                self.out.push(Effect::CreateTask { token: id, node });
            }
            Task::Service => self.ask(id, node),
            Task::Script(Some(script)) => {
                match self.facts.script(def.expression(script), self.case.view(scope)) {
                    Ok(vars) => {
                        self.assign(id, vars);
                        self.body_done(id);
                    }
                    Err(fault) => self.stick(id, Phase::Body, self.fault(script, *fault.0)),
                }
            }
            Task::Rule => match self.facts.decide(def.node(node), self.case.view(scope)) {
                Some(Ok(vars)) => {
                    self.assign(id, vars);
                    self.body_done(id);
                }
                Some(Err(fault)) => {
                    self.stick(id, Phase::Body, crate::case::Cause::Service { why: *fault.0 });
                }
                None => self.ask(id, node),
            },
            // The service does the sending; else the message goes to whoever waits for it in the house.
            Task::Send(_) if def.node(node).notes.get("service").is_some() => self.ask(id, node),
            Task::Send(message) => {
                if let Some(message) = message.map(|place| &def.messages[place]) {
                    let Some(key) = self.key(id, Phase::Body, message.key) else { return };
                    self.out.push(Effect::Publish { node, key });
                }
                self.body_done(id)
            }
            Task::Receive(message) => {
                let key = message.and_then(|place| def.messages[place].key);
                let Some(key) = self.key(id, Phase::Body, key) else { return };
                self.set_at(id, At::Waiting);
                self.subscribe(id, node, key);
            }
        }
    }

    fn ask(&mut self, id: TokenId, node: NodeId) {
        self.set_at(id, At::Waiting);
        self.out.push(Effect::CallService { token: id, node });
    }

    fn go_inside(&mut self, id: TokenId, inner: RegionId, scope: ScopeId) {
        let def = self.def;
        let starts = &def.regions[inner.at()].starts;
        let plain = |node: &NodeId| !matches!(&def.node(*node).kind, Kind::Start(it) if *it != Trigger::None);
        if !starts.iter().any(plain) {
            return self.body_done(id);
        }
        self.set_at(id, At::Inside);
        let within = self.open(inner, Some(id), Some(scope));
        for start in starts.iter().copied().filter(plain) {
            self.put(start, within, At::Ready(None));
        }
    }

    /// The body is done: its results go out, and the activity is left when nothing of it is missing.
    pub(crate) fn body_done(&mut self, id: TokenId) {
        let Some(token) = self.case.token(id) else { return };
        let (node, scope) = (token.node, token.scope);
        if !self.is_body(node, scope) {
            self.cancel_watchers(id);
            return self.leave(id);
        }
        let def = self.def;
        let Some((outer, parent)) = self.case.scope(scope).and_then(|it| it.owner.zip(it.parent)) else {
            return;
        };
        let Some(target) = self.case.token(outer).map(|it| it.scope) else { return };
        let mut results: Vec<Value> = Vec::with_capacity(def.node(node).outputs.len());
        for mapping in &def.node(node).outputs {
            let Some(value) = self.eval(id, Phase::Finish, mapping.from) else { return };
            results.push(value);
        }
        if def.node(node).multi.is_some() || self.case.scope(parent).is_some_and(|it| it.multi.is_some()) {
            if !self.instance_done(id, scope, parent) {
                return;
            }
            self.write_out(node, target, results);
            return self.next_instance(outer, parent);
        }
        self.write_out(node, target, results);
        self.close_frame(id, scope);
        self.cancel_watchers(outer);
        self.leave(outer);
    }

    fn write_out(&mut self, node: NodeId, target: ScopeId, results: Vec<Value>) {
        let def = self.def;
        for (mapping, value) in def.node(node).outputs.iter().zip(results) {
            self.set_where_known(target, &mapping.to, value);
        }
    }

    pub(super) fn close_frame(&mut self, id: TokenId, scope: ScopeId) {
        if let Some(place) = self.place(id) {
            self.remove(place);
        }
        self.case.scopes.retain(|it| it.id != scope);
    }
}
