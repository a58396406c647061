//! Money on both engines: what is claimed, taken back, paid and settled adds up to the cent.
#![allow(clippy::unwrap_used)]

use base::id::{CustomerId, InvoiceId, PaymentId};
use base::time::DAY_US;
use base::{Ctx, Error, Filter, Grants, Money, Qty, Rate, Result};
use billing::{
    CreditLine, Invoice, Method, NewCredit, NewInvoice, NewInvoiceLine, NewPayment, Payment, PaymentState,
    Settle, Share, State,
};
use db::{Db, Tx, Wiring};
use party::{ExposureChange, NewCustomer};
use testdb::{START, ctx_at, each, system_ctx};

fn run<T: Send + 'static>(
    db: &Db,
    ctx: &Ctx,
    f: impl FnMut(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
) -> Result<T> {
    db.write_now(ctx, f)
}

fn customer(db: &Db, code: &'static str) -> CustomerId {
    let new = NewCustomer { code: code.into(), name: format!("客户{code}"), ..NewCustomer::default() };
    run(db, &system_ctx(), move |tx, ctx| party::ensure(tx, ctx, &new)).unwrap()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn qty(text: &str) -> Qty {
    text.parse().unwrap()
}

/// One line per (quantity, price): taxed with 13 %.
fn request(customer: CustomerId, lines: &[(Qty, Money)]) -> NewInvoice {
    let rate: Rate = "0.13".parse().unwrap();
    let line = |(place, (qty, price)): (usize, &(Qty, Money))| {
        let amount = price.times(*qty);
        NewInvoiceLine {
            origin: format!("orl_{place}"),
            sku: format!("SKU-{place}"),
            name: "货".into(),
            uom: "件".into(),
            qty: *qty,
            price: *price,
            amount,
            tax_rate: rate,
            tax_amount: amount.share(rate),
        }
    };
    NewInvoice {
        origin: "ord_1".into(),
        order_number: "SO-1".into(),
        customer_id: customer,
        customer_name: "客户".into(),
        currency: "CNY".into(),
        term_days: 30,
        owner_id: system_ctx().actor(),
        department_id: None,
        lines: lines.iter().enumerate().map(line).collect(),
    }
}

/// Shipped before it is claimed: the amount stands as unbilled when the invoice takes it over.
fn issue(db: &Db, ctx: &Ctx, new: &NewInvoice) -> Invoice {
    let new = new.clone();
    run(db, ctx, move |tx, ctx| {
        let unbilled = new.lines.iter().map(|l| l.amount + l.tax_amount).sum();
        party::charge(tx, new.customer_id, &ExposureChange { unbilled, ..ExposureChange::default() })?;
        billing::issue_invoice(tx, ctx, &new)
    })
    .unwrap()
}

fn received(db: &Db, customer: CustomerId, amount: &str, reference: &str) -> Result<Payment> {
    let new = NewPayment {
        customer,
        amount: money(amount),
        currency: None,
        method: Method::Transfer,
        reference: reference.into(),
        note: String::new(),
        received_on: None,
    };
    run(db, &system_ctx(), move |tx, ctx| billing::record_payment(tx, ctx, &new))
}

fn apply(db: &Db, id: PaymentId, settle: Settle) -> Result<Payment> {
    run(db, &system_ctx(), move |tx, ctx| billing::apply(tx, ctx, id, &settle))
}

fn credit(db: &Db, id: InvoiceId, lines: Option<Vec<CreditLine>>) -> Result<billing::Document> {
    let ask = NewCredit { reason: "退货".into(), lines };
    run(db, &system_ctx(), move |tx, ctx| billing::credit(tx, ctx, id, &ask))
}

fn invoice(db: &Db, id: InvoiceId) -> Invoice {
    db.read_now(move |tx| billing::invoice(tx, id)).unwrap().invoice
}

fn exposure(db: &Db, id: CustomerId) -> (Money, Money, Money) {
    let e = db.read_now(move |tx| party::exposure(tx, id)).unwrap();
    (e.unbilled, e.receivable, e.prepaid)
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T>) -> String {
    match outcome {
        Err(Error::Refused(refused)) => refused.to_string(),
        other => panic!("expected a refusal, not {other:?}"),
    }
}

#[test]
fn a_payment_settles_what_is_due_first_and_never_more_than_is_open() {
    each(&Wiring::default(), |db| {
        let c = customer(db, "A");
        let ctx = system_ctx();
        let later = ctx_at(START.plus(DAY_US), Grants::system());
        let second = issue(db, &later, &request(c, &[(qty("1"), money("100"))]));
        let first = issue(db, &ctx, &request(c, &[(qty("2"), money("100"))]));
        assert_eq!((first.total_amount, second.total_amount), (money("226"), money("113")));
        assert_eq!((second.number.as_str(), first.number.as_str()), ("INV-2026-000001", "INV-2026-000002"));
        assert_eq!(exposure(db, c), (Money::ZERO, money("339"), Money::ZERO));

        let p = received(db, c, "300", "B-1").unwrap();
        assert_eq!(
            refusal(apply(
                db,
                p.id,
                Settle::Chosen(vec![Share { invoice: second.id, amount: money("113.01") }])
            )),
            format!("refused open_exceeded: of invoice {} only 113 is open, not 113.01", second.number)
        );
        let p = apply(db, p.id, Settle::Oldest).unwrap();
        assert_eq!((p.state, p.unapplied_amount), (PaymentState::Applied, Money::ZERO));
        assert_eq!(
            (invoice(db, first.id).state, invoice(db, second.id).state),
            (State::Paid, State::PartPaid)
        );
        assert_eq!(invoice(db, second.id).open_amount, money("39"));
        assert_eq!(exposure(db, c), (Money::ZERO, money("39"), Money::ZERO));
        let code = refusal(apply(db, p.id, Settle::Oldest));
        assert!(code.starts_with("refused payment_state"), "{code}");

        let (id, over) = (first.id, money("226.01"));
        let refused = refusal(run(db, &ctx, move |tx, ctx| billing::unapply(tx, ctx, p.id, id, Some(over))));
        assert!(refused.contains("only 226 was applied") && refused.contains("not 226.01"), "{refused}");
        let p = run(db, &ctx, move |tx, ctx| billing::unapply(tx, ctx, p.id, id, None)).unwrap();
        assert_eq!((p.state, p.unapplied_amount), (PaymentState::PartApplied, money("226")));
        assert_eq!(invoice(db, first.id).state, State::Issued);
        assert_eq!(exposure(db, c), (Money::ZERO, money("265"), money("226")));
    });
}

#[test]
fn money_of_another_customer_or_typed_twice_is_refused() {
    each(&Wiring::default(), |db| {
        let (a, b) = (customer(db, "A"), customer(db, "B"));
        let claim = issue(db, &system_ctx(), &request(b, &[(qty("1"), money("10"))]));
        let p = received(db, a, "50", "B-1").unwrap();
        assert!(refusal(received(db, a, "50", " B-1 ")).starts_with("refused payment_reference_taken"));
        let shares = vec![Share { invoice: claim.id, amount: money("10") }];
        assert!(refusal(apply(db, p.id, Settle::Chosen(shares))).starts_with("refused other_customer"));
        assert!(refusal(apply(db, p.id, Settle::Oldest)).starts_with("refused nothing_open"));
        assert!(refusal(received(db, a, "0.005", "")).contains("finer_than_cent"));
        let id = p.id;
        let p = run(db, &system_ctx(), move |tx, ctx| billing::cancel_payment(tx, ctx, id)).unwrap();
        assert_eq!((p.state, exposure(db, a).2), (PaymentState::Cancelled, Money::ZERO));
        received(db, a, "50", "B-1").unwrap();
    });
}

#[test]
fn a_credit_of_what_was_paid_gives_the_money_back_to_the_customer() {
    each(&Wiring::default(), |db| {
        let c = customer(db, "A");
        let claim = issue(db, &system_ctx(), &request(c, &[(qty("3"), money("10")), (qty("1"), money("5"))]));
        let p = received(db, c, "39.55", "").unwrap();
        apply(db, p.id, Settle::Oldest).unwrap();
        assert_eq!(invoice(db, claim.id).state, State::Paid);

        let too_much = CreditLine { line_no: 1, qty: Some(qty("3.5")), amount: None };
        let refused = refusal(credit(db, claim.id, Some(vec![too_much])));
        assert!(refused.contains("can be credited for 3 more, not 3.5"), "{refused}");
        let one = CreditLine { line_no: 1, qty: Some(qty("1")), amount: None };
        let note = credit(db, claim.id, Some(vec![one])).unwrap();
        assert_eq!((note.invoice.total_amount, note.lines[0].qty), (money("11.3"), qty("1")));
        let after = invoice(db, claim.id);
        assert_eq!(
            (after.state, after.applied_amount, after.open_amount),
            (State::Paid, money("28.25"), Money::ZERO)
        );
        assert_eq!(exposure(db, c), (Money::ZERO, Money::ZERO, money("11.3")));
        assert!(refusal(credit(db, note.invoice.id, None)).starts_with("refused not_an_invoice"));

        credit(db, claim.id, None).unwrap();
        assert_eq!(invoice(db, claim.id).state, State::Credited);
        assert_eq!(exposure(db, c), (Money::ZERO, Money::ZERO, money("39.55")));
        assert!(refusal(credit(db, claim.id, None)).starts_with("refused invoice_state"));
    });
}

#[test]
fn receivables_are_sorted_by_age_and_scope_holds() {
    each(&Wiring::default(), |db| {
        let c = customer(db, "A");
        for days in [0, 20, 50, 80, 130] {
            let ctx = ctx_at(START.plus(-(days + 30) * DAY_US), Grants::system());
            issue(db, &ctx, &request(c, &[(qty("1"), money("100"))]));
        }
        let on = system_ctx().today();
        let ages = db.read_now(move |tx| billing::receivables_by_age(tx, on, &Filter::everything())).unwrap();
        let row = &ages.items[0];
        let groups = [row.not_due, row.days_1_30, row.days_31_60, row.days_61_90, row.days_over_90];
        assert_eq!(groups, [money("113"); 5]);
        assert_eq!((row.total, ages.totals[0].total), (money("565"), money("565")));
        let overdue = db.read_now(move |tx| billing::overdue_amount(tx, c, on)).unwrap();
        assert_eq!(overdue, money("452"), "what is due today is not overdue");
        let none = db.read_now(move |tx| billing::receivables_by_age(tx, on, &Filter::nothing())).unwrap();
        assert!(none.items.is_empty() && none.totals.is_empty());
    });
}

#[test]
fn a_thousand_lines_cost_as_many_statements_as_one() {
    each(&Wiring::default(), |db| {
        let c = customer(db, "A");
        let count = |lines: usize| {
            let new = request(c, &vec![(qty("1"), money("1.23")); lines]);
            run(db, &system_ctx(), move |tx, ctx| {
                let unbilled = new.lines.iter().map(|l| l.amount + l.tax_amount).sum();
                party::charge(
                    tx,
                    new.customer_id,
                    &ExposureChange { unbilled, ..ExposureChange::default() },
                )?;
                let before = tx.statements();
                billing::issue_invoice(tx, ctx, &new)?;
                Ok(tx.statements() - before)
            })
            .unwrap()
        };
        assert_eq!((count(1), count(1_000)), (4, 4));
    });
}

/// Repeatable dice: the state is the seed that a failure prints.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn cents(&mut self, max: u64) -> Money {
        Money(i64::try_from(1 + self.below(max)).unwrap() * 100)
    }
}

