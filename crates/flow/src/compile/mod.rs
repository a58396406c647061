//! From the document to a definition: gather nodes and flows region by region, then tie and compute paths.

mod activity;
mod event;
mod notes;
mod paths;

use std::collections::HashMap;
use std::sync::Arc;

use crate::definition::{
    Definition, Expression, ExpressionId, Flow, FlowId, Kind, Node, NodeId, Region, RegionId, Trigger,
};
use crate::document::Document;
use crate::problem::{Problem, What};
use crate::xml::{Element, Space};

/// Regions in regions: deeper is refused, as no picture is.
const DEPTH_MAX: usize = 64;
/// What is computed from the paths grows with the square: many times what anybody draws.
const STEPS_MAX: usize = 1_000;
const FLOWS_MAX: usize = 4_000;

/// Makes the main process of the file ready to run. Only what cannot be run at all is refused here;
/// `check` tells the rest.
pub fn compile(document: &Document) -> Result<Definition, Vec<Problem>> {
    finish(build(document, document.main()))
}

/// The same for the process with this id.
pub fn compile_process(document: &Document, id: &str) -> Result<Definition, Vec<Problem>> {
    finish(build(document, document.process(id)))
}

fn finish((definition, problems): (Definition, Vec<Problem>)) -> Result<Definition, Vec<Problem>> {
    let fatal: Vec<Problem> = problems.into_iter().filter(|problem| is_fatal(&problem.what)).collect();
    if fatal.is_empty() { Ok(definition) } else { Err(fatal) }
}

pub(crate) fn is_fatal(what: &What) -> bool {
    use What::{DanglingBoundary, DanglingFlow, DoubleId, NoProcess, NoStart, TooManySteps, Unsupported};
    matches!(
        what,
        NoProcess
            | NoStart
            | TooManySteps { .. }
            | Unsupported { .. }
            | DoubleId
            | DanglingFlow { .. }
            | DanglingBoundary { .. }
    )
}

pub(crate) fn build(document: &Document, process: Option<&Element>) -> (Definition, Vec<Problem>) {
    let language = document.root().and_then(|root| root.attribute("expressionLanguage")).unwrap_or("");
    let mut builder = Builder {
        document,
        language: Arc::from(language),
        definition: Definition {
            id: Arc::from(process.and_then(|it| it.attribute("id")).unwrap_or("")),
            name: Arc::from(process.and_then(|it| it.attribute("name")).unwrap_or("")),
            nodes: Vec::new(),
            flows: Vec::new(),
            regions: vec![Region::default()],
            expressions: Vec::new(),
            data: Vec::new(),
            messages: Vec::new(),
            by_id: HashMap::new(),
            paths: paths::none(),
            conditional: false,
        },
        problems: Vec::new(),
        drawn: Vec::new(),
        attached: Vec::new(),
        defaults: Vec::new(),
        links: Vec::new(),
        lanes: HashMap::new(),
    };
    match process {
        Some(process) => builder.all(process),
        None => builder.problems.push(Problem::error("", "", What::NoProcess)),
    }
    (builder.definition, builder.problems)
}

struct Drawn<'a> {
    region: RegionId,
    element: &'a Element,
}

struct Link {
    node: NodeId,
    name: String,
    throws: bool,
}

struct Builder<'a> {
    document: &'a Document,
    language: Arc<str>,
    definition: Definition,
    problems: Vec<Problem>,
    drawn: Vec<Drawn<'a>>,
    attached: Vec<(NodeId, String)>,
    defaults: Vec<(NodeId, String)>,
    links: Vec<Link>,
    lanes: HashMap<String, Arc<str>>,
}

