//! A process by chance: blocks in blocks over all that is executed, so that most of them get somewhere.

use std::fmt::Write;

use crate::Dice;

/// What the steps of a process may say; each is a piece of a line of the language.
#[derive(Debug, Clone, Copy)]
pub struct Palette<'a> {
    /// What stands behind the process's name: `on=thing`.
    pub head: &'a str,
    /// What begins a case: `message=thing.made`; empty: nothing but a start.
    pub start: &'a str,
    /// `role:chief`.
    pub who: &'a [&'a str],
    /// `service=thing.work`.
    pub services: &'a [&'a str],
    /// `n > 1`.
    pub conditions: &'a [&'a str],
    /// `run='n = n + 1'`.
    pub scripts: &'a [&'a str],
    /// `table=grade`.
    pub rules: &'a [&'a str],
    pub messages: &'a [&'a str],
    pub signals: &'a [&'a str],
    /// The codes services refuse with, besides `wrong`, which the process throws itself.
    pub errors: &'a [&'a str],
    /// `wait=PT1H`.
    pub timers: &'a [&'a str],
    /// `deadline=PT4H overdue=escalate`.
    pub deadlines: &'a [&'a str],
    /// The codes of processes it may call.
    pub calls: &'a [&'a str],
}

/// Steps after which a drawing is closed with tasks.
const STEPS_MAX: u64 = 24;

/// A process of some code as text.
#[must_use]
pub fn process(dice: &mut Dice, palette: &Palette<'_>, code: &str) -> String {
    let text = format!("process {code} {}\n", palette.head);
    let mut sketch = Sketch { palette, text, count: 0 };
    let ending = sketch.pick(dice, &["", "", "", "", "terminate", "error=wrong"]);
    sketch.line(&format!("end end {ending}"));
    let depth = 1 + dice.below(4);
    let head = sketch.block(dice, depth, "end");
    sketch.line(&format!("start start {} -> {head}", palette.start));
    if dice.one_in(4) {
        sketch.beside(dice);
    }
    sketch.text
}

struct Sketch<'a> {
    palette: &'a Palette<'a>,
    text: String,
    count: u64,
}

