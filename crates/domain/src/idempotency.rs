//! Requests that may be made again without being carried out again, and what they were answered.

use std::fmt;

use crate::{time::Timestamp, user::UserId};

/// What a client named one of its requests, so that another attempt is known to be the same. Two users,
/// or two routes, never share one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey {
    /// Who asks.
    pub user_id: UserId,
    /// What sort of request it is, such as `POST /events`; up to [`RequestKey::MAX_ROUTE`] characters.
    pub route: String,
    /// The SHA-256 of the name that the client gave it.
    pub hash: [u8; 32],
}

impl RequestKey {
    /// The longest route, in characters.
    pub const MAX_ROUTE: usize = 200;
}

/// Somebody is about to carry out a request that has a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyClaim {
    /// The key.
    pub key: RequestKey,
    /// The SHA-256 of all that the request says: under one key there is one request.
    pub request: [u8; 32],
    /// When it is claimed.
    pub at: Timestamp,
    /// From when on the key is free again.
    pub expires_at: Timestamp,
}

/// What was kept under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The SHA-256 of the request that it answers.
    pub request: [u8; 32],
    /// The answer.
    pub answer: StoredAnswer,
}

/// An answer in the words of whoever gave it: an adapter writes it and reads it again, and nobody else
/// looks into it. `Debug` shows how long it is, since it may tell who somebody is.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredAnswer(pub Vec<u8>);

impl fmt::Debug for StoredAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredAnswer({} bytes)", self.0.len())
    }
}
