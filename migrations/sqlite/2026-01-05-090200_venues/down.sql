DROP TABLE venues;
DROP TABLE venue_search;
