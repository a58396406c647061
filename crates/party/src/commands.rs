//! The verbs: load, decide, write, record; one transaction each.

use base::id::{AddressId, ContactId, CustomerId};
use base::refusal::Common;
use base::text::clean;
use base::{Ctx, Money, Result};
use db::{Event, Tx};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::model::{Address, AddressFields, Contact, ContactFields, Customer, CustomerPatch, NewCustomer};
use crate::rules::{self, Refusal};
use crate::store;

const WRITE: &str = "customer.write";
const CREDIT: &str = "customer.credit";

/// Makes a customer. Who may not grant credit makes one who pays first: his limit is zero.
///
/// # Errors
/// `invalid` with every wrong field; `customer_code_taken`; `forbidden` when credit is asked for by
/// someone who may not grant it.
pub fn create(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewCustomer) -> Result<Customer> {
    ctx.require(WRITE)?;
    let may_credit = ctx.scope(CREDIT).is_some();
    if new.credit_limit.is_some_and(|limit| !limit.is_zero()) || new.term_days != 0 {
        ctx.require(CREDIT)?;
    }
    let mut customer = Customer {
        id: ctx.id(),
        code: new.code.clone(),
        name: new.name.clone(),
        grade: new.grade.clone(),
        price_list_id: new.price_list_id,
        currency: if clean(&new.currency).is_empty() { "CNY".into() } else { new.currency.clone() },
        term_days: new.term_days,
        credit_limit: if may_credit { new.credit_limit } else { Some(Money::ZERO) },
        tax_no: new.tax_no.clone(),
        owner_id: new.owner_id.unwrap_or(ctx.actor()),
        department_id: new.department_id.or(ctx.grants.department),
        active: true,
        phone: new.phone.clone(),
        note: new.note.clone(),
        created_at: ctx.at,
        revision: 1,
    };
    rules::tidy(&mut customer);
    if customer.code.is_empty() {
        customer.code = tx.next_number("CUS", ctx)?;
    }
    rules::check(&customer)?;
    if store::id_of_code(tx, &customer.code)?.is_some() {
        return Err(Refusal::CustomerCodeTaken { customer: customer.code }.into());
    }
    store::insert(tx, &customer, &rules::search_keys(&customer))?;
    tx.record_first(ctx, Event::new("customer.created", customer.id).data(&json!({ "after": customer })));
    Ok(customer)
}

/// The customer with this code; made when there is none.
///
/// # Errors
/// As `create`; `not_found` when there is one who is not his to see.
pub fn ensure(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewCustomer) -> Result<CustomerId> {
    let code = clean(&new.code);
    match store::by_codes(tx, &[code])?.first() {
        Some(known) => rules::reachable(ctx, known).map(|()| known.id),
        None => create(tx, ctx, new).map(|made| made.id),
    }
}

/// Changes what was said and leaves the rest. Limit and term need the right to grant credit, and only that.
///
/// # Errors
/// `not_found`, `forbidden`, `revision_mismatch`, then as `create`.
pub fn patch(tx: &mut Tx<'_>, ctx: &Ctx, id: CustomerId, patch: &CustomerPatch) -> Result<Customer> {
    let before = locked(tx, ctx, id)?;
    ctx.check_revision("customer", before.revision)?;
    let mut after = apply(&before, patch);
    rules::tidy(&mut after);
    rules::check(&after)?;
    if after == before {
        return Ok(before);
    }
    let credit = |c: &Customer| (c.credit_limit, c.term_days);
    let credit_changed = credit(&after) != credit(&before);
    if credit_changed {
        may(ctx, CREDIT, &before)?;
    }
    let only_credit =
        Customer { credit_limit: after.credit_limit, term_days: after.term_days, ..before.clone() };
    if after != only_credit {
        may(ctx, WRITE, &before)?;
    }
    if after.code != before.code && store::id_of_code(tx, &after.code)?.is_some() {
        return Err(Refusal::CustomerCodeTaken { customer: after.code }.into());
    }
    after.revision += 1;
    store::update(tx, &after, &rules::search_keys(&after))?;
    let kind = if credit_changed { "customer.credit_changed" } else { "customer.changed" };
    tx.record(ctx, Event::new(kind, id).data(&changed(&before, &after)));
    Ok(after)
}

fn apply(before: &Customer, patch: &CustomerPatch) -> Customer {
    let text = |new: &Option<String>, old: &String| new.as_ref().unwrap_or(old).clone();
    Customer {
        code: text(&patch.code, &before.code),
        name: text(&patch.name, &before.name),
        grade: text(&patch.grade, &before.grade),
        price_list_id: patch.price_list_id.unwrap_or(before.price_list_id),
        currency: text(&patch.currency, &before.currency),
        term_days: patch.term_days.unwrap_or(before.term_days),
        credit_limit: patch.credit_limit.unwrap_or(before.credit_limit),
        tax_no: text(&patch.tax_no, &before.tax_no),
        owner_id: patch.owner_id.unwrap_or(before.owner_id),
        department_id: patch.department_id.unwrap_or(before.department_id),
        active: patch.active.unwrap_or(before.active),
        phone: text(&patch.phone, &before.phone),
        note: text(&patch.note, &before.note),
        ..before.clone()
    }
}

