//! Registrations have no port yet: their counters are set past the store here.

use diesel::{RunQueryDsl as _, connection::SimpleConnection as _};
use fasttrack_domain::{
    event::{EventFilter, EventSort},
    ports::{EventQueries, Store as _},
};
use fasttrack_test_support::{a_password_hash, a_user, a_venue, an_event};

use crate::support::{Database, everything, page};

#[tokio::test]
async fn has_seats_counts_the_own_capacity_else_the_venues_else_any() {
    let database = Database::new().await;
    let (user, venue) = (a_user("ada").build(), a_venue("Sala").seats(3).build());
    let mut unit = database.store.begin().await.unwrap();
    unit.users().add(&user, &a_password_hash()).await.unwrap();
    unit.venues().add(&venue).await.unwrap();
    for event in [
        an_event(&user).titled("own").at(&venue).seats(2).build(),
        an_event(&user).titled("venue's").at(&venue).build(),
        an_event(&user).titled("any").build(),
    ] {
        unit.events().add(&event).await.unwrap();
    }
    unit.commit().await.unwrap();

    let filter = EventFilter { has_seats: true, ..everything() };
    for (registered, expected) in
        [(1, vec!["any", "own", "venue's"]), (2, vec!["any", "venue's"]), (3, vec!["any"]), (4, vec!["any"])]
    {
        let set = format!("UPDATE event_counters SET registered = {registered}, waitlisted = 7");
        diesel::sql_query(set).execute(&mut database.raw()).unwrap();
        let found = EventQueries::list(&database.store, &filter, EventSort::Title, &page(10)).await.unwrap();
        let titles: Vec<_> = found.items.iter().map(|v| v.event.details.title.as_str()).collect();
        assert_eq!(titles, expected);
        assert_eq!(EventQueries::count(&database.store, &filter).await.unwrap(), expected.len() as u64);
        assert!(
            found.items.iter().all(|v| v.counters.registered == registered && v.counters.waitlisted == 7)
        );
    }
    database.raw().batch_execute("PRAGMA integrity_check; PRAGMA foreign_key_check").unwrap();
}
