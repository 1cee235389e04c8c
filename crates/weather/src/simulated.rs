use std::{f64::consts::TAU, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, Datelike as _, DurationRound as _, TimeDelta, Timelike as _, Utc};
use fasttrack_domain::{
    forecast::{
        Forecast, Place,
        WeatherCondition::{self, Clear, Clouds, Fog, Rain, Snow, Thunderstorm},
    },
    ports::{Clock, ForecastError, ForecastProvider},
    text::FoldedKey,
    time::Timestamp,
};

/// How far ahead it looks, in hours: 16 days.
const HOURS: i64 = 16 * 24;
/// For how many hours the sky stays as it is.
const SPELL: i64 = 6;

/// Weather that nobody measures, for who develops or shows FastTrack: every city has some, hour by
/// hour, and the same whoever asks for it and when. Cities of one name are one city.
pub struct Simulated {
    clock: Arc<dyn Clock>,
}

impl Simulated {
    /// Begins at the present hour of this clock.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock }
    }
}

#[async_trait]
impl ForecastProvider for Simulated {
    fn name(&self) -> &'static str {
        "simulated"
    }

    fn horizon(&self) -> TimeDelta {
        TimeDelta::hours(HOURS)
    }

    async fn series(&self, place: &Place) -> Result<Option<Vec<Forecast>>, ForecastError> {
        let climate = Climate::of(FoldedKey::of(place.city.as_str()).as_str());
        let now = self.clock.now().to_utc();
        let hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
        // To the hour after the last that is promised, so that the last minutes are between two.
        let hours = (0..=HOURS + 1).filter_map(|n| hour.checked_add_signed(TimeDelta::hours(n)));
        Ok(Some(hours.filter_map(|at| climate.at(at)).collect()))
    }
}

/// What the weather of a city is made of.
struct Climate {
    seed: u64,
    /// Of the year, in degrees Celsius.
    mean_c: f64,
}

impl Climate {
    fn of(city: &str) -> Self {
        let seed = city.bytes().fold(0, |seed, byte| mixed(seed ^ u64::from(byte)));
        Self { seed, mean_c: 6.0 + 14.0 * share(mixed(seed)) }
    }

    /// `None` at the end of time.
    fn at(&self, at: DateTime<Utc>) -> Option<Forecast> {
        let forecast_for = Timestamp::new(at).ok()?;
        let hour = at.timestamp().div_euclid(3600);
        // Coldest in the middle of January and at 3 at night.
        let season = -(TAU * (f64::from(at.ordinal()) - 15.0) / 365.25).cos();
        let day = -(TAU * (f64::from(at.hour()) - 3.0) / 24.0).cos();
        let swing = 6.0 * self.noise("warmth", hour, 24);
        let temperature_c = tenths(self.mean_c + 9.0 * season + 4.0 * day + swing);
        let (condition, description) = sky(self.draw("sky", hour.div_euclid(SPELL)), temperature_c);
        let damp = match condition {
            Clear => 45.0,
            Clouds => 60.0,
            Rain | Thunderstorm | Snow => 85.0,
            Fog => 95.0,
        };
        let humidity = damp - 8.0 * day + 6.0 * self.noise("damp", hour, 6);
        let gusts = if condition == Thunderstorm { 6.0 } else { 0.0 };
        let wind = 4.0 + gusts + 3.5 * self.noise("wind", hour, 4);
        Some(Forecast {
            forecast_for,
            temperature_c,
            condition,
            description: description.to_owned(),
            // Within 0 to 100, by the clamp.
            humidity_pct: humidity.clamp(0.0, 100.0).round() as u8,
            wind_mps: tenths(wind),
        })
    }

    /// Between -1 and 1, and near to what it was an hour before: from one number to the next over
    /// so many hours.
    fn noise(&self, what: &str, hour: i64, over: i64) -> f64 {
        let (from, done) = (hour.div_euclid(over), hour.rem_euclid(over) as f64 / over as f64);
        let (here, next) = (self.draw(what, from), self.draw(what, from + 1));
        2.0 * (here + (next - here) * done) - 1.0
    }

    /// Between 0 and 1, and at every time something else.
    fn draw(&self, what: &str, time: i64) -> f64 {
        let drawn = what.bytes().fold(self.seed, |seed, byte| mixed(seed ^ u64::from(byte)));
        share(mixed(drawn ^ time.cast_unsigned()))
    }
}

fn sky(draw: f64, temperature_c: f64) -> (WeatherCondition, &'static str) {
    let cold = temperature_c <= 1.0;
    match draw {
        ..0.35 => (Clear, "clear sky"),
        ..0.65 => (Clouds, "scattered clouds"),
        ..0.75 => (Clouds, "overcast"),
        ..0.80 => (Fog, "fog"),
        _ if cold => (Snow, "light snow"),
        ..0.94 => (Rain, "light rain"),
        _ if temperature_c >= 15.0 => (Thunderstorm, "thunderstorm"),
        _ => (Rain, "heavy rain"),
    }
}

/// Makes of a number another that does not look like it, always the same (SplitMix64).
const fn mixed(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number as a share of 1, by its first 53 bits.
fn share(number: u64) -> f64 {
    (number >> 11) as f64 / (1_u64 << 53) as f64
}

fn tenths(figure: f64) -> f64 {
    (figure * 10.0).round() / 10.0
}
