//! A server that says what it was told to, whatever it is asked.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::{sleep, timeout},
};

/// What is said on one connection.
#[derive(Clone)]
pub enum Reply {
    /// All of this, and no more.
    Says(String),
    /// This, and then one more byte a second.
    Drips(String),
    /// This, and then the same block until nobody listens.
    Floods(String, Vec<u8>),
}

impl Reply {
    /// An answer in JSON.
    pub fn json(status: u16, body: &str) -> Self {
        Self::with(status, &[("content-type", "application/json; charset=utf-8")], body)
    }

    /// No answer but a status.
    pub fn status(status: u16) -> Self {
        Self::with(status, &[], "")
    }

    pub fn with(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let head = head(status, headers);
        Self::Says(format!("{head}content-length: {}\r\n\r\n{body}", body.len()))
    }

    /// The connection ends without a word.
    pub fn cut() -> Self {
        Self::Says(String::new())
    }
}

/// The beginning of an answer of which the length is not known yet.
pub fn head(status: u16, headers: &[(&str, &str)]) -> String {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("HTTP/1.1 {status} Whatever\r\nconnection: close\r\n{headers}")
}

pub struct Stub {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Stub {
    /// Says one reply a connection, and the last one again and again.
    pub async fn says(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let mut replies: Vec<_> = replies.into_iter().collect();
        replies.reverse();
        let asked = Arc::clone(&heads);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let reply = if replies.len() > 1 { replies.pop() } else { replies.first().cloned() };
                tokio::spawn(answer(stream, reply.unwrap(), Arc::clone(&asked)));
            }
        });
        Self { address, heads, task }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The heads of all that was asked, in order.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    /// What was asked, in order: paths and queries.
    pub fn questions(&self) -> Vec<String> {
        self.heads().iter().map(|head| head.split(' ').nth(1).unwrap().to_owned()).collect()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(mut stream: TcpStream, reply: Reply, heads: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        head.push(byte);
    }
    heads.lock().unwrap().push(String::from_utf8(head).unwrap());
    // Whoever asked may be gone already.
    drop(say(&mut stream, reply).await);
}

async fn say(stream: &mut TcpStream, reply: Reply) -> std::io::Result<()> {
    match reply {
        Reply::Says(all) => {
            stream.write_all(all.as_bytes()).await?;
            stream.shutdown().await
        }
        Reply::Drips(first) => {
            stream.write_all(first.as_bytes()).await?;
            loop {
                sleep(Duration::from_secs(1)).await;
                stream.write_all(b" ").await?;
            }
        }
        Reply::Floods(first, block) => {
            stream.write_all(first.as_bytes()).await?;
            loop {
                timeout(Duration::from_secs(20), stream.write_all(&block)).await??;
            }
        }
    }
}
