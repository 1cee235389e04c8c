use std::{hint::black_box, num::NonZeroUsize};

use async_trait::async_trait;
use bcrypt::BcryptError;
use fasttrack_domain::{
    ports::{HashingError, PasswordHasher},
    user::{Password, PasswordHash},
};
use secrecy::{ExposeSecret, SecretString};

use crate::gate::Gate;

/// How much work passwords make, and how much of it at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashingSettings {
    /// bcrypt's cost, 4 to 31; each step doubles the work.
    pub cost: u32,
    /// How many run at a time.
    pub concurrency: NonZeroUsize,
    /// How many may wait for them; one more is refused as overloaded.
    pub max_waiting: usize,
}

impl HashingSettings {
    /// The cost where nothing else is set: about a quarter of a second on a core of 2024.
    pub const DEFAULT_COST: u32 = 12;
    /// How many wait per one that runs: about eight seconds of them, at the default cost.
    pub const DEFAULT_WAITING_PER_SLOT: usize = 32;
}

impl Default for HashingSettings {
    /// Half of the cores, so that a crowd that signs in leaves the other half to everybody else.
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let concurrency = NonZeroUsize::new(cores / 2).unwrap_or(NonZeroUsize::MIN);
        Self {
            cost: Self::DEFAULT_COST,
            concurrency,
            max_waiting: concurrency.get().saturating_mul(Self::DEFAULT_WAITING_PER_SLOT),
        }
    }
}

/// A cost that bcrypt does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bcrypt cost is {0}, it must lie between {min} and {max}", min = BcryptHasher::MIN_COST, max = BcryptHasher::MAX_COST)]
pub struct InvalidCost(pub u32);

/// Hashes passwords with bcrypt, and estimates their strength with zxcvbn, off the async threads.
///
/// A stored hash that is none fails, and does not count as a wrong password: a damaged store is
/// the operator's matter. A hash of another cost than the configured one verifies, and takes the
/// time of its own cost: until such a user changes the password, timing tells it from a user who
/// does not exist.
pub struct BcryptHasher {
    cost: u32,
    gate: Gate,
}

impl BcryptHasher {
    /// The lowest cost, for tests.
    pub const MIN_COST: u32 = 4;
    /// The highest cost: days.
    pub const MAX_COST: u32 = 31;

    /// A hasher that respects the settings.
    ///
    /// # Errors
    /// [`InvalidCost`] outside of 4–31.
    pub fn new(settings: HashingSettings) -> Result<Self, InvalidCost> {
        let HashingSettings { cost, concurrency, max_waiting } = settings;
        if !(Self::MIN_COST..=Self::MAX_COST).contains(&cost) {
            return Err(InvalidCost(cost));
        }
        Ok(Self { cost, gate: Gate::new(concurrency.get(), max_waiting) })
    }
}

#[async_trait]
impl PasswordHasher for BcryptHasher {
    async fn hash(&self, password: &Password) -> Result<PasswordHash, HashingError> {
        let (password, cost) = (SecretString::from(password.reveal()), self.cost);
        self.gate
            .run(move || bcrypt::non_truncating_hash(password.expose_secret(), cost))
            .await?
            .map(PasswordHash::new)
            .map_err(|error| HashingError::Failed(error.into()))
    }

    async fn verify<'a>(
        &self,
        candidate: &str,
        hash: Option<&'a PasswordHash>,
    ) -> Result<bool, HashingError> {
        let (candidate, hash, cost) = (SecretString::from(candidate), hash.cloned(), self.cost);
        self.gate
            .run(move || matches(candidate.expose_secret(), hash.as_ref(), cost))
            .await?
            .map_err(|error| HashingError::Failed(error.into()))
    }

    async fn strength(&self, password: &Password, known: &[String]) -> Result<u8, HashingError> {
        let (password, known) = (SecretString::from(password.reveal()), known.to_vec());
        self.gate
            .run(move || {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                zxcvbn::zxcvbn(password.expose_secret(), &known).score().into()
            })
            .await
    }
}

/// One run of bcrypt, whatever is asked.
fn matches(candidate: &str, hash: Option<&PasswordHash>, cost: u32) -> Result<bool, BcryptError> {
    // No password is longer or holds a NUL, and bcrypt would take some that do for one that does
    // not: it ends what it reads at 72 bytes, and repeats it from its NUL until there.
    let possible = candidate.len() <= Password::MAX_BYTES && !candidate.contains('\0');
    let candidate = if possible { candidate } else { "" };
    let matched = match hash {
        Some(hash) => bcrypt::non_truncating_verify(candidate, hash.as_str())?,
        None => {
            // Only the time counts; the salt may be any, the result must not be optimised away.
            black_box(bcrypt::non_truncating_hash_with_salt(candidate, cost, [0; 16])?);
            false
        }
    };
    Ok(matched & possible)
}

#[cfg(test)]
mod tests {
    use std::{
        future::{Future, poll_fn},
        pin::pin,
        sync::mpsc,
        task::Poll,
    };

    use super::*;

    /// Here and not with the others: only from inside can the gate be held shut.
    #[tokio::test]
    async fn every_operation_is_refused_when_too_many_wait() {
        let settings = HashingSettings { cost: 4, concurrency: NonZeroUsize::MIN, max_waiting: 0 };
        let hasher = BcryptHasher::new(settings).unwrap();
        let password: Password = "correct horse battery".parse().unwrap();
        let (release, blocked) = mpsc::channel::<()>();
        let mut busy = pin!(hasher.gate.run(move || blocked.recv().is_ok()));
        assert!(poll_fn(|cx| Poll::Ready(busy.as_mut().poll(cx).is_pending())).await);

        assert!(matches!(hasher.hash(&password).await, Err(HashingError::Overloaded)));
        assert!(matches!(hasher.verify("guess", None).await, Err(HashingError::Overloaded)));
        assert!(matches!(hasher.strength(&password, &[]).await, Err(HashingError::Overloaded)));

        release.send(()).unwrap();
        assert!(busy.await.unwrap());
        assert!(hasher.hash(&password).await.is_ok());
    }
}
