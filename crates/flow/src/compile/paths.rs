//! What follows what: reachability, what leads to a join, and the blocks between split and meeting point.

use std::collections::HashMap;

use crate::definition::{Bits, Definition, Kind, NodeId, Paths};

pub(super) fn none() -> Paths {
    Paths::default()
}

pub(super) fn compute(definition: &Definition) -> Paths {
    let next = successors(definition);
    let forward = without_loops(definition, &next);
    let after: Vec<Bits> = (0..next.len()).map(|from| closure(&forward, &forward[from], None)).collect();
    let blocks = blocks(definition, &after);
    Paths { towards: towards(definition, &next), after, blocks }
}

/// Flows, and from an activity also to what its boundary catches.
fn successors(definition: &Definition) -> Vec<Vec<NodeId>> {
    let of = |node: &crate::definition::Node| {
        let flows = node.outgoing.iter().map(|flow| definition.flow(*flow).to);
        flows.chain(node.boundary.iter().copied()).collect()
    };
    definition.nodes.iter().map(of).collect()
}

/// The same without the edges that lead back to where a walk from the start came from.
fn without_loops(definition: &Definition, next: &[Vec<NodeId>]) -> Vec<Vec<NodeId>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; next.len()];
    let mut forward = vec![Vec::new(); next.len()];
    let roots = definition.regions.iter().flat_map(|region| region.starts.iter().copied());
    let all = (0..next.len()).map(|place| NodeId(u32::try_from(place).unwrap_or(u32::MAX)));
    for root in roots.chain(all) {
        if marks[root.at()] != Mark::New {
            continue;
        }
        let mut walk = vec![(root, 0)];
        marks[root.at()] = Mark::Open;
        while let Some((node, edge)) = walk.last_mut() {
            let Some(to) = next[node.at()].get(*edge).copied() else {
                marks[node.at()] = Mark::Done;
                walk.pop();
                continue;
            };
            *edge += 1;
            if marks[to.at()] != Mark::Open {
                forward[node.at()].push(to);
            }
            if marks[to.at()] == Mark::New {
                marks[to.at()] = Mark::Open;
                walk.push((to, 0));
            }
        }
    }
    forward
}

fn closure(edges: &[Vec<NodeId>], from: &[NodeId], never: Option<NodeId>) -> Bits {
    let mut seen = Bits::new(edges.len());
    let mut open: Vec<NodeId> = from.iter().copied().filter(|node| Some(*node) != never).collect();
    for node in &open {
        seen.add(*node);
    }
    while let Some(node) = open.pop() {
        for to in &edges[node.at()] {
            if Some(*to) != never && seen.add(*to) {
                open.push(*to);
            }
        }
    }
    seen
}

fn towards(definition: &Definition, next: &[Vec<NodeId>]) -> HashMap<(NodeId, crate::FlowId), Bits> {
    let mut back = vec![Vec::new(); next.len()];
    for (from, targets) in next.iter().enumerate() {
        for to in targets {
            back[to.at()].push(NodeId(u32::try_from(from).unwrap_or(u32::MAX)));
        }
    }
    let mut found = HashMap::new();
    for node in definition.nodes.iter().filter(|it| it.kind == Kind::Inclusive && it.incoming.len() > 1) {
        let Some(join) = definition.find(&node.id) else { continue };
        for flow in &node.incoming {
            found.insert((join, *flow), closure(&back, &[definition.flow(*flow).from], Some(join)));
        }
    }
    found
}

/// For each split of several branches the nodes before its branches meet; where they never do, all that follows.
fn blocks(definition: &Definition, after: &[Bits]) -> Vec<Bits> {
    let mut blocks = Vec::new();
    for node in &definition.nodes {
        let forks = matches!(node.kind, Kind::Parallel | Kind::Inclusive | Kind::Task(_) | Kind::Start(_));
        if !forks || node.outgoing.len() < 2 {
            continue;
        }
        let Some(split) = definition.find(&node.id) else { continue };
        let members = |id: &NodeId| after[split.at()].has(*id);
        let all = (0..definition.nodes.len()).map(|place| NodeId(u32::try_from(place).unwrap_or(u32::MAX)));
        let heads: Vec<NodeId> = node.outgoing.iter().map(|flow| definition.flow(*flow).to).collect();
        let met = |id: &NodeId| heads.iter().all(|head| head == id || after[head.at()].has(*id));
        let inside: Vec<NodeId> = all.filter(members).filter(|id| !met(id)).collect();
        let mut block = Bits::new(definition.nodes.len());
        for id in inside {
            block.add(id);
        }
        blocks.push(block);
    }
    blocks.sort_by_key(|block| std::cmp::Reverse(block.count()));
    blocks
}
