//! Words that are no cursors, or not those of this list. The corpus is `corpus/cursor`.

use fasttrack_domain::event::Title;
use fasttrack_test_support::fuzz::{self, Corpus};
use proptest::{collection::vec, prelude::*, sample::Index};

use super::*;

const WORDS: [&[u8]; 8] = [b"A", b"_", b"-", b"=", b"AQAG", b"AgAA", b"%00", "é".as_bytes()];

/// Words that follow from bytes whose checksum fits: anybody can compute it.
fn well_made(payload: &[u8], binding: &Binding) -> String {
    URL_SAFE_NO_PAD.encode([payload, &binding.checksum(payload)].concat())
}

/// Refused with its own code, or the one spelling of a position.
fn refused_or_canonical(cursor: &str, binding: &Binding) {
    match decode(cursor, binding) {
        Ok(position) => assert_eq!(encode(&position, binding), cursor),
        Err(invalid) => assert_eq!(invalid.code, "invalid_cursor"),
    }
}

fn position() -> impl Strategy<Value = Position> {
    let time = (0..=Timestamp::LAST.micros())
        .prop_map(|micros| SortKey::Time(Timestamp::from_micros(micros).unwrap()));
    // As long as a title may be; and of the letter that is most when it is folded.
    let letters = prop_oneof![
        3 => vec(any::<char>(), 0..=Title::MAX),
        1 => vec(Just('\u{FDFA}'), 0..=Title::MAX),
    ];
    let text = letters.prop_map(|letters| SortKey::Text(FoldedKey::of(&String::from_iter(letters))));
    (prop_oneof![time, text], any::<u128>()).prop_map(|(key, id)| Position { key, id: Uuid::from_u128(id) })
}

#[test]
fn whatever_is_given_is_refused_or_leads_to_what_it_was_made_of() {
    let binding = Binding::new("events", &"by title");
    Corpus::of(env!("CARGO_MANIFEST_DIR"), "cursor").attack(600, &WORDS, |bytes| {
        refused_or_canonical(&String::from_utf8_lossy(bytes), &binding);
        refused_or_canonical(&well_made(bytes, &binding), &binding);
        let tagged = |kind: u8| well_made(&[&[kind], bytes, &[7; ID][..]].concat(), &binding);
        for kind in [0, TIME, TEXT, TEXT + 1] {
            refused_or_canonical(&tagged(kind), &binding);
        }
    });
}

#[test]
fn a_cursor_of_ours_is_taken_where_it_was_given_and_nowhere_else() {
    let selections = (any::<(Option<String>, u8)>(), any::<(Option<String>, u8)>());
    fuzz::hold(200, &(position(), selections), |(position, (selection, other))| {
        let binding = Binding::new("events", &selection);
        let cursor = encode(&position, &binding);
        assert_eq!(decode(&cursor, &binding), Ok(position));
        let foreign = [Binding::new("venues", &selection), Binding::new("events", &other)];
        for (foreign, same) in foreign.iter().zip([false, selection == other]) {
            assert_eq!(decode(&cursor, foreign).is_ok(), same);
        }
    });
}

#[test]
fn a_damaged_cursor_is_refused() {
    let binding = Binding::new("events", &());
    fuzz::hold(
        400,
        &(position(), any::<Index>(), 1..=u8::MAX, any::<bool>()),
        |(position, at, mask, in_text)| {
            let cursor = encode(&position, &binding);
            let mut bytes =
                if in_text { cursor.into_bytes() } else { URL_SAFE_NO_PAD.decode(&cursor).unwrap() };
            let at = at.index(bytes.len());
            bytes[at] ^= mask;
            let damaged = if in_text {
                String::from_utf8_lossy(&bytes).into_owned()
            } else {
                URL_SAFE_NO_PAD.encode(bytes)
            };
            assert!(decode(&damaged, &binding).is_err(), "{damaged}");
        },
    );
}
