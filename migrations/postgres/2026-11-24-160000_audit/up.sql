-- Who did what that matters for security. It outlives what it tells of: nothing here refers to another table.
CREATE TABLE audit_log (
    id           uuid        CONSTRAINT audit_log_pkey PRIMARY KEY,
    at           timestamptz NOT NULL
                 CHECK (at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    actor_kind   text        NOT NULL CHECK (actor_kind IN ('user', 'system', 'anonymous')),
    actor_id     uuid,
    -- Words of the program, and more of them with each release.
    action       text        NOT NULL CHECK (action ~ '^[a-z._]{1,64}$'),
    subject_kind text        CHECK (subject_kind ~ '^[a-z._]{1,64}$'),
    subject_id   uuid,
    address      text        CHECK (length(address) BETWEEN 2 AND 45),
    request_id   text        NOT NULL CHECK (length(request_id) <= 128),
    details      text        CHECK (octet_length(details) BETWEEN 2 AND 1000),
    CHECK ((actor_kind = 'user') = (actor_id IS NOT NULL)),
    CHECK ((subject_kind IS NULL) = (subject_id IS NULL))
);

-- The list, the newest first, and what is old enough to be removed.
CREATE INDEX audit_log_by_time ON audit_log (at, id);

-- ... of a user, or of who is none; of an action; of a thing.
CREATE INDEX audit_log_of_user ON audit_log (actor_id, at, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_log_of_others ON audit_log (actor_kind, at, id) WHERE actor_id IS NULL;
CREATE INDEX audit_log_of_action ON audit_log (action, at, id);
CREATE INDEX audit_log_of_subject ON audit_log (subject_id, at, id) WHERE subject_id IS NOT NULL;

-- What is written stays as it was written, and for four weeks at least, whoever asks. Only who does away
-- with the triggers first can change it, which takes a role that owns the table.
CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_log_is_append_only';
END
$$;

CREATE TRIGGER audit_log_never_changes BEFORE UPDATE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();

CREATE TRIGGER audit_log_stays_for_four_weeks BEFORE DELETE ON audit_log
    FOR EACH ROW WHEN (old.at > now() - interval '28 days')
    EXECUTE FUNCTION audit_log_is_append_only();
