//! How Postgres means to run the statements that the store sends, on enough rows that it matters: a
//! page at depth must begin with a seek, and no plain list may sort.

use std::fmt::Debug;

use chrono::TimeDelta;
use fasttrack_domain::{
    StoreError,
    audit::{AuditAction, AuditActor, AuditFilter},
    event::{EventFilter, EventId, EventSort, EventStatus, StatsGroup, Visibility},
    id::Id,
    page::{Limit, PageRequest, Position, SortKey},
    ports::{
        ApiKeyQueries, AttachmentQueries, AuditQueries, EventQueries, ForecastQueries as _,
        RegistrationQueries, SessionQueries, Store as _, UserQueries, VenueQueries,
    },
    registration::RegistrationStatus,
    text::{FoldedKey, SearchText},
    time::Timestamp,
    user::{User, UserId},
    venue::VenueFilter,
};
use fasttrack_test_support::{a_token, instant};
use uuid::Uuid;

use crate::{
    recorder::{self, Statement},
    support::{Database, everything, page},
};

/// A hundred thousand events, and what goes with them. The n-th of anything has n as its identifier.
const FILL: &str = "
    CREATE FUNCTION nth(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
        $$ SELECT lpad(to_hex(n), 32, '0')::uuid $$;
    CREATE FUNCTION day(n bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
        $$ SELECT '2025-01-01 00:00:00+00'::timestamptz + n * interval '1 hour' $$;
    INSERT INTO users SELECT nth(n), 'user' || n, 'User', n || '@example.org', '', 'viewer', true, day(n), day(n)
        FROM generate_series(1, 2000) AS n;
    INSERT INTO sessions SELECT nth(n), nth(1 + n % 100), '', NULL, day(n), day(n), '2040-01-01', NULL
        FROM generate_series(1, 100000) AS n;
    INSERT INTO refresh_tokens SELECT sha256(n::text::bytea), nth(n), false FROM generate_series(1, 100000) AS n;
    INSERT INTO venues SELECT nth(n), 'Venue', 'venue' || md5(n::text), 'hall', 100, n % 2 = 0, NULL, 'City',
        'city' || n % 4, NULL, NULL, 1, day(n), day(n), 'venue' || n FROM generate_series(1, 2000) AS n;
    INSERT INTO events SELECT nth(n), 'Title', 'title' || md5(n::text), '',
        CASE n % 20 WHEN 0 THEN 'draft' ELSE 'published' END, day(n * 7919 % 90000), NULL, 'UTC', 'City',
        'city' || n % 20, nth(1 + n % 20), NULL, nth(1 + n % 21), 1, day(n), day(n), NULL,
        'word' || n % 1000 || ' every'
        FROM generate_series(1, 100000) AS n;
    INSERT INTO event_counters SELECT nth(n), 0, 0, n * 31 % 5000, 0, 0 FROM generate_series(1, 100000) AS n;
    INSERT INTO event_forecasts SELECT nth(n), 'stub', day(n), 20, 'clear', '', 50, 3, day(n % 90000)
        FROM generate_series(1, 100000, 3) AS n;
    INSERT INTO event_tags SELECT nth(n), 0, 'tag', 'tag' || n % 300 FROM generate_series(1, 100000) AS n;
    INSERT INTO registrations SELECT nth(n), nth(1 + n % 10), nth(1 + n % 50), 'Ada', n || '@example.org',
        CASE n % 2 WHEN 0 THEN 'confirmed' ELSE 'waitlisted' END, n, NULL, day(n)
        FROM generate_series(1, 100000) AS n;
    INSERT INTO attachments SELECT nth(n), nth(1 + n % 1000), 'a.png', 'image/png', 1, sha256('a'), false, day(n)
        FROM generate_series(1, 100000) AS n;
    INSERT INTO api_keys SELECT nth(n), nth(1 + n % 2000), 'CI', sha256(n::text::bytea), '', day(n), NULL, day(n)
        FROM generate_series(1, 100000) AS n;
    INSERT INTO idempotency_keys SELECT nth(1 + n % 100), 'POST /things', sha256(n::text::bytea), sha256('a'),
        'made', day(n)
        FROM generate_series(1, 100000) AS n;
    INSERT INTO audit_log SELECT nth(n), day(n),
        CASE WHEN n % 100 = 1 THEN 'system' WHEN n % 3 = 0 THEN 'user' ELSE 'anonymous' END,
        CASE WHEN n % 100 <> 1 AND n % 3 = 0 THEN nth(n % 500) END, 'action.' || chr(97 + (n % 20)::int), 'user', nth(n % 500),
        NULL, '', NULL FROM generate_series(1, 100000) AS n;
    ANALYZE";

async fn filled() -> Database {
    recorder::install();
    let database = Database::with(|settings| settings.read_connections = 1).await;
    database.execute(FILL).await.unwrap();
    // The one connection is set up.
    database.store.ping().await.unwrap();
    database
}

/// One test, for one database: to fill it takes longest.
#[tokio::test]
async fn every_list_uses_its_index_at_a_hundred_thousand_events() {
    let database = filled().await;
    a_deep_page_of_events_begins_with_a_seek(&database).await;
    no_filter_in_any_order_reads_all_events(&database).await;
    words_tags_and_single_events_are_looked_up(&database).await;
    statistics_read_only_what_fits(&database).await;
    the_other_lists_begin_with_a_seek(&database).await;
    upkeep_reads_only_what_it_is_about(&database).await;
    a_sweep_reads_only_what_is_to_come_soon(&database).await;
    keys_are_found_by_their_hash_and_of_their_user(&database).await;
    the_audit_log_is_read_by_its_indexes(&database).await;
}

/// The plan of the first statement that the query sends.
async fn plan<T: Debug>(database: &Database, query: impl Future<Output = Result<T, StoreError>>) -> String {
    recorder::take();
    query.await.map(drop).unwrap();
    let sent = recorder::take();
    explained(database, sent.into_iter().find(|statement| statement.sql.contains("SELECT")).unwrap()).await
}

/// As [`plan`], of a query whose values are these: bytes and arrays cannot be told from lists of values.
async fn plan_with<T: Debug>(
    database: &Database,
    query: impl Future<Output = Result<T, StoreError>>,
    values: &[&str],
) -> String {
    recorder::take();
    query.await.map(drop).unwrap();
    let Statement { sql, .. } = recorder::take().pop().unwrap();
    let values = values.iter().map(|value| format!("'{value}'")).collect();
    explained(database, Statement { sql, values }).await
}

async fn explained(database: &Database, statement: Statement) -> String {
    let Statement { sql, values } = statement;
    assert!(!sql.contains("OFFSET"), "{sql}");
    let values = if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) };
    let explain = format!("PREPARE asked AS {sql}; EXPLAIN (COSTS OFF) EXECUTE asked{values}");
    format!("{}\n{sql} {values}", database.texts(&explain).await.join("\n"))
}

