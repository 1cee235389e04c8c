//! Pages of long lists, by keyset: the next page begins after the last item of this one, however
//! many were added or deleted before it.

use uuid::Uuid;

use crate::{Invalid, text::FoldedKey, time::Timestamp};

/// How many items a page may hold: 1 to 100, by default 20. Exports take larger ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(u16);

impl Limit {
    /// The most that one page may hold.
    pub const MAX: u16 = 100;
    /// What a page holds when nobody says.
    pub const DEFAULT: Self = Self(20);
    /// What an export reads at once.
    pub const EXPORT: Self = Self(500);

    /// Checks the bounds.
    ///
    /// # Errors
    /// `out_of_range` outside 1–100.
    pub fn new(raw: i64) -> Result<Self, Invalid> {
        u16::try_from(raw)
            .ok()
            .filter(|n| (1..=Self::MAX).contains(n))
            .map(Self)
            .ok_or_else(|| Invalid::new("out_of_range", "must be between 1 and 100"))
    }

    /// The number itself.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Where in a sorted list an item stands. The identifier breaks ties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The value of the sort key.
    pub key: SortKey,
    /// The item.
    pub id: Uuid,
}

/// The value of a sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortKey {
    /// Sorted by an instant.
    Time(Timestamp),
    /// Sorted by folded text, in byte order.
    Text(FoldedKey),
}

/// Asks for one page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageRequest {
    /// How many items at the most.
    pub limit: Limit,
    /// The position of the last item already seen.
    pub after: Option<Position>,
}

/// One page, and where the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items, in order.
    pub items: Vec<T>,
    /// The position to continue after; `None` on the last page.
    pub next: Option<Position>,
}

impl<T> Page<T> {
    /// Makes a page of rows that were asked for with one more than the limit: the extra one only
    /// tells that there is a next page.
    #[must_use]
    pub fn from_rows(mut rows: Vec<T>, limit: Limit, position: impl Fn(&T) -> Position) -> Self {
        let size = usize::from(limit.get());
        let more = rows.len() > size;
        rows.truncate(size);
        let next = if more { rows.last().map(position) } else { None };
        Self { items: rows, next }
    }

    /// The same page with its items made into something else.
    #[must_use]
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}
