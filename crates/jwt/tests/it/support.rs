//! A stopped clock, ids in a row, and tokens written by hand.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta};
use fasttrack_domain::{
    access::{Role, Scopes},
    id::Id,
    ports::{AccessClaims, Clock, IdGenerator},
    time::Timestamp,
};
use fasttrack_jwt::{AccessTokenSettings, JwtAccessTokens, SigningKeys};
use jsonwebtoken::{Algorithm, EncodingKey};
use secrecy::SecretString;
use serde_json::{Value, json};
use uuid::Uuid;

pub const KID: &str = "2026-01";
pub const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// 2026-03-14T19:30:00Z
pub const NOW: i64 = 1_773_516_600;

struct StoppedClock;
impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        at(NOW)
    }
}

#[derive(Default)]
struct Counter(AtomicU64);
impl IdGenerator for Counter {
    fn next(&self) -> Uuid {
        Uuid::from_u64_pair(0, self.0.fetch_add(1, Ordering::Relaxed))
    }
}

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::new(DateTime::from_timestamp(seconds, 0).unwrap()).unwrap()
}

pub fn keys(pairs: &[(&str, &str)]) -> SigningKeys {
    SigningKeys::new(pairs.iter().map(|(kid, secret)| ((*kid).to_owned(), SecretString::from(*secret))))
        .unwrap()
}

pub fn tokens(pairs: &[(&str, &str)]) -> JwtAccessTokens {
    JwtAccessTokens::new(
        &keys(pairs),
        AccessTokenSettings::default(),
        Arc::new(StoppedClock),
        Arc::new(Counter::default()),
    )
}

pub fn claims() -> AccessClaims {
    AccessClaims {
        user_id: Id::new(Uuid::from_u128(1)),
        session_id: Id::new(Uuid::from_u128(2)),
        scopes: Role::Editor.scopes(),
        issued_at: at(NOW),
        expires_at: at(NOW).saturating_add(TimeDelta::minutes(10)),
    }
}

/// A token in pieces. As made by [`Craft::good`] it is one that verifies.
pub struct Craft {
    pub header: Value,
    pub payload: Value,
    pub algorithm: Algorithm,
    pub secret: Vec<u8>,
}

impl Craft {
    pub fn good() -> Self {
        let AccessClaims { user_id, session_id, scopes, .. } = claims();
        Self {
            header: json!({ "alg": "HS256", "typ": "at+jwt", "kid": KID }),
            payload: json!({
                "iss": "fasttrack",
                "aud": "fasttrack",
                "sub": user_id.to_string(),
                "exp": NOW + 600,
                "iat": NOW,
                "nbf": NOW,
                "jti": Uuid::from_u128(3).to_string(),
                "sid": session_id.to_string(),
                "scope": Scopes::to_string(&scopes),
            }),
            algorithm: Algorithm::HS256,
            secret: SECRET.as_bytes().to_vec(),
        }
    }

    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header[name] = value.into();
        self
    }

    pub fn without_header(mut self, name: &str) -> Self {
        self.header.as_object_mut().unwrap().remove(name).unwrap();
        self
    }

    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.payload[name] = value.into();
        self
    }

    pub fn without_claim(mut self, name: &str) -> Self {
        self.payload.as_object_mut().unwrap().remove(name).unwrap();
        self
    }

    /// Really signs with this algorithm; the header says what it says.
    pub fn signed(mut self, algorithm: Algorithm, secret: &[u8]) -> Self {
        (self.algorithm, self.secret) = (algorithm, secret.to_vec());
        self
    }

    pub fn token(&self) -> String {
        sign(&self.header.to_string(), &self.payload.to_string(), self.algorithm, &self.secret)
    }

    /// The token, cut at its dots.
    pub fn parts(&self) -> [String; 3] {
        let token = self.token();
        let mut parts = token.split('.').map(str::to_owned);
        std::array::from_fn(|_| parts.next().unwrap())
    }
}

pub fn encode(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// Signs any two texts.
pub fn sign(header: &str, payload: &str, algorithm: Algorithm, secret: &[u8]) -> String {
    let message = format!("{}.{}", encode(header), encode(payload));
    let key = EncodingKey::from_secret(secret);
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, algorithm).unwrap();
    format!("{message}.{signature}")
}
