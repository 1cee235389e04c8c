-- Keys with which machines act as their users. Of a key's secret only the SHA-256 is kept.
CREATE TABLE api_keys (
    id           uuid        CONSTRAINT api_keys_pkey PRIMARY KEY,
    user_id      uuid        NOT NULL
                 CONSTRAINT api_keys_user_exists REFERENCES users (id) ON DELETE CASCADE,
    name         text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    -- What every request looks for that brings a key.
    hash         bytea       NOT NULL CONSTRAINT api_keys_hash_once UNIQUE CHECK (octet_length(hash) = 32),
    -- Separated by spaces, as in a token.
    scopes       text        NOT NULL,
    created_at   timestamptz NOT NULL
                 CHECK (created_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    last_used_at timestamptz
                 CHECK (last_used_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    expires_at   timestamptz NOT NULL
                 CHECK (expires_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00')
);

-- A user's keys, the newest first; and what goes with the user.
CREATE INDEX api_keys_of_user ON api_keys (user_id, created_at, id);

-- What expired long enough ago to be removed.
CREATE INDEX api_keys_by_expiry ON api_keys (expires_at, id);
