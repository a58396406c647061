//! Customers: one row each, known again by their code. An empty cell leaves what is there.

use base::id::CustomerId;
use base::refusal::Common;
use base::{Ctx, Result};
use db::Tx;
use party::{AddressFields, CustomerPatch, NewCustomer};

use super::Taken;
use crate::document::{Cells, Reading, Setup};
use crate::model::{Outcome, RowError};
use crate::rules::Refusal;

/// What a row says of a customer.
pub(super) struct Read {
    new: NewCustomer,
    says_term: bool,
    address: AddressFields,
}

/// What a row says, and what of it cannot be read.
pub(super) fn read(setup: &Setup, row: &Cells, repeats: Option<i64>) -> (Read, Vec<RowError>) {
    let mut reading = Reading::new(setup);
    if let Some(first) = repeats {
        reading.add(row, "code", &Refusal::RowRepeated { row: first });
    }
    let term_days = reading.whole(row, "term_days");
    let new = NewCustomer {
        code: reading.required(row, "code"),
        name: reading.required(row, "name"),
        phone: reading.text(row, "phone"),
        grade: reading.text(row, "grade"),
        tax_no: reading.text(row, "tax_no"),
        term_days: term_days.unwrap_or(0),
        credit_limit: reading.money(row, "credit_limit"),
        note: reading.text(row, "note"),
        ..NewCustomer::default()
    };
    let text = |target: &str| setup.cell(row, target).to_owned();
    let address = AddressFields {
        receiver: Some(text("receiver")).filter(|name| !name.is_empty()).unwrap_or_else(|| new.name.clone()),
        phone: new.phone.clone(),
        province: text("province"),
        city: text("city"),
        district: text("district"),
        street: text("address"),
        ..AddressFields::default()
    };
    (Read { new, says_term: term_days.is_some(), address }, reading.errors)
}

pub(super) fn take(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    setup: &Setup,
    row: &Cells,
    repeats: Option<i64>,
) -> Result<Taken> {
    let (read, errors) = read(setup, row, repeats);
    if !errors.is_empty() {
        return Ok(Taken::refused(errors));
    }
    let Some(known) = party::by_codes(tx, &[&read.new.code])?.into_iter().next() else {
        let made = party::commands::create(tx, ctx, &read.new)?;
        address(tx, ctx, made.id, &read.address)?;
        return Ok(Taken::made(made.id, &made.code, Outcome::Created));
    };
    let said = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let new = &read.new;
    let patch = CustomerPatch {
        name: said(&new.name),
        phone: said(&new.phone),
        grade: said(&new.grade),
        tax_no: said(&new.tax_no),
        note: said(&new.note),
        term_days: read.says_term.then_some(new.term_days),
        credit_limit: new.credit_limit.map(Some),
        ..CustomerPatch::default()
    };
    let after = party::commands::patch(tx, ctx, known.id, &patch)?;
    let more = address(tx, ctx, known.id, &read.address)?;
    if after == known && !more {
        return Ok(Taken::default());
    }
    Ok(Taken::made(after.id, &after.code, Outcome::Changed))
}

/// Adds the address unless the customer has it; whether it did.
fn address(tx: &mut Tx<'_>, ctx: &Ctx, customer: CustomerId, said: &AddressFields) -> Result<bool> {
    if said.street.is_empty() {
        return Ok(false);
    }
    let all = party::addresses(tx, customer)?;
    let same = |known: &party::Address| {
        [&known.province, &known.city, &known.district, &known.street]
            == [&said.province, &said.city, &said.district, &said.street]
    };
    if all.iter().any(same) {
        return Ok(false);
    }
    party::commands::add_address(tx, ctx, customer, said).map(|_| true)
}

/// Which target a field of a customer was read from.
pub(super) fn place(field: &str) -> (usize, &'static str) {
    let target = match field {
        "code" => "code",
        "name" => "name",
        "phone" => "phone",
        "grade" => "grade",
        "tax_no" => "tax_no",
        "term_days" => "term_days",
        "credit_limit" => "credit_limit",
        "note" => "note",
        "receiver" => "receiver",
        "province" => "province",
        "city" => "city",
        "district" => "district",
        "street" => "address",
        _ => "",
    };
    (0, target)
}

/// Documents may name a customer, so he is switched off, not removed.
pub(super) fn undo(tx: &mut Tx<'_>, ctx: &Ctx, subject: &str) -> Result<()> {
    let unknown = || Common::NotFound { what: "customer", id: subject.to_owned() };
    let id: CustomerId = subject.parse().map_err(|_| unknown())?;
    let off = CustomerPatch { active: Some(false), ..CustomerPatch::default() };
    party::commands::patch(tx, ctx, id, &off).map(|_| ())
}
