use proptest::{
    option,
    prelude::{Strategy, prop_oneof},
    sample::Index,
};

/// Something that happens to the seats of an event.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// The organiser registers somebody, without an address or with one of a few.
    Register { email: Option<usize>, shouted: bool },
    /// The viewer registers itself.
    RegisterOneself,
    /// The organiser cancels one of those that were ever made.
    Cancel(Index),
    /// The viewer cancels one of those that were ever made.
    CancelAsViewer(Index),
    /// The organiser checks one of those in that were ever made.
    CheckIn(Index),
    /// The event states a capacity, or none.
    Capacity(Option<u32>),
    /// The venue becomes larger or smaller.
    VenueCapacity(u32),
    /// The event moves to the venue, or away from it.
    Venue(bool),
    /// The event is cancelled, or takes place after all.
    Published(bool),
}

/// Few addresses, so that they meet; the first is the viewer's own.
pub(super) const EMAILS: [&str; 4] =
    ["viewer@example.com", "rui@example.com", "eva@example.com", "gil@example.com"];

/// About as many seats as there are people.
const SEATS: std::ops::RangeInclusive<u32> = 1..=7;

pub(super) fn any() -> impl Strategy<Value = Step> {
    let one = || proptest::prelude::any::<Index>();
    let yes = || proptest::prelude::any::<bool>();
    prop_oneof![
        12 => (option::weighted(0.4, 0..EMAILS.len()), yes())
            .prop_map(|(email, shouted)| Step::Register { email, shouted }),
        2 => proptest::strategy::Just(Step::RegisterOneself),
        5 => one().prop_map(Step::Cancel),
        2 => one().prop_map(Step::CancelAsViewer),
        3 => one().prop_map(Step::CheckIn),
        3 => option::weighted(0.5, SEATS).prop_map(Step::Capacity),
        3 => SEATS.prop_map(Step::VenueCapacity),
        1 => yes().prop_map(Step::Venue),
        // Most of the time it is on.
        2 => proptest::bool::weighted(0.7).prop_map(Step::Published),
    ]
}
