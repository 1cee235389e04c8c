CREATE TABLE venues (
    -- The number by which the full-text table knows the venue. Nobody outside sees it.
    key        INTEGER NOT NULL PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    name       TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    name_key   TEXT    NOT NULL,
    kind       TEXT    NOT NULL
               CHECK (kind IN ('auditorium', 'hall', 'theatre', 'classroom', 'outdoor', 'online', 'other')),
    capacity   INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 1000000),
    accessible INTEGER NOT NULL CHECK (accessible IN (0, 1)),
    address    TEXT    CHECK (length(address) BETWEEN 1 AND 200),
    city       TEXT    NOT NULL CHECK (length(city) BETWEEN 1 AND 100),
    city_key   TEXT    NOT NULL,
    latitude   REAL    CHECK (latitude BETWEEN -90 AND 90),
    longitude  REAL    CHECK (longitude BETWEEN -180 AND 180),
    version    INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL CHECK (created_at BETWEEN 0 AND 253402300799999999),
    updated_at INTEGER NOT NULL CHECK (updated_at BETWEEN 0 AND 253402300799999999),
    UNIQUE (name_key, city_key),
    CHECK ((latitude IS NULL) = (longitude IS NULL))
) STRICT;

-- Lists are sorted by name. Kind and accessibility say too little to deserve an index: such a list
-- walks this one and passes over what does not fit.
CREATE INDEX venues_by_name ON venues (name_key, id);
CREATE INDEX venues_in_city ON venues (city_key, name_key, id);

-- The folded words of each venue, by `venues.key`. Only the index is stored, not the text; the
-- words come separated by spaces, so the `ascii` tokenizer finds exactly them (it takes all that
-- is beyond ASCII for letters), and single words need no positions (`detail = none`).
CREATE VIRTUAL TABLE venue_search USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = 'ascii', detail = none
);

CREATE TRIGGER venues_leave_search AFTER DELETE ON venues BEGIN
    DELETE FROM venue_search WHERE rowid = old.key;
END;
