//! Writes down which statements the tests ran on which engine, when the run of all tests asks for it.

use std::io::Write as _;
use std::path::PathBuf;

use db::Engine;

/// Names the folder: a file per engine and process.
const FOLDER: &str = "SHUNDAN_STATEMENTS";

fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

pub(crate) fn watch() {
    if folder().is_some() {
        db::seen::watch();
    }
}

/// Adds what ran since the last call.
pub(crate) fn keep() {
    let Some(folder) = folder() else { return };
    let mut lines = [(Engine::Sqlite, String::new()), (Engine::Postgres, String::new())];
    for (engine, statement) in db::seen::take() {
        if let Some((_, text)) = lines.iter_mut().find(|(of, _)| *of == engine) {
            text.push_str(&statement);
            text.push('\n');
        }
    }
    for (engine, text) in lines {
        let path = folder.join(format!("{engine:?}-{}", std::process::id()));
        let file = std::fs::OpenOptions::new().create(true).append(true).open(&path);
        let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
        written.unwrap_or_else(|e| panic!("writing {}: {e}", path.display()));
    }
}