impl<'a> Builder<'a> {
    fn all(&mut self, process: &'a Element) {
        self.region(RegionId(0), process, 0);
        if self.is_full() {
            let what = What::TooManySteps { steps: STEPS_MAX, flows: FLOWS_MAX };
            self.problems = vec![Problem::error("", &self.definition.name, what)];
            self.definition.nodes.clear();
            return;
        }
        self.tie_flows();
        self.tie_boundaries();
        self.tie_defaults();
        self.tie_links();
        for region in 0..self.definition.regions.len() {
            self.find_starts(RegionId(u32::try_from(region).unwrap_or(u32::MAX)));
        }
        if self.definition.regions[0].starts.is_empty() {
            self.problems.push(Problem::error("", &self.definition.name.clone(), What::NoStart));
        }
        let waits = |it: &Node| matches!(it.trigger(), Some(Trigger::Conditional(_)));
        self.definition.conditional = self.definition.nodes.iter().any(waits);
        self.definition.paths = paths::compute(&self.definition);
    }

    fn region(&mut self, region: RegionId, element: &'a Element, depth: usize) {
        if depth > DEPTH_MAX {
            self.refuse(element, "nesting this deep");
            return;
        }
        for inner in element.elements().filter(|it| it.is(Space::Bpmn, "laneSet")) {
            self.lane_set(inner, 0);
        }
        for inner in element.elements().filter(|it| it.space == Space::Bpmn) {
            if self.is_full() {
                return;
            }
            match inner.local() {
                "sequenceFlow" => self.drawn.push(Drawn { region, element: inner }),
                "dataObject" | "dataObjectReference" | "property" => {
                    let name = inner.attribute("name").or(inner.attribute("id")).unwrap_or("");
                    self.definition.data.push(Arc::from(name));
                }
                _ => self.node(region, inner, depth),
            }
        }
    }

    fn is_full(&self) -> bool {
        self.definition.nodes.len() > STEPS_MAX || self.drawn.len() > FLOWS_MAX
    }

    fn lane_set(&mut self, set: &Element, depth: usize) {
        for lane in set.elements().filter(|it| it.is(Space::Bpmn, "lane")) {
            let name: Arc<str> = Arc::from(lane.attribute("name").or(lane.attribute("id")).unwrap_or(""));
            for member in lane.elements().filter(|it| it.is(Space::Bpmn, "flowNodeRef")) {
                self.lanes.insert(member.text(), name.clone());
            }
            if let Some(inner) = lane.child("childLaneSet").filter(|_| depth < DEPTH_MAX) {
                self.lane_set(inner, depth + 1);
            }
        }
    }

    fn node(&mut self, region: RegionId, element: &'a Element, depth: usize) {
        let local = element.local();
        if element.attribute("isForCompensation") == Some("true") {
            return self.refuse(element, "compensation");
        }
        match local {
            "transaction" | "adHocSubProcess" | "complexGateway" => self.refuse(element, local),
            "exclusiveGateway" => self.add(region, element, Kind::Exclusive),
            "parallelGateway" => self.add(region, element, Kind::Parallel),
            "inclusiveGateway" => self.add(region, element, Kind::Inclusive),
            "eventBasedGateway" => self.add(region, element, Kind::EventBased),
            "startEvent"
            | "endEvent"
            | "intermediateCatchEvent"
            | "intermediateThrowEvent"
            | "boundaryEvent" => {
                self.event(region, element);
            }
            "subProcess" => self.sub_process(region, element, depth),
            "callActivity" => self.call(region, element),
            _ if is_task(local) => self.task(region, element),
            _ if ["Task", "Event", "Gateway", "Process", "Activity"]
                .iter()
                .any(|end| local.ends_with(end)) =>
            {
                self.refuse(element, local);
            }
            _ => {}
        }
    }

    fn sub_process(&mut self, region: RegionId, element: &'a Element, depth: usize) {
        let by_event = element.attribute("triggeredByEvent") == Some("true");
        let kind = if by_event { Kind::EventSubProcess { interrupting: true } } else { Kind::SubProcess };
        self.add(region, element, kind);
        let owner = self.last();
        let inner = RegionId(u32::try_from(self.definition.regions.len()).unwrap_or(u32::MAX));
        self.definition.regions.push(Region { owner: Some(owner), ..Region::default() });
        self.definition.nodes[owner.at()].inner = Some(inner);
        self.region(inner, element, depth + 1);
    }

