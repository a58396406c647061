//! From tree to program: names become slots, locals or captures; types are checked where they are known.

mod call;
mod check;
pub(crate) mod node;

use crate::builtin;
use crate::eval::{Budget, Function, Machine};
use crate::fault::{Code, Fault, Problem, Span};
use crate::parse::syntax::{Domain, Expr, Kind, Test};
use crate::parse::{self, Names};
use crate::table;
use crate::types::{Schema, Type};
use crate::value::Value;
use node::{Lambda, Node, Op, TestNode};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A compiled expression: evaluated often, shared freely.
#[derive(Clone, Debug)]
pub struct Expression {
    root: Arc<Node>,
    kind: Type,
    used: BTreeSet<usize>,
}

impl Expression {
    /// Its value for the fields' values in the schema's order. What FEEL answers with null leaves a note in the budget;
    /// a fault means the budget is used up.
    pub fn eval(&self, slots: &[Value], budget: &mut Budget) -> Result<Value, Fault> {
        Machine::new(slots, budget).run(&self.root)
    }

    /// The type as far as it can be told from the schema.
    pub fn kind(&self) -> &Type {
        &self.kind
    }

    /// Whether it speaks of the field at this place of the schema: the value of another is never looked at.
    pub fn speaks_of(&self, place: usize) -> bool {
        self.used.contains(&place)
    }

    /// For allowed values: the one slot is `?`.
    pub(crate) fn eval_alone(&self, value: &Value) -> Option<Value> {
        self.eval(std::slice::from_ref(value), &mut Budget::default()).ok()
    }
}

/// Compiles an expression against what it may speak of; every problem found is told.
pub fn compile(text: &str, schema: &Schema) -> Result<Expression, Vec<Problem>> {
    let tree = parse::expression(text, &mut Names::of(schema)).map_err(|problem| vec![problem])?;
    strict(&tree, schema)
}

/// Compiles unary tests over the field `?`, which stands first in the schema.
pub fn compile_tests(text: &str, schema: &Schema) -> Result<Expression, Vec<Problem>> {
    let tree = parse::unary_tests(text, &mut Names::of(schema)).map_err(|problem| vec![problem])?;
    strict(&tree, schema)
}

fn strict(tree: &Expr, schema: &Schema) -> Result<Expression, Vec<Problem>> {
    let (expression, problems) = lower(tree, schema);
    if problems.is_empty() { Ok(expression) } else { Err(problems) }
}

/// Compiles a tree whatever it says: what is wrong evaluates to null, as DMN has it.
pub(crate) fn lower(tree: &Expr, schema: &Schema) -> (Expression, Vec<Problem>) {
    let mut compiler = Compiler::new(schema);
    let (root, kind) = compiler.node(tree);
    (Expression { root: Arc::new(root), kind, used: compiler.used }, compiler.problems)
}

#[derive(Clone, Debug)]
enum Place {
    Local(usize),
    /// The item of a filter: its fields are names.
    Item(usize),
    /// The function that is being defined.
    Itself,
    /// Of what stands before it only these names are seen.
    Wall(Arc<Vec<String>>),
}

#[derive(Default)]
struct Frame {
    entries: Vec<(String, Place, Type)>,
    height: usize,
    captures: Vec<Node>,
}

pub(crate) struct Compiler<'a> {
    schema: &'a Schema,
    frames: Vec<Frame>,
    problems: Vec<Problem>,
    /// How often `?` was spoken of.
    asked: u32,
    /// Was `partial` spoken of?
    partial: bool,
    /// The fields that were spoken of.
    used: BTreeSet<usize>,
}

pub(crate) type Typed = (Node, Type);

impl<'a> Compiler<'a> {
    pub(crate) fn new(schema: &'a Schema) -> Self {
        Compiler {
            schema,
            frames: vec![Frame::default()],
            problems: Vec::new(),
            asked: 0,
            partial: false,
            used: BTreeSet::new(),
        }
    }

    /// How many problems were found so far.
    pub(crate) fn found(&self) -> usize {
        self.problems.len()
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    fn problem(&mut self, code: Code, span: Span, args: &[&str]) {
        self.problems.push(Problem::new(code, span, args));
    }

    fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("there is always the outermost frame")
    }

    /// Gives a name to the next value on the stack.
    pub(crate) fn bind(&mut self, name: &str, kind: Type) -> usize {
        let frame = self.frame();
        let at = frame.height;
        frame.entries.push((name.to_owned(), Place::Local(at), kind));
        frame.height += 1;
        at
    }

    pub(crate) fn unbind(&mut self, many: usize) {
        let frame = self.frame();
        frame.height -= many;
        let keep = frame.entries.len() - many;
        frame.entries.truncate(keep);
    }

