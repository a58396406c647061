-- Who acts, where he belongs, what he may, and how we know that it is he.

CREATE TABLE department (
    id BIGINT NOT NULL PRIMARY KEY,
    parent_id BIGINT,
    name TEXT NOT NULL CHECK (name <> ''),
    pinyin TEXT NOT NULL,
    head_id BIGINT,
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    revision BIGINT NOT NULL,
    CHECK (parent_id IS NULL OR parent_id <> id),
    FOREIGN KEY (parent_id) REFERENCES department (id)
) {strict};

CREATE UNIQUE INDEX department_name ON department (COALESCE(parent_id, 0), name);
CREATE INDEX department_parent ON department (parent_id);

CREATE TABLE actor (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'token', 'system')),
    login TEXT CHECK (login <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    pinyin TEXT NOT NULL,
    phone TEXT,
    email TEXT,
    department_id BIGINT,
    lang TEXT NOT NULL CHECK (lang IN ('zh', 'en')),
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    created_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    password_hash TEXT,
    CHECK (kind = 'person' OR password_hash IS NULL),
    CHECK (kind <> 'person' OR login IS NOT NULL),
    FOREIGN KEY (department_id) REFERENCES department (id)
) {strict};

CREATE UNIQUE INDEX actor_login ON actor (login);
CREATE INDEX actor_department ON actor (department_id);

CREATE TABLE role (
    id BIGINT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (code <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    name_en TEXT NOT NULL CHECK (name_en <> ''),
    built_in BIGINT NOT NULL CHECK (built_in IN (0, 1)),
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    revision BIGINT NOT NULL
) {strict};

CREATE UNIQUE INDEX role_code ON role (code);

CREATE TABLE role_grant (
    role_id BIGINT NOT NULL,
    action TEXT NOT NULL CHECK (action <> ''),
    scope TEXT NOT NULL CHECK (scope IN ('own', 'department', 'below', 'all')),
    PRIMARY KEY (role_id, action),
    FOREIGN KEY (role_id) REFERENCES role (id)
) {strict};

CREATE TABLE actor_role (
    actor_id BIGINT NOT NULL,
    role_id BIGINT NOT NULL,
    PRIMARY KEY (actor_id, role_id),
    FOREIGN KEY (actor_id) REFERENCES actor (id),
    FOREIGN KEY (role_id) REFERENCES role (id)
) {strict};

CREATE INDEX actor_role_role ON actor_role (role_id);

-- Only the digest of a token is kept: who reads the table cannot use it.
CREATE TABLE session (
    id BIGINT NOT NULL PRIMARY KEY,
    actor_id BIGINT NOT NULL,
    token_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    agent TEXT NOT NULL,
    CHECK (seen_at >= created_at AND ends_at > created_at),
    FOREIGN KEY (actor_id) REFERENCES actor (id)
) {strict};

CREATE UNIQUE INDEX session_token ON session (token_hash);
CREATE INDEX session_actor ON session (actor_id);
CREATE INDEX session_ends ON session (ends_at);

CREATE TABLE api_token (
    id BIGINT NOT NULL PRIMARY KEY,
    actor_id BIGINT NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    token_hash TEXT NOT NULL,
    hint TEXT NOT NULL,
    actions TEXT NOT NULL,
    created_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    ends_at BIGINT,
    used_at BIGINT,
    revoked_at BIGINT,
    FOREIGN KEY (actor_id) REFERENCES actor (id)
) {strict};

CREATE UNIQUE INDEX api_token_token ON api_token (token_hash);
CREATE INDEX api_token_actor ON api_token (actor_id);

-- One row per account name that was tried, known or not: the answer must not tell which exist.
CREATE TABLE login_attempt (
    login TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL CHECK (failures > 0),
    last_at BIGINT NOT NULL
) {strict};

CREATE INDEX login_attempt_last ON login_attempt (last_at);

CREATE TABLE view (
    id BIGINT NOT NULL PRIMARY KEY,
    actor_id BIGINT NOT NULL,
    page TEXT NOT NULL CHECK (page <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    spec TEXT NOT NULL,
    shared BIGINT NOT NULL CHECK (shared IN (0, 1)),
    created_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    FOREIGN KEY (actor_id) REFERENCES actor (id)
) {strict};

CREATE UNIQUE INDEX view_name ON view (actor_id, page, name);
CREATE INDEX view_page ON view (page, shared);
