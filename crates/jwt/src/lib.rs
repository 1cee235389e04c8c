//! Access tokens, opaque tokens and password hashes.
//!
//! [`JwtAccessTokens`], [`RandomTokens`] and [`BcryptHasher`] implement the security ports of the
//! domain. Nothing here knows HTTP or a store.
#![warn(missing_docs)]

mod access;
mod claims;
mod gate;
mod keys;
mod opaque;
mod passwords;

pub use access::{AccessTokenSettings, JwtAccessTokens};
pub use keys::{InvalidSigningKeys, SigningKeys};
pub use opaque::RandomTokens;
pub use passwords::{BcryptHasher, HashingSettings, InvalidCost};
