//! Taking an order in that may have come before: files and shops send the same numbers again.

use std::collections::HashSet;

use base::text::clean;
use base::{Ctx, Result};
use db::Tx;

use super::{create_new, edit, known_by_its_number};
use crate::commands::steps::reaches;
use crate::commands::{confirm, place};
use crate::model::{Document, External, NewOrder, State, Upto};
use crate::store;

/// What taking an order in came to, or would come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upsert {
    Created,
    /// It was a draft with other content; now it says what was handed in.
    Changed,
    /// It came before, just so.
    Unchanged,
}

/// Makes an order, or makes the draft of the same external number say what is handed in now, and takes
/// it as far as it should go. What was placed already is never changed by a file.
///
/// # Errors
/// As `create`; `external_number_taken` when the order was placed with other content.
pub fn upsert(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewOrder) -> Result<(Document, Upsert)> {
    match known(tx, ctx, new)? {
        None => Ok((create_new(tx, ctx, new)?, Upsert::Created)),
        Some((order, Upsert::Changed)) => {
            let ctx = &Ctx { seen_revision: None, ..ctx.clone() };
            let mut now = edit(tx, ctx, order.order.id, new)?;
            if new.upto != Upto::Draft {
                now = place(tx, ctx, now.order.id)?;
            }
            if new.upto == Upto::Confirmed {
                now = confirm(tx, ctx, now.order.id, new.on_short)?;
            }
            Ok((now, Upsert::Changed))
        }
        Some(known) => Ok(known),
    }
}

/// What `upsert` would come to, without changing anything; the order itself is not looked at.
///
/// # Errors
/// `external_number_taken` when the order was placed with other content.
pub fn would_upsert(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewOrder) -> Result<Upsert> {
    Ok(known(tx, ctx, new)?.map_or(Upsert::Created, |(_, how)| how))
}

/// The order that has this number already, and whether a draft must change to say the same.
fn known(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewOrder) -> Result<Option<(Document, Upsert)>> {
    match known_by_its_number(tx, ctx, new) {
        Ok(known) => Ok(known.map(|known| (known, Upsert::Unchanged))),
        Err(base::Error::Refused(refused)) => {
            let draft = draft_of_number(tx, ctx, new)?;
            draft.map(|draft| Some((draft, Upsert::Changed))).ok_or(base::Error::Refused(refused))
        }
        Err(fault) => Err(fault),
    }
}

fn draft_of_number(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewOrder) -> Result<Option<Document>> {
    let Some(External { channel, number }) = &new.external else { return Ok(None) };
    let Some((id, ..)) = store::by_external(tx, &clean(channel), &clean(number))? else { return Ok(None) };
    let known = store::load(tx, id)?;
    let is_his_draft = |d: &Document| d.order.state == State::Draft && reaches(ctx, "order.create", &d.order);
    Ok(known.filter(is_his_draft))
}

/// The order of an external number; the caller is the house, which may see all.
///
/// # Errors
/// A fault when the database fails.
pub fn by_external(tx: &mut Tx<'_>, channel: &str, number: &str) -> Result<Option<Document>> {
    match store::by_external(tx, channel, number)? {
        Some((id, ..)) => store::load(tx, id),
        None => Ok(None),
    }
}

/// Which of these external numbers a channel has sent before.
///
/// # Errors
/// A fault when the database fails.
pub fn known_external(tx: &mut Tx<'_>, channel: &str, numbers: &[&str]) -> Result<HashSet<String>> {
    store::known_external(tx, channel, numbers)
}
