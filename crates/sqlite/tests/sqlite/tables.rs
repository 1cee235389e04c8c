//! What the tables keep by themselves, whoever writes.

use diesel::{RunQueryDsl as _, connection::SimpleConnection as _};
use fasttrack_domain::{forecast::SubjectVersion, ports::Store as _, version::Version};
use fasttrack_test_support::{
    a_forecast, a_job, a_registration, a_token, an_api_key, an_attachment, instant,
};

use crate::support::{Database, texts};

/// Rows that no value type lets through, and that a slip in the mapping could write all the same.
#[tokio::test]
async fn the_tables_refuse_what_the_domain_refuses() {
    let database = Database::new().await;
    let (user, _, events) = database.fill(1).await;
    let mut unit = database.store.begin().await.unwrap();
    let registrations = [
        a_registration(&events[0]).email("ada@example.org").build(),
        a_registration(&events[0]).waiting(1).build(),
        a_registration(&events[0]).waiting(2).build(),
        a_registration(&events[0]).waiting(3).cancelled().build(),
    ];
    unit.registrations().add_all(&registrations).await.unwrap();
    for _ in 0..2 {
        assert!(unit.jobs().add(&a_job("work").build()).await.unwrap());
    }
    unit.attachments().add(&an_attachment(&events[0]).build()).await.unwrap();
    let forecast = a_forecast(instant("2030-06-01T18:00:00Z"), instant("2030-05-30T06:00:00Z"));
    let version = SubjectVersion { event: events[0].version, venue: Some(Version::FIRST) };
    assert_eq!(unit.forecasts().put_all(&[(events[0].id, version, forecast)]).await.unwrap().len(), 1);
    unit.api_keys().add(&an_api_key(&user), &a_token(7)).await.unwrap();
    unit.commit().await.unwrap();
    let mut connection = database.raw();
    let imports = "INSERT INTO imports SELECT jobs.id, users.id, 'csv', 0, 0, 0, 0, 0, 0 FROM jobs, users;
        INSERT INTO import_rejections SELECT job_id, 1, 1, NULL, 'required', '' FROM imports";
    connection.batch_execute(imports).unwrap();
    for change in [
        "UPDATE events SET ends_at = starts_at",
        "UPDATE events SET capacity = 0",
        "UPDATE events SET capacity = 1000001",
        "UPDATE events SET status = 'lost'",
        "UPDATE events SET version = 0",
        "UPDATE events SET starts_at = -1",
        "UPDATE events SET starts_at = 253402300800000000",
        "UPDATE events SET starts_at = 'soon'",
        "UPDATE events SET id = x'00'",
        "UPDATE events SET created_by = x'00112233445566778899aabbccddeeff'",
        "UPDATE event_counters SET registered = -1",
        "UPDATE event_counters SET views = 1.5",
        "UPDATE event_tags SET position = 10",
        "UPDATE event_tags SET tag_key = 'a'",
        "UPDATE users SET role = 'root'",
        "UPDATE users SET active = 2",
        "UPDATE users SET username = 'ab'",
        "UPDATE venues SET latitude = 1",
        "UPDATE venues SET latitude = 91, longitude = 0",
        "UPDATE venues SET capacity = 0",
        "UPDATE venues SET kind = 'shed'",
        "UPDATE registrations SET status = 'late'",
        "UPDATE registrations SET name = ''",
        "UPDATE registrations SET email = 'Ada@example.org'",
        "UPDATE registrations SET email = ''",
        "UPDATE registrations SET event_key = 99",
        "UPDATE registrations SET user_id = x'00112233445566778899aabbccddeeff'",
        "UPDATE registrations SET place = 0",
        "UPDATE registrations SET checked_in_at = -1",
        // Who waits has a place of its own.
        "UPDATE registrations SET place = NULL",
        "UPDATE registrations SET place = 1 WHERE place = 2",
        "UPDATE registrations SET status = 'waitlisted' WHERE place IS NULL",
        // Nobody comes without a seat.
        "UPDATE registrations SET checked_in_at = 1 WHERE status = 'waitlisted'",
        "UPDATE registrations SET checked_in_at = 1 WHERE status = 'cancelled'",
        "UPDATE event_counters SET last_place = -1",
        "UPDATE users SET calendar_key_hash = x'00'",
        "UPDATE api_keys SET name = ''",
        "UPDATE api_keys SET hash = x'00'",
        "UPDATE api_keys SET user_id = x'00112233445566778899aabbccddeeff'",
        "UPDATE api_keys SET last_used_at = -1",
        "UPDATE api_keys SET expires_at = NULL",
        "INSERT INTO api_keys SELECT randomblob(16), user_id, name, hash, scopes, created_at, last_used_at, expires_at FROM api_keys",
        "UPDATE jobs SET kind = ''",
        "UPDATE jobs SET kind = 'Work'",
        "UPDATE jobs SET unique_key = ''",
        "UPDATE jobs SET state = 'lost'",
        "UPDATE jobs SET max_attempts = 0",
        "UPDATE jobs SET progress_done = -1",
        "UPDATE jobs SET progress_total = 1",
        "UPDATE jobs SET token = -1",
        "UPDATE jobs SET owner_id = x'00112233445566778899aabbccddeeff'",
        // One live job of a kind and key.
        "UPDATE jobs SET unique_key = 'a'",
        // Who runs it is known, until when, and that it was begun.
        "UPDATE jobs SET state = 'running', attempts = 1, token = 1",
        "UPDATE jobs SET lease_until = 1",
        "UPDATE jobs SET state = 'running', lease_until = 1, token = 1",
        "UPDATE jobs SET state = 'running', lease_until = 1, attempts = 1",
        // What is over has ended, and nothing else has.
        "UPDATE jobs SET state = 'dead'",
        "UPDATE jobs SET finished_at = 1",
        "UPDATE jobs SET state = 'running', lease_until = 1, attempts = 1, token = 1, finished_at = 1",
        // Each record becomes one of the three.
        "UPDATE imports SET records = 1",
        "UPDATE imports SET records = -1, added = -1",
        "UPDATE imports SET bytes = -1",
        "UPDATE imports SET owner_id = x'00112233445566778899aabbccddeeff'",
        "UPDATE import_rejections SET record = 0",
        "UPDATE import_rejections SET line = 0",
        "UPDATE import_rejections SET job_id = x'00112233445566778899aabbccddeeff'",
        "UPDATE attachments SET event_key = 99",
        "UPDATE attachments SET file_name = ''",
        "UPDATE attachments SET file_name = hex(zeroblob(127)) || 'éx'",
        "UPDATE attachments SET kind = 'image/svg+xml'",
        "UPDATE attachments SET size = 0",
        "UPDATE attachments SET sha256 = x'00'",
        "UPDATE attachments SET has_thumbnail = 2",
        "UPDATE attachments SET created_at = -1",
        "UPDATE event_forecasts SET provider = ''",
        "UPDATE event_forecasts SET temperature_c = 151",
        "UPDATE event_forecasts SET condition = 'sunny'",
        "UPDATE event_forecasts SET humidity_pct = 101",
        "UPDATE event_forecasts SET wind_mps = -1",
        "UPDATE event_forecasts SET forecast_for = -1",
        "UPDATE event_forecasts SET event_key = 99",
        "DELETE FROM venues",
        "DELETE FROM users",
    ] {
        assert!(diesel::sql_query(change).execute(&mut connection).is_err(), "{change}");
    }
}

