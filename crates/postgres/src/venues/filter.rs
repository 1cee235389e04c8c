use diesel::{
    pg::Pg,
    prelude::{ExpressionMethods as _, QueryDsl as _},
};
use fasttrack_domain::venue::VenueFilter;

use crate::{schema::venues, search::all_words};

type Venues = venues::BoxedQuery<'static, Pg>;

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
    if let Some(words) = query.as_ref().and_then(|query| all_words("venues.search", query)) {
        fitting = fitting.filter(words);
    }
    fitting
}
