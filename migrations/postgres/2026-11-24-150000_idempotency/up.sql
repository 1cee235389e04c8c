-- What requests that may be made again were answered, by the key that the client gave them.
CREATE TABLE idempotency_keys (
    user_id      uuid        NOT NULL
                 CONSTRAINT idempotency_keys_user_exists REFERENCES users (id) ON DELETE CASCADE,
    route        text        NOT NULL CHECK (length(route) BETWEEN 1 AND 200),
    key_hash     bytea       NOT NULL CHECK (length(key_hash) = 32),
    -- Of all that the request said.
    request_hash bytea       NOT NULL CHECK (length(request_hash) = 32),
    -- Without one while the unit that has claimed the key goes on, which is the only one that sees it.
    answer       bytea,
    expires_at   timestamptz NOT NULL
                 CHECK (expires_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, route, key_hash)
);

-- What has expired, to be removed.
CREATE INDEX idempotency_keys_by_end ON idempotency_keys (expires_at);
