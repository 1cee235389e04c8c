use diesel::RunQueryDsl as _;
use fasttrack_domain::{
    StoreError,
    event::EventSort,
    ports::{EventQueries, Store as _, UserQueries, VenueQueries},
};

use crate::support::{Database, everything, page};

/// Damages the file, past all checks.
fn damage(database: &Database, change: &str) {
    let mut connection = database.raw();
    diesel::sql_query("PRAGMA ignore_check_constraints = ON").execute(&mut connection).unwrap();
    diesel::sql_query(change).execute(&mut connection).unwrap();
}

#[tokio::test]
async fn an_impossible_value_is_an_error_and_never_a_panic() {
    for change in [
        "UPDATE events SET time_zone = 'Middle-earth/Shire'",
        "UPDATE events SET starts_at = 9000000000000000000",
        "UPDATE events SET ends_at = 0",
        "UPDATE events SET capacity = -1",
        "UPDATE events SET status = 'lost'",
        "UPDATE events SET title = ''",
        "UPDATE events SET id = x'0011'",
        "UPDATE event_counters SET registered = -1",
        "UPDATE event_tags SET tag = ''",
        "UPDATE venues SET capacity = 0",
    ] {
        let database = Database::new().await;
        database.fill(1).await;
        damage(&database, change);
        let listed = EventQueries::list(&database.store, &everything(), EventSort::StartsAt, &page(10)).await;
        assert!(matches!(listed, Err(StoreError::Backend(_))), "{change}: {listed:?}");
    }
}

#[tokio::test]
async fn the_damaged_column_is_named_but_not_its_value() {
    let database = Database::new().await;
    let (user, venue, _) = database.fill(0).await;
    damage(&database, "UPDATE users SET email = 'secret-but-no-address'");
    damage(&database, "UPDATE venues SET kind = 'shed'");

    let error = UserQueries::find(&database.store, user.id).await.unwrap_err();
    let text = chain(&error);
    assert!(text.contains("users.email") && !text.contains("secret"), "{text}");
    let error = VenueQueries::find(&database.store, venue.id).await.unwrap_err();
    assert!(chain(&error).contains("venues.kind"));
    // Others are not affected.
    database.store.ping().await.unwrap();
}

fn chain(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", chain(source)),
        None => error.to_string(),
    }
}
