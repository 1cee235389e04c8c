//! Events: their whole life, who may touch them, and what venues allow.

mod access;
mod booking;
mod fields;
mod room;
mod status;
