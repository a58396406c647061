//! Files made by others: all are read and written back, and what two other engines agree on happens here too.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use flow::xml::{Child, Element};
use flow::{
    Case, Cause, Definition, Document, Effect, Expression, Facts, Fault, Input, Kind, Node, State, Task,
    Trigger,
};
use flow::{Value, Vars, View, What, compile, step};

/// The rules under which the outcomes were recorded: no data, scripts and services do nothing.
struct Nothing;

impl Facts for Nothing {
    fn eval(&self, _: &Expression, _: View) -> Result<Value, Fault> {
        Ok(Value::Null)
    }

    fn script(&self, _: &Expression, _: View) -> Result<Vars, Fault> {
        Ok(Vars::default())
    }

    fn decide(&self, _: &Node, _: View) -> Option<Result<Vars, Fault>> {
        Some(Ok(Vars::default()))
    }
}

#[derive(Default)]
struct Row {
    files: u32,
    read: u32,
    executed: u32,
    agreed: u32,
    same: u32,
    unsupported: BTreeMap<String, u32>,
}

/// Everything that waits is answered at once, in the order it came; timers and boundary events never fire.
fn run(definition: &Definition) -> Result<BTreeMap<String, u32>, String> {
    let mut case = Case::new();
    let mut left = BTreeMap::new();
    let mut input = Some(Input::Start { at: None, vars: Vars::default() });
    for _ in 0..2_000 {
        let Some(next) = input.take() else { break };
        let effects = step(definition, &mut case, next, &Nothing).map_err(|refused| refused.to_string())?;
        let mut again = false;
        for effect in &effects {
            match effect {
                Effect::Left { node, .. } => {
                    *left.entry(definition.node(*node).id.to_string()).or_default() += 1
                }
                Effect::Continue => again = true,
                _ => {}
            }
        }
        if case.state == State::Ended {
            return Ok(left);
        }
        // What is repeated is not compared: without data there is nothing to repeat over.
        let empty =
            case.stuck().find(|(_, cause)| **cause == Cause::NothingToRepeat).map(|(token, _)| token.id);
        let open = case.waiting().find(|token| !matches!(definition.node(token.node).kind, Kind::EventBased));
        input = match open {
            _ if again => Some(Input::Continue),
            _ if empty.is_some() => empty.map(|token| Input::Skip { token, vars: Vars::default() }),
            Some(token) => Some(Input::Complete { token: token.id, vars: Vars::default() }),
            None => case
                .tokens
                .iter()
                .find(|it| is_arm(definition, it.node))
                .map(|it| Input::Complete { token: it.id, vars: Vars::default() }),
        };
    }
    let stuck: Vec<String> =
        case.stuck().map(|(token, cause)| format!("{}: {cause}", definition.node(token.node).id)).collect();
    Err(format!("did not end: {stuck:?}"))
}

/// An arm of an event-based gateway that somebody may answer: no timer.
fn is_arm(definition: &Definition, node: flow::NodeId) -> bool {
    match &definition.node(node).kind {
        Kind::Catch(trigger) => !matches!(trigger, Trigger::Timer { .. }),
        Kind::Task(Task::Receive(_)) => true,
        _ => false,
    }
}

#[test]
fn what_two_engines_agree_on_happens_here_too() {
    let folder = common::shared();
    let recorded = std::fs::read_to_string(folder.join("agreed.jsonl")).unwrap();
    let recorded: BTreeMap<String, BTreeMap<String, u32>> = recorded
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|it| {
            (
                it["file"].as_str().unwrap().to_owned(),
                serde_json::from_value(it["completed"].clone()).unwrap(),
            )
        })
        .collect();
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let (mut unread, mut different) = (Vec::new(), Vec::new());
    for (file, suite) in common::files() {
        let row = rows.entry(suite).or_default();
        row.files += 1;
        let document = match Document::parse(&std::fs::read(folder.join(&file)).unwrap()) {
            Ok(document) => document,
            Err(why) => {
                unread.push(format!("{file}: {why}"));
                continue;
            }
        };
        row.read += 1;
        let expected = recorded.get(&file);
        row.agreed += u32::from(expected.is_some());
        let definition = match compile(&document) {
            Ok(definition) => definition,
            Err(problems) => {
                for problem in problems {
                    let name = match problem.what {
                        What::Unsupported { element } => element,
                        other => other.to_string(),
                    };
                    *row.unsupported.entry(name).or_default() += 1;
                }
                if expected.is_some() {
                    different.push(format!("{file}: does not compile"));
                }
                continue;
            }
        };
        let outcome = run(&definition);
        row.executed += u32::from(outcome.is_ok());
        let Some(expected) = expected else { continue };
        match compared(&definition, outcome, expected) {
            None => row.same += 1,
            Some(why) => different.push(format!("{file}: {why}")),
        }
    }
    print(&rows);
    assert!(unread.is_empty(), "{unread:#?}");
    assert!(different.is_empty(), "{} differ: {different:#?}", different.len());
    assert_eq!(rows.values().map(|row| row.same).sum::<u32>(), u32::try_from(recorded.len()).unwrap());
}

