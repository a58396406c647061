//! Laws that hold for any process and any inputs: made by chance from a seed that is printed.
#![allow(clippy::unwrap_used)]

mod common;

use std::fmt::Write;

use common::Tiny;
use common::draw::{draw, sound};
use flow::case::At;
use flow::{
    Case, Choice, Definition, Effect, Input, NodeId, Place, State, TokenId, Value, Vars, migrate, propose,
    step,
};

struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 20).unwrap() % limit.max(1)
    }

    fn one_in(&mut self, limit: usize) -> bool {
        self.below(limit) == 0
    }
}

/// Blocks in blocks: sequence, branches of each kind, sub-processes, repetitions, loops, boundary events.
struct Drawing {
    text: String,
    count: usize,
}

impl Drawing {
    fn name(&mut self, kind: &str) -> String {
        self.count += 1;
        format!("{kind}{}", self.count)
    }

    fn block(&mut self, chance: &mut Chance, depth: usize, to: &str) -> String {
        if depth == 0 {
            return self.task(chance, to);
        }
        match chance.below(7) {
            0 => {
                let last = self.block(chance, depth - 1, to);
                self.block(chance, depth - 1, &last)
            }
            1 => self.branches(chance, depth, to, "and"),
            2 => self.branches(chance, depth, to, "or"),
            3 => self.branches(chance, depth, to, "xor"),
            4 => self.sub(chance, depth, to),
            5 => self.turns(chance, depth, to),
            _ => self.task(chance, to),
        }
    }

    fn task(&mut self, chance: &mut Chance, to: &str) -> String {
        let id = self.name("t");
        let kind = ["user", "service", "task", "user", "receive"][chance.below(5)];
        let options = ["", "each:people", "eachseq:people vote:any", "loop:again", ""][chance.below(5)];
        writeln!(self.text, "{kind} {id} {options} -> {to}").unwrap();
        if chance.one_in(3) {
            let gentle = if chance.one_in(2) { "gentle" } else { "" };
            let event = self.name("b");
            let trigger = ["timer:PT1H", "signal:shout", "error:wrong", "when:n>1"][chance.below(4)];
            let gentle = if trigger.starts_with("error") { "" } else { gentle };
            let (end, aside) = (self.name("e"), self.name("t"));
            writeln!(
                self.text,
                "boundary {event} on:{id} {trigger} {gentle} -> {aside}\nuser {aside} -> {end}\nend {end}"
            )
            .unwrap();
        }
        id
    }

    fn branches(&mut self, chance: &mut Chance, depth: usize, to: &str, kind: &str) -> String {
        let (split, join) = (self.name("s"), self.name("j"));
        writeln!(self.text, "{kind} {join} -> {to}").unwrap();
        let heads: Vec<String> =
            (0..2 + chance.below(2)).map(|_| self.block(chance, depth - 1, &join)).collect();
        let condition = |place: usize| match (kind, place) {
            ("and", _) => String::new(),
            (_, 0) => "!".to_owned(),
            (_, place) => format!("?n>{place}"),
        };
        let targets: Vec<String> =
            heads.iter().enumerate().map(|(place, head)| format!("{head}{}", condition(place))).collect();
        writeln!(self.text, "{kind} {split} -> {}", targets.join(" ")).unwrap();
        split
    }

    fn sub(&mut self, chance: &mut Chance, depth: usize, to: &str) -> String {
        let (id, start, end) = (self.name("p"), self.name("s"), self.name("e"));
        let options = ["", "each:people"][chance.below(2)];
        writeln!(self.text, "sub {id} {options} -> {to} {{").unwrap();
        let ending = ["", "terminate", "error:wrong"][chance.below(3)];
        writeln!(self.text, "end {end} {ending}").unwrap();
        let head = self.block(chance, depth - 1, &end);
        writeln!(self.text, "start {start} -> {head}").unwrap();
        if chance.one_in(3) {
            let (beside, begin, then) = (self.name("v"), self.name("s"), self.name("t"));
            let gentle = if chance.one_in(2) { "gentle" } else { "" };
            writeln!(
                self.text,
                "sub {beside} byevent {{\nstart {begin} signal:shout {gentle} -> {then}\nuser {then}\n}}"
            )
            .unwrap();
        }
        self.text.push_str("}\n");
        id
    }

    /// A loop back that is taken while `again`.
    fn turns(&mut self, chance: &mut Chance, depth: usize, to: &str) -> String {
        let (merge, split) = (self.name("m"), self.name("x"));
        let head = self.block(chance, depth - 1, &split);
        writeln!(self.text, "xor {merge} -> {head}\nxor {split} -> {merge}?again {to}!").unwrap();
        merge
    }
}

fn drawing(chance: &mut Chance) -> String {
    let mut drawing = Drawing { text: "end end\n".to_owned(), count: 0 };
    let depth = 1 + chance.below(3);
    let head = drawing.block(chance, depth, "end");
    writeln!(drawing.text, "start start -> {head}").unwrap();
    drawing.text
}

fn vars(chance: &mut Chance) -> Vars {
    let n = Value::Int(i64::try_from(chance.below(4)).unwrap());
    Vars::from([("n", n), ("again", chance.one_in(3).into())])
}

