//! Venues.

mod filter;
mod queries;
mod repository;
mod row;

pub(crate) use row::{VenueSummaryRow, coordinates};
