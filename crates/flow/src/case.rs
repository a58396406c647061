//! One run of a process: where its tokens stand and what its variables hold. Small, and saved as it is.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::definition::{FlowId, NodeId, RegionId};
use crate::value::{Value, Vars};
use crate::why::Why;

/// Grows when a saved case is to be read differently.
pub const FORMAT: u16 = 1;

/// A new one for every visit of a node: what answers an old visit finds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenId(pub u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScopeId(pub u32);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    pub format: u16,
    pub state: State,
    pub tokens: Vec<Token>,
    pub scopes: Vec<Scope>,
    /// Only what is not there for most: held by token.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<(TokenId, Value)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<(TokenId, Assigned)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returns: Vec<Returned>,
    /// Steps since somebody last spoke to the case: a loop that nobody interrupts is found by it.
    #[serde(default)]
    pub ran: u32,
    pub(crate) next: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    New,
    Running,
    Ended,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Token {
    pub id: TokenId,
    pub node: NodeId,
    pub scope: ScopeId,
    pub at: At,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// To be taken into its node, by the flow it came.
    Ready(Option<FlowId>),
    /// For somebody or something outside.
    Waiting,
    /// At a join, until the others come.
    Arrived(Option<FlowId>),
    /// A scope of its own runs for it.
    Inside,
    /// Listens for the token it names, or for its scope.
    Watch(Option<TokenId>),
    /// Put aside until a signer added before it has spoken.
    Held,
    Stuck(Phase, Box<Cause>),
}

/// Where a stuck token goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Enter,
    Body,
    Finish,
    Leave,
    Join(Option<FlowId>),
    /// A watcher whose condition has no value; it keeps nothing alive, and goes with what it watches.
    Watch(Option<TokenId>),
}

impl At {
    /// Whether it only watches, and so keeps its scope from nothing.
    pub fn watches(&self) -> bool {
        matches!(self, At::Watch(_) | At::Stuck(Phase::Watch(_), _))
    }

    pub(crate) fn host_mut(&mut self) -> Option<&mut TokenId> {
        match self {
            At::Watch(host) | At::Stuck(Phase::Watch(host), _) => host.as_mut(),
            _ => None,
        }
    }

    pub(crate) fn host(&self) -> Option<TokenId> {
        match self {
            At::Watch(host) | At::Stuck(Phase::Watch(host), _) => *host,
            _ => None,
        }
    }
}

/// Why a token cannot go on by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Cause {
    #[error("the expression {text} in {element}: {why}")]
    Expression { element: Arc<str>, text: Arc<str>, why: Why },
    #[error("no condition holds and no flow is the default")]
    NoWayOut,
    #[error("the other branches will not come")]
    JoinNeverCompletes,
    #[error("it went round without anybody acting")]
    LoopWithoutEnd,
    #[error("the service failed: {why}")]
    Service { why: Why },
    #[error("the timer says no time: {why}")]
    NoTime { why: Why },
    #[error("the error {error} is caught nowhere")]
    Uncaught { error: String },
    #[error("what it repeats over is no list and no count")]
    NothingToRepeat,
    #[error("it would repeat {count} times")]
    TooManyInstances { count: i64 },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scope {
    pub id: ScopeId,
    pub region: RegionId,
    /// The token that waits at the node this scope belongs to; none for the process itself.
    pub owner: Option<TokenId>,
    pub parent: Option<ScopeId>,
    /// Set when this scope is no region of its own but surrounds the body of this activity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<NodeId>,
    #[serde(default, skip_serializing_if = "Vars::is_empty")]
    pub vars: Vars,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multi: Option<Box<Multi>>,
    /// Event sub-processes have begun to listen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub listening: bool,
    /// Tokens that keep it going: all but those that only watch.
    pub live: u32,
}

/// The counters and the ledger of a repeated activity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Multi {
    pub total: u32,
    pub done: u32,
    pub active: u32,
    pub pending: Vec<Value>,
    /// How many have been begun; the next one's number.
    pub begun: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<(u32, Value)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ballots: Vec<Ballot>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chained: Vec<Chained>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ballot {
    pub who: Value,
    pub choice: Choice,
    pub weight: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    Approve,
    Reject,
    Abstain,
}

