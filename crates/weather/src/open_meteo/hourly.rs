use std::iter::zip;

use fasttrack_domain::{forecast::Forecast, venue::Coordinates};
use serde::Deserialize;

use super::codes;
use crate::{
    figures::{Figures, in_order},
    http::{Endpoint, Failure},
};

#[derive(Deserialize)]
struct Answer {
    hourly_units: Units,
    hourly: Hourly,
}

#[derive(Deserialize)]
struct Units {
    temperature_2m: String,
    wind_speed_10m: String,
}

/// A column a member; what the models do not say is null.
#[derive(Deserialize)]
struct Hourly {
    time: Vec<i64>,
    temperature_2m: Vec<Option<f64>>,
    relative_humidity_2m: Vec<Option<f64>>,
    weather_code: Vec<Option<u16>>,
    wind_speed_10m: Vec<Option<f64>>,
}

pub(super) async fn ask(forecasts: &Endpoint, at: Coordinates) -> Result<Vec<Forecast>, Failure> {
    // Four digits are eleven metres.
    let (latitude, longitude) = (format!("{:.4}", at.latitude()), format!("{:.4}", at.longitude()));
    let query = [
        ("latitude", latitude.as_str()),
        ("longitude", &longitude),
        ("hourly", "temperature_2m,relative_humidity_2m,weather_code,wind_speed_10m"),
        ("wind_speed_unit", "ms"),
        ("timeformat", "unixtime"),
        ("forecast_days", "16"),
    ];
    forecasts.ask("/v1/forecast", &query).await?.json::<Answer>()?.series()
}

impl Answer {
    /// Hour by hour, without those of which something is not known.
    fn series(self) -> Result<Vec<Forecast>, Failure> {
        let Self { hourly_units: Units { temperature_2m, wind_speed_10m }, hourly } = self;
        if (temperature_2m.as_str(), wind_speed_10m.as_str()) != ("°C", "m/s") {
            return Err(Failure::Nonsense("units that were not asked for"));
        }
        hourly.hours()?.into_iter().filter_map(Hour::forecast).collect::<Result<_, _>>().map(in_order)
    }
}

/// A row.
struct Hour {
    time: i64,
    temperature_c: Option<f64>,
    humidity_pct: Option<f64>,
    code: Option<u16>,
    wind_mps: Option<f64>,
}

impl Hourly {
    fn hours(self) -> Result<Vec<Hour>, Failure> {
        let Self { time, temperature_2m, relative_humidity_2m, weather_code, wind_speed_10m } = self;
        let lengths =
            [temperature_2m.len(), relative_humidity_2m.len(), weather_code.len(), wind_speed_10m.len()];
        if lengths.iter().any(|length| *length != time.len()) {
            return Err(Failure::Nonsense("columns of unequal length"));
        }
        let rows =
            zip(zip(time, zip(temperature_2m, relative_humidity_2m)), zip(weather_code, wind_speed_10m));
        Ok(rows
            .map(|((time, (temperature_c, humidity_pct)), (code, wind_mps))| Hour {
                time,
                temperature_c,
                humidity_pct,
                code,
                wind_mps,
            })
            .collect())
    }
}

impl Hour {
    fn forecast(self) -> Option<Result<Forecast, Failure>> {
        let Self { time, temperature_c, humidity_pct, code, wind_mps } = self;
        let figures =
            Figures { time, temperature_c: temperature_c?, humidity_pct: humidity_pct?, wind_mps: wind_mps? };
        // A code that is new to us says as little as none.
        let (condition, description) = codes::meaning(code?)?;
        Some(figures.forecast(condition, description.to_owned()))
    }
}
