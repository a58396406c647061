-- Systems outside: connections an administrator makes, and what steps of cases ask over them.

CREATE TABLE connection (
    id BIGINT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (code <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    name_en TEXT NOT NULL,
    -- `https://erp.example.com/api`, without a slash at the end.
    address TEXT NOT NULL,
    -- Whether it may be a host of the company's own network.
    is_private BIGINT NOT NULL CHECK (is_private IN (0, 1)),
    auth TEXT NOT NULL CHECK (auth IN ('none', 'bearer', 'basic', 'header')),
    -- The user of `basic`, the header of `header`.
    auth_name TEXT NOT NULL,
    -- When the secret was set; it stands in a table of its own, which nothing lists.
    secret_at BIGINT,
    -- Seconds an answer may take.
    seconds_max BIGINT NOT NULL CHECK (seconds_max > 0),
    tries_max BIGINT NOT NULL CHECK (tries_max > 0),
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    revision BIGINT NOT NULL
) {strict};

CREATE UNIQUE INDEX connection_code ON connection (code);

CREATE TABLE connection_secret (
    connection_id BIGINT NOT NULL PRIMARY KEY,
    secret TEXT NOT NULL CHECK (secret <> ''),
    FOREIGN KEY (connection_id) REFERENCES connection (id)
) {strict};

CREATE TABLE outside_call (
    id BIGINT NOT NULL PRIMARY KEY,
    case_id BIGINT NOT NULL,
    token BIGINT NOT NULL,
    step TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    service TEXT NOT NULL,
    connection TEXT NOT NULL,
    -- What is asked, to be shown: `POST https://erp.example.com/api/orders`.
    request TEXT NOT NULL,
    -- What the other side knows a doubled request by; its number grows only where nothing can be doubled any more.
    key TEXT NOT NULL,
    n BIGINT NOT NULL CHECK (n > 0),
    -- Of the whole request: another one under the same key would be refused.
    digest TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'refused', 'failed', 'called_off')),
    tries_max BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    -- What came back in the end.
    said TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    CHECK ((state = 'waiting') = (ended_at IS NULL)),
    FOREIGN KEY (case_id) REFERENCES process_case (id)
) {strict};

CREATE INDEX outside_call_case ON outside_call (case_id, token, id);
CREATE UNIQUE INDEX outside_call_waiting ON outside_call (case_id, token) WHERE state = 'waiting';
