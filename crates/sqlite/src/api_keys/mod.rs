//! API keys.

mod queries;
mod repository;
mod row;
