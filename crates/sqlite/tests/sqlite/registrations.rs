//! How SQLite runs what is new with registrations, and how many statements that takes.

use fasttrack_domain::{
    event::{EventCounters, EventFilter, EventId, StatsGroup},
    page::{Limit, PageRequest, Position, SortKey},
    ports::{EventQueries, RegistrationQueries, Store as _, UserQueries},
    registration::RegistrationStatus,
    time::Timestamp,
    user::UserId,
    venue::VenueId,
};
use fasttrack_test_support::{a_registration, a_token, an_event, unique_id};
use uuid::Uuid;

use crate::{
    plans::{assert_seeks, plan},
    recorder::seen,
    support::{Database, everything, page},
};

fn deep() -> PageRequest {
    let key = SortKey::Time(Timestamp::EPOCH);
    PageRequest { after: Some(Position { key, id: Uuid::nil() }), ..page(20) }
}

#[tokio::test]
async fn lists_of_registrations_begin_with_a_seek_and_sort_nothing() {
    let database = Database::new().await;
    let queries: &dyn RegistrationQueries = &database.store;
    let event = EventId::new(unique_id());
    for (status, page, step) in [
        (None, page(20), "registrations_for_event (event_key=?)"),
        (None, deep(), "registrations_for_event (event_key=? AND (created_at,id)>(?,?))"),
        (
            Some(RegistrationStatus::Waitlisted),
            page(20),
            "registrations_of_status (event_key=? AND status=?)",
        ),
        (
            Some(RegistrationStatus::Confirmed),
            deep(),
            "registrations_of_status (event_key=? AND status=? AND (created_at,id)>(?,?))",
        ),
    ] {
        let plan = plan(&database, queries.list(event, status, &page)).await;
        assert_seeks(&plan, &format!("SEARCH registrations USING INDEX {step}"));
        assert_counted(&plan);
    }
}

/// The position of who waits is counted in the index of the waitlist alone.
#[track_caller]
fn assert_counted(plan: &str) {
    let step = "SEARCH waiting USING COVERING INDEX registrations_waiting (event_key=? AND place<?)";
    assert_seeks(plan, step);
}

#[tokio::test]
async fn ones_own_registrations_are_merged_of_two_indexes() {
    let database = Database::new().await;
    let queries: &dyn RegistrationQueries = &database.store;
    let (user, email) = (UserId::new(unique_id()), "ada@example.org".parse().unwrap());
    for (page, beyond) in [(page(20), ""), (deep(), " AND (created_at,id)<(?,?)")] {
        let plan = plan(&database, queries.of_user(user, &email, &page)).await;
        assert!(plan.contains("MERGE (UNION ALL)"), "{plan}");
        for (index, column) in [("registrations_of_user", "user_id"), ("registrations_of_email", "email")] {
            assert_seeks(&plan, &format!("SEARCH registrations USING INDEX {index} ({column}=?{beyond})"));
        }
        assert_counted(&plan);
    }
}

#[tokio::test]
async fn calendars_and_their_keys_are_looked_up() {
    let database = Database::new().await;
    let (user, email) = (UserId::new(unique_id()), "ada@example.org".parse().unwrap());
    let calendar = database.store.calendar(user, &email, Timestamp::EPOCH, Limit::EXPORT);
    let calendar = plan(&database, calendar).await;
    for step in [
        "SEARCH own USING COVERING INDEX events_of_owner (created_by=? AND starts_at>?)",
        "SEARCH registrations USING INDEX registrations_of_user (user_id=?)",
        "SEARCH registrations USING INDEX registrations_of_email (email=?)",
        "SEARCH events USING INTEGER PRIMARY KEY (rowid=?)",
    ] {
        assert!(calendar.lines().any(|line| line == step), "no step {step:?} in\n{calendar}");
    }
    let key = plan(&database, database.store.find_by_calendar_key(&a_token(1))).await;
    assert_seeks(&key, "SEARCH users USING INDEX users_by_calendar_key (calendar_key_hash=?)");
}

