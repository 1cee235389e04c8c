use fasttrack_domain::{
    Invalid,
    page::{Page, Position, SortKey},
    text::FoldedKey,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Stored;

#[derive(Serialize, Deserialize)]
pub(crate) struct PageRow<T> {
    items: Vec<T>,
    next: Option<PositionRow>,
}

#[derive(Serialize, Deserialize)]
struct PositionRow {
    key: SortKeyRow,
    id: Uuid,
}

#[derive(Serialize, Deserialize)]
enum SortKeyRow {
    Micros(i64),
    Text(String),
}

impl<T: Stored> Stored for Page<T> {
    type Row = PageRow<T::Row>;

    fn to_row(&self) -> Self::Row {
        let Self { items, next } = self;
        PageRow { items: items.iter().map(T::to_row).collect(), next: next.as_ref().map(position) }
    }

    fn of_row(row: Self::Row) -> Result<Self, Invalid> {
        let PageRow { items, next } = row;
        Ok(Self { items: Vec::of_row(items)?, next: next.map(of_position).transpose()? })
    }
}

fn position(position: &Position) -> PositionRow {
    let Position { key, id } = position;
    let key = match key {
        SortKey::Time(at) => SortKeyRow::Micros(at.micros()),
        SortKey::Text(text) => SortKeyRow::Text(text.as_str().to_owned()),
    };
    PositionRow { key, id: *id }
}

fn of_position(row: PositionRow) -> Result<Position, Invalid> {
    let PositionRow { key, id } = row;
    let key = match key {
        SortKeyRow::Micros(micros) => SortKey::Time(Timestamp::from_micros(micros)?),
        // To fold what is folded changes nothing.
        SortKeyRow::Text(text) => SortKey::Text(FoldedKey::of(&text)),
    };
    Ok(Position { key, id })
}
