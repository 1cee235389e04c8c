//! Folding: the one place where text loses its accents and its case, for search, equality of
//! names, and order. Both the stored side and the asking side go through here, so every store
//! finds and sorts the same.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// NFKD, marks dropped, lower-cased; and the few letters that this leaves in two forms.
fn fold(raw: &str) -> String {
    let mut folded = String::with_capacity(raw.len());
    for c in raw.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            // Sigma at the end of a word; in capitals it is like any other.
            'ς' => folded.push('σ'),
            c => folded.push(c),
        }
    }
    folded
}

/// A folded name, for "the same name" and for order by bytes. White space is one space.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FoldedKey(String);

impl FoldedKey {
    /// Folds a name.
    #[must_use]
    pub fn of(raw: &str) -> Self {
        Self(fold(raw).split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Folded words, in order: what a thing can be found by, or what somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchText(String);

impl SearchText {
    /// How many characters of a word count, so that a longer one is the same in every store: Postgres
    /// takes no words of 2 kB, and a character has four bytes at the most.
    pub const LONGEST_WORD: usize = 500;

    /// The words of all parts.
    #[must_use]
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut words = Vec::new();
        for part in parts {
            let folded = fold(part);
            words.extend(
                folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(Self::cut),
            );
        }
        Self(words.join(" "))
    }

    fn cut(word: &str) -> String {
        word.chars().take(Self::LONGEST_WORD).collect()
    }

    /// The words, separated by one space.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The words one by one.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|w| !w.is_empty())
    }

    /// Whether there is no word at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
