//! What the tables keep by themselves, whoever writes.

use diesel::{RunQueryDsl as _, connection::SimpleConnection as _};

use crate::support::{Database, texts};

/// Rows that no value type lets through, and that a slip in the mapping could write all the same.
#[tokio::test]
async fn the_tables_refuse_what_the_domain_refuses() {
    let database = Database::new().await;
    database.fill(1).await;
    let mut connection = database.raw();
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

#[tokio::test]
async fn nothing_is_left_of_what_is_deleted() {
    let database = Database::new().await;
    database.fill(3).await;
    let mut connection = database.raw();
    let left = |connection: &mut _| {
        ["event_search", "event_tags", "event_counters", "venue_search"]
            .map(|table| texts(connection, &format!("SELECT count(*) || '' AS text FROM {table}")).concat())
    };
    assert_eq!(left(&mut connection), ["3", "6", "3", "1"]);
    connection.batch_execute("DELETE FROM events; DELETE FROM venues").unwrap();
    assert_eq!(left(&mut connection), ["0", "0", "0", "0"]);
}
