-- The weather that is expected when an event starts, as one provider said it last, and never older
-- than its place and time.
--
-- No index beside the key: what the sweep looks for is found by the start of the events.
CREATE TABLE event_forecasts (
    event_key     INTEGER NOT NULL PRIMARY KEY REFERENCES events (key) ON DELETE CASCADE,
    provider      TEXT    NOT NULL CHECK (length(provider) BETWEEN 1 AND 64),
    forecast_for  INTEGER NOT NULL CHECK (forecast_for BETWEEN 0 AND 253402300799999999),
    temperature_c REAL    NOT NULL CHECK (temperature_c BETWEEN -150 AND 150),
    condition     TEXT    NOT NULL
                  CHECK (condition IN ('clear', 'clouds', 'rain', 'thunderstorm', 'snow', 'fog')),
    description   TEXT    NOT NULL,
    humidity_pct  INTEGER NOT NULL CHECK (humidity_pct BETWEEN 0 AND 100),
    wind_mps      REAL    NOT NULL CHECK (wind_mps BETWEEN 0 AND 200),
    fetched_at    INTEGER NOT NULL CHECK (fetched_at BETWEEN 0 AND 253402300799999999)
) STRICT;
