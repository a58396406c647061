//! `shundan import`: a file from the command line, through the same framework as an uploaded one.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use base::id::JobId;
use base::time::SECOND_US;
use base::{Ctx, Error};
use connect::model::State;
use connect::{ImportJob, Kind, Options, commands, report, work};
use db::Db;
use indicatif::HumanCount;

use crate::cli::{Import, bar, told};
use crate::config;

/// # Errors
/// When the file cannot be read at all; rows that cannot be taken are reported.
pub(crate) fn run(db: &Db, ctx: &Ctx, import: &Import) -> anyhow::Result<()> {
    let began = config::now();
    let kind: Kind = import.kind.replace('-', "_").parse().map_err(|e: String| anyhow!(e))?;
    let bytes = std::fs::read(&import.file).with_context(|| format!("reading {}", import.file.display()))?;
    let name = import.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let job = told(runtime.block_on(commands::upload(db, ctx, kind, &name, bytes)))?;
    let options = options(import, &job)?;
    let id = job.id;
    let mapping = serde_json::from_value(job.mapping).context("reading the mapping")?;
    let dry_run = import.dry_run;
    told(db.write_now(ctx, move |tx, ctx| {
        commands::map(tx, ctx, id, &mapping, &options)?;
        if dry_run { commands::check(tx, ctx, id) } else { commands::run(tx, ctx, id) }
    }))?;
    let job = watch(db, ctx, id)?;
    let took = config::now().0 - began.0;
    print(&job, took);
    if let Some(errors) = &import.errors {
        write_errors(db, ctx, &job, errors)?;
    }
    match job.failure {
        Some(failure) => bail!("the import failed: {}", failure["detail"].as_str().unwrap_or_default()),
        None => Ok(()),
    }
}

fn options(import: &Import, job: &ImportJob) -> anyhow::Result<Options> {
    let known: Options = serde_json::from_value(job.options.clone()).context("reading the options")?;
    Ok(Options {
        channel: import.channel.clone(),
        customer: import.customer.clone().or(known.customer),
        create_customers: import.create,
        create_products: import.create,
        upto: import.upto.parse().map_err(|e: String| anyhow!(e))?,
        on_short: import.on_short.parse().map_err(|e: String| anyhow!(e))?,
    })
}

/// Works on the job here, or watches a server on the same database that was faster.
fn watch(db: &Db, ctx: &Ctx, id: JobId) -> anyhow::Result<ImportJob> {
    let progress = bar(0, "importing");
    let tell = |job: &ImportJob| {
        progress.set_length(job.rows_total.unsigned_abs());
        progress.set_position(job.rows_done.unsigned_abs());
    };
    let claimed = told(db.write_now(ctx, move |tx, ctx| work::claim_this(tx, ctx.at, id)))?;
    if claimed {
        told(work::work(db, ctx, &config::now, id, &mut |job| tell(job)))?;
    }
    loop {
        let looking = ctx.clone();
        let job = told(db.read_now(move |tx| commands::import(tx, &looking, id)))?;
        tell(&job);
        if !matches!(job.state, State::Checking | State::Running) {
            progress.finish_and_clear();
            return Ok(job);
        }
        // Somebody else has the job: look again in a moment.
        let (_keep, wait) = std::sync::mpsc::channel::<()>();
        let _ = wait.recv_timeout(Duration::from_millis(300));
    }
}

fn print(job: &ImportJob, took_us: i64) {
    let count = |number: i64| HumanCount(number.unsigned_abs());
    println!(
        "{} rows in = {} accepted + {} reported{}",
        count(job.rows_total),
        count(job.rows_accepted),
        count(job.rows_reported),
        if job.rows_total == job.rows_accepted + job.rows_reported { "" } else { ", the rest not reached" },
    );
    println!(
        "{} created, {} changed, {} as before, {} refused",
        count(job.created),
        count(job.changed),
        count(job.unchanged),
        count(job.refused)
    );
    let tenths = took_us / (SECOND_US / 10);
    let memory = peak_memory().map(|kb| format!(", {} MB of memory at most", kb / 1024)).unwrap_or_default();
    println!("{}.{} s{memory}", tenths / 10, tenths % 10);
}

/// The most memory this process ever had, in kB, where the system tells it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn write_errors(db: &Db, ctx: &Ctx, job: &ImportJob, to: &Path) -> anyhow::Result<()> {
    let rows = told(connect::http::wrong_rows(db, ctx, job))?;
    let is_xlsx = to.extension().is_some_and(|kind| kind.eq_ignore_ascii_case("xlsx"));
    let bytes: Result<Vec<u8>, Error> = if is_xlsx { report::xlsx(&rows) } else { report::csv(&rows) };
    std::fs::write(to, told(bytes)?).with_context(|| format!("writing {}", to.display()))?;
    println!("{} wrong rows written to {}", HumanCount(rows.len().saturating_sub(1) as u64), to.display());
    Ok(())
}
