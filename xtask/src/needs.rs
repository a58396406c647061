//! What the tests need beyond Rust and Node: installed when we may, named when we may not.

use crate::shell;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Python tools, pinned: a new release must not change a verdict overnight.
const TOOLS: &[&str] = &["schemathesis==4.32.5", "typos==1.52.0"];

/// Something a test needs, the Debian package that has it, and how to see that it is there.
struct Need {
    package: &'static str,
    present: fn() -> bool,
}

const NEEDS: &[Need] = &[
    Need { package: "postgresql", present: || postgres().is_some() },
    Need { package: "chromium", present: || browser().is_some() },
    Need { package: "fonts-noto-cjk", present: has_chinese_font },
    Need { package: "python3-venv", present: has_python },
];

/// Makes sure that everything is there, or says what to install.
pub(crate) fn ensure() -> Result<()> {
    let missing: Vec<&str> = NEEDS.iter().filter(|need| !(need.present)()).map(|need| need.package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    if !may_install() {
        bail!("the tests need {packages}; on Debian: `sudo apt-get install {packages}`");
    }
    println!("installing {packages} …");
    let apt = |line: &str| {
        let mut command = Command::new("apt-get");
        command.args(line.split_whitespace()).env("DEBIAN_FRONTEND", "noninteractive");
        shell::must(&mut command)
    };
    apt("update -q")?;
    apt(&format!("install -q -y --no-install-recommends {packages}"))
}

/// The folder with `initdb`, `postgres` and `pg_ctl`.
pub(crate) fn postgres() -> Option<PathBuf> {
    let complete =
        |folder: &Path| ["initdb", "postgres", "pg_ctl"].iter().all(|name| folder.join(name).is_file());
    let on_path = shell::find("initdb").and_then(|file| file.parent().map(Path::to_path_buf));
    if let Some(folder) = on_path.filter(|folder| complete(folder)) {
        return Some(folder);
    }
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|folder| complete(folder))
        .collect();
    versions.sort();
    versions.pop()
}

pub(crate) fn browser() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| shell::find(name))
}

/// The folder with the Python tools' programs, made on first use.
pub(crate) fn python_tools() -> Result<PathBuf> {
    let place = shell::cache().join("python");
    let programs = place.join("bin");
    let stamp = place.join("installed");
    let wanted = TOOLS.join("\n");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(programs);
    }
    println!("installing {} …", TOOLS.join(", "));
    shell::must(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&place))?;
    shell::must(Command::new(programs.join("pip")).args(["install", "--quiet"]).args(TOOLS))?;
    std::fs::write(stamp, wanted)?;
    Ok(programs)
}

fn has_chinese_font() -> bool {
    shell::output(Command::new("fc-list").arg(":lang=zh")).is_ok_and(|fonts| !fonts.trim().is_empty())
}

fn has_python() -> bool {
    shell::works(Command::new("python3").args(["-c", "import venv, ensurepip"]))
}

fn may_install() -> bool {
    let root = shell::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    root && shell::find("apt-get").is_some()
}
