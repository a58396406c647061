//! What must hold between a case, its tasks, timers, incidents and the cases it called, whatever happened.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex};

use base::id::{ActorId, CaseId, ProcessVersionId, TaskId};
use base::{Error, Result};
use db::{Db, Tx};
use flow::case::{At, Phase};
use flow::{Case, Clock, Definition, Document, Kind, Task, Trigger};
use process::model::CaseRow;

type Token = (CaseId, i64);

/// What stands beside the cases.
#[derive(Default)]
struct Beside {
    /// Open tasks with their steps.
    tasks: BTreeMap<Token, Vec<String>>,
    /// Subjects of timers: `case/token`, tasks.
    timers: BTreeSet<String>,
    incidents: BTreeMap<Token, u32>,
    /// Running cases that were called.
    called: BTreeSet<Token>,
}

static DRAWINGS: LazyLock<Mutex<HashMap<String, Arc<Definition>>>> = LazyLock::new(Mutex::default);

/// What is wrong now; nothing when all is well.
pub(crate) fn judge(db: &Db, decided: &[(TaskId, String)]) -> Vec<String> {
    let decided = decided.to_vec();
    let found = db.read_now(move |tx| {
        let mut found = Vec::new();
        cases(tx, &mut found)?;
        decisions(tx, &decided, &mut found)?;
        effects(tx, &mut found)?;
        invariants(tx, &mut found)?;
        candidates(tx, &mut found)?;
        Ok::<_, Error>(found)
    });
    found.unwrap_or_else(|e| panic!("looking: {e}"))
}

/// Which tasks the invariant means.
fn candidates(tx: &mut Tx<'_>, found: &mut Vec<String>) -> Result<()> {
    let wrong: Vec<(String, String, String)> = tx.all(
        "SELECT t.subject, t.step, t.state FROM task t WHERE (t.state = 'open' AND t.assignee_id IS NULL) <> EXISTS (
             SELECT 1 FROM task_candidate d WHERE d.task_id = t.id) ORDER BY t.id",
        &[],
    )?;
    found.extend(wrong.iter().map(|task| format!("candidates of {task:?}")));
    Ok(())
}

fn invariants(tx: &mut Tx<'_>, found: &mut Vec<String>) -> Result<()> {
    for (name, select) in db::migrate::invariants() {
        let rows: Vec<(db::Value,)> = tx.all(select, &[])?;
        if !rows.is_empty() {
            found.push(format!("{name}: {rows:?}"));
        }
    }
    Ok(())
}

fn cases(tx: &mut Tx<'_>, found: &mut Vec<String>) -> Result<()> {
    let rows: Vec<CaseRow> = tx.all(
        &format!("SELECT {} FROM process_case WHERE state = 'running' ORDER BY id", CaseRow::COLUMNS),
        &[],
    )?;
    let beside = beside(tx, &rows)?;
    let mut wanted: BTreeSet<Token> = BTreeSet::new();
    for row in &rows {
        let definition = drawing(tx, row.version_id)?;
        let case: Case = serde_json::from_str(&row.body).unwrap();
        let name = format!("case {} of {}", row.id, row.subject);
        found.extend(flow::unsound(&definition, &case).into_iter().map(|what| format!("{name}: {what}")));
        if case.state == flow::State::Ended {
            found.push(format!("{name} has ended and its row runs"));
        }
        for token in &case.tokens {
            let key = (row.id, i64::from(token.id.0));
            wanted.insert(key);
            if let Some(what) = at_rest(&definition, row, token, key, &beside) {
                found.push(format!(
                    "{name}: token {} at {} {what}",
                    token.id.0,
                    definition.node(token.node).id
                ));
            }
        }
    }
    let stray = |what: &str, keys: Vec<Token>| {
        let strays: Vec<Token> = keys.into_iter().filter(|key| !wanted.contains(key)).collect();
        (!strays.is_empty()).then(|| format!("{what} of no token: {strays:?}"))
    };
    found.extend(stray("tasks", beside.tasks.keys().copied().collect()));
    found.extend(stray("incidents", beside.incidents.keys().copied().collect()));
    found.extend(stray("called cases", beside.called.iter().copied().collect()));
    let timers = beside.timers.iter().filter_map(|subject| {
        let (case, token) = subject.split_once('/')?;
        Some((case.parse().unwrap(), token.parse().unwrap()))
    });
    found.extend(stray("timers", timers.collect()));
    Ok(())
}

fn beside(tx: &mut Tx<'_>, rows: &[CaseRow]) -> Result<Beside> {
    let mut beside = Beside::default();
    let tasks: Vec<(CaseId, i64, String)> =
        tx.all("SELECT case_id, token, step FROM task WHERE state = 'open' ORDER BY id", &[])?;
    for (case, token, step) in tasks {
        beside.tasks.entry((case, token)).or_default().push(step);
    }
    let timers: Vec<(String,)> = tx.all("SELECT subject FROM timer ORDER BY id", &[])?;
    beside.timers = timers.into_iter().map(|(subject,)| subject).collect();
    let incidents: Vec<Token> =
        tx.all("SELECT case_id, token FROM incident WHERE state = 'open' ORDER BY id", &[])?;
    for key in incidents {
        *beside.incidents.entry(key).or_default() += 1;
    }
    beside.called = rows.iter().filter_map(|row| row.parent_id.zip(row.parent_token)).collect();
    Ok(beside)
}

