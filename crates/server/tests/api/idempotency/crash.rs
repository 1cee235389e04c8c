//! `kill -9` after the commit, before the client has heard of it: whoever asks again hears it then.

use std::{os::unix::process::ExitStatusExt as _, time::Instant};

use serde_json::json;
use tokio::{io::AsyncWriteExt as _, net::TcpStream};

use super::REPLAYED;
use crate::support::{
    Client, TestApp,
    given::{EVENTS, an_event},
    process::{Installation, PATIENCE, Server},
};

const KILLS: u32 = 5;
const SIGKILL: i32 = 9;

async fn admin_of(server: &Server) -> Client {
    Client::new(format!("http://{}", server.address)).sign_in("admin", TestApp::PASSWORD).await
}

/// Sends it, and never looks at what is answered.
async fn send_and_forget(server: &Server, admin: &Client, key: &str, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!(
        "POST {EVENTS} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Idempotency-Key: {key}\r\nContent-Length: {}\r\n\r\n{body}",
        admin.access_secret(),
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn a_server_that_is_killed_before_its_answer_is_heard_has_made_it_once() {
    let here = Installation::new().with("ADMIN_PASSWORD", TestApp::PASSWORD);
    let mut server = here.serve();
    for n in 1..=KILLS {
        let (admin, key) = (admin_of(&server).await, format!("key-{n}"));
        // As a client writes it: the bytes are the request.
        let body = an_event(&format!("Baile {n}"));
        let unheard = send_and_forget(&server, &admin, &key, &body.to_string()).await;
        let until = Instant::now() + PATIENCE;
        while admin.events().await != json!(n) {
            assert!(Instant::now() < until, "it is not made");
        }
        server.signal("KILL");
        drop(unheard);
        assert_eq!(server.wait().0.signal(), Some(SIGKILL));

        server = here.serve();
        let admin = admin_of(&server).await;
        let again = admin.once(EVENTS, &key, &body).await;
        assert_eq!((again.status, again.header(REPLAYED)), (201, "true"), "{again:?}");
        assert_eq!(again.json["title"], body["title"]);
        let found = admin.get(again.header("location")).await;
        assert_eq!((found.status, &found.json["id"]), (200, &again.json["id"]), "{found:?}");
        assert_eq!(admin.events().await, n);
    }
    server.terminate();
}
