//! Text that people write: bounded, trimmed, free of control characters, and folded for search.

mod fold;

pub use fold::{FoldedKey, SearchText};

use std::{fmt, marker::PhantomData, str::FromStr};

use crate::Invalid;

/// What one kind of text allows. Lengths count characters, not bytes.
pub trait TextKind {
    /// The shortest length allowed.
    const MIN: usize;
    /// The longest length allowed.
    const MAX: usize;
    /// Whether newline and tab are allowed.
    const MULTILINE: bool = false;
}

/// Text of one kind: outer white space trimmed, otherwise as it was written.
pub struct Text<K>(String, PhantomData<fn() -> K>);

impl<K: TextKind> Text<K> {
    /// The shortest length allowed, in characters.
    pub const MIN: usize = K::MIN;
    /// The longest length allowed, in characters.
    pub const MAX: usize = K::MAX;

    /// Trims and checks.
    ///
    /// # Errors
    /// `required` when empty though it must not be, `too_short`, `too_long`, `control_character`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let text = raw.trim();
        let length = text.chars().count();
        if length == 0 && K::MIN > 0 {
            return Err(Invalid::new("required", "must not be empty"));
        }
        if length < K::MIN {
            return Err(Invalid::new("too_short", format!("must have at least {} characters", K::MIN)));
        }
        if length > K::MAX {
            return Err(Invalid::new("too_long", format!("must have at most {} characters", K::MAX)));
        }
        let allowed = |c: char| !c.is_control() || (K::MULTILINE && matches!(c, '\n' | '\r' | '\t'));
        if !text.chars().all(allowed) {
            return Err(Invalid::new("control_character", "must not hold control characters"));
        }
        Ok(Self(text.to_owned(), PhantomData))
    }
}

impl<K> Text<K> {
    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<K: TextKind> FromStr for Text<K> {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::parse(raw)
    }
}

impl<K> Clone for Text<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}
impl<K> PartialEq for Text<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Text<K> {}
impl<K> fmt::Debug for Text<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
impl<K> fmt::Display for Text<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a city.
pub type City = Text<CityKind>;
/// Bounds of [`City`].
pub enum CityKind {}
impl TextKind for CityKind {
    const MIN: usize = 1;
    const MAX: usize = 100;
}
