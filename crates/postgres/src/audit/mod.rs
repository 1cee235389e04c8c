//! The audit log.

mod queries;
mod repository;
mod row;
