//! What goes into a statement and what comes out: four kinds of cell, and structs read from rows.

use std::borrow::Cow;

use base::{At, Day, Lang, Money, Qty, Rate, Scope};
use serde::{Serialize, Serializer};

/// One value on its way in or out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    Null,
    Int(i64),
    Text(Cow<'a, str>),
    Blob(Cow<'a, [u8]>),
    /// Many rows as one parameter: only goes in.
    Rows(Cow<'a, Rows>),
}

/// Rows on their way in, cell after cell; each engine takes them in the form it reads fastest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    pub(crate) width: usize,
    pub(crate) cells: Vec<Value>,
}

/// An owned cell.
pub type Value = Cell<'static>;

/// Anything that can be a parameter.
pub trait ToValue: Sync {
    fn to_value(&self) -> Cell<'_>;
}

/// Anything that can be read from a column.
pub trait FromValue: Sized {
    /// # Errors
    /// Says what was found instead.
    fn from_value(cell: Cell<'_>) -> Result<Self, String>;
}

/// A row being read from left to right.
pub struct Row<'a> {
    source: &'a dyn Columns,
    next: usize,
}

/// What an engine's row must be able to do.
pub(crate) trait Columns {
    fn cell(&self, index: usize) -> Result<Cell<'_>, String>;
    fn count(&self) -> usize;
}

/// A type that is read from the columns of one row, in order.
pub trait FromRow: Sized {
    /// # Errors
    /// Names the column that did not fit.
    fn from_row(row: &mut Row<'_>) -> Result<Self, String>;
}

impl<'a> Row<'a> {
    pub(crate) fn new(source: &'a dyn Columns) -> Self {
        Self { source, next: 0 }
    }

    /// How many columns have not been read.
    #[must_use]
    pub fn left(&self) -> usize {
        self.source.count().saturating_sub(self.next)
    }

    /// Reads the next column.
    ///
    /// # Errors
    /// When the column is missing or of another kind.
    pub fn col<T: FromValue>(&mut self) -> Result<T, String> {
        let index = self.next;
        self.next += 1;
        T::from_value(self.source.cell(index)?).map_err(|e| format!("column {}: {e}", index + 1))
    }
}

impl Cell<'_> {
    #[must_use]
    pub fn into_owned(self) -> Value {
        match self {
            Cell::Null => Cell::Null,
            Cell::Int(int) => Cell::Int(int),
            Cell::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Cell::Blob(blob) => Cell::Blob(Cow::Owned(blob.into_owned())),
            Cell::Rows(rows) => Cell::Rows(Cow::Owned(rows.into_owned())),
        }
    }

    fn found(&self) -> &'static str {
        match self {
            Cell::Null => "nothing",
            Cell::Int(_) => "a number",
            Cell::Text(_) => "a text",
            Cell::Blob(_) => "bytes",
            Cell::Rows(_) => "rows",
        }
    }
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Null => to.serialize_unit(),
            Cell::Int(int) => to.serialize_i64(*int),
            Cell::Text(text) => to.serialize_str(text),
            Cell::Blob(_) | Cell::Rows(_) => unreachable!("bytes cannot travel in a list of rows"),
        }
    }
}

impl Rows {
    fn new(width: usize, cells: Vec<Value>) -> Self {
        Self { width, cells }
    }

    /// How many rows there are.
    #[must_use]
    pub(crate) fn count(&self) -> usize {
        self.cells.len().checked_div(self.width).unwrap_or(0)
    }

    /// `[[1,"a"],[2,"b"]]`, or `[1,2]` when each row is one cell.
    pub(crate) fn json(&self) -> String {
        let written = if self.width == 1 {
            serde_json::to_string(&self.cells)
        } else {
            serde_json::to_string(&self.cells.chunks(self.width.max(1)).collect::<Vec<_>>())
        };
        written.expect("cells are null, numbers and texts")
    }
}

impl ToValue for Cell<'_> {
    fn to_value(&self) -> Cell<'_> {
        match self {
            Cell::Null => Cell::Null,
            Cell::Int(int) => Cell::Int(*int),
            Cell::Text(text) => Cell::Text(Cow::Borrowed(text)),
            Cell::Blob(blob) => Cell::Blob(Cow::Borrowed(blob)),
            Cell::Rows(rows) => Cell::Rows(Cow::Borrowed(rows)),
        }
    }
}

