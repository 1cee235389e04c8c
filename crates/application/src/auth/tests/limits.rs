use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use fasttrack_domain::ports::{Decision, Quota, RateLimiter};
use fasttrack_test_support::{FakeStore, a_user};

use super::{
    Fixture, PASSWORD, fixture,
    sign_in::{as_typed, unit_for, users_with},
};
use crate::{
    auth::{Auth, AuthError, SignInLimits},
    context::Origin,
    testing::{FakeHasher, origin},
};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

fn quota(burst: u32, window: Duration) -> Quota {
    Quota { burst: NonZeroU32::new(burst).unwrap(), window }
}

/// Counts as long as nobody says that the time is over.
#[derive(Default)]
struct FakeLimiter(Mutex<HashMap<String, (u32, Quota)>>);

impl FakeLimiter {
    /// All of the quotas of this window is there again.
    fn pass(&self, window: Duration) {
        self.0.lock().unwrap().retain(|_, (_, quota)| quota.window != window);
    }

    fn keys(&self) -> Vec<String> {
        self.0.lock().unwrap().keys().cloned().collect()
    }
}

#[async_trait]
impl RateLimiter for FakeLimiter {
    async fn check(&self, key: &str, quota: Quota) -> Decision {
        let mut taken = self.0.lock().unwrap();
        let (taken, known) = taken.entry(key.to_owned()).or_insert((0, quota));
        assert_eq!(*known, quota, "one key is always asked for with one quota");
        if *taken == quota.burst.get() {
            return Decision::Refused { retry_after: quota.interval() };
        }
        *taken += 1;
        Decision::Allowed { remaining: quota.burst.get() - *taken, reset: quota.window }
    }

    async fn forget(&self, key: &str, _quota: Quota) {
        self.0.lock().unwrap().remove(key);
    }
}

struct Scene {
    auth: Auth,
    hasher: Arc<FakeHasher>,
    limiter: Arc<FakeLimiter>,
}

/// More than any of these tests begins: to let somebody in, or to note a refusal.
const UNITS: usize = 20;

/// Three guesses a minute and five an hour, for Ana.
fn scene() -> Scene {
    let ana = a_user("ana").build();
    let store = (0..UNITS).fold(FakeStore::default(), |store, _| store.then(unit_for(&ana).0));
    let Fixture { auth, hasher, .. } = fixture(Arc::new(store));
    let limiter = Arc::<FakeLimiter>::default();
    let quotas = vec![quota(3, MINUTE), quota(5, HOUR)];
    let limits = SignInLimits { limiter: limiter.clone(), quotas };
    Scene { auth: Auth { users: users_with(&[&ana]), limits, ..auth }, hasher, limiter }
}

impl Scene {
    async fn guess(&self, username: &str, origin: &Origin) -> Result<(), AuthError> {
        self.auth.sign_in(origin, as_typed(username, "wrong")).await.map(drop)
    }

    /// So many guesses are answered, and the next one is told to wait, though it would be right.
    async fn uses_up(&self, username: &str, guesses: usize, wait: Duration) {
        for _ in 0..guesses {
            let guess = self.guess(username, &origin()).await;
            assert!(matches!(guess, Err(AuthError::InvalidGrant)), "{username}: {guess:?}");
        }
        let verified = self.hasher.verified().len();
        let refused = self.auth.sign_in(&origin(), as_typed(username, PASSWORD)).await.map(drop);
        let Err(AuthError::TooManyAttempts { retry_after }) = refused else { panic!("{refused:?}") };
        assert_eq!(retry_after, wait, "{username}");
        assert_eq!(self.hasher.verified().len(), verified, "refused before anything is hashed");
    }
}

fn from(address: &str) -> Origin {
    Origin { address: Some(address.parse().unwrap()), ..origin() }
}

#[tokio::test]
async fn who_goes_on_guessing_waits_longer_and_longer() {
    let scene = scene();
    scene.uses_up("ana", 3, MINUTE / 3).await;
    scene.limiter.pass(MINUTE);
    scene.uses_up("ana", 2, HOUR / 5).await;
    scene.limiter.pass(MINUTE);
    scene.uses_up("ana", 0, HOUR / 5).await;
}

#[tokio::test]
async fn who_does_not_exist_is_treated_alike() {
    for username in ["nobody", "", "Ana'; --", &"x".repeat(10_000)] {
        scene().uses_up(username, 3, MINUTE / 3).await;
    }
}

#[tokio::test]
async fn nobody_is_locked_out_from_afar() {
    let scene = scene();
    scene.uses_up("ana", 3, MINUTE / 3).await;
    scene.auth.sign_in(&from("198.51.100.4"), as_typed("ana", PASSWORD)).await.unwrap();
    // Nor is somebody else here.
    assert!(matches!(scene.guess("eva", &origin()).await, Err(AuthError::InvalidGrant)));
}

#[tokio::test]
async fn one_name_and_one_client_are_one_however_they_are_written() {
    let scene = scene();
    for (username, address) in [("ana", "192.0.2.7"), (" ana", "::ffff:192.0.2.7"), ("ana\t", "192.0.2.7")] {
        assert!(matches!(scene.guess(username, &from(address)).await, Err(AuthError::InvalidGrant)));
    }
    let refused = scene.guess("ana ", &from("192.0.2.7")).await;
    assert!(matches!(refused, Err(AuthError::TooManyAttempts { .. })), "{refused:?}");
}

#[tokio::test]
async fn the_right_password_forgets_the_wrong_ones() {
    let scene = scene();
    for _ in 0..2 {
        for _ in 0..2 {
            assert!(matches!(scene.guess("ana", &origin()).await, Err(AuthError::InvalidGrant)));
        }
        scene.auth.sign_in(&origin(), as_typed("ana", PASSWORD)).await.unwrap();
    }
    scene.uses_up("ana", 3, MINUTE / 3).await;
}

#[tokio::test]
async fn no_key_says_who() {
    let scene = scene();
    let long = "somebody".repeat(10_000);
    for username in ["ana", "somebody", &long] {
        assert!(scene.guess(username, &from("192.0.2.7")).await.is_err());
    }
    let keys = scene.limiter.keys();
    assert_eq!(keys.len(), 6);
    for key in keys {
        assert!(key.len() < 100, "{key}");
        for word in ["ana", "somebody", "192.0.2.7"] {
            assert!(!key.contains(word), "{key}");
        }
    }
}