/// What is wrong with a token: what it waits for must be there, and nothing else.
fn at_rest(
    definition: &Definition,
    row: &CaseRow,
    token: &flow::case::Token,
    key: Token,
    beside: &Beside,
) -> Option<String> {
    let node = definition.node(token.node);
    let tasks = beside.tasks.get(&key).map_or(&[][..], Vec::as_slice);
    let (incidents, timer) = (
        beside.incidents.get(&key).copied().unwrap_or(0),
        beside.timers.contains(&format!("{}/{}", key.0, key.1)),
    );
    let called = beside.called.contains(&key);
    let stuck = matches!(token.at, At::Stuck(..));
    if stuck != (incidents == 1) || incidents > 1 {
        return Some(format!("is {:?} with {incidents} open incidents", token.at));
    }
    let waits = token.at == At::Waiting;
    let asks = waits && node.kind == Kind::Task(Task::User);
    if asks != (tasks.len() == 1) || tasks.len() > 1 || tasks.iter().any(|step| **step != *node.id) {
        return Some(format!("is {:?} with the tasks {tasks:?}", token.at));
    }
    let calls = waits && matches!(node.kind, Kind::Call { .. });
    if calls != called {
        return Some(format!("is {:?}, and its called case runs: {called}", token.at));
    }
    if waits && matches!(node.kind, Kind::Task(Task::Service | Task::Rule | Task::Script(_) | Task::Send(_)))
    {
        return Some("waits for a service that answers at once".to_owned());
    }
    let listens = |name: &str| row.listens.contains(&format!(" {name} "));
    let watches = matches!(token.at, At::Watch(_));
    match node.trigger() {
        Some(Trigger::Timer { clock, .. }) => {
            // One that repeats has nothing to wait for after its last time.
            let may_rest = watches && *clock == Clock::Cycle;
            let wants = waits || watches;
            (wants != timer && (timer || !may_rest))
                .then(|| format!("is {:?}, and its timer: {timer}", token.at))
        }
        _ if timer => Some("has a timer".to_owned()),
        Some(Trigger::Message(named)) if (waits || watches) && !listens(&named.name) => {
            Some(format!("does not hear {}", named.name))
        }
        Some(Trigger::Signal(name)) if (waits || watches) && !listens(name) => {
            Some(format!("does not hear {name}"))
        }
        Some(Trigger::Conditional(_)) if (waits || watches) && !listens("~") => {
            Some("does not look at its document".to_owned())
        }
        _ => match node.kind {
            Kind::Task(Task::Receive(Some(place)))
                if (waits || watches) && !listens(&definition.messages[place].name) =>
            {
                Some(format!("does not hear {}", definition.messages[place].name))
            }
            Kind::EventBased if matches!(token.at, At::Stuck(Phase::Body, _)) => {
                Some("is stuck in its arms".to_owned())
            }
            _ => None,
        },
    }
}

fn drawing(tx: &mut Tx<'_>, version: ProcessVersionId) -> Result<Arc<Definition>> {
    let (digest,): (String,) = tx.one("SELECT digest FROM process_version WHERE id = $1", &[&version])?;
    if let Some(known) = DRAWINGS.lock().unwrap().get(&digest) {
        return Ok(Arc::clone(known));
    }
    let (bpmn,): (String,) = tx.one("SELECT bpmn FROM process_version WHERE id = $1", &[&version])?;
    let made = Arc::new(flow::compile(&Document::parse(bpmn.as_bytes()).unwrap()).unwrap());
    DRAWINGS.lock().unwrap().insert(digest, Arc::clone(&made));
    Ok(made)
}

/// What was acknowledged stands, in the task and in the journal.
fn decisions(tx: &mut Tx<'_>, decided: &[(TaskId, String)], found: &mut Vec<String>) -> Result<()> {
    let tasks: Vec<(TaskId, String, Option<ActorId>)> =
        tx.all("SELECT id, outcome, done_by FROM task WHERE state = 'done' ORDER BY id", &[])?;
    let told: Vec<(String, i64)> = tx.all(
        "SELECT subject, CAST(COUNT(*) AS BIGINT) FROM journal
         WHERE kind IN ('task.done', 'task.returned', 'task.resubmitted') GROUP BY subject",
        &[],
    )?;
    let told: HashMap<String, i64> = told.into_iter().collect();
    let stands: HashMap<TaskId, String> =
        tasks.iter().map(|(id, outcome, _)| (*id, outcome.clone())).collect();
    for (id, outcome) in decided {
        if stands.get(id) != Some(outcome) {
            found.push(format!("the answer {outcome} to {id} was acknowledged; it is {:?}", stands.get(id)));
        }
    }
    for (id, ..) in tasks {
        if told.get(&id.to_string()) != Some(&1) {
            found
                .push(format!("{id} is done and the journal tells it {:?} times", told.get(&id.to_string())));
        }
    }
    Ok(())
}

/// Every call took effect once at most.
fn effects(tx: &mut Tx<'_>, found: &mut Vec<String>) -> Result<()> {
    let things: Vec<(String, String)> =
        tx.all("SELECT name, value FROM setting WHERE name LIKE 'thing.%' ORDER BY name", &[])?;
    for (id, text) in things {
        let thing: serde_json::Value = serde_json::from_str(&text).unwrap();
        let effects = thing["effects"].as_object().cloned().unwrap_or_default();
        let twice: Vec<_> = effects.iter().filter(|(_, many)| many.as_i64() != Some(1)).collect();
        if !twice.is_empty() {
            found.push(format!("{id}: calls that took effect more than once: {twice:?}"));
        }
        if thing["count"].as_i64().unwrap_or(0) != effects.len() as i64 {
            found.push(format!("{id}: {} effects and a count of {}", effects.len(), thing["count"]));
        }
    }
    Ok(())
}
