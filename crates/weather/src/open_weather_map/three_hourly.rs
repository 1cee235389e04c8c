use fasttrack_domain::forecast::Forecast;
use serde::Deserialize;

use super::conditions;
use crate::{
    figures::{Figures, in_order},
    http::{Answer, Body, Failure},
};

/// The longest description that is taken, in characters.
const MAX_DESCRIPTION: usize = 100;

#[derive(Deserialize)]
struct Steps {
    list: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    dt: i64,
    main: Main,
    /// The first is the one that matters.
    weather: Vec<Weather>,
    wind: Wind,
}

#[derive(Deserialize)]
struct Main {
    temp: Option<f64>,
    humidity: Option<f64>,
}

#[derive(Deserialize)]
struct Weather {
    id: u16,
    description: String,
}

#[derive(Deserialize)]
struct Wind {
    speed: Option<f64>,
}

/// Step by step, without those of which something is not known.
pub(super) fn series(answer: &Answer) -> Result<Vec<Forecast>, Failure> {
    let Steps { list } = answer.json()?;
    list.into_iter().filter_map(Step::forecast).collect::<Result<_, _>>().map(in_order)
}

impl Step {
    fn forecast(self) -> Option<Result<Forecast, Failure>> {
        let Self { dt, main: Main { temp, humidity }, weather, wind: Wind { speed } } = self;
        let figures = Figures { time: dt, temperature_c: temp?, humidity_pct: humidity?, wind_mps: speed? };
        let Weather { id, description } = weather.into_iter().next()?;
        // A condition that is new to us says as little as none.
        let condition = conditions::meaning(id)?;
        let description = description.chars().filter(|c| !c.is_control()).take(MAX_DESCRIPTION).collect();
        Some(figures.forecast(condition, description))
    }
}

/// Whether it is the city that was not found, and not the path.
pub(super) fn knows_no_city(body: &Body) -> bool {
    #[derive(Deserialize)]
    struct Refusal {
        message: String,
    }
    body.json().is_ok_and(|Refusal { message }| message == "city not found")
}
