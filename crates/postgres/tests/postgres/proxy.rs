//! The way to a server, which can be cut. For the store, the server has stopped then, or frozen, while
//! other tests go on with it.

use std::sync::{
    Arc,
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
            connections: Arc::default(),
            relay: None,
        };
        proxy.relay(listener);
        proxy
    }

    fn relay(&mut self, listener: TcpListener) {
        let (server, frozen) = (self.server.clone(), self.frozen.clone());
        let connections = Arc::clone(&self.connections);
        self.relay = Some(tokio::spawn(async move {
            // They end with the task.
            let mut open = JoinSet::new();
            loop {
                let (client, _) = listener.accept().await.unwrap();
                connections.fetch_add(1, Ordering::Relaxed);
                open.spawn(between(client, server.clone(), frozen.subscribe()));
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

async fn between(client: TcpStream, server: String, frozen: watch::Receiver<bool>) {
    let server = TcpStream::connect(server).await.unwrap();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::join!(copy(from_client, to_server, frozen.clone()), copy(from_server, to_client, frozen));
}

async fn copy(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut frozen: watch::Receiver<bool>) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let thawed = frozen.wait_for(|frozen| !frozen).await.is_ok();
        if !thawed || to.write_all(buffer.get(..read).unwrap()).await.is_err() {
            return;
        }
    }
}
