//! The browser's side: packages installed and pages built only when something they come from has changed.

use crate::shell;
use anyhow::{Context, Result, bail};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// What the pages are made of, besides the web folder's own settings.
const SOURCES: &[&str] = &[
    "web/src",
    "web/public",
    "web/scripts",
    "web/index.html",
    "web/package.json",
    "web/package-lock.json",
    "web/vite.config.ts",
    "web/tsconfig.json",
    "locales",
];

/// Installs the packages of a folder when the lock file is not the one they were installed from.
pub(crate) fn packages(folder: &str) -> Result<()> {
    let place = shell::root().join(folder);
    let lock = std::fs::read_to_string(place.join("package-lock.json"))
        .with_context(|| format!("{folder}/package-lock.json"))?;
    let stamp = place.join("node_modules/.installed-from");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    if shell::find("npm").is_none() {
        bail!(
            "npm is not installed; Shundan needs Node 20 or later: https://nodejs.org or `apt install nodejs npm`"
        );
    }
    println!("installing the packages of {folder}/ …");
    shell::must(&mut shell::line_in(folder, "npm ci --no-audit --no-fund --loglevel=error"))?;
    std::fs::write(stamp, lock)?;
    Ok(())
}

/// Builds the pages when a source is newer, changed, added or gone.
pub(crate) fn build() -> Result<()> {
    packages("web")?;
    let wanted = fingerprint(&shell::root())?;
    let stamp = shell::root().join("web/node_modules/.built-from");
    let built = shell::root().join("web/dist/index.html").is_file();
    if built && std::fs::read_to_string(&stamp).is_ok_and(|from| from == wanted) {
        return Ok(());
    }
    println!("building the pages …");
    shell::must(&mut shell::line_in("web", "npm run --silent build"))?;
    std::fs::write(stamp, wanted)?;
    Ok(())
}

/// Changes when any source does: path, size and time of every file.
fn fingerprint(root: &Path) -> Result<String> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&root.join(source), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        let about = std::fs::metadata(file)?;
        (file, about.len(), about.modified()?).hash(&mut hasher);
    }
    Ok(format!("{:016x} {}", hasher.finish(), files.len()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_added_or_removed_source_changes_the_fingerprint() {
        let root = std::env::temp_dir().join(format!("xtask-web-{}", std::process::id()));
        std::fs::create_dir_all(root.join("web/src")).unwrap();
        std::fs::write(root.join("web/src/a.ts"), "1").unwrap();
        let first = fingerprint(&root).unwrap();
        assert_eq!(fingerprint(&root).unwrap(), first);
        std::fs::write(root.join("web/src/b.ts"), "1").unwrap();
        let added = fingerprint(&root).unwrap();
        assert_ne!(added, first);
        std::fs::write(root.join("web/src/b.ts"), "12").unwrap();
        assert_ne!(fingerprint(&root).unwrap(), added);
        std::fs::remove_dir_all(root).unwrap();
    }
}