/// Does something that may be refused but must never break a law.
fn anything(
    db: &Db,
    dice: &mut Dice,
    c: CustomerId,
    invoices: &mut Vec<InvoiceId>,
    payments: &mut Vec<PaymentId>,
) {
    let one = |dice: &mut Dice, len: usize| usize::try_from(dice.below(len as u64)).unwrap();
    let ctx = ctx_at(START.plus(i64::try_from(dice.below(60)).unwrap() * DAY_US), Grants::system());
    match dice.below(7) {
        0 => {
            let lines: Vec<(Qty, Money)> = (0..=dice.below(4))
                .map(|_| (Qty(i64::try_from(1 + dice.below(9_999_999)).unwrap()), dice.cents(9_999)))
                .collect();
            invoices.push(issue(db, &ctx, &request(c, &lines)).id);
        }
        1 => payments.extend(received(db, c, &dice.cents(2_000_000).to_string(), "").map(|p| p.id)),
        2 if !payments.is_empty() => {
            let _ = apply(db, payments[one(dice, payments.len())], Settle::Oldest);
        }
        3 if !payments.is_empty() && !invoices.is_empty() => {
            let share = Share { invoice: invoices[one(dice, invoices.len())], amount: dice.cents(500_000) };
            let _ = apply(db, payments[one(dice, payments.len())], Settle::Chosen(vec![share]));
        }
        4 if !payments.is_empty() && !invoices.is_empty() => {
            let (p, i) = (payments[one(dice, payments.len())], invoices[one(dice, invoices.len())]);
            let amount = (dice.below(2) == 0).then(|| dice.cents(200_000));
            let _ = run(db, &ctx, move |tx, ctx| billing::unapply(tx, ctx, p, i, amount));
        }
        5 if !invoices.is_empty() => {
            let (qty, amount) = match dice.below(3) {
                0 => (Some(Qty(i64::try_from(1 + dice.below(5_000_000)).unwrap())), None),
                1 => (None, Some(dice.cents(50_000))),
                _ => (Some(Qty(i64::try_from(1 + dice.below(2_000_000)).unwrap())), Some(dice.cents(9_000))),
            };
            let line = CreditLine { line_no: i64::try_from(1 + dice.below(3)).unwrap(), qty, amount };
            let _ = credit(db, invoices[one(dice, invoices.len())], Some(vec![line]));
        }
        6 if !payments.is_empty() => {
            let p = payments[one(dice, payments.len())];
            let _ = run(db, &ctx, move |tx, ctx| billing::cancel_payment(tx, ctx, p));
        }
        _ => {}
    }
}

