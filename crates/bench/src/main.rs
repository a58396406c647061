//! `bench`: how fast the house is, beside the best a hand-written program can do on the same tables.
//!
//! `cargo x bench NAME` builds this and `shundan` in release and runs it. What is printed is the
//! Markdown that stands in docs/benchmarks.md. Data lives in a folder of its own and is removed.

mod big_order;
mod company;
mod engine;
mod feel;
mod fill;
mod hand;
mod intake;
mod lists;
mod load;
mod place;
mod report;
mod way;

use clap::{Parser, ValueEnum};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A benchmark of docs/benchmarks.md
#[derive(Parser)]
#[command(name = "bench")]
struct Program {
    name: Name,
    #[command(flatten)]
    plan: Plan,
}

#[derive(Clone, Copy, ValueEnum)]
enum Name {
    /// Orders in over HTTP, beside hand-written SQL
    Intake,
    /// The whole way of an order, from the first word to the last payment
    Way,
    /// Orders of 3, 100 and 1,000 lines
    BigOrder,
    /// Pages of a list of a million orders
    Lists,
    /// Cases of processes, beside two engines of others
    Engine,
    /// Conditions and decision tables
    Feel,
}

/// How long and on what a benchmark runs.
#[derive(clap::Args)]
struct Plan {
    /// Seconds that each figure is measured for
    #[arg(long)]
    seconds: Option<u64>,
    /// One engine only: sqlite or postgres
    #[arg(long)]
    engine: Option<place::Kind>,
    /// Clients at once, only this many (intake)
    #[arg(long)]
    clients: Option<usize>,
    /// Orders in the list (lists)
    #[arg(long, default_value_t = 1_000_000)]
    orders: i64,
    /// Let a debug build through, to try the programs: its figures mean nothing
    #[arg(long)]
    trial: bool,
}

fn main() -> anyhow::Result<()> {
    let Program { name, plan } = Program::parse();
    anyhow::ensure!(
        plan.trial || !cfg!(debug_assertions),
        "a figure from a debug build means nothing: use `cargo x bench`"
    );
    match name {
        Name::Intake => intake::run(&plan),
        Name::Way => way::run(&plan),
        Name::BigOrder => big_order::run(&plan),
        Name::Lists => lists::run(&plan),
        Name::Engine => engine::run(&plan),
        Name::Feel => feel::run(&plan),
    }
}

impl Plan {
    fn engines(&self) -> Vec<place::Kind> {
        place::Kind::value_variants()
            .iter()
            .copied()
            .filter(|k| self.engine.is_none_or(|e| e == *k))
            .collect()
    }
}
