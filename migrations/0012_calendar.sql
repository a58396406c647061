-- When people work, and who stands in for somebody away.

CREATE TABLE calendar (
    id BIGINT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (code <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    name_en TEXT NOT NULL CHECK (name_en <> ''),
    -- The company's when absent.
    zone TEXT CHECK (zone <> ''),
    week TEXT NOT NULL,
    is_default BIGINT NOT NULL CHECK (is_default IN (0, 1)),
    -- Another with every change: what was made ready from the calendar is kept under it.
    stamp BIGINT NOT NULL,
    revision BIGINT NOT NULL
) {strict};

CREATE UNIQUE INDEX calendar_code ON calendar (code);
CREATE UNIQUE INDEX calendar_one_default ON calendar (is_default) WHERE is_default = 1;

CREATE TABLE calendar_day (
    calendar_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('holiday', 'work')),
    name TEXT NOT NULL,
    like_day TEXT CHECK (like_day IN ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')),
    spans TEXT NOT NULL,
    PRIMARY KEY (calendar_id, day),
    CHECK (kind = 'work' OR (like_day IS NULL AND spans = '')),
    FOREIGN KEY (calendar_id) REFERENCES calendar (id)
) {strict};

ALTER TABLE department ADD COLUMN calendar_id BIGINT REFERENCES calendar (id);

CREATE INDEX department_calendar ON department (calendar_id);

CREATE TABLE absence (
    id BIGINT NOT NULL PRIMARY KEY,
    actor_id BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL,
    substitute_id BIGINT,
    note TEXT NOT NULL,
    created_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    revision BIGINT NOT NULL,
    CHECK (from_at < to_at),
    CHECK (substitute_id IS NULL OR substitute_id <> actor_id),
    FOREIGN KEY (actor_id) REFERENCES actor (id),
    FOREIGN KEY (substitute_id) REFERENCES actor (id)
) {strict};

CREATE INDEX absence_actor ON absence (actor_id, to_at);
CREATE INDEX absence_substitute ON absence (substitute_id, to_at);
CREATE INDEX absence_to ON absence (to_at);
