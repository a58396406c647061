//! Engines of others, at versions that are fixed here, run by the programs in `crates/bench/peers`. They are fetched from
//! their registries into a folder beside the user's caches, once.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};

use super::{Diagram, Rate};

pub(crate) struct Peer {
    pub(crate) name: &'static str,
    folder: &'static str,
    /// What makes the folder ready, in it.
    fetch: &'static [&'static str],
    /// There when it is ready.
    mark: &'static str,
    runs: &'static [&'static str],
}

pub(crate) const ALL: &[Peer] = &[
    Peer {
        name: "SpiffWorkflow",
        folder: "spiffworkflow-3.2.0",
        fetch: &["python3 -m venv .", "bin/pip install --quiet SpiffWorkflow==3.2.0"],
        mark: "bin/python",
        runs: &["bin/python", "spiff.py"],
    },
    Peer {
        name: "bpmn-engine",
        folder: "bpmn-engine-25.0.1",
        fetch: &["npm install --silent --no-save bpmn-engine@25.0.1 bpmn-elements@17.3.0"],
        mark: "node_modules/bpmn-engine",
        runs: &["node", "bpmn-engine.mjs"],
    },
];

/// Its name with the version, and the cases a second of each diagram.
pub(crate) fn rates(
    peer: &Peer,
    diagrams: &[Diagram],
    seconds: Duration,
) -> anyhow::Result<(String, Vec<Rate>)> {
    let folder = ready(peer)?;
    let (mut name, mut rates) = (String::new(), Vec::new());
    for diagram in diagrams {
        eprintln!("{}: {} …", peer.name, diagram.name);
        let (full, rate) = measure(peer, &folder, diagram, seconds)?;
        name = full;
        rates.push(rate);
    }
    Ok((name, rates))
}

fn ready(peer: &Peer) -> anyhow::Result<PathBuf> {
    let cache = match (std::env::var_os("XDG_CACHE_HOME"), std::env::var_os("HOME")) {
        (Some(cache), _) => PathBuf::from(cache),
        (None, Some(home)) => PathBuf::from(home).join(".cache"),
        (None, None) => std::env::temp_dir(),
    };
    let folder = cache.join("shundan/peers").join(peer.folder);
    if folder.join("ready").exists() {
        return Ok(folder);
    }
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    for line in peer.fetch {
        let mut words = line.split_whitespace();
        let program = words.next().unwrap_or_default();
        let program = if program.contains('/') { folder.join(program) } else { program.into() };
        let told = Command::new(program).args(words).current_dir(&folder).stdout(Stdio::null()).status();
        ensure!(told.with_context(|| format!("starting {line}"))?.success(), "`{line}` failed");
    }
    ensure!(folder.join(peer.mark).exists(), "{} was not installed", peer.name);
    std::fs::write(folder.join("ready"), "")?;
    Ok(folder)
}

fn measure(
    peer: &Peer,
    folder: &Path,
    diagram: &Diagram,
    seconds: Duration,
) -> anyhow::Result<(String, Rate)> {
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
    let (interpreter, program) = (peer.runs[0], peer.runs[1]);
    let interpreter = if interpreter.contains('/') { folder.join(interpreter) } else { interpreter.into() };
    let output = Command::new(interpreter)
        .arg(programs.join(program))
        .arg(programs.join(diagram.file))
        .args([diagram.process, &diagram.asked.to_string(), &seconds.as_secs().to_string()])
        .current_dir(folder)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("starting {program}"))?;
    ensure!(output.status.success(), "{program} ended with {}", output.status);
    let told: serde_json::Value =
        serde_json::from_slice(&output.stdout).context("reading what it measured")?;
    let number = |name: &str| told[name].as_f64().with_context(|| format!("it told no {name}"));
    let name = told["name"].as_str().context("it told no name")?.to_owned();
    let per = |time: &str| Ok::<f64, anyhow::Error>(number("cases")? / number(time)?);
    Ok((name, Rate { clock: per("seconds")?, processor: per("processor")? }))
}
