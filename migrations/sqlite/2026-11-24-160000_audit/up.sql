-- Who did what that matters for security. It outlives what it tells of: nothing here refers to another table.
CREATE TABLE audit_log (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    at           INTEGER NOT NULL CHECK (at BETWEEN 0 AND 253402300799999999),
    actor_kind   TEXT    NOT NULL CHECK (actor_kind IN ('user', 'system', 'anonymous')),
    actor_id     BLOB    CHECK (length(actor_id) = 16),
    -- Words of the program, and more of them with each release.
    action       TEXT    NOT NULL CHECK (length(action) BETWEEN 1 AND 64 AND action NOT GLOB '*[^a-z._]*'),
    subject_kind TEXT    CHECK (length(subject_kind) BETWEEN 1 AND 64 AND subject_kind NOT GLOB '*[^a-z._]*'),
    subject_id   BLOB    CHECK (length(subject_id) = 16),
    address      TEXT    CHECK (length(address) BETWEEN 2 AND 45),
    request_id   TEXT    NOT NULL CHECK (length(request_id) <= 128),
    details      TEXT    CHECK (length(CAST(details AS BLOB)) BETWEEN 2 AND 1000),
    CHECK ((actor_kind = 'user') = (actor_id IS NOT NULL)),
    CHECK ((subject_kind IS NULL) = (subject_id IS NULL))
) STRICT;

-- The list, the newest first, and what is old enough to be removed.
CREATE INDEX audit_log_by_time ON audit_log (at, id);

-- ... of a user, or of who is none; of an action; of a thing.
CREATE INDEX audit_log_of_user ON audit_log (actor_id, at, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_log_of_others ON audit_log (actor_kind, at, id) WHERE actor_id IS NULL;
CREATE INDEX audit_log_of_action ON audit_log (action, at, id);
CREATE INDEX audit_log_of_subject ON audit_log (subject_id, at, id) WHERE subject_id IS NOT NULL;

-- What is written stays as it was written, and for four weeks at least, whoever asks. Only who does away
-- with the triggers first can change it.
CREATE TRIGGER audit_log_never_changes BEFORE UPDATE ON audit_log BEGIN
    SELECT RAISE(ABORT, 'audit_log_is_append_only');
END;

CREATE TRIGGER audit_log_stays_for_four_weeks BEFORE DELETE ON audit_log
WHEN old.at > (unixepoch('subsec') - 28 * 86400) * 1000000 BEGIN
    SELECT RAISE(ABORT, 'audit_log_is_append_only');
END;

-- INSERT OR REPLACE removes what it replaces without the trigger above.
CREATE TRIGGER audit_log_replaces_nothing BEFORE INSERT ON audit_log
WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = new.id) BEGIN
    SELECT RAISE(ABORT, 'audit_log_is_append_only');
END;
