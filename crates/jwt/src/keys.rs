use std::collections::HashSet;

use secrecy::{ExposeSecret, SecretString};

/// The secrets that sign access tokens, each under the name (`kid`) that its tokens carry.
///
/// The first signs; all verify. So a secret is changed without signing anybody out: put the new
/// one in front, and take the old one away when its last token has expired. `Debug` shows the
/// names only.
#[derive(Debug, Clone)]
pub struct SigningKeys {
    pub(crate) signing: SigningKey,
    pub(crate) retired: Vec<SigningKey>,
}

#[derive(Debug, Clone)]
pub(crate) struct SigningKey {
    pub(crate) kid: String,
    secret: SecretString,
}

impl SigningKey {
    pub(crate) fn secret(&self) -> &[u8] {
        self.secret.expose_secret().as_bytes()
    }
}

/// Why a list of signing keys is refused. Never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSigningKeys {
    /// Nothing to sign with.
    #[error("there is no signing key")]
    Empty,
    /// A key without a name.
    #[error("signing key number {position} has no identifier")]
    Unnamed {
        /// Its place in the list, from 1.
        position: usize,
    },
    /// Two keys of one name.
    #[error("two signing keys are called `{kid}`")]
    Duplicate {
        /// The name.
        kid: String,
    },
    /// A secret that is shorter than what it protects.
    #[error(
        "the secret of signing key `{kid}` has {bytes} bytes, at least {} are needed",
        SigningKeys::MIN_SECRET_BYTES
    )]
    TooShort {
        /// The name of the key.
        kid: String,
        /// The length of its secret.
        bytes: usize,
    },
}

impl SigningKeys {
    /// The shortest secret: as long as the hash that it keys (RFC 7518 §3.2).
    pub const MIN_SECRET_BYTES: usize = 32;

    /// Keys as (name, secret), the one that signs first.
    ///
    /// # Errors
    /// [`InvalidSigningKeys`] with the first fault of the list.
    pub fn new(keys: impl IntoIterator<Item = (String, SecretString)>) -> Result<Self, InvalidSigningKeys> {
        let mut seen = HashSet::new();
        let mut checked = keys.into_iter().enumerate().map(|(index, (kid, secret))| {
            let bytes = secret.expose_secret().len();
            if kid.is_empty() {
                return Err(InvalidSigningKeys::Unnamed { position: index + 1 });
            }
            if bytes < Self::MIN_SECRET_BYTES {
                return Err(InvalidSigningKeys::TooShort { kid, bytes });
            }
            if !seen.insert(kid.clone()) {
                return Err(InvalidSigningKeys::Duplicate { kid });
            }
            Ok(SigningKey { kid, secret })
        });
        let signing = checked.next().ok_or(InvalidSigningKeys::Empty)??;
        Ok(Self { signing, retired: checked.collect::<Result<_, _>>()? })
    }
}
