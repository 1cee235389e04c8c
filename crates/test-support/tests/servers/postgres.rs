use std::{process::Command, time::Duration};

use fasttrack_test_support::postgres::{PostgresServer, binaries, execute, texts};
use tokio::{task::JoinHandle, time::timeout};
use tokio_postgres::{Client, NoTls};

/// Long enough to see that there is no answer.
const SILENCE: Duration = Duration::from_millis(300);

async fn server() -> PostgresServer {
    let server = PostgresServer::own();
    let migrate = |url: String| async move { execute(&url, "CREATE TABLE things (id int)").await };
    assert_eq!(server.migrated(migrate).await, server.url());
    server
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// Writes until it no longer can; how much was acknowledged.
fn writer(client: Client) -> JoinHandle<usize> {
    tokio::spawn(async move {
        let mut acknowledged = 0;
        while client.batch_execute("INSERT INTO things VALUES (1)").await.is_ok() {
            acknowledged += 1;
        }
        acknowledged
    })
}

async fn written(url: &str) -> usize {
    texts(url, "SELECT count(*) FROM things").await[0].parse().unwrap()
}

#[tokio::test]
async fn what_was_acknowledged_survives_that_it_is_killed() {
    let server = server().await;
    let url = server.url();
    for round in 1..=3 {
        let before = written(&url).await;
        let writers = [writer(connect(&url).await), writer(connect(&url).await)];
        while written(&url).await < before + 50 {}
        server.stop().await;
        assert!(execute(&url, "SELECT 1").await.is_err(), "round {round}: it answers");
        let mut acknowledged = before;
        for writer in writers {
            acknowledged += writer.await.unwrap();
        }
        server.start().await;
        let found = written(&url).await;
        assert!(found >= acknowledged, "round {round}: {found} of {acknowledged} are there");
    }
}

#[tokio::test]
async fn one_that_is_frozen_answers_later() {
    let server = server().await;
    let client = connect(&server.url()).await;
    server.freeze();
    let question = client.simple_query("SELECT 1");
    tokio::pin!(question);
    assert!(timeout(SILENCE, &mut question).await.is_err());
    let url = server.url();
    let mut connecting = Box::pin(connect(&url));
    assert!(timeout(SILENCE, &mut connecting).await.is_err());
    server.thaw();
    question.await.unwrap();
    connecting.await.simple_query("SELECT 1").await.unwrap();
}

#[tokio::test]
async fn its_own_programs_move_a_database_to_another_server() {
    let (from, to) = (server().await, PostgresServer::own());
    execute(&from.url(), "INSERT INTO things VALUES (7)").await.unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    let run = |program, url, option| {
        let output =
            Command::new(binaries().join(program)).arg(url).arg(option).arg(file.path()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    run("pg_dump", from.url(), "-f");
    run("psql", to.url(), "-f");
    assert_eq!(texts(&to.url(), "SELECT id FROM things").await, ["7"]);
}