/// Fails unless the plan uses the index, with this condition, and sorts nothing.
#[track_caller]
fn assert_seeks(plan: &str, index: &str, condition: &str) {
    assert!(plan.contains(index), "no index {index} in\n{plan}");
    assert!(plan.contains(condition), "no {condition:?} in\n{plan}");
    assert!(!plan.contains("Sort"), "sorted:\n{plan}");
    assert!(!plan.contains("Seq Scan on events"), "read from end to end:\n{plan}");
}

fn after(key: SortKey) -> PageRequest {
    PageRequest { after: Some(Position { key, id: Uuid::nil() }), ..page(20) }
}

fn deep(sort: EventSort) -> PageRequest {
    match sort {
        EventSort::Title => after(SortKey::Text(FoldedKey::of("title8"))),
        _ => after(SortKey::Time(instant("2026-06-01T00:00:00Z"))),
    }
}

fn nth<T>(n: u128) -> Id<T> {
    Id::new(Uuid::from_u128(n))
}

async fn a_deep_page_of_events_begins_with_a_seek(database: &Database) {
    let events: &dyn EventQueries = &database.store;
    let mine = Visibility::DraftsOf(nth(7));
    for (sort, index, condition) in [
        (EventSort::StartsAt, "events_by_start", "ROW(starts_at, id) >"),
        (EventSort::StartsAtDescending, "events_by_start", "ROW(starts_at, id) <"),
        (EventSort::CreatedAtDescending, "events_by_creation", "ROW(created_at, id) <"),
        (EventSort::Title, "events_by_title", "ROW(title_key, id) >"),
    ] {
        for visible in [Visibility::AllDrafts, Visibility::NoDrafts, mine] {
            for has_seats in [false, true] {
                let filter = EventFilter { visible, has_seats, ..everything() };
                let first = plan(database, events.list(&filter, sort, &page(20))).await;
                assert_seeks(&first, index, "");
                let deep = plan(database, events.list(&filter, sort, &deep(sort))).await;
                assert_seeks(&deep, index, condition);
            }
        }
    }
    let all = everything();
    let seek = "ROW(starts_at, id) >";
    for (filter, index, condition) in [
        (EventFilter { city: Some(FoldedKey::of("city7")), ..all.clone() }, "events_in_city", seek),
        (EventFilter { venue_id: Some(nth(7)), ..all.clone() }, "events_at_venue", seek),
        (EventFilter { created_by: Some(nth(7)), ..all.clone() }, "events_of_owner", seek),
        (EventFilter { status: Some(EventStatus::Draft), ..all.clone() }, "events_of_status", seek),
        (
            EventFilter { starts_before: Some(instant("2034-01-01T00:00:00Z")), ..all.clone() },
            "events_by_start",
            seek,
        ),
        (
            EventFilter { starts_after: Some(instant("2027-01-01T00:00:00Z")), ..all.clone() },
            "events_by_start",
            "starts_at >=",
        ),
    ] {
        let sort = EventSort::StartsAt;
        let plan = plan(database, events.list(&filter, sort, &deep(sort))).await;
        assert_seeks(&plan, index, condition);
    }
}

