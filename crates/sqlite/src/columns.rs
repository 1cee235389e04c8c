//! Between columns and value types. A column that does not parse is a fault of the file, reported
//! as [`StoreError::Backend`] and never a panic.

use std::str::FromStr;

use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::Binary,
    sqlite::Sqlite,
};
use fasttrack_domain::{Invalid, StoreError, id::Id, time::Timestamp};
use uuid::Uuid;

/// A UUID in a BLOB column; diesel has none for SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = Binary)]
pub(crate) struct UuidBlob(pub(crate) Uuid);

impl<T> From<Id<T>> for UuidBlob {
    fn from(id: Id<T>) -> Self {
        Self(id.uuid())
    }
}

impl<T> From<UuidBlob> for Id<T> {
    fn from(UuidBlob(uuid): UuidBlob) -> Self {
        Self::new(uuid)
    }
}

impl FromSql<Binary, Sqlite> for UuidBlob {
    fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(value)?;
        Ok(Self(Uuid::from_slice(&bytes)?))
    }
}

impl ToSql<Binary, Sqlite> for UuidBlob {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_bytes().as_slice());
        Ok(IsNull::No)
    }
}

/// A stored value that no writer of ours can have written.
#[derive(Debug, thiserror::Error)]
#[error("column {column} holds an impossible value")]
pub(crate) struct Corrupt {
    column: &'static str,
    #[source]
    reason: Option<Invalid>,
}

impl Corrupt {
    pub(crate) const fn new(column: &'static str) -> Self {
        Self { column, reason: None }
    }

    /// For `map_err` over the parsers of value types.
    pub(crate) fn because(column: &'static str) -> impl FnOnce(Invalid) -> Self {
        move |reason| Self { column, reason: Some(reason) }
    }
}

impl From<Corrupt> for StoreError {
    fn from(corrupt: Corrupt) -> Self {
        Self::Backend(corrupt.into())
    }
}

/// A value type from text.
pub(crate) fn parsed<T: FromStr<Err = Invalid>>(column: &'static str, raw: &str) -> Result<T, Corrupt> {
    raw.parse().map_err(Corrupt::because(column))
}

/// An instant from microseconds.
pub(crate) fn instant(column: &'static str, micros: i64) -> Result<Timestamp, Corrupt> {
    Timestamp::from_micros(micros).map_err(Corrupt::because(column))
}

/// A count, which no CHECK lets be negative.
pub(crate) fn count<T: TryFrom<i64>>(column: &'static str, raw: i64) -> Result<T, Corrupt> {
    T::try_from(raw).map_err(|_| Corrupt::new(column))
}
