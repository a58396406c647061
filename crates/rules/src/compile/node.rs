//! The program: a tree without names.

use crate::builtin::Builtin;
use crate::fault::Span;
use crate::parse::syntax::{Comparison, Operator};
use crate::table::TableNode;
use crate::types::Type;
use crate::value::Value;
use std::sync::Arc;

#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) op: Op,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) struct Lambda {
    pub(crate) parameters: Vec<(String, Type)>,
    pub(crate) body: Node,
    /// What the result is fitted to.
    pub(crate) result: Type,
    /// What the result is known to be.
    pub(crate) result_kind: Type,
}

#[derive(Debug)]
pub(crate) enum TestNode {
    Anything,
    Compare(Comparison, Node),
    /// The flag: it speaks of `?` and is itself the answer.
    Expression(Node, bool),
    None(Vec<TestNode>),
}

#[derive(Debug)]
pub(crate) enum DomainNode {
    List(Node),
    Steps(Node, Node),
}

#[derive(Debug)]
pub(crate) enum Op {
    Constant(Value),
    Slot(usize),
    Local(usize),
    Captured(usize),
    /// The running function.
    Itself,
    /// A name nobody knows.
    Unknown(Arc<str>),
    /// A field of the item at that local, if it has it; else the other node.
    Member(usize, Arc<str>, Box<Node>),
    Path(Box<Node>, Arc<str>),
    /// The flag: the condition is a position.
    Filter(Box<Node>, Box<Node>, bool),
    Call(Box<Node>, Vec<Node>),
    CallNamed(Box<Node>, Vec<(String, Node)>),
    Builtin(&'static Builtin, Vec<Node>),
    Negative(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Compare(Comparison, Box<Node>, Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    If(Box<Node>, Box<Node>, Box<Node>),
    /// The flag: `partial` is spoken of.
    For(Vec<DomainNode>, Box<Node>, bool),
    Some(Vec<DomainNode>, Box<Node>),
    Every(Vec<DomainNode>, Box<Node>),
    Between(Box<[Node; 3]>),
    In(Box<Node>, Vec<TestNode>),
    InstanceOf(Box<Node>, Type),
    List(Vec<Node>),
    Context(Vec<(Arc<str>, Node)>),
    Result(Vec<(Type, Node)>, Box<Node>),
    Range(Box<Node>, bool, Box<Node>, bool),
    /// A range open at one end.
    Open(Comparison, Box<Node>),
    Lambda(Arc<Lambda>, Vec<Node>),
    Fit(Box<Node>, Type),
    Table(Box<TableNode>),
}
