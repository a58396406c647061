//! Lists: filters compiled into SQL, pages by key, counts that stop in time.

use base::refusal::Common;
use base::{At, Day, Filter, Id, Money, Op, Qty, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::tx::Tx;
use crate::value::{Cell, FromRow, FromValue, Row, ToValue, Value};

/// Counting stops here: beyond it people read "10,000+".
pub const COUNT_MAX: i64 = 10_000;
/// Rows on one page at most.
pub const LIMIT_MAX: i64 = 500;

/// A field that lists may filter and sort by: its name on the wire, its SQL, how to read a value.
#[derive(Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    pub sql: &'static str,
    read: fn(&Json) -> Option<Value>,
    expected: &'static str,
    /// Whether text operators (`like`, `starts`) make sense.
    text: bool,
    /// Whether it may be empty: an order that must say where empty values go cannot follow every index.
    nullable: bool,
    /// What a page asks instead of `sql`.
    on_page: &'static str,
}

fn text_of(value: &Json) -> Option<Value> {
    value.as_str().map(|text| Cell::Text(base::text::clean(text).into()))
}

fn parsed<T: std::str::FromStr + ToValue>(value: &Json) -> Option<Value> {
    let text = match value {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        _ => return None,
    };
    text.parse::<T>().ok().map(|read| read.to_value().into_owned())
}

impl Field {
    const fn new(
        name: &'static str,
        sql: &'static str,
        read: fn(&Json) -> Option<Value>,
        expected: &'static str,
    ) -> Self {
        Self { name, sql, read, expected, text: false, nullable: true, on_page: sql }
    }

    #[must_use]
    pub const fn text(name: &'static str, sql: &'static str) -> Self {
        Self { text: true, ..Self::new(name, sql, text_of, "a text") }
    }

    #[must_use]
    pub const fn int(name: &'static str, sql: &'static str) -> Self {
        Self::new(
            name,
            sql,
            |v| v.as_i64().or_else(|| v.as_bool().map(i64::from)).map(Cell::Int),
            "a whole number",
        )
    }

    #[must_use]
    pub const fn money(name: &'static str, sql: &'static str) -> Self {
        Self::new(name, sql, parsed::<Money>, "an amount such as \"12.50\"")
    }

    #[must_use]
    pub const fn qty(name: &'static str, sql: &'static str) -> Self {
        Self::new(name, sql, parsed::<Qty>, "a quantity such as \"2.5\"")
    }

    #[must_use]
    pub const fn day(name: &'static str, sql: &'static str) -> Self {
        Self::new(name, sql, parsed::<Day>, "a day such as \"2026-11-23\"")
    }

    #[must_use]
    pub const fn at(name: &'static str, sql: &'static str) -> Self {
        Self::new(name, sql, parsed::<At>, "a moment such as \"2026-11-23T06:30:00Z\"")
    }

    #[must_use]
    pub const fn id<T: Id + std::str::FromStr + ToValue>(name: &'static str, sql: &'static str) -> Self {
        Self::new(name, sql, parsed::<T>, "an id")
    }

    /// The column is `NOT NULL`.
    #[must_use]
    pub const fn always(self) -> Self {
        Self { nullable: false, ..self }
    }

    /// Few values share all rows: an index on it serves counting, while a page does better to follow its own
    /// order and leave out what does not fit. `on_page` is the column written so that no index fits: `+o.owner_id`.
    #[must_use]
    pub const fn coarse(self, on_page: &'static str) -> Self {
        Self { on_page, ..self }
    }

    fn value(&self, value: &Json) -> Result<Value> {
        (self.read)(value).ok_or_else(|| {
            Common::InvalidValue { value: format!("{} {value}", self.name), expected: self.expected.into() }
                .into()
        })
    }
}

/// Writes a filter as a SQL condition; its values are appended to `params`, which may hold earlier ones.
///
/// # Errors
/// `invalid_value` naming an unknown field, a value of the wrong kind, or an operator that does not fit.
pub fn compile(filter: &Filter, fields: &[Field], params: &mut Vec<Value>) -> Result<String> {
    match filter {
        Filter::And(all) => join(all, fields, params, " AND ", "1 = 1"),
        Filter::Or(all) => join(all, fields, params, " OR ", "1 = 0"),
        Filter::Not(inner) => Ok(format!("NOT ({})", compile(inner, fields, params)?)),
        Filter::Cond { field, op, value } => condition(find(fields, field)?, *op, value, params),
    }
}

fn find<'f>(fields: &'f [Field], name: &str) -> Result<&'f Field> {
    fields.iter().find(|known| known.name == name).ok_or_else(|| {
        let known: Vec<&str> = fields.iter().map(|f| f.name).collect();
        Common::InvalidValue { value: name.to_owned(), expected: format!("one of {}", known.join(", ")) }
            .into()
    })
}

fn join(
    all: &[Filter],
    fields: &[Field],
    params: &mut Vec<Value>,
    word: &str,
    empty: &str,
) -> Result<String> {
    let mut parts: Vec<String> = all.iter().map(|f| compile(f, fields, params)).collect::<Result<_>>()?;
    // A part that changes nothing would keep an OR from using the indexes of its other parts.
    parts.retain(|part| part != empty);
    if parts.is_empty() {
        return Ok(empty.into());
    }
    Ok(format!("({})", parts.join(word)))
}