/// Many rows as one parameter, for `{rows $1: …}`.
pub fn rows<R, I>(all: I) -> Value
where
    R: IntoIterator<Item = Value>,
    I: IntoIterator<Item = R>,
{
    let (mut width, mut cells) = (0, Vec::new());
    for row in all {
        let before = cells.len();
        cells.extend(row);
        width = cells.len() - before;
    }
    Cell::Rows(Cow::Owned(Rows::new(width, cells)))
}

/// Many single values as one parameter, for `{ids $1}` and `{texts $1}`.
pub fn list<T: ToValue, I: IntoIterator<Item = T>>(all: I) -> Value {
    let cells = all.into_iter().map(|value| value.to_value().into_owned()).collect();
    Cell::Rows(Cow::Owned(Rows::new(1, cells)))
}

/// The same for texts, so that `&[&str]` and `Vec<String>` read well at the call.
pub fn texts<'a, I: IntoIterator<Item = &'a str>>(all: I) -> Value {
    list(all)
}

/// The cells of one row: `cells![line.id, line.qty]`.
#[macro_export]
macro_rules! cells {
    ($($value:expr),* $(,)?) => { [$($crate::ToValue::to_value(&$value).into_owned()),*] };
}

/// Declares a struct that is read from a row in the order of its fields, with its column list.
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$fmeta:meta])* pub $field:ident : $type:ty),* $(,)? }) => {
        $(#[$meta])*
        pub struct $name { $($(#[$fmeta])* pub $field: $type),* }

        impl $name {
            /// The columns, in the order of the fields.
            pub const COLUMNS: &'static str = $crate::row!(@join $($field),*);

            /// The columns, each prefixed by a table's alias.
            #[must_use]
            pub fn columns(alias: &str) -> String {
                [$(stringify!($field)),*].map(|column| format!("{alias}.{column}")).join(", ")
            }
        }

        impl $crate::FromRow for $name {
            fn from_row(row: &mut $crate::Row<'_>) -> Result<Self, String> {
                Ok(Self { $($field: row.col().map_err(|e| format!("{}.{}: {e}", stringify!($name), stringify!($field)))?),* })
            }
        }
    };
    (@join $first:ident $(, $rest:ident)*) => { concat!(stringify!($first) $(, ", ", stringify!($rest))*) };
}

/// Declares an enum that is stored and sent as text. `enum State as OrderState` gives it another name in the
/// API's document, where every room's types stand together.
#[macro_export]
macro_rules! text_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($body:tt)* }) => {
        $crate::text_enum! { $(#[$meta])* pub enum $name as $name { $($body)* } }
    };
    ($(#[$meta:meta])* pub enum $name:ident as $shown:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant),* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|known| known.as_str() == text).ok_or_else(|| {
                    format!("'{text}' is none of {}", [$($text),*].join(", "))
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($shown).into()
            }
            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": [$($text),*] })
            }
        }

        impl $crate::ToValue for $name {
            fn to_value(&self) -> $crate::Cell<'_> {
                $crate::Cell::Text(std::borrow::Cow::Borrowed(self.as_str()))
            }
        }

        impl $crate::FromValue for $name {
            fn from_value(cell: $crate::Cell<'_>) -> Result<Self, String> {
                match cell {
                    $crate::Cell::Text(text) => text.parse(),
                    other => Err(format!("expected one of {}, found {other:?}", stringify!($name))),
                }
            }
        }
    };
}

macro_rules! ints {
    ($($type:ty),*) => {$(
        impl ToValue for $type {
            fn to_value(&self) -> Cell<'_> {
                Cell::Int(i64::from(*self))
            }
        }
        impl FromValue for $type {
            fn from_value(cell: Cell<'_>) -> Result<Self, String> {
                match cell {
                    Cell::Int(int) => <$type>::try_from(int).map_err(|_| format!("{int} is out of range")),
                    other => Err(format!("expected a number, found {}", other.found())),
                }
            }
        }
    )*};
}

ints!(i64, i32, u32, u16, u8);

macro_rules! wrapped {
    ($($type:ident),*) => {$(
        impl ToValue for $type {
            fn to_value(&self) -> Cell<'_> {
                Cell::Int(self.0)
            }
        }
        impl FromValue for $type {
            fn from_value(cell: Cell<'_>) -> Result<Self, String> {
                i64::from_value(cell).map($type)
            }
        }
    )*};
}

