//! The keys of access tokens, as operators write them.

use fasttrack_jwt::SigningKeys;
use secrecy::SecretString;

use super::{Environment, reader::Refusal};

/// What nobody who made a key at random has in it.
const GIVEAWAYS: &[&str] = &[
    "change",
    "replace",
    "secret",
    "passw",
    "example",
    "default",
    "fasttrack",
    "0123456789",
    "abcdefgh",
    "qwerty",
];

/// The fewest different bytes of a key made at random. Even one of 32 hexadecimal digits has
/// fewer only once in thousands.
const LEAST_VARIETY: usize = 8;

/// Parses `kid:secret,…`. Secrets that look made up are refused in prod.
pub(super) fn signing_keys(environment: Environment) -> impl FnOnce(&str) -> Result<SigningKeys, Refusal> {
    move |raw| {
        let mut problems = Vec::new();
        let mut keys = Vec::new();
        for (index, item) in raw.split(',').enumerate() {
            match key(item.trim(), environment) {
                Ok(key) => keys.push(key),
                // By its place: when the colon is missing, the secret stands where the name should.
                Err(problem) => problems.push(format!("key {} {problem}", index + 1)),
            }
        }
        if !problems.is_empty() {
            return Err(format!("is not usable: {}", problems.join("; ")));
        }
        SigningKeys::new(keys).map_err(|error| format!("is not usable: {error}"))
    }
}

fn key(item: &str, environment: Environment) -> Result<(String, SecretString), Refusal> {
    let (kid, secret) = item.split_once(':').ok_or("is not written as `kid:secret`")?;
    let named = (1..=64).contains(&kid.len())
        && kid.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    if !named {
        return Err("needs a name before the colon: 1 to 64 of letters, digits, '.', '_' and '-'".to_owned());
    }
    if secret.len() < SigningKeys::MIN_SECRET_BYTES {
        return Err(format!("has a secret of fewer than {} bytes", SigningKeys::MIN_SECRET_BYTES));
    }
    if environment == Environment::Prod && is_guessable(secret) {
        return Err("has a secret that is easy to guess: take random bytes".to_owned());
    }
    Ok((kid.to_owned(), SecretString::from(secret)))
}

fn is_guessable(secret: &str) -> bool {
    let folded = secret.to_ascii_lowercase();
    let mut variety: Vec<u8> = secret.bytes().collect();
    variety.sort_unstable();
    variety.dedup();
    let repeats = (1..=secret.len() / 2).any(|n| {
        let bytes = secret.as_bytes();
        bytes.iter().zip(bytes.iter().skip(n)).all(|(a, b)| a == b)
    });
    variety.len() < LEAST_VARIETY || repeats || GIVEAWAYS.iter().any(|word| folded.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "8f1c0d7b5e9a4c62b3d8e7f6a5049182";

    #[test]
    fn keys_that_are_fine() {
        assert!(signing_keys(Environment::Prod)(&format!("a:{GOOD}, b.2:{GOOD}=:/+")).is_ok());
        assert!(signing_keys(Environment::Dev)("a:change-me-change-me-change-me-change-me").is_ok());
    }

    #[test]
    fn every_key_that_is_not_is_told_without_its_secret() {
        let raw = format!("hunter2hunter2,b:short,c:{GOOD},:{GOOD},d:change-me-{GOOD},e:{}", "ab".repeat(20));
        let refusal = signing_keys(Environment::Prod)(&raw).unwrap_err();
        for key in [1, 2, 4, 5, 6] {
            assert!(refusal.contains(&format!("key {key} ")), "{refusal}");
        }
        assert!(
            !refusal.contains("key 3 ") && !refusal.contains("hunter2") && !refusal.contains(GOOD),
            "{refusal}"
        );
        let twice = signing_keys(Environment::Dev)(&format!("a:{GOOD},a:{GOOD}"));
        assert!(twice.unwrap_err().contains("two signing keys"));
    }
}
