-- Conventions of all tables:
--   * Constraints and unique indexes have names: `crates/postgres/src/errors.rs` maps them.
--   * An instant is a timestamptz, exact to the microsecond, between the years 1970 and 9999.
--   * `…_key` is text that Rust has folded: compared and sorted by its bytes (COLLATE "C"),
--     whatever the collation of the database.

CREATE TABLE users (
    id                uuid        CONSTRAINT users_pkey PRIMARY KEY,
    username          text        COLLATE "C" NOT NULL CHECK (length(username) BETWEEN 3 AND 32),
    full_name         text        NOT NULL CHECK (length(full_name) BETWEEN 1 AND 100),
    email             text        NOT NULL,
    password_hash     text        NOT NULL,
    role              text        NOT NULL CHECK (role IN ('viewer', 'editor', 'admin')),
    active            boolean     NOT NULL,
    created_at        timestamptz NOT NULL
                      CHECK (created_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    updated_at        timestamptz NOT NULL
                      CHECK (updated_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    CONSTRAINT users_username_taken UNIQUE (username),
    CONSTRAINT users_email_taken UNIQUE (email)
);

-- The list, by name. The unique index would find a page too, but not in the order of the cursor.
CREATE INDEX users_by_name ON users (username, id);

-- Who they are is locked before one of them is taken away.
CREATE INDEX users_active_admins ON users (id) WHERE active AND role = 'admin';
