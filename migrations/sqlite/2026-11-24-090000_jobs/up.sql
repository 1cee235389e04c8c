CREATE TABLE jobs (
    id               BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind             TEXT    NOT NULL CHECK (length(kind) BETWEEN 1 AND 64 AND kind NOT GLOB '*[^a-z0-9._]*'),
    -- In the words of whoever does it.
    payload          TEXT    NOT NULL,
    -- The work outlives the account.
    owner_id         BLOB    REFERENCES users (id) ON DELETE SET NULL,
    unique_key       TEXT    CHECK (length(unique_key) BETWEEN 1 AND 200),
    state            TEXT    NOT NULL
                     CHECK (state IN ('waiting', 'running', 'succeeded', 'dead', 'cancelled')),
    run_at           INTEGER NOT NULL CHECK (run_at BETWEEN 0 AND 253402300799999999),
    attempts         INTEGER NOT NULL CHECK (attempts BETWEEN 0 AND 4294967295),
    max_attempts     INTEGER NOT NULL CHECK (max_attempts BETWEEN 1 AND 4294967295),
    progress_done    INTEGER CHECK (progress_done >= 0),
    progress_total   INTEGER CHECK (progress_total >= 0),
    last_error       TEXT    CHECK (length(last_error) <= 2000),
    result           TEXT,
    cancel_requested INTEGER NOT NULL CHECK (cancel_requested IN (0, 1)),
    -- Fences off whoever lost the job: grows with every taking, and is never set back.
    token            INTEGER NOT NULL DEFAULT 0 CHECK (token >= 0),
    lease_until      INTEGER CHECK (lease_until BETWEEN 0 AND 253402300799999999),
    created_at       INTEGER NOT NULL CHECK (created_at BETWEEN 0 AND 253402300799999999),
    finished_at      INTEGER CHECK (finished_at BETWEEN 0 AND 253402300799999999),
    CHECK (progress_total IS NULL OR progress_done IS NOT NULL),
    CHECK ((state = 'running') = (lease_until IS NOT NULL)),
    CHECK (state <> 'running' OR (attempts >= 1 AND token >= 1)),
    CHECK ((state IN ('succeeded', 'dead', 'cancelled')) = (finished_at IS NOT NULL))
) STRICT;

-- One live job of a kind and key.
CREATE UNIQUE INDEX jobs_live_key ON jobs (kind, unique_key)
    WHERE unique_key IS NOT NULL AND state IN ('waiting', 'running');

-- What workers take next: what waits, and what a silent worker holds.
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_leased ON jobs (lease_until, id) WHERE state = 'running';

-- The lists, the newest first.
CREATE INDEX jobs_by_creation ON jobs (created_at, id);
CREATE INDEX jobs_of_kind ON jobs (kind, created_at, id);
CREATE INDEX jobs_of_state ON jobs (state, created_at, id);

-- ... of a user; and what to cut loose from a user who is deleted.
CREATE INDEX jobs_of_owner ON jobs (owner_id, created_at, id) WHERE owner_id IS NOT NULL;

-- What is old enough to be removed.
CREATE INDEX jobs_by_end ON jobs (finished_at, id) WHERE finished_at IS NOT NULL;

-- The last tick of each schedule that somebody took.
CREATE TABLE job_schedules (
    name      TEXT    NOT NULL PRIMARY KEY,
    last_tick INTEGER NOT NULL CHECK (last_tick BETWEEN 0 AND 253402300799999999)
) STRICT, WITHOUT ROWID;