/// In an order that is not that of its index, what a filter lets through is sorted, or the index of the
/// order is walked: whichever reads less. Never all events.
async fn no_filter_in_any_order_reads_all_events(database: &Database) {
    let events: &dyn EventQueries = &database.store;
    let all = everything();
    let filters = [
        EventFilter { query: Some(SearchText::of(["every word7"])), ..all.clone() },
        EventFilter { city: Some(FoldedKey::of("city7")), ..all.clone() },
        EventFilter { tag: Some(FoldedKey::of("tag7")), ..all.clone() },
        EventFilter { venue_id: Some(nth(7)), ..all.clone() },
        EventFilter { status: Some(EventStatus::Draft), ..all.clone() },
        EventFilter { starts_after: Some(instant("2034-01-01T00:00:00Z")), ..all.clone() },
        EventFilter { starts_before: Some(instant("2025-03-01T00:00:00Z")), ..all.clone() },
        EventFilter { created_by: Some(nth(7)), ..all.clone() },
        EventFilter { has_seats: true, ..all.clone() },
        EventFilter { visible: Visibility::DraftsOf(nth(7)), ..all },
    ];
    let sorts = [
        EventSort::StartsAt,
        EventSort::StartsAtDescending,
        EventSort::CreatedAtDescending,
        EventSort::Title,
    ];
    for filter in &filters {
        for sort in sorts {
            for request in [page(20), deep(sort)] {
                let plan = plan(database, events.list(filter, sort, &request)).await;
                assert!(!plan.contains("Seq Scan on events"), "{plan}");
            }
        }
    }
}

