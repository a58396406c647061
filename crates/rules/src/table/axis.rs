//! One input's values, cut into pieces: the points the rules name, and what lies between them.

use crate::builtin::text_of;
use crate::compile;
use crate::eval::Budget;
use crate::parse::syntax::{Comparison, Expr, Test};
use crate::types::{Schema, Type};
use crate::value::Value;
use std::cmp::Ordering;

/// A piece of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Point(usize),
    /// Between the point before this number and the point of it; before the first, after the last.
    Between(usize),
    /// Everything that is named nowhere.
    Other,
    /// Not among the allowed values.
    Outside,
}

pub(super) struct Axis {
    points: Vec<Value>,
    pub(super) pieces: Vec<Piece>,
}

/// From one end to the other, as numbers of pieces; both included.
type Stretch = (usize, usize);

/// A constant's value; `None` when it speaks of anything.
pub(super) fn constant(expr: &Expr) -> Option<Value> {
    let (expression, problems) = compile::lower(expr, &Schema::default());
    if !problems.is_empty() {
        return None;
    }
    let value = expression.eval(&[], &mut Budget::new(10_000, 10_000, 100)).ok()?;
    (!value.is_null()).then_some(value)
}

fn ends(tests: &[Test], out: &mut Vec<Value>, ordered: &mut bool) {
    for test in tests {
        match test {
            Test::Anything => {}
            Test::None(inner) => ends(inner, out, ordered),
            Test::Compare(comparison, expr) => {
                *ordered |= !matches!(comparison, Comparison::Equal | Comparison::Differs);
                out.extend(constant(expr));
            }
            Test::Expression(expr) => match constant(expr) {
                Some(Value::Range(range)) => {
                    *ordered = true;
                    out.extend([&range.start, &range.end].into_iter().filter(|end| !end.is_null()).cloned());
                }
                Some(Value::List(list)) => out.extend(list.items().iter().cloned()),
                Some(value) => out.push(value),
                None => {}
            },
        }
    }
}

impl Axis {
    pub(super) fn new(cells: &[&[Test]], kind: &Type, allowed: &[Test]) -> Axis {
        let (mut points, mut ordered) = (Vec::new(), false);
        for tests in cells.iter().copied().chain([allowed]) {
            ends(tests, &mut points, &mut ordered);
        }
        let truth = matches!(kind.bare(), Type::Bool) || matches!(points.as_slice(), [Value::Bool(_), ..]);
        if truth {
            points = vec![Value::Bool(true), Value::Bool(false)];
            return Axis { pieces: vec![Piece::Point(0), Piece::Point(1)], points };
        }
        points.sort_by(|a, b| a.compare(b).unwrap_or(Ordering::Equal));
        points.dedup_by(|a, b| a.equals(b) == Some(true));
        let named = !ordered && points.iter().all(|point| matches!(point, Value::Text(_) | Value::Null));
        let pieces: Vec<Piece> = if named {
            (0..points.len()).map(Piece::Point).chain([Piece::Other]).collect()
        } else {
            let both = |at| [Piece::Between(at), Piece::Point(at)];
            (0..points.len()).flat_map(both).chain([Piece::Between(points.len())]).collect()
        };
        let mut axis = Axis { points, pieces };
        if !matches!(allowed, [] | [Test::Anything])
            && let Some(inside) = axis.cover(allowed)
        {
            for (piece, inside) in axis.pieces.iter_mut().zip(inside) {
                if !inside {
                    *piece = Piece::Outside;
                }
            }
        }
        axis
    }

    /// Which pieces the cell matches; `None` when it cannot be told.
    pub(super) fn cover(&self, tests: &[Test]) -> Option<Vec<bool>> {
        let mut covered = vec![false; self.pieces.len()];
        for test in tests {
            match test {
                Test::Anything => covered.fill(true),
                Test::None(inner) => {
                    let inner = self.cover(inner)?;
                    covered.iter_mut().zip(inner).for_each(|(all, inner)| *all |= !inner);
                }
                Test::Compare(comparison, expr) => {
                    self.compared(*comparison, &constant(expr)?, &mut covered)?
                }
                Test::Expression(expr) => match constant(expr)? {
                    Value::Range(range) => {
                        let from = self.end(&range.start, range.start_included, 0, 1)?;
                        let to = self.end(&range.end, range.end_included, self.pieces.len() - 1, -1)?;
                        fill(&mut covered, (from, to));
                    }
                    Value::List(list) => {
                        for item in list.items() {
                            covered[self.place(item)?] = true;
                        }
                    }
                    value => covered[self.place(&value)?] = true,
                },
            }
        }
        Some(covered)
    }

