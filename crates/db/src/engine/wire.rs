//! Values in PostgreSQL's binary form, on their way in and out.

use tokio_postgres::types::{FromSql, IsNull, Kind, ToSql, Type, private::BytesMut, to_sql_checked};

use crate::value::{Cell, Columns, Rows, Value};

/// A parameter on its way: one value, or a column of many rows.
#[derive(Debug)]
pub(super) enum Param {
    One(Value),
    Column(Vec<Value>),
}

/// Rows cut into columns.
pub(super) fn columns(rows: Rows, width: usize) -> Vec<Param> {
    let mut columns: Vec<Vec<Value>> = (0..width).map(|_| Vec::with_capacity(rows.count())).collect();
    for (place, cell) in rows.cells.into_iter().enumerate() {
        columns[place % width].push(cell);
    }
    columns.into_iter().map(Param::Column).collect()
}

type Encoded = Result<IsNull, Box<dyn std::error::Error + Sync + Send>>;

impl ToSql for Param {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Encoded {
        match self {
            Self::One(cell) => encode(cell, kind, out),
            Self::Column(cells) => encode_array(cells, kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn encode(cell: &Cell<'_>, kind: &Type, out: &mut BytesMut) -> Encoded {
    match cell {
        Cell::Null => return Ok(IsNull::Yes),
        Cell::Int(int) if *kind == Type::INT4 => out.extend_from_slice(&i32::try_from(*int)?.to_be_bytes()),
        Cell::Int(int) if *kind == Type::INT8 => out.extend_from_slice(&int.to_be_bytes()),
        Cell::Text(text) if *kind != Type::INT8 && *kind != Type::INT4 => {
            out.extend_from_slice(text.as_bytes())
        }
        Cell::Blob(blob) => out.extend_from_slice(blob),
        other => return Err(format!("{other:?} cannot be a {kind}").into()),
    }
    Ok(IsNull::No)
}

/// An array as PostgreSQL's binary form has it: dimensions, whether there are NULLs, the type of its
/// elements, their number, the first index, then each with its length.
fn encode_array(cells: &[Value], kind: &Type, out: &mut BytesMut) -> Encoded {
    let Kind::Array(element) = kind.kind() else { return Err(format!("rows cannot be a {kind}").into()) };
    let has_nulls = i32::from(cells.contains(&Cell::Null));
    let oid = i32::from_be_bytes(element.oid().to_be_bytes());
    for word in [i32::from(!cells.is_empty()), has_nulls, oid] {
        out.extend_from_slice(&word.to_be_bytes());
    }
    if cells.is_empty() {
        return Ok(IsNull::No);
    }
    out.extend_from_slice(&i32::try_from(cells.len())?.to_be_bytes());
    out.extend_from_slice(&1i32.to_be_bytes());
    for cell in cells {
        let at = out.len();
        out.extend_from_slice(&(-1i32).to_be_bytes());
        if matches!(encode(cell, element, out)?, IsNull::No) {
            let length = i32::try_from(out.len() - at - 4)?;
            out[at..at + 4].copy_from_slice(&length.to_be_bytes());
        }
    }
    Ok(IsNull::No)
}

/// The bytes of a column with their type, before we know what the caller wants.
struct Raw<'a>(Cell<'a>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(match *kind {
            Type::INT8 => Cell::Int(i64::from_be_bytes(raw.try_into()?)),
            Type::INT4 => Cell::Int(i64::from(i32::from_be_bytes(raw.try_into()?))),
            Type::BOOL => Cell::Int(i64::from(raw == [1])),
            Type::BYTEA => Cell::Blob(raw.into()),
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN | Type::JSON => {
                Cell::Text(std::str::from_utf8(raw)?.into())
            }
            _ => return Err(format!("a column of type {kind} came out: cast it to BIGINT or TEXT").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(Cell::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Columns for tokio_postgres::Row {
    fn cell(&self, index: usize) -> Result<Cell<'_>, String> {
        self.try_get::<_, Raw<'_>>(index).map(|raw| raw.0).map_err(|e| e.to_string())
    }

    fn count(&self) -> usize {
        self.len()
    }
}
