//! Registrations.

mod queries;
mod reminders;
mod repository;
mod row;
mod select;
