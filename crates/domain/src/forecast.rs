//! Weather forecasts for events.

use std::str::FromStr;

use chrono::TimeDelta;

use crate::{
    Invalid, event::EventId, page::Position, page::SortKey, text::City, text::FoldedKey, time::Timestamp,
    venue::Coordinates, version::Version,
};

/// What the weather is expected to be, somewhere at some time.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// When it is expected.
    pub forecast_for: Timestamp,
    /// In degrees Celsius.
    pub temperature_c: f64,
    /// In one word.
    pub condition: WeatherCondition,
    /// In the provider's words, in English.
    pub description: String,
    /// Relative humidity, in percent: 0 to 100.
    pub humidity_pct: u8,
    /// Mean wind, in metres a second.
    pub wind_mps: f64,
}

impl Forecast {
    /// How far an event may start from the time of the forecast that stands for it.
    pub const NEAR: TimeDelta = TimeDelta::hours(3);

    /// The forecast of a series that stands for this instant: the nearest, if any is near.
    #[must_use]
    pub fn nearest(series: &[Self], at: Timestamp) -> Option<&Self> {
        let distance =
            |forecast: &&Self| forecast.forecast_for.to_utc().signed_duration_since(at.to_utc()).abs();
        series.iter().min_by_key(distance).filter(|nearest| distance(nearest) <= Self::NEAR)
    }
}

/// The weather in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WeatherCondition {
    /// Few clouds or none.
    Clear,
    /// Cloudy, and dry.
    Clouds,
    /// Rain or drizzle.
    Rain,
    /// Lightning.
    Thunderstorm,
    /// Snow or sleet.
    Snow,
    /// Fog, mist, smoke or dust.
    Fog,
}

impl WeatherCondition {
    /// Every condition.
    pub const ALL: [Self; 6] =
        [Self::Clear, Self::Clouds, Self::Rain, Self::Thunderstorm, Self::Snow, Self::Fog];

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Clouds => "clouds",
            Self::Rain => "rain",
            Self::Thunderstorm => "thunderstorm",
            Self::Snow => "snow",
            Self::Fog => "fog",
        }
    }
}

impl FromStr for WeatherCondition {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|condition| condition.as_str() == raw).ok_or_else(|| {
            Invalid::new("invalid_condition", "must be clear, clouds, rain, thunderstorm, snow or fog")
        })
    }
}

/// Where the weather is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The city, by which the place is found where nothing closer is known.
    pub city: City,
    /// The place itself.
    pub coordinates: Option<Coordinates>,
}

/// What the weather is expected to be at an event, and who said so.
#[derive(Debug, Clone, PartialEq)]
pub struct EventForecast {
    /// What is expected.
    pub forecast: Forecast,
    /// What the provider is called.
    pub provider: String,
    /// When the provider was asked.
    pub fetched_at: Timestamp,
}

impl EventForecast {
    /// From what age on it is to be taken with care.
    pub const STALE_AFTER: TimeDelta = TimeDelta::hours(24);

    /// Whether it is to be taken with care.
    #[must_use]
    pub fn is_stale(&self, now: Timestamp) -> bool {
        self.fetched_at.saturating_add(Self::STALE_AFTER) <= now
    }
}

/// Which version of an event and of its venue something is said of: both say where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SubjectVersion {
    /// That of the event, which says what its venue is.
    pub event: Version,
    /// That of the venue, if it has one.
    pub venue: Option<Version>,
}

/// An event that takes place somewhere, and so has weather.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastSubject {
    /// The event.
    pub event_id: EventId,
    /// Which version of it this says.
    pub version: SubjectVersion,
    /// When it starts.
    pub starts_at: Timestamp,
    /// Where.
    pub place: Place,
}

impl ForecastSubject {
    /// Where it stands among others, by city.
    #[must_use]
    pub fn position(&self) -> Position {
        Position { key: SortKey::Text(FoldedKey::of(self.place.city.as_str())), id: self.event_id.uuid() }
    }
}
