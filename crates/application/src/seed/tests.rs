use std::collections::HashSet;

use fasttrack_domain::{id::Id, time::Timestamp};
use uuid::Uuid;

use super::{SeedPlan, sketch};

fn plan(seed: u64) -> SeedPlan {
    let around = Timestamp::parse("2027-03-14T15:00:00Z").unwrap();
    SeedPlan { seed, around, owner: Id::new(Uuid::from_u128(1)) }
}

#[test]
fn every_venue_and_many_events_can_be_made() {
    let plan = plan(1);
    let venues: Vec<_> = (0..sketch::venue_count()).map(|i| sketch::venue(&plan, i).unwrap()).collect();
    let names: HashSet<_> =
        venues.iter().map(|v| (v.details.name.to_string(), v.details.city.to_string())).collect();
    assert_eq!(names.len(), venues.len());
    let mut ids = HashSet::new();
    for number in 0..20_000 {
        let event = sketch::event(&plan, number, &venues).unwrap();
        assert!(ids.insert(event.id), "{number}");
        assert!(event.created_at <= plan.around && event.created_at < event.details.schedule.starts_at());
        if let Some(id) = event.details.venue_id {
            let venue = venues.iter().find(|venue| venue.id == id).unwrap();
            assert_eq!(venue.details.city, event.details.city);
            assert!(event.details.capacity.is_none_or(|capacity| capacity <= venue.details.capacity));
        }
        sketch::attendees(&plan, number).unwrap();
    }
}

#[test]
fn the_same_seed_makes_the_same_and_another_makes_another() {
    let (a, b) = (plan(1), plan(2));
    assert_eq!(sketch::event(&a, 7, &[]).unwrap(), sketch::event(&a, 7, &[]).unwrap());
    assert_ne!(sketch::event(&a, 7, &[]).unwrap(), sketch::event(&a, 8, &[]).unwrap());
    assert_ne!(sketch::event(&a, 7, &[]).unwrap(), sketch::event(&b, 7, &[]).unwrap());
}

#[test]
fn the_hour_changes_nothing_and_the_day_only_times() {
    let at = |around: &str| SeedPlan { around: Timestamp::parse(around).unwrap(), ..plan(1) };
    let noon = at("2027-03-14T12:00:00Z");
    for number in 0..200 {
        let (venue, event) =
            (sketch::venue(&noon, number).unwrap(), sketch::event(&noon, number, &[]).unwrap());
        for same_day in ["2027-03-14T00:00:00Z", "2027-03-14T23:59:59.999999Z"] {
            assert_eq!(sketch::venue(&at(same_day), number).unwrap(), venue);
            assert_eq!(sketch::event(&at(same_day), number, &[]).unwrap(), event);
        }
        let later = at("2029-12-31T01:00:00Z");
        assert_eq!(sketch::venue(&later, number).unwrap().details, venue.details);
        let next = sketch::event(&later, number, &[]).unwrap();
        assert_eq!((next.id, &next.details.title), (event.id, &event.details.title));
        assert!(next.details.schedule.starts_at() > event.details.schedule.starts_at());
    }
}
