//! What earlier programs stored otherwise is brought to how it is stored now, a part at a time.

use base::{Ctx, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use db::Tx;

use crate::house::House;
use crate::run::Live;
use crate::store;

const AT_ONCE: i64 = 200;
/// As what a drawn signature was stored: text, where bytes belong.
const ENCODED: &str = "image/png;base64";
/// What is no picture is kept as it is, to be saved and never shown.
const UNKNOWN: &str = "application/octet-stream";

/// Does a part of it; whether more is left.
///
/// # Errors
/// Faults of the store.
pub fn upgrade(tx: &mut Tx<'_>, _: &Ctx, house: &'static House) -> Result<bool> {
    let notes = store::note::encoded(tx, ENCODED, AT_ONCE)?;
    for (id, text) in &notes {
        match BASE64.decode(text) {
            Ok(bytes) => store::note::set_content(tx, *id, "image/png", &bytes)?,
            Err(_) => store::note::set_content(tx, *id, UNKNOWN, text)?,
        }
    }
    let cases = store::case::standing_nowhere(tx, AT_ONCE)?;
    let more = !notes.is_empty() || !cases.is_empty();
    for row in cases {
        let id = row.id;
        // One whose drawing is not understood any more stands nowhere.
        let stands = Live::from_row(tx, house, row).map(|live| live.stands()).unwrap_or_default();
        store::case::set_stands(tx, id, &stands)?;
    }
    Ok(more)
}
