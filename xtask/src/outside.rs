//! What came into the house from outside: licences and bans of `deny.toml`, checked without installing anything.
//!
//! `cargo deny` reads the same file and knows more (advisories, sources); this part runs on every machine.

use crate::shell;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::process::Command;

struct Package<'a> {
    name: &'a str,
    version: &'a str,
    license: &'a str,
}

pub(crate) fn check() -> Result<()> {
    let policy = std::fs::read_to_string(shell::root().join("deny.toml")).context("deny.toml")?;
    // Without the platform cargo would first fetch what only Windows or a browser needs.
    let ask = format!("metadata --format-version 1 --filter-platform {}", host()?);
    let told = shell::output(&mut shell::cargo_line(&ask))?;
    let metadata: Value = serde_json::from_str(&told).context("reading what cargo metadata says")?;
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    let foreign = packages.iter().filter(|package| !package["source"].is_null()).map(|package| Package {
        name: package["name"].as_str().unwrap_or_default(),
        version: package["version"].as_str().unwrap_or_default(),
        license: package["license"].as_str().unwrap_or_default(),
    });
    let foreign: Vec<Package<'_>> = foreign.collect();
    let findings = findings(&policy, &foreign);
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        bail!("{} of {} libraries may not come in", findings.len(), foreign.len());
    }
    println!("{} libraries, every licence allowed, none banned", foreign.len());
    Ok(())
}

/// The platform we stand on, as rustc calls it.
fn host() -> Result<String> {
    let about = shell::output(Command::new("rustc").arg("-vV"))?;
    let host =
        about.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc -vV names no host")?;
    Ok(host.to_owned())
}

fn findings(policy: &str, packages: &[Package<'_>]) -> Vec<String> {
    let allowed = quoted_after(policy, "allow = [", "]");
    let banned: Vec<&str> = policy
        .lines()
        .filter_map(|line| line.trim().strip_prefix("{ name = \"")?.split('"').next())
        .collect();
    let mut findings = Vec::new();
    for Package { name, version, license } in packages {
        if banned.contains(name) {
            findings.push(format!("{name} {version} is banned in deny.toml, with the reason"));
        }
        if !permits(license, &allowed) {
            findings.push(format!(
                "{name} {version} has the licence `{license}`, which deny.toml does not allow"
            ));
        }
    }
    findings
}

/// The strings of a list in the file, comments left out.
fn quoted_after<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    let body =
        text.split_once(open).and_then(|(_, rest)| rest.split_once(close)).map_or("", |(body, _)| body);
    let lines = body.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.filter_map(|line| line.split('"').nth(1)).collect()
}

/// Whether an SPDX expression can be met: a choice by any of its parts, a union by all of them.
fn permits(expression: &str, allowed: &[&str]) -> bool {
    let expression = expression.replace('/', " OR ");
    if let Some(parts) = outer_split(&expression, " AND ") {
        return parts.iter().all(|part| permits(part, allowed));
    }
    if let Some(parts) = outer_split(&expression, " OR ") {
        return parts.iter().any(|part| permits(part, allowed));
    }
    let bare = expression.trim();
    match bare.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')) {
        Some(inside) => permits(inside, allowed),
        None => allowed.contains(&bare),
    }
}

/// Cuts at a word outside brackets; nothing when it does not occur there. AND is cut first although it binds
/// tighter: that refuses `A OR B AND C` where only A is allowed, and a person then looks.
fn outer_split<'a>(text: &'a str, word: &str) -> Option<Vec<&'a str>> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0_i32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ' ' if depth == 0 && at >= from && text[at..].starts_with(word) => {
                parts.push(&text[from..at]);
                from = at + word.len();
            }
            _ => {}
        }
    }
    if parts.is_empty() {
        return None;
    }
    parts.push(&text[from..]);
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "[licenses]\nallow = [\n    # read\n    \"MIT\",\n    \"Apache-2.0\",\n]\n[bans]\ndeny = [\n    { name = \"openssl-sys\", reason = \"x\" },\n]\n";

    fn told(name: &str, license: &str) -> Vec<String> {
        findings(POLICY, &[Package { name, version: "1.0.0", license }])
    }

    #[test]
    fn a_choice_needs_one_and_a_union_needs_all() {
        assert!(told("a", "MIT OR GPL-3.0").is_empty());
        assert!(told("a", "GPL-3.0/MIT").is_empty());
        assert!(told("a", "(MIT OR GPL-3.0) AND Apache-2.0").is_empty());
        assert_eq!(told("a", "MIT AND GPL-3.0").len(), 1);
        assert_eq!(told("a", "").len(), 1);
    }

    #[test]
    fn a_banned_library_is_told() {
        assert!(told("openssl-sys", "MIT")[0].starts_with("openssl-sys 1.0.0 is banned"));
    }
}