/// What comes when a signer has spoken: another signer, or the one who was put aside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chained {
    pub after: TokenId,
    pub then: Then,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    Sign(Value),
    Resume(TokenId),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assigned {
    pub who: Value,
    /// To whom the task goes back when the delegate is through.
    pub owner: Option<Value>,
}

/// What stood when somebody sent the case back, so that a resubmission may go straight there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Returned {
    pub token: TokenId,
    pub stood: Vec<(NodeId, Option<FlowId>)>,
}

impl Default for Case {
    fn default() -> Case {
        Case::new()
    }
}

impl Case {
    pub fn new() -> Case {
        Case {
            format: FORMAT,
            state: State::New,
            tokens: Vec::with_capacity(4),
            scopes: Vec::with_capacity(1),
            keys: Vec::new(),
            people: Vec::new(),
            returns: Vec::new(),
            ran: 0,
            next: 1,
        }
    }

    pub fn token(&self, id: TokenId) -> Option<&Token> {
        self.tokens.iter().find(|token| token.id == id)
    }

    pub(crate) fn token_mut(&mut self, id: TokenId) -> Option<&mut Token> {
        self.tokens.iter_mut().find(|token| token.id == id)
    }

    pub fn scope(&self, id: ScopeId) -> Option<&Scope> {
        self.scopes.iter().find(|scope| scope.id == id)
    }

    pub(crate) fn scope_mut(&mut self, id: ScopeId) -> Option<&mut Scope> {
        self.scopes.iter_mut().find(|scope| scope.id == id)
    }

    /// A variable of the case itself.
    pub fn var(&self, name: &str) -> Option<&Value> {
        self.scopes.first().and_then(|scope| scope.vars.get(name))
    }

    /// The variables as the node of this token sees them.
    pub fn view(&self, scope: ScopeId) -> View<'_> {
        View { case: self, scope }
    }

    /// The tokens somebody outside may answer.
    pub fn waiting(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter().filter(|token| matches!(token.at, At::Waiting))
    }

    pub fn stuck(&self) -> impl Iterator<Item = (&Token, &Cause)> {
        self.tokens.iter().filter_map(|token| match &token.at {
            At::Stuck(_, cause) => Some((token, &**cause)),
            _ => None,
        })
    }
}

/// Variables from one scope outwards.
#[derive(Clone, Copy)]
pub struct View<'a> {
    case: &'a Case,
    scope: ScopeId,
}

impl View<'_> {
    pub fn get(&self, name: &str) -> Option<Value> {
        let mut scope = self.case.scope(self.scope);
        while let Some(here) = scope {
            if let Some(value) = here.vars.get(name) {
                return Some(value.clone());
            }
            if let Some(value) = here.multi.as_deref().and_then(|multi| counter(multi, name)) {
                return Some(value);
            }
            scope = here.parent.and_then(|parent| self.case.scope(parent));
        }
        None
    }

    /// All that can be seen, the innermost of a name only; for evaluators that want them at once.
    pub fn all(&self) -> Vars {
        let mut all = Vars::default();
        let mut scope = self.case.scope(self.scope);
        while let Some(here) = scope {
            for (name, value) in &here.vars.0 {
                if all.get(name).is_none() {
                    all.0.push((name.clone(), value.clone()));
                }
            }
            scope = here.parent.and_then(|parent| self.case.scope(parent));
        }
        all
    }
}

/// The names Camunda, Flowable and the standard give to the counters.
fn counter(multi: &Multi, name: &str) -> Option<Value> {
    let number = match name {
        "nrOfInstances" | "numberOfInstances" => multi.total,
        "nrOfCompletedInstances" | "numberOfCompletedInstances" => multi.done,
        "nrOfActiveInstances" | "numberOfActiveInstances" => multi.active,
        _ => return None,
    };
    Some(Value::Int(i64::from(number)))
}