    fn compared(&self, comparison: Comparison, value: &Value, covered: &mut [bool]) -> Option<()> {
        let (at, last) = (self.place(value)?, self.pieces.len() - 1);
        match comparison {
            Comparison::Equal => covered[at] = true,
            Comparison::Differs => {
                (0..=last).filter(|piece| *piece != at).for_each(|piece| covered[piece] = true)
            }
            Comparison::Less => fill(covered, (0, at.checked_sub(1)?)),
            Comparison::AtMost => fill(covered, (0, at)),
            Comparison::More => fill(covered, (at + 1, last)),
            Comparison::AtLeast => fill(covered, (at, last)),
        }
        Some(())
    }

    /// The first or last piece of a range; an open end is the axis's own.
    fn end(&self, value: &Value, included: bool, open: usize, inwards: isize) -> Option<usize> {
        if value.is_null() {
            return Some(open);
        }
        let at = self.place(value)?;
        if included { Some(at) } else { at.checked_add_signed(inwards) }
    }

    /// The piece that is this point. Pieces outside keep their place.
    fn place(&self, value: &Value) -> Option<usize> {
        let point = self.points.iter().position(|point| point.equals(value) == Some(true))?;
        let alternate = self.pieces.len() == self.points.len() * 2 + 1;
        Some(if alternate { point * 2 + 1 } else { point })
    }

    /// The pieces as a cell would be written.
    pub(super) fn text(&self, chosen: &[bool]) -> String {
        let inside = |at: &usize| self.pieces[*at] != Piece::Outside;
        if (0..chosen.len()).filter(inside).all(|at| chosen[at]) {
            return "-".to_owned();
        }
        let mut parts = Vec::new();
        let mut at = 0;
        while at < chosen.len() {
            if !chosen[at] || !inside(&at) {
                at += 1;
                continue;
            }
            let from = at;
            let joined = |at: usize| matches!(self.pieces[at], Piece::Between(_));
            // Neighbours join only where one of them is what lies between.
            while at + 1 < chosen.len()
                && chosen[at + 1]
                && inside(&(at + 1))
                && (joined(at) || joined(at + 1))
            {
                at += 1;
            }
            parts.push(self.stretch((from, at)));
            at += 1;
        }
        parts.join(", ")
    }

    fn stretch(&self, (from, to): Stretch) -> String {
        let point = |at: usize| match &self.points[at] {
            Value::Text(text) => format!("{text:?}"),
            value @ (Value::Number(_) | Value::Bool(_) | Value::Null) => text_of(value),
            value => format!("@\"{}\"", text_of(value)),
        };
        let low = match self.pieces[from] {
            Piece::Point(at) => Some((point(at), true)),
            Piece::Between(at) => at.checked_sub(1).map(|before| (point(before), false)),
            Piece::Other | Piece::Outside => {
                let all: Vec<String> = (0..self.points.len()).map(point).collect();
                return format!("not({})", all.join(", "));
            }
        };
        let high = match self.pieces[to] {
            Piece::Point(at) => Some((point(at), true)),
            Piece::Between(at) if at < self.points.len() => Some((point(at), false)),
            _ => None,
        };
        match (low, high) {
            (Some((low, true)), Some((high, true))) if from == to || low == high => low,
            (Some((low, from)), Some((high, to))) => {
                format!("{}{low}..{high}{}", if from { '[' } else { '(' }, if to { ']' } else { ')' })
            }
            (Some((low, from)), None) => format!(">{} {low}", if from { "=" } else { "" }),
            (None, Some((high, to))) => format!("<{} {high}", if to { "=" } else { "" }),
            (None, None) => "-".to_owned(),
        }
    }
}

fn fill(covered: &mut [bool], (from, to): Stretch) {
    if let Some(part) = covered.get_mut(from..=to) {
        part.fill(true);
    }
}
