//! What the tests of all areas share.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use fasttrack_domain::{
    StoreError,
    access::{Scope, Scopes},
    api_key::{ActiveApiKey, ApiKeyId},
    audit::{AuditActor, AuditEntry, AuditSubject},
    ports::{ActiveApiKeys, ActiveSessions, HashingError, PasswordHasher},
    session::{ActiveSession, SessionId, TokenHash},
    time::Timestamp,
    user::{Password, PasswordHash, User},
};
use fasttrack_test_support::{
    AuditLog, Committed, FakeBus, FakeCache, FakeStore, FakeUnitOfWork, instant, unique_id,
};

use crate::{
    Changes,
    context::{Actor, Context, Credential, Origin, SignedIn},
    idempotency::Outcome,
};

/// Compiles only for what can move between threads, as the futures of all use cases must: the
/// adapters run them on a pool.
pub fn must_be_send(_: impl Send) {}

/// Of this user, with all that the role allows.
pub fn by(user: &User) -> Context {
    by_token_of(user, user.role.scopes())
}

/// Of this user, with a token that allows so much.
pub fn by_token_of(user: &User, scopes: Scopes) -> Context {
    by_credential(user, Credential::Session(SessionId::new(unique_id())), scopes)
}

/// Of a machine of this user, with a key that allows all that the role does.
pub fn by_key_of(user: &User) -> Context {
    by_credential(user, Credential::ApiKey(ApiKeyId::new(unique_id())), user.role.scopes())
}

fn by_credential(user: &User, credential: Credential, scopes: Scopes) -> Context {
    let actor = Actor::User(SignedIn { user_id: user.id, credential, role: user.role, scopes });
    Context { actor, origin: origin(), once: None }
}

/// Where the requests of all tests come from.
pub fn origin() -> Origin {
    Origin { request_id: "test".to_owned(), address: Some(IpAddr::from([192, 0, 2, 7])) }
}

/// What a unit noted for good, a line an entry: who, what, to what, and the details. The system, which
/// has no address, is told from those who have that of [`origin`].
pub fn noted(log: &AuditLog) -> Vec<String> {
    let entries = log.lasting().into_iter();
    let line = |entry: AuditEntry| {
        let AuditEntry { id: _, at, actor, action, subject, address, request_id, details } = entry;
        assert_eq!(at, instant("2030-01-01T12:00:00Z"));
        assert_eq!(request_id, "test");
        assert_eq!(address, origin().address.filter(|_| actor != AuditActor::System));
        let who = actor.user().map_or_else(|| actor.kind().to_owned(), |user| user.to_string());
        let what = subject.map(|AuditSubject { kind, id }| format!(" {kind} {id}")).unwrap_or_default();
        let details = details.map(|details| format!(" {details}")).unwrap_or_default();
        format!("{who} {action}{what}{details}")
    };
    entries.map(line).collect()
}

pub fn by_system() -> Context {
    Context::system("test".to_owned())
}

pub fn scopes(of: &[Scope]) -> Scopes {
    of.iter().copied().collect()
}

impl<T: std::fmt::Debug> Outcome<T> {
    /// What was made by a request without a key.
    pub fn done(self) -> T {
        match self {
            Self::Done(made) => made,
            other => panic!("nobody asked for an answer to be kept: {other:?}"),
        }
    }
}

/// Another unit was in the way.
pub fn busy() -> StoreError {
    StoreError::Contention("busy".into())
}

pub fn down() -> StoreError {
    StoreError::Unavailable("down".into())
}

/// A store that hands out this unit, once.
pub fn store_of(unit: FakeUnitOfWork) -> Arc<FakeStore> {
    Arc::new(FakeStore::default().then(unit))
}

/// A store in which nothing is begun: a test in which something is fails.
pub fn untouched_store() -> Arc<FakeStore> {
    Arc::default()
}

/// The same unit, except that it cannot be committed.
pub fn failing_at_commit(mut unit: FakeUnitOfWork, error: StoreError) -> FakeUnitOfWork {
    unit.commit_error = Some(error);
    unit
}

/// What one unit was given to write, as a database keeps it: nothing, unless it is committed.
pub struct Written<T> {
    given: Arc<Mutex<Vec<T>>>,
    committed: Committed,
}