/// Without a filter all events are counted, and so they are read: there is nothing to look up.
async fn statistics_read_only_what_fits(database: &Database) {
    let events: &dyn EventQueries = &database.store;
    let all = everything();
    let week = EventFilter {
        starts_after: Some(instant("2027-01-01T00:00:00Z")),
        starts_before: Some(instant("2027-01-08T00:00:00Z")),
        ..all.clone()
    };
    for (filter, index) in [
        (EventFilter { city: Some(FoldedKey::of("city7")), ..all.clone() }, "events_in_city"),
        (EventFilter { venue_id: Some(nth(7)), ..all.clone() }, "events_at_venue"),
        (EventFilter { created_by: Some(nth(7)), ..all.clone() }, "events_of_owner"),
        (EventFilter { status: Some(EventStatus::Draft), ..all.clone() }, "events_of_status"),
        (EventFilter { tag: Some(FoldedKey::of("tag7")), ..all.clone() }, "event_tags_by_tag"),
        (EventFilter { query: Some(SearchText::of(["word7"])), ..all }, "events_by_word"),
        (week, "events_by_start"),
    ] {
        for group in [StatsGroup::City, StatsGroup::Month, StatsGroup::Venue, StatsGroup::Tag] {
            let stats = plan(database, events.stats(&filter, group, &page(20))).await;
            // A page of many tags may walk the tags until it is full instead.
            let by_tag = group == StatsGroup::Tag && stats.contains("event_tags_by_tag");
            assert!(stats.contains(index) || by_tag, "no index {index} in\n{stats}");
            assert!(!stats.contains("Seq Scan on events"), "{stats}");
        }
        let count = plan(database, events.count(&filter)).await;
        assert!(count.contains(index) && !count.contains("Seq Scan on events"), "{count}");
    }
}

async fn words_tags_and_single_events_are_looked_up(database: &Database) {
    let events: &dyn EventQueries = &database.store;
    let start = EventSort::StartsAt;
    let tagged = EventFilter { tag: Some(FoldedKey::of("tag7")), ..everything() };
    let tagged = plan(database, events.list(&tagged, start, &page(20))).await;
    assert!(tagged.contains("event_tags_by_tag"), "{tagged}");
    let found = EventFilter { query: Some(SearchText::of(["every word7"])), ..everything() };
    let found = plan(database, events.list(&found, start, &page(20))).await;
    assert!(found.contains("events_by_word"), "{found}");
    let one = plan(database, events.find(EventId::new(Uuid::from_u128(7)))).await;
    assert!(one.contains("Index Scan using events_pkey") && !one.contains("Seq Scan"), "{one}");
    let upcoming = plan(database, events.upcoming(instant("2030-01-01T00:00:00Z"), Limit::DEFAULT)).await;
    assert_seeks(&upcoming, "events_", "starts_at >=");
    let popular = plan(database, events.popular(Limit::DEFAULT)).await;
    assert!(popular.contains("event_counters_by_views"), "{popular}");
    // Only events of equal views are sorted.
    assert!(popular.contains("Presorted Key: event_counters.views"), "{popular}");
    let since = instant("2030-01-01T00:00:00Z");
    let email = "7@example.org".parse().unwrap();
    let calendar = plan(database, events.calendar(nth(7), &email, since, Limit::DEFAULT)).await;
    for index in ["events_of_owner", "registrations_of_user", "registrations_of_email"] {
        assert!(calendar.contains(index), "{index} in {calendar}");
    }
}

