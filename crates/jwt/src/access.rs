use std::{collections::HashMap, sync::Arc};

use chrono::TimeDelta;
use fasttrack_domain::{
    error::Cause,
    ports::{AccessClaims, AccessTokens, Clock, IdGenerator, InvalidToken},
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};

use crate::{
    claims::{InvalidClaim, Payload},
    keys::SigningKeys,
};

/// The one algorithm. A token that names another is refused before its key is looked up.
const ALGORITHM: Algorithm = Algorithm::HS256;

/// The media type of access tokens (RFC 9068 §2.1), which keeps any other kind of JWT out.
const TOKEN_TYPE: &str = "at+jwt";

/// How far the clocks of two processes may be apart.
const LEEWAY: TimeDelta = TimeDelta::seconds(5);

/// The longest token that is looked at. One with every scope has about 900 bytes.
const MAX_TOKEN_BYTES: usize = 4096;

/// Who makes access tokens, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessTokenSettings {
    /// The claim `iss`.
    pub issuer: String,
    /// The claim `aud`.
    pub audience: String,
}

impl AccessTokenSettings {
    /// The issuer and the audience where nothing else is set.
    pub const DEFAULT_PARTY: &str = "fasttrack";
}

impl Default for AccessTokenSettings {
    fn default() -> Self {
        Self { issuer: Self::DEFAULT_PARTY.to_owned(), audience: Self::DEFAULT_PARTY.to_owned() }
    }
}

/// Access tokens as JSON Web Tokens (RFC 9068), signed with HMAC-SHA-256.
///
/// The key is chosen by `kid` among the configured ones and by nothing else: headers that bring a
/// key or say where to get one (`jwk`, `jku`, `x5c`, `x5u`) are never looked at. Times are whole
/// seconds, so what is issued comes back truncated.
pub struct JwtAccessTokens {
    settings: AccessTokenSettings,
    header: Header,
    signing: EncodingKey,
    verifying: HashMap<String, DecodingKey>,
    validation: Validation,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdGenerator>,
}

/// Why a token was refused, for the log.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("the token is longer than {MAX_TOKEN_BYTES} bytes")]
    TooLong,
    #[error("the token is malformed, forged or not for here")]
    Jwt(#[from] jsonwebtoken::errors::Error),
    #[error("the token is of another type")]
    WrongType,
    #[error("the token has critical headers, and none is understood")]
    CriticalHeader,
    #[error("the token names no known key")]
    UnknownKey,
    #[error(transparent)]
    Claim(#[from] InvalidClaim),
    #[error("the token is not valid yet")]
    TooEarly,
    #[error("the token has expired")]
    Expired,
}

impl JwtAccessTokens {
    /// Signs with the first of the keys, verifies with all of them, by the time of `clock`.
    #[must_use]
    pub fn new(
        keys: &SigningKeys,
        settings: AccessTokenSettings,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdGenerator>,
    ) -> Self {
        let verifying = std::iter::once(&keys.signing)
            .chain(&keys.retired)
            .map(|key| (key.kid.clone(), DecodingKey::from_secret(key.secret())))
            .collect();
        Self {
            header: Header {
                typ: Some(TOKEN_TYPE.to_owned()),
                kid: Some(keys.signing.kid.clone()),
                ..Header::new(ALGORITHM)
            },
            signing: EncodingKey::from_secret(keys.signing.secret()),
            verifying,
            validation: validation(&settings),
            settings,
            clock,
            ids,
        }
    }

    fn check(&self, token: &str) -> Result<AccessClaims, Refused> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Refused::TooLong);
        }
        let header = jsonwebtoken::decode_header(token)?;
        if !header.typ.as_deref().is_some_and(is_access_token) {
            return Err(Refused::WrongType);
        }
        // RFC 7515 §4.1.11: who does not understand a critical header must refuse the token.
        if header.crit.is_some() {
            return Err(Refused::CriticalHeader);
        }
        let key = header.kid.and_then(|kid| self.verifying.get(kid.as_str())).ok_or(Refused::UnknownKey)?;
        let payload = jsonwebtoken::decode::<Payload>(token, key, &self.validation)?.claims;
        self.check_times(&payload)?;
        Ok(payload.claims()?)
    }

    fn check_times(&self, payload: &Payload) -> Result<(), Refused> {
        let now = self.clock.now().to_utc();
        if now + LEEWAY < payload.not_before()?.to_utc() {
            return Err(Refused::TooEarly);
        }
        if payload.expires_at()?.to_utc() <= now - LEEWAY {
            return Err(Refused::Expired);
        }
        Ok(())
    }
}

impl AccessTokens for JwtAccessTokens {
    fn issue(&self, claims: &AccessClaims) -> Result<String, Cause> {
        let payload = Payload::new(claims, &self.settings.issuer, &self.settings.audience, self.ids.next());
        Ok(jsonwebtoken::encode(&self.header, &payload, &self.signing)?)
    }

    fn verify(&self, token: &str) -> Result<AccessClaims, InvalidToken> {
        self.check(token).map_err(|refused| InvalidToken(Box::new(refused)))
    }
}

/// What the library checks: signature, algorithm, issuer, audience. It would ask the machine for
/// the time, so times are checked here, by the `Clock`; and it never looks at `typ` or `crit`.
fn validation(settings: &AccessTokenSettings) -> Validation {
    let mut validation = Validation::new(ALGORITHM);
    validation.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
    validation.set_issuer(&[&settings.issuer]);
    validation.set_audience(&[&settings.audience]);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation
}

/// Media types know no case, and `application/` may be left out (RFC 7515 §4.1.9).
fn is_access_token(typ: &str) -> bool {
    const PREFIX: &str = "application/";
    let subtype = match typ.split_at_checked(PREFIX.len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) => rest,
        _ => typ,
    };
    subtype.eq_ignore_ascii_case(TOKEN_TYPE)
}