    pub(crate) fn node(&mut self, expr: &Expr) -> Typed {
        let (op, kind) = self.op(expr);
        (Node { op, span: expr.span }, kind)
    }

    pub(crate) fn boxed(&mut self, expr: &Expr) -> Box<Node> {
        Box::new(self.node(expr).0)
    }

    fn nodes(&mut self, list: &[Expr]) -> Vec<Node> {
        list.iter().map(|expr| self.node(expr).0).collect()
    }

    fn op(&mut self, expr: &Expr) -> (Op, Type) {
        match &expr.kind {
            Kind::Constant(value) => (Op::Constant(value.clone()), check::type_of(value)),
            Kind::Name(name) => self.name(name, expr.span),
            Kind::Path(value, name) => self.path(value, name, expr.span),
            Kind::Filter(list, condition) => self.filter(list, condition),
            Kind::Call(callee, arguments) => self.call(callee, arguments, expr.span),
            Kind::Negative(value) => {
                let (node, kind) = self.node(value);
                (Op::Negative(Box::new(node)), kind.bare().clone())
            }
            Kind::Binary(operator, a, b) => {
                let ((a, left), (b, right)) = (self.node(a), self.node(b));
                let kind = self.check_arithmetic(*operator, &left, &right, expr.span);
                (Op::Binary(*operator, Box::new(a), Box::new(b)), kind)
            }
            Kind::Compare(comparison, a, b) => {
                let ((a, left), (b, right)) = (self.node(a), self.node(b));
                self.check_comparison(&left, &right, expr.span);
                (Op::Compare(*comparison, Box::new(a), Box::new(b)), Type::Bool)
            }
            Kind::And(list) => (Op::And(self.conditions(list, "and")), Type::Bool),
            Kind::Or(list) => (Op::Or(self.conditions(list, "or")), Type::Bool),
            Kind::If(a, b, c) => {
                let condition = self.conditions(std::slice::from_ref(a), "if").remove(0);
                let ((b, then), (c, other)) = (self.node(b), self.node(c));
                let kind = if then.conforms(&other) { other } else { Type::Any };
                (Op::If(Box::new(condition), Box::new(b), Box::new(c)), kind)
            }
            Kind::Between(a, b, c) => {
                let nodes = [self.node(a), self.node(b), self.node(c)];
                self.check_comparison(&nodes[0].1, &nodes[1].1, expr.span);
                self.check_comparison(&nodes[0].1, &nodes[2].1, expr.span);
                (Op::Between(Box::new(nodes.map(|(node, _)| node))), Type::Bool)
            }
            Kind::In(value, tests) => {
                let value = self.boxed(value);
                (Op::In(value, self.tests(tests)), Type::Bool)
            }
            Kind::InstanceOf(value, kind) => (Op::InstanceOf(self.boxed(value), kind.shape()), Type::Bool),
            _ => self.structure(expr),
        }
    }

    fn structure(&mut self, expr: &Expr) -> (Op, Type) {
        match &expr.kind {
            Kind::For(domains, body) => {
                let (domains, body) = self.loops(domains, body, true);
                (Op::For(domains, body, self.partial), Type::List(Arc::new(Type::Any)))
            }
            Kind::Some(domains, body) => {
                let (domains, body) = self.loops(domains, body, false);
                (Op::Some(domains, body), Type::Bool)
            }
            Kind::Every(domains, body) => {
                let (domains, body) = self.loops(domains, body, false);
                (Op::Every(domains, body), Type::Bool)
            }
            Kind::List(items) => {
                let typed: Vec<Typed> = items.iter().map(|item| self.node(item)).collect();
                let first = typed.first().map_or(Type::Any, |(_, kind)| kind.clone());
                let same = typed.iter().all(|(_, kind)| kind.conforms(&first) && first.conforms(kind));
                let item = if same { first } else { Type::Any };
                (Op::List(typed.into_iter().map(|(node, _)| node).collect()), Type::List(Arc::new(item)))
            }
            Kind::Context(entries) => self.context(entries),
            Kind::Result(entries, result) => {
                let mut nodes = Vec::new();
                for (name, kind, value) in entries {
                    let (node, _) = self.definition(name, value);
                    self.bind(name, kind.clone());
                    nodes.push((kind.clone(), node));
                }
                let (result, kind) = self.node(result);
                self.unbind(entries.len());
                (Op::Result(nodes, Box::new(result)), kind)
            }
            Kind::Range(a, from, b, to) => {
                let ((a, kind), (b, _)) = (self.node(a), self.node(b));
                (Op::Range(Box::new(a), *from, Box::new(b), *to), Type::Range(Arc::new(kind)))
            }
            Kind::Open(comparison, end) => {
                let (end, kind) = self.node(end);
                (Op::Open(*comparison, Box::new(end)), Type::Range(Arc::new(kind)))
            }
            Kind::Function(parameters, body, result) => self.lambda(None, parameters, body, result),
            Kind::Scoped(seen, inner) => {
                self.frame().entries.push((String::new(), Place::Wall(Arc::new(seen.clone())), Type::Any));
                let typed = self.op(inner);
                self.frame().entries.pop();
                typed
            }
            Kind::Fit(value, kind) => (Op::Fit(self.boxed(value), kind.clone()), kind.clone()),
            Kind::Tests(tests) => {
                let (op, _) = self.name("?", expr.span);
                let subject = Box::new(Node { op, span: expr.span });
                self.asked = 0;
                (Op::In(subject, self.tests(tests)), Type::Bool)
            }
            Kind::Table(syntax) => (Op::Table(Box::new(table::compile(self, syntax).0)), Type::Any),
            _ => (Op::Constant(Value::Null), Type::Any),
        }
    }

