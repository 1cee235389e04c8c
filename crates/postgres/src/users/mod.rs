//! Users.

mod queries;
mod repository;
mod row;
