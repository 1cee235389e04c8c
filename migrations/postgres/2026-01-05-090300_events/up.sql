-- Equality of a UUID inside an exclusion constraint. Left in place when this is reverted: it may
-- have been there before.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE events (
    id                 uuid        CONSTRAINT events_pkey PRIMARY KEY,
    title              text        NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
    title_key          text        COLLATE "C" NOT NULL,
    description        text        NOT NULL CHECK (length(description) <= 10000),
    status             text        NOT NULL CHECK (status IN ('draft', 'published', 'cancelled')),
    starts_at          timestamptz NOT NULL
                       CHECK (starts_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    ends_at            timestamptz
                       CHECK (ends_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    time_zone          text        NOT NULL,
    city               text        NOT NULL CHECK (length(city) BETWEEN 1 AND 100),
    city_key           text        COLLATE "C" NOT NULL,
    venue_id           uuid        CONSTRAINT events_venue_exists REFERENCES venues (id),
    capacity           integer     CHECK (capacity BETWEEN 1 AND 1000000),
    created_by         uuid        NOT NULL CONSTRAINT events_owner_exists REFERENCES users (id),
    version            bigint      NOT NULL CHECK (version >= 1),
    created_at         timestamptz NOT NULL
                       CHECK (created_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    updated_at         timestamptz NOT NULL
                       CHECK (updated_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    -- Of the row of a file that the event was imported from.
    import_fingerprint bytea       CHECK (length(import_fingerprint) = 32),
    -- As in `venues`.
    search_text        text        NOT NULL,
    search             tsvector    NOT NULL
                       GENERATED ALWAYS AS (array_to_tsvector(string_to_array(search_text, ' '))) STORED,
    CONSTRAINT events_imported_once UNIQUE (import_fingerprint),
    CHECK (ends_at > starts_at),
    -- Two published events with an end may not overlap at one venue: [start, end) against [start, end).
    CONSTRAINT events_no_double_booking
        EXCLUDE USING gist (venue_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
        WHERE (status = 'published' AND ends_at IS NOT NULL)
);

-- One index an order, the identifier breaking ties: a page begins with a seek, however deep.
CREATE INDEX events_by_start ON events (starts_at, id);
CREATE INDEX events_by_creation ON events (created_at, id);
CREATE INDEX events_by_title ON events (title_key, id);

-- One index a filter, in the default order.
CREATE INDEX events_in_city ON events (city_key, starts_at, id);
CREATE INDEX events_at_venue ON events (venue_id, starts_at, id);
CREATE INDEX events_of_owner ON events (created_by, starts_at, id);
CREATE INDEX events_of_status ON events (status, starts_at, id);
CREATE INDEX events_by_word ON events USING gin (search);

-- Enough words to be known by their frequency: else the planner takes a rare word for one of many,
-- and walks the events by start until it has met it often enough.
ALTER TABLE events ALTER COLUMN search SET STATISTICS 1000;

CREATE TABLE event_tags (
    event_id uuid     NOT NULL
             CONSTRAINT event_tags_event_exists REFERENCES events (id) ON DELETE CASCADE,
    position smallint NOT NULL CHECK (position BETWEEN 0 AND 9),
    tag      text     NOT NULL CHECK (length(tag) BETWEEN 1 AND 30),
    tag_key  text     COLLATE "C" NOT NULL,
    CONSTRAINT event_tags_pkey PRIMARY KEY (event_id, position),
    CONSTRAINT event_tags_once UNIQUE (event_id, tag_key)
);

CREATE INDEX event_tags_by_tag ON event_tags (tag_key, event_id);

-- What changes of an event without anybody editing it: a narrow row, so that the wide one and its
-- indexes stay untouched. Its lock is the lock of the event: whoever writes anything of an event
-- takes it first.
CREATE TABLE event_counters (
    event_id   uuid   CONSTRAINT event_counters_pkey PRIMARY KEY
               CONSTRAINT event_counters_event_exists REFERENCES events (id) ON DELETE CASCADE,
    registered bigint NOT NULL DEFAULT 0 CHECK (registered >= 0),
    waitlisted bigint NOT NULL DEFAULT 0 CHECK (waitlisted >= 0),
    views      bigint NOT NULL DEFAULT 0 CHECK (views >= 0),
    revision   bigint NOT NULL DEFAULT 0 CHECK (revision >= 0)
) WITH (fillfactor = 70);

CREATE INDEX event_counters_by_views ON event_counters (views);