    fn context(&mut self, entries: &[(String, Expr)]) -> (Op, Type) {
        let (mut nodes, mut fields) = (Vec::new(), Vec::new());
        for (key, value) in entries {
            let (node, kind) = self.definition(key, value);
            self.bind(key, kind.clone());
            fields.push(crate::types::Field::new(key, kind));
            nodes.push((Arc::from(key.as_str()), node));
        }
        self.unbind(entries.len());
        (Op::Context(nodes), Type::Context(Arc::new(fields)))
    }

    /// A named value: a function may speak of itself.
    fn definition(&mut self, name: &str, value: &Expr) -> Typed {
        match &value.kind {
            Kind::Scoped(seen, inner) => {
                self.frame().entries.push((String::new(), Place::Wall(Arc::new(seen.clone())), Type::Any));
                let typed = self.definition(name, inner);
                self.frame().entries.pop();
                typed
            }
            Kind::Function(parameters, body, result) => {
                let (op, kind) = self.lambda(Some(name), parameters, body, result);
                (Node { op, span: value.span }, kind)
            }
            _ => self.node(value),
        }
    }

    fn lambda(
        &mut self,
        own: Option<&str>,
        parameters: &[(String, Type)],
        body: &Expr,
        result: &Type,
    ) -> (Op, Type) {
        self.frames.push(Frame::default());
        if let Some(name) = own {
            self.frame().entries.push((name.to_owned(), Place::Itself, Type::Any));
        }
        for (name, kind) in parameters {
            self.bind(name, kind.clone());
        }
        let (body, inner) = self.node(body);
        let captures = self.frames.pop().map(|frame| frame.captures).unwrap_or_default();
        let kinds = parameters.iter().map(|(_, kind)| kind.clone()).collect();
        let result_kind = if matches!(result, Type::Any) { inner } else { result.clone() };
        let lambda = Lambda {
            parameters: parameters.to_vec(),
            body,
            result: result.clone(),
            result_kind: result_kind.clone(),
        };
        (Op::Lambda(Arc::new(lambda), captures), Type::Function(Arc::new((kinds, result_kind))))
    }

    fn loops(
        &mut self,
        domains: &[(String, Domain)],
        body: &Expr,
        collects: bool,
    ) -> (Vec<node::DomainNode>, Box<Node>) {
        let mut nodes = Vec::new();
        let outer = std::mem::take(&mut self.partial);
        if collects {
            self.bind("partial", Type::List(Arc::new(Type::Any)));
        }
        for (name, domain) in domains {
            let (node, kind) = match domain {
                Domain::List(list) => {
                    let (node, kind) = self.node(list);
                    let item = match kind.bare() {
                        Type::List(item) | Type::Range(item) => (**item).clone(),
                        _ => Type::Any,
                    };
                    (node::DomainNode::List(node), item)
                }
                Domain::Steps(a, b) => {
                    let ((a, kind), (b, _)) = (self.node(a), self.node(b));
                    (node::DomainNode::Steps(a, b), kind)
                }
            };
            self.bind(name, kind);
            nodes.push(node);
        }
        let body = self.boxed(body);
        self.unbind(domains.len() + usize::from(collects));
        if !collects {
            self.partial |= outer;
        }
        (nodes, body)
    }

    pub(crate) fn tests(&mut self, tests: &[Test]) -> Vec<TestNode> {
        tests.iter().map(|test| self.test(test)).collect()
    }

