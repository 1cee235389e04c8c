//! Forecast providers against a server on this machine that answers as they do, or as they should
//! not; and what becomes of one that does not answer.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod figures;
mod guarded;
mod hostile;
mod known_cities;
mod open_meteo;
mod open_weather_map;
mod recorder;
mod scripted;
mod settings;
mod simulated;
mod stub;
mod support;
mod surroundings;
mod tls;
