CREATE TABLE sessions (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Separated by spaces, as in a token.
    scopes       TEXT    NOT NULL,
    user_agent   TEXT    CHECK (length(user_agent) <= 200),
    created_at   INTEGER NOT NULL CHECK (created_at BETWEEN 0 AND 253402300799999999),
    last_used_at INTEGER NOT NULL CHECK (last_used_at BETWEEN 0 AND 253402300799999999),
    expires_at   INTEGER NOT NULL CHECK (expires_at BETWEEN 0 AND 253402300799999999),
    ended_at     INTEGER CHECK (ended_at BETWEEN 0 AND 253402300799999999)
) STRICT, WITHOUT ROWID;

-- A user's sessions, the newest first; and what to delete with a user.
CREATE INDEX sessions_of_user ON sessions (user_id, created_at, id);

-- Spent tokens stay: whoever presents one again has a copy.
CREATE TABLE refresh_tokens (
    hash       BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    session_id BLOB    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    spent      INTEGER NOT NULL DEFAULT 0 CHECK (spent IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX refresh_tokens_of_session ON refresh_tokens (session_id);
