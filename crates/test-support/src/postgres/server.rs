//! A private server that goes with the process.

use std::{
    fs,
    io::ErrorKind,
    net::TcpListener,
    os::unix::{
        fs::{PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::{
    binaries::{self, INSTALL},
    random,
};

/// A server, running.
pub(super) struct Server {
    /// Of a database on it, with `{}` in place of the name.
    pub(super) url: String,
    /// Each holds the other end of its input, and those that found their port taken wait too: the
    /// folder is one, and goes with the first of them.
    _watchdogs: Vec<Child>,
    /// The certificate by which it is known.
    pub(super) certificate: PathBuf,
}

/// Starts the server, and stops it when its input ends. The other end of that pipe is held by the
/// tests' process and by nobody else, so the input ends with the process, however that ends.
const WATCHDOG: &str = r#"
postgres=$1 folder=$2 port=$3
"$postgres" -D "$folder/data" -c port="$port" -c unix_socket_directories="$folder" \
    -c listen_addresses=127.0.0.1 -c lc_messages=C -c max_connections=200 \
    -c ssl=on -c ssl_cert_file="$folder/server.crt" -c ssl_key_file="$folder/server.key" \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off \
    -c shared_buffers=64MB -c deadlock_timeout=100ms >"$folder/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -QUIT "$server" 2>/dev/null
wait "$server"
rm -rf "$folder"
"#;

/// How long a server may take to start.
const STARTING: Duration = Duration::from_secs(60);

impl Server {
    pub(super) fn start() -> Self {
        let Some(binaries) = binaries::folder() else {
            panic!(
                "the tests need a Postgres server, and none is installed: run `{INSTALL}`, or set TEST_DATABASE_URL"
            );
        };
        let account = Account::to_run_as();
        let folder = tempfile::Builder::new().prefix("fasttrack-pg-").tempdir().unwrap().keep();
        account.own(&folder);
        let password = random();
        init(&binaries, &folder, &account, &password);
        let certificate = identify(&folder, &account);
        // A port is free until somebody takes it: another test may be faster.
        let mut watchdogs = Vec::new();
        for _ in 0..10 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            watchdogs.push(watchdog(&binaries, &folder, &account, port));
            if started(&folder, port) {
                let url = format!("postgres://postgres:{password}@127.0.0.1:{port}/{{}}");
                return Self { url, _watchdogs: watchdogs, certificate };
            }
        }
        panic!("no free port for Postgres:\n{}", log(&folder));
    }
}

fn log(folder: &Path) -> String {
    fs::read_to_string(folder.join("log")).unwrap_or_default()
}

fn init(binaries: &Path, folder: &Path, account: &Account, password: &str) {
    let secret = folder.join("password");
    fs::write(&secret, password).unwrap();
    account.own(&secret);
    let initdb = |extra: &[&str]| {
        let mut command = account.command(&binaries.join("initdb"));
        command
            .args(["--username=postgres", "--auth-local=trust", "--auth-host=password", "--no-sync"])
            .args(["--encoding=UTF8", "--locale=C", "--no-instructions"])
            .arg("--pwfile")
            .arg(&secret)
            .arg("--pgdata")
            .arg(folder.join("data"))
            .args(extra);
        command.output().unwrap()
    };
    // Like most real databases, one that does not sort by bytes; if this Postgres can.
    let mut output = initdb(&["--locale-provider=icu", "--icu-locale=en"]);
    if !output.status.success() {
        drop(fs::remove_dir_all(folder.join("data")));
        output = initdb(&[]);
    }
    fs::remove_file(&secret).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "initdb failed, try `{INSTALL}`: {said}");
}

/// Gives the server a name, and who knows its certificate a way to be sure of it.
fn identify(folder: &Path, account: &Account) -> PathBuf {
    let names = ["127.0.0.1".to_owned()];
    let identity = rcgen::generate_simple_self_signed(names).unwrap();
    let (certificate, key) = (folder.join("server.crt"), folder.join("server.key"));
    fs::write(&certificate, identity.cert.pem()).unwrap();
    fs::write(&key, identity.signing_key.serialize_pem()).unwrap();
    // Postgres takes no key that others may read.
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    account.own(&certificate);
    account.own(&key);
    certificate
}

fn watchdog(binaries: &Path, folder: &Path, account: &Account, port: u16) -> Child {
    let mut watchdog = account.command(Path::new("sh"));
    watchdog.args(["-c", WATCHDOG, "sh"]).arg(binaries.join("postgres")).arg(folder).arg(port.to_string());
    // Out of the terminal's group: at Ctrl-C it still has to clean up.
    watchdog.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    watchdog.spawn().unwrap()
}

/// Whether it started; not, if the port was taken.
fn started(folder: &Path, port: u16) -> bool {
    let deadline = Instant::now() + STARTING;
    while Instant::now() < deadline {
        // What `pg_ctl` looks at: the eighth line says how far it is.
        let status = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
        let mut lines = status.lines();
        if lines.nth(3) == Some(&port.to_string()) && lines.nth(3).is_some_and(|line| line.trim() == "ready")
        {
            return true;
        }
        let log = log(folder);
        if log.contains("could not create any TCP/IP sockets") {
            return false;
        }
        assert!(!log.contains("FATAL"), "Postgres does not start:\n{log}");
        thread::sleep(Duration::from_millis(10));
    }
    panic!("Postgres did not start in {STARTING:?}:\n{}", log(folder));
}

/// Whom to run as. Postgres refuses root.
enum Account {
    Own,
    Other { user: u32, group: u32 },
}

impl Account {
    fn to_run_as() -> Self {
        if id(&["-u"]) != Some(0) {
            return Self::Own;
        }
        match (id(&["-u", "postgres"]), id(&["-g", "postgres"])) {
            (Some(user), Some(group)) => Self::Other { user, group },
            _ => panic!("Postgres refuses to run as root, and there is no user `postgres`: run `{INSTALL}`"),
        }
    }

    fn own(&self, path: &Path) {
        if let Self::Other { user, group } = self {
            chown(path, Some(*user), Some(*group)).unwrap();
        }
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // Not in a folder that the other user may not enter, and not in another language.
        command.current_dir("/").env("LC_ALL", "C").stdin(Stdio::null());
        if let Self::Other { user, group } = self {
            command.uid(*user).gid(*group);
        }
        command
    }
}

fn id(args: &[&str]) -> Option<u32> {
    let output = match Command::new("id").args(args).output() {
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        output => output.ok()?,
    };
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
