-- Files that belong to an event. What is in them is a blob, beside the database.
CREATE TABLE attachments (
    id            uuid        CONSTRAINT attachments_pkey PRIMARY KEY,
    event_id      uuid        NOT NULL
                  CONSTRAINT attachments_event_exists REFERENCES events (id) ON DELETE CASCADE,
    file_name     text        NOT NULL CHECK (octet_length(file_name) BETWEEN 1 AND 255),
    kind          text        NOT NULL
                  CHECK (kind IN ('image/png', 'image/jpeg', 'image/webp', 'application/pdf')),
    size          bigint      NOT NULL CHECK (size >= 1),
    sha256        bytea       NOT NULL CHECK (octet_length(sha256) = 32),
    has_thumbnail boolean     NOT NULL,
    created_at    timestamptz NOT NULL
                  CHECK (created_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00')
);

-- The list of an event, the oldest first; and what goes with the event.
CREATE INDEX attachments_of_event ON attachments (event_id, created_at, id);
