//! Cursors: where a page begins, as an opaque word that works only where it was given.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fasttrack_domain::{
    Invalid,
    page::{Position, SortKey},
    text::FoldedKey,
    time::Timestamp,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The longest cursor that is looked at. A title of 100 letters that each fold to 33 bytes, which is the
/// most, has one of 4,439.
const MAX_LENGTH: usize = 4_500;
const CHECKSUM: usize = 12;
const ID: usize = 16;
const TIME: u8 = 1;
const TEXT: u8 = 2;

/// What a cursor is bound to: the list, its order and its filters.
pub(crate) struct Binding(Vec<u8>);

impl Binding {
    /// Of a list of this name, and of everything else that selects or orders its items.
    pub(crate) fn new(list: &str, selection: &impl std::fmt::Debug) -> Self {
        Self(format!("{list}\n{selection:?}").into_bytes())
    }

    /// Not a signature: whoever computes it gains no more than a place in a list that may be
    /// read anyway. It tells damaged and foreign cursors from ours.
    fn checksum(&self, payload: &[u8]) -> [u8; CHECKSUM] {
        let digest = Sha256::new().chain_update(&self.0).chain_update([0]).chain_update(payload).finalize();
        let mut checksum = [0; CHECKSUM];
        checksum.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        checksum
    }
}

/// The cursor of a position.
pub(crate) fn encode(position: &Position, binding: &Binding) -> String {
    let mut bytes = match &position.key {
        SortKey::Time(at) => [&[TIME][..], &at.micros().to_be_bytes()].concat(),
        SortKey::Text(text) => [&[TEXT][..], text.as_str().as_bytes()].concat(),
    };
    bytes.extend(position.id.as_bytes());
    let checksum = binding.checksum(&bytes);
    bytes.extend(checksum);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The position of a cursor that was given for the same list, order and filters.
pub(crate) fn decode(cursor: &str, binding: &Binding) -> Result<Position, Invalid> {
    position(cursor, binding).ok_or_else(|| {
        Invalid::new("invalid_cursor", "must be a cursor that was given for the same list, sort and filters")
    })
}

fn position(cursor: &str, binding: &Binding) -> Option<Position> {
    if cursor.len() > MAX_LENGTH {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (payload, checksum) = bytes.split_last_chunk::<CHECKSUM>()?;
    if *checksum != binding.checksum(payload) {
        return None;
    }
    let (rest, id) = payload.split_last_chunk::<ID>()?;
    let (kind, key) = rest.split_first()?;
    let key = match *kind {
        TIME => SortKey::Time(Timestamp::from_micros(i64::from_be_bytes(key.try_into().ok()?)).ok()?),
        TEXT => SortKey::Text(folded(std::str::from_utf8(key).ok()?)?),
        _ => return None,
    };
    Some(Position { key, id: Uuid::from_bytes(*id) })
}

/// A key as it was written: folded already, so that one position has one cursor.
fn folded(key: &str) -> Option<FoldedKey> {
    Some(FoldedKey::of(key)).filter(|folded| folded.as_str() == key)
}

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use super::*;

    fn positions() -> [Position; 2] {
        let id = Uuid::from_u128(7);
        [
            Position { key: SortKey::Time(Timestamp::parse("2027-03-14T22:00:00.123456Z").unwrap()), id },
            Position { key: SortKey::Text(FoldedKey::of("São João 100% \u{1F389}")), id },
        ]
    }

    #[test]
    fn a_cursor_leads_back_to_its_position() {
        let binding = Binding::new("events", &"by title");
        for position in positions() {
            assert_eq!(decode(&encode(&position, &binding), &binding), Ok(position));
        }
    }

    #[test]
    fn a_cursor_needs_no_escaping_in_a_query() {
        for position in positions() {
            let cursor = encode(&position, &Binding::new("events", &()));
            assert!(cursor.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{cursor}");
        }
    }

    #[test]
    fn a_cursor_of_another_list_or_filter_is_refused() {
        let [position, _] = positions();
        let cursor = encode(&position, &Binding::new("events", &("starts_at", "recife")));
        for other in [
            Binding::new("venues", &("starts_at", "recife")),
            Binding::new("events", &("starts_at", "olinda")),
        ] {
            assert_eq!(decode(&cursor, &other).unwrap_err().code, "invalid_cursor");
        }
    }

    #[test]
    fn a_damaged_cursor_is_refused_wherever_the_damage_is() {
        let binding = Binding::new("events", &());
        for position in positions() {
            let cursor = encode(&position, &binding);
            for at in 0..cursor.len() {
                let mut damaged = cursor.clone().into_bytes();
                damaged[at] = if damaged[at] == b'A' { b'B' } else { b'A' };
                let damaged = String::from_utf8(damaged).unwrap();
                assert!(decode(&damaged, &binding).is_err(), "changed at {at}: {damaged}");
                assert!(decode(&cursor[..at], &binding).is_err(), "cut at {at}");
            }
        }
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        let binding = Binding::new("events", &());
        let long = "A".repeat(MAX_LENGTH + 1);
        for raw in ["", "1", "null", "===", "%00", "São João", long.as_str()] {
            assert!(decode(raw, &binding).is_err(), "{raw}");
        }
    }
}
