use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};

use super::Input;

/// The longest piece that one change takes away or repeats.
const PIECE: usize = 64;

/// One change of an input. Places are fractions of its length at that moment.
#[derive(Debug, Clone)]
enum Change {
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, usize),
    Cut(Index),
    /// Goes on as another input does, from some place in it.
    Splice(Index, Vec<u8>, Index),
}

impl Change {
    fn apply(self, bytes: &mut Vec<u8>) {
        let at = |place: &Index, bytes: &[u8]| place.index(bytes.len() + 1);
        let piece = |place: &Index, length: usize, bytes: &[u8]| {
            let start = at(place, bytes);
            start..bytes.len().min(start + length)
        };
        match self {
            Self::Flip(place, mask) => {
                let at = at(&place, bytes);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= mask;
                }
            }
            Self::Insert(place, word) => {
                let at = at(&place, bytes);
                bytes.splice(at..at, word);
            }
            Self::Remove(place, length) => drop(bytes.drain(piece(&place, length, bytes))),
            Self::Repeat(place, length) => {
                let range = piece(&place, length, bytes);
                bytes.extend_from_within(range);
            }
            Self::Cut(place) => bytes.truncate(at(&place, bytes)),
            Self::Splice(place, other, from) => {
                bytes.truncate(at(&place, bytes));
                bytes.extend(other.into_iter().skip(from.index(bytes.len() + 1)));
            }
        }
    }
}

fn change(seeds: Vec<Vec<u8>>, words: Vec<Vec<u8>>) -> impl Strategy<Value = Change> {
    let place = any::<Index>;
    prop_oneof![
        3 => (place(), 1..=u8::MAX).prop_map(|(at, mask)| Change::Flip(at, mask)),
        4 => (place(), select(words)).prop_map(|(at, word)| Change::Insert(at, word)),
        2 => (place(), vec(any::<u8>(), 1..4)).prop_map(|(at, noise)| Change::Insert(at, noise)),
        2 => (place(), 1..PIECE).prop_map(|(at, length)| Change::Remove(at, length)),
        1 => (place(), 1..PIECE).prop_map(|(at, length)| Change::Repeat(at, length)),
        1 => place().prop_map(Change::Cut),
        1 => (place(), select(seeds), place()).prop_map(|(at, other, from)| Change::Splice(at, other, from)),
    ]
}

pub(super) fn mutants(seeds: Vec<Vec<u8>>, words: Vec<Vec<u8>>) -> impl Strategy<Value = Input> {
    let words = if words.is_empty() { vec![vec![0]] } else { words };
    let mutant =
        (select(seeds.clone()), vec(change(seeds, words.clone()), 1..6)).prop_map(|(seed, changes)| {
            let mut bytes = seed;
            changes.into_iter().for_each(|change| change.apply(&mut bytes));
            bytes
        });
    let spoken = vec(select(words), 0..40).prop_map(|words| words.concat());
    prop_oneof![8 => mutant, 3 => spoken, 1 => vec(any::<u8>(), 0..200)].prop_map(Input)
}
