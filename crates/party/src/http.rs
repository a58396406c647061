//! The wire: customers, their contacts and addresses.

use base::id::{ActorId, AddressId, ContactId, CustomerId, DepartmentId, PriceListId};
use base::{At, Ctx, Filter, Money, Result};
use db::Tx;
use edge::{Answer, Body, Hit, ListQuery, May, PageOf, Path, Query, Route, delete, get, patch, post, put};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::commands;
use crate::model::{
    Address, AddressFields, Contact, ContactFields, Customer, CustomerPatch, Exposure, Found, NewCustomer,
};
use crate::rules;
use crate::store::{self, CustomerRow};

edge::actions! {
    Read = "customer.read" ("查看客户", "See customers"),
    Write = "customer.write" ("录入和修改客户", "Enter and change customers"),
    Credit = "customer.credit" ("授予客户信用", "Grant customers credit"),
}

/// What this room answers to.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/api/customers", list)
            .says("Lists customers; `q` finds by code, name, pinyin or the end of a phone number."),
        get("/api/customers/totals", totals)
            .says("How many customers a list has and what they owe together."),
        get("/api/customers/lookup", lookup)
            .says("Customers found by what is being typed, best first, at most 20."),
        post("/api/customers", create).says("Enters a customer."),
        get("/api/customers/{id}", show).says("One customer with contacts, addresses and what he owes."),
        patch("/api/customers/{id}", change).says("Changes what is said of a customer and leaves the rest."),
        post("/api/customers/{id}/credit", credit).says("Sets a customer's credit limit and payment term."),
        get("/api/customers/{id}/contacts", contacts).says("The people at a customer."),
        post("/api/customers/{id}/contacts", add_contact).says("Adds a person to a customer."),
        put("/api/contacts/{id}", change_contact).says("Changes a person at a customer."),
        delete("/api/contacts/{id}", remove_contact).says("Removes a person from a customer."),
        get("/api/customers/{id}/addresses", addresses)
            .says("A customer's addresses, the default one first."),
        post("/api/customers/{id}/addresses", add_address)
            .says("Adds an address; the first becomes the default one."),
        put("/api/addresses/{id}", change_address).says("Changes an address."),
        delete("/api/addresses/{id}", remove_address).says("Removes an address."),
    ]
}

#[derive(Serialize, JsonSchema)]
struct CustomerView {
    id: CustomerId,
    code: String,
    name: String,
    grade: String,
    price_list: Option<PriceListId>,
    currency: String,
    term_days: i64,
    credit_limit: Option<Money>,
    /// What may still be ordered on credit; absent without a limit.
    credit_left: Option<Money>,
    exposure: ExposureView,
    tax_no: String,
    owner: ActorId,
    department: Option<DepartmentId>,
    active: bool,
    phone: String,
    note: String,
    created_at: At,
    contacts: Vec<Contact>,
    addresses: Vec<Address>,
    revision: i64,
    allowed_actions: Vec<&'static str>,
}

#[derive(Serialize, JsonSchema)]
struct ExposureView {
    #[serde(flatten)]
    parts: Exposure,
    total: Money,
}

#[derive(Serialize, JsonSchema)]
struct CustomerTotals {
    count: i64,
    /// There are more than `count`.
    capped: bool,
    /// What they owe together; absent when there are too many to add up quickly.
    owed: Option<Money>,
}

/// What is being typed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LookupQuery {
    #[serde(default)]
    q: String,
}

/// A credit limit (`null`: none) and days to pay.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CreditBody {
    credit_limit: Option<Money>,
    term_days: i64,
}

fn view(tx: &mut Tx<'_>, ctx: &Ctx, c: Customer) -> Result<CustomerView> {
    let exposure = store::exposure(tx, c.id)?;
    let may = |action| ctx.reaches(action, c.owner_id, c.department_id);
    let actions = [("change", "customer.write"), ("credit", "customer.credit")];
    Ok(CustomerView {
        id: c.id,
        contacts: store::contacts(tx, c.id)?,
        addresses: store::addresses(tx, c.id)?,
        allowed_actions: actions.iter().filter(|(_, action)| may(action)).map(|(name, _)| *name).collect(),
        credit_left: c.credit_limit.map(|limit| limit - exposure.total()),
        exposure: ExposureView { parts: exposure, total: exposure.total() },
        code: c.code,
        name: c.name,
        grade: c.grade,
        price_list: c.price_list_id,
        currency: c.currency,
        term_days: c.term_days,
        credit_limit: c.credit_limit,
        tax_no: c.tax_no,
        owner: c.owner_id,
        department: c.department_id,
        active: c.active,
        phone: c.phone,
        note: c.note,
        created_at: c.created_at,
        revision: c.revision,
    })
}

/// The customer, when he is the actor's to see.
fn seen(tx: &mut Tx<'_>, ctx: &Ctx, id: CustomerId) -> Result<Customer> {
    let customer = store::customer(tx, id)?;
    rules::reachable(ctx, &customer)?;
    Ok(customer)
}

