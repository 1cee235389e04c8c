CREATE TABLE imports (
    job_id        BLOB    NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    owner_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- A word of whoever reads the file.
    format        TEXT    NOT NULL,
    dry_run       INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
    bytes         INTEGER NOT NULL CHECK (bytes >= 0),
    -- How far it is.
    records       INTEGER NOT NULL,
    added         INTEGER NOT NULL CHECK (added >= 0),
    already_there INTEGER NOT NULL CHECK (already_there >= 0),
    rejected      INTEGER NOT NULL CHECK (rejected >= 0),
    -- Each record becomes one of the three.
    CHECK (records = added + already_there + rejected)
) STRICT, WITHOUT ROWID;

-- What goes with a user who is deleted.
CREATE INDEX imports_of_owner ON imports (owner_id);

-- The records that did not go in, as a report reads them.
CREATE TABLE import_rejections (
    job_id      BLOB    NOT NULL REFERENCES imports (job_id) ON DELETE CASCADE,
    record      INTEGER NOT NULL CHECK (record >= 1),
    line        INTEGER NOT NULL CHECK (line >= 1),
    column_name TEXT,
    code        TEXT    NOT NULL,
    detail      TEXT    NOT NULL,
    PRIMARY KEY (job_id, record)
) STRICT, WITHOUT ROWID;