    fn refuse(&mut self, element: &Element, what: &str) {
        let (id, name) = identify(element);
        self.problems.push(Problem::error(id, name, What::Unsupported { element: what.to_owned() }));
    }

    fn warn(&mut self, element: &Element, what: What) {
        let (id, name) = identify(element);
        self.problems.push(Problem::warning(id, name, what));
    }

    fn error(&mut self, element: &Element, what: What) {
        let (id, name) = identify(element);
        self.problems.push(Problem::error(id, name, what));
    }

    fn refused_something(&self) -> bool {
        self.problems.iter().any(|it| matches!(it.what, What::Unsupported { .. }))
    }

    fn last(&self) -> NodeId {
        NodeId(u32::try_from(self.definition.nodes.len().saturating_sub(1)).unwrap_or(u32::MAX))
    }

    /// The node with what every node has; its kind may be made more precise afterwards.
    fn add(&mut self, region: RegionId, element: &'a Element, kind: Kind) {
        let place = NodeId(u32::try_from(self.definition.nodes.len()).unwrap_or(u32::MAX));
        let written = element.attribute("id").unwrap_or("");
        let id: Arc<str> =
            if written.is_empty() { format!("_{}", place.0).into() } else { Arc::from(written) };
        if self.definition.by_id.insert(id.clone(), place).is_some() {
            self.error(element, What::DoubleId);
        }
        if let Some(flow) = element.attribute("default") {
            self.defaults.push((place, flow.to_owned()));
        }
        let is_activity = matches!(kind, Kind::Task(_) | Kind::SubProcess | Kind::Call { .. });
        let multi = if is_activity { self.multi(element) } else { None };
        let (inputs, outputs) = if is_activity { self.mappings(element) } else { Default::default() };
        let notes = notes::of(element);
        let vote = notes.get("vote").map(|text| (notes::vote(text, notes.get("veto")), text.to_owned()));
        if let Some((None, text)) = &vote {
            self.error(element, What::BadVote { text: text.clone() });
        }
        self.definition.nodes.push(Node {
            lane: self.lanes.get(written).cloned().or_else(|| self.lane_around(region)),
            id,
            name: Arc::from(element.attribute("name").unwrap_or("")),
            kind,
            region,
            inner: None,
            incoming: Vec::new(),
            outgoing: Vec::new(),
            default: None,
            boundary: Vec::new(),
            host: None,
            multi,
            inputs,
            outputs,
            notes,
            vote: vote.and_then(|(vote, _)| vote),
        });
    }

    /// What stands in a sub-process is done by whom the sub-process is for.
    fn lane_around(&self, region: RegionId) -> Option<Arc<str>> {
        let owner = self.definition.regions[region.at()].owner?;
        self.definition.node(owner).lane.clone()
    }

    fn expression(&mut self, element: &Element, text: &str, language: Option<&str>) -> ExpressionId {
        let id = ExpressionId(u32::try_from(self.definition.expressions.len()).unwrap_or(u32::MAX));
        let language = language.map_or_else(|| self.language.clone(), Arc::from);
        let element = Arc::from(element.attribute("id").unwrap_or(""));
        self.definition.expressions.push(Expression { text: Arc::from(text.trim()), language, element });
        id
    }

    /// The expression in a child element such as `conditionExpression`.
    fn expression_in(&mut self, element: &Element, child: &str) -> Option<ExpressionId> {
        let inner = element.child(child)?;
        let text = inner.text();
        (!text.is_empty()).then(|| self.expression(element, &text, inner.attribute("language")))
    }

    fn tie_flows(&mut self) {
        for drawn in std::mem::take(&mut self.drawn) {
            let element = drawn.element;
            let end = |name: &str| {
                let found = element.attribute(name).and_then(|id| self.definition.find(id));
                found.filter(|node| self.definition.node(*node).region == drawn.region)
            };
            let place = self.definition.flows.len();
            let written = element.attribute("id").unwrap_or("");
            let (Some(from), Some(to)) = (end("sourceRef"), end("targetRef")) else {
                if !self.refused_something() {
                    self.error(element, What::DanglingFlow { flow: written.to_owned() });
                }
                continue;
            };
            let condition = self.expression_in(element, "conditionExpression");
            let id = if written.is_empty() { format!("_flow{place}").into() } else { Arc::from(written) };
            self.tie(Flow { id, from, to, condition });
        }
    }

