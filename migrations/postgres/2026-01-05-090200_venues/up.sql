CREATE TABLE venues (
    id          uuid             CONSTRAINT venues_pkey PRIMARY KEY,
    name        text             NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    name_key    text             COLLATE "C" NOT NULL,
    kind        text             NOT NULL
                CHECK (kind IN ('auditorium', 'hall', 'theatre', 'classroom', 'outdoor', 'online', 'other')),
    capacity    integer          NOT NULL CHECK (capacity BETWEEN 1 AND 1000000),
    accessible  boolean          NOT NULL,
    address     text             CHECK (length(address) BETWEEN 1 AND 200),
    city        text             NOT NULL CHECK (length(city) BETWEEN 1 AND 100),
    city_key    text             COLLATE "C" NOT NULL,
    latitude    double precision CHECK (latitude BETWEEN -90 AND 90),
    longitude   double precision CHECK (longitude BETWEEN -180 AND 180),
    version     bigint           NOT NULL CHECK (version >= 1),
    created_at  timestamptz      NOT NULL
                CHECK (created_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    updated_at  timestamptz      NOT NULL
                CHECK (updated_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    -- The folded words that the venue is found by, separated by spaces.
    search_text text             NOT NULL,
    -- They are words already. `to_tsvector` would look for words in them once more, with the eyes
    -- of the database's locale.
    search      tsvector         NOT NULL
                GENERATED ALWAYS AS (array_to_tsvector(string_to_array(search_text, ' '))) STORED,
    CONSTRAINT venues_name_taken UNIQUE (name_key, city_key),
    CHECK ((latitude IS NULL) = (longitude IS NULL))
);

-- Lists are sorted by name. Kind and accessibility say too little to deserve an index: such a list
-- walks this one and passes over what does not fit.
CREATE INDEX venues_by_name ON venues (name_key, id);
CREATE INDEX venues_in_city ON venues (city_key, name_key, id);
CREATE INDEX venues_by_word ON venues USING gin (search);
