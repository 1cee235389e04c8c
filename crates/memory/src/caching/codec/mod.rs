//! How answers are written into a cache: rows as JSON. What is not understood is an error, and
//! whoever asked asks the store.

mod event;
mod forecast;
mod page;
mod stats;
mod venue;

use fasttrack_domain::{Invalid, error::Cause};
use serde::{Serialize, de::DeserializeOwned};

/// The number of this form: a part of every key, so that processes of two releases do not read each
/// other's answers. It grows with every change of a row, or of what one means.
pub(super) const FORMAT: u32 = 2;

/// What can be kept as bytes.
pub(super) trait Stored: Sized + Send + Sync + 'static {
    /// As it is written.
    type Row: Serialize + DeserializeOwned;

    fn to_row(&self) -> Self::Row;
    fn of_row(row: Self::Row) -> Result<Self, Invalid>;

    fn encode(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(&self.to_row())
    }

    fn decode(bytes: &[u8]) -> Result<Self, Cause> {
        Ok(Self::of_row(serde_json::from_slice(bytes)?)?)
    }
}

impl<T: Stored> Stored for Vec<T> {
    type Row = Vec<T::Row>;

    fn to_row(&self) -> Self::Row {
        self.iter().map(T::to_row).collect()
    }

    fn of_row(row: Self::Row) -> Result<Self, Invalid> {
        row.into_iter().map(T::of_row).collect()
    }
}

impl<T: Stored> Stored for Option<T> {
    type Row = Option<T::Row>;

    fn to_row(&self) -> Self::Row {
        self.as_ref().map(T::to_row)
    }

    fn of_row(row: Self::Row) -> Result<Self, Invalid> {
        row.map(T::of_row).transpose()
    }
}

impl Stored for u64 {
    type Row = Self;

    fn to_row(&self) -> Self {
        *self
    }

    fn of_row(row: Self) -> Result<Self, Invalid> {
        Ok(row)
    }
}
