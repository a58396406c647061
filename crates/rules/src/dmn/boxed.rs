//! Boxed expressions: each becomes the tree it stands for.

use super::items;
use super::read::{child, children, name_of, text_of};
use crate::fault::{Code, Problem, Span};
use crate::parse::syntax::{Arguments, Domain, Expr, Kind};
use crate::parse::{self, Names};
use crate::table::{HitPolicy, Input, Output, Rule, Table};
use crate::types::Type;
use roxmltree::Node;

pub(super) struct Reader<'t> {
    pub(super) names: Names,
    pub(super) types: &'t [(String, Type)],
    pub(super) problems: Vec<Problem>,
}

impl Reader<'_> {
    /// The expression of an element, if it is one.
    pub(super) fn expression(&mut self, node: Node<'_, '_>) -> Option<Expr> {
        let value = self.untyped(node)?;
        Some(match (self.kind(Some(node)), &value.kind) {
            (Type::Any, _) | (_, Kind::Function(..)) => value,
            (kind, _) => Expr::made(Kind::Fit(Box::new(value), kind)),
        })
    }

    fn untyped(&mut self, node: Node<'_, '_>) -> Option<Expr> {
        Some(match node.tag_name().name() {
            "literalExpression" => {
                let text = child(node, "text").map(text_of).unwrap_or_default();
                self.text(&text)
            }
            "context" => self.context(node),
            "decisionTable" => self.table(node),
            "invocation" => self.invocation(node),
            "functionDefinition" => self.function(node),
            "list" => {
                let items = node.children().filter_map(|item| self.expression(item)).collect();
                Expr::made(Kind::List(items))
            }
            "relation" => self.relation(node),
            "conditional" => {
                let mut part = |name| child(node, name).map_or_else(Expr::null, |part| self.inside(part));
                let (condition, then, other) = (part("if"), part("then"), part("else"));
                Expr::made(Kind::If(Box::new(condition), Box::new(then), Box::new(other)))
            }
            "for" | "some" | "every" => self.iteration(node),
            "filter" => {
                let list = child(node, "in").map_or_else(Expr::null, |part| self.inside(part));
                self.names.add("item");
                self.names.open_members();
                let condition = child(node, "match").map_or_else(Expr::null, |part| self.inside(part));
                Expr::made(Kind::Filter(Box::new(list), Box::new(condition)))
            }
            _ => return None,
        })
    }

    /// The one expression inside an element.
    fn inside(&mut self, node: Node<'_, '_>) -> Expr {
        node.children().find_map(|child| self.expression(child)).unwrap_or_else(Expr::null)
    }

    fn text(&mut self, text: &str) -> Expr {
        if text.trim().is_empty() {
            return Expr::null();
        }
        parse::expression(text, &mut self.names).unwrap_or_else(|problem| {
            self.problems.push(problem);
            Expr::null()
        })
    }

    fn kind(&self, node: Option<Node<'_, '_>>) -> Type {
        let reference = node.and_then(|node| node.attribute("typeRef"));
        reference.map_or(Type::Any, |text| items::resolve(text, self.types))
    }

    fn context(&mut self, node: Node<'_, '_>) -> Expr {
        let (mut named, mut result) = (Vec::new(), None);
        for entry in children(node, "contextEntry") {
            let variable = child(entry, "variable");
            let value = self.inside(entry);
            match variable {
                Some(variable) => {
                    let (name, kind) = (name_of(variable), self.kind(Some(variable)));
                    self.names.add(&name);
                    self.names.add_member(&name);
                    named.push((name, kind, value));
                }
                None => result = Some(value),
            }
        }
        if let Some(result) = result {
            return Expr::made(Kind::Result(named, Box::new(result)));
        }
        let fitted = named.into_iter().map(|(name, kind, value)| {
            let value = match (kind, &value.kind) {
                (Type::Any, _) | (_, Kind::Function(..)) => value,
                (kind, _) => Expr::made(Kind::Fit(Box::new(value), kind)),
            };
            (name, value)
        });
        Expr::made(Kind::Context(fitted.collect()))
    }

    fn relation(&mut self, node: Node<'_, '_>) -> Expr {
        let columns: Vec<String> = children(node, "column").map(name_of).collect();
        columns.iter().for_each(|column| self.names.add_member(column));
        let mut rows = Vec::new();
        for row in children(node, "row") {
            let cells: Vec<Expr> = row.children().filter_map(|cell| self.expression(cell)).collect();
            rows.push(Expr::made(Kind::Context(columns.iter().cloned().zip(cells).collect())));
        }
        Expr::made(Kind::List(rows))
    }

    fn invocation(&mut self, node: Node<'_, '_>) -> Expr {
        let callee = self.inside(node);
        let mut arguments = Vec::new();
        for binding in children(node, "binding") {
            let name = child(binding, "parameter").map(name_of).unwrap_or_default();
            arguments.push((name, self.inside(binding)));
        }
        let arguments = if arguments.is_empty() {
            Arguments::Positional(Vec::new())
        } else {
            Arguments::Named(arguments)
        };
        Expr::made(Kind::Call(Box::new(callee), arguments))
    }

    pub(super) fn function(&mut self, node: Node<'_, '_>) -> Expr {
        let mut parameters = Vec::new();
        for parameter in children(node, "formalParameter") {
            let (name, kind) = (name_of(parameter), self.kind(Some(parameter)));
            self.names.add(&name);
            self.names.add_members_of(&kind);
            parameters.push((name, kind));
        }
        if let Some(kind @ ("Java" | "PMML")) = node.attribute("kind") {
            self.problems.push(Problem::new(Code::External, Span::default(), &[kind]));
            return Expr::null();
        }
        let body = self.inside(node);
        Expr::made(Kind::Function(parameters, Box::new(body), Type::Any))
    }

    fn iteration(&mut self, node: Node<'_, '_>) -> Expr {
        let name = node.attribute("iteratorVariable").unwrap_or_default().to_owned();
        let list = child(node, "in").map_or_else(Expr::null, |part| self.inside(part));
        self.names.add(&name);
        self.names.add("partial");
        let domain = vec![(name, Domain::List(list))];
        let word = node.tag_name().name();
        let body = child(node, if word == "for" { "return" } else { "satisfies" });
        let body = Box::new(body.map_or_else(Expr::null, |part| self.inside(part)));
        Expr::made(match word {
            "for" => Kind::For(domain, body),
            "some" => Kind::Some(domain, body),
            _ => Kind::Every(domain, body),
        })
    }

    fn table(&mut self, node: Node<'_, '_>) -> Expr {
        let table = table_model(node);
        match table.parse(&mut self.names) {
            Ok(syntax) => Expr::made(Kind::Table(Box::new(syntax))),
            Err(problems) => {
                self.problems.extend(problems.into_iter().map(|(_, problem)| problem));
                Expr::null()
            }
        }
    }
}

