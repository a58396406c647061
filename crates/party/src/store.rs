//! The SQL: customers, contacts, addresses and exposure; rows in, values out.

pub(crate) mod find;

use std::sync::LazyLock;

use base::id::{ActorId, AddressId, ContactId, CustomerId, DepartmentId, PriceListId};
use base::refusal::Common;
use base::{Error, Filter, Money, Result};
use db::{Field, FromRow, List, Row, ToValue, Tx};

use crate::model::{Address, Contact, Customer, Exposure, ExposureChange, Intake};
use crate::rules::SearchKeys;

const OWED: &str = "(e.ordered + e.unbilled + e.receivable - e.prepaid)";

/// What lists of customers may be filtered and sorted by. The last four are for typed text.
pub(crate) const FIELDS: &[Field] = &[
    Field::id::<CustomerId>("id", "c.id"),
    Field::text("code", "c.code"),
    Field::text("name", "c.name"),
    Field::text("grade", "c.grade"),
    Field::text("currency", "c.currency"),
    Field::text("tax_no", "c.tax_no"),
    Field::text("phone", "c.phone"),
    Field::text("note", "c.note"),
    Field::int("active", "c.active"),
    Field::int("term_days", "c.term_days"),
    Field::money("credit_limit", "c.credit_limit"),
    Field::money("owed", OWED),
    Field::money("receivable", "e.receivable"),
    Field::id::<ActorId>("owner", "c.owner_id"),
    Field::id::<DepartmentId>("department", "c.department_id"),
    Field::id::<PriceListId>("price_list", "c.price_list_id"),
    Field::at("created_at", "c.created_at"),
    Field::text("code_key", "c.code_key"),
    Field::text("initials", "c.initials"),
    Field::text("pinyin", "c.pinyin"),
    Field::text("phone_tail", "c.phone_tail"),
];

static ONE: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} FROM customer WHERE id = $1", Customer::COLUMNS));
static LOCKED: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} FROM customer WHERE id = $1 {{for_update}}", Customer::COLUMNS));
static MANY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {} FROM {{ids $1}} r JOIN customer c ON c.id = r.id ORDER BY r.ord",
        Customer::columns("c")
    )
});
static BY_CODES: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {} FROM {{texts $1}} r JOIN customer c ON c.code = r.text ORDER BY r.ord",
        Customer::columns("c")
    )
});
static INTAKE: LazyLock<String> = LazyLock::new(|| format!("{} WHERE c.id = $1", intake_sql()));
static INTAKE_BY_CODE: LazyLock<String> = LazyLock::new(|| format!("{} WHERE c.code = $1", intake_sql()));

fn intake_sql() -> String {
    format!(
        "SELECT {}, {}, {} FROM customer c JOIN exposure e ON e.customer_id = c.id
         LEFT JOIN address a ON a.customer_id = c.id AND a.is_default = 1",
        Customer::columns("c"),
        Exposure::columns("e"),
        Address::columns("a")
    )
}

impl FromRow for Intake {
    fn from_row(row: &mut Row<'_>) -> Result<Self, String> {
        Ok(Self {
            customer: Customer::from_row(row)?,
            exposure: Exposure::from_row(row)?,
            address: address(row)?,
        })
    }
}

/// The default address, when the outer join found one.
fn address(row: &mut Row<'_>) -> Result<Option<Address>, String> {
    let Some(id) = row.col::<Option<AddressId>>()? else { return Ok(None) };
    Ok(Some(Address {
        id,
        customer_id: row.col()?,
        receiver: row.col()?,
        phone: row.col()?,
        province: row.col()?,
        city: row.col()?,
        district: row.col()?,
        street: row.col()?,
        postcode: row.col()?,
        is_default: row.col()?,
        revision: row.col()?,
    }))
}

#[expect(clippy::needless_pass_by_value, reason = "an id, said once")]
fn missing(what: &'static str, id: impl ToString) -> Error {
    Common::NotFound { what, id: id.to_string() }.into()
}

/// # Errors
/// `not_found`.
pub fn customer(tx: &mut Tx<'_>, id: CustomerId) -> Result<Customer> {
    tx.first(&ONE, &[&id])?.ok_or_else(|| missing("customer", id))
}

pub(crate) fn for_update(tx: &mut Tx<'_>, id: CustomerId) -> Result<Customer> {
    tx.first(&LOCKED, &[&id])?.ok_or_else(|| missing("customer", id))
}

/// Those of the customers that exist, in the order asked for.
///
/// # Errors
/// A fault when the database fails.
pub fn customers(tx: &mut Tx<'_>, ids: &[CustomerId]) -> Result<Vec<Customer>> {
    tx.all(&MANY, &[&db::list(ids)])
}

