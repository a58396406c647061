-- Imports: when the mapping a file began with was last used for a file of the same header, so that the page can tell.

ALTER TABLE import_job ADD COLUMN remembered_at BIGINT;
ALTER TABLE import_mapping ADD COLUMN used_at BIGINT;
