//! Who asks: an argument of every use case, never global.

use std::net::IpAddr;

use fasttrack_domain::{
    access::{Role, Scope, Scopes},
    api_key::ApiKeyId,
    session::SessionId,
    user::UserId,
};

use crate::authorise::Denied;

/// What a use case knows of the request that it serves.
#[derive(Debug, Clone)]
pub struct Context {
    /// On whose behalf.
    pub actor: Actor,
    /// Where it came from.
    pub origin: Origin,
}

/// Where a request came from, whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Ties together all that was done and logged for one request.
    pub request_id: String,
    /// The address of the client, if it came over a network.
    pub address: Option<IpAddr>,
}

/// On whose behalf something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who signed in.
    User(SignedIn),
    /// FastTrack itself, or the operator at the command line.
    System,
}

/// What somebody proved with who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// An access token of this session: somebody typed a password.
    Session(SessionId),
    /// This API key: a machine of the user.
    ApiKey(ApiKeyId),
}

/// A user with a valid access token, or a machine of the user with a valid key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    /// The user.
    pub user_id: UserId,
    /// What proved it.
    pub credential: Credential,
    /// The role of the user, as of now.
    pub role: Role,
    /// What the token or the key allows, within what the role allows now.
    pub scopes: Scopes,
}

/// A user who signed in, and not a machine: what only the person may do asks for this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InSession {
    /// The user.
    pub user_id: UserId,
    /// The session.
    pub session_id: SessionId,
    /// What the token of the session allows, within what the role allows now.
    pub scopes: Scopes,
}

impl Context {
    /// The context of what FastTrack does by itself.
    #[must_use]
    pub const fn system(request_id: String) -> Self {
        Self { actor: Actor::System, origin: Origin { request_id, address: None } }
    }

    /// The user who asks.
    ///
    /// # Errors
    /// [`Denied::UsersOnly`] for the system, which has no sessions and no password.
    pub const fn user(&self) -> Result<SignedIn, Denied> {
        match self.actor {
            Actor::User(user) => Ok(user),
            Actor::System => Err(Denied::UsersOnly),
        }
    }

    /// The user who asks, in person: with a session, and not with an API key.
    ///
    /// # Errors
    /// [`Denied::SessionRequired`] for a key, [`Denied::UsersOnly`] for the system.
    pub const fn in_session(&self) -> Result<InSession, Denied> {
        match self.actor {
            Actor::User(SignedIn {
                user_id, credential: Credential::Session(session_id), scopes, ..
            }) => Ok(InSession { user_id, session_id, scopes }),
            Actor::User(SignedIn { credential: Credential::ApiKey(_), .. }) => Err(Denied::SessionRequired),
            Actor::System => Err(Denied::UsersOnly),
        }
    }

    pub(crate) const fn has(&self, scope: Scope) -> bool {
        match self.actor {
            Actor::User(user) => user.scopes.contains(scope),
            Actor::System => true,
        }
    }
}