/// Those of the customers that exist, in the order asked for; whoever needs a place for each matches by `code`.
///
/// # Errors
/// A fault when the database fails.
pub fn by_codes<S: AsRef<str>>(tx: &mut Tx<'_>, codes: &[S]) -> Result<Vec<Customer>> {
    tx.all(&BY_CODES, &[&db::texts(codes.iter().map(AsRef::as_ref))])
}

/// What taking an order needs, in one statement.
///
/// # Errors
/// `not_found`.
pub fn intake(tx: &mut Tx<'_>, id: CustomerId) -> Result<Intake> {
    tx.first(&INTAKE, &[&id])?.ok_or_else(|| missing("customer", id))
}

/// The same for a customer named by his code.
///
/// # Errors
/// `not_found`.
pub fn intake_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Intake> {
    tx.first(&INTAKE_BY_CODE, &[&code])?.ok_or_else(|| missing("customer", code))
}

pub(crate) fn id_of_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<CustomerId>> {
    let found: Option<(CustomerId,)> = tx.first("SELECT id FROM customer WHERE code = $1", &[&code])?;
    Ok(found.map(|(id,)| id))
}

pub(crate) fn insert(tx: &mut Tx<'_>, c: &Customer, keys: &SearchKeys) -> Result<()> {
    tx.send(
        "INSERT INTO customer (id, code, name, grade, price_list_id, currency, term_days, credit_limit, tax_no,
           owner_id, department_id, active, phone, note, created_at, revision, code_key, initials, pinyin, phone_tail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        &[
            &c.id, &c.code, &c.name, &c.grade, &c.price_list_id, &c.currency, &c.term_days, &c.credit_limit,
            &c.tax_no, &c.owner_id, &c.department_id, &c.active, &c.phone, &c.note, &c.created_at, &c.revision,
            &keys.code, &keys.initials, &keys.pinyin, &keys.phone_tail,
        ],
    )?;
    tx.send(
        "INSERT INTO exposure (customer_id, ordered, unbilled, receivable, prepaid, revision) VALUES ($1, 0, 0, 0, 0, 1)",
        &[&c.id],
    )
}

pub(crate) fn update(tx: &mut Tx<'_>, c: &Customer, keys: &SearchKeys) -> Result<()> {
    tx.send(
        "UPDATE customer SET code = $2, name = $3, grade = $4, price_list_id = $5, currency = $6, term_days = $7,
           credit_limit = $8, tax_no = $9, owner_id = $10, department_id = $11, active = $12, phone = $13, note = $14,
           revision = $15, code_key = $16, initials = $17, pinyin = $18, phone_tail = $19
         WHERE id = $1",
        &[
            &c.id, &c.code, &c.name, &c.grade, &c.price_list_id, &c.currency, &c.term_days, &c.credit_limit,
            &c.tax_no, &c.owner_id, &c.department_id, &c.active, &c.phone, &c.note, &c.revision,
            &keys.code, &keys.initials, &keys.pinyin, &keys.phone_tail,
        ],
    )
}

/// Adds to what a customer owes and says what it is now; the row stays locked until the commit, so
/// that two orders cannot both pass under one limit.
///
/// # Errors
/// `not_found`.
pub fn charge(tx: &mut Tx<'_>, customer: CustomerId, change: &ExposureChange) -> Result<Exposure> {
    tx.first(
        "UPDATE exposure SET ordered = ordered + $2, unbilled = unbilled + $3, receivable = receivable + $4,
           prepaid = prepaid + $5, revision = revision + 1
         WHERE customer_id = $1
         RETURNING customer_id, ordered, unbilled, receivable, prepaid, revision",
        &[&customer, &change.ordered, &change.unbilled, &change.receivable, &change.prepaid],
    )?
    .ok_or_else(|| missing("customer", customer))
}

/// # Errors
/// `not_found`.
pub fn exposure(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Exposure> {
    tx.first(
        "SELECT customer_id, ordered, unbilled, receivable, prepaid, revision FROM exposure WHERE customer_id = $1",
        &[&customer],
    )?
    .ok_or_else(|| missing("customer", customer))
}

db::row! {
    /// A row of the list of customers.
    #[derive(Debug, Clone, PartialEq, serde::Serialize, schemars::JsonSchema)]
    pub struct CustomerRow {
        pub id: CustomerId,
        pub code: String,
        pub name: String,
        pub grade: String,
        pub phone: String,
        pub currency: String,
        pub term_days: i64,
        pub credit_limit: Option<Money>,
        pub owed: Money,
        pub receivable: Money,
        pub owner: ActorId,
        pub department: Option<DepartmentId>,
        pub price_list: Option<PriceListId>,
        pub active: bool,
        pub created_at: base::At,
        pub revision: i64,
    }
}

/// The list of customers: what it selects, under this filter.
pub(crate) fn list(filter: Filter) -> List<'static> {
    List {
        select: "c.id, c.code, c.name, c.grade, c.phone, c.currency, c.term_days, c.credit_limit,
                 (e.ordered + e.unbilled + e.receivable - e.prepaid), e.receivable, c.owner_id, c.department_id,
                 c.price_list_id, c.active, c.created_at, c.revision",
        from: "customer c JOIN exposure e ON e.customer_id = c.id",
        fields: FIELDS,
        key: "c.id",
        filter,
        default_sort: "code",
    }
}

