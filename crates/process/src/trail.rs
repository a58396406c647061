//! What a case went through, read back from its journal: each step with when it began and ended.

use base::id::ActorId;
use base::{At, Result};
use db::{Tx, journal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::run::Live;

/// A visit of a step.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Passed {
    #[serde(skip)]
    pub(crate) token: u32,
    pub step: String,
    pub name: String,
    pub name_en: String,
    pub entered_at: At,
    pub left_at: Option<At>,
    /// In whose command it was left.
    pub by: Option<ActorId>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Walked {
    entered: Vec<(u32, String)>,
    left: Vec<(u32, String)>,
}

/// The steps in the order in which they began. Gateways count: a picture shows which way it went.
pub(crate) fn of(tx: &mut Tx<'_>, live: &Live) -> Result<Vec<Passed>> {
    let entries = journal::history(tx, &live.row.id.to_string())?.into_iter();
    let facts = |data: &str| serde_json::from_str(data).unwrap_or_default();
    Ok(walked(live, entries.map(|entry| (entry.at, entry.actor_id, facts(&entry.data)))))
}

/// The same from events as they were recorded: when, in whose command, with which facts.
pub(crate) fn walked(
    live: &Live,
    events: impl IntoIterator<Item = (At, ActorId, serde_json::Value)>,
) -> Vec<Passed> {
    let mut out: Vec<Passed> = Vec::new();
    for (at, actor, data) in events {
        let walked: Walked = serde_json::from_value(data).unwrap_or_default();
        for (token, step) in walked.entered {
            let (name, name_en) = match live.version.definition.find(&step) {
                Some(node) => live.version.names(node),
                None => (step.clone(), step.clone()),
            };
            out.push(Passed { token, step, name, name_en, entered_at: at, left_at: None, by: None });
        }
        for (token, step) in walked.left {
            let visit =
                out.iter_mut().rev().find(|it| it.token == token && it.step == step && it.left_at.is_none());
            if let Some(visit) = visit {
                (visit.left_at, visit.by) = (Some(at), Some(actor));
            }
        }
    }
    out
}
