-- The ground: journal, cursors, outbox, timers, remembered answers, numbers, settings.

CREATE TABLE journal (
    seq {serial},
    tx {xid},
    at BIGINT NOT NULL,
    actor_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    n BIGINT NOT NULL CHECK (n > 0),
    order_ref TEXT,
    case_ref TEXT,
    cause TEXT NOT NULL,
    data TEXT NOT NULL,
    hash TEXT NOT NULL
) {strict};

CREATE UNIQUE INDEX journal_subject ON journal (subject, n);
CREATE INDEX journal_order ON journal (order_ref, seq) WHERE order_ref IS NOT NULL;
{journal_tx}

CREATE TABLE journal_cursor (
    name TEXT NOT NULL PRIMARY KEY,
    tx BIGINT NOT NULL,
    seq BIGINT NOT NULL
) {strict};

CREATE TABLE outbox (
    id BIGINT NOT NULL PRIMARY KEY,
    channel TEXT NOT NULL,
    key TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead')),
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    last_error TEXT
) {strict};

CREATE UNIQUE INDEX outbox_key ON outbox (channel, key);
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'waiting';
CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead';

CREATE TABLE timer (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    payload TEXT NOT NULL
) {strict};

CREATE INDEX timer_due ON timer (due_at);
CREATE INDEX timer_subject ON timer (subject, kind);

CREATE TABLE idempotency (
    actor_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    request TEXT NOT NULL,
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (actor_id, key)
) {strict};

CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE number_sequence (
    name TEXT NOT NULL PRIMARY KEY,
    next_value BIGINT NOT NULL
) {strict};

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) {strict};

CREATE TABLE node (
    id {serial},
    started_at BIGINT NOT NULL
) {strict};