/// What the reader asked for, within what he may see.
fn wanted(ctx: &Ctx, query: &ListQuery) -> Result<Filter> {
    let mut filter = query.filter()?.and(ctx.row_filter("customer.read"));
    if let Some(q) = query.q.as_deref().filter(|q| !q.trim().is_empty()) {
        filter = filter.and(store::find::matches(&rules::typed(q)));
    }
    Ok(filter)
}

async fn list(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<PageOf<CustomerRow>> {
    may.read(move |tx, ctx| db::page(tx, &store::list(wanted(ctx, &query)?), &query)).await
}

async fn totals(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<CustomerTotals> {
    may.read(move |tx, ctx| {
        let filter = wanted(ctx, &query)?;
        let (count, capped) = db::count_capped(tx, &store::list(filter.clone()))?;
        let owed = if capped { None } else { Some(store::owed(tx, &filter)?) };
        Ok(CustomerTotals { count, capped, owed })
    })
    .await
}

async fn lookup(may: May<Read>, Query(query): Query<LookupQuery>) -> Answer<Vec<Found>> {
    may.read(move |tx, ctx| crate::find_customers(tx, ctx, &query.q)).await
}

async fn show(may: May<Read>, Path(id): Path<CustomerId>) -> Answer<CustomerView> {
    may.read(move |tx, ctx| {
        let customer = seen(tx, ctx, id)?;
        view(tx, ctx, customer)
    })
    .await
}

async fn create(may: May<Write>, Body(new): Body<NewCustomer>) -> Answer<CustomerView> {
    may.create(move |tx, ctx| {
        let customer = commands::create(tx, ctx, &new)?;
        view(tx, ctx, customer)
    })
    .await
}

async fn change(
    may: May<Read>,
    Path(id): Path<CustomerId>,
    Body(said): Body<CustomerPatch>,
) -> Answer<CustomerView> {
    may.write(move |tx, ctx| {
        let customer = commands::patch(tx, ctx, id, &said)?;
        view(tx, ctx, customer)
    })
    .await
}

async fn credit(
    may: May<Credit>,
    Path(id): Path<CustomerId>,
    Body(said): Body<CreditBody>,
) -> Answer<CustomerView> {
    may.write(move |tx, ctx| {
        let said = CustomerPatch {
            credit_limit: Some(said.credit_limit),
            term_days: Some(said.term_days),
            ..CustomerPatch::default()
        };
        let customer = commands::patch(tx, ctx, id, &said)?;
        view(tx, ctx, customer)
    })
    .await
}

async fn contacts(may: May<Read>, Path(id): Path<CustomerId>) -> Answer<Vec<Contact>> {
    may.read(move |tx, ctx| {
        seen(tx, ctx, id)?;
        store::contacts(tx, id)
    })
    .await
}

async fn add_contact(
    may: May<Write>,
    Path(id): Path<CustomerId>,
    Body(b): Body<ContactFields>,
) -> Answer<Contact> {
    may.create(move |tx, ctx| commands::add_contact(tx, ctx, id, &b)).await
}

async fn change_contact(
    may: May<Write>,
    Path(id): Path<ContactId>,
    Body(b): Body<ContactFields>,
) -> Answer<Contact> {
    may.write(move |tx, ctx| commands::change_contact(tx, ctx, id, &b)).await
}

async fn remove_contact(may: May<Write>, Path(id): Path<ContactId>) -> Answer<()> {
    may.write(move |tx, ctx| commands::remove_contact(tx, ctx, id)).await
}

async fn addresses(may: May<Read>, Path(id): Path<CustomerId>) -> Answer<Vec<Address>> {
    may.read(move |tx, ctx| {
        seen(tx, ctx, id)?;
        store::addresses(tx, id)
    })
    .await
}

async fn add_address(
    may: May<Write>,
    Path(id): Path<CustomerId>,
    Body(b): Body<AddressFields>,
) -> Answer<Address> {
    may.create(move |tx, ctx| commands::add_address(tx, ctx, id, &b)).await
}

async fn change_address(
    may: May<Write>,
    Path(id): Path<AddressId>,
    Body(b): Body<AddressFields>,
) -> Answer<Address> {
    may.write(move |tx, ctx| commands::change_address(tx, ctx, id, &b)).await
}

async fn remove_address(may: May<Write>, Path(id): Path<AddressId>) -> Answer<()> {
    may.write(move |tx, ctx| commands::remove_address(tx, ctx, id)).await
}

/// Customers found by code, name, pinyin or the end of a phone number.
///
/// # Errors
/// A fault when the database fails.
pub fn search(tx: &mut Tx<'_>, ctx: &Ctx, q: &str) -> Result<Vec<Hit>> {
    if ctx.scope("customer.read").is_none() {
        return Ok(Vec::new());
    }
    let hit = |found: Found| Hit {
        kind: "customer",
        id: found.id.to_string(),
        title: found.name,
        subtitle: found.code,
    };
    Ok(crate::find_customers(tx, ctx, q)?.into_iter().map(hit).collect())
}