#[test]
fn whatever_is_done_in_whatever_order_parts_add_up_to_the_cent() {
    for seed in 1..=3 {
        println!("seed {seed}");
        each(&Wiring::default(), |db| {
            let mut dice = Dice(seed);
            let c = customer(db, "A");
            let (mut invoices, mut payments) = (Vec::new(), Vec::new());
            for step in 0..120 {
                anything(db, &mut dice, c, &mut invoices, &mut payments);
                if step % 40 == 39 {
                    testdb::broken_invariants(db);
                }
            }
            let paid: Money = payments
                .iter()
                .map(|p| {
                    let id = *p;
                    db.read_now(move |tx| billing::payment(tx, id)).unwrap().0
                })
                .filter(|p| p.state != PaymentState::Cancelled)
                .map(|p| p.amount)
                .sum();
            for id in &invoices {
                let _ = credit(db, *id, None);
                let after = invoice(db, *id);
                assert_eq!((after.credited_amount, after.open_amount), (after.total_amount, Money::ZERO));
            }
            // Everything was taken back, so all money is the customer's own again.
            assert_eq!(exposure(db, c), (Money::ZERO, Money::ZERO, paid));
        });
    }
}

#[test]
fn what_came_back_is_credited_once_the_oldest_invoice_first() {
    each(&Wiring::default(), |db| {
        let ctx = system_ctx();
        let new = request(customer(db, "BACK"), &[(qty("3"), money("100"))]);
        let invoices = [issue(db, &ctx, &new), issue(db, &ctx, &new)];
        let back = |ever: &'static str| {
            run(db, &ctx, move |tx, ctx| {
                billing::credit_returned(tx, ctx, "ord_1", &[("orl_0".into(), qty(ever))], "退货")
            })
            .unwrap()
            .into_iter()
            .map(|note| (note.invoice.credits_invoice_id.unwrap(), note.invoice.goods_amount))
            .collect::<Vec<_>>()
        };
        assert_eq!(back("2"), [(invoices[0].id, money("200"))]);
        assert_eq!(back("2"), [], "it was credited before");
        assert_eq!(back("5"), [(invoices[0].id, money("100")), (invoices[1].id, money("200"))]);
        assert_eq!(back("9"), [(invoices[1].id, money("100"))], "no more than was invoiced");
        testdb::broken_invariants(db);
    });
}
