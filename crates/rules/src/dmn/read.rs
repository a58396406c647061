//! The XML of a model: elements, requirements, and their boxed expressions.

use super::boxed::{Reader, table_model};
use super::{Element, Model, Role, items};
use crate::fault::{Code, Problem, Span};
use crate::parse::Names;
use crate::parse::syntax::{Expr, Kind};
use crate::table::{EXTENSION, Example, Table};
use crate::types::{Field, Schema, Type};
use roxmltree::{Document, Node, ParsingOptions};

pub(super) fn children<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> Option<Node<'a, 'i>> {
    children(node, name).next()
}

/// All text inside an element.
pub(super) fn text_of(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

pub(super) fn name_of(node: Node<'_, '_>) -> String {
    node.attribute("name").unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every name a field may have anywhere in the model: what stands behind a dot may come from another element.
fn member_names(root: Node<'_, '_>) -> Vec<String> {
    let field = |node: &Node<'_, '_>| match node.tag_name().name() {
        "itemComponent" | "output" | "column" => true,
        "variable" => node.parent().is_some_and(|parent| parent.tag_name().name() == "contextEntry"),
        _ => false,
    };
    root.descendants().filter(field).map(name_of).filter(|name| !name.is_empty()).collect()
}

/// Parses a file that is a DMN model, within bounds.
fn document(xml: &str) -> Result<Document<'_>, Vec<Problem>> {
    let bad = |what: String| vec![Problem::new(Code::BadXml, Span::default(), &[&what])];
    let options = ParsingOptions { allow_dtd: false, nodes_limit: 500_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(xml, options).map_err(|error| bad(error.to_string()))?;
    if deep(document.root_element()) {
        return Err(bad("it is nested too deep".to_owned()));
    }
    if document.root_element().tag_name().name() != "definitions" {
        return Err(super::wrong("its root is not definitions"));
    }
    Ok(document)
}

pub(super) fn tables(xml: &str) -> Result<Vec<Table>, Vec<Problem>> {
    let document = document(xml)?;
    let decisions = children(document.root_element(), "decision");
    let found = decisions.filter_map(|decision| {
        let table = child(decision, "decisionTable")?;
        Some(Table { name: name_of(decision), examples: examples(decision), ..table_model(table) })
    });
    Ok(found.collect())
}

/// The examples in a decision's extension elements.
fn examples(decision: Node<'_, '_>) -> Vec<Example> {
    let own = |node: &Node<'_, '_>| node.tag_name().namespace() == Some(EXTENSION);
    let found = child(decision, "extensionElements").and_then(|extension| child(extension, "examples"));
    let all = found.filter(own).into_iter().flat_map(|examples| children(examples, "example"));
    let text = |node, name| child(node, name).map(text_of).unwrap_or_default();
    all.map(|node| Example { facts: text(node, "facts"), expected: text(node, "expected") }).collect()
}

pub(super) fn read(xml: &str) -> Result<Model, Vec<Problem>> {
    let document = document(xml)?;
    let root = document.root_element();
    let namespace = root.attribute("namespace").unwrap_or_default();
    let types = items::types(root);
    let mut elements: Vec<Element> =
        root.children().filter_map(|node| element(node, namespace, &types)).collect();
    let members = member_names(root);
    let outlines: Vec<Element> = elements.clone();
    for (element, node) in elements.iter_mut().zip(root.children().filter(|node| role(*node).is_some())) {
        body(element, node, &outlines, &types, &members);
    }
    Ok(Model { elements })
}

/// More nesting than any model has would overflow whoever walks it.
fn deep(root: Node<'_, '_>) -> bool {
    let (mut depth, mut node) = (0u32, root);
    loop {
        if let Some(first) = node.first_child() {
            depth += 1;
            node = first;
        } else {
            while node.next_sibling().is_none() {
                match node.parent() {
                    Some(parent) if node != root => node = parent,
                    _ => return false,
                }
                depth = depth.saturating_sub(1);
                if node == root {
                    return false;
                }
            }
            match node.next_sibling() {
                Some(next) => node = next,
                None => return false,
            }
        }
        if depth > 120 {
            return true;
        }
    }
}

fn role(node: Node<'_, '_>) -> Option<Role> {
    match node.tag_name().name() {
        "inputData" => Some(Role::Input),
        "decision" => Some(Role::Decision),
        "businessKnowledgeModel" => Some(Role::Knowledge),
        "decisionService" => Some(Role::Service),
        _ => None,
    }
}

/// The id of a reference, without the model's own namespace before it.
fn target(node: Node<'_, '_>, namespace: &str) -> String {
    let href = node.attribute("href").unwrap_or_default();
    let own = href.strip_prefix(namespace).unwrap_or(href);
    own.strip_prefix('#').unwrap_or(href).to_owned()
}

fn element(node: Node<'_, '_>, namespace: &str, types: &[(String, Type)]) -> Option<Element> {
    let role = role(node)?;
    let variable = child(node, "variable");
    let reference = variable.and_then(|variable| {
        let attribute = variable.attribute("typeRef").map(str::to_owned);
        attribute.or_else(|| child(variable, "typeRef").map(text_of))
    });
    let wanted = ["requiredInput", "requiredDecision", "requiredKnowledge"];
    let requires = node.children().filter(|child| child.tag_name().name().ends_with("Requirement"));
    let requires = requires.flat_map(|r| r.children().filter(|c| wanted.contains(&c.tag_name().name())));
    let refs = |name| children(node, name).map(|reference| target(reference, namespace)).collect::<Vec<_>>();
    Some(Element {
        id: node.attribute("id").map_or_else(|| name_of(node), str::to_owned),
        name: name_of(node),
        role,
        kind: reference.map_or(Type::Any, |text| items::resolve(&text, types)),
        requires: requires.map(|reference| target(reference, namespace)).collect(),
        parameters: [refs("inputData"), refs("inputDecision")].concat(),
        outputs: refs("outputDecision"),
        body: None,
        problems: Vec::new(),
    })
}

/// Reads the expression of an element with the names it may speak of.
fn body(
    element: &mut Element,
    node: Node<'_, '_>,
    all: &[Element],
    types: &[(String, Type)],
    members: &[String],
) {
    let required = element.requires.iter().filter_map(|id| all.iter().find(|other| other.id == *id));
    let fields = required.map(|other| Field::new(&other.name, other.kind.clone())).collect();
    let mut names = Names::of(&Schema { fields, types: types.to_vec() });
    names.add(&element.name);
    members.iter().for_each(|name| names.add_member(name));
    let mut reader = Reader { names, types, problems: Vec::new() };
    match element.role {
        Role::Decision => element.body = node.children().find_map(|child| reader.expression(child)),
        Role::Knowledge => {
            let logic = child(node, "encapsulatedLogic");
            element.body = logic.map(|logic| reader.function(logic));
            if let Some(Expr { kind: Kind::Function(_, _, result), .. }) = &mut element.body
                && !matches!(element.kind, Type::Function(_))
            {
                *result = element.kind.clone();
            }
        }
        Role::Input | Role::Service => {}
    }
    element.problems = reader.problems;
}
