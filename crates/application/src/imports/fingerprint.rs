//! Tells whether a row was imported before.

use fasttrack_domain::{
    event::{EventDetails, RowFingerprint, Tag},
    text::{City, Text},
    user::UserId,
    venue::{Address, Capacity, Coordinates, VenueDetails},
};
use sha2::{Digest, Sha256};

use super::{ImportRow, RowVenue};

/// Changes whenever the bytes below mean something else. A new one makes every file new.
const VERSION: &str = "fasttrack-import-row-1";

/// The hash of the owner and of what the row *means*. Encoding, separator, order of columns and
/// offset of times do not matter, nor does the place in the file.
pub(super) fn of(owner: UserId, row: &ImportRow) -> RowFingerprint {
    // Exhaustive, so that a new field cannot be forgotten.
    let ImportRow { line: _, record: _, details, venue, participants } = row;
    let EventDetails { title, description, status, schedule, city, tags, venue_id: _, capacity } = details;
    let mut hash = Canonical(Sha256::new());
    hash.text(VERSION);
    hash.bytes(owner.uuid().as_bytes());
    hash.text(title.as_str());
    // Nor do the ends of lines.
    hash.text(&description.as_str().replace("\r\n", "\n"));
    hash.text(status.as_str());
    hash.number(schedule.starts_at().micros());
    hash.option(schedule.ends_at(), |hash, end| hash.number(end.micros()));
    hash.text(schedule.time_zone().name());
    hash.text(city.as_str());
    hash.list(tags.iter().map(Tag::as_str));
    hash.option(*capacity, Canonical::capacity);
    hash.venue(venue, city);
    hash.list(participants.iter().map(Text::as_str));
    RowFingerprint(hash.0.finalize().into())
}

/// Every value is preceded by its length or by what it is, so that no two rows give one stream of
/// bytes.
struct Canonical(Sha256);

impl Canonical {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn number(&mut self, number: i64) {
        self.0.update(number.to_le_bytes());
    }

    fn kind(&mut self, kind: u8) {
        self.0.update([kind]);
    }

    fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        match value {
            None => self.kind(0),
            Some(value) => {
                self.kind(1);
                write(self, value);
            }
        }
    }

    fn list<'a>(&mut self, items: impl ExactSizeIterator<Item = &'a str>) {
        self.0.update((items.len() as u64).to_le_bytes());
        for item in items {
            self.text(item);
        }
    }

    fn capacity(&mut self, capacity: Capacity) {
        self.number(capacity.get().into());
    }

    fn coordinates(&mut self, coordinates: Coordinates) {
        self.0.update(coordinates.latitude().to_bits().to_le_bytes());
        self.0.update(coordinates.longitude().to_bits().to_le_bytes());
    }

    fn venue(&mut self, venue: &RowVenue, row_city: &City) {
        match venue {
            RowVenue::None => self.kind(0),
            RowVenue::Existing(name) => {
                self.kind(1);
                self.text(name.as_str());
            }
            RowVenue::Described(details) => {
                let VenueDetails { name, kind, capacity, accessible, address, city, coordinates } = details;
                // Legacy files know no other city than the row's, and no coordinates.
                let placed = city != row_city || coordinates.is_some();
                self.kind(if placed { 3 } else { 2 });
                self.text(name.as_str());
                self.text(kind.as_str());
                self.capacity(*capacity);
                self.kind((*accessible).into());
                self.option(address.as_ref().map(Address::as_str), Self::text);
                if placed {
                    self.text(city.as_str());
                    self.option(*coordinates, Self::coordinates);
                }
            }
        }
    }
}
