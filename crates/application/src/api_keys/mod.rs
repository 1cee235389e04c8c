//! API keys: with which machines act as their users. What a key may do is asked where every token is,
//! in [`auth`](crate::auth).

mod create;
mod error;
mod read;
mod revoke;
#[cfg(test)]
mod tests;
mod uses;

pub use create::{CreatedApiKey, NewApiKey};
pub use error::ApiKeyError;
pub use uses::KeyUses;

use std::sync::Arc;

use chrono::TimeDelta;
use fasttrack_domain::ports::{ApiKeyQueries, Clock, IdGenerator, OpaqueTokens, Store};

use crate::Changes;

/// The use cases of API keys. All of them are for their user in person: a key makes, sees and revokes
/// no keys.
#[derive(Clone)]
pub struct ApiKeys {
    /// Where keys are written.
    pub store: Arc<dyn Store>,
    /// Where keys are read.
    pub queries: Arc<dyn ApiKeyQueries>,
    /// Tells that keys ended.
    pub changes: Changes,
    /// Makes and hashes secrets.
    pub opaque: Arc<dyn OpaqueTokens>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes identifiers, of keys and of entries of the audit log.
    pub ids: Arc<dyn IdGenerator>,
    /// How long a key may live.
    pub max_ttl: TimeDelta,
    /// How many keys that have not expired a user may have.
    pub max_per_user: u64,
}

impl ApiKeys {
    /// How long a key lives when nobody says, if it may live so long: 90 days.
    pub const DEFAULT_TTL: TimeDelta = TimeDelta::days(90);
}
