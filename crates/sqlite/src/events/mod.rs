//! Events, their tags and their counters.

mod filter;
mod import;
mod queries;
mod repository;
mod row;
mod tags;
mod view;
mod write;
