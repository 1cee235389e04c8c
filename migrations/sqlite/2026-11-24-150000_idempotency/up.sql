-- What requests that may be made again were answered, by the key that the client gave them.
CREATE TABLE idempotency_keys (
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    route        TEXT    NOT NULL CHECK (length(route) BETWEEN 1 AND 200),
    key_hash     BLOB    NOT NULL CHECK (length(key_hash) = 32),
    -- Of all that the request said.
    request_hash BLOB    NOT NULL CHECK (length(request_hash) = 32),
    -- Without one while the unit that has claimed the key goes on, which is the only one that sees it.
    answer       BLOB,
    expires_at   INTEGER NOT NULL CHECK (expires_at BETWEEN 0 AND 253402300799999999),
    PRIMARY KEY (user_id, route, key_hash)
) STRICT;

-- What has expired, to be removed.
CREATE INDEX idempotency_keys_by_end ON idempotency_keys (expires_at);
