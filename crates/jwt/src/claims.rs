use chrono::DateTime;
use fasttrack_domain::{Invalid, access::Scopes, id::Id, ports::AccessClaims, time::Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The payload as it is written (RFC 9068 §2.2). Every claim is required: serde refuses a payload
/// that lacks one, has one twice or has one of another type. Claims that are not named are ignored
/// (RFC 7519 §4).
#[derive(Serialize, Deserialize)]
pub(crate) struct Payload {
    // Strings only: the array form that RFC 7519 also allows is never issued here.
    iss: String,
    aud: String,
    sub: String,
    exp: i64,
    iat: i64,
    nbf: i64,
    jti: String,
    sid: String,
    scope: String,
}

/// A claim that is there but does not parse.
#[derive(Debug, thiserror::Error)]
#[error("the claim `{name}` is not valid")]
pub(crate) struct InvalidClaim {
    name: &'static str,
    source: Invalid,
}

impl Payload {
    pub(crate) fn new(claims: &AccessClaims, issuer: &str, audience: &str, jti: Uuid) -> Self {
        let issued_at = claims.issued_at.to_utc().timestamp();
        Self {
            iss: issuer.to_owned(),
            aud: audience.to_owned(),
            sub: claims.user_id.to_string(),
            exp: claims.expires_at.to_utc().timestamp(),
            iat: issued_at,
            nbf: issued_at,
            jti: jti.to_string(),
            sid: claims.session_id.to_string(),
            scope: claims.scopes.to_string(),
        }
    }

    /// From when the token may be used.
    pub(crate) fn not_before(&self) -> Result<Timestamp, InvalidClaim> {
        instant("nbf", self.nbf)
    }

    /// From when it may not be used any more.
    pub(crate) fn expires_at(&self) -> Result<Timestamp, InvalidClaim> {
        instant("exp", self.exp)
    }

    pub(crate) fn claims(&self) -> Result<AccessClaims, InvalidClaim> {
        // Nobody asks for `jti` yet, but a token whose identity is no UUID was not made here.
        parse_id::<()>("jti", &self.jti)?;
        Ok(AccessClaims {
            user_id: parse_id("sub", &self.sub)?,
            session_id: parse_id("sid", &self.sid)?,
            scopes: self.scope.parse::<Scopes>().map_err(|source| InvalidClaim { name: "scope", source })?,
            issued_at: instant("iat", self.iat)?,
            expires_at: self.expires_at()?,
        })
    }
}

fn parse_id<T>(name: &'static str, raw: &str) -> Result<Id<T>, InvalidClaim> {
    Id::parse(raw).map_err(|source| InvalidClaim { name, source })
}

fn instant(name: &'static str, seconds: i64) -> Result<Timestamp, InvalidClaim> {
    DateTime::from_timestamp(seconds, 0)
        .ok_or_else(|| Invalid::new("out_of_range", "must be seconds since 1970"))
        .and_then(Timestamp::new)
        .map_err(|source| InvalidClaim { name, source })
}
