CREATE TABLE sessions (
    id           uuid        CONSTRAINT sessions_pkey PRIMARY KEY,
    user_id      uuid        NOT NULL
                 CONSTRAINT sessions_user_exists REFERENCES users (id) ON DELETE CASCADE,
    -- Separated by spaces, as in a token.
    scopes       text        NOT NULL,
    user_agent   text        CHECK (length(user_agent) <= 200),
    created_at   timestamptz NOT NULL
                 CHECK (created_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    last_used_at timestamptz NOT NULL
                 CHECK (last_used_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    expires_at   timestamptz NOT NULL
                 CHECK (expires_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    ended_at     timestamptz
                 CHECK (ended_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00')
);

-- A user's sessions, the newest first; and what to delete with a user.
CREATE INDEX sessions_of_user ON sessions (user_id, created_at, id);

-- Spent tokens stay: whoever presents one again has a copy.
CREATE TABLE refresh_tokens (
    hash       bytea   CONSTRAINT refresh_tokens_pkey PRIMARY KEY CHECK (length(hash) = 32),
    session_id uuid    NOT NULL
               CONSTRAINT refresh_tokens_session_exists REFERENCES sessions (id) ON DELETE CASCADE,
    spent      boolean NOT NULL DEFAULT false
);

CREATE INDEX refresh_tokens_of_session ON refresh_tokens (session_id);
