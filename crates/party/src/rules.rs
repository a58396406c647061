//! The decisions: what a customer may look like, and whether he may owe more.

use base::refusal::Common;
use base::text::{clean, phone_digits, pinyin_key};
use base::{Ctx, Money, Problems, Refuse, Result, Status};
use serde::Serialize;

use crate::model::{AddressFields, ContactFields, CreditProblem, Customer, Exposure};

const NAME_MAX: usize = 200;
const CODE_MAX: usize = 50;
const NOTE_MAX: usize = 2_000;
const TERM_DAYS_MAX: i64 = 3_650;

/// Why the room said no, in order of precedence.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    #[error("there is already a customer with the code {customer}")]
    CustomerCodeTaken { customer: String },
    #[error("'{value}' is no phone number: 5 to 20 digits")]
    PhoneInvalid { value: String },
    #[error("'{value}' is no e-mail address")]
    EmailInvalid { value: String },
    #[error("'{value}' is no currency: three capital letters such as CNY")]
    CurrencyInvalid { value: String },
}

impl Refuse for Refusal {
    fn status(&self) -> Status {
        match self {
            Self::CustomerCodeTaken { .. } => Status::Conflict,
            _ => Status::Invalid,
        }
    }
}

/// Whether `extra` more would take the customer past his limit. `exposure` is without the extra:
/// whoever charged it already hands in zero.
#[must_use]
pub fn credit_problem(customer: &Customer, exposure: &Exposure, extra: Money) -> Option<CreditProblem> {
    let limit = customer.credit_limit?;
    let owed = exposure.total();
    (owed + extra > limit).then_some(CreditProblem { limit, owed, extra })
}

/// Refuses what is not his to see as if it were not there.
///
/// # Errors
/// `not_found`.
pub fn reachable(ctx: &Ctx, customer: &Customer) -> Result<()> {
    if ctx.reaches("customer.read", customer.owner_id, customer.department_id) {
        return Ok(());
    }
    Err(Common::NotFound { what: "customer", id: customer.id.to_string() }.into())
}

/// Cleans what was typed, in place.
pub(crate) fn tidy(customer: &mut Customer) {
    for text in [
        &mut customer.code,
        &mut customer.name,
        &mut customer.grade,
        &mut customer.currency,
        &mut customer.tax_no,
        &mut customer.phone,
        &mut customer.note,
    ] {
        *text = clean(text);
    }
    customer.currency.make_ascii_uppercase();
}

/// Looks at the whole customer; every wrong field is named.
pub(crate) fn check(customer: &Customer) -> Result<()> {
    let mut problems = Problems::default();
    required(&mut problems, "code", &customer.code, CODE_MAX);
    required(&mut problems, "name", &customer.name, NAME_MAX);
    at_most(&mut problems, "grade", &customer.grade, CODE_MAX);
    at_most(&mut problems, "tax_no", &customer.tax_no, CODE_MAX);
    at_most(&mut problems, "note", &customer.note, NOTE_MAX);
    phone(&mut problems, &customer.phone);
    if !(customer.currency.len() == 3 && customer.currency.bytes().all(|b| b.is_ascii_uppercase())) {
        problems.add("currency", &Refusal::CurrencyInvalid { value: customer.currency.clone() });
    }
    if !(0..=TERM_DAYS_MAX).contains(&customer.term_days) {
        let expected = format!("days from 0 to {TERM_DAYS_MAX}");
        problems.add("term_days", &Common::InvalidValue { value: customer.term_days.to_string(), expected });
    }
    if let Some(limit) = customer.credit_limit.filter(|limit| limit.is_negative()) {
        problems.add("credit_limit", &Common::Negative { value: limit.to_string() });
    }
    problems.check()
}

