//! The weather that is expected at events.

mod of_event;
mod queries;
mod repository;
mod row;

pub(crate) use of_event::ForecastOfEvent;
pub(crate) use row::ForecastRow;
