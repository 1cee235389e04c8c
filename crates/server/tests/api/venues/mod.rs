//! Venues: their whole life, and what events make of it.

mod events;
mod fields;
mod in_use;
mod list;
mod names;
mod writing;
