//! What holds in every case at rest. Whoever keeps cases may ask; a case that breaks one of these was made by a mistake.

use crate::case::{At, Case, Multi, Phase, Scope, State, Then, Token};
use crate::definition::Definition;

/// What is wrong with a case that has come to rest; nothing, when all is well.
pub fn unsound(definition: &Definition, case: &Case) -> Vec<String> {
    let mut found = Vec::new();
    for scope in &case.scopes {
        let token_of_scope = |it: &&Token| it.scope == scope.id && !it.at.watches();
        let live = case.tokens.iter().filter(token_of_scope).count();
        if u32::try_from(live) != Ok(scope.live) {
            found.push(format!("scope {} counts {} tokens and has {live}", scope.id.0, scope.live));
        }
        let owner = scope.owner.map(|owner| case.token(owner));
        let inside = |owner: &Token| matches!(owner.at, At::Inside | At::Stuck(Phase::Finish, _));
        if owner.is_some_and(|owner| !owner.is_some_and(inside)) {
            found.push(format!("scope {} belongs to nobody who is inside", scope.id.0));
        }
        if let Some(multi) = &scope.multi {
            counters(case, scope, multi, &mut found);
        }
    }
    for token in &case.tokens {
        if let Some(what) = misplaced(case, token) {
            found.push(format!("token {} at {} {what}", token.id.0, definition.node(token.node).id));
        }
    }
    ledgers(case, &mut found);
    let acts = |it: &Token| !it.at.watches() && matches!(it.at, At::Waiting | At::Stuck(..));
    match case.state {
        State::Ended if !case.tokens.is_empty() => found.push("an ended case has tokens".to_owned()),
        State::Running if !case.tokens.iter().any(acts) => {
            found.push("a running case waits for nothing".to_owned());
        }
        _ => {}
    }
    found
}

/// An instance that has begun and is not done has a frame, and nothing else has.
fn counters(case: &Case, scope: &Scope, multi: &Multi, found: &mut Vec<String>) {
    let frames = case.scopes.iter().filter(|it| it.parent == Some(scope.id) && it.body.is_some()).count();
    if u32::try_from(frames) != Ok(multi.active) {
        found.push(format!("scope {} counts {} instances and has {frames}", scope.id.0, multi.active));
    }
    let promised = multi.chained.iter().filter(|it| matches!(it.then, Then::Sign(_))).count();
    let known = multi.done as usize + multi.active as usize + multi.pending.len() + promised;
    if known < multi.total as usize {
        found.push(format!("scope {} waits for {} instances and knows {known}", scope.id.0, multi.total));
    }
    if let Some(link) = multi.chained.iter().find(|link| case.token(link.after).is_none()) {
        found.push(format!("scope {} waits for a signer {} who is gone", scope.id.0, link.after.0));
    }
}

fn misplaced(case: &Case, token: &Token) -> Option<&'static str> {
    if case.scope(token.scope).is_none() {
        return Some("has no scope");
    }
    match &token.at {
        At::Ready(_) => Some("has not gone on"),
        At::Watch(Some(host)) | At::Stuck(Phase::Watch(Some(host)), _) if case.token(*host).is_none() => {
            Some("watches what is gone")
        }
        At::Inside if !case.scopes.iter().any(|it| it.owner == Some(token.id)) => Some("is inside nothing"),
        At::Held => {
            let resumes = |it: &Scope| {
                let chained = it.multi.iter().flat_map(|multi| &multi.chained);
                chained.into_iter().any(|link| matches!(link.then, Then::Resume(id) if id == token.id))
            };
            (!case.scopes.iter().any(resumes)).then_some("is put aside for nobody")
        }
        _ => None,
    }
}

/// What is kept beside tokens is of tokens that are there.
fn ledgers(case: &Case, found: &mut Vec<String>) {
    let keys = case.keys.iter().map(|(of, _)| of);
    let people = case.people.iter().map(|(of, _)| of);
    let returns = case.returns.iter().map(|it| &it.token);
    for of in keys.chain(people).chain(returns).filter(|of| case.token(**of).is_none()) {
        found.push(format!("something is kept for token {}, which is gone", of.0));
    }
}
