CREATE TABLE jobs (
    id               uuid        CONSTRAINT jobs_pkey PRIMARY KEY,
    kind             text        NOT NULL CHECK (kind ~ '^[a-z0-9._]{1,64}$'),
    -- In the words of whoever does it.
    payload          text        NOT NULL,
    -- The work outlives the account.
    owner_id         uuid
                     CONSTRAINT jobs_owner_exists REFERENCES users (id) ON DELETE SET NULL,
    unique_key       text        CHECK (length(unique_key) BETWEEN 1 AND 200),
    state            text        NOT NULL
                     CHECK (state IN ('waiting', 'running', 'succeeded', 'dead', 'cancelled')),
    run_at           timestamptz NOT NULL
                     CHECK (run_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    attempts         bigint      NOT NULL CHECK (attempts BETWEEN 0 AND 4294967295),
    max_attempts     bigint      NOT NULL CHECK (max_attempts BETWEEN 1 AND 4294967295),
    progress_done    bigint      CHECK (progress_done >= 0),
    progress_total   bigint      CHECK (progress_total >= 0),
    last_error       text        CHECK (length(last_error) <= 2000),
    result           text,
    cancel_requested boolean     NOT NULL,
    -- Fences off whoever lost the job: grows with every taking, and is never set back.
    token            bigint      NOT NULL DEFAULT 0 CHECK (token >= 0),
    lease_until      timestamptz
                     CHECK (lease_until BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    created_at       timestamptz NOT NULL
                     CHECK (created_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    finished_at      timestamptz
                     CHECK (finished_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    CHECK (progress_total IS NULL OR progress_done IS NOT NULL),
    CHECK ((state = 'running') = (lease_until IS NOT NULL)),
    CHECK (state <> 'running' OR (attempts >= 1 AND token >= 1)),
    CHECK ((state IN ('succeeded', 'dead', 'cancelled')) = (finished_at IS NOT NULL))
);

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
    name      text        CONSTRAINT job_schedules_pkey PRIMARY KEY,
    last_tick timestamptz NOT NULL
              CHECK (last_tick BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00')
);