/// The fields that differ, before and after.
fn changed(before: &impl Serialize, after: &impl Serialize) -> Value {
    let (old, new) = (facts(before), facts(after));
    let differs = |key: &String| old.get(key) != new.get(key) && key != "revision";
    let pick = |from: &Map<String, Value>| -> Map<String, Value> {
        from.iter().filter(|(key, _)| differs(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    json!({ "before": pick(&old), "after": pick(&new) })
}

fn facts(of: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(of) {
        Ok(Value::Object(facts)) => facts,
        _ => Map::new(),
    }
}

fn locked(tx: &mut Tx<'_>, ctx: &Ctx, id: CustomerId) -> Result<Customer> {
    let customer = store::for_update(tx, id)?;
    rules::reachable(ctx, &customer)?;
    Ok(customer)
}

fn may(ctx: &Ctx, action: &str, customer: &Customer) -> Result<()> {
    if ctx.reaches(action, customer.owner_id, customer.department_id) {
        return Ok(());
    }
    Err(Common::Forbidden { action: action.into() }.into())
}

/// Locks the customer and makes sure that the actor may change him.
fn for_write(tx: &mut Tx<'_>, ctx: &Ctx, id: CustomerId) -> Result<()> {
    let customer = locked(tx, ctx, id)?;
    may(ctx, WRITE, &customer)
}

/// Adds a person to a customer.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid`.
pub fn add_contact(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    customer: CustomerId,
    fields: &ContactFields,
) -> Result<Contact> {
    for_write(tx, ctx, customer)?;
    let contact = contact_of(ctx.id(), customer, rules::contact(fields)?, 1);
    store::put_contact(tx, &contact)?;
    tx.record(ctx, Event::new("customer.contact_changed", customer).data(&json!({ "after": contact })));
    Ok(contact)
}

/// # Errors
/// `not_found`, `forbidden`, `revision_mismatch`, `invalid`.
pub fn change_contact(tx: &mut Tx<'_>, ctx: &Ctx, id: ContactId, fields: &ContactFields) -> Result<Contact> {
    let before = store::contact(tx, id)?;
    let customer = before.customer_id;
    for_write(tx, ctx, customer)?;
    ctx.check_revision("contact", before.revision)?;
    let after = contact_of(id, customer, rules::contact(fields)?, before.revision + 1);
    store::put_contact(tx, &after)?;
    tx.record(ctx, Event::new("customer.contact_changed", customer).data(&changed(&before, &after)));
    Ok(after)
}

/// # Errors
/// `not_found`, `forbidden`.
pub fn remove_contact(tx: &mut Tx<'_>, ctx: &Ctx, id: ContactId) -> Result<()> {
    let before = store::contact(tx, id)?;
    let customer = before.customer_id;
    for_write(tx, ctx, customer)?;
    store::remove_contact(tx, id)?;
    tx.record(ctx, Event::new("customer.contact_changed", customer).data(&json!({ "before": before })));
    Ok(())
}

fn contact_of(id: ContactId, customer_id: CustomerId, f: ContactFields, revision: i64) -> Contact {
    Contact {
        id,
        customer_id,
        name: f.name,
        title: f.title,
        phone: f.phone,
        email: f.email,
        note: f.note,
        revision,
    }
}

/// Adds an address; the first is the default one.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid`.
pub fn add_address(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    customer: CustomerId,
    fields: &AddressFields,
) -> Result<Address> {
    for_write(tx, ctx, customer)?;
    let mut fields = rules::address(fields)?;
    fields.is_default |= store::addresses(tx, customer)?.is_empty();
    let address = address_of(ctx.id(), customer, fields, 1);
    if address.is_default {
        store::clear_default(tx, customer)?;
    }
    store::put_address(tx, &address)?;
    tx.record(ctx, Event::new("customer.address_changed", customer).data(&json!({ "after": address })));
    Ok(address)
}

/// # Errors
/// `not_found`, `forbidden`, `revision_mismatch`, `invalid`.
pub fn change_address(tx: &mut Tx<'_>, ctx: &Ctx, id: AddressId, fields: &AddressFields) -> Result<Address> {
    let before = store::address_for_update(tx, id)?;
    let customer = before.customer_id;
    for_write(tx, ctx, customer)?;
    ctx.check_revision("address", before.revision)?;
    let mut fields = rules::address(fields)?;
    // The default moves to another address; it is never merely taken away.
    fields.is_default |= before.is_default;
    let after = address_of(id, customer, fields, before.revision + 1);
    if after.is_default && !before.is_default {
        store::clear_default(tx, customer)?;
    }
    store::put_address(tx, &after)?;
    tx.record(ctx, Event::new("customer.address_changed", customer).data(&changed(&before, &after)));
    Ok(after)
}

/// Removes an address; when it was the default one, the oldest of the rest becomes it.
///
/// # Errors
/// `not_found`, `forbidden`.
pub fn remove_address(tx: &mut Tx<'_>, ctx: &Ctx, id: AddressId) -> Result<()> {
    let before = store::address_for_update(tx, id)?;
    let customer = before.customer_id;
    for_write(tx, ctx, customer)?;
    store::remove_address(tx, id)?;
    if before.is_default
        && let Some(mut next) = store::addresses(tx, customer)?.into_iter().next()
    {
        next.is_default = true;
        next.revision += 1;
        store::put_address(tx, &next)?;
    }
    tx.record(ctx, Event::new("customer.address_changed", customer).data(&json!({ "before": before })));
    Ok(())
}

fn address_of(id: AddressId, customer_id: CustomerId, f: AddressFields, revision: i64) -> Address {
    Address {
        id,
        customer_id,
        receiver: f.receiver,
        phone: f.phone,
        province: f.province,
        city: f.city,
        district: f.district,
        street: f.street,
        postcode: f.postcode,
        is_default: f.is_default,
        revision,
    }
}
