//! Whatever the bytes: they are read, checked, compiled and run, or refused; never a panic, and always soon.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::mpsc;
use std::time::Duration;

use common::answers::run;
use flow::xml::{Child, Element};
use flow::{Document, Offered, check, compile};

/// Times what an unoptimised build needs for the worst of them on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

/// As far as the bytes go.
fn take(bytes: &[u8]) -> &'static str {
    let Ok(document) = Document::parse(bytes) else { return "unreadable" };
    drop(check(&document, &Offered::default()));
    let written = document.write();
    drop(Document::parse(written.as_bytes()));
    match compile(&document) {
        Ok(definition) => {
            drop(run(&definition));
            "ran"
        }
        Err(_) => "refused",
    }
}

/// Tries one after the other on a thread of its own; one that takes too long is told by its number.
fn all_come_back(many: usize, make: impl Fn(usize) -> Vec<u8> + Send + 'static) -> BTreeSet<&'static str> {
    let (tell, hear) = mpsc::channel();
    std::thread::spawn(move || {
        for seed in 0..many {
            let bytes = make(seed);
            let outcome = std::panic::catch_unwind(|| take(&bytes)).unwrap_or("panicked");
            if tell.send((seed, outcome)).is_err() {
                return;
            }
        }
    });
    let mut outcomes = BTreeSet::new();
    for next in 0..many {
        let told = hear.recv_timeout(PATIENCE);
        let (seed, outcome) = told.unwrap_or_else(|_| panic!("seed {next} does not come back"));
        assert!(outcome != "panicked", "seed {seed} panicked");
        outcomes.insert(outcome);
    }
    outcomes
}

fn corpus() -> Vec<Vec<u8>> {
    let folder = common::shared();
    let read = |(file, _): (String, String)| std::fs::read(folder.join(file)).unwrap();
    common::files().into_iter().map(read).filter(|it| !it.is_empty() && it.len() < 60_000).collect()
}

/// Bytes doubled, dropped, changed and swapped with parts of another file.
fn mutate(chance: &mut Chance, all: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = all[chance.below(all.len())].clone();
    for _ in 0..1 + chance.below(6) {
        if bytes.is_empty() {
            break;
        }
        let at = chance.below(bytes.len());
        let upto = (at + chance.below(60)).min(bytes.len());
        match chance.below(4) {
            0 => drop(bytes.drain(at..upto)),
            1 => bytes[at] = u8::try_from(chance.below(256)).unwrap(),
            2 => {
                let part = bytes[at..upto].to_vec();
                bytes.splice(at..at, part);
            }
            _ => {
                let other = &all[chance.below(all.len())];
                let from = chance.below(other.len());
                let part = other[from..(from + 300).min(other.len())].to_vec();
                bytes.splice(at..upto, part);
            }
        }
    }
    bytes
}

#[test]
fn files_cut_doubled_and_scrambled() {
    let all = corpus();
    let outcomes = all_come_back(3_000, move |seed| mutate(&mut Chance(seed as u64 + 7), &all));
    assert_eq!(outcomes, BTreeSet::from(["ran", "refused", "unreadable"]));
}

#[test]
fn bytes_by_chance() {
    let make = |seed: usize| {
        let chance = &mut Chance(seed as u64 + 11);
        let head: &[&[u8]] = &[
            b"",
            b"<",
            b"<a>",
            b"\xff\xfe<\0",
            b"\xfe\xff\0<",
            b"<?xml version=\"1.0\"?>",
            b"<!DOCTYPE a [",
        ];
        let mut bytes = head[chance.below(head.len())].to_vec();
        bytes.extend((0..chance.below(300)).map(|_| u8::try_from(chance.below(256)).unwrap()));
        bytes
    };
    assert!(all_come_back(2_000, make).contains("unreadable"));
}

const TAGS: [&str; 24] = [
    "process",
    "startEvent",
    "endEvent",
    "userTask",
    "serviceTask",
    "scriptTask",
    "receiveTask",
    "sendTask",
    "subProcess",
    "callActivity",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "eventBasedGateway",
    "boundaryEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "sequenceFlow",
    "timerEventDefinition",
    "errorEventDefinition",
    "conditionalEventDefinition",
    "linkEventDefinition",
    "multiInstanceLoopCharacteristics",
    "standardLoopCharacteristics",
];

/// Elements of BPMN in any order and depth, whose attributes name one another.
fn soup(chance: &mut Chance) -> String {
    let mut text = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"p\"><startEvent id=\"0\"/>".to_owned();
    let mut open = vec!["definitions", "process"];
    for _ in 0..chance.below(60) {
        let tag = TAGS[chance.below(TAGS.len())];
        write!(text, "<{tag} id=\"{}\"", chance.below(20)).unwrap();
        let names = [
            "sourceRef",
            "targetRef",
            "attachedToRef",
            "default",
            "name",
            "messageRef",
            "errorRef",
            "calledElement",
        ];
        for name in names {
            write!(text, " {name}=\"{}\"", chance.below(20)).unwrap();
        }
        let flags =
            ["triggeredByEvent", "isInterrupting", "cancelActivity", "isSequential", "isForCompensation"];
        for flag in flags {
            let value = ["true", "false", "false", "maybe"][chance.below(4)];
            write!(text, " {flag}=\"{value}\"").unwrap();
        }
        match chance.below(3) {
            0 => {
                text.push('>');
                open.push(tag);
            }
            1 => write!(text, "><timeDuration>PT1H</timeDuration><condition>x</condition><loopCardinality>3</loopCardinality></{tag}>").unwrap(),
            _ => text.push_str("/>"),
        }
        while open.len() > 2 && chance.below(3) == 0 {
            let tag = open.pop().unwrap();
            write!(text, "</{tag}>").unwrap();
        }
    }
    while let Some(tag) = open.pop() {
        write!(text, "</{tag}>").unwrap();
    }
    text
}

#[test]
fn elements_by_chance() {
    let outcomes = all_come_back(3_000, |seed| soup(&mut Chance(seed as u64 + 13)).into_bytes());
    assert_eq!(outcomes, BTreeSet::from(["ran", "refused"]));
}

fn process(body: &str) -> Vec<u8> {
    let head = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:shundan=\"https://shundan.org/bpmn/1\"><process id=\"p\">";
    format!("{head}<startEvent id=\"s\"/>{body}</process></definitions>").into_bytes()
}

fn many(count: usize, make: impl Fn(usize) -> String) -> String {
    (0..count).map(make).collect()
}

fn flow(from: usize, to: usize) -> String {
    format!("<sequenceFlow id=\"f{from}_{to}\" sourceRef=\"n{from}\" targetRef=\"n{to}\"/>")
}

/// As large as a file may be that is sent to the house: what grows faster than the file would take for ever.
fn giants() -> Vec<Vec<u8>> {
    let steps = |kind: &'static str, count| many(count, move |it| format!("<{kind} id=\"n{it}\"/>"));
    let ring = |count| many(count, move |it| flow(it, (it + 1) % count) + &flow(it, (it * 7 + 3) % count));
    let attributes = many(50_000, |it| format!(" shundan:a{it}=\"1\""));
    let prefixes = many(50_000, |it| format!(" xmlns:a{it}=\"u\""));
    let refs = "<eventDefinitionRef>d</eventDefinitionRef>".repeat(20_000);
    vec![
        process(&steps("task", 100_000)),
        process(&(steps("task", 10) + &many(30_000, |it| flow(it % 10, (it + 1) % 10)))),
        process(&(steps("parallelGateway", 950) + &ring(950))),
        process(&(steps("inclusiveGateway", 950) + &ring(950))),
        process(
            &(steps("exclusiveGateway", 475)
                + &many(475, |it| format!("<parallelGateway id=\"n{}\"/>", it + 475))
                + &ring(950)),
        ),
        process(&format!("<task id=\"a\"{attributes}/>")),
        process(&format!("<task id=\"a\"{prefixes}><a9:b/></task>")),
        process(&format!("<startEvent id=\"e\">{refs}</startEvent>")),
        process(&("<subProcess>".repeat(250) + &"</subProcess>".repeat(250))),
        process(&("<subProcess>".repeat(30_000) + &"</subProcess>".repeat(30_000))),
        process(&format!("<task id=\"a\" name=\"{}\"/>", "&amp;".repeat(300_000))),
        process(&("<lane>".repeat(200) + &"</lane>".repeat(200))),
        format!("<!DOCTYPE a [<!ENTITY a \"{}\">]><a>&a;</a>", "x".repeat(1_000_000)).into_bytes(),
    ]
}

#[test]
fn giants_are_refused_or_done_with_soon() {
    let all = giants();
    let many = all.len();
    all_come_back(many, move |seed| all[seed].clone());
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
