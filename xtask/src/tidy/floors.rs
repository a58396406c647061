//! The floors of the house: a room may use the rooms below it, never its neighbour and never one above.

use super::Finding;
use super::tree::{Crate, Kind};

/// Ground floor first. A new room is entered here, and in ARCHITECTURE.md with what it may never do.
const FLOORS: &[&[&str]] = &[
    &["base", "flow", "rules"],
    &["db"],
    &["edge"],
    &["people", "party", "catalog"],
    &["stock", "billing", "process", "notify"],
    &["shipping"],
    &["order"],
    &["connect"],
    &["server"],
];

/// Stand beside the house and are never part of what is shipped.
const BESIDE: &[&str] = &["testdb", "testkit", "sketch", "xtask", "bench"];

pub(super) fn check(crates: &[Crate]) -> Vec<Finding> {
    crates.iter().flat_map(one).collect()
}

fn one(this: &Crate) -> Vec<Finding> {
    if BESIDE.contains(&this.name.as_str()) {
        return Vec::new();
    }
    let path = format!("crates/{}/Cargo.toml", this.name);
    let Some(here) = floor_of(&this.name) else {
        let sentence = format!(
            "the crate `{}` stands on no floor; enter it in FLOORS in xtask/src/tidy/floors.rs and in ARCHITECTURE.md",
            this.name
        );
        return vec![Finding::new(&path, 0, sentence)];
    };
    let refused = this.uses.iter().filter_map(|used| refuse(this, here, &used.name, used.kind));
    refused.map(|sentence| Finding::new(&path, 0, sentence)).collect()
}

fn refuse(this: &Crate, here: usize, used: &str, kind: Kind) -> Option<String> {
    let name = &this.name;
    if BESIDE.contains(&used) {
        return (kind != Kind::Dev)
            .then(|| format!("`{name}` uses `{used}`, which must not be shipped; make it a dev-dependency"));
    }
    let there = floor_of(used)?;
    // Tests of a room may set a scene with any room: they are not part of the house.
    if kind == Kind::Dev || there < here {
        return None;
    }
    Some(if there == here {
        format!(
            "`{name}` uses `{used}`, and both stand on floor {here}; neighbours do not know each other: \
             let the room above call both, or let `{name}` react to the journal in server/wiring.rs"
        )
    } else {
        format!(
            "`{name}` (floor {here}) uses `{used}` (floor {there}); a room calls only downwards: \
             record an event and let server/wiring.rs say who reacts"
        )
    })
}

pub(super) fn floor_of(name: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::super::tree::Use;
    use super::*;

    fn told(name: &str, used: &str, kind: Kind) -> Vec<String> {
        let this = Crate { name: name.to_owned(), uses: vec![Use { name: used.to_owned(), kind }] };
        check(&[this]).into_iter().map(|finding| finding.sentence).collect()
    }

    #[test]
    fn a_room_may_use_what_stands_below() {
        assert!(told("order", "stock", Kind::Normal).is_empty());
        assert!(told("order", "serde", Kind::Normal).is_empty());
    }

    #[test]
    fn a_room_may_not_use_what_stands_above() {
        let told = told("stock", "order", Kind::Normal);
        assert!(told[0].starts_with("`stock` (floor 4) uses `order` (floor 6)"), "{told:?}");
    }

    #[test]
    fn neighbours_do_not_know_each_other() {
        let told = told("party", "catalog", Kind::Normal);
        assert!(told[0].contains("both stand on floor 3"), "{told:?}");
    }

    #[test]
    fn testkit_is_for_tests_alone() {
        assert!(told("stock", "testkit", Kind::Dev).is_empty());
        assert!(told("stock", "testkit", Kind::Normal)[0].contains("must not be shipped"));
    }

    #[test]
    fn a_crate_without_a_floor_is_told() {
        assert!(told("attic", "base", Kind::Normal)[0].contains("stands on no floor"));
    }
}
