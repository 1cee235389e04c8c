//! Reminders, from the registration to the mail server.

use chrono::TimeDelta;
use fasttrack_domain::ports::Clock as _;
use fasttrack_memory::SystemClock;
use fasttrack_test_support::smtp::{Letter, Manner, Reaction, SmtpSink};
use serde_json::{Value, json};

use crate::{
    jobs::results,
    support::{
        Client, TestApp,
        given::{Made, an_event, with},
        process::{Installation, Server},
        stack::Engines,
    },
};

const FROM: &str = "events@fasttrack.example.org";
const ZOE: &str = "zoe@example.org";

fn in_hours(hours: i64) -> String {
    SystemClock.now().saturating_add(TimeDelta::hours(hours)).to_string()
}

/// A ball in so many hours, and who registered for it the day before yesterday.
async fn a_ball(client: &Client, engines: &Engines, hours: i64) -> Made {
    let body = json!({"starts_at": in_hours(hours), "time_zone": "America/Recife"});
    let event = client.make_event(&with(&an_event("Baile à beira-mar"), &body)).await;
    let registrations = format!("{}/registrations", event.path);
    for attendee in [json!({"name": "Zoë", "email": ZOE}), json!({"name": "No address"})] {
        assert_eq!(client.post(&registrations, &attendee).await.status, 201);
    }
    engines.set_back("registrations", "created_at", 48);
    event
}

/// Has it looked for registrations of which to remind; how many it found.
async fn swept(admin: &Client, engines: &Engines) -> Value {
    let before = results(admin, "reminders.sweep", 0).await.len();
    engines.add_job("reminders.sweep");
    results(admin, "reminders.sweep", before + 1).await[0]["taken"].clone()
}

