use chrono::{DateTime, Utc};
use fasttrack_domain::session::{Session, SessionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Asks for tokens (RFC 6749 §4.3 and §6). Parameters that are not known are passed over.
#[derive(Deserialize, ToSchema)]
pub(crate) struct TokenRequest {
    /// `password` or `refresh_token`.
    #[schema(example = "password")]
    pub grant_type: Option<String>,
    /// With `password`: who.
    #[schema(example = "admin")]
    pub username: Option<String>,
    /// With `password`: the password.
    #[schema(format = Password, example = "correct horse battery staple")]
    pub password: Option<String>,
    /// With `refresh_token`: the token to spend.
    #[schema(format = Password)]
    pub refresh_token: Option<String>,
    /// Scopes separated by spaces; nothing asks for all that may be granted.
    #[schema(example = "events:read events:write")]
    pub scope: Option<String>,
}

/// A pair of tokens.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenResponse {
    /// Send it as `Authorization: Bearer …`.
    #[schema(example = "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl")]
    pub access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// How many seconds the access token lives.
    #[schema(example = 600, minimum = 0)]
    pub expires_in: i64,
    /// Buys the next pair, once. Keep it secret.
    #[schema(example = "q3Zc1w6pS0mJx2n8RkVtYb4LhUeFgDiAoWsCzXvTyEs")]
    pub refresh_token: String,
    /// What the access token allows.
    #[schema(example = "events:read venues:read registrations:self")]
    pub scope: String,
}

/// Names the refresh token whose session is to end (RFC 7009 §2.1).
#[derive(Deserialize, ToSchema)]
pub(crate) struct RevokeRequest {
    /// The refresh token.
    #[schema(format = Password)]
    pub token: Option<String>,
}

/// A sign-in that has not ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionBody {
    /// Identifies the session.
    pub id: Uuid,
    /// When the user signed in.
    pub created_at: DateTime<Utc>,
    /// When its tokens were last refreshed.
    pub last_used_at: DateTime<Utc>,
    /// When it ends unless it is refreshed before.
    pub expires_at: DateTime<Utc>,
    /// What the client called itself when the user signed in.
    #[schema(required = true, example = "curl/8.5.0")]
    pub user_agent: Option<String>,
    /// Whether it is the session of this request.
    #[schema(example = true)]
    pub current: bool,
}

impl SessionBody {
    pub(super) fn new(session: Session, current: SessionId) -> Self {
        let Session { id, user_id: _, scopes: _, user_agent, created_at, last_used_at, expires_at } = session;
        Self {
            id: id.uuid(),
            created_at: created_at.to_utc(),
            last_used_at: last_used_at.to_utc(),
            expires_at: expires_at.to_utc(),
            user_agent,
            current: id == current,
        }
    }
}