async fn the_other_lists_begin_with_a_seek(database: &Database) {
    let store = &database.store;
    let time = after(SortKey::Time(instant("2025-06-01T00:00:00Z")));
    let name = after(SortKey::Text(FoldedKey::of("user5")));
    let users = plan(database, UserQueries::list(store, &name)).await;
    assert_seeks(&users, "users_by_name", "ROW(username, id) >");
    let user: UserId = nth(7);
    let sessions = plan(database, SessionQueries::list(store, user, Timestamp::EPOCH, &time)).await;
    assert_seeks(&sessions, "sessions_of_user", "ROW(created_at, id) <");
    let name = after(SortKey::Text(FoldedKey::of("venue5")));
    let city = VenueFilter { city: Some(FoldedKey::of("city3")), ..VenueFilter::default() };
    for (filter, index) in [(VenueFilter::default(), "venues_by_name"), (city, "venues_in_city")] {
        let venues = plan(database, VenueQueries::list(store, &filter, &name)).await;
        assert_seeks(&venues, index, "ROW(name_key, id) >");
    }
    let found = VenueFilter { query: Some(SearchText::of(["venue7"])), ..VenueFilter::default() };
    let found = plan(database, VenueQueries::list(store, &found, &page(20))).await;
    assert!(found.contains("venues_by_word"), "{found}");
    let waiting = Some(RegistrationStatus::Waitlisted);
    for (status, index) in [(None, "registrations_for_event"), (waiting, "registrations_of_status")] {
        let list = plan(database, RegistrationQueries::list(store, nth(7), status, &time)).await;
        assert_seeks(&list, index, "ROW(created_at, id) >");
    }
    let attachments: &dyn AttachmentQueries = store;
    let list = plan(database, attachments.of_event(nth(7), &time)).await;
    assert_seeks(&list, "attachments_of_event", "ROW(created_at, id) >");
    let count = plan(database, attachments.count_of_event(nth(7))).await;
    assert!(count.contains("attachments_of_event") && !count.contains("Seq Scan"), "{count}");
    let email = "7@example.org".parse().unwrap();
    let own = plan(database, store.of_user(user, &email, &time)).await;
    assert!(own.contains("registrations_of_user") && own.contains("registrations_of_email"), "{own}");
    assert!(own.contains("ROW(") && !own.contains("Seq Scan"), "{own}");
}

async fn upkeep_reads_only_what_it_is_about(database: &Database) {
    let mut unit = database.store.begin().await.unwrap();
    let soon = unit.registrations().take_reminders(instant("2030-01-01T00:00:00Z"), TimeDelta::days(1), 200);
    let soon = plan(database, soon).await;
    assert!(soon.contains("registrations_to_remind"), "{soon}");
    for table in ["events", "registrations"] {
        assert!(!soon.contains(&format!("Seq Scan on {table}")), "{soon}");
    }
    let pruned = plan(database, unit.sessions().prune(instant("2025-01-02T00:00:00Z"), 200)).await;
    assert!(pruned.contains("sessions_by_end"), "{pruned}");
    assert!(!pruned.contains("Seq Scan"), "{pruned}");
    let expired = plan(database, unit.idempotency().prune(instant("2025-01-02T00:00:00Z"), 500)).await;
    assert!(expired.contains("idempotency_keys_by_end"), "{expired}");
    assert!(!expired.contains("Seq Scan"), "{expired}");
}

/// The horizon of a provider is days, and the events of days are few: they are found by their start and
/// sorted by city, rather than all events being walked in the order of their cities for those few.
async fn a_sweep_reads_only_what_is_to_come_soon(database: &Database) {
    let (from, to) = (instant("2027-06-01T00:00:00Z"), instant("2027-06-17T00:00:00Z"));
    let (store, old) = (&database.store, instant("2027-05-31T18:00:00Z"));
    let request = |after| PageRequest { limit: Limit::EXPORT, after };
    let first = store.without_fresh(from, to, old, &request(None)).await.unwrap();
    assert!((300..500).contains(&first.items.len()), "{} of some 430 events", first.items.len());
    let middle = first.items.get(first.items.len() / 2).unwrap().position();
    for page in [request(None), request(Some(middle))] {
        let plan = plan(database, store.without_fresh(from, to, old, &page)).await;
        assert!(plan.contains("events_by_start") && plan.contains("starts_at >="), "{plan}");
        assert!(!plan.contains("Seq Scan on events"), "{plan}");
    }
    let one = plan(database, store.subject(nth(7))).await;
    assert!(one.contains("Index Scan using events_pkey") && !one.contains("Seq Scan"), "{one}");
}

