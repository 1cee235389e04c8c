//! The weather that is expected at events.

mod queries;
mod repository;
mod row;

pub(crate) use row::ForecastRow;
