//! The nouns: a customer, his contacts and addresses, and what he owes.

use base::id::{ActorId, AddressId, ContactId, CustomerId, DepartmentId, PriceListId};
use base::{At, Money};
use serde::{Deserialize, Serialize};

db::row! {
    /// Somebody who buys from us.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    pub struct Customer {
        pub id: CustomerId,
        pub code: String,
        pub name: String,
        /// A company's own word for how much he matters: A, B, VIP.
        pub grade: String,
        pub price_list_id: Option<PriceListId>,
        /// Of all his documents: ISO 4217.
        pub currency: String,
        /// Days from invoice to due date.
        pub term_days: i64,
        /// How much he may owe; `None` is without limit.
        pub credit_limit: Option<Money>,
        pub tax_no: String,
        pub owner_id: ActorId,
        pub department_id: Option<DepartmentId>,
        pub active: bool,
        pub phone: String,
        pub note: String,
        pub created_at: At,
        pub revision: i64,
    }
}

db::row! {
    /// What a customer owes or will owe, in the parts it moves through: ordered, shipped but not
    /// invoiced, invoiced but not paid; less what he paid in advance.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
    pub struct Exposure {
        #[serde(skip)]
        pub customer_id: CustomerId,
        pub ordered: Money,
        pub unbilled: Money,
        pub receivable: Money,
        pub prepaid: Money,
        #[serde(skip)]
        pub revision: i64,
    }
}

/// How one command moves what a customer owes; each part is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExposureChange {
    pub ordered: Money,
    pub unbilled: Money,
    pub receivable: Money,
    pub prepaid: Money,
}

/// An order would take the customer past his limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CreditProblem {
    pub limit: Money,
    pub owed: Money,
    pub extra: Money,
}

db::row! {
    /// A person at a customer.
    #[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
    pub struct Contact {
        pub id: ContactId,
        #[serde(rename = "customer")]
        pub customer_id: CustomerId,
        pub name: String,
        pub title: String,
        pub phone: String,
        pub email: String,
        pub note: String,
        pub revision: i64,
    }
}

db::row! {
    /// A place goods are sent to.
    #[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
    pub struct Address {
        pub id: AddressId,
        #[serde(rename = "customer")]
        pub customer_id: CustomerId,
        pub receiver: String,
        pub phone: String,
        pub province: String,
        pub city: String,
        pub district: String,
        pub street: String,
        pub postcode: String,
        pub is_default: bool,
        pub revision: i64,
    }
}

/// What taking an order needs to know about its customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Intake {
    pub customer: Customer,
    pub exposure: Exposure,
    /// Where his goods go unless the order says otherwise.
    pub address: Option<Address>,
}

/// A customer to be made. Empty texts and `None` mean "the usual".
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NewCustomer {
    /// Given by us when empty.
    pub code: String,
    pub name: String,
    pub grade: String,
    #[serde(rename = "price_list")]
    pub price_list_id: Option<PriceListId>,
    /// CNY when empty.
    pub currency: String,
    pub term_days: i64,
    pub credit_limit: Option<Money>,
    pub tax_no: String,
    /// Whoever makes it, when `None`.
    #[serde(rename = "owner")]
    pub owner_id: Option<ActorId>,
    /// The department of whoever makes it, when `None`.
    #[serde(rename = "department")]
    pub department_id: Option<DepartmentId>,
    pub phone: String,
    pub note: String,
}

/// What of a customer changes; what is not said stays as it is, `null` takes away.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CustomerPatch {
    pub code: Option<String>,
    pub name: Option<String>,
    pub grade: Option<String>,
    #[serde(rename = "price_list", deserialize_with = "said")]
    #[schemars(with = "Option<PriceListId>")]
    pub price_list_id: Option<Option<PriceListId>>,
    pub currency: Option<String>,
    pub term_days: Option<i64>,
    #[serde(deserialize_with = "said")]
    #[schemars(with = "Option<Money>")]
    pub credit_limit: Option<Option<Money>>,
    pub tax_no: Option<String>,
    #[serde(rename = "owner")]
    pub owner_id: Option<ActorId>,
    #[serde(rename = "department", deserialize_with = "said")]
    #[schemars(with = "Option<DepartmentId>")]
    pub department_id: Option<Option<DepartmentId>>,
    pub active: Option<bool>,
    pub phone: Option<String>,
    pub note: Option<String>,
}

/// Tells `null` from not said at all.
fn said<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// What people type about a contact.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactFields {
    pub name: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub note: String,
}

/// What people type about an address.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressFields {
    pub receiver: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub province: String,
    #[serde(default)]
    pub city: String,
    #[serde(default)]
    pub district: String,
    pub street: String,
    #[serde(default)]
    pub postcode: String,
    /// The first address is the default one anyway.
    #[serde(default)]
    pub is_default: bool,
}

db::row! {
    /// A customer found while typing.
    #[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
    pub struct Found {
        pub id: CustomerId,
        pub code: String,
        pub name: String,
        pub phone: String,
        pub grade: String,
        #[serde(rename = "price_list")]
        pub price_list_id: Option<PriceListId>,
        pub currency: String,
        pub active: bool,
    }
}

impl Exposure {
    /// What counts against the limit.
    #[must_use]
    pub fn total(&self) -> Money {
        self.ordered + self.unbilled + self.receivable - self.prepaid
    }
}

impl Address {
    /// One line, as it stands on a label.
    #[must_use]
    pub fn line(&self) -> String {
        [&self.province, &self.city, &self.district, &self.street].map(String::as_str).concat()
    }
}
