-- Of which registrations somebody was, or is about to be, reminded, and of which start of the event:
-- an event that is moved is another thing to be reminded of.
CREATE TABLE reminders (
    registration_id BLOB    NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
    starts_at       INTEGER NOT NULL CHECK (starts_at BETWEEN 0 AND 253402300799999999),
    taken_at        INTEGER NOT NULL CHECK (taken_at BETWEEN 0 AND 253402300799999999),
    PRIMARY KEY (registration_id, starts_at)
) STRICT, WITHOUT ROWID;

-- Of an event that starts soon: who is to be reminded, by when they registered.
CREATE INDEX registrations_to_remind ON registrations (event_key, created_at, id)
    WHERE status = 'confirmed' AND email IS NOT NULL;

-- What has been over for long enough to be removed.
CREATE INDEX sessions_by_end ON sessions (min(COALESCE(ended_at, expires_at), expires_at), id);
