//! A link in a document leads somewhere.

use super::Finding;
use super::tree::File;
use std::collections::BTreeSet;
use std::path::Path;

/// Links are compared with the files git knows, pictures included.
pub(super) fn check(tree: &[File], known: &[String]) -> Vec<Finding> {
    let mut places: BTreeSet<&str> = known.iter().map(String::as_str).collect();
    for path in known {
        places.extend(Path::new(path).ancestors().skip(1).filter_map(Path::to_str));
    }
    let documents = tree.iter().filter(|file| file.has_extension(&["md"]));
    documents.flat_map(|file| broken(file, &places)).collect()
}

fn broken(file: &File, places: &BTreeSet<&str>) -> Vec<Finding> {
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut findings = Vec::new();
    for (number, line) in file.text.lines().enumerate() {
        for target in targets(line) {
            let place = resolve(folder, target);
            if !places.contains(place.as_str()) {
                let told = format!("the link to {target} leads nowhere");
                findings.push(Finding::new(&file.path, number + 1, told));
            }
        }
    }
    findings
}

/// What stands in `](…)`, when it is a path of ours.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let opened = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let paths = opened.map(|target| target.split('#').next().unwrap_or(target));
    paths.filter(|target| !target.is_empty() && !target.contains("://") && !target.starts_with('/'))
}

fn resolve(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_nowhere_is_told() {
        let text = "# x\nsee [a](adr/), [b](../README.md#top), [c](https://example.org), [d](gone.md)";
        let file = File { path: "docs/index.md".to_owned(), text: text.to_owned() };
        let known = ["README.md", "docs/adr/0001.md", "docs/index.md"].map(str::to_owned);
        let told = check(&[file], &known);
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!((told[0].line, told[0].sentence.as_str()), (2, "the link to gone.md leads nowhere"));
    }
}