fn condition(field: &Field, op: Op, value: &Json, params: &mut Vec<Value>) -> Result<String> {
    let sql = field.sql;
    let mut bind = |value: Value| {
        params.push(value);
        format!("${}", params.len())
    };
    let compare = match op {
        Op::Eq => "=",
        Op::Ne => "<>",
        Op::Lt => "<",
        Op::Le => "<=",
        Op::Gt => ">",
        Op::Ge => ">=",
        Op::Null => {
            return Ok(format!("{sql} IS {}NULL", if value == &Json::Bool(false) { "NOT " } else { "" }));
        }
        Op::In => {
            let wrong =
                || Common::InvalidValue { value: value.to_string(), expected: "a list of values".into() };
            let all = value.as_array().ok_or_else(wrong)?;
            let all: Vec<String> =
                all.iter().map(|v| field.value(v).map(&mut bind)).collect::<Result<_>>()?;
            return Ok(if all.is_empty() {
                "1 = 0".into()
            } else {
                format!("{sql} IN ({})", all.join(", "))
            });
        }
        Op::Like | Op::Starts => return like(field, op, value, bind),
    };
    Ok(format!("{sql} {compare} {}", bind(field.value(value)?)))
}

fn like(field: &Field, op: Op, value: &Json, mut bind: impl FnMut(Value) -> String) -> Result<String> {
    let wrong = || Common::InvalidValue {
        value: field.name.into(),
        expected: "a text field for this operator".into(),
    };
    let (true, Cell::Text(text)) = (field.text, field.value(value)?) else { return Err(wrong().into()) };
    if op == Op::Starts {
        // A range can use an index on both engines; LIKE cannot.
        let (from, to) =
            (bind(Cell::Text(text.clone())), bind(Cell::Text(format!("{text}\u{10ffff}").into())));
        return Ok(format!("({0} >= {from} AND {0} < {to})", field.sql));
    }
    let pattern = bind(Cell::Text(like_pattern(&text).into()));
    Ok(format!("LOWER({}) LIKE {pattern} ESCAPE '!'", field.sql))
}

/// A pattern for `LOWER(x) LIKE $1 ESCAPE '!'` that finds the text anywhere.
#[must_use]
pub fn like_pattern(text: &str) -> String {
    let escaped: String = text
        .to_lowercase()
        .chars()
        .flat_map(|c| match c {
            '%' | '_' | '!' => vec!['!', c],
            c => vec![c],
        })
        .collect();
    format!("%{escaped}%")
}

/// What a list request asks for; the same on every list.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ListQuery {
    /// A filter as JSON: `["state","in",["placed"]]`, `{"and":[…]}`.
    pub filter: Option<String>,
    /// A field's name, with `-` before it for falling order.
    pub sort: Option<String>,
    /// Rows wanted, 1–500.
    pub limit: Option<i64>,
    /// Where to go on: `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Free text.
    pub q: Option<String>,
}

impl ListQuery {
    /// The filter asked for, or one that lets everything pass.
    ///
    /// # Errors
    /// `invalid_value` saying what is wrong with the filter's text.
    pub fn filter(&self) -> Result<Filter> {
        let Some(text) = self.filter.as_deref().filter(|text| !text.trim().is_empty()) else {
            return Ok(Filter::everything());
        };
        let wrong = |reason: String| Common::InvalidValue { value: "filter".into(), expected: reason };
        let filter: Filter = serde_json::from_str(text).map_err(|e| wrong(e.to_string()))?;
        match filter.too_large() {
            Some(reason) => Err(wrong(reason).into()),
            None => Ok(filter),
        }
    }
}

/// One page of rows.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "PageOf{T}")]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Present when there are more.
    pub next_cursor: Option<String>,
}

/// A list of a room: what to select and from where.
pub struct List<'a> {
    /// Columns, for `T` of `page`.
    pub select: &'a str,
    /// Tables and joins.
    pub from: &'a str,
    pub fields: &'a [Field],
    /// The unique column that breaks ties: `o.id`.
    pub key: &'a str,
    /// Everything that must hold: the reader's filter, his rights, the free text.
    pub filter: Filter,
    /// Order when none is asked for.
    pub default_sort: &'a str,
}

struct Keyed<T> {
    row: T,
    sort: Value,
    key: i64,
}

impl<T: FromRow> FromRow for Keyed<T> {
    fn from_row(row: &mut Row<'_>) -> Result<Self, String> {
        Ok(Self { sort: row.col()?, key: row.col()?, row: T::from_row(row)? })
    }
}

