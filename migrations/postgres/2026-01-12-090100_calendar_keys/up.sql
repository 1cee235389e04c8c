-- The SHA-256 of the key to a user's calendar. The key itself nobody keeps.
ALTER TABLE users ADD COLUMN calendar_key_hash bytea CHECK (length(calendar_key_hash) = 32);

CREATE UNIQUE INDEX users_by_calendar_key ON users (calendar_key_hash)
    WHERE calendar_key_hash IS NOT NULL;