pub(crate) fn contact(typed: &ContactFields) -> Result<ContactFields> {
    let fields = ContactFields {
        name: clean(&typed.name),
        title: clean(&typed.title),
        phone: clean(&typed.phone),
        email: clean(&typed.email),
        note: clean(&typed.note),
    };
    let mut problems = Problems::default();
    required(&mut problems, "name", &fields.name, NAME_MAX);
    at_most(&mut problems, "title", &fields.title, NAME_MAX);
    at_most(&mut problems, "note", &fields.note, NOTE_MAX);
    phone(&mut problems, &fields.phone);
    if !fields.email.is_empty() && !is_email(&fields.email) {
        problems.add("email", &Refusal::EmailInvalid { value: fields.email.clone() });
    }
    problems.check()?;
    Ok(fields)
}

pub(crate) fn address(typed: &AddressFields) -> Result<AddressFields> {
    let fields = AddressFields {
        receiver: clean(&typed.receiver),
        phone: clean(&typed.phone),
        province: clean(&typed.province),
        city: clean(&typed.city),
        district: clean(&typed.district),
        street: clean(&typed.street),
        postcode: clean(&typed.postcode),
        is_default: typed.is_default,
    };
    let mut problems = Problems::default();
    required(&mut problems, "receiver", &fields.receiver, NAME_MAX);
    required(&mut problems, "street", &fields.street, NAME_MAX);
    for (field, text) in
        [("province", &fields.province), ("city", &fields.city), ("district", &fields.district)]
    {
        at_most(&mut problems, field, text, CODE_MAX);
    }
    at_most(&mut problems, "postcode", &fields.postcode, 12);
    phone(&mut problems, &fields.phone);
    problems.check()?;
    Ok(fields)
}

fn required(problems: &mut Problems, field: &str, text: &str, max: usize) {
    if text.is_empty() {
        problems.add(field, &Common::Required);
    }
    at_most(problems, field, text, max);
}

fn at_most(problems: &mut Problems, field: &str, text: &str, max: usize) {
    if text.chars().count() > max {
        let value = text.chars().take(20).chain(['…']).collect();
        problems.add(field, &Common::TooLong { value, max });
    }
}

/// Digits, and what people write between them: `+86 (0571) 8888-0000转12`.
fn phone(problems: &mut Problems, phone: &str) {
    let digits = phone_digits(phone).len();
    let strange = phone.chars().any(|c| c.is_alphabetic() && !matches!(c, '转' | 'x' | 'X'));
    if !phone.is_empty() && (strange || !(5..=20).contains(&digits) || phone.chars().count() > 40) {
        problems.add("phone", &Refusal::PhoneInvalid { value: phone.chars().take(40).collect() });
    }
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && text.len() <= 254
        && !text.contains(char::is_whitespace)
        && !host.contains('@')
}

/// What a search looks for beside the name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SearchKeys {
    pub(crate) code: String,
    pub(crate) initials: String,
    pub(crate) pinyin: String,
    /// The phone's digits from last to first, so that its tail is a prefix.
    pub(crate) phone_tail: String,
}

pub(crate) fn search_keys(customer: &Customer) -> SearchKeys {
    let key = pinyin_key(&customer.name);
    let (initials, pinyin) = key.split_once(' ').unwrap_or((&key, &key));
    SearchKeys {
        code: customer.code.to_lowercase(),
        initials: initials.to_owned(),
        pinyin: pinyin.to_owned(),
        phone_tail: phone_digits(&customer.phone).chars().rev().collect(),
    }
}

/// What was typed into a search, made ready to compare.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    /// In lower case.
    pub(crate) text: String,
    /// The digits from last to first, when it may be the end of a phone number: four or more.
    pub(crate) phone_tail: Option<String>,
}

/// Reads what was typed; longer than any name is cut.
pub(crate) fn typed(q: &str) -> Typed {
    let text: String = clean(q).to_lowercase().chars().take(NAME_MAX).collect();
    let digits = phone_digits(&text);
    let is_phone =
        digits.len() >= 4 && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '+'));
    Typed { phone_tail: is_phone.then(|| digits.chars().rev().collect()), text }
}
