//! `for`, `some` and `every`: domains are walked one value at a time, never laid out.

use super::Machine;
use crate::compile::node::{DomainNode, Node};
use crate::decimal::Decimal;
use crate::fault::{Answer, Code, Stop};
use crate::temporal::Date;
use crate::value::{List, Value};
use std::sync::Arc;

/// The values of a domain, one after the other.
enum Walk {
    Items(Arc<List>, usize),
    Numbers { next: Decimal, last: Decimal, down: bool },
    Days { next: i64, last: i64, down: bool },
}

impl Iterator for Walk {
    type Item = Value;

    fn next(&mut self) -> Option<Value> {
        match self {
            Walk::Items(list, at) => {
                *at += 1;
                list.items().get(*at - 1).cloned()
            }
            Walk::Numbers { next, last, down } => {
                if (*down && *next < *last) || (!*down && *next > *last) {
                    return None;
                }
                let found = *next;
                let step = if *down { Decimal::ONE.negated() } else { Decimal::ONE };
                let after = found.checked_add(step)?;
                // Past 34 digits the next number is the same one: the walk would never end.
                if after == found {
                    return None;
                }
                *next = after;
                Some(Value::Number(found))
            }
            Walk::Days { next, last, down } => {
                if (*down && *next < *last) || (!*down && *next > *last) {
                    return None;
                }
                let found = *next;
                *next += if *down { -1 } else { 1 };
                Date::from_epoch_day(found).map(Value::Date)
            }
        }
    }
}

fn walk(from: &Value, to: &Value) -> Option<Walk> {
    Some(match (from, to) {
        (Value::Number(a), Value::Number(b)) => Walk::Numbers { next: *a, last: *b, down: a > b },
        (Value::Date(a), Value::Date(b)) => {
            Walk::Days { next: a.epoch_day(), last: b.epoch_day(), down: a > b }
        }
        _ => return None,
    })
}

impl Machine<'_> {
    fn domain(&mut self, domain: &DomainNode) -> Result<Walk, Stop> {
        let wrong = |value: &Value| Stop::note(Code::WrongType, &["for", value.kind()]);
        match domain {
            DomainNode::Steps(a, b) => {
                let (a, b) = (self.eval(a)?, self.eval(b)?);
                walk(&a, &b).ok_or_else(|| wrong(if matches!(a, Value::Number(_)) { &b } else { &a }))
            }
            DomainNode::List(node) => match self.eval(node)? {
                Value::List(list) => Ok(Walk::Items(list, 0)),
                Value::Range(range) => {
                    let mut found = walk(&range.start, &range.end).ok_or_else(|| wrong(&range.start))?;
                    match &mut found {
                        Walk::Numbers { next, last, down } => {
                            let step = if *down { Decimal::ONE.negated() } else { Decimal::ONE };
                            if !range.start_included {
                                *next = next.checked_add(step).unwrap_or(*next);
                            }
                            if !range.end_included {
                                *last = last.checked_sub(step).unwrap_or(*last);
                            }
                        }
                        Walk::Days { next, last, down } => {
                            let step = if *down { -1 } else { 1 };
                            *next += step * i64::from(!range.start_included);
                            *last -= step * i64::from(!range.end_included);
                        }
                        Walk::Items(..) => {}
                    }
                    Ok(found)
                }
                Value::Null => Err(wrong(&Value::Null)),
                one => Ok(Walk::Items(Arc::new(List::of(vec![one])), 0)),
            },
        }
    }

    /// Runs the body once for each combination; the body says whether to go on.
    fn each(
        &mut self,
        domains: &[DomainNode],
        body: &mut dyn FnMut(&mut Self) -> Result<bool, Stop>,
    ) -> Result<bool, Stop> {
        let Some((first, rest)) = domains.split_first() else { return body(self) };
        for value in self.domain(first)? {
            self.work(1)?;
            self.push(value);
            let on = self.each(rest, body)?;
            self.pop(1);
            if !on {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn for_loop(&mut self, domains: &[DomainNode], body: &Node, partial: bool) -> Answer {
        let mut results = Vec::new();
        let place = self.locals.len();
        self.push(Value::list(Vec::new()));
        self.each(domains, &mut |machine| {
            if partial {
                machine.work(results.len() as u64)?;
                let so_far = machine.list(results.clone())?;
                machine.locals[place] = so_far;
            }
            machine.take(1)?;
            results.push(machine.eval(body)?);
            Ok(true)
        })?;
        self.pop(1);
        self.list(results)
    }

    pub(super) fn quantified(&mut self, domains: &[DomainNode], body: &Node, sought: bool) -> Answer {
        let (mut found, mut unknown) = (false, false);
        self.each(domains, &mut |machine| {
            match machine.eval(body)? {
                Value::Bool(b) => found = b == sought,
                _ => unknown = true,
            }
            Ok(!found)
        })?;
        Ok(match (found, unknown) {
            (true, _) => Value::Bool(sought),
            (false, true) => Value::Null,
            (false, false) => Value::Bool(!sought),
        })
    }
}
