-- Files that belong to an event. What is in them is a blob, beside the database.
CREATE TABLE attachments (
    id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    event_key     INTEGER NOT NULL REFERENCES events (key) ON DELETE CASCADE,
    file_name     TEXT    NOT NULL CHECK (octet_length(file_name) BETWEEN 1 AND 255),
    kind          TEXT    NOT NULL
                  CHECK (kind IN ('image/png', 'image/jpeg', 'image/webp', 'application/pdf')),
    size          INTEGER NOT NULL CHECK (size >= 1),
    sha256        BLOB    NOT NULL CHECK (length(sha256) = 32),
    has_thumbnail INTEGER NOT NULL CHECK (has_thumbnail IN (0, 1)),
    created_at    INTEGER NOT NULL CHECK (created_at BETWEEN 0 AND 253402300799999999)
) STRICT, WITHOUT ROWID;

-- The list of an event, the oldest first; and what goes with the event.
CREATE INDEX attachments_of_event ON attachments (event_key, created_at, id);