#[tokio::test]
async fn a_bare_update_cannot_double_book() {
    let database = Database::new().await;
    database.fill(2).await;
    let mut connection = database.raw();
    connection
        .batch_execute(
            "UPDATE events SET ends_at = starts_at + 10 WHERE key = 1;
             UPDATE events SET status = 'draft', ends_at = starts_at + 10 WHERE key = 2;",
        )
        .unwrap();
    let publish = connection.batch_execute("UPDATE events SET status = 'published' WHERE key = 2");
    assert!(publish.unwrap_err().to_string().contains("events_no_double_booking"));
    connection
        .batch_execute("UPDATE events SET status = 'published', starts_at = ends_at, ends_at = ends_at + 10 WHERE key = 2")
        .unwrap();
    for back in ["starts_at = starts_at - 1", "starts_at = starts_at - 30, ends_at = ends_at - 11"] {
        let moved = connection.batch_execute(&format!("UPDATE events SET {back} WHERE key = 2"));
        assert!(moved.is_err(), "{back}");
    }
}

/// The counters are counted by the store; this is what stops a slip there.
#[tokio::test]
async fn a_bare_update_cannot_oversell() {
    let database = Database::new().await;
    database.fill(2).await;
    let mut connection = database.raw();
    // The venue holds 100; the second event has fewer seats, the third neither seats nor venue.
    connection
        .batch_execute(
            "UPDATE events SET capacity = 3 WHERE key = 2;
             INSERT INTO events SELECT 3, randomblob(16), title, title_key, description, status, starts_at,
                 ends_at, time_zone, city, city_key, NULL, NULL, created_by, version, created_at,
                 updated_at, NULL FROM events WHERE key = 1;
             INSERT INTO event_counters (event_key) VALUES (3);
             UPDATE event_counters SET registered = 100 WHERE event_key = 1;
             UPDATE event_counters SET registered = 3 WHERE event_key = 2;
             UPDATE event_counters SET registered = 1000000 WHERE event_key = 3;",
        )
        .unwrap();
    for key in [1, 2] {
        let more = format!("UPDATE event_counters SET registered = registered + 1 WHERE event_key = {key}");
        let refused = connection.batch_execute(&more).unwrap_err().to_string();
        assert!(refused.contains("event_counters_within_seats"), "{refused}");
    }
    // It may only not grow beyond.
    connection
        .batch_execute(
            "UPDATE venues SET capacity = 1;
             UPDATE event_counters SET registered = 100, views = 7 WHERE event_key = 1;
             UPDATE event_counters SET registered = 99 WHERE event_key = 1;",
        )
        .unwrap();
    assert!(
        connection.batch_execute("UPDATE event_counters SET registered = 100 WHERE event_key = 1").is_err()
    );
}

#[tokio::test]
async fn nothing_is_left_of_what_is_deleted() {
    let database = Database::new().await;
    let (_, _, events) = database.fill(3).await;
    let mut unit = database.store.begin().await.unwrap();
    unit.registrations().add_all(&[a_registration(&events[0]).build()]).await.unwrap();
    unit.commit().await.unwrap();
    let mut connection = database.raw();
    let left = |connection: &mut _| {
        ["event_search", "event_tags", "event_counters", "venue_search"]
            .map(|table| texts(connection, &format!("SELECT count(*) || '' AS text FROM {table}")).concat())
    };
    assert_eq!(left(&mut connection), ["3", "6", "3", "1"]);
    connection.batch_execute("DELETE FROM events; DELETE FROM venues").unwrap();
    assert_eq!(left(&mut connection), ["0", "0", "0", "0"]);
    assert_eq!(texts(&mut connection, "SELECT count(*) || '' AS text FROM registrations"), ["0"]);
}
