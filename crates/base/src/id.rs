//! Ids: time-ordered numbers inside, prefixed strings outside, so that two kinds can never be mixed up.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::time::At;

/// Milliseconds of 2000-01-01T00:00:00Z: ids count from here, which lasts until 2069.
const EPOCH_MS: i64 = 946_684_800_000;
const COUNTER_BITS: u32 = 12;
const NODE_BITS: u32 = 10;
/// Processes that can make ids for one database at the same time.
pub const NODES: i64 = 1 << NODE_BITS;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Thirteen characters of five bits hold the 63 bits of an id.
const WIRE_LEN: usize = 13;

/// What all kinds of id have in common: a number for the database, a prefix for the wire.
pub trait Id: Copy + Sized {
    const PREFIX: &'static str;
    fn from_i64(raw: i64) -> Self;
    fn to_i64(self) -> i64;
}

/// Makes ids for one node: 41 bits of milliseconds, 10 of node, 12 of counter; always growing.
#[derive(Debug)]
pub struct IdMaker {
    node: AtomicI64,
    /// Milliseconds and counter together, so that a full counter carries into the time.
    last: AtomicI64,
}

impl IdMaker {
    /// `node` is 0–1023 and differs between the processes that share one database.
    #[must_use]
    pub fn new(node: i64, start: At) -> Self {
        let maker = Self { node: AtomicI64::new(0), last: AtomicI64::new(tick(start)) };
        maker.be_node(node);
        maker
    }

    /// Takes another node's place, before the first id is made.
    pub fn be_node(&self, node: i64) {
        assert!((0..NODES).contains(&node), "node {node} is not in 0..{NODES}");
        self.node.store(node, Ordering::Relaxed);
    }

    /// The next id at a moment; a moment in the past still gives an id after all earlier ones.
    pub fn next<T: Id>(&self, at: At) -> T {
        let wanted = tick(at);
        let before = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(wanted.max(last + 1)))
            .unwrap_or_else(|last| last);
        let ticks = wanted.max(before + 1);
        let (ms, counter) = (ticks >> COUNTER_BITS, ticks & ((1 << COUNTER_BITS) - 1));
        T::from_i64(
            (ms << (NODE_BITS + COUNTER_BITS))
                | (self.node.load(Ordering::Relaxed) << COUNTER_BITS)
                | counter,
        )
    }
}

fn tick(at: At) -> i64 {
    (at.as_millis() - EPOCH_MS).max(1) << COUNTER_BITS
}

/// Writes an id as people and programs see it, `ord_0C4Q7…` (Crockford base 32).
#[must_use]
pub fn encode(prefix: &str, raw: i64) -> String {
    let mut out = String::with_capacity(prefix.len() + 1 + WIRE_LEN);
    out.push_str(prefix);
    out.push('_');
    for place in (0..WIRE_LEN).rev() {
        let digit = (raw >> (place * 5)) & 31;
        out.push(char::from(ALPHABET[usize::try_from(digit).unwrap_or(0)]));
    }
    out
}

/// Reads what `encode` wrote; `None` when the prefix is another's or a character is no digit.
#[must_use]
pub fn decode(prefix: &str, text: &str) -> Option<i64> {
    let digits = text.strip_prefix(prefix)?.strip_prefix('_')?;
    if digits.len() != WIRE_LEN {
        return None;
    }
    digits.bytes().try_fold(0i64, |value, byte| {
        let digit = ALPHABET.iter().position(|known| *known == byte.to_ascii_uppercase())?;
        value.checked_mul(32)?.checked_add(i64::try_from(digit).ok()?)
    })
}

/// Declares an id kind: `id!(pub OrderId, "ord");`
#[macro_export]
macro_rules! id {
    ($(#[$meta:meta])* pub $name:ident, $prefix:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub i64);

        impl $crate::id::Id for $name {
            const PREFIX: &'static str = $prefix;
            fn from_i64(raw: i64) -> Self {
                Self(raw)
            }
            fn to_i64(self) -> i64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::id::encode($prefix, self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                $crate::id::decode($prefix, text).map(Self).ok_or_else(|| {
                    format!("'{text}' is not an id of this kind; it should look like {}_0C4Q7K2M9V1XZ", $prefix)
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.to_string())
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
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "pattern": concat!("^", $prefix, "_[0-9A-HJKMNP-TV-Z]{13}$"),
                })
            }
        }
    };
}

id!(/** Someone who acts: a person, a token, the system. */ pub ActorId, "act");
id!(pub DepartmentId, "dep");
id!(pub RoleId, "rol");
id!(pub CalendarId, "cal");
id!(pub AbsenceId, "abs");
id!(pub CustomerId, "cus");
id!(pub ContactId, "con");
id!(pub AddressId, "adr");
id!(pub ProductId, "prd");
id!(pub SkuId, "sku");
id!(pub PriceListId, "prl");
id!(pub WarehouseId, "whs");
id!(pub LocationId, "loc");
id!(pub MoveId, "mov");
id!(pub ReservationId, "rsv");
id!(pub CountId, "cnt");
id!(pub OrderId, "ord");
id!(pub OrderLineId, "orl");
id!(pub AmendmentId, "amd");
id!(pub ShipmentId, "shp");
id!(pub ShipmentLineId, "shl");
id!(pub PackageId, "pkg");
id!(pub InvoiceId, "inv");
id!(pub InvoiceLineId, "inl");
id!(pub PaymentId, "pay");
id!(pub ProcessId, "prc");
id!(pub ProcessVersionId, "prv");
id!(pub DecisionId, "dec");
id!(pub DecisionVersionId, "dev");
id!(pub CaseId, "cas");
id!(pub TaskId, "tsk");
id!(pub IncidentId, "inc");
id!(/** A question to a system outside that a step waits for. */ pub OutsideCallId, "out");
id!(pub ConnectionId, "cnx");
id!(pub JobId, "job");
id!(pub ViewId, "viw");
id!(/** A row that people never name: holds, scans, applications, prices. */ pub RowId, "row");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_stands_or_goes_back() {
        let maker = IdMaker::new(3, At::from_micros(1_700_000_000_000_000));
        let mut last = OrderId(0);
        for at in [1_700_000_000_000_000, 1_600_000_000_000_000, 1_700_000_000_500_000] {
            for _ in 0..5_000 {
                let next: OrderId = maker.next(At::from_micros(at));
                assert!(next > last);
                assert_eq!((next.0 >> COUNTER_BITS) & 1023, 3);
                last = next;
            }
        }
    }

    #[test]
    fn the_wire_form_reads_back_and_refuses_other_kinds() {
        let id = OrderId(0x7fff_1234_5678_9abc);
        assert_eq!(id.to_string().parse::<OrderId>(), Ok(id));
        assert!(id.to_string().parse::<SkuId>().is_err());
        assert!("ord_".parse::<OrderId>().is_err());
        assert!("ord_UUUUUUUUUUUUU".parse::<OrderId>().is_err());
        assert!("ord_ZZZZZZZZZZZZZ".parse::<OrderId>().is_err(), "over 63 bits");
    }
}
