//! Hashing, verifying and the strength of passwords.

use std::{
    num::NonZeroUsize,
    time::{Duration, Instant},
};

use fasttrack_domain::{
    ports::{HashingError, PasswordHasher},
    user::{Password, PasswordHash},
};
use fasttrack_jwt::{BcryptHasher, HashingSettings, InvalidCost};

const PHRASE: &str = "a quiet lamp over the harbour";

fn hasher(cost: u32) -> BcryptHasher {
    BcryptHasher::new(HashingSettings { cost, concurrency: NonZeroUsize::MIN, max_waiting: 8 }).unwrap()
}

fn password(raw: &str) -> Password {
    raw.parse().unwrap()
}

#[tokio::test]
async fn only_the_password_verifies() {
    let hasher = hasher(4);
    let hash = hasher.hash(&password(PHRASE)).await.unwrap();
    assert!(hasher.verify(PHRASE, Some(&hash)).await.unwrap());
    for wrong in [
        "",
        "a quiet lamp over the harbou",
        "A quiet lamp over the harbour",
        " a quiet lamp over the harbour",
    ] {
        assert!(!hasher.verify(wrong, Some(&hash)).await.unwrap(), "{wrong:?}");
    }
}

#[tokio::test]
async fn one_password_hashes_differently_each_time() {
    let hasher = hasher(4);
    let (one, two) = (hasher.hash(&password(PHRASE)).await, hasher.hash(&password(PHRASE)).await);
    assert_ne!(one.unwrap(), two.unwrap());
}

#[tokio::test]
async fn the_longest_password_counts_to_its_last_byte_and_longer_ones_never_match() {
    let hasher = hasher(4);
    let longest = "x".repeat(Password::MAX_BYTES);
    let hash = hasher.hash(&password(&longest)).await.unwrap();
    assert!(hasher.verify(&longest, Some(&hash)).await.unwrap());
    assert!(!hasher.verify(&longest[1..], Some(&hash)).await.unwrap());
    for longer in [72, 73, 100, 100_000] {
        assert!(!hasher.verify(&"x".repeat(longer), Some(&hash)).await.unwrap(), "{longer} bytes");
    }
}

/// bcrypt reads at most 72 bytes. A hash made by something that cuts must not let the cut part in.
#[tokio::test]
async fn a_longer_candidate_does_not_match_a_hash_that_was_cut() {
    let long = "y".repeat(80);
    let cut = PasswordHash::new(bcrypt::hash(&long, 4).unwrap());
    assert!(!hasher(4).verify(&long, Some(&cut)).await.unwrap());
    assert!(!hasher(4).verify(&long[..72], Some(&cut)).await.unwrap());
}

/// bcrypt repeats a short password, its final NUL included, until it has 72 bytes.
#[tokio::test]
async fn a_password_repeated_around_a_nul_does_not_match() {
    let hasher = hasher(4);
    let hash = hasher.hash(&password(PHRASE)).await.unwrap();
    let repeated = format!("{PHRASE}\0{PHRASE}");
    assert!(bcrypt::verify(&repeated, hash.as_str()).unwrap(), "bcrypt itself falls for it");
    assert!(!hasher.verify(&repeated, Some(&hash)).await.unwrap());
}

#[tokio::test]
async fn bytes_that_are_not_ascii_count() {
    let hasher = hasher(4);
    let hash = hasher.hash(&password("São João é às três")).await.unwrap();
    assert!(hasher.verify("São João é às três", Some(&hash)).await.unwrap());
    assert!(!hasher.verify("Sao Joao e as tres", Some(&hash)).await.unwrap());
}

#[tokio::test]
async fn without_a_hash_nothing_matches() {
    for candidate in ["", PHRASE, "x\0"] {
        assert!(!hasher(4).verify(candidate, None).await.unwrap());
    }
}

#[tokio::test]
async fn a_hash_of_another_cost_verifies() {
    let hash = hasher(5).hash(&password(PHRASE)).await.unwrap();
    assert!(hasher(4).verify(PHRASE, Some(&hash)).await.unwrap());
    assert!(hash.as_str().starts_with("$2b$05$"));
}

#[tokio::test]
async fn a_stored_hash_that_is_none_fails() {
    let shaped = format!("$2b$04${}", "~".repeat(53));
    for garbage in ["", "plain text", "$argon2id$v=19$m=1", &shaped, &"é".repeat(30)] {
        let verified = hasher(4).verify(PHRASE, Some(&PasswordHash::new(garbage.to_owned()))).await;
        assert!(matches!(verified, Err(HashingError::Failed(_))), "{garbage:?}");
    }
}

/// The shortest of some runs: whatever else the machine does only makes a run longer.
async fn shortest(hasher: &BcryptHasher, candidate: &str, hash: Option<&PasswordHash>) -> Duration {
    let mut shortest = Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        hasher.verify(candidate, hash).await.unwrap();
        shortest = shortest.min(start.elapsed());
    }
    shortest
}

#[tokio::test]
async fn whatever_is_asked_takes_one_run_of_bcrypt() {
    let hasher = hasher(8);
    let hash = hasher.hash(&password(PHRASE)).await.unwrap();
    let real = shortest(&hasher, PHRASE, Some(&hash)).await;
    let too_long = "z".repeat(200);
    for (name, candidate, hash) in [
        ("an unknown user", PHRASE, None),
        ("an unknown user, too long", too_long.as_str(), None),
        ("too long", too_long.as_str(), Some(&hash)),
        ("a NUL", "a\0b", Some(&hash)),
    ] {
        let ratio = shortest(&hasher, candidate, hash).await.div_duration_f64(real);
        assert!((0.5..2.0).contains(&ratio), "{name}: {ratio} of a real verification");
    }
}

#[test]
fn costs_that_bcrypt_does_not_know_are_refused() {
    for cost in [0, 3, 32, u32::MAX] {
        let settings = HashingSettings { cost, ..HashingSettings::default() };
        assert_eq!(BcryptHasher::new(settings).err(), Some(InvalidCost(cost)));
    }
    assert_eq!(InvalidCost(3).to_string(), "the bcrypt cost is 3, it must lie between 4 and 31");
}

#[tokio::test]
async fn strength_tells_weak_from_strong() {
    let hasher = hasher(4);
    let weak = hasher.strength(&password("passwordpassword"), &[]).await.unwrap();
    let strong = hasher.strength(&password(PHRASE), &[]).await.unwrap();
    assert!(weak < Password::MIN_SCORE, "{weak}");
    assert!(strong >= Password::MIN_SCORE, "{strong}");
}

#[tokio::test]
async fn strength_knows_what_is_known_of_the_user() {
    let hasher = hasher(4);
    let named = password("bartholomewfitzgerald");
    let known = ["bartholomew".to_owned(), "fitzgerald".to_owned()];
    let (blind, knowing) =
        (hasher.strength(&named, &[]).await.unwrap(), hasher.strength(&named, &known).await.unwrap());
    assert!(knowing < blind, "{knowing} is not below {blind}");
}
