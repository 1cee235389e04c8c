use std::collections::BTreeSet;

use fasttrack_postgres::errors::{FAULTS, RULES};

use crate::support::Database;

/// A constraint that nobody thought of would be a 500 where it should be a 409.
#[tokio::test]
async fn every_constraint_that_a_change_can_break_is_known_by_name() {
    let database = Database::new().await;
    let sql = "
        SELECT conname FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype NOT IN ('p', 'c')
        UNION
        SELECT c.relname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
        WHERE c.relnamespace = 'public'::regnamespace AND i.indisunique AND NOT i.indisprimary";
    let there: BTreeSet<String> = database.texts(sql).await.into_iter().collect();
    let known: BTreeSet<String> =
        RULES.iter().map(|rule| rule.name).chain(FAULTS.iter().copied()).map(str::to_owned).collect();
    assert_eq!(there, known);
    assert_eq!(known.len(), RULES.len() + FAULTS.len(), "a name is listed twice");
}

/// Rows that no value type lets through, and that a slip in the mapping could write all the same.
#[tokio::test]
async fn the_tables_refuse_what_the_domain_refuses() {
    let database = Database::new().await;
    let (_, _, events) = database.fill(1).await;
    let event = events[0].id.uuid();
    let registrations = [("confirmed", "NULL"), ("waitlisted", "1"), ("waitlisted", "2"), ("cancelled", "3")];
    for (status, place) in registrations {
        let add = format!(
            "INSERT INTO registrations (id, event_id, name, status, place, created_at)
             VALUES (gen_random_uuid(), '{event}', 'Ada', '{status}', {place}, now())"
        );
        database.execute(&add).await.unwrap();
    }
    let jobs = "INSERT INTO jobs (id, kind, payload, state, run_at, attempts, max_attempts, cancel_requested, created_at)
        SELECT gen_random_uuid(), 'work', '{}', 'waiting', now(), 0, 5, false, now() FROM generate_series(1, 2)";
    database.execute(jobs).await.unwrap();
    let imports =
        "INSERT INTO imports SELECT jobs.id, users.id, 'csv', false, 0, 0, 0, 0, 0 FROM jobs, users";
    database.execute(imports).await.unwrap();
    let left_out = "INSERT INTO import_rejections SELECT job_id, 1, 1, NULL, 'required', '' FROM imports";
    database.execute(left_out).await.unwrap();
    let attachment = format!(
        "INSERT INTO attachments VALUES (gen_random_uuid(), '{event}', 'a.png', 'image/png', 1,
         sha256('a'), false, now())"
    );
    database.execute(&attachment).await.unwrap();
    let forecast = format!(
        "INSERT INTO event_forecasts VALUES ('{event}', 'stub', now(), 21.5, 'clear', '', 60, 3.5, now())"
    );
    database.execute(&forecast).await.unwrap();
    let key = "INSERT INTO api_keys SELECT gen_random_uuid(), id, 'CI', sha256('a'), '', now(), NULL, now() FROM users";
    database.execute(key).await.unwrap();
    for change in [
        "UPDATE events SET ends_at = starts_at",
        "UPDATE events SET capacity = 0",
        "UPDATE events SET capacity = 1000001",
        "UPDATE events SET status = 'lost'",
        "UPDATE events SET version = 0",
        "UPDATE events SET starts_at = '1969-12-31 23:59:59.999999+00'",
        "UPDATE events SET starts_at = '10000-01-01 00:00:00+00'",
        "UPDATE events SET starts_at = 'infinity'",
        "UPDATE events SET created_by = gen_random_uuid()",
        "UPDATE events SET venue_id = gen_random_uuid()",
        "UPDATE events SET import_fingerprint = 'short'",
        "UPDATE event_counters SET registered = -1",
        "UPDATE event_counters SET last_place = -1",
        "UPDATE event_tags SET position = 10",
        "UPDATE event_tags SET tag_key = 'a'",
        "UPDATE event_forecasts SET provider = ''",
        "UPDATE event_forecasts SET temperature_c = 151",
        "UPDATE event_forecasts SET condition = 'sunny'",
        "UPDATE event_forecasts SET humidity_pct = 101",
        "UPDATE event_forecasts SET wind_mps = -1",
        "UPDATE event_forecasts SET temperature_c = 'NaN'",
        "UPDATE event_forecasts SET forecast_for = 'infinity'",
        "UPDATE event_forecasts SET event_id = gen_random_uuid()",
        "UPDATE users SET role = 'root'",
        "UPDATE users SET username = 'ab'",
        "UPDATE users SET calendar_key_hash = 'short'",
        "UPDATE venues SET latitude = 1",
        "UPDATE venues SET latitude = 91, longitude = 0",
        "UPDATE venues SET capacity = 0",
        "UPDATE venues SET kind = 'shed'",
        "UPDATE registrations SET status = 'late'",
        "UPDATE registrations SET name = ''",
        "UPDATE registrations SET email = 'Ada@example.org'",
        "UPDATE registrations SET event_id = gen_random_uuid()",
        "UPDATE registrations SET user_id = gen_random_uuid()",
        "UPDATE registrations SET place = 0",
        // Who waits has a place of its own.
        "UPDATE registrations SET place = NULL",
        "UPDATE registrations SET place = 1 WHERE place = 2",
        "UPDATE registrations SET status = 'waitlisted' WHERE place IS NULL",
        // Nobody comes without a seat.
        "UPDATE registrations SET checked_in_at = now() WHERE status = 'waitlisted'",
        "UPDATE registrations SET checked_in_at = now() WHERE status = 'cancelled'",
        "UPDATE jobs SET kind = ''",
        "UPDATE jobs SET kind = 'Work'",
        "UPDATE jobs SET unique_key = ''",
        "UPDATE jobs SET state = 'lost'",
        "UPDATE jobs SET max_attempts = 0",
        "UPDATE jobs SET progress_done = -1",
        "UPDATE jobs SET progress_total = 1",
        "UPDATE jobs SET token = -1",
        "UPDATE jobs SET owner_id = gen_random_uuid()",
        // One live job of a kind and key.
        "UPDATE jobs SET unique_key = 'a'",
        // Who runs it is known, until when, and that it was begun.
        "UPDATE jobs SET state = 'running', attempts = 1, token = 1",
        "UPDATE jobs SET lease_until = now()",
        "UPDATE jobs SET state = 'running', lease_until = now(), token = 1",
        "UPDATE jobs SET state = 'running', lease_until = now(), attempts = 1",
        // What is over has ended, and nothing else has.
        "UPDATE jobs SET state = 'dead'",
        "UPDATE jobs SET finished_at = now()",
        "UPDATE jobs SET state = 'running', lease_until = now(), attempts = 1, token = 1, finished_at = now()",
        // Each record becomes one of the three.
        "UPDATE imports SET records = 1",
        "UPDATE imports SET records = -1, added = -1",
        "UPDATE imports SET bytes = -1",
        "UPDATE imports SET owner_id = gen_random_uuid()",
        "UPDATE import_rejections SET record = 0",
        "UPDATE import_rejections SET line = 0",
        "UPDATE import_rejections SET job_id = gen_random_uuid()",
        "UPDATE attachments SET event_id = gen_random_uuid()",
        "UPDATE attachments SET file_name = ''",
        "UPDATE attachments SET file_name = repeat('é', 127) || 'xx'",
        "UPDATE attachments SET kind = 'image/svg+xml'",
        "UPDATE attachments SET size = 0",
        "UPDATE attachments SET sha256 = 'a'",
        "UPDATE attachments SET has_thumbnail = NULL",
        "UPDATE attachments SET created_at = 'infinity'",
        "UPDATE api_keys SET name = ''",
        "UPDATE api_keys SET name = repeat('é', 101)",
        "UPDATE api_keys SET hash = 'a'",
        "UPDATE api_keys SET user_id = gen_random_uuid()",
        "UPDATE api_keys SET last_used_at = 'infinity'",
        "UPDATE api_keys SET expires_at = NULL",
        "INSERT INTO api_keys SELECT gen_random_uuid(), user_id, name, hash, scopes, created_at, last_used_at, expires_at FROM api_keys",
        "DELETE FROM venues",
        "DELETE FROM users",
    ] {
        assert!(database.execute(change).await.is_err(), "{change}");
    }
}

/// The counters are counted by the store; this is what stops a slip there.
#[tokio::test]
async fn a_bare_update_cannot_oversell() {
    let database = Database::new().await;
    database.fill(1).await;
    // The venue holds 100.
    database.execute("UPDATE event_counters SET registered = 100").await.unwrap();
    let refused = database.execute("UPDATE event_counters SET registered = registered + 1").await;
    assert_eq!(refused.unwrap_err(), "event_counters_within_seats");
    // It may only not grow beyond.
    database.execute("UPDATE venues SET capacity = 1").await.unwrap();
    database.execute("UPDATE event_counters SET registered = 99, views = 7").await.unwrap();
    assert!(database.execute("UPDATE event_counters SET registered = 100").await.is_err());
}