/// What the customers of a list owe together.
pub(crate) fn owed(tx: &mut Tx<'_>, filter: &Filter) -> Result<Money> {
    let mut params = Vec::new();
    let condition = db::compile(filter, FIELDS, &mut params)?;
    let sql = format!(
        "SELECT CAST(COALESCE(SUM({OWED}), 0) AS BIGINT) FROM customer c
         JOIN exposure e ON e.customer_id = c.id WHERE {condition}"
    );
    let params: Vec<&dyn ToValue> = params.iter().map(|p| p as &dyn ToValue).collect();
    let (owed,): (Money,) = tx.one(&sql, &params)?;
    Ok(owed)
}

pub(crate) fn contacts(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Vec<Contact>> {
    tx.all(
        "SELECT id, customer_id, name, title, phone, email, note, revision FROM contact WHERE customer_id = $1 ORDER BY id",
        &[&customer],
    )
}

pub(crate) fn contact(tx: &mut Tx<'_>, id: ContactId) -> Result<Contact> {
    let found: Option<Contact> = tx.first(
        "SELECT id, customer_id, name, title, phone, email, note, revision FROM contact WHERE id = $1 {for_update}",
        &[&id],
    )?;
    found.ok_or_else(|| missing("contact", id))
}

/// Writes a contact, new or known.
pub(crate) fn put_contact(tx: &mut Tx<'_>, c: &Contact) -> Result<()> {
    tx.send(
        "INSERT INTO contact (id, customer_id, name, title, phone, email, note, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET name = $3, title = $4, phone = $5, email = $6, note = $7, revision = $8",
        &[&c.id, &c.customer_id, &c.name, &c.title, &c.phone, &c.email, &c.note, &c.revision],
    )
}

pub(crate) fn remove_contact(tx: &mut Tx<'_>, id: ContactId) -> Result<()> {
    tx.send("DELETE FROM contact WHERE id = $1", &[&id])
}

/// The addresses of a customer, the default one first.
///
/// # Errors
/// A fault when the database fails.
pub fn addresses(tx: &mut Tx<'_>, customer: CustomerId) -> Result<Vec<Address>> {
    let sql = format!(
        "SELECT {} FROM address WHERE customer_id = $1 ORDER BY is_default DESC, id",
        Address::COLUMNS
    );
    tx.all(&sql, &[&customer])
}

/// One address of a customer.
///
/// # Errors
/// `not_found`, also when it is another customer's.
pub fn address_of(tx: &mut Tx<'_>, customer: CustomerId, id: AddressId) -> Result<Address> {
    let sql = format!("SELECT {} FROM address WHERE id = $1 AND customer_id = $2", Address::COLUMNS);
    tx.first(&sql, &[&id, &customer])?.ok_or_else(|| missing("address", id))
}

pub(crate) fn address_for_update(tx: &mut Tx<'_>, id: AddressId) -> Result<Address> {
    let sql = format!("SELECT {} FROM address WHERE id = $1 {{for_update}}", Address::COLUMNS);
    tx.first(&sql, &[&id])?.ok_or_else(|| missing("address", id))
}

/// Takes the default from whichever address has it.
pub(crate) fn clear_default(tx: &mut Tx<'_>, customer: CustomerId) -> Result<()> {
    tx.send("UPDATE address SET is_default = 0 WHERE customer_id = $1 AND is_default = 1", &[&customer])
}

/// Writes an address, new or known.
pub(crate) fn put_address(tx: &mut Tx<'_>, a: &Address) -> Result<()> {
    tx.send(
        "INSERT INTO address (id, customer_id, receiver, phone, province, city, district, street, postcode, is_default, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (id) DO UPDATE SET receiver = $3, phone = $4, province = $5, city = $6, district = $7, street = $8,
           postcode = $9, is_default = $10, revision = $11",
        &[
            &a.id, &a.customer_id, &a.receiver, &a.phone, &a.province, &a.city, &a.district, &a.street, &a.postcode,
            &a.is_default, &a.revision,
        ],
    )
}

pub(crate) fn remove_address(tx: &mut Tx<'_>, id: AddressId) -> Result<()> {
    tx.send("DELETE FROM address WHERE id = $1", &[&id])
}
