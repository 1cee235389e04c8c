DROP TABLE event_counters;
DROP TABLE event_tags;
DROP TABLE events;
