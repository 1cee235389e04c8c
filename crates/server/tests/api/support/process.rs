//! The real binary in a folder of its own.

use std::{
    io::{BufRead as _, BufReader, Read, Write as _},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc,
        mpsc::{Receiver, channel},
    },
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::{
    TestApp,
    stack::{Engines, Stack},
};

/// Longer than anything here takes, shorter than anybody's patience.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A command that takes longer does not end.
pub const LONGEST: Duration = Duration::from_secs(120);

/// How often somebody may do something.
const UNLIMITED: [&str; 6] = [
    "RATE_LIMIT_DEFAULT",
    "RATE_LIMIT_TOKENS",
    "RATE_LIMIT_PASSWORDS",
    "RATE_LIMIT_UPLOADS",
    "RATE_LIMIT_EXPORTS",
    "SIGN_IN_LIMITS",
];

/// A folder to run `fasttrack` in, and the only environment that it sees.
pub struct Installation {
    folder: TempDir,
    engines: Arc<Engines>,
    variables: Vec<(String, String)>,
}

/// What a command printed, and how it ended.
#[derive(Debug)]
pub struct Output {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Installation {
    /// An empty one that listens on a free port and hashes cheaply.
    pub fn new() -> Self {
        Self::on(Stack::of_this_run())
    }

    /// The same, on this stack whatever the others run on.
    pub fn on(stack: Stack) -> Self {
        let folder = TempDir::new().unwrap();
        let engines = Arc::new(stack.empty(folder.path()));
        Self::of(folder, engines)
    }

    /// An empty folder in which commands work on the data of this application.
    pub fn beside(app: &TestApp) -> Self {
        let engines = app.engines();
        Self::of(TempDir::new().unwrap(), engines.clone())
            .with("DATABASE_URL", &engines.url)
            .with("BLOB_URL", &format!("file://{}", app.folder().join("data/blobs").display()))
    }

    fn of(folder: TempDir, engines: Arc<Engines>) -> Self {
        let mut variables = vec![("HTTP_ADDR", "127.0.0.1:0".to_owned()), ("BCRYPT_COST", "4".to_owned())];
        // What a test does is no flood, but for those that are about that.
        variables.extend(UNLIMITED.map(|name| (name, "1000000/1000s".to_owned())));
        variables.extend(engines.variables.iter().cloned());
        let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { folder, engines, variables }
    }

    /// The same in prod, with all that must be set there.
    #[must_use]
    pub fn in_prod(self) -> Self {
        let url = self.engines.url.clone();
        self.with("APP_ENV", "prod")
            .with("BCRYPT_COST", "10")
            .with("DATABASE_URL", &url)
            .with("JWT_SECRETS", "k1:8f1c0d7b5e9a4c62b3d8e7f6a5049182")
            .with("CORS_ALLOWED_ORIGINS", "https://app.example.com")
    }

    /// Makes a database without a schema, where there is none before the first start.
    pub fn make_an_empty_database(&self) {
        if let Some(file) = self.engines.url.strip_prefix("sqlite://") {
            std::fs::create_dir_all(self.path("data")).unwrap();
            std::fs::write(file, "").unwrap();
        }
    }

    /// What it keeps its data in.
    pub fn engines(&self) -> &Engines {
        &self.engines
    }

    /// With a variable; the last value counts.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.retain(|(other, _)| other != name);
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// Its environment.
    pub fn variables(&self) -> &[(String, String)] {
        &self.variables
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.run_with_input(arguments, "")
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self.spawn(arguments);
        let mut stdin = child.stdin.take().unwrap();
        // A command that does not read its input may be gone already.
        drop(stdin.write_all(input.as_bytes()));
        drop(stdin);
        let (stdout, stderr) = (reading(child.stdout.take().unwrap()), reading(child.stderr.take().unwrap()));
        let (Ok(stdout), Ok(stderr)) = (stdout.recv_timeout(LONGEST), stderr.recv_timeout(LONGEST)) else {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{arguments:?} does not end");
        };
        Output { code: child.wait().unwrap().code().unwrap_or(-1), stdout, stderr }
    }

    /// Starts the server, and waits until it says where it listens.
    pub fn serve(&self) -> Server {
        let mut server = self.start(&["serve"]);
        let line = server.wait_for("listening");
        let address = line.split("address").nth(1).unwrap();
        let address = address.trim_start_matches(['"', ':', ' ']);
        let end =
            address.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ':').unwrap_or(address.len());
        server.address = address[..end].parse().unwrap_or_else(|_| panic!("no address in {line}"));
        server
    }

    /// Starts a command, whatever it waits for.
    pub fn start(&self, arguments: &[&str]) -> Server {
        Server::of(self.command(arguments).stdin(Stdio::piped()))
    }

    /// `fasttrack` with these arguments, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fasttrack"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    fn spawn(&self, arguments: &[&str]) -> Child {
        self.command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

/// All that comes, once nothing more does.
fn reading(mut stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, text) = channel();
    thread::spawn(move || {
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        // Nobody waits for it any more, if it took too long.
        drop(sender.send(text));
    });
    text
}

/// A running `fasttrack serve`. Dropped, it is killed.
pub struct Server {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
    pub address: SocketAddr,
}

impl Server {
    /// Starts what a command says.
    pub fn of(command: &mut Command) -> Self {
        Self::new(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    fn new(mut child: Child) -> Self {
        let (sender, lines) = channel();
        let (stdout, stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let others = sender.clone();
        thread::spawn(move || BufReader::new(stdout).lines().try_for_each(|line| sender.send(line.unwrap())));
        thread::spawn(move || BufReader::new(stderr).lines().try_for_each(|line| others.send(line.unwrap())));
        Self { child, lines, seen: Vec::new(), address: SocketAddr::from(([0, 0, 0, 0], 0)) }
    }

    /// The first line, log or not, that holds these words, of those already seen or to come.
    pub fn wait_for(&mut self, words: &str) -> String {
        let until = Instant::now() + PATIENCE;
        if let Some(line) = self.seen.iter().find(|line| line.contains(words)) {
            return line.clone();
        }
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(line) = self.lines.recv_timeout(left) else {
                panic!("no line with `{words}` in:\n{}", self.seen.join("\n"))
            };
            self.seen.push(line.clone());
            if line.contains(words) {
                return line;
            }
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A figure of its memory: a line of `/proc/<pid>/status`.
    pub fn memory_kib(&self, figure: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(figure)?.strip_prefix(':'));
        line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap()
    }

    pub fn signal(&self, name: &str) {
        let pid = self.pid().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &pid]).status().unwrap().success());
    }

    /// Waits for the end; everything that was printed comes with it.
    pub fn wait(mut self) -> (ExitStatus, String) {
        let until = Instant::now() + PATIENCE;
        // The streams end with the process: no need to ask again and again whether it has ended.
        while let Ok(line) = self.lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
            self.seen.push(line);
        }
        let ended = self.child.try_wait().unwrap();
        let status = ended.unwrap_or_else(|| self.child.wait().unwrap());
        (status, self.seen.join("\n"))
    }

    /// As a service manager stops it.
    pub fn terminate(self) -> String {
        self.signal("TERM");
        let (status, printed) = self.wait();
        assert_eq!(status.code(), Some(0), "{printed}");
        printed
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
