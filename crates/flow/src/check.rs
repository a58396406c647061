//! What would surprise whoever publishes a drawing, told by the element's name.

use std::collections::BTreeSet;

use crate::compile::{build, is_fatal};
use crate::definition::{Bits, Definition, Expression, FlowId, Kind, Node, NodeId};
use crate::document::Document;
use crate::problem::{Problem, What};

/// Told by whoever knows the language of the expressions.
pub type UnknownNames<'a> = dyn Fn(&Expression) -> Vec<String> + 'a;

/// What the house offers to a process. What is not given is not checked.
#[derive(Default)]
pub struct Offered<'a> {
    pub services: Option<&'a BTreeSet<String>>,
    /// The codes of decision tables that can be asked.
    pub tables: Option<&'a BTreeSet<String>>,
    pub outside: Option<Outside<'a>>,
    /// The names in an expression that nobody knows.
    pub unknown_names: Option<&'a UnknownNames<'a>>,
}

/// What is beyond the house.
#[derive(Clone, Copy)]
pub struct Outside<'a> {
    /// The services that ask another system, over a connection.
    pub services: &'a BTreeSet<String>,
    /// The codes of connections that are in use.
    pub connections: &'a BTreeSet<String>,
}

/// All problems of the main process: those that keep it from running (errors) and those that will surprise.
pub fn check(document: &Document, offered: &Offered) -> Vec<Problem> {
    let (definition, mut problems) = build(document, document.main());
    if definition.nodes.is_empty() {
        return problems;
    }
    // Where something is missing, what hangs on it is not to blame.
    let whole = problems.iter().all(|it| !is_fatal(&it.what));
    let reached = reached(&definition);
    for (place, node) in definition.nodes.iter().enumerate() {
        let id = NodeId(u32::try_from(place).unwrap_or(u32::MAX));
        if whole {
            course(&definition, id, node, &reached, &mut problems);
        }
        conditions(&definition, node, &mut problems);
        if is_misplaced(node) {
            problems.push(Problem::error(&node.id, &node.name, What::MisplacedFlow));
        }
        let named = node.notes.get("service").filter(|_| matches!(node.kind, Kind::Task(_)));
        if let (Some(known), Some(service)) = (offered.services, named)
            && !known.contains(service)
        {
            let what = What::UnknownService { service: service.to_owned() };
            problems.push(Problem::error(&node.id, &node.name, what));
        }
    }
    if whole {
        joins(&definition, &mut problems);
    }
    if let Some(known) = offered.tables {
        for node in &definition.nodes {
            let unknown = tables(node).filter(|table| !known.contains(*table));
            let what = unknown.map(|table| What::UnknownTable { table: table.to_owned() });
            problems.extend(what.map(|what| Problem::error(&node.id, &node.name, what)));
        }
    }
    if let Some(outside) = offered.outside {
        let told = definition.nodes.iter().filter_map(|node| {
            let what = unconnected(node, outside)?;
            Some(Problem::error(&node.id, &node.name, what))
        });
        problems.extend(told);
    }
    if let Some(unknown_names) = offered.unknown_names {
        for expression in &definition.expressions {
            for field in unknown_names(expression) {
                let what = What::UnknownField { field };
                let name = name_of(&definition, &expression.element);
                problems.push(Problem::error(&expression.element, &name, what));
            }
        }
    }
    problems
}

/// A step that asks another system over a connection nobody made.
fn unconnected(node: &Node, outside: Outside<'_>) -> Option<What> {
    let service = node.notes.get("service").filter(|_| matches!(node.kind, Kind::Task(_)))?;
    if !outside.services.contains(service) {
        return None;
    }
    match node.notes.get("connection") {
        None => Some(What::MissingConnection),
        Some(named) if outside.connections.contains(named) => None,
        Some(named) => Some(What::UnknownConnection { connection: named.to_owned() }),
    }
}

/// The decision tables a step asks: for its results, or for whom it goes to.
fn tables(node: &Node) -> impl Iterator<Item = &str> {
    let own = node.notes.get("table").filter(|_| matches!(node.kind, Kind::Task(_)));
    let lists = ["who", "copy"].into_iter().filter_map(|name| node.notes.get(name));
    let parts = lists.filter(|list| !list.trim_start().starts_with('=')).flat_map(|list| list.split(';'));
    own.into_iter().chain(parts.filter_map(|part| part.trim().strip_prefix("table:")))
}

fn shown(node: &Node) -> &str {
    if node.name.is_empty() { &node.id } else { &node.name }
}

/// Of a step its name, of a flow what it joins.
pub fn name_of(definition: &Definition, element: &str) -> String {
    if let Some(id) = definition.find(element) {
        return definition.node(id).name.to_string();
    }
    let flow = definition.flows.iter().find(|it| *it.id == *element);
    let ends = flow.map(|it| (definition.node(it.from), definition.node(it.to)));
    ends.map_or_else(String::new, |(from, to)| format!("{} → {}", shown(from), shown(to)))
}

