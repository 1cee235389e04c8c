-- Rows are never removed but with their event: what was cancelled stays, and may keep its place.
CREATE TABLE registrations (
    id            uuid        CONSTRAINT registrations_pkey PRIMARY KEY,
    event_id      uuid        NOT NULL
                  CONSTRAINT registrations_event_exists REFERENCES events (id) ON DELETE CASCADE,
    -- Whoever registered by itself. The seat outlives the account.
    user_id       uuid
                  CONSTRAINT registrations_user_exists REFERENCES users (id) ON DELETE SET NULL,
    name          text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    email         text        CHECK (length(email) BETWEEN 3 AND 254 AND email = lower(email)),
    status        text        NOT NULL CHECK (status IN ('confirmed', 'waitlisted', 'cancelled')),
    -- Where in the order of the waitlist it stands, or once stood: who waits has one, and keeps it
    -- when it gets a seat or cancels. No number is given twice.
    place         bigint      CHECK (place >= 1),
    checked_in_at timestamptz
                  CHECK (checked_in_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    created_at    timestamptz NOT NULL
                  CHECK (created_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    CHECK (status <> 'waitlisted' OR place IS NOT NULL),
    CHECK (checked_in_at IS NULL OR status = 'confirmed')
);

-- One live registration of an address for an event.
CREATE UNIQUE INDEX registrations_live_email ON registrations (event_id, email)
    WHERE status <> 'cancelled' AND email IS NOT NULL;

-- The waitlist, in order: who is next, and who stands where.
CREATE UNIQUE INDEX registrations_waiting ON registrations (event_id, place)
    WHERE status = 'waitlisted';

-- The lists of an event, the oldest first.
CREATE INDEX registrations_for_event ON registrations (event_id, created_at, id);
CREATE INDEX registrations_of_status ON registrations (event_id, status, created_at, id);

-- The lists of a user, by account and by address. Most registrations of an organiser have neither.
CREATE INDEX registrations_of_user ON registrations (user_id, created_at, id)
    WHERE user_id IS NOT NULL;
CREATE INDEX registrations_of_email ON registrations (email, created_at, id)
    WHERE email IS NOT NULL;

-- The last number given on the waitlist.
ALTER TABLE event_counters
    ADD COLUMN last_place bigint NOT NULL DEFAULT 0 CHECK (last_place >= 0);

-- Whoever registers holds the counters and knows the seats. Should anybody ever write counters that
-- were read before another unit took the last seat, it stops here, as the serialization failure that
-- it is. Only growth is checked: there may be more confirmed than seats where the venue of a past
-- event has shrunk, and they may still cancel.
CREATE FUNCTION event_counters_within_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM events LEFT JOIN venues ON venues.id = events.venue_id
        WHERE events.id = new.event_id AND new.registered > COALESCE(events.capacity, venues.capacity)
    ) THEN
        RAISE EXCEPTION 'event_counters_within_seats' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER event_counters_within_seats AFTER UPDATE OF registered ON event_counters
    FOR EACH ROW WHEN (new.registered > old.registered)
    EXECUTE FUNCTION event_counters_within_seats();
