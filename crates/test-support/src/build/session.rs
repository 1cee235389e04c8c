use fasttrack_domain::{
    session::{Session, SessionId, TokenHash},
    user::User,
};

use crate::{instant, unique_id};

/// A session of everything that the user may do, from 1 January 2030 for a month.
#[must_use]
pub fn a_session(user: &User) -> Session {
    Session {
        id: SessionId::new(unique_id()),
        user_id: user.id,
        scopes: user.role.scopes(),
        user_agent: None,
        created_at: instant("2030-01-01T12:00:00Z"),
        last_used_at: instant("2030-01-01T12:00:00Z"),
        expires_at: instant("2030-02-01T12:00:00Z"),
    }
}

/// The hash of a refresh token, told apart by a number.
#[must_use]
pub fn a_token(n: u8) -> TokenHash {
    TokenHash([n; 32])
}
