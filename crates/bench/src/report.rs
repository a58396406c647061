//! What a benchmark prints: the Markdown of docs/benchmarks.md, with machine, date and load beside it.

use std::fmt::Display;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use crate::place::{Kind, now};

/// Prints the heading of a benchmark: what ran where, and how busy the machine was otherwise.
pub(crate) fn heading(name: &str, folder: &Path) {
    println!("<!-- cargo x bench {name} -->");
    println!(
        "{} · {} · {} processors · fsync {:.2} ms (median of 100 appends of 4 kB) · load {} before · {}\n",
        now().day_in(&jiff::tz::TimeZone::UTC),
        processor(),
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        fsync(folder),
        load(),
        versions(),
    );
}

pub(crate) fn footing() {
    println!("\nLoad after: {}.", load());
}

/// The average of the last minute. What a benchmark itself does is part of the second figure.
fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    name.map_or_else(|| "unknown processor".into(), |(_, name)| name.trim().to_owned())
}

fn versions() -> String {
    let postgres = std::process::Command::new("sh")
        .args(["-c", "PATH=$PATH:$(ls -d /usr/lib/postgresql/*/bin | tail -1) postgres --version"])
        .output()
        .map(|out| {
            String::from_utf8_lossy(&out.stdout).trim().replace("postgres (PostgreSQL) ", "PostgreSQL ")
        });
    format!("SQLite {}, {}", rusqlite::version(), postgres.unwrap_or_default())
}

fn fsync(folder: &Path) -> f64 {
    let path = folder.join("fsync");
    let measure = || -> std::io::Result<f64> {
        let mut file = fs::File::create(&path)?;
        let mut all = Vec::new();
        for _ in 0..100 {
            file.write_all(&[1; 4096])?;
            let began = Instant::now();
            file.sync_data()?;
            all.push(began.elapsed().as_secs_f64() * 1_000.0);
        }
        all.sort_by(f64::total_cmp);
        Ok(all[50])
    };
    let median = measure().unwrap_or_default();
    let _ = fs::remove_file(path);
    median
}

/// A table that grows row by row, printed as it does.
pub(crate) fn table(columns: &[&str]) {
    println!("| {} |", columns.join(" | "));
    println!("|{}", "---|".repeat(columns.len()));
}

pub(crate) fn row(cells: &[&dyn Display]) {
    let cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
    println!("| {} |", cells.join(" | "));
}

/// A number with as many places as its size deserves.
pub(crate) fn figure(value: f64) -> String {
    match value {
        v if v >= 100.0 => grouped(v),
        v if v >= 10.0 => format!("{v:.1}"),
        v if v >= 1.0 => format!("{v:.2}"),
        v => format!("{v:.3}"),
    }
}

fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Says on the side what is being done, so that nobody thinks it hangs.
pub(crate) fn doing(kind: Kind, what: &str) {
    eprintln!("{kind}: {what} …");
}