use base::id::*;
wrapped! {
    At, Money, Qty, Rate, AbsenceId, ActorId, AddressId, AmendmentId, CalendarId, CaseId,
    ConnectionId, ContactId, CountId, CustomerId, DecisionId, DecisionVersionId, DepartmentId,
    IncidentId, InvoiceId, InvoiceLineId, JobId, LocationId, MoveId, OrderId, OrderLineId,
    OutsideCallId, PackageId, PaymentId, PriceListId, ProcessId, ProcessVersionId, ProductId,
    ReservationId, RoleId, RowId, ShipmentId, ShipmentLineId, SkuId, TaskId, ViewId, WarehouseId
}

impl ToValue for bool {
    fn to_value(&self) -> Cell<'_> {
        Cell::Int(i64::from(*self))
    }
}

impl FromValue for bool {
    fn from_value(cell: Cell<'_>) -> Result<Self, String> {
        i64::from_value(cell).map(|int| int != 0)
    }
}

impl ToValue for str {
    fn to_value(&self) -> Cell<'_> {
        Cell::Text(Cow::Borrowed(self))
    }
}

impl ToValue for String {
    fn to_value(&self) -> Cell<'_> {
        Cell::Text(Cow::Borrowed(self))
    }
}

impl FromValue for String {
    fn from_value(cell: Cell<'_>) -> Result<Self, String> {
        match cell {
            Cell::Text(text) => Ok(text.into_owned()),
            other => Err(format!("expected a text, found {}", other.found())),
        }
    }
}

impl ToValue for Day {
    fn to_value(&self) -> Cell<'_> {
        Cell::Text(Cow::Owned(self.to_string()))
    }
}

impl FromValue for Day {
    fn from_value(cell: Cell<'_>) -> Result<Self, String> {
        String::from_value(cell)?.parse()
    }
}

impl ToValue for Vec<u8> {
    fn to_value(&self) -> Cell<'_> {
        Cell::Blob(Cow::Borrowed(self))
    }
}

impl FromValue for Vec<u8> {
    fn from_value(cell: Cell<'_>) -> Result<Self, String> {
        match cell {
            Cell::Blob(blob) => Ok(blob.into_owned()),
            other => Err(format!("expected bytes, found {}", other.found())),
        }
    }
}

impl ToValue for serde_json::Value {
    fn to_value(&self) -> Cell<'_> {
        Cell::Text(Cow::Owned(self.to_string()))
    }
}

impl FromValue for serde_json::Value {
    fn from_value(cell: Cell<'_>) -> Result<Self, String> {
        serde_json::from_str(&String::from_value(cell)?).map_err(|e| format!("not JSON: {e}"))
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Cell<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Null, ToValue::to_value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(cell: Cell<'_>) -> Result<Self, String> {
        if cell == Cell::Null { Ok(None) } else { T::from_value(cell).map(Some) }
    }
}

impl FromValue for Value {
    fn from_value(cell: Cell<'_>) -> Result<Self, String> {
        Ok(cell.into_owned())
    }
}

macro_rules! tuples {
    ($(($($name:ident),+)),+ $(,)?) => {$(
        impl<$($name: FromValue),+> FromRow for ($($name,)+) {
            fn from_row(row: &mut Row<'_>) -> Result<Self, String> {
                Ok(($(row.col::<$name>()?,)+))
            }
        }
    )+};
}

tuples!(
    (A),
    (A, B),
    (A, B, C),
    (A, B, C, D),
    (A, B, C, D, E),
    (A, B, C, D, E, F),
    (A, B, C, D, E, F, G),
    (A, B, C, D, E, F, G, H),
);

macro_rules! words {
    ($($type:ident { $($variant:ident = $text:literal),+ }),+ $(,)?) => {$(
        impl ToValue for $type {
            fn to_value(&self) -> Cell<'_> {
                Cell::Text(Cow::Borrowed(match self { $(Self::$variant => $text),+ }))
            }
        }
        impl FromValue for $type {
            fn from_value(cell: Cell<'_>) -> Result<Self, String> {
                match cell {
                    $(Cell::Text(text) if text == $text => Ok(Self::$variant),)+
                    other => Err(format!("expected one of {}, found {other:?}", [$($text),+].join(", "))),
                }
            }
        }
    )+};
}

words!(Lang { Zh = "zh", En = "en" }, Scope { Own = "own", Department = "department", Below = "below", All = "all" });
