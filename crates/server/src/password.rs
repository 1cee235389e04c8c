//! Passwords that nobody has to think of.

use fasttrack_domain::{Invalid, user::Password};

/// Digits and letters without those that look alike (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const GROUPS: usize = 6;
const GROUP: usize = 5;

/// A password of 150 random bits of the operating system, in groups that can be read out.
///
/// # Errors
/// When the machine has no randomness to give.
pub fn random() -> anyhow::Result<Password> {
    let mut bytes = [0; GROUPS * GROUP];
    getrandom::fill(&mut bytes)?;
    Ok(readable(&bytes)?)
}

/// Each byte gives one letter. 256 is a multiple of 32, so all are as likely.
fn readable(bytes: &[u8]) -> Result<Password, Invalid> {
    let letter = |byte: &u8| ALPHABET.get(usize::from(byte % 32)).copied().map(char::from);
    let groups: Vec<String> =
        bytes.chunks(GROUP).map(|group| group.iter().filter_map(letter).collect()).collect();
    groups.join("-").parse()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_readable_and_never_the_same() {
        let (one, other) = (random().unwrap(), random().unwrap());
        assert_ne!(one, other);
        let groups: Vec<_> = one.reveal().split('-').collect();
        assert_eq!(groups.len(), GROUPS);
        assert!(
            groups.iter().all(|group| group.len() == GROUP && group.bytes().all(|b| ALPHABET.contains(&b)))
        );
    }
}
