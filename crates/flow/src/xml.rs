//! A small tree of XML that forgets nothing, so that a file is written back with what we did not understand.
//!
//! Entities of a document's own are not expanded and depth is bounded: a file is data, never a program.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

const DEPTH_MAX: usize = 256;
const BYTES_MAX: usize = 64 << 20;

/// Whose word an element or attribute is; what the prefix means where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Space {
    Bpmn,
    Camunda,
    Zeebe,
    Flowable,
    Shundan,
    None,
    Other,
}

pub const SHUNDAN: &str = "https://shundan.org/bpmn/1";

impl Space {
    fn of(uri: &str) -> Space {
        match uri {
            "http://www.omg.org/spec/BPMN/20100524/MODEL" => Space::Bpmn,
            "http://camunda.org/schema/1.0/bpmn" => Space::Camunda,
            "http://camunda.org/schema/zeebe/1.0" => Space::Zeebe,
            "http://flowable.org/bpmn" | "http://activiti.org/bpmn" => Space::Flowable,
            SHUNDAN => Space::Shundan,
            "" => Space::None,
            _ => Space::Other,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// As written, with its prefix.
    pub name: String,
    pub space: Space,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// As written, with its prefix.
    pub name: String,
    pub space: Space,
    pub attributes: Vec<Attribute>,
    pub children: Vec<Child>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Child {
    Element(Element),
    Text(String),
    CData(String),
    Comment(String),
    Instruction(String),
    Doctype(String),
}

/// A file that is no XML we can read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {BYTES_MAX} bytes")]
    TooLarge,
    #[error("the file is no text in UTF-8, UTF-16 or Latin-1")]
    NotText,
    #[error("elements are nested deeper than {DEPTH_MAX}")]
    TooDeep,
    #[error("at byte {at}: {what}")]
    Broken { at: u64, what: String },
}

impl Element {
    pub fn new(name: &str, space: Space) -> Element {
        Element { name: name.to_owned(), space, attributes: Vec::new(), children: Vec::new() }
    }

    pub fn local(&self) -> &str {
        local(&self.name)
    }

    pub fn is(&self, space: Space, name: &str) -> bool {
        self.space == space && self.local() == name
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            _ => None,
        })
    }

    /// The first child that is BPMN's own and has this name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.is(Space::Bpmn, name))
    }

    /// A BPMN attribute: one without a prefix.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.of(Space::None, name)
    }

    pub fn of(&self, space: Space, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|it| it.space == space && local(&it.name) == name);
        found.map(|it| it.value.as_str())
    }

    /// The text directly inside, without white space around.
    pub fn text(&self) -> String {
        let mut all = String::new();
        for child in &self.children {
            if let Child::Text(text) | Child::CData(text) = child {
                all.push_str(text);
            }
        }
        all.trim().to_owned()
    }

    /// Sets an attribute without a prefix, or adds it.
    pub fn set(&mut self, name: &str, value: &str) {
        match self.attributes.iter_mut().find(|it| it.name == name) {
            Some(it) => value.clone_into(&mut it.value),
            None => self.attributes.push(Attribute {
                name: name.to_owned(),
                space: if name.contains(':') { Space::Other } else { Space::None },
                value: value.to_owned(),
            }),
        }
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Everything at the top of a file: comments, the one root element.
pub fn parse(bytes: &[u8]) -> Result<Vec<Child>, Unreadable> {
    if bytes.len() > BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    let text = decode(bytes)?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}').trim_start());
    let mut tree = Tree { open: Vec::new(), top: Vec::new(), bound: Vec::new(), means: HashMap::new() };
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|error| broken(at, &error))?;
        if matches!(event, Event::Eof) {
            break;
        }
        tree.take(event, at)?;
    }
    if let Some((open, _)) = tree.open.last() {
        return Err(broken(reader.buffer_position(), &format!("<{}> is never closed", open.name)));
    }
    if !tree.top.iter().any(|child| matches!(child, Child::Element(_))) {
        return Err(Unreadable::Empty);
    }
    Ok(tree.top)
}

struct Tree {
    open: Vec<(Element, usize)>,
    top: Vec<Child>,
    /// Prefixes in force, innermost last; each open element remembers how many were there before it.
    bound: Vec<String>,
    /// What each of them means, innermost last: a file may declare very many.
    means: HashMap<String, Vec<Space>>,
}

