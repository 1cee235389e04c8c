//! A process is killed again and again while it makes something: between the commit and the answer, and at
//! any other moment. Whoever sends the request again, under its key, has made it once.

use std::{
    os::unix::process::ExitStatusExt as _,
    time::{Duration, Instant},
};

use fasttrack_test_support::{postgres::PostgresServer, proxy::FaultProxy, redis::RedisServer};
use reqwest::Method;
use serde_json::Value;
use tokio::time::sleep;
use tokio_postgres::NoTls;

use crate::{
    Length,
    fleet::Fleet,
    support::{
        Answer, Client, TestApp,
        given::{EVENTS, an_event},
        process::{PATIENCE, Server},
    },
};

/// How much later everything arrives at Postgres, and its answers at the process: the moment between a
/// commit and the news of it is made so long.
const LATENCY: Duration = Duration::from_millis(80);
/// Of so many moments, from the sending to a little after the answer, each kill takes the seventh next.
const MOMENTS: u32 = 16;
const KEY: &str = "idempotency-key";
const REPLAYED: &str = "idempotency-replayed";
const SIGKILL: i32 = 9;

/// A process on a line to Postgres that can be slow, and the way past the line.
struct Scene {
    fleet: Fleet,
    line: FaultProxy,
    /// Past the line, and open already: it is looked through it at once.
    database: tokio_postgres::Client,
}

impl Scene {
    async fn new() -> Self {
        let (postgres, redis) = (PostgresServer::own(), RedisServer::own());
        let (url, redis_url) = (postgres.url(), redis.url().to_owned());
        let line = FaultProxy::before(&url);
        let mut fleet = Fleet::reaching(0, postgres, line.url(), redis, &redis_url);
        // The line is slow, and nothing is wrong with it.
        fleet.installation.set("DB_CONNECT_TIMEOUT", "5s");
        let (database, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
        drop(tokio::spawn(connection));
        Self { fleet, line, database }
    }

    fn serve(&self) -> Server {
        self.fleet.installation.serve()
    }

    /// How many events there are, whatever the process knows of it.
    async fn events(&self) -> u32 {
        self.number("SELECT count(*) FROM events").await
    }

    async fn number(&self, sql: &str) -> u32 {
        let number: i64 = self.database.query_one(sql, &[]).await.unwrap().get(0);
        number.try_into().unwrap()
    }

    /// Sends the request, and kills the process when this is over. Gives what was answered, if anything.
    async fn killed_while_it_makes(
        &self,
        server: Server,
        body: &Value,
        key: &str,
        moment: impl Future<Output = ()>,
    ) -> Option<u16> {
        let request = admin_of(&server).await.request(Method::POST, EVENTS).header(KEY, key).json(body);
        self.line.latency(LATENCY);
        let answer =
            tokio::spawn(async move { request.send().await.ok().map(|answer| answer.status().as_u16()) });
        moment.await;
        server.signal("KILL");
        let status = answer.await.unwrap();
        assert_eq!(server.wait().0.signal(), Some(SIGKILL));
        self.line.heal().await;
        status
    }

    /// How long it takes to make an event when nobody is killed.
    async fn takes(&self, server: &Server) -> Duration {
        let admin = admin_of(server).await;
        self.line.latency(LATENCY);
        let began = Instant::now();
        let made = admin.send(Method::POST, EVENTS, (KEY, "key-0"), &an_event("Baile 0")).await;
        let took = began.elapsed();
        self.line.heal().await;
        assert_eq!(made.status, 201, "{made:?}");
        took
    }
}

async fn admin_of(server: &Server) -> Client {
    Client::new(format!("http://{}", server.address)).sign_in("admin", TestApp::PASSWORD).await
}

/// Sends it until it is answered, as a client does that was told to try again.
async fn sent_again(admin: &Client, body: &Value, key: &str) -> Answer {
    let until = Instant::now() + PATIENCE;
    loop {
        let answer = admin.send(Method::POST, EVENTS, (KEY, key), body).await;
        if answer.status == 201 {
            return answer;
        }
        assert!(matches!(answer.status, 409 | 503) && !answer.header("retry-after").is_empty(), "{answer:?}");
        assert!(Instant::now() < until, "{answer:?}");
        sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_killed_between_commit_and_answer_has_made_it_once() {
    let (scene, kills) = (Scene::new().await, Length::of_this_run().pick(3, 50));
    let mut server = scene.serve();
    let (mut n, mut between) = (0, 0);
    while between < kills {
        n += 1;
        assert!(n <= 2 * kills, "{between} kills of {n} came before the answer");
        let (key, body) = (format!("key-{n}"), an_event(&format!("Baile {n}")));
        let committed = async {
            let until = Instant::now() + PATIENCE;
            while scene.events().await < n {
                assert!(Instant::now() < until, "it is not made");
            }
            // The news of it is on its way to the process, and does not come.
            scene.line.black_hole();
        };
        let heard = scene.killed_while_it_makes(server, &body, &key, committed).await;
        // On a machine that is busy enough, the news can be faster.
        between += u32::from(heard.is_none());

        server = scene.serve();
        let admin = admin_of(&server).await;
        let again = sent_again(&admin, &body, &key).await;
        assert_eq!(again.header(REPLAYED), "true", "{again:?}");
        let found = admin.get(again.header("location")).await;
        assert_eq!((found.status, &found.json["title"]), (200, &body["title"]), "{found:?}");
        assert_eq!(scene.events().await, n);
    }
    server.terminate();
    println!(
        "  {n} kills, {between} of them between commit and answer: {n} events, {n} answers from the store"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whenever_a_process_is_killed_the_next_attempt_is_the_first_or_the_same() {
    let (scene, kills) = (Scene::new().await, Length::of_this_run().pick(3, 50));
    let mut server = scene.serve();
    let took = scene.takes(&server).await;
    let (mut unheard, mut replayed) = (0, 0);
    for n in 1..=kills {
        let (key, body) = (format!("key-{n}"), an_event(&format!("Baile {n}")));
        let moment = took * (n * 7 % MOMENTS) / (MOMENTS - 3);
        let heard = scene.killed_while_it_makes(server, &body, &key, sleep(moment)).await;
        unheard += u32::from(heard.is_none());

        server = scene.serve();
        let again = sent_again(&admin_of(&server).await, &body, &key).await;
        // Who was told so was not told in vain.
        assert!(heard.is_none() || again.header(REPLAYED) == "true", "{heard:?} {again:?}");
        replayed += u32::from(again.header(REPLAYED) == "true");
        assert_eq!(again.json["title"], body["title"]);
        assert_eq!(scene.events().await, 1 + n);
    }
    assert_eq!(scene.number("SELECT count(DISTINCT title) FROM events").await, kills + 1);
    server.terminate();
    println!(
        "  {kills} kills at any moment of {took:.1?}: {unheard} answers were not heard, {replayed} came from the \
         store at the next attempt"
    );
}
