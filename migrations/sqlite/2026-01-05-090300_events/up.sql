CREATE TABLE events (
    -- The number by which the event's other tables know it. Nobody outside sees it.
    key                INTEGER NOT NULL PRIMARY KEY,
    id                 BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    title              TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
    title_key          TEXT    NOT NULL,
    description        TEXT    NOT NULL CHECK (length(description) <= 10000),
    status             TEXT    NOT NULL CHECK (status IN ('draft', 'published', 'cancelled')),
    starts_at          INTEGER NOT NULL CHECK (starts_at BETWEEN 0 AND 253402300799999999),
    ends_at            INTEGER CHECK (ends_at BETWEEN 0 AND 253402300799999999),
    time_zone          TEXT    NOT NULL,
    city               TEXT    NOT NULL CHECK (length(city) BETWEEN 1 AND 100),
    city_key           TEXT    NOT NULL,
    venue_id           BLOB    REFERENCES venues (id),
    capacity           INTEGER CHECK (capacity BETWEEN 1 AND 1000000),
    created_by         BLOB    NOT NULL REFERENCES users (id),
    version            INTEGER NOT NULL CHECK (version >= 1),
    created_at         INTEGER NOT NULL CHECK (created_at BETWEEN 0 AND 253402300799999999),
    updated_at         INTEGER NOT NULL CHECK (updated_at BETWEEN 0 AND 253402300799999999),
    -- Of the row of a file that the event was imported from.
    import_fingerprint BLOB    UNIQUE CHECK (length(import_fingerprint) = 32),
    CHECK (ends_at > starts_at)
) STRICT;

-- One index an order, the identifier breaking ties: a page begins with a seek, however deep.
CREATE INDEX events_by_start ON events (starts_at, id);
CREATE INDEX events_by_creation ON events (created_at, id);
CREATE INDEX events_by_title ON events (title_key, id);

-- One index a filter, in the default order.
CREATE INDEX events_in_city ON events (city_key, starts_at, id);
CREATE INDEX events_at_venue ON events (venue_id, starts_at, id);
CREATE INDEX events_of_owner ON events (created_by, starts_at, id);
CREATE INDEX events_of_status ON events (status, starts_at, id);

-- Two published events with an end may not overlap at one venue: [start, end) against [start, end).
--
-- What is booked already does not overlap, so that of all bookings that start before the new one
-- ends only the last can reach into it: one seek, however full the calendar.
CREATE INDEX events_booking ON events (venue_id, starts_at, ends_at)
    WHERE status = 'published' AND ends_at IS NOT NULL;

CREATE TRIGGER events_no_double_booking_insert AFTER INSERT ON events
WHEN new.venue_id IS NOT NULL AND new.status = 'published' AND new.ends_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'events_no_double_booking')
    WHERE new.starts_at < (
        SELECT other.ends_at FROM events AS other
        WHERE other.venue_id = new.venue_id AND other.status = 'published'
          AND other.ends_at IS NOT NULL AND other.starts_at < new.ends_at AND other.key <> new.key
        ORDER BY other.starts_at DESC LIMIT 1
    );
END;

CREATE TRIGGER events_no_double_booking_update
AFTER UPDATE OF venue_id, status, starts_at, ends_at ON events
WHEN new.venue_id IS NOT NULL AND new.status = 'published' AND new.ends_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'events_no_double_booking')
    WHERE new.starts_at < (
        SELECT other.ends_at FROM events AS other
        WHERE other.venue_id = new.venue_id AND other.status = 'published'
          AND other.ends_at IS NOT NULL AND other.starts_at < new.ends_at AND other.key <> new.key
        ORDER BY other.starts_at DESC LIMIT 1
    );
END;

CREATE TABLE event_tags (
    event_key INTEGER NOT NULL REFERENCES events (key) ON DELETE CASCADE,
    position  INTEGER NOT NULL CHECK (position BETWEEN 0 AND 9),
    tag       TEXT    NOT NULL CHECK (length(tag) BETWEEN 1 AND 30),
    tag_key   TEXT    NOT NULL,
    PRIMARY KEY (event_key, position),
    UNIQUE (event_key, tag_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX event_tags_by_tag ON event_tags (tag_key, event_key);

-- What changes of an event without anybody editing it: a narrow row, so that the wide one and its
-- indexes stay untouched.
CREATE TABLE event_counters (
    event_key  INTEGER NOT NULL PRIMARY KEY REFERENCES events (key) ON DELETE CASCADE,
    registered INTEGER NOT NULL DEFAULT 0 CHECK (registered >= 0),
    waitlisted INTEGER NOT NULL DEFAULT 0 CHECK (waitlisted >= 0),
    views      INTEGER NOT NULL DEFAULT 0 CHECK (views >= 0),
    revision   INTEGER NOT NULL DEFAULT 0 CHECK (revision >= 0)
) STRICT;

CREATE INDEX event_counters_by_views ON event_counters (views);

-- As `venue_search`, by `events.key`.
CREATE VIRTUAL TABLE event_search USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = 'ascii', detail = none
);

CREATE TRIGGER events_leave_search AFTER DELETE ON events BEGIN
    DELETE FROM event_search WHERE rowid = old.key;
END;