    fn test(&mut self, test: &Test) -> TestNode {
        match test {
            Test::Anything => TestNode::Anything,
            Test::Compare(comparison, value) => TestNode::Compare(*comparison, self.node(value).0),
            Test::Expression(value) => {
                let before = self.asked;
                let node = self.node(value).0;
                TestNode::Expression(node, self.asked > before)
            }
            Test::None(tests) => TestNode::None(self.tests(tests)),
        }
    }

    fn filter(&mut self, list: &Expr, condition: &Expr) -> (Op, Type) {
        let (list, kind) = self.node(list);
        let item = match kind.bare() {
            Type::List(item) => (**item).clone(),
            other => other.clone(),
        };
        let at = self.frame().height;
        self.frame().entries.push(("item".to_owned(), Place::Item(at), item.clone()));
        self.frame().height += 1;
        let (condition, asked) = self.node(condition);
        self.unbind(1);
        let by_number = matches!(asked, Type::Number);
        let kind = if by_number { item } else { kind };
        (Op::Filter(Box::new(list), Box::new(condition), by_number), kind)
    }

    fn name(&mut self, name: &str, span: Span) -> (Op, Type) {
        if name == "?" {
            self.asked += 1;
        }
        if name == "partial" {
            self.partial = true;
        }
        if let Some((node, kind)) = self.resolve(name, self.frames.len() - 1, span) {
            return (node.op, kind);
        }
        if !self.in_open_filter() {
            self.problem(Code::UnknownName, span, &[name]);
        }
        (Op::Unknown(Arc::from(name)), Type::Any)
    }

    fn in_open_filter(&self) -> bool {
        let open =
            |(_, place, kind): &(String, Place, Type)| matches!((place, kind), (Place::Item(_), Type::Any));
        self.frames.iter().any(|frame| frame.entries.iter().any(open))
    }

    /// Finds a name from the inside out; what an outer function holds is captured.
    fn resolve(&mut self, name: &str, frame: usize, span: Span) -> Option<Typed> {
        self.resolve_below(name, frame, self.frames[frame].entries.len(), span)
    }

    fn resolve_below(&mut self, name: &str, frame: usize, below: usize, span: Span) -> Option<Typed> {
        for at in (0..below).rev() {
            let (own, place, kind) = self.frames[frame].entries[at].clone();
            let node = |op| Node { op, span };
            match place {
                Place::Local(i) if own == name => return Some((node(Op::Local(i)), kind)),
                Place::Itself if own == name => return Some((node(Op::Itself), kind)),
                Place::Item(i) if name == "item" => {
                    // A field may be called item as well; then the field is meant.
                    let whole = Box::new(node(Op::Local(i)));
                    return Some((node(Op::Member(i, Arc::from(name), whole)), kind));
                }
                Place::Item(i) => {
                    let known = match kind.bare() {
                        Type::Context(fields) => fields.iter().find(|field| field.is_called(name)).cloned(),
                        Type::Any => None,
                        _ => continue,
                    };
                    if let Some(field) = known {
                        let path = Op::Path(Box::new(node(Op::Local(i))), Arc::from(field.key.as_str()));
                        return Some((node(path), field.kind));
                    }
                    let outer = self.resolve_below(name, frame, at, span);
                    if outer.is_none() && matches!(kind.bare(), Type::Context(fields) if !fields.is_empty()) {
                        return None;
                    }
                    let (outer, _) = outer.unwrap_or_else(|| (node(Op::Constant(Value::Null)), Type::Any));
                    let member = Op::Member(i, Arc::from(name), Box::new(outer));
                    return Some((node(member), Type::Any));
                }
                Place::Wall(seen) if !seen.iter().any(|own| own == name) => return builtin_named(name, span),
                _ => {}
            }
        }
        match frame.checked_sub(1) {
            None => self.outermost(name, span),
            Some(outer) => {
                let (found, kind) = self.resolve(name, outer, span)?;
                if matches!(found.op, Op::Slot(_) | Op::Constant(_)) {
                    return Some((found, kind));
                }
                let captures = &mut self.frames[frame].captures;
                captures.push(found);
                let op = Op::Captured(captures.len() - 1);
                Some((Node { op, span }, kind))
            }
        }
    }

    fn outermost(&mut self, name: &str, span: Span) -> Option<Typed> {
        if let Some(at) = self.schema.fields.iter().position(|field| field.is_called(name)) {
            self.used.insert(at);
            return Some((Node { op: Op::Slot(at), span }, self.schema.fields[at].kind.clone()));
        }
        builtin_named(name, span)
    }
}

fn builtin_named(name: &str, span: Span) -> Option<Typed> {
    let found = builtin::find(name)?;
    let value = Value::Function(Arc::new(Function::builtin(found)));
    let kind = check::type_of(&value);
    Some((Node { op: Op::Constant(value), span }, kind))
}
