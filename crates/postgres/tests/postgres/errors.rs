//! What Postgres says when units are in each other's way, said by Postgres.

use diesel::QueryResult;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use fasttrack_domain::StoreError;
use fasttrack_postgres::errors::store_error;

use crate::support::{Database, until};

async fn connect(database: &Database) -> AsyncPgConnection {
    AsyncPgConnection::establish(&database.settings.url).await.unwrap()
}

/// By a prepared statement, as the store sends it.
async fn send(connection: &mut AsyncPgConnection, sql: &str) -> QueryResult<usize> {
    diesel::sql_query(sql).execute(connection).await
}

#[track_caller]
fn assert_contention(answer: QueryResult<usize>) {
    let error = store_error(answer.unwrap_err());
    assert!(matches!(error, StoreError::Contention(_)), "{error:?}");
}

#[tokio::test]
async fn an_update_of_what_has_changed_since_the_snapshot_is_contention() {
    let database = Database::new().await;
    database.fill(1).await;
    let (mut one, mut other) = (connect(&database).await, connect(&database).await);
    one.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ").await.unwrap();
    send(&mut one, "SELECT version FROM events").await.unwrap();
    send(&mut other, "UPDATE events SET version = version + 1").await.unwrap();
    assert_contention(send(&mut one, "UPDATE events SET version = version + 1").await);
}

/// Each of two counts what the other changes: not both may commit.
#[tokio::test]
async fn two_that_could_not_have_run_one_after_the_other_are_contention() {
    let database = Database::new().await;
    database.fill(2).await;
    let (mut one, mut other) = (connect(&database).await, connect(&database).await);
    for connection in [&mut one, &mut other] {
        connection.batch_execute("BEGIN ISOLATION LEVEL SERIALIZABLE").await.unwrap();
        send(connection, "SELECT count(*) FROM events WHERE version = 1").await.unwrap();
    }
    let first = "UPDATE events SET version = 2 WHERE id = (SELECT id FROM events ORDER BY id LIMIT 1)";
    send(&mut one, first).await.unwrap();
    send(&mut other, &first.replace("BY id", "BY id DESC")).await.unwrap();
    send(&mut one, "COMMIT").await.unwrap();
    assert_contention(send(&mut other, "COMMIT").await);
}

#[tokio::test]
async fn a_lock_that_is_not_to_be_had_is_contention() {
    let database = Database::new().await;
    database.fill(1).await;
    let (mut one, mut other) = (connect(&database).await, connect(&database).await);
    one.batch_execute("BEGIN; SELECT FROM events FOR UPDATE").await.unwrap();
    assert_contention(send(&mut other, "SELECT FROM events FOR UPDATE NOWAIT").await);
    other.batch_execute("SET lock_timeout = 1").await.unwrap();
    assert_contention(send(&mut other, "SELECT FROM events FOR UPDATE").await);
}

#[tokio::test]
async fn a_statement_that_an_operator_cancels_is_unavailable() {
    let database = Database::new().await;
    let mut connection = connect(&database).await;
    let sleeping = tokio::spawn(async move { send(&mut connection, "SELECT pg_sleep(60)").await });
    let cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event = 'PgSleep'";
    until(&database.settings.url, cancel, &["t"]).await;
    let error = store_error(sleeping.await.unwrap().unwrap_err());
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
}