/// Decoded (RFC 2045 \u{a7}6.7).
fn text(letter: &Letter) -> String {
    let joined = letter.body().replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.bytes();
    while let Some(byte) = rest.next() {
        let hex: Vec<u8> = if byte == b'=' { rest.by_ref().take(2).collect() } else { Vec::new() };
        bytes.push(if hex.is_empty() {
            byte
        } else {
            u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap()
        });
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn who_comes_is_reminded_once_and_once_more_when_the_event_moves() {
    let sink = SmtpSink::start(Manner::Plain).await;
    let app = TestApp::start_with(&[
        ("WORKER", "on"),
        ("WORKER_POLL", "50ms"),
        ("SMTP_URL", &format!("smtp://localhost:{}", sink.port())),
        ("MAIL_FROM", FROM),
    ]);
    let (admin, engines) = (app.admin().await, app.engines());
    // Of the tick that passed before it was started.
    results(&admin, "reminders.sweep", 1).await;
    let event = a_ball(&admin, &engines, 12).await;

    assert_eq!(swept(&admin, &engines).await, 1);
    let letters = sink.wait_for(1).await;
    assert_eq!((&*letters[0].from, &*letters[0].to), (FROM, ZOE));
    assert_eq!(letters[0].field("Subject").unwrap(), "Reminder: Baile =?utf-8?b?w6A=?= beira-mar");
    let said = text(&letters[0]);
    for words in
        ["Hello Zoë,", "\"Baile à beira-mar\" starts on ", "America/Recife (UTC-03:00)", "Where: Recife"]
    {
        assert!(said.contains(words), "{words} in {said}");
    }

    // Nothing is taken, or sent, twice.
    assert_eq!(swept(&admin, &engines).await, 0);
    assert_eq!(results(&admin, "reminders.send", 1).await, [json!({"outcome": "sent"})]);
    assert_eq!(sink.letters().len(), 1);

    let moved = admin.patch(&event.path, &json!({"starts_at": in_hours(13)})).await;
    assert_eq!(moved.status, 200, "{moved:?}");
    assert_eq!(swept(&admin, &engines).await, 1);
    let letters = sink.wait_for(2).await;
    assert_eq!(letters[1].to, ZOE);
    assert_ne!(letters[0].field("Message-ID"), letters[1].field("Message-ID"));
    assert_eq!(results(&admin, "reminders.send", 2).await.len(), 2);

    let log = app.stop();
    assert!(log.contains("reminders.send"), "{log}");
    for secret in [ZOE, "zoe@", "Zoë", FROM, "beira-mar"] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}

#[tokio::test]
async fn who_cancelled_in_time_is_not_reminded() {
    let sink = SmtpSink::start(Manner::Plain).await;
    let app = TestApp::start_with(&[
        ("WORKER", "on"),
        ("WORKER_POLL", "50ms"),
        ("SMTP_URL", &format!("smtp://localhost:{}", sink.port())),
        ("MAIL_FROM", FROM),
    ]);
    let (admin, engines) = (app.admin().await, app.engines());
    results(&admin, "reminders.sweep", 1).await;
    // The mail server is away until the seat is given back.
    sink.on("CONNECT", Reaction::Close);
    let event = a_ball(&admin, &engines, 12).await;
    assert_eq!(swept(&admin, &engines).await, 1);
    let list = admin.get(&format!("{}/registrations", event.path)).await;
    let zoe = list.json["items"].as_array().unwrap().iter().find(|item| item["email"] == ZOE).unwrap();
    let zoe = format!("{}/registrations/{}", event.path, zoe["id"].as_str().unwrap());
    assert_eq!(admin.delete(&zoe).await.status, 204);
    sink.calm();
    assert_eq!(results(&admin, "reminders.send", 1).await, [json!({"outcome": "not_needed"})]);
    assert_eq!(sink.letters(), []);
}

#[tokio::test]
async fn without_a_mail_server_the_log_says_what_would_have_been_sent() {
    let app = TestApp::start_with(&[("WORKER", "on"), ("WORKER_POLL", "50ms")]);
    let (admin, engines) = (app.admin().await, app.engines());
    results(&admin, "reminders.sweep", 1).await;
    a_ball(&admin, &engines, 12).await;
    assert_eq!(swept(&admin, &engines).await, 1);
    results(&admin, "reminders.send", 1).await;
    let log = app.stop();
    assert!(log.contains("messages to people are not sent but logged"), "{log}");
    assert!(log.contains("a message would have been sent") && log.contains("reminder-"), "{log}");
    for secret in [ZOE, "zoe@", "Zoë"] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}

/// `fasttrack serve` that trusts the mail server, and whoever signs in there.
async fn served(sink: &SmtpSink, url: &str) -> (Installation, Server, Client) {
    let here = Installation::new();
    let certificate = here.write("mail.pem", sink.certificate());
    let here = here
        .with("ADMIN_PASSWORD", TestApp::PASSWORD)
        .with("SSL_CERT_FILE", certificate.to_str().unwrap())
        .with("SMTP_URL", &url.replace("{}", &sink.port().to_string()))
        .with("MAIL_FROM", FROM)
        .with("WORKER", "on")
        .with("WORKER_POLL", "50ms")
        .with("WORKER_LEASE", "1s");
    here.make_an_empty_database();
    let server = here.serve();
    let admin = signed_in(&server).await;
    results(&admin, "reminders.sweep", 1).await;
    (here, server, admin)
}

async fn signed_in(server: &Server) -> Client {
    Client::new(format!("http://{}", server.address)).sign_in("admin", TestApp::PASSWORD).await
}

#[tokio::test]
async fn a_mail_server_that_was_away_gets_it_when_it_is_back() {
    let sink = SmtpSink::start(Manner::Tls).await;
    let (here, mut server, admin) = served(&sink, "smtps://ana:secret@localhost:{}").await;
    sink.on("CONNECT", Reaction::Close);
    a_ball(&admin, here.engines(), 12).await;
    assert_eq!(swept(&admin, here.engines()).await, 1);
    let line = server.wait_for("attempt: 1, outcome: retried");
    assert!(!line.contains(ZOE), "{line}");
    sink.calm();
    let letters = sink.wait_for(1).await;
    assert_eq!(letters[0].to, ZOE);
    // "\0ana\0secret"
    assert_eq!(letters[0].signed_in.as_deref(), Some("AGFuYQBzZWNyZXQ="));
    assert_eq!(results(&admin, "reminders.send", 1).await, [json!({"outcome": "sent"})]);
    let printed = server.terminate();
    assert!(!printed.contains(ZOE) && !printed.contains("secret@"), "{printed}");
}

/// Between the mail server's yes and the store's: nobody can know. The letter comes again, as the same.
#[tokio::test]
async fn who_is_killed_before_it_is_noted_sends_the_same_message_again() {
    let sink = SmtpSink::start(Manner::StartTls).await;
    let (here, server, admin) = served(&sink, "smtp://localhost:{}?tls=required").await;
    sink.on("TAKEN", Reaction::Hang);
    a_ball(&admin, here.engines(), 12).await;
    assert_eq!(swept(&admin, here.engines()).await, 1);
    sink.wait_for(1).await;
    server.signal("KILL");
    drop(server.wait());
    sink.calm();

    let server = here.serve();
    let letters = sink.wait_for(2).await;
    assert_eq!(letters[0].field("Message-ID"), letters[1].field("Message-ID"));
    let admin = signed_in(&server).await;
    assert_eq!(results(&admin, "reminders.send", 1).await, [json!({"outcome": "sent"})]);
    assert_eq!(sink.letters().len(), 2);
}
