//! What is exported is read back as it was.

use std::sync::{Arc, Mutex};

use fasttrack_domain::{
    event::{Event, EventCounters, EventDetails, EventView},
    page::Page,
    ports::{MockEventQueries, MockVenueQueries},
    venue::{Venue, VenueDetails, VenueSummary},
};
use fasttrack_test_support::{FixedClock, SequentialIds, a_user, a_venue, an_event};

use super::*;
use crate::{
    events::ViewCounts,
    imports::{FormatHint, ImportRow, RowVenue, read_rows},
    testing::{by, by_token_of, scopes, unheard, untouched_store},
};

pub(super) const READABLE: [ExportFormat; 3] = [ExportFormat::Json, ExportFormat::Ndjson, ExportFormat::Csv];

/// An event with the venue that it takes place at.
pub(super) type Item = (EventDetails, Option<VenueDetails>);

fn view(details: EventDetails, venue: Option<&Venue>) -> EventView {
    let event = Event {
        details: EventDetails { venue_id: venue.map(|v| v.id), ..details },
        ..an_event(&a_user("ana").build()).build()
    };
    let venue = venue.map(|venue| VenueSummary {
        id: venue.id,
        name: venue.details.name.clone(),
        city: venue.details.city.clone(),
        capacity: venue.details.capacity,
    });
    EventView { event, counters: EventCounters::default(), venue, forecast: None }
}

/// Exports over a store that has these events, `size` to a page.
pub(super) fn exports(items: &[Item], size: usize) -> Exports {
    let venues: Vec<Option<Venue>> = items
        .iter()
        .map(|(_, venue)| venue.clone().map(|details| Venue { details, ..a_venue("x").build() }))
        .collect();
    let views: Vec<EventView> = items
        .iter()
        .zip(&venues)
        .map(|((details, _), venue)| view(details.clone(), venue.as_ref()))
        .collect();
    let (mut queries, mut venue_queries) = (MockEventQueries::new(), MockVenueQueries::new());
    queries.expect_list().returning(move |_, sort, page| {
        let seen =
            page.after.as_ref().and_then(|after| views.iter().position(|v| v.position(sort) == *after));
        let rest = &views[seen.map_or(0, |i| i + 1)..];
        let items = rest[..size.min(rest.len())].to_vec();
        let next = (rest.len() > size).then(|| items[size - 1].position(sort));
        Ok(Page { items, next })
    });
    venue_queries
        .expect_find()
        .returning(move |id| Ok(venues.iter().flatten().find(|venue| venue.id == id).cloned()));
    of(queries, venue_queries)
}

fn of(queries: MockEventQueries, venues: MockVenueQueries) -> Exports {
    let store = untouched_store();
    Exports {
        events: Events {
            views: Arc::new(ViewCounts::new(store.clone())),
            store,
            queries: Arc::new(queries),
            cached: Arc::new(MockEventQueries::new()),
            changes: unheard(),
            clock: Arc::new(FixedClock::default()),
            ids: Arc::new(SequentialIds::default()),
            forecast_horizon: chrono::TimeDelta::zero(),
        },
        venues: Arc::new(venues),
    }
}

fn begin(exports: &Exports, format: ExportFormat) -> Export {
    let admin = by(&a_user("ana").admin().build());
    exports.begin(&admin, EventFilter::default(), EventSort::Title, format).ok().unwrap()
}

pub(super) async fn file(exports: &Exports, format: ExportFormat) -> Vec<u8> {
    let mut export = begin(exports, format);
    let mut file = Vec::new();
    while let Some(piece) = export.next().await.unwrap() {
        file.extend(piece);
    }
    file
}

/// What the import makes of a file: every row, none rejected.
pub(super) fn imported(file: &[u8]) -> Vec<ImportRow> {
    let rows = Mutex::new(Vec::new());
    read_rows(file, FormatHint::Unknown, &mut |row| {
        rows.lock().unwrap().push(row.unwrap());
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    rows.into_inner().unwrap()
}

pub(super) fn items_of(rows: Vec<ImportRow>) -> Vec<Item> {
    let venue = |venue| match venue {
        RowVenue::None => None,
        RowVenue::Described(details) => Some(details),
        RowVenue::Existing(name) => panic!("{name} is only named"),
    };
    rows.into_iter().map(|row| (row.details, venue(row.venue))).collect()
}

fn sarau() -> Item {
    let event = an_event(&a_user("ana").build()).titled("=Sarau").tags(&["música", "a;b"]).build();
    (event.details, Some(a_venue("Teatro").build().details))
}

#[tokio::test]
async fn a_cell_of_csv_is_no_formula() {
    let file = String::from_utf8(file(&exports(&[sarau()], 3), ExportFormat::Csv).await).unwrap();
    let header = "title,description,starts_at,ends_at,time_zone,city,venue,capacity,tags,status\n";
    let row = file.strip_prefix(header).unwrap();
    assert!(row.starts_with("'=Sarau,"), "{row}");
    assert!(row.contains(r#""[""música"",""a;b""]""#), "{row}");
}

#[tokio::test]
async fn an_export_is_read_page_by_page() {
    let items = vec![sarau(); 7];
    let exports = exports(&items, 3);
    let mut export = begin(&exports, ExportFormat::Ndjson);
    let mut written = Vec::new();
    while export.next().await.unwrap().is_some() {
        written.push(export.written());
    }
    assert_eq!(written, [3, 6, 7]);
}

#[tokio::test]
async fn a_venue_is_read_once() {
    let venue = a_venue("Teatro").build();
    let items: Vec<EventView> = (0..4).map(|_| view(sarau().0, Some(&venue))).collect();
    let (mut queries, mut venues) = (MockEventQueries::new(), MockVenueQueries::new());
    queries.expect_list().returning(move |_, _, _| Ok(Page { items: items.clone(), next: None }));
    venues.expect_find().once().returning(move |_| Ok(Some(venue.clone())));
    assert_eq!(imported(&file(&of(queries, venues), ExportFormat::Json).await).len(), 4);
}

#[tokio::test]
async fn what_breaks_off_does_not_end_like_a_whole_file() {
    let venue = a_venue("Teatro").build();
    let items = vec![view(sarau().0, Some(&venue))];
    let (mut queries, mut venues) = (MockEventQueries::new(), MockVenueQueries::new());
    queries.expect_list().returning(move |_, _, _| Ok(Page { items: items.clone(), next: None }));
    venues.expect_find().returning(|_| Ok(None));
    let mut export = begin(&of(queries, venues), ExportFormat::Json);
    assert!(matches!(export.next().await, Err(ExportError::VenueGone)));
    assert!(export.next().await.unwrap().is_none());
}

#[tokio::test]
async fn what_describes_venues_needs_to_read_them() {
    let narrow =
        by_token_of(&a_user("ana").admin().build(), scopes(&[fasttrack_domain::access::Scope::EventsRead]));
    let exports = exports(&[], 3);
    for format in ExportFormat::ALL {
        let begun = exports.begin(&narrow, EventFilter::default(), EventSort::default(), format);
        assert_eq!(begun.is_ok(), format == ExportFormat::Ics, "{format:?}");
    }
}
