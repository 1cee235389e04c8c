//! Who asks: an argument of every use case, never global.

use std::net::{IpAddr, Ipv6Addr};

use fasttrack_domain::{
    access::{Role, Scope, Scopes},
    api_key::ApiKeyId,
    session::SessionId,
    user::UserId,
};

use crate::{authorise::Denied, idempotency::Once};

/// What a use case knows of the request that it serves.
#[derive(Debug, Clone)]
pub struct Context {
    /// On whose behalf.
    pub actor: Actor,
    /// Where it came from.
    pub origin: Origin,
    /// That it may have been made before; of what is always carried out, none.
    pub once: Option<Once>,
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

impl Origin {
    /// Who counts as one client: an IPv4 address, or the /64 network of an IPv6 one, of which every
    /// client has all addresses to itself (RFC 6177). One line.
    #[must_use]
    pub fn client(&self) -> String {
        match self.address.map(|address| address.to_canonical()) {
            None => "unknown".to_owned(),
            Some(IpAddr::V4(address)) => address.to_string(),
            Some(IpAddr::V6(address)) => {
                let network = u128::from(address) & (u128::MAX << 64);
                format!("{}/64", Ipv6Addr::from(network))
            }
        }
    }
}

impl Context {
    /// The context of what FastTrack does by itself.
    #[must_use]
    pub const fn system(request_id: String) -> Self {
        Self { actor: Actor::System, origin: Origin { request_id, address: None }, once: None }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_an_address_or_the_network_of_one() {
        for (address, client) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::", "2001:db8:1:3::/64"),
            ("::1", "::/64"),
        ] {
            let origin = Origin { request_id: String::new(), address: Some(address.parse().unwrap()) };
            assert_eq!(origin.client(), client);
        }
        assert_eq!(Origin { request_id: String::new(), address: None }.client(), "unknown");
    }
}
