//! The people who use FastTrack.

mod administration;
mod deactivation;
mod deletion;
mod last_admin;
mod oneself;
mod passwords;
mod registration;
mod secrecy;
