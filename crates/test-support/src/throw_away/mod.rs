//! What the servers of the tests have in common: they are private, and they go with the process.

pub(crate) mod processes;
mod watchdog;

use std::{
    iter,
    net::{Ipv4Addr, TcpListener, TcpStream},
    ops::Range,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

pub(crate) use watchdog::Watchdog;

/// The one command that mends it when a server is not installed.
pub(crate) const INSTALL: &str = "cargo xtask setup";

/// How long a server may take to start, or to end.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// How often a port that was free may be taken by somebody faster.
pub(crate) const PORTS_TO_TRY: usize = 10;

/// Below those that the system gives to connections by itself: while a server is stopped, one of its
/// own clients could get its port.
const PORTS: Range<u16> = 10_000..32_000;

/// A port that nobody listens on just now.
pub(crate) fn free_port() -> u16 {
    let any = || PORTS.start + u16::try_from(random_number() % PORTS.len() as u128).unwrap();
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    iter::repeat_with(any).take(PORTS.len()).find(free).unwrap()
}

/// A folder that stays until somebody removes it, which a [`Watchdog`] does.
pub(crate) fn folder(prefix: &str) -> PathBuf {
    tempfile::Builder::new().prefix(prefix).tempdir().unwrap().keep()
}

/// Looks until there is an answer; panics, with what `otherwise` says, when there is none in time.
pub(crate) fn wait_for<T>(mut look: impl FnMut() -> Option<T>, otherwise: impl FnOnce() -> String) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = look() {
            return answer;
        }
        assert!(Instant::now() < deadline, "{} within {PATIENCE:?}", otherwise());
        thread::sleep(Duration::from_millis(10));
    }
}

/// Waits until nobody accepts connections on the port any more.
pub(crate) fn wait_until_closed(port: u16) {
    let closed = || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err().then_some(());
    wait_for(closed, || format!("port {port} was not closed"));
}

/// What nobody else on this machine has.
pub(crate) fn random() -> String {
    format!("{:032x}", random_number())
}

#[expect(
    clippy::disallowed_methods,
    reason = "names, passwords and ports of throw-away servers must differ between runs"
)]
fn random_number() -> u128 {
    uuid::Uuid::new_v4().as_u128()
}
