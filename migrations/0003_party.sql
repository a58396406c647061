-- Who we deal with: customers, their people and addresses, and what they owe.

CREATE TABLE customer (
    id BIGINT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (code <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    -- What a search looks for, written so that a prefix finds it: the code in lower case, the
    -- initials and the whole sound of the name, the phone's digits from last to first.
    code_key TEXT {bytewise} NOT NULL,
    initials TEXT {bytewise} NOT NULL,
    pinyin TEXT {bytewise} NOT NULL,
    phone_tail TEXT {bytewise} NOT NULL,
    grade TEXT NOT NULL,
    price_list_id BIGINT,
    currency TEXT NOT NULL CHECK (LENGTH(currency) = 3),
    term_days BIGINT NOT NULL CHECK (term_days >= 0),
    credit_limit BIGINT CHECK (credit_limit >= 0),
    tax_no TEXT NOT NULL,
    owner_id BIGINT NOT NULL,
    department_id BIGINT,
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    phone TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revision BIGINT NOT NULL
) {strict};

CREATE UNIQUE INDEX customer_code ON customer (code);
CREATE INDEX customer_code_key ON customer (code_key);
CREATE INDEX customer_initials ON customer (initials);
CREATE INDEX customer_pinyin ON customer (pinyin);
CREATE INDEX customer_phone_tail ON customer (phone_tail) WHERE phone_tail <> '';
CREATE INDEX customer_name ON customer (name, id);
CREATE INDEX customer_owner ON customer (owner_id, id);
CREATE INDEX customer_department ON customer (department_id, id);

-- One row a customer, changed in the transaction that changes what he owes. No CHECK against going
-- below zero: the reactions of one transaction may pass through such a moment; invariants.sql looks at the end.
CREATE TABLE exposure (
    customer_id BIGINT NOT NULL PRIMARY KEY,
    ordered BIGINT NOT NULL,
    unbilled BIGINT NOT NULL,
    receivable BIGINT NOT NULL,
    prepaid BIGINT NOT NULL,
    revision BIGINT NOT NULL
) {strict};

CREATE TABLE contact (
    id BIGINT NOT NULL PRIMARY KEY,
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    name TEXT NOT NULL CHECK (name <> ''),
    title TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    note TEXT NOT NULL,
    revision BIGINT NOT NULL
) {strict};

CREATE INDEX contact_customer ON contact (customer_id);

CREATE TABLE address (
    id BIGINT NOT NULL PRIMARY KEY,
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    receiver TEXT NOT NULL CHECK (receiver <> ''),
    phone TEXT NOT NULL,
    province TEXT NOT NULL,
    city TEXT NOT NULL,
    district TEXT NOT NULL,
    street TEXT NOT NULL CHECK (street <> ''),
    postcode TEXT NOT NULL,
    is_default BIGINT NOT NULL CHECK (is_default IN (0, 1)),
    revision BIGINT NOT NULL
) {strict};

CREATE INDEX address_customer ON address (customer_id);
CREATE UNIQUE INDEX address_default ON address (customer_id) WHERE is_default = 1;
