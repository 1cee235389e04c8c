//! Imports that jobs do: how far they are, and what they left out.

mod queries;
mod repository;
mod row;