/// One page in the order asked for, found by key: page 1,000 costs what page 1 costs.
///
/// # Errors
/// Refuses wrong filters, sorts and cursors by name.
pub fn page<T: FromRow>(tx: &mut Tx<'_>, list: &List<'_>, query: &ListQuery) -> Result<Page<T>> {
    let limit = query.limit.unwrap_or(100);
    if !(1..=LIMIT_MAX).contains(&limit) {
        let expected = format!("a limit from 1 to {LIMIT_MAX}");
        return Err(Common::InvalidValue { value: limit.to_string(), expected }.into());
    }
    let sort = query.sort.as_deref().filter(|sort| !sort.is_empty()).unwrap_or(list.default_sort);
    let (name, falling) = sort.strip_prefix('-').map_or((sort, false), |name| (name, true));
    let field = find(list.fields, name)?;
    let mut params = Vec::new();
    let fields: Vec<Field> = list.fields.iter().map(|field| Field { sql: field.on_page, ..*field }).collect();
    let mut condition = compile(&list.filter, &fields, &mut params)?;
    let direction = if falling { "DESC" } else { "ASC" };
    if let Some(cursor) = &query.cursor {
        let (value, key) = read_cursor(cursor)?;
        condition = format!("{condition} AND {}", after(field, list.key, falling, value, key, &mut params));
    }
    // NULLs last on both engines, in both directions.
    let nulls = match field {
        field if field.sql == list.key => String::new(),
        field if field.nullable => format!("{} {direction} NULLS LAST, ", field.sql),
        field => format!("{} {direction}, ", field.sql),
    };
    let sql = format!(
        "SELECT {0}, {1}, {2} FROM {3} WHERE {condition} ORDER BY {nulls}{1} {direction} LIMIT {4}",
        field.sql,
        list.key,
        list.select,
        list.from,
        limit + 1
    );
    let refs: Vec<&dyn ToValue> = params.iter().map(|p| p as &dyn ToValue).collect();
    let mut found: Vec<Keyed<T>> = tx.all(&sql, &refs)?;
    let more = found.len() as u64 > limit.unsigned_abs();
    found.truncate(usize::try_from(limit).unwrap_or_default());
    let next_cursor = found.last().filter(|_| more).map(|last| write_cursor(&last.sort, last.key));
    Ok(Page { items: found.into_iter().map(|keyed| keyed.row).collect(), next_cursor })
}

fn after(field: &Field, key: &str, falling: bool, value: Value, id: i64, params: &mut Vec<Value>) -> String {
    let than = if falling { "<" } else { ">" };
    params.push(Cell::Int(id));
    let id = format!("${}", params.len());
    if field.sql == key {
        return format!("{key} {than} {id}");
    }
    if value == Cell::Null {
        return format!("({} IS NULL AND {key} {than} {id})", field.sql);
    }
    params.push(value);
    let value = format!("${}", params.len());
    // The first half lets the index begin at the right place; the second says what exactly is wanted.
    let rest = format!("({0} {than}= {value} AND ({0} {than} {value} OR {key} {than} {id}))", field.sql);
    if field.nullable { format!("({rest} OR {} IS NULL)", field.sql) } else { rest }
}

/// How many rows the list has, up to `COUNT_MAX`, and whether there are more.
///
/// # Errors
/// As `page`.
pub fn count_capped(tx: &mut Tx<'_>, list: &List<'_>) -> Result<(i64, bool)> {
    let mut params = Vec::new();
    let condition = compile(&list.filter, list.fields, &mut params)?;
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM {} WHERE {condition} LIMIT {}) few",
        list.from,
        COUNT_MAX + 1
    );
    let refs: Vec<&dyn ToValue> = params.iter().map(|p| p as &dyn ToValue).collect();
    let (count,): (i64,) = tx.one(&sql, &refs)?;
    Ok((count.min(COUNT_MAX), count > COUNT_MAX))
}

fn write_cursor(value: &Value, key: i64) -> String {
    match value {
        Cell::Int(int) => format!("i{key:x}.{int}"),
        Cell::Text(text) => {
            let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
            format!("t{key:x}.{hex}")
        }
        _ => format!("n{key:x}."),
    }
}

fn read_cursor(cursor: &str) -> Result<(Value, i64)> {
    let read = || -> Option<(Value, i64)> {
        let (key, rest) = cursor.get(1..)?.split_once('.')?;
        let key = i64::from_str_radix(key, 16).ok()?;
        let value = match cursor.as_bytes().first()? {
            b'i' => Cell::Int(rest.parse().ok()?),
            b'n' => Cell::Null,
            b't' => {
                let byte = |place| u8::from_str_radix(rest.get(place..place + 2)?, 16).ok();
                let bytes: Option<Vec<u8>> = (0..rest.len()).step_by(2).map(byte).collect();
                Cell::Text(String::from_utf8(bytes?).ok()?.into())
            }
            _ => return None,
        };
        Some((value, key))
    };
    let wrong =
        || Common::InvalidValue { value: cursor.to_owned(), expected: "the next_cursor of a page".into() };
    read().ok_or_else(|| wrong().into())
}

/// Reads a single column of a list's rows, such as ids, as a `FromRow`.
pub struct One<T>(pub T);

impl<T: FromValue> FromRow for One<T> {
    fn from_row(row: &mut Row<'_>) -> Result<Self, String> {
        row.col().map(One)
    }
}
