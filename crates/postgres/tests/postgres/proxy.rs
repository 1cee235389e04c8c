//! The way to a server, which can be cut. For the store, the server has stopped then, or frozen, while
//! other tests go on with it.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::{JoinHandle, JoinSet},
};

pub struct Proxy {
    /// Of the database behind it.
    pub url: String,
    server: String,
    address: String,
    frozen: watch::Sender<bool>,
    /// It freezes where it is sent this.
    last_words: Arc<OnceLock<&'static str>>,
    connections: Arc<AtomicUsize>,
    relay: Option<JoinHandle<()>>,
}

impl Proxy {
    /// To the database of this URL.
    pub async fn before(url: &str) -> Self {
        let (credentials, rest) = url.rsplit_once('@').unwrap();
        let (server, database) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let mut proxy = Self {
            url: format!("{credentials}@{address}/{database}"),
            server: server.to_owned(),
            address,
            frozen: watch::Sender::new(false),
            last_words: Arc::default(),
            connections: Arc::default(),
            relay: None,
        };
        proxy.relay(listener);
        proxy
    }

    fn relay(&mut self, listener: TcpListener) {
        let (server, frozen) = (self.server.clone(), self.frozen.clone());
        let (connections, last_words) = (Arc::clone(&self.connections), Arc::clone(&self.last_words));
        self.relay = Some(tokio::spawn(async move {
            // They end with the task.
            let mut open = JoinSet::new();
            loop {
                let (client, _) = listener.accept().await.unwrap();
                connections.fetch_add(1, Ordering::Relaxed);
                open.spawn(between(client, server.clone(), frozen.clone(), Arc::clone(&last_words)));
            }
        }));
    }

    /// How many connections there have been.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// The server accepts connections, and says nothing on any; or goes on where it was.
    pub fn freeze(&self, frozen: bool) {
        self.frozen.send_replace(frozen);
    }

    /// The server freezes as soon as it is sent this.
    pub fn freeze_at(&self, words: &'static str) {
        self.last_words.set(words).unwrap();
    }

    /// The server is gone, and all connections with it.
    pub async fn stop(&mut self) {
        let relay = self.relay.take().unwrap();
        relay.abort();
        assert!(relay.await.unwrap_err().is_cancelled());
    }

    /// The server is back.
    pub async fn start(&mut self) {
        let listener = TcpListener::bind(&self.address).await.unwrap();
        self.relay(listener);
    }
}

async fn between(
    client: TcpStream,
    server: String,
    frozen: watch::Sender<bool>,
    last_words: Arc<OnceLock<&'static str>>,
) {
    let server = TcpStream::connect(server).await.unwrap();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let heard = |said: &[u8]| {
        let is_last = |words: &&str| said.windows(words.len()).any(|part| part == words.as_bytes());
        if last_words.get().is_some_and(is_last) {
            frozen.send_replace(true);
        }
    };
    tokio::join!(
        copy(from_client, to_server, frozen.subscribe(), heard),
        copy(from_server, to_client, frozen.subscribe(), |_| {})
    );
}

async fn copy(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut frozen: watch::Receiver<bool>,
    heard: impl Fn(&[u8]),
) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let said = buffer.get(..read).unwrap();
        heard(said);
        let thawed = frozen.wait_for(|frozen| !frozen).await.is_ok();
        if !thawed || to.write_all(said).await.is_err() {
            return;
        }
    }
}
