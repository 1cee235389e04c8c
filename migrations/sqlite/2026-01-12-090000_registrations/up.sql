-- Rows are never removed but with their event: what was cancelled stays, and may keep its place.
CREATE TABLE registrations (
    id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    event_key     INTEGER NOT NULL REFERENCES events (key) ON DELETE CASCADE,
    -- Whoever registered by itself. The seat outlives the account.
    user_id       BLOB    REFERENCES users (id) ON DELETE SET NULL,
    name          TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    email         TEXT    CHECK (length(email) BETWEEN 3 AND 254 AND email = lower(email)),
    status        TEXT    NOT NULL CHECK (status IN ('confirmed', 'waitlisted', 'cancelled')),
    -- Where in the order of the waitlist it stands, or once stood: who waits has one, and keeps it
    -- when it gets a seat or cancels. No number is given twice.
    place         INTEGER CHECK (place >= 1),
    checked_in_at INTEGER CHECK (checked_in_at BETWEEN 0 AND 253402300799999999),
    created_at    INTEGER NOT NULL CHECK (created_at BETWEEN 0 AND 253402300799999999),
    CHECK (status <> 'waitlisted' OR place IS NOT NULL),
    CHECK (checked_in_at IS NULL OR status = 'confirmed')
) STRICT, WITHOUT ROWID;

-- One live registration of an address for an event.
CREATE UNIQUE INDEX registrations_live_email ON registrations (event_key, email)
    WHERE status <> 'cancelled' AND email IS NOT NULL;

-- The waitlist, in order: who is next, and who stands where.
CREATE UNIQUE INDEX registrations_waiting ON registrations (event_key, place)
    WHERE status = 'waitlisted';

-- The lists of an event, the oldest first.
CREATE INDEX registrations_for_event ON registrations (event_key, created_at, id);
CREATE INDEX registrations_of_status ON registrations (event_key, status, created_at, id);

-- The lists of a user, by account and by address. Most registrations of an organiser have neither.
CREATE INDEX registrations_of_user ON registrations (user_id, created_at, id)
    WHERE user_id IS NOT NULL;
CREATE INDEX registrations_of_email ON registrations (email, created_at, id)
    WHERE email IS NOT NULL;

-- The last number given on the waitlist.
ALTER TABLE event_counters ADD COLUMN last_place INTEGER NOT NULL DEFAULT 0 CHECK (last_place >= 0);

-- Whoever registers holds the counters and knows the seats. Should anybody ever write counters that
-- were read before another unit took the last seat, it stops here. Only growth is checked: there may
-- be more confirmed than seats where the venue of a past event has shrunk, and they may still cancel.
CREATE TRIGGER event_counters_within_seats AFTER UPDATE OF registered ON event_counters
WHEN new.registered > old.registered
BEGIN
    SELECT RAISE(ABORT, 'event_counters_within_seats')
    FROM events LEFT JOIN venues ON venues.id = events.venue_id
    WHERE events.key = new.event_key AND new.registered > COALESCE(events.capacity, venues.capacity);
END;
