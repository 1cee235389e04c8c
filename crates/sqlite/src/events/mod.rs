//! Events, their tags and their counters.

mod bulk;
mod calendar;
mod counters;
mod filter;
mod import;
mod queries;
mod repository;
mod row;
mod stats;
mod tags;
mod view;
mod write;
