DROP TRIGGER event_counters_within_seats ON event_counters;
DROP FUNCTION event_counters_within_seats();
ALTER TABLE event_counters DROP COLUMN last_place;
DROP TABLE registrations;
