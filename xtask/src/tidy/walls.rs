//! The walls inside a room: SQL in `store`, the wire in `http`, engines in `db`, and no floats near money.

use super::Finding;
use super::floors;
use super::lexer::{self, Kind, Piece};
use super::tree::File;

/// Rooms that count money or goods: an f64 there is a rounding error that waits for its customer.
const EXACT: &[&str] = &["base", "party", "catalog", "stock", "billing", "shipping", "order"];

/// Reads what JSON calls a number: as digits, without calculating.
const READS_JSON: &str = "crates/base/src/decimal.rs";

/// May speak to a database engine by name: `db`, its tests, and the hand-written rival in `bench`.
const KNOWS_ENGINES: &[&str] = &["db", "testdb", "bench"];

/// What a statement begins with. Upper case is how we write SQL, so a sentence in English does not match.
const STATEMENTS: &[&str] =
    &["SELECT ", "INSERT ", "UPDATE ", "DELETE FROM ", "WITH ", "CREATE ", "ALTER ", "DROP "];

/// Only `store` holds statements.
pub(super) fn sql(tree: &[File]) -> Vec<Finding> {
    let rooms = tree.iter().filter(|file| is_room(file) && !file.is_about("store"));
    look(rooms, Kind::Text, |text| {
        let inside = text.trim_start_matches(['r', '#', '"']).trim_start();
        let statement = STATEMENTS.iter().find(|start| inside.starts_with(**start))?;
        let words = inside.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
        (inside.len() > statement.len()).then(|| {
            (0, format!("a statement (`{words} …`) outside store.rs; move it there behind a function that says what it gives"))
        })
    })
}

/// Only `http` knows the wire.
pub(super) fn wire(tree: &[File]) -> Vec<Finding> {
    let rooms =
        tree.iter().filter(|file| is_room(file) && !file.is_about("http") && !file.path.ends_with("/lib.rs"));
    look(rooms, Kind::Code, |code| {
        let at = word(code, "axum").or_else(|| word(code, "edge"))?;
        Some((at, "only http.rs speaks to the wire (`axum`, `edge`); let it call a command that knows nothing of it".to_owned()))
    })
}

/// Only `db` knows which database there is.
pub(super) fn engines(tree: &[File]) -> Vec<Finding> {
    let others =
        tree.iter().filter(|file| file.crate_source().is_some_and(|name| !KNOWS_ENGINES.contains(&name)));
    look(others, Kind::Code, |code| {
        let at = word(code, "rusqlite").or_else(|| word(code, "tokio_postgres"))?;
        Some((
            at,
            "only `db` names a database engine; use `Tx`, or give `db` a function with a twin per engine"
                .to_owned(),
        ))
    })
}

/// No binary fractions where money or goods are counted.
pub(super) fn floats(tree: &[File]) -> Vec<Finding> {
    let exact = tree.iter().filter(|file| is_exact(file));
    look(exact, Kind::Code, |code| {
        let at = word(code, "f64").or_else(|| word(code, "f32"))?;
        Some((at, "a float near money or quantity; use Money, Qty or i128".to_owned()))
    })
}

fn is_exact(file: &File) -> bool {
    file.path != READS_JSON && file.crate_source().is_some_and(|name| EXACT.contains(&name))
}

/// A room is a crate above `edge` that owns a subject; `server` only puts rooms together.
fn is_room(file: &File) -> bool {
    let stands = |name: &str| name != "server" && floors::floor_of(name) > floors::floor_of("edge");
    file.crate_source().is_some_and(stands)
}

/// Shows every piece of one kind to the check, which answers with an offset in it and a sentence.
fn look<'a>(
    files: impl Iterator<Item = &'a File>,
    kind: Kind,
    check: impl Fn(&str) -> Option<(usize, String)>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        for piece in lexer::pieces(&file.text).iter().filter(|piece| piece.kind == kind) {
            if let Some((at, sentence)) = check(piece.text) {
                findings.push(Finding::new(&file.path, line_of(piece, at), sentence));
            }
        }
    }
    findings
}

fn line_of(piece: &Piece<'_>, at: usize) -> usize {
    piece.line + piece.text[..at].matches('\n').count()
}

/// Where the code names this path root or type: the whole word, not a part of a longer one.
fn word(code: &str, wanted: &str) -> Option<usize> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(wanted).map(|(at, _)| at).find(|at| {
        let before = code[..*at].chars().next_back();
        let after = code[at + wanted.len()..].chars().next();
        let is_path = !matches!(wanted, "axum" | "edge") || code[at + wanted.len()..].starts_with("::");
        !before.is_some_and(is_name) && !after.is_some_and(is_name) && is_path
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> Vec<File> {
        vec![File { path: path.to_owned(), text: text.to_owned() }]
    }

    #[test]
    fn a_statement_belongs_in_store() {
        let text = "fn f() {\n tx.query(\"\n SELECT id FROM sales_order\") }";
        let told = sql(&file("crates/order/src/commands.rs", text));
        assert_eq!(told[0].line, 2);
        assert!(told[0].sentence.contains("`SELECT id FROM …`"), "{told:?}");
        assert!(sql(&file("crates/order/src/store.rs", text)).is_empty());
        assert!(sql(&file("crates/order/src/store/lines.rs", text)).is_empty());
        assert!(sql(&file("crates/db/src/tx.rs", text)).is_empty());
        assert!(
            sql(&file("crates/order/src/rules.rs", "let s = \"Select a customer\"; // SELECT 1")).is_empty()
        );
    }

    #[test]
    fn the_wire_belongs_in_http() {
        let text = "use base::Ctx;\nuse axum::Json;";
        let told = wire(&file("crates/order/src/commands.rs", text));
        assert_eq!(told[0].line, 2);
        assert!(wire(&file("crates/order/src/http.rs", text)).is_empty());
        assert!(
            wire(&file("crates/order/src/rules.rs", "// the edge::case of it\nlet edge = 3;")).is_empty()
        );
    }

    #[test]
    fn an_engine_is_named_in_db_alone() {
        let text = "use rusqlite::Connection;";
        assert_eq!(engines(&file("crates/stock/src/store.rs", text)).len(), 1);
        assert!(engines(&file("crates/db/src/sqlite.rs", text)).is_empty());
    }

    #[test]
    fn no_float_near_money() {
        assert_eq!(floats(&file("crates/billing/src/rules.rs", "let half: f64 = 0.5;")).len(), 1);
        assert!(floats(&file("crates/billing/src/rules.rs", "let f640 = \"f64\";")).is_empty());
        assert!(floats(&file("crates/connect/src/xlsx.rs", "let half: f64 = 0.5;")).is_empty());
    }
}
