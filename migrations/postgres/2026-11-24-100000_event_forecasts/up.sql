-- The weather that is expected when an event starts, as one provider said it last. Written by whoever
-- holds the counters of the event, and never older than its place and time.
--
-- No index beside the key: what the sweep looks for is found by the start of the events.
CREATE TABLE event_forecasts (
    event_id      uuid             CONSTRAINT event_forecasts_pkey PRIMARY KEY
                  CONSTRAINT event_forecasts_event_exists REFERENCES events (id) ON DELETE CASCADE,
    provider      text             NOT NULL CHECK (length(provider) BETWEEN 1 AND 64),
    forecast_for  timestamptz      NOT NULL
                  CHECK (forecast_for BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00'),
    temperature_c double precision NOT NULL CHECK (temperature_c BETWEEN -150 AND 150),
    condition     text             NOT NULL
                  CHECK (condition IN ('clear', 'clouds', 'rain', 'thunderstorm', 'snow', 'fog')),
    description   text             NOT NULL,
    humidity_pct  smallint         NOT NULL CHECK (humidity_pct BETWEEN 0 AND 100),
    wind_mps      double precision NOT NULL CHECK (wind_mps BETWEEN 0 AND 200),
    fetched_at    timestamptz      NOT NULL
                  CHECK (fetched_at BETWEEN '1970-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00')
);
