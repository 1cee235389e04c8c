//! A private server that goes with its owner.

use std::{
    ffi::OsString,
    fs,
    io::ErrorKind,
    os::unix::{
        fs::{PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::binaries::binaries;
use crate::throw_away::{
    INSTALL, PORTS_TO_TRY, Watchdog, folder, free_port, processes, random, wait_for, wait_until_closed,
};

const CERTIFICATE: &str = "server.crt";
const KEY: &str = "server.key";

const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "lc_messages=C",
    "max_connections=200",
    "ssl=on",
    "shared_buffers=64MB",
    "deadlock_timeout=100ms",
];

/// What a server that was killed must still know.
#[derive(Clone, Copy)]
pub(super) enum Durability {
    /// Nothing: it is never started again, and fast.
    None,
    /// All that it acknowledged. The machine stays up, so what was written need not reach the disk.
    Commits,
}

impl Durability {
    fn settings(self) -> &'static [&'static str] {
        match self {
            Self::None => &["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"],
            // Not in the system's shared memory, where what was killed would leave it.
            Self::Commits => &["fsync=off", "dynamic_shared_memory_type=mmap"],
        }
    }
}

/// A server, running unless it was stopped.
#[derive(Debug)]
pub(super) struct Server {
    watchdog: Watchdog,
    port: u16,
    folder: PathBuf,
    account: Account,
    /// Of a database on it, with `{}` in place of the name.
    pub(super) url: String,
    /// The certificate by which it is known.
    pub(super) certificate: PathBuf,
}

impl Server {
    pub(super) fn new(durability: Durability) -> Self {
        let binaries = binaries();
        let account = Account::to_run_as();
        let folder = folder("fasttrack-pg-");
        account.own(&folder);
        let password = random();
        init(&binaries, &folder, &account, &password);
        let certificate = identify(&folder, &account);
        let command = command(&binaries, &folder, durability);
        let watchdog = Watchdog::new(account.command(Path::new("sh")), &folder, "QUIT", &command);
        let mut server = Self { watchdog, port: 0, folder, account, url: String::new(), certificate };
        for _ in 0..PORTS_TO_TRY {
            server.port = free_port();
            if server.starts() {
                server.url = format!("postgres://postgres:{password}@127.0.0.1:{}/{{}}", server.port);
                return server;
            }
        }
        panic!("no free port for Postgres:\n{}", server.watchdog.log());
    }

    /// Again, at the same port and on the same data.
    pub(super) fn start(&mut self) {
        assert!(self.starts(), "Postgres does not start again:\n{}", self.watchdog.log());
    }

    pub(super) fn stop(&mut self) {
        self.watchdog.kill();
        wait_until_closed(self.port);
        self.forget_shared_memory();
    }

    pub(super) fn freeze(&mut self) {
        self.watchdog.freeze();
    }

    pub(super) fn thaw(&mut self) {
        self.watchdog.thaw();
    }

    /// Whether it started; not, if the port was taken.
    fn starts(&mut self) -> bool {
        wait_for(|| self.attempt(), || "the Postgres that was killed held its memory".to_owned())
    }

    /// As [`starts`](Self::starts); no answer while the last of those that were killed are about to end.
    fn attempt(&mut self) -> Option<bool> {
        let process = self.watchdog.start(&format!("-c port={}", self.port));
        let over = || (ready(&self.folder, process) || !processes::runs(process)).then_some(());
        wait_for(over, || format!("Postgres did not start:\n{}", self.watchdog.log()));
        if ready(&self.folder, process) {
            return Some(true);
        }
        let log = self.watchdog.log();
        if log.contains("could not create any TCP/IP sockets") {
            return Some(false);
        }
        assert!(log.contains("shared memory block"), "Postgres does not start:\n{log}");
        None
    }

    /// The one block that a killed server leaves to the system, though nobody needs it any more.
    fn forget_shared_memory(&self) {
        let status = fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap_or_default();
        let block = status.lines().nth(6).and_then(|line| line.split_whitespace().nth(1));
        if let Some(block) = block {
            drop(self.account.command(Path::new("ipcrm")).args(["-m", block]).output());
        }
    }
}

/// The program, and all arguments but the port.
fn command(binaries: &Path, folder: &Path, durability: Durability) -> Vec<OsString> {
    let mut command =
        vec![binaries.join("postgres").into_os_string(), "-D".into(), folder.join("data").into()];
    let inside = |name: &str, file: &str| format!("{name}={}", folder.join(file).display());
    let places = [
        inside("unix_socket_directories", ""),
        inside("ssl_cert_file", CERTIFICATE),
        inside("ssl_key_file", KEY),
    ];
    let settings = SETTINGS.iter().chain(durability.settings()).map(|setting| (*setting).to_owned());
    for setting in settings.chain(places) {
        command.extend(["-c".into(), setting.into()]);
    }
    command
}

/// Whether it accepts connections. What `pg_ctl` looks at: the first line says whose words these are,
/// the eighth how far it is.
fn ready(folder: &Path, process: u32) -> bool {
    let status = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
    let mut lines = status.lines();
    lines.next() == Some(&process.to_string()) && lines.nth(6).is_some_and(|line| line.trim() == "ready")
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
    let (certificate, key) = (folder.join(CERTIFICATE), folder.join(KEY));
    fs::write(&certificate, identity.cert.pem()).unwrap();
    fs::write(&key, identity.signing_key.serialize_pem()).unwrap();
    // Postgres takes no key that others may read.
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    account.own(&certificate);
    account.own(&key);
    certificate
}

/// Whom to run as. Postgres refuses root.
#[derive(Debug)]
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
