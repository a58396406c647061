-- People are told: notices, who wants mail of what, and links by which a task is decided without logging in.

CREATE TABLE notice (
    id BIGINT NOT NULL PRIMARY KEY,
    actor_id BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN
        ('task', 'handed', 'escalated', 'reminder', 'overdue', 'copy', 'rejected', 'sent_back', 'incident')),
    -- In the language of whoever is told, as it was then.
    title TEXT NOT NULL CHECK (title <> ''),
    body TEXT NOT NULL,
    -- The page it leads to: `/tasks/tsk_…`.
    path TEXT NOT NULL,
    -- What it is about, as whoever told it calls it.
    about TEXT NOT NULL,
    at BIGINT NOT NULL,
    read_at BIGINT,
    FOREIGN KEY (actor_id) REFERENCES actor (id)
) {strict};

CREATE INDEX notice_actor ON notice (actor_id, id);
CREATE INDEX notice_unread ON notice (actor_id) WHERE read_at IS NULL;
CREATE INDEX notice_about ON notice (about) WHERE read_at IS NULL;

-- Only what differs from what everybody gets.
CREATE TABLE notice_preference (
    actor_id BIGINT NOT NULL,
    subject TEXT NOT NULL CHECK (subject IN ('task', 'reminder', 'copy', 'outcome', 'incident')),
    mail BIGINT NOT NULL CHECK (mail IN (0, 1)),
    PRIMARY KEY (actor_id, subject),
    FOREIGN KEY (actor_id) REFERENCES actor (id)
) {strict};

-- One person, one task, for a while. Only the digest of the secret is kept: who reads the table cannot use it.
CREATE TABLE task_link (
    id BIGINT NOT NULL PRIMARY KEY,
    task_id BIGINT NOT NULL,
    actor_id BIGINT NOT NULL,
    token_hash TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    CHECK (ends_at > made_at),
    FOREIGN KEY (task_id) REFERENCES task (id),
    FOREIGN KEY (actor_id) REFERENCES actor (id)
) {strict};

CREATE UNIQUE INDEX task_link_token ON task_link (token_hash);
CREATE INDEX task_link_ends ON task_link (ends_at);
