//! Attachments of events.

mod queries;
mod repository;
mod row;
