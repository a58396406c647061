-- What a process is for; where a case stands; why a task is with somebody.

ALTER TABLE process ADD COLUMN description TEXT NOT NULL DEFAULT '';

-- The steps a running case stands at, each between spaces; `?` in rows of before, until they are written again.
ALTER TABLE process_case ADD COLUMN stands TEXT NOT NULL DEFAULT '?';

-- How it came to whoever has it, as a list of codes with facts.
ALTER TABLE task ADD COLUMN why TEXT NOT NULL DEFAULT '[]';

-- Whoever leaves may have asked others to do his tasks.
CREATE INDEX task_owner ON task (owner_id, id) WHERE state = 'open';
