use fasttrack_domain::{
    text::FoldedKey,
    time::Timestamp,
    venue::{Capacity, Venue, VenueId, VenueKind, VenueName},
    version::Version,
};
use fasttrack_test_support::{a_venue, an_event, instant, unique_id};

use crate::{Harness, assert_conflict, races::race, users::LATEST};

pub(crate) async fn every_field_survives(harness: &Harness) {
    for (i, kind) in VenueKind::ALL.into_iter().enumerate() {
        let venue = Venue {
            version: Version(i64::MAX),
            updated_at: instant(LATEST),
            ..a_venue(&format!("{i}{}", "é".repeat(VenueName::MAX - 1)))
                .kind(kind)
                .seats(i64::from(Capacity::MAX))
                .address(&"東".repeat(200))
                .city(&"ã".repeat(100))
                .coordinates(-90.0 + f64::from(u8::try_from(i).unwrap()) / 7.0, 180.0)
                .build()
        };
        harness.add_venue(&venue).await;
        assert_eq!(harness.venues.find(venue.id).await.unwrap().as_ref(), Some(&venue));
        assert_eq!(harness.unit().await.venues().find(venue.id).await.unwrap(), Some(venue));
    }
    let unknown = VenueId::new(unique_id());
    assert_eq!(harness.venues.find(unknown).await.unwrap(), None);
    assert_eq!(harness.unit().await.venues().find(unknown).await.unwrap(), None);
}

pub(crate) async fn a_venue_without_anything_optional_survives(harness: &Harness) {
    let venue = a_venue("x").city("y").seats(1).with_steps().made_at(Timestamp::EPOCH).build();
    harness.add_venue(&venue).await;
    assert_eq!(harness.venues.find(venue.id).await.unwrap(), Some(venue));
}

pub(crate) async fn an_update_writes_every_field_of_the_expected_version(harness: &Harness) {
    let before = a_venue("Coliseu").address("Rua 1").coordinates(1.5, -2.5).build();
    let other = a_venue("Teatro").build();
    harness.add_venue(&before).await;
    harness.add_venue(&other).await;
    let after = Venue {
        id: before.id,
        version: Version(2),
        updated_at: instant("2031-01-01T00:00:00Z"),
        ..a_venue("Casa").kind(VenueKind::Theatre).seats(7).with_steps().city("Porto").build()
    };
    let mut unit = harness.unit().await;
    assert!(!unit.venues().update(&after, Version(2)).await.unwrap());
    assert_eq!(unit.venues().find(before.id).await.unwrap(), Some(before.clone()));
    assert!(unit.venues().update(&after, Version(1)).await.unwrap());
    assert!(!unit.venues().update(&after, Version(1)).await.unwrap());
    let unknown = a_venue("Nowhere").build();
    assert!(!unit.venues().update(&unknown, Version(1)).await.unwrap());
    unit.commit().await.unwrap();

    assert_eq!(harness.venues.find(before.id).await.unwrap(), Some(after));
    assert_eq!(harness.venues.find(other.id).await.unwrap(), Some(other));
}

pub(crate) async fn a_name_is_taken_once_in_a_city(harness: &Harness) {
    harness.add_venue(&a_venue("São João").city("Évora").build()).await;
    harness.add_venue(&a_venue("São João").city("Porto").build()).await;
    let again = a_venue("SAO  joao").city("evora").build();
    assert_conflict!(harness.unit().await.venues().add(&again).await, VenueNameTaken);
}

pub(crate) async fn an_update_may_not_take_a_name(harness: &Harness) {
    harness.add_venue(&a_venue("Coliseu").build()).await;
    let other = a_venue("Teatro").build();
    harness.add_venue(&other).await;
    let renamed = Venue { id: other.id, ..a_venue("coliseu").build() };
    assert_conflict!(harness.unit().await.venues().update(&renamed, Version(1)).await, VenueNameTaken);

    // Its own name it may keep, in another spelling too.
    let respelt = Venue { id: other.id, version: Version(2), ..a_venue("TEATRO").build() };
    assert!(harness.unit().await.venues().update(&respelt, Version(1)).await.unwrap());
}

pub(crate) async fn a_venue_is_found_by_its_name(harness: &Harness) {
    let venue = a_venue("São João").city("Évora").build();
    harness.add_venue(&venue).await;
    let mut unit = harness.unit().await;
    for (name, city, found) in
        [("SAO JOAO", "evora", true), ("São João", "Porto", false), ("São", "Évora", false)]
    {
        let there = unit.venues().find_by_name(&FoldedKey::of(name), &FoldedKey::of(city)).await.unwrap();
        assert_eq!(there, found.then(|| venue.clone()), "{name} in {city}");
    }
}

pub(crate) async fn find_or_add_takes_what_is_there(harness: &Harness) {
    let first = a_venue("Coliseu").seats(10).build();
    let again = a_venue("COLISEU").seats(20).build();
    let elsewhere = a_venue("Coliseu").city("Porto").build();
    let mut unit = harness.unit().await;
    assert_eq!(unit.venues().find_or_add(&first).await.unwrap(), first);
    assert_eq!(unit.venues().find_or_add(&again).await.unwrap(), first);
    assert_eq!(unit.venues().find_or_add(&elsewhere).await.unwrap(), elsewhere);
    unit.commit().await.unwrap();

    assert_eq!(harness.venues.count(&fasttrack_domain::venue::VenueFilter::default()).await.unwrap(), 2);
    assert_eq!(harness.venues.find(again.id).await.unwrap(), None);
}

pub(crate) async fn racing_units_add_one_venue(harness: &Harness) {
    for round in 0..20 {
        let shared = harness.clone();
        let found: Vec<VenueId> = race(2, move |_| {
            let harness = shared.clone();
            let venue = a_venue(&format!("Venue {round}")).build();
            async move {
                let mut unit = harness.store.begin().await?;
                let there = unit.venues().find_or_add(&venue).await?;
                unit.commit().await?;
                Ok(there.id)
            }
        })
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
        assert_eq!(found[0], found[1]);
    }
}

pub(crate) async fn a_venue_in_use_stays(harness: &Harness) {
    let (user, venue) = (harness.some_user().await, a_venue("Coliseu").build());
    harness.add_venue(&venue).await;
    let event = an_event(&user).at(&venue).build();
    harness.add_event(&event).await;
    assert_conflict!(harness.unit().await.venues().delete(venue.id).await, VenueInUse);

    let mut unit = harness.unit().await;
    assert!(unit.events().delete(event.id).await.unwrap());
    assert!(unit.venues().delete(venue.id).await.unwrap());
    assert!(!unit.venues().delete(venue.id).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(harness.venues.find(venue.id).await.unwrap(), None);
}