fn reached(definition: &Definition) -> Bits {
    let mut reached = Bits::new(definition.nodes.len());
    let starts = definition.regions.iter().flat_map(|it| it.starts.iter().copied());
    let mut open: Vec<NodeId> = starts.collect();
    for node in &open {
        reached.add(*node);
    }
    while let Some(id) = open.pop() {
        let node = definition.node(id);
        let next = node.outgoing.iter().map(|flow| definition.flow(*flow).to);
        open.extend(next.chain(node.boundary.iter().copied()).filter(|to| reached.add(*to)));
    }
    reached
}

fn course(definition: &Definition, id: NodeId, node: &Node, reached: &Bits, problems: &mut Vec<Problem>) {
    let by_event = matches!(node.kind, Kind::EventSubProcess { .. });
    if !reached.has(id) && !by_event {
        problems.push(Problem::warning(&node.id, &node.name, What::Unreachable));
    }
    let mut after = vec![id];
    let mut seen = Bits::new(definition.nodes.len());
    seen.add(id);
    while let Some(at) = after.pop() {
        let here = definition.node(at);
        if here.outgoing.is_empty() {
            return;
        }
        let next =
            here.outgoing.iter().map(|flow| definition.flow(*flow).to).chain(here.boundary.iter().copied());
        after.extend(next.filter(|to| seen.add(*to)));
    }
    problems.push(Problem::error(&node.id, &node.name, What::NoWayOut));
}

fn conditions(definition: &Definition, node: &Node, problems: &mut Vec<Problem>) {
    let chooses = matches!(node.kind, Kind::Exclusive | Kind::Inclusive);
    if !chooses || node.outgoing.len() < 2 {
        return;
    }
    for flow in node.outgoing.iter().filter(|flow| Some(**flow) != node.default) {
        let flow = definition.flow(*flow);
        if flow.condition.is_none() {
            let to = shown(definition.node(flow.to)).to_owned();
            let what = What::MissingCondition { flow: flow.id.to_string(), to };
            problems.push(Problem::error(&node.id, &node.name, what));
        }
    }
    if node.default.is_none() {
        problems.push(Problem::warning(&node.id, &node.name, What::MissingDefault));
    }
}

/// BPMN 2.0.2, 10.3.5 and 10.5: nothing leads to what begins by its event, nothing on from an end.
fn is_misplaced(node: &Node) -> bool {
    match node.kind {
        Kind::Start(_) | Kind::Boundary { .. } => !node.incoming.is_empty(),
        Kind::End(_) => !node.outgoing.is_empty(),
        Kind::EventSubProcess { .. } => !node.incoming.is_empty() || !node.outgoing.is_empty(),
        _ => false,
    }
}

/// A parallel join of branches that an exclusive gateway keeps apart: no branch of it leads to both.
fn joins(definition: &Definition, problems: &mut Vec<Problem>) {
    let ids = || (0..definition.nodes.len()).map(|place| NodeId(u32::try_from(place).unwrap_or(u32::MAX)));
    let waits = |id: &NodeId| {
        let node = definition.node(*id);
        node.kind == Kind::Parallel && node.incoming.len() > 1
    };
    let joins: Vec<NodeId> = ids().filter(waits).collect();
    let mut told = Bits::new(definition.nodes.len());
    for at in ids() {
        let split = definition.node(at);
        if !matches!(split.kind, Kind::Exclusive | Kind::EventBased) || split.outgoing.len() < 2 {
            continue;
        }
        let beside = without(definition, at);
        let heads: Vec<NodeId> = split.outgoing.iter().map(|flow| definition.flow(*flow).to).collect();
        for id in joins.iter().copied().filter(|id| !beside.has(*id)) {
            let node = definition.node(id);
            if node.region != split.region {
                continue;
            }
            let covers = |head: NodeId, flow: FlowId| {
                let source = definition.flow(flow).from;
                head == source || definition.paths.after[head.at()].has(source) || head == id && source == at
            };
            let all = |head: &NodeId| node.incoming.iter().all(|flow| covers(*head, *flow));
            if !heads.iter().any(all) && told.add(id) {
                problems.push(Problem::error(&node.id, &node.name, What::JoinNeverCompletes));
            }
        }
    }
}

/// What the start of its region leads to without this split: every way to the rest goes through it.
fn without(definition: &Definition, split: NodeId) -> Bits {
    let mut seen = Bits::new(definition.nodes.len());
    let starts = &definition.regions[definition.node(split).region.at()].starts;
    let mut open: Vec<NodeId> = starts.iter().copied().filter(|it| *it != split && seen.add(*it)).collect();
    while let Some(at) = open.pop() {
        let here = definition.node(at);
        let next = here.outgoing.iter().map(|flow| definition.flow(*flow).to);
        open.extend(next.chain(here.boundary.iter().copied()).filter(|to| *to != split && seen.add(*to)));
    }
    seen
}
