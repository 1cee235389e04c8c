//! Sessions and their refresh tokens.

mod queries;
mod repository;
mod row;
