//! Finding a customer by what people type: code, name, pinyin, the end of a phone number.

use base::id::CustomerId;
use base::{Filter, Op, Result};
use db::{ToValue, Tx, Value};

use super::FIELDS;
use crate::model::Found;
use crate::rules::Typed;

/// Rows a lookup shows.
const FOUND_MAX: usize = 20;

/// Customers whose code, phone or name in pinyin begins so, best first; a key is a range of an index.
/// Only when these do not fill the page, names that contain the text are looked for.
pub(crate) fn find(tx: &mut Tx<'_>, typed: &Typed, rights: &Filter) -> Result<Vec<Found>> {
    let mut params: Vec<Value> = vec![text(&typed.text), text(&above(&typed.text))];
    let rights_sql = db::compile(rights, FIELDS, &mut params)?;
    let range = |key: &str, rank: &str, from: &str, to: &str| {
        format!(
            "SELECT id, rank FROM (SELECT c.id AS id, {rank} AS rank FROM customer c
             WHERE c.{key} >= {from} AND c.{key} < {to} AND {rights_sql} ORDER BY c.{key} LIMIT {FOUND_MAX}) by_{key}"
        )
    };
    let mut ways = vec![
        range("code_key", "CASE WHEN c.code_key = $1 THEN 0 ELSE 1 END", "$1", "$2"),
        range("initials", "3", "$1", "$2"),
        range("pinyin", "4", "$1", "$2"),
    ];
    if let Some(tail) = &typed.phone_tail {
        let (from, to) = (params.len() + 1, params.len() + 2);
        let phone = range("phone_tail", "2", &format!("${from}"), &format!("${to}"));
        ways.push(phone.replace(" AND c.phone_tail <", " AND c.phone_tail <> '' AND c.phone_tail <"));
        params.extend([text(tail), text(&above(tail))]);
    }
    let sql = format!(
        "SELECT {} FROM (SELECT id, MIN(rank) AS rank FROM ({}) ways GROUP BY id) best
         JOIN customer k ON k.id = best.id ORDER BY k.active DESC, best.rank, k.code LIMIT {FOUND_MAX}",
        Found::columns("k"),
        ways.join(" UNION ALL ")
    );
    let mut found: Vec<Found> = tx.all(&sql, &refs(&params))?;
    if found.len() < FOUND_MAX {
        let known: Vec<CustomerId> = found.iter().map(|f| f.id).collect();
        let more = named(tx, &typed.text, rights)?;
        found.extend(more.into_iter().filter(|f| !known.contains(&f.id)));
        found.truncate(FOUND_MAX);
    }
    Ok(found)
}

fn named(tx: &mut Tx<'_>, part: &str, rights: &Filter) -> Result<Vec<Found>> {
    let mut params: Vec<Value> = vec![text(&db::list::like_pattern(part))];
    let rights = db::compile(rights, FIELDS, &mut params)?;
    let sql = format!(
        "SELECT {} FROM customer c WHERE LOWER(c.name) LIKE $1 ESCAPE '!' AND {rights}
         ORDER BY c.active DESC, c.name, c.id LIMIT {FOUND_MAX}",
        Found::columns("c")
    );
    tx.all(&sql, &refs(&params))
}

/// The filter of a list's free text; the same ways of finding as the lookup's.
pub(crate) fn matches(typed: &Typed) -> Filter {
    let mut ways = vec![
        Filter::cond("name", Op::Like, typed.text.as_str()),
        Filter::cond("code_key", Op::Starts, typed.text.as_str()),
        Filter::cond("initials", Op::Starts, typed.text.as_str()),
        Filter::cond("pinyin", Op::Starts, typed.text.as_str()),
    ];
    ways.extend(typed.phone_tail.as_deref().map(|tail| Filter::cond("phone_tail", Op::Starts, tail)));
    Filter::Or(ways)
}

fn text(text: &str) -> Value {
    text.to_value().into_owned()
}

/// The end of the range of texts that begin so.
fn above(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

fn refs(params: &[Value]) -> Vec<&dyn ToValue> {
    params.iter().map(|p| p as &dyn ToValue).collect()
}
