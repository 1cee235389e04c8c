//! Events, their tags and their counters.

mod calendar;
mod counters;
mod filter;
mod import;
pub(crate) mod lock;
mod parts;
mod queries;
mod repository;
mod row;
mod stats;
mod tag_list;
mod tags;
mod view;
mod write;
