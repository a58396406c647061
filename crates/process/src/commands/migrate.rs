//! Cases go over to another version of their process: checked first, tried first, in batches.

use std::collections::BTreeMap;

use base::id::{CaseId, ProcessId, ProcessVersionId};
use base::{Ctx, Error, Result};
use db::Tx;
use flow::NodeId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::house::House;
use crate::model::Version;
use crate::rules::Refusal;
use crate::run::{self, Live};
use crate::store;

/// Cases one transaction takes over.
pub const AT_ONCE: i64 = 100;

/// Which cases go where.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Migration {
    pub from: i64,
    pub to: i64,
    /// Steps of the old version with those of the new one, where ids and names do not tell.
    #[serde(default)]
    pub mapping: Vec<Pair>,
    /// Go on after this case: a report's `last`.
    #[serde(default)]
    pub after: Option<CaseId>,
    /// Only tried: nothing is changed.
    #[serde(default)]
    pub dry: bool,
}

/// A step and its counterpart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    pub from: String,
    pub to: String,
}

/// What came of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Report {
    /// Steps and their counterparts as they were used.
    pub mapping: Vec<Pair>,
    /// Cases looked at.
    pub cases: usize,
    /// Those that went over, or would.
    pub fit: usize,
    pub unfit: Vec<Unfit>,
    /// Present when there are more: hand it in as `after`.
    pub last: Option<CaseId>,
}

/// A case that cannot go over.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Unfit {
    pub case: CaseId,
    pub subject: String,
    pub reason: String,
}

/// Takes the running cases of one version over to another, a batch at a time.
///
/// # Errors
/// `not_found`, `version_unknown`, `step_unknown` for a pair that names no step.
pub fn migrate(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &'static House,
    id: ProcessId,
    wanted: &Migration,
) -> Result<Report> {
    let process = store::process::one(tx, id)?;
    let find = |tx: &mut Tx<'_>, number: i64| -> Result<Version> {
        let unknown = || Refusal::VersionUnknown { process: process.code.clone(), version: number };
        Ok(store::process::version(tx, id, number)?.ok_or_else(unknown)?)
    };
    let (from, to) = (find(tx, wanted.from)?, find(tx, wanted.to)?);
    let over = Over::new(tx, house, &from, &to, &wanted.mapping)?;
    let rows = store::case::running_on(tx, from.id, wanted.after, AT_ONCE)?;
    let mut report = Report {
        mapping: over.shown(),
        cases: rows.len(),
        fit: 0,
        unfit: Vec::new(),
        last: rows.last().map(|row| row.id).filter(|_| rows.len() as i64 == AT_ONCE),
    };
    for row in rows {
        let (case, subject) = (row.id, row.subject.clone());
        let outcome = tx.attempt(|tx| {
            let live = Live::from_row(tx, house, row.clone())?;
            over.one(tx, ctx, live)?;
            if wanted.dry { Err(Refusal::Tried.into()) } else { Ok(()) }
        });
        match outcome {
            Ok(()) => report.fit += 1,
            Err(Error::Refused(refused)) if refused.code == "tried" => report.fit += 1,
            Err(Error::Refused(refused)) => {
                report.unfit.push(Unfit { case, subject, reason: refused.detail });
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(report)
}

/// Two versions and which step of the one is which of the other.
struct Over {
    old: std::sync::Arc<run::compiled::Compiled>,
    new: std::sync::Arc<run::compiled::Compiled>,
    to: ProcessVersionId,
    numbers: (i64, i64),
    mapping: Vec<(NodeId, NodeId)>,
}

impl Over {
    fn new(tx: &mut Tx<'_>, house: &House, from: &Version, to: &Version, pairs: &[Pair]) -> Result<Self> {
        let old = run::version_of(tx, house, from.id, &from.digest)?;
        let new = run::version_of(tx, house, to.id, &to.digest)?;
        let mut mapping: BTreeMap<NodeId, NodeId> =
            flow::propose(&old.definition, &new.definition).into_iter().collect();
        for pair in pairs {
            let unknown = |step: &str| Refusal::StepUnknown { step: step.to_owned() };
            let from = old.definition.find(&pair.from).ok_or_else(|| unknown(&pair.from))?;
            let to = new.definition.find(&pair.to).ok_or_else(|| unknown(&pair.to))?;
            mapping.insert(from, to);
        }
        let numbers = (from.version, to.version);
        Ok(Self { old, new, to: to.id, numbers, mapping: mapping.into_iter().collect() })
    }

    fn shown(&self) -> Vec<Pair> {
        let id =
            |version: &run::compiled::Compiled, node: NodeId| version.definition.node(node).id.to_string();
        let pair =
            |(from, to): &(NodeId, NodeId)| Pair { from: id(&self.old, *from), to: id(&self.new, *to) };
        self.mapping.iter().map(pair).collect()
    }

    fn one(&self, tx: &mut Tx<'_>, ctx: &Ctx, mut live: Live) -> Result<()> {
        live.migrate(tx, ctx, &self.new, &self.mapping)?;
        live.row.version_id = self.to;
        let facts = json!({"from": self.numbers.0, "to": self.numbers.1});
        tx.record(ctx, live.event("case.migrated").data(&facts));
        for token in &live.case.tokens {
            let node = self.new.definition.node(token.node);
            let (name, name_en) = self.new.names(token.node);
            let place = (live.row.id, i64::from(token.id.0));
            store::task::rename(tx, place, &node.id, (&name, &name_en))?;
        }
        live.save(tx, &ctx.as_system())
    }
}
