-- Decision tables: a draft to change, versions that never change.

CREATE TABLE decision_table (
    id BIGINT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (code <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    name_en TEXT NOT NULL,
    -- The kind of document whose fields it speaks of; empty: only of variables.
    subject TEXT NOT NULL,
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    -- The version that is asked.
    version_id BIGINT,
    draft TEXT,
    draft_at BIGINT,
    draft_by BIGINT,
    revision BIGINT NOT NULL,
    CHECK ((draft IS NULL) = (draft_at IS NULL)),
    CHECK (draft IS NOT NULL OR version_id IS NOT NULL)
) {strict};

CREATE UNIQUE INDEX decision_table_code ON decision_table (code);

CREATE TABLE decision_version (
    id BIGINT NOT NULL PRIMARY KEY,
    table_id BIGINT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    subject TEXT NOT NULL,
    -- The table with its examples, as JSON.
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    note TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by BIGINT NOT NULL,
    FOREIGN KEY (table_id) REFERENCES decision_table (id)
) {strict};

CREATE UNIQUE INDEX decision_version_number ON decision_version (table_id, version);
