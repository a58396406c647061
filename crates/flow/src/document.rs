//! A BPMN file as it is edited: the tree of its elements, with everything we do not understand kept in place.

use crate::xml::{self, Child, Element, Space, Unreadable};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub top: Vec<Child>,
}

impl Document {
    pub fn parse(bytes: &[u8]) -> Result<Document, Unreadable> {
        xml::parse(bytes).map(|top| Document { top })
    }

    pub fn write(&self) -> String {
        xml::write(&self.top)
    }

    pub fn root(&self) -> Option<&Element> {
        self.top.iter().find_map(|child| match child {
            Child::Element(element) => Some(element),
            _ => None,
        })
    }

    pub fn root_mut(&mut self) -> Option<&mut Element> {
        self.top.iter_mut().find_map(|child| match child {
            Child::Element(element) => Some(element),
            _ => None,
        })
    }

    /// The processes of the file in its order.
    pub fn processes(&self) -> impl Iterator<Item = &Element> {
        self.root().into_iter().flat_map(Element::elements).filter(|it| it.is(Space::Bpmn, "process"))
    }

    /// The process that is meant when none is named: the first that has something in it and is not said to be
    /// unexecutable. Many tools leave the attribute out and mean yes.
    pub fn main(&self) -> Option<&Element> {
        let executable = |it: &&Element| it.attribute("isExecutable") != Some("false") && holds_nodes(it);
        self.processes().find(executable).or_else(|| self.processes().find(|it| holds_nodes(it)))
    }

    pub fn process(&self, id: &str) -> Option<&Element> {
        self.processes().find(|it| it.attribute("id") == Some(id))
    }

    /// A definition beside the processes: a message, a signal, an error, an escalation.
    pub fn definition(&self, kind: &str, id: &str) -> Option<&Element> {
        let id = id.rsplit_once(':').map_or(id, |(_, id)| id);
        self.root()?.elements().find(|it| it.is(Space::Bpmn, kind) && it.attribute("id") == Some(id))
    }

    /// The element with this id, to be edited.
    pub fn find_mut(&mut self, id: &str) -> Option<&mut Element> {
        fn within<'a>(element: &'a mut Element, id: &str) -> Option<&'a mut Element> {
            if element.attribute("id") == Some(id) {
                return Some(element);
            }
            element.children.iter_mut().find_map(|child| match child {
                Child::Element(inner) => within(inner, id),
                _ => None,
            })
        }
        within(self.root_mut()?, id)
    }
}

fn holds_nodes(process: &Element) -> bool {
    process
        .elements()
        .any(|it| it.is(Space::Bpmn, "startEvent") || it.local().to_lowercase().contains("task"))
}
