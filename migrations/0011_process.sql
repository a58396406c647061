-- Processes: drawings in versions that never change, their cases, what these ask of people, and what went wrong.

CREATE TABLE process (
    id BIGINT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (code <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    name_en TEXT NOT NULL,
    -- The kind of document its cases are about; empty: none.
    subject TEXT NOT NULL,
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    -- The version that new cases get.
    version_id BIGINT,
    -- The event that starts a case; empty: started by hand or by another process.
    starts_on TEXT NOT NULL,
    draft TEXT,
    draft_at BIGINT,
    draft_by BIGINT,
    revision BIGINT NOT NULL,
    CHECK ((draft IS NULL) = (draft_at IS NULL))
) {strict};

CREATE UNIQUE INDEX process_code ON process (code);

CREATE TABLE process_version (
    id BIGINT NOT NULL PRIMARY KEY,
    process_id BIGINT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    bpmn TEXT NOT NULL,
    digest TEXT NOT NULL,
    note TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by BIGINT NOT NULL,
    FOREIGN KEY (process_id) REFERENCES process (id)
) {strict};

CREATE UNIQUE INDEX process_version_number ON process_version (process_id, version);

CREATE TABLE process_case (
    id BIGINT NOT NULL PRIMARY KEY,
    process_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    subject TEXT NOT NULL,
    order_ref TEXT,
    starter_id BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'ended')),
    outcome TEXT NOT NULL,
    -- The case that called this one, and its token that waits for the end.
    parent_id BIGINT,
    parent_token BIGINT,
    -- Incidents that nobody has solved.
    stuck BIGINT NOT NULL CHECK (stuck >= 0),
    -- The names of the messages it listens for, each between spaces.
    listens TEXT NOT NULL,
    -- Tokens, scopes and variables.
    body TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    revision BIGINT NOT NULL,
    CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    FOREIGN KEY (process_id) REFERENCES process (id),
    FOREIGN KEY (version_id) REFERENCES process_version (id)
) {strict};

-- A document has few cases: whoever looks by both finds them by the document, never by all that run.
CREATE INDEX process_case_subject ON process_case (subject, process_id);
CREATE INDEX process_case_running ON process_case (process_id, version_id) WHERE state = 'running';
CREATE INDEX process_case_starter ON process_case (starter_id, id);
CREATE INDEX process_case_parent ON process_case (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE task (
    id BIGINT NOT NULL PRIMARY KEY,
    case_id BIGINT NOT NULL,
    process_id BIGINT NOT NULL,
    token BIGINT NOT NULL,
    step TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('approval', 'work')),
    subject TEXT NOT NULL,
    order_ref TEXT,
    -- What the document is called, as it was when the task came.
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    amount BIGINT,
    -- Why it came: the conditions that led here.
    reason TEXT NOT NULL,
    starter_id BIGINT NOT NULL,
    assignee_id BIGINT,
    -- Whose task it is while somebody else does it for him.
    owner_id BIGINT,
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'cancelled')),
    outcome TEXT NOT NULL,
    comment TEXT NOT NULL,
    due_at BIGINT,
    created_at BIGINT NOT NULL,
    done_at BIGINT,
    done_by BIGINT,
    revision BIGINT NOT NULL,
    CHECK ((state = 'open') = (done_at IS NULL)),
    FOREIGN KEY (case_id) REFERENCES process_case (id)
) {strict};

CREATE INDEX task_assignee ON task (assignee_id, id) WHERE state = 'open';
CREATE INDEX task_done_by ON task (done_by, done_at) WHERE state = 'done';
CREATE INDEX task_case ON task (case_id, token);
CREATE INDEX task_subject ON task (subject);

-- Who may take an open task that is nobody's yet: `act_…` or `rol_…`.
CREATE TABLE task_candidate (
    task_id BIGINT NOT NULL,
    whom TEXT NOT NULL,
    PRIMARY KEY (task_id, whom),
    FOREIGN KEY (task_id) REFERENCES task (id)
) {strict};

CREATE INDEX task_candidate_whom ON task_candidate (whom, task_id);

-- Copies to read.
CREATE TABLE task_copy (
    id BIGINT NOT NULL PRIMARY KEY,
    case_id BIGINT NOT NULL,
    actor_id BIGINT NOT NULL,
    step TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    subject TEXT NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    note TEXT NOT NULL,
    sent_by BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    read_at BIGINT,
    FOREIGN KEY (case_id) REFERENCES process_case (id)
) {strict};

CREATE INDEX task_copy_actor ON task_copy (actor_id, id);
CREATE INDEX task_copy_case ON task_copy (case_id);

-- What was said, signed and attached at the tasks of a case.
CREATE TABLE task_note (
    id BIGINT NOT NULL PRIMARY KEY,
    case_id BIGINT NOT NULL,
    task_id BIGINT,
    kind TEXT NOT NULL CHECK (kind IN ('comment', 'signature', 'attachment')),
    actor_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    text TEXT NOT NULL,
    mime TEXT NOT NULL,
    content BLOB,
    FOREIGN KEY (case_id) REFERENCES process_case (id)
) {strict};

CREATE INDEX task_note_case ON task_note (case_id, id);

-- A token that cannot go on by itself, until somebody repairs it.
CREATE TABLE incident (
    id BIGINT NOT NULL PRIMARY KEY,
    case_id BIGINT NOT NULL,
    process_id BIGINT NOT NULL,
    token BIGINT NOT NULL,
    step TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    code TEXT NOT NULL,
    cause TEXT NOT NULL,
    subject TEXT NOT NULL,
    number TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'solved')),
    at BIGINT NOT NULL,
    solved_at BIGINT,
    solved_by BIGINT,
    how TEXT NOT NULL,
    CHECK ((state = 'solved') = (solved_at IS NOT NULL)),
    FOREIGN KEY (case_id) REFERENCES process_case (id)
) {strict};

CREATE INDEX incident_open ON incident (id) WHERE state = 'open';
CREATE UNIQUE INDEX incident_token ON incident (case_id, token) WHERE state = 'open';
