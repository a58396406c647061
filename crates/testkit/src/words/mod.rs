//! The language: a line is a verb and its words; `because` takes the rest of the line as a reason.

mod goods;
mod money;
mod orders;
mod parcels;
mod process;
mod setup;
mod show;
mod told;

use crate::world::{Stop, Told, World};

type Verb = fn(&mut World, &mut Words) -> Told;

/// Every verb of the language.
const VERBS: &[(&str, Verb)] = &[
    ("department", setup::department),
    ("user", setup::user),
    ("head", setup::head),
    ("as", setup::speak_as),
    ("customer", setup::customer),
    ("close-customer", setup::close_customer),
    ("product", setup::product),
    ("unit", setup::unit),
    ("price-list", setup::price_list),
    ("price", setup::price),
    ("warehouse", setup::warehouse),
    ("set", setup::set),
    ("wait", setup::wait),
    ("receive", goods::receive),
    ("transfer", goods::transfer),
    ("adjust", goods::adjust),
    ("plan", goods::plan),
    ("count", goods::count),
    ("counted", goods::counted),
    ("post", goods::post),
    ("take", orders::take),
    ("order", orders::order),
    ("line", orders::line),
    ("check", orders::check),
    ("place", orders::place),
    ("confirm", orders::confirm),
    ("review", orders::review),
    ("hold", orders::hold),
    ("lift", orders::lift),
    ("decide", orders::decide),
    ("amend", orders::amend),
    ("decide-amendment", orders::decide_amendment),
    ("split", orders::split),
    ("copy", orders::copy),
    ("cancel", orders::cancel),
    ("close", orders::close),
    ("release", orders::release),
    ("reconcile", orders::reconcile),
    ("invoice", orders::invoice),
    ("take-back", orders::take_back),
    ("pick", parcels::pick),
    ("scan", parcels::scan),
    ("undo", parcels::undo),
    ("short-pick", parcels::short_pick),
    ("pack", parcels::pack),
    ("ship", parcels::ship),
    ("track", parcels::track),
    ("deliver", parcels::deliver),
    ("restock", parcels::restock),
    ("credit", money::credit),
    ("pay", money::pay),
    ("apply", money::apply),
    ("unapply", money::unapply),
    ("processes", process::processes),
    ("todo", process::todo),
    ("approve", process::approve),
    ("reject", process::reject),
    ("answer", process::answer),
    ("claim", process::claim),
    ("remind", process::remind),
    ("send-back", process::send_back),
    ("resubmit", process::resubmit),
    ("withdraw", process::withdraw),
    ("hand", process::hand),
    ("reassign", process::reassign),
    ("add-signer", process::add_signer),
    ("send-copy", process::send_copy),
    ("told", told::told),
    ("read-told", told::read),
    ("mail", told::mail),
    ("cases", process::cases),
    ("incidents", process::incidents),
    ("walk", process::walk),
    ("redraw", process::redraw),
    ("migrate", process::migrate),
    ("repair", process::repair),
    ("show", show::show),
    ("list", show::list),
];

/// Runs one line. `seen N` says which revision the speaker saw, `key K` repeats a request on purpose.
pub(crate) fn run(world: &mut World, line: &str) -> Told {
    let mut words = Words::split(line);
    let verb = words.next("a verb")?;
    if let Some(revision) = words.option("seen") {
        world.headers.push(("if-match", format!("\"{revision}\"")));
    }
    if let Some(key) = words.option("key") {
        world.headers.push(("idempotency-key", key));
    }
    let Some((_, run)) = VERBS.iter().find(|(known, _)| *known == verb) else {
        return Err(Stop::Mistyped(format!("there is no verb {verb}")));
    };
    let told = run(world, &mut words)?;
    words.end()?;
    Ok(told)
}

/// The words of a line that were not read yet; a comma is a word of its own.
pub(crate) struct Words(Vec<String>);

impl Words {
    fn split(line: &str) -> Self {
        Self(line.replace(',', " , ").split_whitespace().map(str::to_owned).collect())
    }

    pub(crate) fn next(&mut self, what: &str) -> Result<String, Stop> {
        if self.0.is_empty() {
            return Err(Stop::Mistyped(format!("{what} is missing")));
        }
        Ok(self.0.remove(0))
    }

    pub(crate) fn maybe(&mut self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.remove(0))
    }

    /// The word after this one, both taken out wherever they stand.
    pub(crate) fn option(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|word| word == name).filter(|at| at + 1 < self.0.len())?;
        self.0.remove(at);
        Some(self.0.remove(at))
    }

    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let at = self.0.iter().position(|word| word == name);
        at.map(|at| self.0.remove(at)).is_some()
    }

    /// All that follows this word.
    pub(crate) fn after(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|word| word == name)?;
        let rest = self.0.split_off(at + 1);
        self.0.pop();
        Some(rest.join(" "))
    }

    /// The reason after `because`, or nothing.
    pub(crate) fn reason(&mut self) -> String {
        self.after("because").unwrap_or_default()
    }

    /// What is left, parted at the commas.
    pub(crate) fn parts(&mut self) -> Vec<Words> {
        let words = std::mem::take(&mut self.0);
        if words.is_empty() {
            return Vec::new();
        }
        words.split(|word| word == ",").map(|part| Words(part.to_vec())).collect()
    }

    pub(crate) fn end(&self) -> Result<(), Stop> {
        match self.0.as_slice() {
            [] => Ok(()),
            left => Err(Stop::Mistyped(format!("what does `{}` mean here?", left.join(" ")))),
        }
    }
}