fn compared(
    definition: &Definition,
    outcome: Result<BTreeMap<String, u32>, String>,
    expected: &BTreeMap<String, u32>,
) -> Option<String> {
    let mut got = match outcome {
        Ok(got) => got,
        Err(why) => return Some(why),
    };
    let repeated = |id: &str| definition.find(id).is_some_and(|node| is_repeated(definition, node));
    // The record has no gateways: the two engines count their visits differently.
    let gateway = |id: &str| definition.find(id).is_some_and(|node| is_gateway(&definition.node(node).kind));
    got.retain(|id, _| !repeated(id) && !gateway(id));
    let wanted: BTreeMap<&String, &u32> = expected.iter().filter(|(id, _)| !repeated(id)).collect();
    let shown: BTreeMap<&String, &u32> = got.iter().collect();
    (shown != wanted).then(|| format!("here {shown:?}, recorded {wanted:?}"))
}

fn is_gateway(kind: &Kind) -> bool {
    matches!(kind, Kind::Exclusive | Kind::Parallel | Kind::Inclusive | Kind::EventBased)
}

/// The node or a sub-process around it is multi-instance or a loop: left out of what was recorded.
fn is_repeated(definition: &Definition, node: flow::NodeId) -> bool {
    let node = definition.node(node);
    let around = definition.regions[node.region.at()].owner;
    node.multi.is_some() || around.is_some_and(|owner| is_repeated(definition, owner))
}

fn print(rows: &BTreeMap<String, Row>) {
    println!(
        "{:<22} {:>6} {:>6} {:>9} {:>7} {:>6}  unsupported",
        "suite", "files", "read", "executed", "agreed", "same"
    );
    for (suite, row) in rows {
        let Row { files, read, executed, agreed, same, unsupported } = row;
        println!("{suite:<22} {files:>6} {read:>6} {executed:>9} {agreed:>7} {same:>6}  {unsupported:?}");
    }
}

#[test]
fn a_file_is_written_back_with_all_that_is_in_it() {
    let folder = common::shared();
    for (file, _) in common::files() {
        let document = Document::parse(&std::fs::read(folder.join(&file)).unwrap()).unwrap();
        let written = document.write();
        let again = Document::parse(written.as_bytes()).unwrap_or_else(|why| panic!("{file}: {why}"));
        assert_eq!(again, document, "{file}");
        assert_eq!(again.write(), written, "{file}");
    }
}

/// Files cut, doubled and scrambled are refused or understood, and never bring anything down.
#[test]
fn broken_files_bring_nothing_down() {
    let folder = common::shared();
    let mut seed = 7_u64;
    let mut next = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below.max(1)
    };
    let mut outcomes = BTreeSet::new();
    for (file, _) in common::files().into_iter().step_by(3) {
        let mut bytes = std::fs::read(folder.join(&file)).unwrap();
        if bytes.is_empty() || bytes.len() > 60_000 {
            continue;
        }
        for _ in 0..4 {
            let at = next(bytes.len());
            let upto = (at + next(40)).min(bytes.len());
            match next(3) {
                0 => drop(bytes.drain(at..upto)),
                1 => bytes[at] = u8::try_from(next(256)).unwrap(),
                _ => {
                    let part = bytes[at..upto].to_vec();
                    bytes.splice(at..at, part);
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        let Ok(document) = Document::parse(&bytes) else {
            outcomes.insert("unreadable");
            continue;
        };
        drop(flow::check(&document, &flow::Offered::default()));
        let outcome = compile(&document).map(|definition| run(&definition));
        outcomes.insert(if outcome.is_ok() { "ran" } else { "refused" });
    }
    assert_eq!(outcomes.len(), 3, "{outcomes:?}");
}

/// Moves the elements of a process about, so that flows lead anywhere and joins wait for anything.
#[test]
fn drawings_that_make_no_sense_bring_nothing_down() {
    let folder = common::shared();
    for (place, (file, _)) in common::files().into_iter().enumerate().step_by(3) {
        let Ok(mut document) = Document::parse(&std::fs::read(folder.join(&file)).unwrap()) else { continue };
        let mut ids = Vec::new();
        if let Some(root) = document.root() {
            gather(root, &mut ids);
        }
        if let Some(root) = document.root_mut() {
            rewire(root, &ids, &mut place.wrapping_mul(31));
        }
        if let Ok(definition) = compile(&document) {
            drop(run(&definition));
        }
    }
}

fn gather(element: &Element, ids: &mut Vec<String>) {
    ids.extend(element.attribute("id").map(str::to_owned));
    element.elements().for_each(|inner| gather(inner, ids));
}

fn rewire(element: &mut Element, ids: &[String], count: &mut usize) {
    *count = count.wrapping_add(1);
    if element.local() == "sequenceFlow" && count.is_multiple_of(5) && !ids.is_empty() {
        let to = ids[count.wrapping_mul(17) % ids.len()].clone();
        element.set("targetRef", &to);
    }
    for child in &mut element.children {
        if let Child::Element(inner) = child {
            rewire(inner, ids, count);
        }
    }
}
