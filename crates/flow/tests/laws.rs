//! Laws that hold for any process and any inputs: made by chance from a seed that is printed.
#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;

use common::Tiny;
use flow::case::At;
use flow::{
    Case, Choice, Definition, Document, Effect, Input, NodeId, Place, State, TokenId, Value, Vars, compile,
    migrate, propose, step, unsound,
};
use sketch::{Dice, Palette};

/// What the tiny language of these tests can say.
const PALETTE: Palette<'_> = Palette {
    head: "",
    start: "",
    who: &["role:chief"],
    services: &["service=work"],
    conditions: &["n > 1", "again", "n = 1 or again", "approved", "nobody > 1"],
    scripts: &["run='n = n + 1'", "run='again = not again'", "run='n = nobody + 1'"],
    rules: &["table=grade"],
    messages: &["paid", "told"],
    signals: &["shout", "whisper"],
    errors: &["wrong"],
    timers: &["wait=PT1H"],
    deadlines: &[],
    calls: &["other"],
};

fn vars(dice: &mut Dice) -> Vars {
    let n = Value::Int(i64::try_from(dice.below(4)).unwrap());
    Vars::from([("n", n), ("again", dice.one_in(3).into())])
}

/// Mostly what makes the case go on, sometimes any operation at any place, right or wrong.
fn input(dice: &mut Dice, definition: &Definition, case: &Case) -> Input {
    let all: Vec<TokenId> = case.tokens.iter().map(|it| it.id).collect();
    let any = dice.pick(&all).copied().unwrap_or(TokenId(0));
    let waiting: Vec<TokenId> = case.waiting().map(|it| it.id).collect();
    let token = dice.pick(&waiting).copied().unwrap_or(any);
    let stuck: Vec<TokenId> = case.stuck().map(|(it, _)| it.id).collect();
    let to = NodeId(u32::try_from(dice.below(definition.nodes.len() as u64)).unwrap());
    let who = Value::text("li");
    match dice.below(44) {
        0 => Input::Return { token, to },
        1 => Input::Jump { token: any, to },
        2 => Input::Resubmit { token, direct: dice.one_in(2), vars: vars(dice) },
        3 => Input::AddSigner { token, who, place: Place::Before },
        4 => Input::AddSigner { token, who, place: Place::After },
        5 => Input::AddSigner { token, who, place: Place::Parallel },
        6 => Input::RemoveSigner { token },
        7 => Input::Signal { name: pick(dice, PALETTE.signals), vars: Vars::default() },
        8 => Input::ServiceError { token, error: "wrong".into(), vars: Vars::default() },
        9 => Input::ServiceFailed { token, why: "no answer".into() },
        10 => Input::Skip { token: any, vars: vars(dice) },
        11 => Input::Delegate { token, from: who.clone(), to: who },
        12 => Input::Resolve { token, vars: Vars::default() },
        13 | 14 => Input::Timer { token: any },
        15 => Input::Retry { token: any },
        16 => Input::Complete { token: any, vars: vars(dice) },
        17..20 => Input::Vote { token, who, choice: Choice::Approve, weight: 1, vars: vars(dice) },
        20 => Input::Vote { token, who, choice: Choice::Reject, weight: 1, vars: vars(dice) },
        21 => Input::Withdraw { token, to },
        22 => Input::Message { name: pick(dice, PALETTE.messages), key: Value::Null, vars: vars(dice) },
        23 => Input::SetVars { vars: vars(dice) },
        24 => Input::Recheck,
        _ => match dice.pick(&stuck).copied() {
            Some(token) if dice.one_in(2) => Input::Skip { token, vars: vars(dice) },
            _ => Input::Complete { token, vars: vars(dice) },
        },
    }
}

fn pick(dice: &mut Dice, names: &[&str]) -> Arc<str> {
    Arc::from(dice.pick(names).copied().unwrap_or(""))
}

/// A host's books: what was opened must be open in the case, and what was cancelled must have been open.
#[derive(Default)]
struct Books {
    asked: Vec<TokenId>,
    timers: Vec<TokenId>,
}

