//! Variables: where what comes in is written.

use super::Run;
use crate::case::{ScopeId, TokenId};
use crate::value::{Value, Vars};
use std::sync::Arc;

impl Run<'_> {
    /// Into an activity's own scope where it maps its results out; else where the name is known; else into the case.
    pub(crate) fn assign(&mut self, id: TokenId, vars: Vars) {
        let Some(token) = self.case.token(id) else { return };
        let (node, scope) = (token.node, token.scope);
        let maps = self.def.node(node).multi.as_ref().is_some_and(|it| it.collect.is_some())
            || !self.def.node(node).outputs.is_empty();
        for (name, value) in vars.0 {
            if maps && self.is_body(node, scope) {
                self.set_in(scope, &name, value);
            } else {
                self.set_where_known(scope, &name, value);
            }
        }
    }

    /// What comes with an error is for whoever catches it: the frame of the activity goes with the activity.
    pub(crate) fn assign_outside(&mut self, id: TokenId, vars: Vars) {
        let Some(token) = self.case.token(id) else { return };
        let (node, scope) = (token.node, token.scope);
        let around = self.case.scope(scope).and_then(|it| it.parent).filter(|_| self.is_body(node, scope));
        for (name, value) in vars.0 {
            self.set_where_known(around.unwrap_or(scope), &name, value);
        }
    }

    pub(crate) fn set_where_known(&mut self, scope: ScopeId, name: &Arc<str>, value: Value) {
        let mut at = scope;
        loop {
            let Some(here) = self.case.scope(at) else { return };
            match here.parent {
                Some(parent) if here.vars.get(name).is_none() => at = parent,
                _ => break,
            }
        }
        self.set_in(at, name, value);
    }

    pub(crate) fn set_in(&mut self, scope: ScopeId, name: &Arc<str>, value: Value) {
        if let Some(scope) = self.case.scope_mut(scope) {
            scope.vars.set(name, value);
        }
    }
}
