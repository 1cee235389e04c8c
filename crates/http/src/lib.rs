//! The REST API of FastTrack: the driving adapter that turns HTTP into use cases and back.
//!
//! A handler extracts, parses, calls one use case and maps its result; one file per verb, under
//! the area that it belongs to. Everything that all of them share is in a room of its own:
//! [`problem`] (errors as RFC 9457), `extract` (bodies, queries, paths, the caller), `middleware`
//! (what happens around every request), [`openapi`] (the document, and what is derived from it).

pub mod problem;

mod api_keys;
mod attachments;
mod audit;
mod auth;
mod broken_off;
mod calendars;
mod conditional;
mod cursor;
mod events;
mod extract;
mod forecasts;
mod idempotency;
mod imports;
mod jobs;
mod limits;
mod list;
mod merge_patch;
mod middleware;
pub mod openapi;
mod registrations;
mod routes;
mod server;
mod settings;
mod state;
mod system;
mod users;
mod validation;
mod venues;

pub use limits::RateLimits;
pub use middleware::TrustedProxies;
pub use openapi::openapi_json;
pub use server::run;
pub use settings::HttpSettings;
pub use state::AppState;
