//! Processes are drawn, published anew and their cases taken over, while these run.

use base::Error;
use base::id::ProcessId;
use process::NewProcess;
use process::commands::design;
use process::commands::migrate::{Migration, migrate};
use sketch::Dice;

use crate::house::HOUSE;
use crate::moves::Drawn;
use crate::scene::Scene;
use crate::setup::{self, PALETTE};

/// Processes of one batch; those with a higher number are called by the others.
pub(crate) const PROCESSES: usize = 4;

impl Scene {
    /// A process by chance, that the room lets be published.
    pub(crate) fn draw(&mut self, place: usize) {
        let calls = self.called(place);
        let calls: Vec<&str> = calls.iter().map(String::as_str).collect();
        let palette = setup::palette(&calls);
        for _ in 0..20 {
            let text = sketch::process(&mut self.dice, &palette, &format!("p{place}"));
            let (code, bpmn) = sketch::files(&text).remove(0);
            let new = NewProcess {
                code: code.clone(),
                name: code,
                name_en: String::new(),
                subject: String::new(),
                bpmn: Some(bpmn),
            };
            let made = self.db.write_now(&self.ctx(), move |tx, ctx| {
                let made = process::create(tx, ctx, &HOUSE, &new)?;
                process::publish(tx, ctx, &HOUSE, made.id, "")
            });
            match made {
                Ok(made) => {
                    self.around.processes.push(Drawn { id: made.id, steps: steps(&text) });
                    self.say(format!("published {text}"));
                    self.drawings.push(vec![text]);
                    return;
                }
                Err(Error::Refused(refused)) => {
                    self.say(format!("refused {}: {}\n{text}", refused.code, refused.detail));
                    self.count("drawings refused", 1);
                }
                Err(fault) => self.fail(&format!("publishing: {fault:#}\n{text}")),
            }
        }
        self.fail("no drawing can be published");
    }

    /// The processes that one may call: those after it, and seldom itself.
    fn called(&mut self, place: usize) -> Vec<String> {
        let itself = Some(place).filter(|_| self.dice.one_in(5));
        itself.into_iter().chain(place + 1..PROCESSES).map(|number| format!("p{number}")).collect()
    }

    /// A new version of a process: a little different from its last one, or another altogether.
    pub(crate) fn publish(&mut self) {
        let place = self.dice.below(PROCESSES as u64) as usize;
        let last = self.drawings[place].last().cloned().unwrap();
        let calls = self.called(place);
        let calls: Vec<&str> = calls.iter().map(String::as_str).collect();
        let text = if self.dice.one_in(6) {
            sketch::process(&mut self.dice, &setup::palette(&calls), &format!("p{place}"))
        } else {
            changed(&mut self.dice, &last)
        };
        let (_, bpmn) = sketch::files(&text).remove(0);
        let id = self.around.processes[place].id;
        let outcome = self.db.write_now(&self.ctx(), move |tx, ctx| {
            design::save_draft(tx, ctx, id, &bpmn)?;
            process::publish(tx, ctx, &HOUSE, id, "")
        });
        match outcome {
            Ok(_) => {
                self.say(format!("published {text}"));
                self.around.processes[place].steps.extend(steps(&text));
                self.drawings[place].push(text);
                self.count("published", 1);
            }
            Err(Error::Refused(refused)) => self.count(&format!("publishing refused {}", refused.code), 1),
            Err(fault) => self.fail(&format!("publishing: {fault:#}\n{text}")),
        }
    }

    pub(crate) fn migrate(&mut self) {
        let place = self.dice.below(PROCESSES as u64) as usize;
        let versions = self.drawings[place].len() as u64;
        let number = |dice: &mut Dice| i64::try_from(1 + dice.below(versions)).unwrap();
        let (from, to) = (number(&mut self.dice), number(&mut self.dice));
        let wanted = Migration { from, to, mapping: Vec::new(), after: None, dry: self.dice.one_in(4) };
        let id: ProcessId = self.around.processes[place].id;
        let told = format!("migrate p{place} {from} to {to}, dry: {}", wanted.dry);
        match self.db.write_now(&self.ctx(), move |tx, ctx| migrate(tx, ctx, &HOUSE, id, &wanted)) {
            Ok(report) => {
                self.say(format!("{told}: {} of {} {:?}", report.fit, report.cases, report.unfit));
                self.count("migrated", report.fit as u64);
                self.count("not fit to be migrated", report.unfit.len() as u64);
            }
            Err(fault) => self.fail(&format!("{told}: {fault}")),
        }
    }
}

/// The ids of the steps of a drawing.
fn steps(text: &str) -> Vec<String> {
    let ids = text.lines().skip(1).filter_map(|line| line.split_whitespace().nth(1));
    ids.map(str::to_owned).collect()
}

/// A drawing with a step more, a watcher less, another time.
fn changed(dice: &mut Dice, text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let single = |line: &str| {
        let (node, targets) = line.split_once(" -> ")?;
        let targets: Vec<&str> = targets.split_whitespace().filter(|it| *it != "{").collect();
        let plain = targets.len() == 1 && !targets[0].contains(['?', '!']) && !line.ends_with('{');
        plain.then(|| (node.to_owned(), targets[0].to_owned()))
    };
    let number = dice.below(100_000);
    let fits: Vec<usize> = (0..lines.len()).filter(|place| single(&lines[*place]).is_some()).collect();
    let Some(place) = dice.pick(&fits).copied() else { return text.to_owned() };
    let (node, to) = single(&lines[place]).unwrap();
    let id = node.split_whitespace().nth(1).unwrap().to_owned();
    match dice.below(4) {
        0 | 1 => {
            let who = dice.pick(PALETTE.who).unwrap();
            lines[place] = format!("{node} -> new{number}\nuser new{number} who={who} -> {to}");
        }
        2 if node.starts_with("user") => {
            lines[place] += &format!("\nboundary new{number} on={id} wait=PT2H gentle -> {to}");
        }
        _ if node.starts_with("boundary") => lines[place] = String::new(),
        _ => {
            for line in &mut lines {
                *line = line.replace("wait=PT1H", "wait=PT3H").replace("who=role:clerk", "who=user:li");
            }
        }
    }
    lines.join("\n")
}
