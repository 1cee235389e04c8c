-- Of which registrations somebody was, or is about to be, reminded, and of which start of the event:
-- an event that is moved is another thing to be reminded of.
CREATE TABLE reminders (
    registration_id uuid        NOT NULL
                    CONSTRAINT reminders_registration_exists REFERENCES registrations (id) ON DELETE CASCADE,
    starts_at       timestamptz NOT NULL
                    CHECK (starts_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    taken_at        timestamptz NOT NULL
                    CHECK (taken_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    CONSTRAINT reminders_pkey PRIMARY KEY (registration_id, starts_at)
);

-- Of an event that starts soon: who is to be reminded, by when they registered.
CREATE INDEX registrations_to_remind ON registrations (event_id, created_at, id)
    WHERE status = 'confirmed' AND email IS NOT NULL;

-- What has been over for long enough to be removed. (LEAST knows no NULL.)
CREATE INDEX sessions_by_end ON sessions (LEAST(ended_at, expires_at), id);
