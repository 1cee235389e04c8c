//! What one venue, one event and its attendees look like.

use chrono::TimeDelta;
use fasttrack_domain::{
    Invalid,
    event::{Event, EventDetails, EventStatus, Schedule, Tag, Tags, Title},
    registration::AttendeeName,
    time::Timestamp,
    venue::{Capacity, Coordinates, Venue, VenueDetails},
    version::Version,
};

use super::{
    SeedPlan,
    cities::{CITIES, Place},
    random::Random,
    words::{DESCRIPTIONS, FIRST_NAMES, LAST_NAMES, SORTS, STREETS, SUBJECTS, VENUES},
};

const VENUE: u64 = 1;
const EVENT: u64 = 2;
const ATTENDEES: u64 = 3;
/// Registrations are fewer than this, for an event that has some.
const MOST_ATTENDEES: u64 = 16;
const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3_600;

impl SeedPlan {
    /// The beginning of the day, so that the same command makes the same all day long.
    fn day(&self) -> Result<Timestamp, Invalid> {
        let length = 24 * HOUR * SECOND;
        Timestamp::from_micros(self.around.micros() / length * length)
    }
}

/// The lists of words are never empty, and fit what they are words of; should that change, the
/// command says so instead of failing in some other way.
fn missing() -> Invalid {
    Invalid::new("incomplete", "the word lists of the demo data do not fit")
}

/// How many venues there are.
pub(super) fn venue_count() -> u64 {
    (CITIES.len() * VENUES.len()) as u64
}

/// Venue number `number`, of so many in each city.
pub(super) fn venue(plan: &SeedPlan, number: u64) -> Result<Venue, Invalid> {
    let mut random = Random::of(plan.seed, VENUE, number);
    let index = usize::try_from(number).unwrap_or_default();
    let city = CITIES.get(index / VENUES.len()).ok_or_else(missing)?;
    let (name, kind, capacity) = VENUES.get(index % VENUES.len()).ok_or_else(missing)?;
    let street = random.pick(STREETS).ok_or_else(missing)?;
    // Within some two kilometres of the middle of the city.
    let mut near = |middle: f64| middle + (random.below(400) as f64 - 200.0) / 10_000.0;
    let coordinates = Coordinates::new(near(city.latitude), near(city.longitude))?;
    let made = before(plan.day()?, 400 * 24);
    Ok(Venue {
        id: random.id(number),
        details: VenueDetails {
            name: format!("{name} {}", city.name).parse()?,
            kind: *kind,
            capacity: Capacity::new(*capacity)?,
            accessible: random.percent(70),
            address: Some(format!("{street}, {}", 1 + random.below(900)).parse()?),
            city: city.name.parse()?,
            coordinates: Some(coordinates),
        },
        version: Version::FIRST,
        created_at: made,
        updated_at: made,
    })
}

/// Event number `index`, at one of the venues (which are in the order of their numbers).
pub(super) fn event(plan: &SeedPlan, index: u64, venues: &[Venue]) -> Result<Event, Invalid> {
    let mut random = Random::of(plan.seed, EVENT, index);
    let city_number = random.below(CITIES.len() as u64);
    let city = CITIES.get(usize::try_from(city_number).unwrap_or_default()).ok_or_else(missing)?;
    let sort = random.pick(SORTS).ok_or_else(missing)?;
    let (subject, subject_tag) = random.pick(SUBJECTS).ok_or_else(missing)?;
    let day = plan.day()?;
    let starts_at = start(day, &mut random)?;
    let at_venue = random.percent(80);
    let room = city_number * VENUES.len() as u64 + random.below(VENUES.len() as u64);
    let venue = venues.get(usize::try_from(room).unwrap_or_default()).filter(|_| at_venue);
    // Rooms of demo data are shared: only an event that says when it ends takes one for itself.
    let ends_at = if venue.is_none() {
        Some(starts_at.saturating_add(TimeDelta::hours(sort.hours as i64)))
    } else {
        None
    };
    let small = random.percent(30).then(|| Capacity::new(4 + random.below(9) as i64)).transpose()?;
    let status = match random.below(100) {
        0..8 => EventStatus::Draft,
        8..13 => EventStatus::Cancelled,
        _ => EventStatus::Published,
    };
    let tags =
        sort.tags.iter().chain([subject_tag]).map(|tag| Tag::parse(tag)).collect::<Result<Vec<_>, _>>()?;
    let made = before(starts_at.min(day), 24 + random.below(24 * 60));
    Ok(Event {
        id: random.id(index),
        details: EventDetails {
            title: title(sort.name, subject, city, index)?,
            description: random.pick(DESCRIPTIONS).ok_or_else(missing)?.parse()?,
            status,
            schedule: Schedule::new(starts_at, ends_at, city.time_zone.parse()?)?,
            city: city.name.parse()?,
            tags: Tags::new(tags)?,
            venue_id: venue.map(|venue| venue.id),
            capacity: small,
        },
        created_by: plan.owner,
        version: Version::FIRST,
        created_at: made,
        updated_at: made,
    })
}

fn title(sort: &str, subject: &str, city: &Place, index: u64) -> Result<Title, Invalid> {
    format!("{index}ª {sort} {subject} de {}", city.name, index = 1 + index % 60).parse()
}

/// Between half a year before and a year after, on the hour or the half, in the daytime of Brazil.
fn start(around: Timestamp, random: &mut Random) -> Result<Timestamp, Invalid> {
    let day = random.below(545) as i64 - 180;
    let half_hours = 24 + random.below(24) as i64;
    Timestamp::from_micros((around.micros() + (day * 24 * HOUR + half_hours * HOUR / 2) * SECOND).max(0))
}

/// Who attends an event, in order; nobody for many.
pub(super) fn attendees(plan: &SeedPlan, index: u64) -> Result<Vec<AttendeeName>, Invalid> {
    let mut random = Random::of(plan.seed, ATTENDEES, index);
    let number = if random.percent(40) { random.below(MOST_ATTENDEES) } else { 0 };
    let mut name = || {
        let first = random.pick(FIRST_NAMES).ok_or_else(missing)?;
        let last = random.pick(LAST_NAMES).ok_or_else(missing)?;
        format!("{first} {last}").parse()
    };
    (0..number).map(|_| name()).collect()
}

fn before(at: Timestamp, hours: u64) -> Timestamp {
    at.saturating_add(-TimeDelta::hours(i64::try_from(hours).unwrap_or_default()))
}
