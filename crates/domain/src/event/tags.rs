use crate::{
    Invalid,
    text::{FoldedKey, Text, TextKind},
};

/// A word to find an event by.
pub type Tag = Text<TagKind>;
/// Bounds of [`Tag`].
pub enum TagKind {}
impl TextKind for TagKind {
    const MIN: usize = 1;
    const MAX: usize = 30;
}

/// At most 10 tags, none twice (accents and case aside: the first spelling stays).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tags(Vec<Tag>);

impl Tags {
    /// The most tags that an event may have.
    pub const MAX: usize = 10;

    /// Drops what is there twice, then checks the number.
    ///
    /// # Errors
    /// `too_many` for more than 10 different tags.
    pub fn new(tags: impl IntoIterator<Item = Tag>) -> Result<Self, Invalid> {
        let mut kept: Vec<Tag> = Vec::new();
        for tag in tags {
            let key = FoldedKey::of(tag.as_str());
            if !kept.iter().any(|other| FoldedKey::of(other.as_str()) == key) {
                kept.push(tag);
            }
            if kept.len() > Self::MAX {
                return Err(Invalid::new("too_many", "must be at most 10 tags"));
            }
        }
        Ok(Self(kept))
    }

    /// The tags, in the order in which they were given.
    pub fn iter(&self) -> std::slice::Iter<'_, Tag> {
        self.0.iter()
    }
}
