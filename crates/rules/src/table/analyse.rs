//! Overlaps and gaps: every column is cut where some rule cuts it, and the pieces are counted out.

use super::axis::{Axis, Piece};
use super::{HitPolicy, Table};
use crate::parse::Names;
use crate::parse::syntax::Test;
use crate::types::Schema;
use schemars::JsonSchema;
use serde::Serialize;

/// What the analysis found. A region has one text for each input, as a cell would be written; `-` is any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schemars(rename = "DecisionFinding")]
pub enum Finding {
    /// Two rules, by number from one, match in the same region though the policy allows only one.
    Overlap { rules: [usize; 2], region: Vec<String> },
    /// No rule matches in this region, and there is no default.
    Gap { region: Vec<String> },
    /// The rule's cell cannot be looked into, so overlaps and gaps may be missed.
    Opaque { rule: usize, input: usize },
}

/// The most findings of each kind, and how many pieces are looked at.
const MOST: usize = 50;
const LOOKS: usize = 200_000;

/// Looks for overlaps and gaps over numbers, moments, durations, texts and booleans.
pub fn analyse(table: &Table, schema: &Schema) -> Vec<Finding> {
    let Ok(syntax) = table.parse(&mut Names::of(schema)) else { return Vec::new() };
    let mut findings = Vec::new();
    let axes: Vec<Axis> = syntax
        .inputs
        .iter()
        .enumerate()
        .map(|(column, (_, kind, allowed))| {
            let cells: Vec<&[Test]> =
                syntax.rules.iter().map(|(cells, _)| cells[column].as_slice()).collect();
            Axis::new(&cells, kind, allowed)
        })
        .collect();
    let mut rules: Vec<(usize, Vec<Vec<bool>>)> = Vec::new();
    for (at, (cells, _)) in syntax.rules.iter().enumerate() {
        let covered: Vec<Option<Vec<bool>>> =
            cells.iter().zip(&axes).map(|(cell, axis)| axis.cover(cell)).collect();
        match covered.iter().position(Option::is_none) {
            Some(input) => findings.push(Finding::Opaque { rule: at + 1, input: input + 1 }),
            None => rules.push((at + 1, covered.into_iter().flatten().collect())),
        }
    }
    let opaque = !findings.is_empty();
    overlaps(table, &axes, &rules, &mut findings);
    if !opaque && table.outputs.iter().all(|output| output.default.trim().is_empty()) {
        let mut search = Search { axes: &axes, rules: &rules, looks: 0, found: Vec::new() };
        let all: Vec<usize> = (0..rules.len()).collect();
        search.gaps(&all, &mut Vec::new());
        findings.extend(search.found.into_iter().map(|region| Finding::Gap { region }));
    }
    findings
}

fn overlaps(table: &Table, axes: &[Axis], rules: &[(usize, Vec<Vec<bool>>)], findings: &mut Vec<Finding>) {
    let differ = |a: usize, b: usize| table.rules[a - 1].outputs != table.rules[b - 1].outputs;
    let mut found = 0;
    for (i, (first, a)) in rules.iter().enumerate() {
        for (second, b) in &rules[i + 1..] {
            let wrong = match table.policy {
                HitPolicy::Unique => true,
                HitPolicy::Any => differ(*first, *second),
                _ => false,
            };
            if !wrong || found == MOST {
                continue;
            }
            let common: Vec<Vec<bool>> =
                a.iter().zip(b).map(|(a, b)| a.iter().zip(b).map(|(a, b)| *a && *b).collect()).collect();
            if common.iter().all(|column| column.iter().any(|both| *both)) {
                let region = axes.iter().zip(&common).map(|(axis, pieces)| axis.text(pieces)).collect();
                findings.push(Finding::Overlap { rules: [*first, *second], region });
                found += 1;
            }
        }
    }
}

struct Search<'a> {
    axes: &'a [Axis],
    rules: &'a [(usize, Vec<Vec<bool>>)],
    looks: usize,
    found: Vec<Vec<String>>,
}

impl Search<'_> {
    /// Follows the pieces of one column after the other with the rules that still match.
    fn gaps(&mut self, active: &[usize], chosen: &mut Vec<Vec<bool>>) {
        self.looks += 1 + active.len();
        if self.found.len() >= MOST || self.looks > LOOKS {
            return;
        }
        let column = chosen.len();
        if active.is_empty() {
            let region = self.axes.iter().enumerate().map(|(at, axis)| match chosen.get(at) {
                Some(pieces) => axis.text(pieces),
                None => "-".to_owned(),
            });
            self.found.push(region.collect());
            return;
        }
        let Some(axis) = self.axes.get(column) else { return };
        // Pieces that the same rules match make one region.
        let mut groups: Vec<(Vec<usize>, Vec<bool>)> = Vec::new();
        for (at, piece) in axis.pieces.iter().enumerate() {
            if *piece == Piece::Outside {
                continue;
            }
            let left: Vec<usize> =
                active.iter().copied().filter(|rule| self.rules[*rule].1[column][at]).collect();
            match groups.iter_mut().find(|(same, _)| *same == left) {
                Some((_, pieces)) => pieces[at] = true,
                None => {
                    let mut pieces = vec![false; axis.pieces.len()];
                    pieces[at] = true;
                    groups.push((left, pieces));
                }
            }
        }
        for (left, pieces) in groups {
            chosen.push(pieces);
            self.gaps(&left, chosen);
            chosen.pop();
        }
    }
}
