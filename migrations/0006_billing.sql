-- Billing: claims for money, money received, and which settles which.

CREATE TABLE invoice (
    id BIGINT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    credits_invoice_id BIGINT REFERENCES invoice (id),
    customer_id BIGINT NOT NULL,
    customer_name TEXT NOT NULL,
    origin TEXT NOT NULL,
    order_number TEXT NOT NULL,
    currency TEXT NOT NULL,
    goods_amount BIGINT NOT NULL,
    tax_amount BIGINT NOT NULL,
    total_amount BIGINT NOT NULL,
    applied_amount BIGINT NOT NULL,
    credited_amount BIGINT NOT NULL,
    open_amount BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('issued', 'part_paid', 'paid', 'credited')),
    issued_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    owner_id BIGINT NOT NULL,
    department_id BIGINT,
    created_at BIGINT NOT NULL,
    paid_at BIGINT,
    revision BIGINT NOT NULL,
    CHECK (goods_amount >= 0 AND tax_amount >= 0 AND total_amount = goods_amount + tax_amount),
    CHECK (applied_amount >= 0 AND credited_amount >= 0 AND open_amount >= 0),
    CHECK (open_amount = total_amount - applied_amount - credited_amount),
    CHECK ((kind = 'credit_note') = (credits_invoice_id IS NOT NULL)),
    CHECK (kind = 'invoice' OR (open_amount = 0 AND applied_amount = 0))
) {strict};

CREATE INDEX invoice_origin ON invoice (origin);
CREATE INDEX invoice_open ON invoice (customer_id, due_on, id) WHERE open_amount > 0;
CREATE INDEX invoice_credits ON invoice (credits_invoice_id) WHERE credits_invoice_id IS NOT NULL;
CREATE INDEX invoice_issued ON invoice (issued_on, id);
CREATE INDEX invoice_owner ON invoice (owner_id, issued_on);

CREATE TABLE invoice_line (
    id BIGINT NOT NULL PRIMARY KEY,
    invoice_id BIGINT NOT NULL REFERENCES invoice (id),
    line_no BIGINT NOT NULL,
    origin TEXT NOT NULL,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    uom TEXT NOT NULL,
    qty BIGINT NOT NULL,
    price BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    tax_rate BIGINT NOT NULL,
    tax_amount BIGINT NOT NULL,
    credited_qty BIGINT NOT NULL,
    credited_amount BIGINT NOT NULL,
    credited_tax_amount BIGINT NOT NULL,
    UNIQUE (invoice_id, line_no),
    CHECK (qty >= 0 AND amount >= 0 AND tax_amount >= 0),
    CHECK (credited_qty >= 0 AND credited_qty <= qty),
    CHECK (credited_amount >= 0 AND credited_amount <= amount),
    CHECK (credited_tax_amount >= 0 AND credited_tax_amount <= tax_amount)
) {strict};

CREATE TABLE payment (
    id BIGINT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    customer_id BIGINT NOT NULL,
    customer_name TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    applied_amount BIGINT NOT NULL CHECK (applied_amount >= 0),
    unapplied_amount BIGINT NOT NULL CHECK (unapplied_amount >= 0),
    state TEXT NOT NULL CHECK (state IN ('unapplied', 'part_applied', 'applied', 'cancelled')),
    method TEXT NOT NULL,
    reference TEXT NOT NULL,
    note TEXT NOT NULL,
    received_on TEXT NOT NULL,
    owner_id BIGINT NOT NULL,
    department_id BIGINT,
    created_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    CHECK (state = 'cancelled' OR unapplied_amount = amount - applied_amount),
    CHECK (state <> 'cancelled' OR (unapplied_amount = 0 AND applied_amount = 0))
) {strict};

CREATE INDEX payment_customer ON payment (customer_id, received_on, id);
CREATE INDEX payment_received ON payment (received_on, id);
-- A bank's reference is money once: the same one typed twice is refused.
CREATE UNIQUE INDEX payment_reference ON payment (customer_id, method, reference)
    WHERE reference <> '' AND state <> 'cancelled';

-- What settled what: rows are only added, taking back is a negative row.
CREATE TABLE payment_application (
    id BIGINT NOT NULL PRIMARY KEY,
    payment_id BIGINT NOT NULL REFERENCES payment (id),
    invoice_id BIGINT NOT NULL REFERENCES invoice (id),
    amount BIGINT NOT NULL CHECK (amount <> 0),
    at BIGINT NOT NULL,
    actor_id BIGINT NOT NULL
) {strict};

CREATE INDEX payment_application_payment ON payment_application (payment_id, invoice_id);
CREATE INDEX payment_application_invoice ON payment_application (invoice_id, payment_id);
