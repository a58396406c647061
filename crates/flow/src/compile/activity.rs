//! Tasks and calls: what is done, how often, and with which variables.

use std::sync::Arc;

use super::Builder;
use super::notes::{extensions, vendor};
use crate::definition::{Kind, Mapping, Multi, Over, RegionId, Task};
use crate::problem::What;
use crate::xml::{Element, Space};

impl<'a> Builder<'a> {
    pub(super) fn task(&mut self, region: RegionId, element: &'a Element) {
        let task = match element.local() {
            "userTask" => Task::User,
            "serviceTask" => Task::Service,
            "businessRuleTask" => Task::Rule,
            "sendTask" => Task::Send(None),
            "receiveTask" => Task::Receive(None),
            "scriptTask" => {
                let text = element.child("script").map(Element::text).unwrap_or_default();
                let language = element.attribute("scriptFormat").map(str::to_owned);
                Task::Script((!text.is_empty()).then(|| self.expression(element, &text, language.as_deref())))
            }
            _ => Task::Pass,
        };
        self.add(region, element, Kind::Task(task));
        let node = self.last();
        let speaks = element.attribute("messageRef").is_some();
        if matches!(task, Task::Receive(_)) || speaks && matches!(task, Task::Send(_)) {
            let place = self.definition.messages.len();
            let message = self.message(element, element);
            self.definition.messages.push(message);
            let told = if matches!(task, Task::Send(_)) {
                Task::Send(Some(place))
            } else {
                Task::Receive(Some(place))
            };
            self.definition.nodes[node.at()].kind = Kind::Task(told);
        }
        let silent = self.definition.node(node).notes.get("service").is_none();
        if silent && matches!(task, Task::Service) {
            self.warn(element, What::MissingService);
        }
    }

    pub(super) fn call(&mut self, region: RegionId, element: &'a Element) {
        let zeebe = extensions(element).find(|it| it.is(Space::Zeebe, "calledElement"));
        let named =
            element.attribute("calledElement").or_else(|| zeebe.and_then(|it| it.attribute("processId")));
        let called = named.map(|it| it.rsplit_once(':').map_or(it, |(_, local)| local)).unwrap_or("");
        if called.is_empty() {
            self.error(element, What::MissingCalled);
        }
        self.add(region, element, Kind::Call { called: Arc::from(called) });
    }

    pub(super) fn multi(&mut self, element: &Element) -> Option<Multi> {
        if let Some(standard) = element.child("standardLoopCharacteristics") {
            let over = Over::Loop {
                condition: self.expression_in(standard, "loopCondition"),
                test_before: standard.attribute("testBefore") == Some("true"),
                max: standard.attribute("loopMaximum").and_then(|it| it.parse().ok()),
            };
            return Some(Multi { sequential: true, over, done_when: None, collect: None });
        }
        let multi = element.child("multiInstanceLoopCharacteristics")?;
        let zeebe = extensions(multi).find(|it| it.is(Space::Zeebe, "loopCharacteristics"));
        let ours = |name: &str| vendor(multi, name).or_else(|| zeebe.and_then(|it| it.attribute(name)));
        let list = ours("collection").or_else(|| ours("inputCollection")).map(str::to_owned);
        let list =
            list.or_else(|| multi.child("loopDataInputRef").map(Element::text)).filter(|it| !it.is_empty());
        let data = multi.child("inputDataItem").and_then(|it| it.attribute("name").or(it.attribute("id")));
        let item =
            ours("elementVariable").or_else(|| ours("inputElement")).or(data).unwrap_or("item").to_owned();
        let over = if let Some(count) = self.expression_in(multi, "loopCardinality") {
            Over::Count(count)
        } else if let Some(list) = list {
            Over::Items { list: self.expression(element, &list, None), item: Arc::from(item) }
        } else {
            self.error(element, What::MissingItems);
            Over::Count(self.expression(element, "", None))
        };
        let into = ours("outputCollection").map(str::to_owned);
        let into = into.or_else(|| multi.child("loopDataOutputRef").map(Element::text));
        let each = ours("outputElement").map(str::to_owned);
        let each = each
            .or_else(|| multi.child("outputDataItem").and_then(|it| it.attribute("name")).map(str::to_owned));
        let collect =
            into.zip(each).map(|(into, each)| (Arc::from(into), self.expression(element, &each, None)));
        let done_when = self.expression_in(multi, "completionCondition");
        Some(Multi { sequential: multi.attribute("isSequential") == Some("true"), over, done_when, collect })
    }

    /// Variables in and out, in the spellings of Camunda 7, Flowable, Camunda 8 and our own.
    pub(super) fn mappings(&mut self, element: &Element) -> (Vec<Mapping>, Vec<Mapping>) {
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        for extension in extensions(element) {
            match extension.local() {
                "ioMapping" | "inputOutput" => {
                    for inner in extension.elements() {
                        let into = match inner.local() {
                            "input" | "inputParameter" => &mut inputs,
                            "output" | "outputParameter" => &mut outputs,
                            _ => continue,
                        };
                        into.extend(self.parameter(element, inner));
                    }
                }
                "in" => inputs.extend(self.passed(element, extension)),
                "out" => outputs.extend(self.passed(element, extension)),
                _ => {}
            }
        }
        (inputs, outputs)
    }

    fn parameter(&mut self, element: &Element, inner: &Element) -> Option<Mapping> {
        if let Some(source) = inner.attribute("source") {
            let to = inner.attribute("target")?;
            return Some(Mapping { from: self.expression(element, source, None), to: Arc::from(to) });
        }
        let to = inner.attribute("name")?;
        // A text that is no `${…}` is itself the value.
        Some(Mapping { from: self.expression(element, &inner.text(), Some("template")), to: Arc::from(to) })
    }

    fn passed(&mut self, element: &Element, inner: &Element) -> Option<Mapping> {
        let to = Arc::from(inner.attribute("target")?);
        let from = match inner.attribute("source") {
            Some(name) => self.expression(element, name, Some("name")),
            None => self.expression(element, inner.attribute("sourceExpression")?, None),
        };
        Some(Mapping { from, to })
    }
}
