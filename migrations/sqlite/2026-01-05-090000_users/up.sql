-- Conventions of all tables:
--   * STRICT: a column holds what it says, nothing else.
--   * A UUID is a BLOB of its 16 bytes, in network order: version 7 sorts by age.
--   * An instant is an INTEGER, microseconds since 1970 in UTC, up to the end of the year 9999:
--     exact, and in order whatever the number of digits.
--   * A boolean is INTEGER 0 or 1.
--   * `…_key` is text that Rust has folded: compared and sorted by its bytes, no collation.

CREATE TABLE users (
    id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    username      TEXT    NOT NULL UNIQUE CHECK (length(username) BETWEEN 3 AND 32),
    full_name     TEXT    NOT NULL CHECK (length(full_name) BETWEEN 1 AND 100),
    email         TEXT    NOT NULL UNIQUE,
    password_hash TEXT    NOT NULL,
    role          TEXT    NOT NULL CHECK (role IN ('viewer', 'editor', 'admin')),
    active        INTEGER NOT NULL CHECK (active IN (0, 1)),
    created_at    INTEGER NOT NULL CHECK (created_at BETWEEN 0 AND 253402300799999999),
    updated_at    INTEGER NOT NULL CHECK (updated_at BETWEEN 0 AND 253402300799999999)
) STRICT, WITHOUT ROWID;
