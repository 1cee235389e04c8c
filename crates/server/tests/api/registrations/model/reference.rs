//! The event and its attendees as a list: the first in line are at the front.

use super::step::{EMAILS, Step};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Confirmed,
    Waitlisted,
    Cancelled,
}

#[derive(Debug, Clone)]
pub(super) struct Attendee {
    pub email: Option<&'static str>,
    pub status: Status,
    pub checked_in: bool,
}

/// What to expect.
#[derive(Debug)]
pub(super) struct Model {
    pub venue_capacity: u32,
    pub at_venue: bool,
    pub capacity: Option<u32>,
    pub published: bool,
    /// In the order in which they were registered.
    pub attendees: Vec<Attendee>,
}

/// The status of an answer, with the code of its problem.
pub(super) type Expected = (u16, &'static str);

const NO_SEATS_FOR_THEM: Expected = (409, "capacity_below_registered");
const TOO_LARGE: Expected = (422, "validation_failed");

impl Model {
    pub(super) fn count(&self, status: Status) -> usize {
        self.attendees.iter().filter(|attendee| attendee.status == status).count()
    }

    fn confirmed(&self) -> u32 {
        u32::try_from(self.count(Status::Confirmed)).unwrap()
    }

    fn seats(&self) -> u32 {
        self.capacity.unwrap_or(if self.at_venue { self.venue_capacity } else { u32::MAX })
    }

    /// Gives free seats to those who wait, in line.
    fn promote(&mut self) {
        while self.published && self.confirmed() < self.seats() {
            let first = self.attendees.iter_mut().find(|attendee| attendee.status == Status::Waitlisted);
            let Some(first) = first else { return };
            first.status = Status::Confirmed;
        }
    }

    /// Where each stands in the waitlist.
    pub(super) fn positions(&self) -> Vec<Option<u64>> {
        let mut waiting = 0;
        let place = |attendee: &Attendee| {
            (attendee.status == Status::Waitlisted).then(|| {
                waiting += 1;
                waiting
            })
        };
        self.attendees.iter().map(place).collect()
    }

    /// Does the step, and tells what the answer must be.
    pub(super) fn apply(&mut self, step: &Step) -> Expected {
        match step {
            Step::Register { email, .. } => self.register(email.map(|n| EMAILS[n])),
            Step::RegisterOneself => self.register(Some(EMAILS[0])),
            Step::Cancel(one) => self.cancel(one.index(self.attendees.len())),
            Step::CancelAsViewer(one) => {
                let one = one.index(self.attendees.len());
                let own = self.attendees[one].email == Some(EMAILS[0]);
                if own { self.cancel(one) } else { (404, "not_found") }
            }
            Step::CheckIn(one) => self.check_in(one.index(self.attendees.len())),
            Step::Capacity(capacity) => self.edit(|event| event.capacity = *capacity),
            Step::Venue(there) => self.edit(|event| event.at_venue = *there),
            Step::Published(published) => self.edit(|event| event.published = *published),
            Step::VenueCapacity(capacity) => self.resize(*capacity),
        }
    }

    fn register(&mut self, email: Option<&'static str>) -> Expected {
        if !self.published {
            return (409, "event_not_open");
        }
        let live = |other: &Attendee| other.status != Status::Cancelled && other.email == email;
        if email.is_some() && self.attendees.iter().any(live) {
            return (409, "email_registered");
        }
        self.attendees.push(Attendee { email, status: Status::Waitlisted, checked_in: false });
        self.promote();
        (201, "")
    }

    fn cancel(&mut self, one: usize) -> Expected {
        self.attendees[one].status = Status::Cancelled;
        self.attendees[one].checked_in = false;
        self.promote();
        (204, "")
    }

    fn check_in(&mut self, one: usize) -> Expected {
        if self.attendees[one].status != Status::Confirmed {
            return (409, "not_confirmed");
        }
        self.attendees[one].checked_in = true;
        (200, "")
    }

    /// An edit of the event, which is refused as a whole or done.
    fn edit(&mut self, change: impl Fn(&mut Self)) -> Expected {
        let before = (self.capacity, self.at_venue, self.published);
        change(self);
        let refused = if self.at_venue && self.capacity > Some(self.venue_capacity) {
            TOO_LARGE
        } else if self.confirmed() > self.seats() {
            NO_SEATS_FOR_THEM
        } else {
            self.promote();
            return (200, "");
        };
        (self.capacity, self.at_venue, self.published) = before;
        refused
    }

    fn resize(&mut self, capacity: u32) -> Expected {
        // What is off needs no room.
        let needed = self.capacity.unwrap_or_else(|| self.confirmed());
        if self.at_venue && self.published && needed > capacity {
            return (409, "venue_too_small");
        }
        self.venue_capacity = capacity;
        if self.at_venue {
            self.promote();
        }
        (200, "")
    }
}
