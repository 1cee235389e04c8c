//! How SQLite means to run the statements that the store sends: a page at depth must begin with a
//! seek, and no plain list may sort.

use chrono::TimeDelta;
use diesel::{QueryableByName, RunQueryDsl as _, SqliteConnection, sql_types::Text};
use fasttrack_domain::{
    StoreError,
    event::{EventFilter, EventId, EventSort, EventStatus, Visibility},
    page::{Limit, PageRequest, Position, SortKey},
    ports::{
        ApiKeyQueries, EventQueries, ForecastQueries as _, SessionQueries, Store as _, UserQueries,
        VenueQueries,
    },
    text::{FoldedKey, SearchText},
    time::Timestamp,
    user::UserId,
    venue::{VenueFilter, VenueId, VenueKind},
};
use fasttrack_test_support::{a_token, instant, unique_id};
use uuid::Uuid;

use crate::{
    recorder::seen,
    support::{Database, everything, page, texts},
};

/// The plan of the first statement that the query sends, one step a line.
pub async fn plan<T>(database: &Database, query: impl Future<Output = Result<T, StoreError>>) -> String {
    let before = seen(database.path()).statements.len();
    query.await.map(drop).unwrap();
    let statement = seen(database.path()).statements.swap_remove(before);
    assert!(!statement.contains("OFFSET"), "{statement}");
    explain(&mut database.raw(), &statement)
}

/// The plan of a statement, one step a line.
pub fn explain(connection: &mut SqliteConnection, statement: &str) -> String {
    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }
    let explain = diesel::sql_query(format!("EXPLAIN QUERY PLAN {statement}"));
    let steps: Vec<Step> = explain.load(connection).unwrap();
    steps.into_iter().map(|step| step.detail).collect::<Vec<_>>().join("\n")
}

