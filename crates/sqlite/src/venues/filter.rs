use diesel::{
    prelude::{ExpressionMethods as _, QueryDsl as _},
    sqlite::Sqlite,
};
use fasttrack_domain::venue::VenueFilter;

use crate::{
    schema::{venue_search, venues},
    search::{all_words, matches},
};

type Venues = venues::BoxedQuery<'static, Sqlite>;

/// The venues that fit.
pub(super) fn fitting(filter: &VenueFilter) -> Venues {
    let VenueFilter { city, kind, accessible, query } = filter;
    let mut fitting = venues::table.into_boxed();
    if let Some(city) = city {
        fitting = fitting.filter(venues::city_key.eq(city.as_str().to_owned()));
    }
    if let Some(kind) = kind {
        fitting = fitting.filter(venues::kind.eq(kind.as_str()));
    }
    if let Some(accessible) = accessible {
        fitting = fitting.filter(venues::accessible.eq(*accessible));
    }
    if let Some(words) = query.as_ref().and_then(all_words) {
        let found = venue_search::table.filter(matches(venue_search::all, words)).select(venue_search::rowid);
        fitting = fitting.filter(venues::key.eq_any(found));
    }
    fitting
}