async fn keys_are_found_by_their_hash_and_of_their_user(database: &Database) {
    let store = &database.store;
    let hash = format!("\\x{}", "01".repeat(32));
    let values = [hash.as_str(), "1970-01-01 00:00:00+00", "true", "1"];
    let token = a_token(1);
    let found = ApiKeyQueries::active(store, &token, Timestamp::EPOCH);
    let found = plan_with(database, found, &values).await;
    assert!(found.contains("api_keys_hash_once") && found.contains("hash ="), "{found}");
    assert!(found.contains("users_pkey") && !found.contains("Seq Scan"), "{found}");
    let time = after(SortKey::Time(instant("2025-06-01T00:00:00Z")));
    let list = plan(database, ApiKeyQueries::list(store, nth(7), &time)).await;
    // What one user has is so little that it may be sorted.
    assert!(list.contains("api_keys_of_user") && list.contains("ROW(created_at, id) <"), "{list}");
    let count = plan(database, ApiKeyQueries::count(store, nth(7))).await;
    assert!(count.contains("api_keys_of_user") && !count.contains("Seq Scan"), "{count}");
    let mut unit = store.begin().await.unwrap();
    let pruned = plan(database, unit.api_keys().prune(instant("2025-01-02T00:00:00Z"), 200)).await;
    assert!(pruned.contains("api_keys_by_expiry") && !pruned.contains("Seq Scan"), "{pruned}");
    let values =
        ["{00000000-0000-0000-0000-000000000007}", "{1970-01-01 00:00:00+00}", "{1970-01-01 00:00:00+00}"];
    let uses = [(nth(7), Timestamp::EPOCH)];
    let noted = unit.api_keys().note_uses(&uses);
    let noted = plan_with(database, noted, &values).await;
    assert!(noted.contains("api_keys_pkey") && !noted.contains("Seq Scan"), "{noted}");
}

async fn the_audit_log_is_read_by_its_indexes(database: &Database) {
    let audit: &dyn AuditQueries = &database.store;
    let deep = after(SortKey::Time(instant("2030-06-01T00:00:00Z")));
    let none = AuditFilter::default();
    let by = |actor| AuditFilter { actor: Some(actor), ..AuditFilter::default() };
    let (from, until) = (instant("2030-05-01T00:00:00Z"), instant("2030-06-15T00:00:00Z"));
    for (filter, index) in [
        (none.clone(), "audit_log_by_time"),
        (by(AuditActor::User(nth(6))), "audit_log_of_user"),
        (by(AuditActor::System), "audit_log_of_others"),
        (AuditFilter { action: Some(AuditAction::UserDeleted), ..none.clone() }, "audit_log_of_action"),
        (AuditFilter { subject: Some(nth::<User>(7).uuid()), ..none.clone() }, "audit_log_of_subject"),
        (AuditFilter { after: Some(from), before: Some(until), ..none.clone() }, "audit_log_by_time"),
    ] {
        let plan = plan(database, audit.list(&filter, &deep)).await;
        assert_seeks(&plan, index, "ROW(at, id) <");
        assert!(!plan.contains("Seq Scan"), "{plan}");
    }
    let counted = AuditFilter { subject: Some(nth::<User>(7).uuid()), ..none };
    let counted = plan(database, audit.count(&counted)).await;
    assert!(counted.contains("audit_log_of_subject") && !counted.contains("Seq Scan"), "{counted}");
    let mut unit = database.store.begin().await.unwrap();
    let pruned = plan(database, unit.audit().prune(instant("2025-01-02T00:00:00Z"), 200)).await;
    assert!(pruned.contains("audit_log_by_time") && !pruned.contains("Seq Scan"), "{pruned}");
}
