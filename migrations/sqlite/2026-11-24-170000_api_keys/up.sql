-- Keys with which machines act as their users. Of a key's secret only the SHA-256 is kept.
CREATE TABLE api_keys (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name         TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    hash         BLOB    NOT NULL CHECK (length(hash) = 32),
    -- Separated by spaces, as in a token.
    scopes       TEXT    NOT NULL,
    created_at   INTEGER NOT NULL CHECK (created_at BETWEEN 0 AND 253402300799999999),
    last_used_at INTEGER CHECK (last_used_at BETWEEN 0 AND 253402300799999999),
    expires_at   INTEGER NOT NULL CHECK (expires_at BETWEEN 0 AND 253402300799999999)
) STRICT, WITHOUT ROWID;

-- What every request looks for that brings a key.
CREATE UNIQUE INDEX api_keys_hash_once ON api_keys (hash);

-- A user's keys, the newest first; and what goes with the user.
CREATE INDEX api_keys_of_user ON api_keys (user_id, created_at, id);

-- What expired long enough ago to be removed.
CREATE INDEX api_keys_by_expiry ON api_keys (expires_at, id);
