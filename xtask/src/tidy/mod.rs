//! What no compiler checks: the floors of the house, its walls, and that words exist in both languages.
//!
//! Every check is a pure function over the files, so that a test can show it a bad sample.

mod dependencies;
mod events;
mod files;
mod floors;
mod lexer;
mod links;
mod migrations;
mod refusals;
mod tree;
mod walls;

use crate::shell;
use anyhow::{Result, bail};
use std::fmt;
use tree::File;

/// One thing that is not as it should be: where, and a sentence that says what to do.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: usize,
    sentence: String,
}

impl Finding {
    fn new(path: &str, line: usize, sentence: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, sentence: sentence.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.sentence),
            line => write!(f, "{}:{line}: {}", self.path, self.sentence),
        }
    }
}

pub(crate) fn run() -> Result<()> {
    let findings = findings()?;
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("one place is not tidy"),
        many => bail!("{many} places are not tidy"),
    }
}

fn findings() -> Result<Vec<Finding>> {
    let known = tree::list(&shell::root())?;
    let tree = tree::read(&shell::root(), &known);
    let crates = tree::crates()?;
    let mut findings = every_file(&tree);
    findings.extend(links::check(&tree, &known));
    findings.extend(floors::check(&crates));
    findings.extend(dependencies::unused(&crates, &tree));
    findings.sort();
    Ok(findings)
}

type Check = fn(&[File]) -> Vec<Finding>;

fn every_file(tree: &[File]) -> Vec<Finding> {
    let checks: [Check; 11] = [
        files::length,
        files::purpose,
        files::unfinished,
        files::readme,
        walls::sql,
        walls::wire,
        walls::engines,
        walls::floats,
        migrations::check,
        refusals::check,
        events::check,
    ];
    checks.iter().flat_map(|check| check(tree)).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_project_is_tidy() {
        let findings = super::findings().unwrap();
        let told: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(told.is_empty(), "\n{}\n", told.join("\n"));
    }
}
