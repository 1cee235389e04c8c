//! Pages: how long they are, and how one leads to the next.

use fasttrack_domain::{
    page::{Limit, Page, PageRequest, Position, SortKey},
    time::Timestamp,
};
use proptest::prelude::*;
use uuid::Uuid;

use crate::coded;

#[test]
fn a_page_holds_one_to_a_hundred() {
    for (raw, expected) in [
        (i64::MIN, Err("out_of_range")),
        (-1, Err("out_of_range")),
        (0, Err("out_of_range")),
        (1, Ok(1)),
        (100, Ok(100)),
        (101, Err("out_of_range")),
        // What a cast to a byte would take for 1.
        (257, Err("out_of_range")),
        (i64::MAX, Err("out_of_range")),
    ] {
        assert_eq!(coded(Limit::new(raw)).map(Limit::get), expected, "{raw}");
    }
}

#[test]
fn a_page_holds_twenty_when_nobody_says() {
    let request = PageRequest::default();
    assert_eq!((request.limit.get(), request.after), (20, None));
}

fn position(n: &u16) -> Position {
    Position { key: SortKey::Time(Timestamp::EPOCH), id: Uuid::from_u128((*n).into()) }
}

fn page(rows: std::ops::Range<u16>, limit: i64) -> Page<u16> {
    Page::from_rows(rows.collect(), Limit::new(limit).unwrap(), position)
}

#[test]
fn the_row_too_many_only_tells_that_there_is_more() {
    assert_eq!(page(0..0, 3), Page { items: vec![], next: None });
    assert_eq!(page(0..2, 3), Page { items: vec![0, 1], next: None });
    assert_eq!(page(0..3, 3), Page { items: vec![0, 1, 2], next: None });
    assert_eq!(page(0..4, 3), Page { items: vec![0, 1, 2], next: Some(position(&2)) });
}

#[test]
fn a_page_of_something_else_continues_at_the_same_place() {
    let page = page(0..3, 2).map(|n| format!("#{n}"));
    assert_eq!(page.items, ["#0", "#1"]);
    assert_eq!(page.next, Some(position(&1)));
}

proptest! {
    #[test]
    fn page_after_page_shows_every_row_once(total in 0u16..300, size in 1i64..=100) {
        let limit = Limit::new(size).unwrap();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let start = after.take().map_or(0, |at: Position| u16::try_from(at.id.as_u128()).unwrap() + 1);
            let asked_for = limit.get() + 1;
            let rows = (start..total).take(asked_for.into()).collect();
            let page = Page::from_rows(rows, limit, position);
            seen.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        prop_assert_eq!(seen, (0..total).collect::<Vec<_>>());
    }
}
