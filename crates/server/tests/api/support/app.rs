use std::{
    collections::HashMap,
    io::{self, Write},
    net::SocketAddr,
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};

use fasttrack_server::{
    app::Application,
    settings::{Scope, Settings, Sources},
};
use fasttrack_telemetry::{Filter, Format, Logging};
use serde_json::json;
use slog::FilterLevel;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::{
    client::Client,
    stack::{Engines, Stack},
};

/// The application as it ships, on a free port and a database of its own.
///
/// It runs on threads of its own, so that a test may use whatever runtime it likes.
pub struct TestApp {
    /// Where it listens.
    pub address: SocketAddr,
    folder: Arc<TempDir>,
    engines: Arc<Engines>,
    variables: HashMap<String, String>,
    log: Log,
    stop: CancellationToken,
    thread: Option<JoinHandle<anyhow::Result<()>>>,
}

impl TestApp {
    /// The password of everybody here.
    pub const PASSWORD: &str = "tapioca-orbit-kettle-92";

    /// One with the settings of `APP_ENV=test`.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// One with these settings as well.
    pub fn start_with(settings: &[(&str, &str)]) -> Self {
        let folder = Arc::new(TempDir::new().unwrap());
        let engines = Arc::new(Stack::of_this_run().migrated(folder.path()));
        Self::start_on(folder, engines, settings)
    }

    /// Another one on the same data, as if from the same folder, with these settings.
    pub fn another(&self, settings: &[(&str, &str)]) -> Self {
        Self::start_on(self.folder.clone(), self.engines.clone(), settings)
    }

    fn start_on(folder: Arc<TempDir>, engines: Arc<Engines>, settings: &[(&str, &str)]) -> Self {
        let defaults = [
            ("APP_ENV", "test"),
            ("HTTP_ADDR", "127.0.0.1:0"),
            ("HTTP_WORKERS", "2"),
            ("SHUTDOWN_GRACE", "5s"),
            ("DATABASE_URL", &engines.url),
            ("ADMIN_PASSWORD", Self::PASSWORD),
        ];
        let of_engines = engines.variables.iter().map(|(name, value)| (*name, value.as_str()));
        let all = defaults.into_iter().chain(of_engines).chain(settings.iter().copied());
        let variables = all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self::launch(folder, engines, variables)
    }

    fn launch(folder: Arc<TempDir>, engines: Arc<Engines>, variables: HashMap<String, String>) -> Self {
        let environment = variables.iter().map(|(name, value)| (name.clone(), value.into())).collect();
        let sources = Sources { environment, folder: folder.path().to_owned() };
        let settings = Settings::load(&sources, Scope::Server).unwrap();
        let (log, stop) = (Log::default(), CancellationToken::new());
        let (started, address) = std::sync::mpsc::channel();
        let thread = thread::spawn({
            let (log, stop) = (log.clone(), stop.clone());
            move || {
                let everything = Logging { format: Format::Json, filter: Filter::all(FilterLevel::Debug) };
                let (logger, _guard) = fasttrack_telemetry::logger(everything, log);
                let runtime =
                    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
                runtime.block_on(async {
                    let application = Application::build(&settings, logger).await?;
                    started.send(application.address())?;
                    application.run(stop).await
                })
            }
        });
        match address.recv() {
            Ok(address) => Self { address, folder, engines, variables, log, stop, thread: Some(thread) },
            Err(_) => panic!("the application does not start: {:?}", thread.join().unwrap()),
        }
    }

    /// A path of this server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Where it works.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// What it keeps its data in.
    pub fn engines(&self) -> Arc<Engines> {
        self.engines.clone()
    }

    /// Somebody without a token.
    pub fn anonymous(&self) -> Client {
        Client::new(self.url(""))
    }

    /// A user that is there, signed in.
    pub async fn sign_in(&self, username: &str) -> Client {
        self.anonymous().sign_in(username, Self::PASSWORD).await
    }

    /// The first admin, signed in.
    pub async fn admin(&self) -> Client {
        self.sign_in("admin").await
    }

    /// A new editor, signed in. Names are unique.
    pub async fn editor(&self, username: &str) -> Client {
        self.user(username, "editor").await
    }

    /// A new viewer, signed in.
    pub async fn viewer(&self, username: &str) -> Client {
        self.user(username, "viewer").await
    }

    async fn user(&self, username: &str, role: &str) -> Client {
        let user = json!({
            "username": username,
            "full_name": username,
            "email": format!("{username}@example.com"),
            "role": role,
            "password": Self::PASSWORD,
        });
        let answer = self.admin().await.post("/api/v1/users", &user).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        self.sign_in(username).await
    }

    /// Stops it as SIGTERM does, and tells everything that it logged.
    pub fn stop(mut self) -> String {
        self.end();
        self.log.text()
    }

    /// Stops it and starts it again on the same data, most likely at another address.
    pub fn restart(mut self) -> Self {
        self.end();
        Self::launch(self.folder.clone(), self.engines.clone(), self.variables.clone())
    }

    fn end(&mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap().unwrap();
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            // A test that fails already says enough.
            drop(thread.join());
        }
    }
}

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
