use std::{sync::Arc, time::Duration};

use fasttrack_domain::{
    ports::{Decision, Quota, RateLimiter},
    user::Username,
};
use sha2::{Digest as _, Sha256};

use super::AuthError;
use crate::context::Origin;

/// How often somebody may try to sign in as one user from one address. Another address is not held
/// up by it: nobody locks a user out from afar.
#[derive(Clone)]
pub struct SignInLimits {
    /// What counts.
    pub limiter: Arc<dyn RateLimiter>,
    /// All of these together, the shortest window first: who goes on guessing uses up one after the
    /// other, and waits longer for each further guess. Without any, there is no limit.
    pub quotas: Vec<Quota>,
}

/// An attempt that may be made, and was counted.
pub(super) struct Attempt(Vec<(String, Quota)>);

impl SignInLimits {
    /// Counts an attempt before anything is done for it, whether or not there is such a user: of
    /// those that are under way at the same time, each counts.
    ///
    /// # Errors
    /// [`AuthError::TooManyAttempts`].
    pub(super) async fn begin(&self, username: &str, origin: &Origin) -> Result<Attempt, AuthError> {
        let who = digest(username, origin);
        let counted = self.quotas.iter().map(|quota| (key(&who, quota.window), *quota));
        let attempt = Attempt(counted.collect());
        // In their order: a refusal costs nothing in the quotas after it.
        for (key, quota) in &attempt.0 {
            if let Decision::Refused { retry_after } = self.limiter.check(key, *quota).await {
                return Err(AuthError::TooManyAttempts { retry_after });
            }
        }
        Ok(attempt)
    }

    /// Forgets all attempts, after one with the right password.
    pub(super) async fn forget(&self, attempt: Attempt) {
        for (key, quota) in attempt.0 {
            self.limiter.forget(&key, quota).await;
        }
    }
}

fn key(who: &str, window: Duration) -> String {
    format!("sign-in:{}ms:{who}", window.as_millis())
}

/// Says who tries from where, in so many characters, and tells nobody: whatever was typed as a name
/// stands nowhere. One name is one, however it is typed.
fn digest(typed: &str, origin: &Origin) -> String {
    let username = typed.parse::<Username>();
    let username = username.as_ref().map_or(typed, Username::as_str);
    let mut hash = Sha256::new();
    // No client has a line break in it.
    hash.update(origin.client());
    hash.update("\n");
    hash.update(username);
    format!("{:x}", hash.finalize())
}
