//! Events: what they wait for and what they throw.

use std::sync::Arc;

use super::{Builder, Link};
use crate::definition::{Clock, Kind, Named, RegionId, Throw, Trigger};
use crate::problem::What;
use crate::xml::{Element, Space};

impl<'a> Builder<'a> {
    pub(super) fn event(&mut self, region: RegionId, element: &'a Element) {
        let local = element.local();
        let mut definitions: Vec<&Element> = element
            .elements()
            .filter(|it| it.space == Space::Bpmn && it.local().ends_with("EventDefinition"))
            .collect();
        for reference in element.elements().filter(|it| it.is(Space::Bpmn, "eventDefinitionRef")) {
            let root = self.document.root();
            let target = reference.text();
            let same = |it: &&Element| it.attribute("id") == Some(&target);
            definitions.extend(root.into_iter().flat_map(Element::elements).filter(same));
            if definitions.len() > 1 {
                break;
            }
        }
        if definitions.len() > 1 {
            return self.refuse(element, "an event of several kinds");
        }
        let what = definitions.first().copied();
        if let Some(kind) = what
            .map(Element::local)
            .filter(|it| matches!(*it, "compensateEventDefinition" | "cancelEventDefinition"))
        {
            return self.refuse(element, kind);
        }
        let kind = match local {
            "startEvent" => Kind::Start(self.trigger(element, what)),
            "intermediateCatchEvent" => Kind::Catch(self.trigger(element, what)),
            "endEvent" => Kind::End(self.throw(element, what)),
            "intermediateThrowEvent" => Kind::Throw(self.throw(element, what)),
            _ => Kind::Boundary {
                trigger: self.trigger(element, what),
                interrupting: element.attribute("cancelActivity") != Some("false"),
            },
        };
        let link = what.filter(|it| it.local() == "linkEventDefinition").and_then(|it| it.attribute("name"));
        let is_start = matches!(kind, Kind::Start(_));
        self.add(region, element, kind);
        let node = self.last();
        if let Some(name) = link {
            self.links.push(Link { node, name: name.to_owned(), throws: local == "intermediateThrowEvent" });
        }
        if local == "boundaryEvent" {
            self.attached.push((node, element.attribute("attachedToRef").unwrap_or("").to_owned()));
        }
        if is_start && element.attribute("isInterrupting") == Some("false") {
            self.gentle_start(region);
        }
    }

    /// The event sub-process around a start that does not interrupt.
    fn gentle_start(&mut self, region: RegionId) {
        if let Some(owner) = self.definition.regions[region.at()].owner {
            let kind = &mut self.definition.nodes[owner.at()].kind;
            if matches!(kind, Kind::EventSubProcess { .. }) {
                *kind = Kind::EventSubProcess { interrupting: false };
            }
        }
    }

    fn trigger(&mut self, element: &Element, what: Option<&Element>) -> Trigger {
        let Some(what) = what else { return Trigger::None };
        match what.local() {
            "messageEventDefinition" => Trigger::Message(self.message(element, what)),
            "signalEventDefinition" => Trigger::Signal(self.named(what, "signal", "signalRef", "name")),
            "errorEventDefinition" => Trigger::Error(self.code(what, "error", "errorRef", "errorCode")),
            "escalationEventDefinition" => {
                Trigger::Escalation(self.code(what, "escalation", "escalationRef", "escalationCode"))
            }
            "timerEventDefinition" => self.timer(element, what),
            "conditionalEventDefinition" => {
                let text = what.child("condition").map(Element::text).unwrap_or_default();
                Trigger::Conditional(self.expression(element, &text, None))
            }
            "linkEventDefinition" => Trigger::Link,
            _ => Trigger::None,
        }
    }

    fn throw(&mut self, element: &Element, what: Option<&Element>) -> Throw {
        let Some(what) = what else { return Throw::None };
        match what.local() {
            "terminateEventDefinition" => Throw::Terminate,
            "messageEventDefinition" => Throw::Message(self.message(element, what)),
            "signalEventDefinition" => Throw::Signal(self.named(what, "signal", "signalRef", "name")),
            "errorEventDefinition" => {
                Throw::Error(self.code(what, "error", "errorRef", "errorCode").unwrap_or_default())
            }
            "escalationEventDefinition" => Throw::Escalation(
                self.code(what, "escalation", "escalationRef", "escalationCode").unwrap_or_default(),
            ),
            "linkEventDefinition" => Throw::Link,
            _ => Throw::None,
        }
    }

    fn timer(&mut self, element: &Element, what: &Element) -> Trigger {
        let kinds =
            [("timeDate", Clock::Date), ("timeDuration", Clock::Duration), ("timeCycle", Clock::Cycle)];
        for (child, clock) in kinds {
            let Some(inner) = what.child(child) else { continue };
            let working = inner.of(Space::Shundan, "calendar") == Some("working");
            let clock = if working { Clock::Working } else { clock };
            let text = inner.text();
            if !text.is_empty() {
                return Trigger::Timer { clock, when: self.expression(element, &text, Some("time")) };
            }
        }
        self.error(element, What::MissingTimer);
        Trigger::Timer { clock: Clock::Duration, when: self.expression(element, "", Some("time")) }
    }

    /// The message an event or a send or receive task means; the key stands on the message (Camunda 8) or is ours.
    pub(super) fn message(&mut self, element: &Element, what: &Element) -> Named {
        let reference = what.attribute("messageRef");
        let message = reference.and_then(|id| self.document.definition("message", id));
        let name = message.and_then(|it| it.attribute("name")).or(reference).unwrap_or("");
        if name.is_empty() {
            self.warn(element, What::MissingMessage);
        }
        let zeebe =
            message.and_then(|it| it.child("extensionElements")).into_iter().flat_map(Element::elements);
        let key = zeebe
            .filter(|it| it.is(Space::Zeebe, "subscription"))
            .find_map(|it| it.attribute("correlationKey"));
        let key =
            key.or_else(|| what.of(Space::Shundan, "key")).or_else(|| element.of(Space::Shundan, "key"));
        let key = key.map(str::to_owned);
        let receives = matches!(element.local(), "intermediateCatchEvent" | "boundaryEvent" | "receiveTask");
        if key.is_none() && receives && !name.is_empty() {
            self.warn(element, What::MissingKey { message: name.to_owned() });
        }
        Named { name: Arc::from(name), key: key.map(|text| self.expression(element, &text, None)) }
    }

    fn named(&mut self, what: &Element, kind: &str, reference: &str, attribute: &str) -> Arc<str> {
        let id = what.attribute(reference).unwrap_or("");
        let found = self.document.definition(kind, id).and_then(|it| it.attribute(attribute));
        Arc::from(found.unwrap_or(id))
    }

    fn code(&mut self, what: &Element, kind: &str, reference: &str, attribute: &str) -> Option<Arc<str>> {
        let id = what.attribute(reference)?;
        let found = self.document.definition(kind, id).map(|it| it.attribute(attribute).unwrap_or(id));
        Some(Arc::from(found.unwrap_or(id)))
    }
}
