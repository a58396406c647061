//! Item definitions: the types of a model, with components, collections and allowed values.

use super::read::{child, children, text_of};
use crate::compile;
use crate::parse::{self, Names};
use crate::types::{Field, Schema, Type};
use roxmltree::Node;
use std::sync::Arc;

/// How deep types may be built of each other.
const DEPTH: u32 = 12;

/// All item definitions with their names.
pub(super) fn types(definitions: Node<'_, '_>) -> Vec<(String, Type)> {
    let all: Vec<Node<'_, '_>> = children(definitions, "itemDefinition").collect();
    let name = |node: &Node<'_, '_>| node.attribute("name").unwrap_or_default().trim().to_owned();
    all.iter().map(|node| (name(node), item(*node, &all, 0))).collect()
}

/// The type a `typeRef` names.
pub(super) fn resolve(reference: &str, declared: &[(String, Type)]) -> Type {
    let plain = reference.trim();
    let plain = plain.strip_prefix("feel:").unwrap_or(plain);
    if let Some((_, kind)) = declared.iter().find(|(name, _)| name == plain) {
        return kind.clone();
    }
    let local = plain.rsplit(':').next().unwrap_or(plain);
    let mut names = Names::of(&Schema { fields: Vec::new(), types: declared.to_vec() });
    Type::named(local).or_else(|| parse::type_name(local, &mut names).ok()).unwrap_or_default()
}

fn reference(text: &str, all: &[Node<'_, '_>], depth: u32) -> Type {
    let plain = text.trim();
    match all.iter().find(|node| node.attribute("name").map(str::trim) == Some(plain)) {
        Some(node) if depth < DEPTH => item(*node, all, depth + 1),
        Some(_) => Type::Any,
        None => resolve(plain, &[]),
    }
}

fn item(node: Node<'_, '_>, all: &[Node<'_, '_>], depth: u32) -> Type {
    let components: Vec<Field> = children(node, "itemComponent")
        .map(|component| {
            Field::new(
                component.attribute("name").unwrap_or_default().trim(),
                item(component, all, depth + 1),
            )
        })
        .collect();
    let of = |text: Option<&str>| text.map_or(Type::Any, |text| reference(text, all, depth));
    let base = if let Some(function) = child(node, "functionItem") {
        let parameters = children(function, "parameters").map(|p| of(p.attribute("typeRef"))).collect();
        Type::Function(Arc::new((parameters, of(function.attribute("outputTypeRef")))))
    } else if components.is_empty() {
        let attribute = node.attribute("typeRef").map(str::to_owned);
        attribute
            .or_else(|| child(node, "typeRef").map(text_of))
            .map_or(Type::Any, |text| reference(&text, all, depth))
    } else {
        Type::Context(Arc::new(components))
    };
    let base = restricted(base, child(node, "allowedValues"));
    let collection = matches!(node.attribute("isCollection"), Some("true" | "1"));
    let whole = if collection { Type::List(Arc::new(base)) } else { base };
    restricted(whole, child(node, "typeConstraint"))
}

fn restricted(base: Type, tests: Option<Node<'_, '_>>) -> Type {
    let Some(text) = tests.and_then(|node| child(node, "text")).map(text_of) else { return base };
    let schema = Schema { fields: vec![Field::new("?", Type::Any)], types: Vec::new() };
    match parse::unary_tests(&text, &mut Names::of(&schema)) {
        Ok(tree) => Type::Allowed(Arc::new((base, compile::lower(&tree, &schema).0))),
        Err(_) => base,
    }
}