/// Mostly what makes the case go on, sometimes any operation at any place, right or wrong.
fn input(chance: &mut Chance, definition: &Definition, case: &Case) -> Input {
    let any = case.tokens.get(chance.below(case.tokens.len())).map_or(TokenId(0), |it| it.id);
    let waiting: Vec<TokenId> = case.waiting().map(|it| it.id).collect();
    let token = waiting.get(chance.below(waiting.len())).copied().unwrap_or(any);
    let stuck: Option<TokenId> = case.stuck().next().map(|(it, _)| it.id);
    let to = NodeId(u32::try_from(chance.below(definition.nodes.len())).unwrap());
    let who = Value::text("li");
    match chance.below(40) {
        0 => Input::Return { token, to },
        1 => Input::Jump { token: any, to },
        2 => Input::Resubmit { token, direct: true, vars: vars(chance) },
        3 => Input::AddSigner { token, who, place: Place::Before },
        4 => Input::AddSigner { token, who, place: Place::After },
        5 => Input::AddSigner { token, who, place: Place::Parallel },
        6 => Input::RemoveSigner { token },
        7 => Input::Signal { name: "shout".into(), vars: Vars::default() },
        8 => Input::ServiceError { token, error: "wrong".into(), vars: Vars::default() },
        9 => Input::ServiceFailed { token, why: "no answer".to_owned() },
        10 => Input::Skip { token: any, vars: vars(chance) },
        11 => Input::Delegate { token, from: who.clone(), to: who },
        12 => Input::Resolve { token, vars: Vars::default() },
        13 => Input::Timer { token: any },
        14 => Input::Retry { token: any },
        15 => Input::Complete { token: any, vars: vars(chance) },
        16..20 => Input::Vote { token, who, choice: Choice::Approve, weight: 1, vars: vars(chance) },
        20 => Input::Withdraw { token, to },
        _ => match stuck {
            Some(token) if chance.one_in(2) => Input::Skip { token, vars: vars(chance) },
            _ => Input::Complete { token, vars: vars(chance) },
        },
    }
}

/// Host's books: what was opened must be open in the case, and what was cancelled must have been open.
fn keep_books(open: &mut Vec<TokenId>, effects: &[Effect]) {
    for effect in effects {
        match effect {
            Effect::CreateTask { token, .. } | Effect::CallService { token, .. } => open.push(*token),
            Effect::CancelTask { token } | Effect::CancelService { token } => {
                let place = open.iter().position(|it| it == token).expect("what is cancelled was open");
                open.swap_remove(place);
            }
            _ => {}
        }
    }
}

/// To the same version nothing changes, and a host hears of nothing but where the tokens stand.
fn carried_to_itself(definition: &Definition, case: &Case, seed: u64) {
    let mut carried = case.clone();
    let told = migrate(definition, definition, &mut carried, &propose(definition, definition), &Tiny);
    assert_eq!(carried, *case, "seed {seed}: carried to itself it differs");
    let silent = |effects: Vec<Effect>| effects.iter().all(|it| matches!(it, Effect::Migrated { .. }));
    assert_eq!(told.is_ok_and(silent), case.state == State::Running, "seed {seed}: something was told");
}

fn one(seed: u64) -> bool {
    let chance = &mut Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let definition = draw(&drawing(chance));
    let mut case = Case::new();
    let people = Value::list(vec!["li".into(), "wang".into()]);
    let mut begin = vars(chance);
    begin.set(&"people".into(), people);
    let mut inputs = vec![Input::Start { at: None, vars: begin }];
    let mut applied = Vec::new();
    let mut open = Vec::new();
    for _ in 0..80 {
        let next = inputs.pop().unwrap_or_else(|| input(chance, &definition, &case));
        let before = case.clone();
        let mut loaded: Case = serde_json::from_str(&serde_json::to_string(&case).unwrap()).unwrap();
        let told = step(&definition, &mut case, next.clone(), &Tiny);
        assert_eq!(step(&definition, &mut loaded, next.clone(), &Tiny), told, "seed {seed}: loaded differs");
        assert_eq!(loaded, case, "seed {seed}: loaded differs");
        sound(&case);
        carried_to_itself(&definition, &case, seed);
        let Ok(effects) = told else {
            assert_eq!(case, before, "seed {seed}: a refusal changed the case");
            if before.state == State::Ended {
                break;
            }
            continue;
        };
        assert!(before.state != State::Ended, "seed {seed}: an effect after the end");
        if effects.contains(&Effect::Continue) {
            inputs.push(Input::Continue);
        }
        keep_books(&mut open, &effects);
        open.retain(|it| case.token(*it).is_some_and(|token| matches!(token.at, At::Waiting)));
        let tasks = case.waiting().filter(|it| asks(&definition, it.node)).count();
        assert_eq!(open.len(), tasks, "seed {seed}: the host's books differ after {next:?}: {case:#?}");
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
    matches!(definition.node(node).kind, flow::Kind::Task(flow::Task::User | flow::Task::Service))
}

#[test]
fn laws_hold_for_random_processes_and_inputs() {
    let ended = (1..=500).filter(|seed| one(*seed)).count();
    println!("500 cases, {ended} ended");
    assert!(ended > 250, "most cases must get to their end: {ended}");
}
