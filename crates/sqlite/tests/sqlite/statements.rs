use fasttrack_domain::{
    event::{EventSort, StatsGroup},
    page::Limit,
    ports::{
        ApiKeyQueries, EventQueries, ForecastQueries as _, RegistrationQueries, SessionQueries, UserQueries,
        VenueQueries,
    },
    time::Timestamp,
    venue::VenueFilter,
};
use fasttrack_test_support::{a_token, unique_id};

use crate::{
    recorder::seen,
    support::{Database, everything, page},
};

/// How many statements each list takes, on a database of so many events.
async fn statements_of_lists(events: usize) -> Vec<(&'static str, usize)> {
    let database = Database::new().await;
    database.fill(events).await;
    let store: (&dyn EventQueries, &dyn VenueQueries) = (&database.store, &database.store);
    let limit = Limit::new(100).unwrap();
    let mut counts = Vec::new();
    let mut before = seen(database.path()).statements.len();
    let mut count = |name| {
        let now = seen(database.path()).statements.len();
        counts.push((name, now - std::mem::replace(&mut before, now)));
    };
    for sort in EventSort::ALL {
        let found = store.0.list(&everything(), sort, &page(100)).await.unwrap();
        assert_eq!(found.items.len(), events);
        assert!(
            found
                .items
                .iter()
                .all(|view| view.venue.is_some() && view.event.details.tags.iter().count() == 2)
        );
        count(sort.as_str());
    }
    assert_eq!(store.0.upcoming(Timestamp::EPOCH, limit).await.unwrap().len(), events);
    count("upcoming");
    assert_eq!(store.0.popular(limit).await.unwrap().len(), events);
    count("popular");
    store.0.count(&everything()).await.unwrap();
    count("count");
    store.1.list(&VenueFilter::default(), &page(100)).await.unwrap();
    count("venues");
    counts
}

#[tokio::test]
async fn the_number_of_statements_does_not_grow_with_the_rows() {
    let few = statements_of_lists(1).await;
    let many = statements_of_lists(90).await;
    assert_eq!(few, many);
    assert_eq!(few.first(), Some(&("starts_at", 2)), "the events and their tags");
    assert!(few.iter().all(|(_, statements)| (1..=2).contains(statements)), "{few:?}");
}

#[tokio::test]
async fn every_query_gives_its_connection_back() {
    let database = Database::with(|settings| settings.readers = 2).await;
    let (user, venue, events) = database.fill(3).await;
    let store = &database.store;
    for _ in 0..10 {
        UserQueries::find(store, user.id).await.unwrap();
        store.credentials(&user.username).await.unwrap();
        UserQueries::list(store, &page(1)).await.unwrap();
        UserQueries::count(store).await.unwrap();
        SessionQueries::active(store, fasttrack_domain::id::Id::new(unique_id()), Timestamp::EPOCH)
            .await
            .unwrap();
        SessionQueries::list(store, user.id, Timestamp::EPOCH, &page(1)).await.unwrap();
        VenueQueries::find(store, venue.id).await.unwrap();
        VenueQueries::list(store, &VenueFilter::default(), &page(1)).await.unwrap();
        VenueQueries::count(store, &VenueFilter::default()).await.unwrap();
        EventQueries::find(store, events[0].id).await.unwrap();
        EventQueries::list(store, &everything(), EventSort::Title, &page(1)).await.unwrap();
        EventQueries::count(store, &everything()).await.unwrap();
        store.upcoming(Timestamp::EPOCH, Limit::DEFAULT).await.unwrap();
        store.popular(Limit::DEFAULT).await.unwrap();
        store.stats(&everything(), StatsGroup::City, &page(1)).await.unwrap();
        store.calendar(user.id, &user.email, Timestamp::EPOCH, Limit::DEFAULT).await.unwrap();
        store.find_by_calendar_key(&a_token(1)).await.unwrap();
        ApiKeyQueries::active(store, &a_token(1), Timestamp::EPOCH).await.unwrap();
        ApiKeyQueries::list(store, user.id, &page(1)).await.unwrap();
        ApiKeyQueries::count(store, user.id).await.unwrap();
        RegistrationQueries::list(store, events[0].id, None, &page(1)).await.unwrap();
        store.of_user(user.id, &user.email, &page(1)).await.unwrap();
        store.subject(events[0].id).await.unwrap();
        store.without_fresh(Timestamp::EPOCH, Timestamp::EPOCH, Timestamp::EPOCH, &page(1)).await.unwrap();
        fasttrack_domain::ports::Store::ping(store).await.unwrap();
        let unit = fasttrack_domain::ports::Store::begin(store).await.unwrap();
        unit.commit().await.unwrap();
    }
    // One that migrated, one that writes, and no more than two that read.
    let opened = seen(database.path()).connections;
    assert!((3..=4).contains(&opened), "{opened} connections were opened");
}
