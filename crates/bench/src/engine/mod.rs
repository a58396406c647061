//! The process engine: cases in memory with their whole token state, cases that wait, cases committed by the room
//! `process`; and two engines of others on the same two diagrams.

mod committed;
mod host;
mod peers;

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use flow::{Case, Definition, Document, Effect, Input, Outcome, State, TokenId, Value, Vars, step_into};

use crate::Plan;
use crate::place::{Place, Took};
use crate::report::{figure, footing, heading, row, table};
use host::Host;

const SECONDS: u64 = 10;
const WAITING: usize = 100_000;

/// Cases a second, and a second of the processor.
#[derive(Clone, Copy)]
pub(crate) struct Rate {
    pub(crate) clock: f64,
    pub(crate) processor: f64,
}

/// A diagram that all engines run.
pub(crate) struct Diagram {
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    pub(crate) process: &'static str,
    /// Tasks of people in each case.
    pub(crate) asked: usize,
    pub(crate) bpmn: &'static str,
}

pub(crate) const DIAGRAMS: [Diagram; 2] = [
    Diagram {
        name: "(a) choice and service",
        file: "service.bpmn",
        process: "service_case",
        asked: 0,
        bpmn: include_str!("../../peers/service.bpmn"),
    },
    Diagram {
        name: "(b) order approval",
        file: "approval.bpmn",
        process: "approval_case",
        asked: 1,
        bpmn: include_str!("../../peers/approval.bpmn"),
    },
];

pub(crate) fn run(plan: &Plan) -> anyhow::Result<()> {
    let engines = plan.engines();
    let first = Place::new(engines.first().copied().context("no engine is left")?)?;
    heading("engine", first.folder());
    drop(first);
    let seconds = Duration::from_secs(plan.seconds.unwrap_or(SECONDS));
    let mut ours = Vec::new();
    for diagram in &DIAGRAMS {
        ours.push(in_memory(diagram, seconds)?);
    }
    beside_others(&ours, seconds)?;
    println!();
    waiting(&DIAGRAMS[1])?;
    println!();
    committed::run(plan, &DIAGRAMS[1], seconds)?;
    footing();
    Ok(())
}

fn beside_others(ours: &[Rate], seconds: Duration) -> anyhow::Result<()> {
    let mut rates = vec![("shundan".to_owned(), ours.to_vec())];
    for peer in peers::ALL {
        match peers::rates(peer, &DIAGRAMS, seconds) {
            Ok(measured) => rates.push(measured),
            Err(why) => eprintln!("{} is left out: {why:#}", peer.name),
        }
    }
    table(&["in memory, one thread", "diagram", "cases/s", "cases/s of processor", "of shundan's"]);
    for (place, diagram) in DIAGRAMS.iter().enumerate() {
        for (name, measured) in &rates {
            let Rate { clock, processor } = measured[place];
            let ratio = format!("1/{}", figure(ours[place].processor / processor));
            row(&[name, &diagram.name, &figure(clock), &figure(processor), &ratio]);
        }
    }
    Ok(())
}

/// Cases a second from the first word to the end, one after the other on one thread.
fn in_memory(diagram: &Diagram, seconds: Duration) -> anyhow::Result<Rate> {
    let definition = ready(diagram)?;
    let mut host = Host::new(&definition)?;
    // As much as it takes for the caches to be warm.
    for _ in 0..1_000 {
        run_one(&definition, &mut host, diagram.asked)?;
    }
    let mut cases = 0_u64;
    let took = Took::of(|| {
        let began = Instant::now();
        while began.elapsed() < seconds {
            for _ in 0..1_000 {
                run_one(&definition, &mut host, diagram.asked)?;
            }
            cases += 1_000;
        }
        Ok(())
    })?;
    Ok(Rate { clock: cases as f64 / took.seconds, processor: cases as f64 / took.processor })
}

fn ready(diagram: &Diagram) -> anyhow::Result<Definition> {
    let document = Document::parse(diagram.bpmn.as_bytes())?;
    flow::compile(&document).map_err(|problems| anyhow::anyhow!("{problems:?}"))
}

fn facts() -> Vars {
    Vars::from([("total", Value::Int(60_000)), ("price", Value::Int(20_000)), ("quantity", Value::Int(3))])
}

/// A case with every service answered and every task completed.
fn run_one(definition: &Definition, host: &mut Host, asked: usize) -> anyhow::Result<()> {
    let mut case = Case::new();
    let mut answered = 0;
    let mut next = Some(Input::Start { at: None, vars: facts() });
    let mut open: Vec<Input> = Vec::new();
    while let Some(input) = next.take().or_else(|| open.pop()) {
        host.effects.clear();
        let mut effects = std::mem::take(&mut host.effects);
        step_into(definition, &mut case, input, host, &mut effects)?;
        for effect in &effects {
            match effect {
                Effect::CallService { token, .. } => open.push(done(*token)),
                Effect::CreateTask { token, .. } => {
                    answered += 1;
                    let vars = Vars::from([("approved", true.into())]);
                    open.push(Input::Complete { token: *token, vars });
                }
                Effect::Ended { outcome } => ensure!(*outcome == Outcome::Completed, "ended as {outcome:?}"),
                _ => {}
            }
        }
        host.effects = effects;
    }
    ensure!(case.state == State::Ended && answered == asked, "{answered} tasks, {:?}", case.tokens);
    ensure!(case.var("total") == Some(&Value::Int(60_000)), "the total is {:?}", case.var("total"));
    Ok(())
}

fn done(token: TokenId) -> Input {
    Input::ServiceDone { token, vars: Vars::default() }
}

/// Cases that stand at their task, all in memory at once.
fn waiting(diagram: &Diagram) -> anyhow::Result<()> {
    let definition = ready(diagram)?;
    let mut host = Host::new(&definition)?;
    let before = resident()?;
    let mut cases = Vec::with_capacity(WAITING);
    for _ in 0..WAITING {
        let mut case = Case::new();
        let mut effects = std::mem::take(&mut host.effects);
        effects.clear();
        step_into(&definition, &mut case, Input::Start { at: None, vars: facts() }, &host, &mut effects)?;
        host.effects = effects;
        cases.push(case);
    }
    let grown = resident()?.saturating_sub(before);
    ensure!(cases.iter().all(|case| case.waiting().count() == 1), "not every case waits");
    let saved =
        cases.iter().map(|case| serde_json::to_vec(case).map(|text| text.len())).sum::<Result<usize, _>>()?;
    table(&["cases that wait", "memory grown by", "bytes a case", "as text in their rows"]);
    let megabytes = |bytes: usize| format!("{} MB", figure(bytes as f64 / 1e6));
    row(&[&WAITING, &megabytes(grown), &(grown / WAITING), &megabytes(saved)]);
    Ok(())
}

/// Bytes of memory this process holds, as Linux counts them.
fn resident() -> anyhow::Result<usize> {
    let text = std::fs::read_to_string("/proc/self/status").context("reading what memory is held")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kilobytes: usize = line.trim().trim_end_matches(" kB").trim().parse()?;
    Ok(kilobytes * 1_024)
}
