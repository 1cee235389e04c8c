CREATE TABLE imports (
    job_id        uuid    CONSTRAINT imports_pkey PRIMARY KEY
                  CONSTRAINT imports_job_exists REFERENCES jobs (id) ON DELETE CASCADE,
    owner_id      uuid    NOT NULL
                  CONSTRAINT imports_owner_exists REFERENCES users (id) ON DELETE CASCADE,
    -- A word of whoever reads the file.
    format        text    NOT NULL,
    dry_run       boolean NOT NULL,
    bytes         bigint  NOT NULL CHECK (bytes >= 0),
    -- How far it is.
    records       bigint  NOT NULL,
    added         bigint  NOT NULL CHECK (added >= 0),
    already_there bigint  NOT NULL CHECK (already_there >= 0),
    rejected      bigint  NOT NULL CHECK (rejected >= 0),
    -- Each record becomes one of the three.
    CHECK (records = added + already_there + rejected)
);

-- What goes with a user who is deleted.
CREATE INDEX imports_of_owner ON imports (owner_id);

-- The records that did not go in, as a report reads them.
CREATE TABLE import_rejections (
    job_id      uuid   NOT NULL
                CONSTRAINT import_rejections_import_exists REFERENCES imports (job_id) ON DELETE CASCADE,
    record      bigint NOT NULL CHECK (record >= 1),
    line        bigint NOT NULL CHECK (line >= 1),
    column_name text,
    code        text   NOT NULL,
    detail      text   NOT NULL,
    CONSTRAINT import_rejections_pkey PRIMARY KEY (job_id, record)
);