/// Fails unless the plan takes this step and sorts nothing.
#[track_caller]
pub fn assert_seeks(plan: &str, step: &str) {
    assert!(plan.lines().any(|line| line == step), "no step {step:?} in\n{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "sorted:\n{plan}");
}

fn after(key: SortKey) -> PageRequest {
    PageRequest { after: Some(Position { key, id: Uuid::nil() }), ..page(20) }
}

fn deep(sort: EventSort) -> PageRequest {
    match sort {
        EventSort::Title => after(SortKey::Text(FoldedKey::of("m"))),
        _ => after(SortKey::Time(instant("2030-01-01T00:00:00Z"))),
    }
}

#[tokio::test]
async fn a_deep_page_of_events_begins_with_a_seek_in_every_order() {
    let database = Database::new().await;
    let events: &dyn EventQueries = &database.store;
    let mine = Visibility::DraftsOf(UserId::new(unique_id()));
    for (sort, index, condition) in [
        (EventSort::StartsAt, "events_by_start", "(starts_at,id)>(?,?)"),
        (EventSort::StartsAtDescending, "events_by_start", "(starts_at,id)<(?,?)"),
        (EventSort::CreatedAtDescending, "events_by_creation", "(created_at,id)<(?,?)"),
        (EventSort::Title, "events_by_title", "(title_key,id)>(?,?)"),
    ] {
        for visible in [Visibility::AllDrafts, Visibility::NoDrafts, mine] {
            for has_seats in [false, true] {
                let filter = EventFilter { visible, has_seats, ..everything() };
                let first = plan(&database, events.list(&filter, sort, &page(20))).await;
                assert_seeks(&first, &format!("SCAN events USING INDEX {index}"));
                let deep = plan(&database, events.list(&filter, sort, &deep(sort))).await;
                assert_seeks(&deep, &format!("SEARCH events USING INDEX {index} ({condition})"));
            }
        }
    }
}

#[tokio::test]
async fn a_deep_page_of_a_filter_begins_with_a_seek_in_the_default_order() {
    let database = Database::new().await;
    let events: &dyn EventQueries = &database.store;
    let all = everything();
    let published = EventFilter { status: Some(EventStatus::Published), ..all.clone() };
    let from = EventFilter { starts_after: Some(Timestamp::EPOCH), ..all.clone() };
    let until = EventFilter { starts_before: Some(instant("2040-01-01T00:00:00Z")), ..all.clone() };
    for (filter, step) in [
        (
            EventFilter { city: Some(FoldedKey::of("a")), ..all.clone() },
            "events_in_city (city_key=? AND (starts_at,id)>(?,?))",
        ),
        (
            EventFilter { venue_id: Some(VenueId::new(unique_id())), ..all.clone() },
            "events_at_venue (venue_id=? AND (starts_at,id)>(?,?))",
        ),
        (
            EventFilter { created_by: Some(UserId::new(unique_id())), ..all.clone() },
            "events_of_owner (created_by=? AND (starts_at,id)>(?,?))",
        ),
        (published.clone(), "events_of_status (status=? AND (starts_at,id)>(?,?))"),
        // The position, not the filter's own limit of time, is where the page begins.
        (from.clone(), "events_by_start ((starts_at,id)>(?,?))"),
        (until.clone(), "events_by_start ((starts_at,id)>(?,?) AND starts_at<?)"),
    ] {
        let plan =
            plan(&database, events.list(&filter, EventSort::StartsAt, &deep(EventSort::StartsAt))).await;
        assert_seeks(&plan, &format!("SEARCH events USING INDEX {step}"));
    }
    let backwards = EventSort::StartsAtDescending;
    let plan_until = plan(&database, events.list(&until, backwards, &deep(backwards))).await;
    assert_seeks(&plan_until, "SEARCH events USING INDEX events_by_start ((starts_at,id)<(?,?))");
    // Nearly all are published: walking the titles beats sorting them.
    let titles = plan(&database, events.list(&published, EventSort::Title, &deep(EventSort::Title))).await;
    assert_seeks(&titles, "SEARCH events USING INDEX events_by_title ((title_key,id)>(?,?))");
}

#[tokio::test]
async fn words_and_tags_are_looked_up() {
    let database = Database::new().await;
    let events: &dyn EventQueries = &database.store;
    let tagged = EventFilter { tag: Some(FoldedKey::of("a")), ..everything() };
    let plan_tagged = plan(&database, events.list(&tagged, EventSort::StartsAt, &page(20))).await;
    assert!(plan_tagged.contains("SEARCH event_tags USING COVERING INDEX event_tags_by_tag (tag_key=?)"));
    let found = EventFilter { query: Some(SearchText::of(["a"])), ..everything() };
    let plan_found = plan(&database, events.list(&found, EventSort::StartsAt, &page(20))).await;
    assert!(plan_found.contains("SCAN event_search VIRTUAL TABLE INDEX 0:M1"), "{plan_found}");
    for plan in [plan_tagged, plan_found] {
        assert!(plan.contains("SEARCH events USING INTEGER PRIMARY KEY (rowid=?)"), "{plan}");
    }
}

#[tokio::test]
async fn what_is_shown_first_is_found_first() {
    let database = Database::new().await;
    let events: &dyn EventQueries = &database.store;
    let upcoming = plan(&database, events.upcoming(Timestamp::EPOCH, Limit::DEFAULT)).await;
    assert_seeks(&upcoming, "SEARCH events USING INDEX events_of_status (status=? AND starts_at>?)");
    let popular = plan(&database, events.popular(Limit::DEFAULT)).await;
    assert!(popular.contains("SCAN event_counters USING INDEX event_counters_by_views"), "{popular}");
    // Only events of equal views are sorted.
    assert!(popular.contains("USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY"), "{popular}");
    let one = plan(&database, events.find(EventId::new(unique_id()))).await;
    assert_seeks(&one, "SEARCH events USING INDEX sqlite_autoindex_events_1 (id=?)");
}

#[tokio::test]
async fn the_other_lists_begin_with_a_seek() {
    let database = Database::new().await;
    let store = &database.store;
    let (name, time) = (after(SortKey::Text(FoldedKey::of("m"))), after(SortKey::Time(Timestamp::EPOCH)));
    let users = plan(&database, UserQueries::list(store, &name)).await;
    assert_seeks(&users, "SEARCH users USING INDEX sqlite_autoindex_users_2 ((username,id)>(?,?))");
    let user = UserId::new(unique_id());
    let sessions = plan(&database, SessionQueries::list(store, user, Timestamp::EPOCH, &time)).await;
    assert_seeks(
        &sessions,
        "SEARCH sessions USING INDEX sessions_of_user (user_id=? AND (created_at,id)<(?,?))",
    );
    let all = VenueFilter::default();
    for (filter, step) in [
        (all.clone(), "venues_by_name ((name_key,id)>(?,?))"),
        (VenueFilter { accessible: Some(true), ..all.clone() }, "venues_by_name ((name_key,id)>(?,?))"),
        (VenueFilter { kind: Some(VenueKind::Hall), ..all.clone() }, "venues_by_name ((name_key,id)>(?,?))"),
        (
            VenueFilter { city: Some(FoldedKey::of("a")), ..all },
            "venues_in_city (city_key=? AND (name_key,id)>(?,?))",
        ),
    ] {
        let venues = plan(&database, VenueQueries::list(store, &filter, &name)).await;
        assert_seeks(&venues, &format!("SEARCH venues USING INDEX {step}"));
    }
}

#[tokio::test]
async fn upkeep_reads_only_what_it_is_about() {
    let database = Database::new().await;
    let mut unit = database.store.begin().await.unwrap();
    let soon = unit.registrations().take_reminders(Timestamp::EPOCH, TimeDelta::days(1), 200);
    let soon = plan(&database, soon).await;
    assert_seeks(
        &soon,
        "SEARCH registrations USING INDEX registrations_to_remind (event_key=? AND created_at<?)",
    );
    assert!(
        soon.contains(
            "SEARCH events USING INDEX events_of_status (status=? AND starts_at>? AND starts_at<?)"
        ),
        "{soon}"
    );
    assert!(
        soon.contains("SEARCH reminders USING PRIMARY KEY (registration_id=? AND starts_at=?)"),
        "{soon}"
    );
    let pruned = plan(&database, unit.sessions().prune(Timestamp::EPOCH, 200)).await;
    assert!(pruned.contains("SEARCH sessions USING COVERING INDEX sessions_by_end (<expr><?)"), "{pruned}");
    assert!(
        pruned
            .contains("SEARCH refresh_tokens USING COVERING INDEX refresh_tokens_of_session (session_id=?)"),
        "{pruned}"
    );
    let expired = plan(&database, unit.idempotency().prune(Timestamp::EPOCH, 500)).await;
    assert_seeks(
        &expired,
        "SEARCH idempotency_keys USING COVERING INDEX idempotency_keys_by_end (expires_at<?)",
    );
}

#[tokio::test]
async fn a_key_is_found_by_its_hash_and_with_its_user() {
    let database = Database::new().await;
    let store = &database.store;
    let found = plan(&database, ApiKeyQueries::active(store, &a_token(1), Timestamp::EPOCH)).await;
    assert_seeks(&found, "SEARCH api_keys USING INDEX api_keys_hash_once (hash=?)");
    assert!(found.contains("SEARCH users") && !found.contains("SCAN"), "{found}");
    let user = UserId::new(unique_id());
    let list =
        plan(&database, ApiKeyQueries::list(store, user, &after(SortKey::Time(Timestamp::EPOCH)))).await;
    assert_seeks(&list, "SEARCH api_keys USING INDEX api_keys_of_user (user_id=? AND (created_at,id)<(?,?))");
    let mut unit = store.begin().await.unwrap();
    let pruned = plan(&database, unit.api_keys().prune(Timestamp::EPOCH, 200)).await;
    assert!(
        pruned.contains("SEARCH api_keys USING COVERING INDEX api_keys_by_expiry (expires_at<?)"),
        "{pruned}"
    );
}

/// At a hundred thousand events over eleven years. The horizon of a provider is days, and the events of
/// days are few: they are found by their start and sorted by city, rather than all events being walked in
/// the order of their cities for those few.
#[tokio::test]
async fn a_sweep_reads_only_what_is_to_come_soon() {
    let database = Database::new().await;
    database.fill(1).await;
    let many = "WITH RECURSIVE n (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < 100000)
        INSERT INTO events (id, title, title_key, description, status, starts_at, time_zone, city, city_key,
                            created_by, version, created_at, updated_at)
        SELECT randomblob(16), title, title_key, '', status, 1750000000000000 + n * 3600000000, time_zone,
               city, 'city' || n % 20, created_by, 1, created_at, updated_at FROM events, n";
    diesel::sql_query(many).execute(&mut database.raw()).unwrap();
    let (from, to) = (instant("2027-06-01T00:00:00Z"), instant("2027-06-17T00:00:00Z"));
    let (store, old) = (&database.store, instant("2027-05-31T18:00:00Z"));
    let request = |after| PageRequest { limit: Limit::EXPORT, after };
    let first = store.without_fresh(from, to, old, &request(None)).await.unwrap();
    assert_eq!(first.items.len(), 16 * 24);
    let middle = first.items[200].position();
    let step = "SEARCH events USING INDEX events_by_start (starts_at>? AND starts_at<?)";
    for page in [request(None), request(Some(middle))] {
        let plan = plan(&database, store.without_fresh(from, to, old, &page)).await;
        assert!(plan.lines().any(|line| line == step), "no step {step:?} in\n{plan}");
    }
    let one = plan(&database, store.subject(EventId::new(unique_id()))).await;
    assert_seeks(&one, "SEARCH events USING INDEX sqlite_autoindex_events_1 (id=?)");
}

/// The body of the triggers against double booking.
#[tokio::test]
async fn a_booking_is_checked_by_one_seek() {
    let database = Database::new().await;
    let triggers = texts(
        &mut database.raw(),
        "SELECT sql AS text FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'events_no_double%'",
    );
    assert_eq!(triggers.len(), 2);
    for trigger in triggers {
        let (_, body) = trigger.split_once("new.starts_at < (").unwrap();
        let (query, _) = body.split_once(");").unwrap();
        let query =
            query.trim().replace("new.venue_id", "?1").replace("new.ends_at", "?2").replace("new.key", "?3");
        let plan = explain(&mut database.raw(), &query);
        assert_seeks(&plan, "SEARCH other USING COVERING INDEX events_booking (venue_id=? AND starts_at<?)");
    }
}
