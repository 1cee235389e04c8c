//! Finds the venues of a batch, each of them once.

use std::collections::{HashMap, hash_map::Entry};

use fasttrack_domain::{
    StoreError,
    id::Id,
    ports::{Clock, IdGenerator, UnitOfWork},
    text::FoldedKey,
    venue::{Venue, VenueDetails},
    version::Version,
};

use super::{ImportRow, RowVenue};

/// The venues that rows of this batch named, by folded name and city; `None` where there is none.
#[derive(Default)]
pub(super) struct BatchVenues(HashMap<(FoldedKey, FoldedKey), Option<Venue>>);

/// What became of the venue that a row names.
pub(super) enum Found<'a> {
    /// The row names none.
    Nowhere,
    /// The one that it names is not there.
    Unknown,
    /// Here it is.
    At(&'a Venue),
}

impl BatchVenues {
    /// The venue of a row. One that the row describes is added if need be.
    pub(super) async fn find(
        &mut self,
        unit: &mut dyn UnitOfWork,
        row: &ImportRow,
        clock: &dyn Clock,
        ids: &dyn IdGenerator,
    ) -> Result<Found<'_>, StoreError> {
        let (name, city) = match &row.venue {
            RowVenue::None => return Ok(Found::Nowhere),
            RowVenue::Existing(name) => (name, &row.details.city),
            RowVenue::Described(details) => (&details.name, &details.city),
        };
        let key = (FoldedKey::of(name.as_str()), FoldedKey::of(city.as_str()));
        let known = match self.0.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let (name, city) = new.key();
                let found = unit.venues().find_by_name(name, city).await?;
                new.insert(found)
            }
        };
        if let (None, RowVenue::Described(details)) = (&*known, &row.venue) {
            let venue = new_venue(details, clock, ids);
            *known = Some(unit.venues().find_or_add(&venue).await?);
        }
        Ok(known.as_ref().map_or(Found::Unknown, Found::At))
    }
}

fn new_venue(details: &VenueDetails, clock: &dyn Clock, ids: &dyn IdGenerator) -> Venue {
    let now = clock.now();
    Venue {
        id: Id::new(ids.next()),
        details: details.clone(),
        version: Version::FIRST,
        created_at: now,
        updated_at: now,
    }
}
