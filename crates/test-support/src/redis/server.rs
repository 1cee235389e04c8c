//! A private server that goes with its owner.

use std::{
    env,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    path::PathBuf,
    process::Command,
    time::Duration,
};

use crate::throw_away::{
    INSTALL, PORTS_TO_TRY, Watchdog, folder, free_port, processes, wait_for, wait_until_closed,
};

/// How long one look at whether it answers may take.
const LOOK: Duration = Duration::from_secs(1);

/// A server, running unless it was stopped.
#[derive(Debug)]
pub(super) struct Server {
    watchdog: Watchdog,
    pub(super) port: u16,
}

impl Server {
    pub(super) fn new() -> Self {
        let Some(program) = program() else {
            panic!("the tests need a Redis server, and none is installed: run `{INSTALL}`");
        };
        let folder = folder("fasttrack-redis-");
        let mut command = vec![program.into_os_string(), "--dir".into(), folder.clone().into_os_string()];
        // Loopback only, and nothing on the disk.
        command.extend(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"].map(Into::into));
        let mut shell = Command::new("sh");
        shell.current_dir("/").env("LC_ALL", "C");
        // It has nothing to save.
        let watchdog = Watchdog::new(shell, &folder, "KILL", &command);
        let mut server = Self { watchdog, port: 0 };
        for _ in 0..PORTS_TO_TRY {
            server.port = free_port();
            if server.starts() {
                return server;
            }
        }
        panic!("no free port for Redis:\n{}", server.watchdog.log());
    }

    /// Again, at the same port.
    pub(super) fn start(&mut self) {
        assert!(self.starts(), "Redis does not start again:\n{}", self.watchdog.log());
    }

    pub(super) fn stop(&mut self) {
        self.watchdog.kill();
        wait_until_closed(self.port);
    }

    pub(super) fn freeze(&mut self) {
        self.watchdog.freeze();
    }

    pub(super) fn thaw(&mut self) {
        self.watchdog.thaw();
    }

    /// Whether it started; not, if the port was taken.
    fn starts(&mut self) -> bool {
        let process = self.watchdog.start(&format!("--port {}", self.port));
        let look = || {
            // Its own word comes first: on the port may be another.
            if self.watchdog.log().contains("Ready to accept connections") && answers(self.port) {
                return Some(true);
            }
            if processes::runs(process) {
                return None;
            }
            let log = self.watchdog.log();
            assert!(log.contains("Address already in use"), "Redis does not start:\n{log}");
            Some(false)
        };
        wait_for(look, || format!("Redis did not start:\n{}", self.watchdog.log()))
    }
}

fn answers(port: u16) -> bool {
    let ask = || {
        let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        connection.set_read_timeout(Some(LOOK))?;
        connection.write_all(b"PING\r\n")?;
        let mut answer = [0; 7];
        connection.read_exact(&mut answer)?;
        std::io::Result::Ok(answer)
    };
    ask().is_ok_and(|answer| &answer == b"+PONG\r\n")
}

fn program() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join("redis-server")).find(|program| program.is_file())
}