fn cell(node: Node<'_, '_>, name: &'static str) -> String {
    let inner = child(node, name).and_then(|inner| child(inner, "text"));
    inner.map(text_of).unwrap_or_default().trim().to_owned()
}

fn own_text(node: Node<'_, '_>) -> String {
    child(node, "text").map(text_of).unwrap_or_default().trim().to_owned()
}

/// A decision table's element as the plain model.
pub(super) fn table_model(node: Node<'_, '_>) -> Table {
    let reference =
        |node: Option<Node<'_, '_>>| node.and_then(|n| n.attribute("typeRef")).unwrap_or_default().to_owned();
    let inputs = children(node, "input").map(|input| Input {
        label: input.attribute("label").unwrap_or_default().to_owned(),
        expression: cell(input, "inputExpression"),
        kind: reference(child(input, "inputExpression")),
        values: cell(input, "inputValues"),
    });
    let outputs = children(node, "output").map(|output| Output {
        name: name_of(output),
        label: output.attribute("label").unwrap_or_default().to_owned(),
        kind: reference(Some(output)),
        values: cell(output, "outputValues"),
        default: cell(output, "defaultOutputEntry"),
    });
    let rules = children(node, "rule").map(|rule| Rule {
        inputs: children(rule, "inputEntry").map(own_text).collect(),
        outputs: children(rule, "outputEntry").map(own_text).collect(),
        annotations: children(rule, "annotationEntry").map(own_text).collect(),
    });
    let policy = HitPolicy::read(node.attribute("hitPolicy"), node.attribute("aggregation"));
    let annotations = children(node, "annotation").map(name_of).collect();
    Table {
        name: String::new(),
        policy,
        inputs: inputs.collect(),
        outputs: outputs.collect(),
        annotations,
        rules: rules.collect(),
        examples: Vec::new(),
    }
}