impl Sketch<'_> {
    fn name(&mut self, kind: &str) -> String {
        self.count += 1;
        format!("{kind}{}", self.count)
    }

    fn line(&mut self, line: &str) {
        writeln!(self.text, "{line}").unwrap();
    }

    fn pick<'t>(&self, dice: &mut Dice, from: &[&'t str]) -> &'t str {
        dice.pick(from).copied().unwrap_or("")
    }

    fn condition(&self, dice: &mut Dice) -> String {
        format!("'{}'", self.pick(dice, self.palette.conditions))
    }

    /// A piece that leads to a step; gives where it begins.
    fn block(&mut self, dice: &mut Dice, depth: u64, to: &str) -> String {
        if depth == 0 || self.count > STEPS_MAX {
            return self.task(dice, to);
        }
        match dice.below(14) {
            0 | 1 => {
                let last = self.block(dice, depth - 1, to);
                self.block(dice, depth - 1, &last)
            }
            2 | 3 => self.branches(dice, depth, to, "and"),
            4 | 5 => self.branches(dice, depth, to, "or"),
            6 => self.branches(dice, depth, to, "xor"),
            7 | 8 => self.sub(dice, depth, to),
            9 => self.turns(dice, depth, to),
            10 => self.whichever_comes_first(dice, depth, to),
            11 => self.events(dice, to),
            _ => self.task(dice, to),
        }
    }

    fn task(&mut self, dice: &mut Dice, to: &str) -> String {
        let id = self.name("t");
        let (kind, what) = match dice.below(16) {
            0..7 => ("user", self.asked(dice)),
            7..10 => ("service", self.pick(dice, self.palette.services).to_owned()),
            10 => ("script", self.pick(dice, self.palette.scripts).to_owned()),
            11 => ("rule", self.pick(dice, self.palette.rules).to_owned()),
            12 => ("receive", format!("says={}", self.pick(dice, self.palette.messages))),
            13 => ("send", format!("says={}", self.pick(dice, self.palette.messages))),
            14 if !self.palette.calls.is_empty() => ("call", self.called(dice)),
            _ => ("manual", String::new()),
        };
        let often = if what.contains("vote=") { String::new() } else { self.often(dice) };
        self.line(&format!("{kind} {id} {what} {often} -> {to}"));
        if dice.one_in(3) {
            self.boundary(dice, &id, kind, to);
        }
        id
    }

    /// Who does a step, how they decide, and until when.
    fn asked(&self, dice: &mut Dice) -> String {
        let who = format!("who={}", self.pick(dice, self.palette.who));
        let vote = match dice.below(10) {
            0 => "vote=any",
            1 => "vote=all",
            2 => "vote='count 2'",
            3 => "vote='ratio 60' veto=true",
            4 => "vote=all inorder",
            5 | 6 => "kind=approval",
            7 => "share=balance",
            _ => "",
        };
        let late = if dice.one_in(4) { self.pick(dice, self.palette.deadlines) } else { "" };
        let more = match dice.below(12) {
            0 => "revise=true",
            1 => "outcomes='ok=好|Fine;bad=不好|Bad'",
            _ => "",
        };
        format!("{who} {vote} {late} {more}")
    }

    fn called(&self, dice: &mut Dice) -> String {
        let calls = self.pick(dice, self.palette.calls);
        let passed = self.pick(dice, &["", "in=n>n", "in=n>n out=n>n", "in=n>n in=again>again out=n>m"]);
        format!("calls={calls} {passed}")
    }

    fn often(&self, dice: &mut Dice) -> String {
        match dice.below(12) {
            0 => "each=items".to_owned(),
            1 => "each=items inorder".to_owned(),
            2 => "each=items until='nrOfCompletedInstances > 0'".to_owned(),
            3 => format!("loop={}", self.condition(dice)),
            _ => String::new(),
        }
    }

    /// What an event waits for that comes from outside.
    fn trigger(&self, dice: &mut Dice) -> String {
        match dice.below(6) {
            0 | 1 => self.pick(dice, self.palette.timers).to_owned(),
            2 => format!("message={}", self.pick(dice, self.palette.messages)),
            3 | 4 => format!("signal={}", self.pick(dice, self.palette.signals)),
            _ => format!("when={}", self.condition(dice)),
        }
    }

    fn error(&self, dice: &mut Dice) -> String {
        match dice.below(3) {
            0 => "error=".to_owned(),
            1 => "error=wrong".to_owned(),
            _ => format!("error={}", self.pick(dice, self.palette.errors)),
        }
    }

    fn boundary(&mut self, dice: &mut Dice, host: &str, kind: &str, to: &str) {
        let throws = matches!(kind, "service" | "sub" | "call");
        let gentle = if dice.one_in(2) { "gentle" } else { "" };
        let (trigger, gentle) = match dice.below(6) {
            0..2 if throws => (self.error(dice), ""),
            2 if throws => ("escalation=up".to_owned(), gentle),
            3 => ("cycle=R2/PT2H".to_owned(), "gentle"),
            _ => (self.trigger(dice), gentle),
        };
        let event = self.name("b");
        if dice.one_in(3) {
            return self.line(&format!("boundary {event} on={host} {trigger} {gentle} -> {to}"));
        }
        let end = self.name("e");
        self.line(&format!("end {end}"));
        let aside = if dice.one_in(5) { self.events(dice, &end) } else { self.task(dice, &end) };
        self.line(&format!("boundary {event} on={host} {trigger} {gentle} -> {aside}"));
    }

    fn branches(&mut self, dice: &mut Dice, depth: u64, to: &str, kind: &str) -> String {
        let (split, join) = (self.name("s"), self.name("j"));
        self.line(&format!("{kind} {join} -> {to}"));
        let many = 2 + dice.below(2);
        let mut targets = String::new();
        for place in 0..many {
            let head = self.block(dice, depth - 1, &join);
            match (kind, place) {
                ("and", _) => write!(targets, " {head}").unwrap(),
                (_, 0) => write!(targets, " {head}!").unwrap(),
                _ => write!(targets, " {head}?{}", self.condition(dice)).unwrap(),
            }
        }
        self.line(&format!("{kind} {split} ->{targets}"));
        split
    }

    fn sub(&mut self, dice: &mut Dice, depth: u64, to: &str) -> String {
        let (id, start, end) = (self.name("p"), self.name("s"), self.name("e"));
        let often = self.often(dice);
        self.line(&format!("sub {id} {often} -> {to} {{"));
        let ending = self.pick(dice, &["", "", "terminate", "error=wrong", "escalation=up"]);
        self.line(&format!("end {end} {ending}"));
        let head = self.block(dice, depth - 1, &end);
        self.line(&format!("start {start} -> {head}"));
        if dice.one_in(3) {
            self.beside(dice);
        }
        self.line("}");
        if dice.one_in(2) {
            self.boundary(dice, &id, "sub", to);
        }
        id
    }

    /// An event sub-process.
    fn beside(&mut self, dice: &mut Dice) {
        let (id, start, end) = (self.name("v"), self.name("s"), self.name("e"));
        let gentle = if dice.one_in(2) { "gentle" } else { "" };
        let (trigger, gentle) = match dice.below(5) {
            0 => (self.error(dice), ""),
            1 => ("escalation=up".to_owned(), gentle),
            _ => (self.trigger(dice), gentle),
        };
        self.line(&format!("sub {id} byevent {{\nend {end}"));
        let head = if dice.one_in(3) { self.events(dice, &end) } else { self.task(dice, &end) };
        self.line(&format!("start {start} {trigger} {gentle} -> {head}\n}}"));
    }

    /// A way back that is taken as long as a condition holds, past somebody who has to do something.
    fn turns(&mut self, dice: &mut Dice, depth: u64, to: &str) -> String {
        let (merge, split, asked) = (self.name("m"), self.name("x"), self.name("t"));
        let head = self.block(dice, depth - 1, &split);
        let (who, condition) = (self.asked(dice), self.condition(dice));
        self.line(&format!("xor {merge} -> {asked}\nuser {asked} {who} -> {head}"));
        self.line(&format!("xor {split} -> {merge}?{condition} {to}!"));
        merge
    }

    fn whichever_comes_first(&mut self, dice: &mut Dice, depth: u64, to: &str) -> String {
        let (gateway, join) = (self.name("g"), self.name("j"));
        self.line(&format!("xor {join} -> {to}"));
        let mut arms = String::new();
        for place in 0..2 + dice.below(2) {
            let arm = self.name("w");
            let then = if dice.one_in(2) { self.block(dice, depth - 1, &join) } else { join.clone() };
            let (kind, what) = match (place, dice.below(4)) {
                (0, _) => ("catch", self.pick(dice, self.palette.timers).to_owned()),
                (_, 0) => ("receive", format!("says={}", self.pick(dice, self.palette.messages))),
                _ => ("catch", self.trigger(dice)),
            };
            self.line(&format!("{kind} {arm} {what} -> {then}"));
            write!(arms, " {arm}").unwrap();
        }
        self.line(&format!("event {gateway} ->{arms}"));
        gateway
    }

    /// Waiting for something, throwing something, or going on elsewhere by a link.
    fn events(&mut self, dice: &mut Dice, to: &str) -> String {
        let id = self.name("i");
        match dice.below(8) {
            0..3 => {
                let trigger = self.trigger(dice);
                self.line(&format!("catch {id} {trigger} -> {to}"));
            }
            3 => {
                let signal = self.pick(dice, self.palette.signals);
                self.line(&format!("throw {id} signal={signal} -> {to}"));
            }
            4 => {
                let message = self.pick(dice, self.palette.messages);
                self.line(&format!("throw {id} message={message} -> {to}"));
            }
            5 => self.line(&format!("throw {id} escalation=up -> {to}")),
            6 => self.line(&format!("throw {id} -> {to}")),
            _ => self.line(&format!("throw {id} link={id}\ncatch {id}_there link={id} -> {to}")),
        }
        id
    }
}
