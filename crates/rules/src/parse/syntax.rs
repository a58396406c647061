//! The tree of an expression as it was written, before names are looked up.

use crate::fault::Span;
use crate::table::TableSyntax;
use crate::types::Type;
use crate::value::Value;

/// How deep a tree may grow; the evaluator walks it by recursion.
pub(crate) const DEPTH: u32 = 160;

#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
    pub(crate) depth: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Differs,
    Less,
    AtMost,
    More,
    AtLeast,
}

#[derive(Clone, Debug)]
pub(crate) enum Arguments {
    Positional(Vec<Expr>),
    Named(Vec<(String, Expr)>),
}

/// One of the alternatives a value is held against.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    /// `-`
    Anything,
    Compare(Comparison, Expr),
    Expression(Expr),
    /// `not(…)`
    None(Vec<Test>),
}

#[derive(Clone, Debug)]
pub(crate) enum Domain {
    List(Expr),
    Steps(Expr, Expr),
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Constant(Value),
    Name(String),
    Path(Box<Expr>, String),
    Filter(Box<Expr>, Box<Expr>),
    Call(Box<Expr>, Arguments),
    Negative(Box<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    For(Vec<(String, Domain)>, Box<Expr>),
    Some(Vec<(String, Domain)>, Box<Expr>),
    Every(Vec<(String, Domain)>, Box<Expr>),
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    In(Box<Expr>, Vec<Test>),
    InstanceOf(Box<Expr>, Type),
    List(Vec<Expr>),
    Context(Vec<(String, Expr)>),
    /// A context whose last, unnamed entry is its value.
    Result(Vec<(String, Type, Expr)>, Box<Expr>),
    Range(Box<Expr>, bool, Box<Expr>, bool),
    /// `(< 10)` as a value.
    Open(Comparison, Box<Expr>),
    Function(Vec<(String, Type)>, Box<Expr>, Type),
    /// Fits the value to a type; null when it does not fit.
    Fit(Box<Expr>, Type),
    /// Sees of what stands around it only these names.
    Scoped(Vec<String>, Box<Expr>),
    /// Unary tests over the value named `?`.
    Tests(Vec<Test>),
    Table(Box<TableSyntax>),
}

impl Kind {
    /// The depth of the deepest child.
    pub(crate) fn below(&self) -> u32 {
        let most = |list: &[Expr]| list.iter().map(|e| e.depth).max().unwrap_or(0);
        match self {
            Kind::Constant(_) | Kind::Name(_) => 0,
            Kind::Open(_, e)
            | Kind::Scoped(_, e)
            | Kind::Path(e, _)
            | Kind::Negative(e)
            | Kind::InstanceOf(e, _)
            | Kind::Function(_, e, _)
            | Kind::Fit(e, _) => e.depth,
            Kind::Filter(a, b) | Kind::Binary(_, a, b) | Kind::Compare(_, a, b) | Kind::Range(a, _, b, _) => {
                a.depth.max(b.depth)
            }
            Kind::Call(e, Arguments::Positional(args)) => e.depth.max(most(args)),
            Kind::Call(e, Arguments::Named(args)) => {
                e.depth.max(args.iter().map(|(_, e)| e.depth).max().unwrap_or(0))
            }
            Kind::And(list) | Kind::Or(list) | Kind::List(list) => most(list),
            Kind::If(a, b, c) | Kind::Between(a, b, c) => a.depth.max(b.depth).max(c.depth),
            Kind::For(domains, e) | Kind::Some(domains, e) | Kind::Every(domains, e) => {
                let of = |domain: &Domain| match domain {
                    Domain::List(e) => e.depth,
                    Domain::Steps(a, b) => a.depth.max(b.depth),
                };
                e.depth.max(domains.iter().map(|(_, d)| of(d)).max().unwrap_or(0))
            }
            Kind::In(e, tests) => e.depth.max(tests.iter().map(Test::depth).max().unwrap_or(0)),
            Kind::Tests(tests) => tests.iter().map(Test::depth).max().unwrap_or(0),
            Kind::Context(entries) => entries.iter().map(|(_, e)| e.depth).max().unwrap_or(0),
            Kind::Result(entries, e) => {
                e.depth.max(entries.iter().map(|(_, _, e)| e.depth).max().unwrap_or(0))
            }
            Kind::Table(table) => table.depth(),
        }
    }
}

impl Test {
    pub(crate) fn depth(&self) -> u32 {
        match self {
            Test::Anything => 0,
            Test::Compare(_, e) | Test::Expression(e) => e.depth,
            Test::None(tests) => 1 + tests.iter().map(Test::depth).max().unwrap_or(0),
        }
    }
}

impl Expr {
    /// A node made by a model rather than read from a text.
    pub(crate) fn made(kind: Kind) -> Expr {
        let depth = kind.below() + 1;
        Expr { kind, span: Span::default(), depth }
    }

    pub(crate) fn null() -> Expr {
        Expr::made(Kind::Constant(Value::Null))
    }
}