#[tokio::test]
async fn a_unit_looks_up_who_waits() {
    let database = Database::new().await;
    let event = EventId::new(unique_id());
    let mut unit = database.store.begin().await.unwrap();
    let confirm = plan(&database, unit.registrations().confirm_first(event, 3)).await;
    assert_seeks(&confirm, "SEARCH waiting USING COVERING INDEX registrations_waiting (event_key=?)");
    assert_seeks(&confirm, "SEARCH registrations USING PRIMARY KEY (id=?)");
    let position = plan(&database, unit.registrations().position(event, 3)).await;
    let step = "SEARCH registrations USING COVERING INDEX registrations_waiting (event_key=? AND place<?)";
    assert_seeks(&position, step);
    let venue = VenueId::new(unique_id());
    let needed = plan(&database, unit.venues().seats_needed(venue, Timestamp::EPOCH)).await;
    assert_seeks(&needed, "SEARCH events USING INDEX events_at_venue (venue_id=? AND starts_at>?)");
    let waiting = plan(&database, unit.counters().waiting_for_venue(venue, Timestamp::EPOCH)).await;
    assert_seeks(&waiting, "SEARCH events USING INDEX events_at_venue (venue_id=? AND starts_at>?)");
}

/// What each step takes for an event with so many registrations, among so many events.
async fn statements(number: usize) -> Vec<(String, usize)> {
    let database = Database::new().await;
    let (user, venue, events) = database.fill(number).await;
    let event = events.first().unwrap();
    let mut counts = Vec::new();
    let mut before = seen(database.path()).statements.len();
    let mut count = |name: &str| {
        let now = seen(database.path()).statements.len();
        counts.push((name.to_owned(), now - std::mem::replace(&mut before, now)));
    };

    let many: Vec<_> =
        (0..number).map(|_| an_event(&user).at(&venue).tags(&["a", "b"]).draft().build()).collect();
    let all: Vec<_> = (1..=number as u64)
        .map(|i| a_registration(event).email(&format!("{i}@example.org")).waiting(i).build())
        .collect();
    let first = all.first().unwrap();
    let mut unit = database.store.begin().await.unwrap();
    count("begin");
    unit.events().add_all(&many).await.unwrap();
    count("batch of events");
    let view = unit.events().find(event.id).await.unwrap().unwrap();
    count("hold");
    unit.registrations().add_all(&all).await.unwrap();
    count("add registrations");
    let counters = EventCounters { waitlisted: u32::try_from(number).unwrap(), ..view.counters };
    unit.counters().set_registrations(event.id, &counters).await.unwrap();
    count("counters");
    unit.registrations().position(event.id, 1).await.unwrap();
    count("position");
    unit.registrations().find(event.id, first.id).await.unwrap();
    count("find");
    unit.registrations().update(first).await.unwrap();
    count("update");
    unit.venues().find_all(&[venue.id]).await.unwrap();
    count("venues");
    unit.venues().seats_needed(venue.id, Timestamp::EPOCH).await.unwrap();
    count("seats needed");
    unit.commit().await.unwrap();
    count("commit");

    let store = &database.store;
    let listed = RegistrationQueries::list(store, event.id, None, &page(100)).await.unwrap();
    assert_eq!(listed.items.len(), number);
    count("list");
    store.of_user(user.id, &user.email, &page(100)).await.unwrap();
    count("of user");
    for group in StatsGroup::ALL {
        let filter = EventFilter { query: Some(event.details.search_text()), ..everything() };
        store.stats(&filter, group, &page(100)).await.unwrap();
        count("stats");
    }
    store.calendar(user.id, &user.email, Timestamp::EPOCH, Limit::EXPORT).await.unwrap();
    count("calendar");
    let mut unit = database.store.begin().await.unwrap();
    count("begin");
    let confirmed = unit.registrations().confirm_first(event.id, u32::MAX).await.unwrap();
    assert_eq!(confirmed.len(), number);
    count("confirm");
    counts
}

#[tokio::test]
async fn the_number_of_statements_does_not_grow_with_the_registrations() {
    let few = statements(1).await;
    assert_eq!(few, statements(100).await);
    let expected = [
        ("begin", 1),
        // The last number, the events, their counters, tags and words.
        ("batch of events", 5),
        ("hold", 2),
        ("add registrations", 2),
        ("counters", 1),
        ("position", 1),
        ("find", 1),
        ("update", 1),
        ("venues", 1),
        ("seats needed", 1),
        ("commit", 1),
        ("list", 1),
        ("of user", 1),
        ("stats", 1),
        ("stats", 1),
        ("stats", 1),
        ("stats", 1),
        ("calendar", 2),
        ("begin", 1),
        ("confirm", 1),
    ];
    assert_eq!(few, expected.map(|(name, count)| (name.to_owned(), count)));
}