impl Tree {
    fn take(&mut self, event: Event, at: u64) -> Result<(), Unreadable> {
        match event {
            Event::Start(start) => {
                if self.open.len() >= DEPTH_MAX {
                    return Err(Unreadable::TooDeep);
                }
                let before = self.bound.len();
                let element = self.element(&start, at)?;
                self.open.push((element, before));
            }
            Event::Empty(start) => {
                let before = self.bound.len();
                let element = self.element(&start, at)?;
                self.unbind(before);
                self.put(Child::Element(element));
            }
            Event::End(_) => {
                let (element, before) = self.open.pop().ok_or_else(|| broken(at, &"nothing is open"))?;
                self.unbind(before);
                self.put(Child::Element(element));
            }
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(name) => {
                let expanded = reference(&name).ok_or_else(|| broken(at, &"an entity we do not expand"))?;
                self.text(&expanded);
            }
            Event::CData(text) => self.put(Child::CData(text.xml10_content().into_owned())),
            Event::Comment(text) => self.put(Child::Comment(text.into_inner().into_owned())),
            Event::PI(text) => self.put(Child::Instruction(text.into_inner().into_owned())),
            Event::DocType(text) => self.put(Child::Doctype(text.into_inner().into_owned())),
            Event::Decl(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn put(&mut self, child: Child) {
        match self.open.last_mut() {
            Some((element, _)) => element.children.push(child),
            None => self.top.push(child),
        }
    }

    fn text(&mut self, more: &str) {
        let Some((element, _)) = self.open.last_mut() else { return };
        match element.children.last_mut() {
            Some(Child::Text(text)) => text.push_str(more),
            _ => element.children.push(Child::Text(more.to_owned())),
        }
    }

    fn element(&mut self, start: &BytesStart, at: u64) -> Result<Element, Unreadable> {
        let mut element = Element::new(start.name().as_ref(), Space::None);
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| broken(at, &error))?;
            let value =
                attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| broken(at, &error))?;
            let name = attribute.key.as_ref().to_owned();
            if name == "xmlns" {
                self.bind("", Space::of(&value));
            } else if let Some(prefix) = name.strip_prefix("xmlns:") {
                self.bind(prefix, Space::of(&value));
            }
            element.attributes.push(Attribute { name, space: Space::None, value: value.into_owned() });
        }
        element.space = self.space(&element.name, true);
        for index in 0..element.attributes.len() {
            element.attributes[index].space = self.space(&element.attributes[index].name, false);
        }
        Ok(element)
    }

    fn bind(&mut self, prefix: &str, space: Space) {
        self.bound.push(prefix.to_owned());
        self.means.entry(prefix.to_owned()).or_default().push(space);
    }

    fn unbind(&mut self, before: usize) {
        for prefix in self.bound.drain(before..) {
            self.means.get_mut(&prefix).and_then(Vec::pop);
        }
    }

    /// A prefix nobody declared is taken by its usual meaning: several tools leave the declaration out.
    fn space(&self, name: &str, element: bool) -> Space {
        let prefix = name.rsplit_once(':').map(|(prefix, _)| prefix);
        if prefix.is_none() && !element {
            return Space::None;
        }
        let prefix = prefix.unwrap_or("");
        self.means.get(prefix).and_then(|all| all.last().copied()).unwrap_or(match prefix {
            "bpmn" | "bpmn2" | "semantic" => Space::Bpmn,
            "camunda" => Space::Camunda,
            "zeebe" => Space::Zeebe,
            "flowable" | "activiti" => Space::Flowable,
            "" => Space::None,
            _ => Space::Other,
        })
    }
}

fn broken(at: u64, what: &dyn std::fmt::Display) -> Unreadable {
    Unreadable::Broken { at, what: what.to_string() }
}

fn reference(name: &quick_xml::events::BytesRef) -> Option<String> {
    if let Ok(Some(character)) = name.resolve_char_ref() {
        return Some(character.to_string());
    }
    let text = match &*name.xml10_content() {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => return None,
    };
    Some(text.to_owned())
}

fn decode(bytes: &[u8]) -> Result<String, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    let wide = |of: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| of([pair[0], pair[1]])).collect();
        String::from_utf16(&units).map_err(|_| Unreadable::NotText)
    };
    match bytes {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => return wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] | [0, b'<', ..] => return wide(u16::from_be_bytes),
        _ => {}
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).to_ascii_lowercase();
    if head.contains("iso-8859-1") || head.contains("windows-1252") || head.contains("us-ascii") {
        return Ok(bytes.iter().map(|byte| char::from(*byte)).collect());
    }
    // Some tools cut a character in two: the rest of such a file is still worth reading.
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

pub fn write(top: &[Child]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    for child in top {
        write_child(&mut out, child);
        out.push('\n');
    }
    out
}

fn write_child(out: &mut String, child: &Child) {
    match child {
        Child::Element(element) => write_element(out, element),
        Child::Text(text) => escape(out, text, false),
        Child::CData(text) => wrap(out, "<![CDATA[", text, "]]>"),
        Child::Comment(text) => wrap(out, "<!--", text, "-->"),
        Child::Instruction(text) => wrap(out, "<?", text, "?>"),
        Child::Doctype(text) => wrap(out, "<!DOCTYPE ", text, ">"),
    }
}

fn wrap(out: &mut String, before: &str, text: &str, after: &str) {
    out.push_str(before);
    out.push_str(text);
    out.push_str(after);
}

fn write_element(out: &mut String, element: &Element) {
    wrap(out, "<", &element.name, "");
    for attribute in &element.attributes {
        wrap(out, " ", &attribute.name, "=\"");
        escape(out, &attribute.value, true);
        out.push('"');
    }
    if element.children.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    for child in &element.children {
        write_child(out, child);
    }
    wrap(out, "</", &element.name, ">");
}

fn escape(out: &mut String, text: &str, attribute: bool) {
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' if attribute => out.push_str("&quot;"),
            '\n' if attribute => out.push_str("&#10;"),
            '\t' if attribute => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            _ => out.push(character),
        }
    }
}
