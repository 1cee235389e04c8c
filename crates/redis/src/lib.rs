//! What processes share, on Redis: a cache, a bus and rate limits. It is the truth about nothing.
//! Redis is 6.2 or newer: older ones cannot be told at what time a value ends.
//!
//! [`Redis`] is what they have in common: how Redis is reached, and whether it is just now. When it
//! answers with an error, or not in time, nobody asks it again until it has answered well to a
//! question put in the background. So a Redis that is down, slow or frozen costs those who had just
//! asked it one time-out, and everybody after them nothing:
//!
//! - [`RedisCache`] keeps nothing meanwhile. When Redis is back, all that was kept is forgotten
//!   first: it may be from before an invalidation that got lost.
//! - [`RedisBus`] tells the listeners of this process only. When it hears the others again, the
//!   listeners are told that they may have missed something.
//! - [`RedisLimiter`] lets a limiter of this process decide.
//!
//! Where what is:
//! - [`settings`]: what the binary says. `tls`: whom to trust.
//! - `link`: the connection, its loss and its return. `clock`: what time it is there. `keys`: what
//!   things are called there.
//! - `cache`, `bus`, `limiter`: one folder a port. `metrics`: what can be seen from outside.
#![warn(missing_docs)]

mod bus;
mod cache;
mod clock;
mod failure;
mod keys;
mod limiter;
mod link;
mod metrics;
mod redis;
pub mod settings;
mod tls;

pub use bus::RedisBus;
pub use cache::RedisCache;
pub use limiter::RedisLimiter;
pub use metrics::describe_metrics;
pub use redis::Redis;
pub use settings::{RedisSettings, SettingsError};
