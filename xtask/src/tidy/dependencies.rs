//! A dependency that nothing uses costs everybody's build.

use super::Finding;
use super::tree::{Crate, File};

/// Every dependency is named somewhere in the sources of the crate that asks for it.
pub(super) fn unused(crates: &[Crate], tree: &[File]) -> Vec<Finding> {
    crates.iter().flat_map(|this| unused_of(this, tree)).collect()
}

fn unused_of(this: &Crate, tree: &[File]) -> Vec<Finding> {
    let folder = if this.name == "xtask" { "xtask/".to_owned() } else { format!("crates/{}/", this.name) };
    let sources: Vec<&File> =
        tree.iter().filter(|file| file.path.starts_with(&folder) && file.has_extension(&["rs"])).collect();
    let names = this.uses.iter().filter(|used| {
        let name = used.name.replace('-', "_");
        !sources.iter().any(|file| names_it(&file.text, &name))
    });
    let manifest = format!("{folder}Cargo.toml");
    names
        .map(|used| Finding::new(&manifest, 0, format!("`{}` is asked for and never used", used.name)))
        .collect()
}

fn names_it(text: &str, name: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(is_name) && !after.is_some_and(is_name)
    })
}

#[cfg(test)]
mod tests {
    use super::super::tree::{Kind, Use};
    use super::*;

    #[test]
    fn a_dependency_nobody_names_is_told() {
        let uses = ["serde-json", "csv"].map(|name| Use { name: name.to_owned(), kind: Kind::Normal });
        let this = Crate { name: "connect".to_owned(), uses: uses.into() };
        let file = File {
            path: "crates/connect/src/csv_file.rs".to_owned(),
            text: "serde_json::from_str(csv_file)".to_owned(),
        };
        let told = unused(&[this], &[file]);
        assert_eq!(told.len(), 1);
        assert!(told[0].sentence.contains("`csv`"), "{told:?}");
    }
}
