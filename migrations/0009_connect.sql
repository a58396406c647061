-- Imports: the file as it came, how its columns are read, what became of its rows, and what was wrong.

CREATE TABLE import_job (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('orders', 'customers', 'products', 'online_retail')),
    state TEXT NOT NULL CHECK (state IN ('uploaded', 'checking', 'checked', 'running', 'done', 'cancelled',
        'failed', 'undoing', 'undone')),
    file_name TEXT NOT NULL,
    -- How the file is written, its header and its first rows, as JSON.
    format TEXT NOT NULL,
    header_row BIGINT NOT NULL CHECK (header_row >= 1),
    columns TEXT NOT NULL,
    sample TEXT NOT NULL,
    -- Equal headers of a kind have the same signature: their mapping is remembered.
    signature TEXT NOT NULL,
    mapping TEXT NOT NULL,
    options TEXT NOT NULL,
    -- What whoever started it was allowed to do, so that the job never may more.
    rights TEXT NOT NULL,
    rows_total BIGINT NOT NULL CHECK (rows_total >= 0),
    -- How many documents of the file the present pass has dealt with: a restart goes on here.
    place BIGINT NOT NULL CHECK (place >= 0),
    rows_done BIGINT NOT NULL,
    rows_accepted BIGINT NOT NULL,
    rows_reported BIGINT NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    undone BIGINT NOT NULL,
    -- Why it failed, as a refusal.
    failure TEXT,
    leased_until BIGINT NOT NULL,
    owner_id BIGINT NOT NULL,
    department_id BIGINT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    revision BIGINT NOT NULL,
    CHECK (rows_done = rows_accepted + rows_reported)
) {strict};

CREATE INDEX import_job_owner ON import_job (owner_id, id);
CREATE INDEX import_job_work ON import_job (leased_until) WHERE state IN ('checking', 'running', 'undoing');

-- The file's bytes, in parts, so that no transaction carries all of a large one.
CREATE TABLE import_part (
    job_id BIGINT NOT NULL,
    n BIGINT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (job_id, n)
) {strict};

-- What is wrong with a row; `n` counts within the row.
CREATE TABLE import_error (
    job_id BIGINT NOT NULL,
    row_no BIGINT NOT NULL,
    n BIGINT NOT NULL,
    column_no BIGINT,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    code TEXT NOT NULL,
    params TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (job_id, row_no, n)
) {strict};

-- What the job made or changed, so that it can be shown and undone.
CREATE TABLE import_item (
    job_id BIGINT NOT NULL,
    place BIGINT NOT NULL,
    row_no BIGINT NOT NULL,
    subject TEXT NOT NULL,
    number TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('created', 'changed')),
    undo TEXT CHECK (undo IN ('undone', 'kept')),
    -- Why it was kept when the job was undone, as a refusal.
    refusal TEXT,
    PRIMARY KEY (job_id, place)
) {strict};

-- How the columns of a header were mapped last.
CREATE TABLE import_mapping (
    kind TEXT NOT NULL,
    signature TEXT NOT NULL,
    mapping TEXT NOT NULL,
    options TEXT NOT NULL,
    PRIMARY KEY (kind, signature)
) {strict};
