//! What things are called in Redis: `{namespace}:{what}:…`.

use fasttrack_domain::ports::CacheGroup;
use sha2::{Digest as _, Sha256};

/// The longest name that goes into a key as it is, in bytes. A longer one goes in by its hash, so
/// that no caller decides how much memory a key takes.
const MAX_NAME_BYTES: usize = 128;

/// The keys of one installation.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    namespace: String,
}

impl Keys {
    pub(crate) fn new(namespace: &str) -> Self {
        Self { namespace: namespace.to_owned() }
    }

    /// Where the generation of a group stands.
    pub(crate) fn generation(&self, group: CacheGroup) -> String {
        format!("{}:cache:{}:generation", self.namespace, group.as_str())
    }

    /// Where a value of a group stands.
    pub(crate) fn value(&self, group: CacheGroup, name: &str) -> String {
        format!("{}:cache:{}:{}", self.namespace, group.as_str(), bounded(name))
    }

    /// Where a rate limit's state stands.
    pub(crate) fn limit(&self, name: &str) -> String {
        format!("{}:limit:{}", self.namespace, bounded(name))
    }

    /// The channel of the bus.
    pub(crate) fn bus(&self) -> String {
        format!("{}:bus", self.namespace)
    }
}

/// The name with a word before it: no name makes a key that stands for something else.
fn bounded(name: &str) -> String {
    if name.len() <= MAX_NAME_BYTES {
        format!("name:{name}")
    } else {
        format!("sha256:{:x}", Sha256::digest(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_things_share_a_key() {
        let keys = Keys::new("ns");
        let long = "x".repeat(MAX_NAME_BYTES + 1);
        let hash = format!("{:x}", Sha256::digest(&long));
        let all = [
            keys.generation(CacheGroup::Events),
            keys.generation(CacheGroup::Venues),
            keys.value(CacheGroup::Events, "generation"),
            keys.value(CacheGroup::Events, "name:generation"),
            keys.value(CacheGroup::Events, &long),
            keys.value(CacheGroup::Events, &hash),
            keys.value(CacheGroup::Events, &format!("sha256:{hash}")),
            keys.limit("generation"),
            keys.bus(),
        ];
        for (i, key) in all.iter().enumerate() {
            assert!(key.starts_with("ns:"), "{key}");
            assert!(!all[..i].contains(key), "{key}");
        }
    }

    #[test]
    fn a_key_is_never_much_longer_than_the_namespace() {
        let keys = Keys::new("ns");
        for length in [0, 1, MAX_NAME_BYTES, MAX_NAME_BYTES + 1, 1 << 20] {
            assert!(keys.value(CacheGroup::Events, &"ü".repeat(length)).len() < MAX_NAME_BYTES + 40);
        }
    }
}