impl<T: Clone> Written<T> {
    pub fn by(unit: &FakeUnitOfWork) -> Self {
        Self { given: Arc::default(), committed: unit.committed() }
    }

    pub fn push(&self, value: T) {
        self.given.lock().unwrap().push(value);
    }

    pub fn lasting(&self) -> Vec<T> {
        if self.committed.get() { self.given.lock().unwrap().clone() } else { Vec::new() }
    }
}

// By hand: a derive would ask the same of `T`.
impl<T> Clone for Written<T> {
    fn clone(&self) -> Self {
        Self { given: Arc::clone(&self.given), committed: self.committed.clone() }
    }
}

/// Changes that nobody hears of.
pub fn unheard() -> Changes {
    heard_by(&Arc::default())
}

/// Changes that this bus remembers.
pub fn heard_by(bus: &Arc<FakeBus>) -> Changes {
    Changes { bus: bus.clone(), cache: Arc::new(FakeCache::default()) }
}

/// Knows the sessions that it is given.
#[derive(Default)]
pub struct FakeSessions {
    active: Vec<ActiveSession>,
}

impl FakeSessions {
    pub fn knowing(session: ActiveSession) -> Arc<Self> {
        Arc::new(Self { active: vec![session] })
    }
}

#[async_trait]
impl ActiveSessions for FakeSessions {
    async fn find(&self, id: SessionId, now: Timestamp) -> Result<Option<ActiveSession>, StoreError> {
        let mut active = self.active.iter().filter(|session| session.expires_at > now);
        Ok(active.find(|session| session.id == id).copied())
    }
}

/// Knows the keys that it is given, each by the hash of its secret.
#[derive(Default)]
pub struct FakeKeys {
    active: Vec<(TokenHash, ActiveApiKey)>,
}

impl FakeKeys {
    pub fn knowing(hash: TokenHash, key: ActiveApiKey) -> Arc<Self> {
        Arc::new(Self { active: vec![(hash, key)] })
    }
}

#[async_trait]
impl ActiveApiKeys for FakeKeys {
    async fn find(&self, hash: &TokenHash, now: Timestamp) -> Result<Option<ActiveApiKey>, StoreError> {
        let mut active = self.active.iter().filter(|(_, key)| key.expires_at > now);
        Ok(active.find(|(known, _)| known == hash).map(|(_, key)| *key))
    }
}

/// Hashes by writing "hash of" before the password, finds that all are as hard to guess as it was
/// told, but for those that hold what is known of the user, and remembers what it verified.
pub struct FakeHasher {
    strength: u8,
    overloaded: bool,
    verified: Mutex<Vec<(String, Option<PasswordHash>)>>,
}

impl FakeHasher {
    pub fn with_strength(strength: u8) -> Arc<Self> {
        Arc::new(Self { strength, ..Self::default() })
    }

    pub fn overloaded() -> Arc<Self> {
        Arc::new(Self { overloaded: true, ..Self::default() })
    }

    pub fn verified(&self) -> Vec<(String, Option<PasswordHash>)> {
        self.verified.lock().unwrap().clone()
    }

    fn free(&self) -> Result<(), HashingError> {
        if self.overloaded { Err(HashingError::Overloaded) } else { Ok(()) }
    }
}

impl Default for FakeHasher {
    fn default() -> Self {
        Self { strength: 4, overloaded: false, verified: Mutex::default() }
    }
}

/// The hash of this password, as [`FakeHasher`] makes it.
pub fn hash_of(password: &str) -> PasswordHash {
    PasswordHash::new(format!("hash of {password}"))
}

#[async_trait]
impl PasswordHasher for FakeHasher {
    async fn hash(&self, password: &Password) -> Result<PasswordHash, HashingError> {
        self.free()?;
        Ok(hash_of(password.reveal()))
    }

    async fn verify<'a>(
        &self,
        candidate: &str,
        hash: Option<&'a PasswordHash>,
    ) -> Result<bool, HashingError> {
        self.free()?;
        self.verified.lock().unwrap().push((candidate.to_owned(), hash.cloned()));
        Ok(hash == Some(&hash_of(candidate)))
    }

    async fn strength(&self, password: &Password, known: &[String]) -> Result<u8, HashingError> {
        self.free()?;
        let guessed = known.iter().any(|word| password.reveal().contains(word));
        Ok(if guessed { 0 } else { self.strength })
    }
}