impl Books {
    fn keep(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::CreateTask { token, .. }
                | Effect::CallService { token, .. }
                | Effect::StartCase { token, .. } => self.asked.push(*token),
                Effect::CancelTask { token }
                | Effect::CancelService { token }
                | Effect::CancelCase { token } => {
                    let place =
                        self.asked.iter().position(|it| it == token).expect("what is cancelled was open");
                    self.asked.swap_remove(place);
                }
                Effect::ScheduleTimer { token, .. } => self.timers.push(*token),
                Effect::CancelTimer { token } => self.timers.retain(|it| it != token),
                _ => {}
            }
        }
    }

    /// Compares with what waits in the case.
    fn check(&mut self, definition: &Definition, case: &Case, what: &str) {
        self.asked.retain(|it| case.token(*it).is_some_and(|token| token.at == At::Waiting));
        let asked = case.waiting().filter(|it| asks(definition, it.node)).count();
        assert_eq!(self.asked.len(), asked, "{what}: the host's books differ: {case:#?}");
        self.timers.retain(|it| case.token(*it).is_some());
        for token in case.waiting().filter(|it| is_timer(definition, it.node)) {
            assert!(self.timers.contains(&token.id), "{what}: a timer is lost: {case:#?}");
        }
    }
}

/// To the same version nothing changes, and a host hears of nothing but where the tokens stand.
fn carried_to_itself(definition: &Definition, case: &Case, what: &str) {
    let mut carried = case.clone();
    let told = migrate(definition, definition, &mut carried, &propose(definition, definition), &Tiny);
    assert_eq!(carried, *case, "{what}: carried to itself it differs");
    let silent = |effects: Vec<Effect>| effects.iter().all(|it| matches!(it, Effect::Migrated { .. }));
    assert_eq!(told.is_ok_and(silent), case.state == State::Running, "{what}: something was told");
}

fn drawn(text: &str) -> Definition {
    let (_, xml) = sketch::files(text).remove(0);
    let document = Document::parse(xml.as_bytes()).unwrap_or_else(|why| panic!("{why}: {text}"));
    compile(&document).unwrap_or_else(|problems| panic!("{problems:#?} in {text}"))
}

fn one(seed: u64) -> bool {
    let dice = &mut Dice::new(seed);
    let text = sketch::process(dice, &PALETTE, "p");
    let definition = drawn(&text);
    let mut case = Case::new();
    let mut begin = vars(dice);
    begin.set(&"people".into(), Value::list(vec!["li".into(), "wang".into()]));
    begin.set(&"items".into(), Value::list(vec!["a".into(), "b".into(), "c".into()]));
    let mut inputs = vec![Input::Start { at: None, vars: begin }];
    let mut applied = Vec::new();
    let mut books = Books::default();
    for _ in 0..80 {
        let next = inputs.pop().unwrap_or_else(|| input(dice, &definition, &case));
        let what = format!("seed {seed}, {next:?} in\n{text}\n");
        let before = case.clone();
        let mut loaded: Case = serde_json::from_str(&serde_json::to_string(&case).unwrap()).unwrap();
        let told = step(&definition, &mut case, next.clone(), &Tiny);
        assert_eq!(step(&definition, &mut loaded, next.clone(), &Tiny), told, "{what}: loaded differs");
        assert_eq!(loaded, case, "{what}: loaded differs");
        let Ok(effects) = told else {
            assert_eq!(case, before, "{what}: a refusal changed the case");
            if before.state == State::Ended {
                break;
            }
            continue;
        };
        assert!(before.state != State::Ended, "{what}: an effect after the end");
        if effects.contains(&Effect::Continue) {
            inputs.push(Input::Continue);
        } else {
            assert_eq!(unsound(&definition, &case), [""; 0], "{what}: {before:#?} {case:#?}");
        }
        carried_to_itself(&definition, &case, &what);
        books.keep(&effects);
        books.check(&definition, &case, &what);
        applied.push(next);
    }
    let mut again = Case::new();
    for next in applied {
        step(&definition, &mut again, next, &Tiny).unwrap();
    }
    assert_eq!(again, case, "seed {seed}: the same inputs led elsewhere");
    case.state == State::Ended
}

fn asks(definition: &Definition, node: NodeId) -> bool {
    matches!(
        definition.node(node).kind,
        flow::Kind::Task(flow::Task::User | flow::Task::Service | flow::Task::Rule) | flow::Kind::Call { .. }
    )
}

fn is_timer(definition: &Definition, node: NodeId) -> bool {
    matches!(definition.node(node).trigger(), Some(flow::Trigger::Timer { .. }))
}

#[test]
fn laws_hold_for_random_processes_and_inputs() {
    let ended = (1..=2_000).filter(|seed| one(*seed)).count();
    println!("2000 cases, {ended} ended");
    assert!(ended > 1_000, "most cases must get to their end: {ended}");
}
