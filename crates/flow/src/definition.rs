//! A process made ready to run: dense ids instead of names, and everything about paths computed beforehand.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! dense {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            pub fn at(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

dense! {
    /// A node of the picture: event, activity or gateway.
    NodeId;
    /// A sequence flow.
    FlowId;
    /// The process itself (0) or a sub-process in it.
    RegionId;
    ExpressionId;
}

#[derive(Debug, Clone)]
pub struct Definition {
    pub id: Arc<str>,
    pub name: Arc<str>,
    pub nodes: Vec<Node>,
    pub flows: Vec<Flow>,
    pub regions: Vec<Region>,
    pub expressions: Vec<Expression>,
    pub data: Vec<Arc<str>>,
    /// What receive and send tasks wait for and say.
    pub messages: Vec<Named>,
    pub(crate) by_id: HashMap<Arc<str>, NodeId>,
    pub(crate) paths: Paths,
    /// Whether anything waits for a condition.
    pub(crate) conditional: bool,
}

/// What is computed from the flows once, so that a running case only looks it up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paths {
    /// Per node: what can come after it without walking a loop back.
    pub(crate) after: Vec<Bits>,
    /// Per inclusive join and incoming flow: the nodes a token may come from without passing the join.
    pub(crate) towards: HashMap<(NodeId, FlowId), Bits>,
    /// The nodes strictly between a split and where its branches meet again, outermost first.
    pub(crate) blocks: Vec<Bits>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn new(size: usize) -> Bits {
        Bits(vec![0; size.div_ceil(64)])
    }

    pub(crate) fn has(&self, node: NodeId) -> bool {
        self.0.get(node.at() / 64).is_some_and(|word| word >> (node.at() % 64) & 1 == 1)
    }

    /// Whether it was new.
    pub(crate) fn add(&mut self, node: NodeId) -> bool {
        let bit = 1 << (node.at() % 64);
        let word = &mut self.0[node.at() / 64];
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    pub(crate) fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}

#[derive(Debug, Clone)]
pub struct Node {
    /// The id in the file.
    pub id: Arc<str>,
    pub name: Arc<str>,
    pub kind: Kind,
    pub region: RegionId,
    /// For a sub-process or event sub-process: what is inside.
    pub inner: Option<RegionId>,
    pub incoming: Vec<FlowId>,
    pub outgoing: Vec<FlowId>,
    pub default: Option<FlowId>,
    pub boundary: Vec<NodeId>,
    pub host: Option<NodeId>,
    pub multi: Option<Multi>,
    pub inputs: Vec<Mapping>,
    pub outputs: Vec<Mapping>,
    pub lane: Option<Arc<str>>,
    /// Who, until when, with what form: read by the host, never by the kernel.
    pub notes: Notes,
    pub vote: Option<Vote>,
}

#[derive(Debug, Clone)]
pub struct Flow {
    pub id: Arc<str>,
    pub from: NodeId,
    pub to: NodeId,
    pub condition: Option<ExpressionId>,
}

#[derive(Debug, Clone, Default)]
pub struct Region {
    pub owner: Option<NodeId>,
    pub starts: Vec<NodeId>,
    /// Starts of event sub-processes that listen while this region runs.
    pub listeners: Vec<NodeId>,
}

#[derive(Debug, Clone)]
pub struct Expression {
    pub text: Arc<str>,
    /// As the file names it; empty when it does not.
    pub language: Arc<str>,
    /// The element it stands in.
    pub element: Arc<str>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Start(Trigger),
    End(Throw),
    Task(Task),
    Exclusive,
    Parallel,
    Inclusive,
    EventBased,
    Catch(Trigger),
    Throw(Throw),
    Boundary { trigger: Trigger, interrupting: bool },
    SubProcess,
    EventSubProcess { interrupting: bool },
    Call { called: Arc<str> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Nothing to do for anybody we know: passed through.
    Pass,
    User,
    Service,
    Script(Option<ExpressionId>),
    Rule,
    Send(Option<usize>),
    Receive(Option<usize>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    None,
    Message(Named),
    Signal(Arc<str>),
    Timer { clock: Clock, when: ExpressionId },
    Error(Option<Arc<str>>),
    Escalation(Option<Arc<str>>),
    Conditional(ExpressionId),
    Link,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub name: Arc<str>,
    pub key: Option<ExpressionId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    Date,
    Duration,
    Cycle,
    /// A duration on the company's working calendar.
    Working,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Throw {
    None,
    Terminate,
    Message(Named),
    Signal(Arc<str>),
    Error(Arc<str>),
    Escalation(Arc<str>),
    Link,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Multi {
    pub sequential: bool,
    pub over: Over,
    pub done_when: Option<ExpressionId>,
    /// Variable that takes the results, and what each instance puts there.
    pub collect: Option<(Arc<str>, ExpressionId)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Over {
    Count(ExpressionId),
    Items { list: ExpressionId, item: Arc<str> },
    Loop { condition: Option<ExpressionId>, test_before: bool, max: Option<u32> },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    pub from: ExpressionId,
    pub to: Arc<str>,
}

/// `shundan:vote`: what makes a countersigned task approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct Vote {
    pub rule: Rule,
    /// The first rejection decides; else everybody whose vote can still matter is heard.
    pub veto: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    All,
    Any,
    Count(u32),
    /// Percent of those asked.
    Ratio(u32),
    /// Sum of the weights that approve.
    Weight(i64),
}

/// What the file says about a node beyond its course: `assignee`, `candidateGroups`, `topic` … under our own names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes(pub Vec<(Arc<str>, Arc<str>)>);

impl Notes {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| &**known == name).map(|(_, value)| &**value)
    }
}

impl Definition {
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.at()]
    }

    pub fn flow(&self, id: FlowId) -> &Flow {
        &self.flows[id.at()]
    }

    pub fn expression(&self, id: ExpressionId) -> &Expression {
        &self.expressions[id.at()]
    }

    pub fn find(&self, id: &str) -> Option<NodeId> {
        self.by_id.get(id).copied()
    }

    /// Whether a step comes after another without walking a loop back, in whatever sub-processes the two lie.
    pub fn leads(&self, from: NodeId, to: NodeId) -> bool {
        let around = |node: NodeId| {
            let outer = |node: &NodeId| self.regions[self.node(*node).region.at()].owner;
            std::iter::successors(Some(node), outer)
        };
        let same = |from: NodeId| {
            let region = self.node(from).region;
            around(to).find(|to| self.node(*to).region == region).map(|to| (from, to))
        };
        around(from).find_map(same).is_some_and(|(from, to)| self.paths.after[from.at()].has(to))
    }

    /// The start events of the process itself, for whoever listens for its messages and timers.
    pub fn starts(&self) -> &[NodeId] {
        &self.regions[0].starts
    }
}

impl Node {
    /// What wakes a token that waits at this node.
    pub fn trigger(&self) -> Option<&Trigger> {
        match &self.kind {
            Kind::Start(trigger) | Kind::Catch(trigger) | Kind::Boundary { trigger, .. } => Some(trigger),
            _ => None,
        }
    }

    pub(crate) fn framed(&self) -> bool {
        self.multi.is_some() || !self.inputs.is_empty() || !self.outputs.is_empty()
    }
}
