DROP TABLE event_forecasts;
