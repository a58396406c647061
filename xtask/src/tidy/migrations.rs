//! Migrations run on two databases: three types both know, and names one can look up.

use super::Finding;
use super::tree::File;

const TYPES: [&str; 3] = ["TEXT", "BIGINT", "BLOB"];

/// What begins a line inside CREATE TABLE that is not a column.
const CONSTRAINTS: [&str; 6] = ["PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "CONSTRAINT", "EXCLUDE"];

/// End in s and are singular.
const SINGULAR: [&str; 7] = ["address", "process", "status", "series", "goods", "basis", "progress"];

pub(super) fn check(tree: &[File]) -> Vec<Finding> {
    let glossary = tree.iter().find(|file| file.path == "GLOSSARY.md").map_or("", |file| file.text.as_str());
    let migrations =
        tree.iter().filter(|file| file.path.starts_with("migrations/") && file.has_extension(&["sql"]));
    migrations.flat_map(|file| one(file, glossary)).collect()
}

fn one(file: &File, glossary: &str) -> Vec<Finding> {
    let plain = without_comments(&file.text);
    let mut findings = Vec::new();
    for statement in statements(&plain) {
        let words: Vec<&str> = statement.text.split_whitespace().collect();
        let tell = |sentence: String| Finding::new(&file.path, statement.line, sentence);
        match words.as_slice() {
            ["CREATE", "TABLE", ..] => {
                let (name, body) = table(statement.text);
                findings.extend(misnamed(name, glossary).map(tell));
                findings.extend(columns(body).filter_map(|column| mistyped(name, column)).map(tell));
            }
            ["ALTER", "TABLE", name, "ADD", "COLUMN", ..] => {
                let column = statement.text.split_once("COLUMN").map_or("", |(_, rest)| rest.trim());
                findings.extend(mistyped(name, column).map(tell));
            }
            _ => {}
        }
    }
    findings
}

struct Statement<'a> {
    line: usize,
    text: &'a str,
}

/// Statements of a file, each with the line it begins on.
fn statements(plain: &str) -> Vec<Statement<'_>> {
    let (mut line, mut statements) = (1, Vec::new());
    for part in plain.split(';') {
        let text = part.trim();
        let lead = &part[..part.len() - part.trim_start().len()];
        statements.push(Statement { line: line + lead.matches('\n').count(), text });
        line += part.matches('\n').count();
    }
    statements
}

/// SQL comments blanked; a `--` inside a literal is not one we have a use for.
fn without_comments(text: &str) -> String {
    let kept = text.lines().map(|line| line.split("--").next().unwrap_or(line));
    kept.collect::<Vec<_>>().join("\n")
}

/// The table's name and what stands between the outer brackets.
fn table(statement: &str) -> (&str, &str) {
    let open = statement.find('(').unwrap_or(statement.len());
    let close = statement.rfind(')').unwrap_or(statement.len());
    let name = statement[..open].split_whitespace().next_back().unwrap_or_default();
    (name, statement.get(open + 1..close).unwrap_or_default())
}

/// The body cut at commas outside brackets, constraints left out.
fn columns(body: &str) -> impl Iterator<Item = &str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0_i32, 0);
    for (at, c) in body.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(body[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(body[from..].trim());
    let is_constraint = |part: &&str| CONSTRAINTS.iter().any(|word| part.to_uppercase().starts_with(word));
    parts.into_iter().filter(move |part| !part.is_empty() && !is_constraint(part))
}

fn mistyped(table: &str, column: &str) -> Option<String> {
    let mut words = column.split_whitespace();
    let (name, kind) = (words.next()?, words.next().unwrap_or("nothing"));
    let kind = kind.split(['(', ',']).next().unwrap_or(kind);
    // `{serial}` and the like are db's: it has a twin of each per engine.
    (!TYPES.contains(&kind) && !kind.starts_with('{')).then(|| {
        format!(
            "{table}.{name} is {kind}; both databases know TEXT, BIGINT and BLOB alike, so use one of these"
        )
    })
}

fn misnamed(table: &str, glossary: &str) -> Option<String> {
    let last = table.rsplit('_').next().unwrap_or(table);
    if last.ends_with('s') && !SINGULAR.contains(&last) {
        return Some(format!("the table {table} has a plural name; tables are singular"));
    }
    let known = glossary.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == table);
    (!known).then(|| {
        format!("the table {table} is not in GLOSSARY.md; enter the word there first, in both languages")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(sql: &str) -> Vec<String> {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let tree =
            [file("GLOSSARY.md", "| `sales_order` | 销售订单 |"), file("migrations/0001_order.sql", sql)];
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn three_types_and_no_others() {
        let sql = "-- orders\nCREATE TABLE sales_order (\n  id BIGINT PRIMARY KEY, -- the id\n  seq {serial},\n  note TEXT CHECK (note IN ('a', 'b')),\n  total NUMERIC(12, 2),\n  PRIMARY KEY (id, note)\n);\nALTER TABLE sales_order ADD COLUMN placed_at TIMESTAMPTZ;";
        let told = told(sql);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].starts_with("migrations/0001_order.sql:2: sales_order.total is NUMERIC;"),
            "{told:?}"
        );
        assert!(
            told[1].starts_with("migrations/0001_order.sql:9: sales_order.placed_at is TIMESTAMPTZ"),
            "{told:?}"
        );
    }

    #[test]
    fn a_table_is_singular_and_in_the_glossary() {
        assert!(told("CREATE TABLE sales_orders (id BIGINT)")[0].contains("plural"));
        assert!(told("CREATE TABLE attic (id BIGINT)")[0].contains("not in GLOSSARY.md"));
        assert!(told("CREATE TABLE IF NOT EXISTS sales_order (id BIGINT)").is_empty());
    }
}
