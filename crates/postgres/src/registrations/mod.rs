//! Registrations.

mod queries;
mod repository;
mod row;
mod select;
