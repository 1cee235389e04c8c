DROP INDEX users_by_calendar_key;
ALTER TABLE users DROP COLUMN calendar_key_hash;