    fn tie(&mut self, flow: Flow) {
        let id = FlowId(u32::try_from(self.definition.flows.len()).unwrap_or(u32::MAX));
        self.definition.nodes[flow.from.at()].outgoing.push(id);
        self.definition.nodes[flow.to.at()].incoming.push(id);
        self.definition.flows.push(flow);
    }

    fn tie_boundaries(&mut self) {
        for (node, host_id) in std::mem::take(&mut self.attached) {
            let found = self.definition.find(&host_id);
            match found.filter(|host| self.definition.node(*host).region == self.definition.node(node).region)
            {
                Some(host) => {
                    self.definition.nodes[host.at()].boundary.push(node);
                    self.definition.nodes[node.at()].host = Some(host);
                }
                // What hangs on an element we refuse is told by that refusal.
                None if self.refused_something() => {}
                None => {
                    let Node { id, name, .. } = self.definition.node(node).clone();
                    self.problems.push(Problem::error(&id, &name, What::DanglingBoundary { host: host_id }));
                }
            }
        }
    }

    fn tie_defaults(&mut self) {
        for (node, flow_id) in std::mem::take(&mut self.defaults) {
            let outgoing = &self.definition.node(node).outgoing;
            let found = outgoing.iter().copied().find(|flow| *self.definition.flow(*flow).id == *flow_id);
            self.definition.nodes[node.at()].default = found;
        }
    }

    /// A link is a flow that is not drawn.
    fn tie_links(&mut self) {
        let links = std::mem::take(&mut self.links);
        for throw in links.iter().filter(|it| it.throws) {
            let region = self.definition.node(throw.node).region;
            let same = |it: &&Link| {
                !it.throws && it.name == throw.name && self.definition.node(it.node).region == region
            };
            match links.iter().find(same) {
                Some(catch) => {
                    let id = format!("_link{}", self.definition.flows.len()).into();
                    self.tie(Flow { id, from: throw.node, to: catch.node, condition: None });
                }
                None => {
                    let Node { id, name, .. } = self.definition.node(throw.node).clone();
                    let what = What::MissingLink { link: throw.name.clone() };
                    self.problems.push(Problem::error(&id, &name, what));
                }
            }
        }
    }

    /// Start events, or where there is none, everything that nothing leads to.
    fn find_starts(&mut self, region: RegionId) {
        let mut starts = Vec::new();
        let mut bare = Vec::new();
        let mut listeners = Vec::new();
        for (place, node) in self.definition.nodes.iter().enumerate().filter(|(_, it)| it.region == region) {
            let id = NodeId(u32::try_from(place).unwrap_or(u32::MAX));
            match &node.kind {
                Kind::Start(_) => starts.push(id),
                Kind::EventSubProcess { .. } => listeners.push(id),
                Kind::Boundary { .. } => {}
                _ if node.incoming.is_empty() => bare.push(id),
                _ => {}
            }
        }
        self.definition.regions[region.at()].starts = if starts.is_empty() { bare } else { starts };
        let inner_starts = |id: &NodeId| {
            let inner = self.definition.node(*id).inner;
            let of = |it: &&Node| Some(it.region) == inner && matches!(it.kind, Kind::Start(_));
            self.definition.nodes.iter().find(of).and_then(|it| self.definition.find(&it.id))
        };
        let found = listeners.iter().filter_map(inner_starts).collect();
        self.definition.regions[region.at()].listeners = found;
    }
}

fn is_task(local: &str) -> bool {
    matches!(
        local,
        "task"
            | "userTask"
            | "manualTask"
            | "serviceTask"
            | "scriptTask"
            | "businessRuleTask"
            | "sendTask"
            | "receiveTask"
    )
}

fn identify(element: &Element) -> (&str, &str) {
    (element.attribute("id").unwrap_or(""), element.attribute("name").unwrap_or(""))
}
