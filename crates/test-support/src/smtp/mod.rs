//! A mail server on this machine that keeps what it gets, and fails as it is told.

mod talk;
mod tls;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{net::TcpListener, sync::watch, task::JoinSet};

use talk::talk;
use tls::Identity;

/// How long a letter is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A letter that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// As whom the sender signed in: what followed `AUTH PLAIN`, as it was said.
    pub signed_in: Option<String>,
    /// What the sender called itself.
    pub hello: String,
    /// From where, as in `MAIL FROM`.
    pub from: String,
    /// To whom, as in `RCPT TO`.
    pub to: String,
    /// Header and body, lines ending in `\r\n`.
    pub data: String,
}

impl Letter {
    /// A field of the header, unfolded, as it was written.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        let (header, _) = self.data.split_once("\r\n\r\n")?;
        let unfolded = header.replace("\r\n ", " ").replace("\r\n\t", " ");
        let of = |line: &str| Some(line.split_once(": ").filter(|(field, _)| *field == name)?.1.to_owned());
        unfolded.lines().find_map(of)
    }

    /// What stands below the header, as it was written.
    #[must_use]
    pub fn body(&self) -> &str {
        self.data.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }
}

/// What the server does at a step instead of what it should.
#[derive(Debug, Clone, Copy)]
pub enum Reaction {
    /// Says this.
    Say(&'static str),
    /// Says nothing.
    Hang,
    /// Hangs up.
    Close,
}

/// How it talks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// In plain text, and knows nothing else.
    Plain,
    /// In plain text until it is asked for TLS.
    StartTls,
    /// By TLS.
    Tls,
}

/// The server; it ends with this. Its certificate is of its own making, for `localhost`.
pub struct SmtpSink {
    port: u16,
    certificate: String,
    state: Arc<State>,
    _open: JoinSet<()>,
}

struct State {
    manner: Manner,
    identity: Identity,
    letters: watch::Sender<Vec<Letter>>,
    /// By step: `CONNECT`, a verb, or `.` for the end of a letter.
    reactions: Mutex<HashMap<&'static str, Reaction>>,
    talks: Mutex<usize>,
}

impl SmtpSink {
    /// On a free port.
    pub async fn start(manner: Manner) -> Self {
        let identity = Identity::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let certificate = identity.certificate.clone();
        let state = Arc::new(State {
            manner,
            identity,
            letters: watch::Sender::default(),
            reactions: Mutex::default(),
            talks: Mutex::default(),
        });
        let (shared, mut open) = (Arc::clone(&state), JoinSet::new());
        open.spawn(async move {
            let mut talks = JoinSet::new();
            loop {
                let (client, _) = listener.accept().await.unwrap();
                *shared.talks.lock().unwrap() += 1;
                talks.spawn(talk(client, Arc::clone(&shared)));
            }
        });
        Self { port, certificate, state, _open: open }
    }

    /// The port on `localhost`.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Vouches for the server, in PEM.
    #[must_use]
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// From now on it does this at that step: `CONNECT`, a verb such as `RCPT`, `.` for the end of a
    /// letter, or `TAKEN` for when a letter was taken and nobody told yet.
    pub fn on(&self, step: &'static str, reaction: Reaction) {
        self.state.reactions.lock().unwrap().insert(step, reaction);
    }

    /// From now on it does all as it should.
    pub fn calm(&self) {
        self.state.reactions.lock().unwrap().clear();
    }

    /// How many connections there were.
    #[must_use]
    pub fn talks(&self) -> usize {
        *self.state.talks.lock().unwrap()
    }

    /// The letters up to now.
    #[must_use]
    pub fn letters(&self) -> Vec<Letter> {
        self.state.letters.borrow().clone()
    }

    /// The letters, as soon as there are so many; panics when they do not come.
    pub async fn wait_for(&self, number: usize) -> Vec<Letter> {
        let mut letters = self.state.letters.subscribe();
        let enough = letters.wait_for(|letters| letters.len() >= number);
        let Ok(found) = tokio::time::timeout(PATIENCE, enough).await else {
            panic!("no {number} letters, only {:?}", self.letters());
        };
        found.unwrap().clone()
    }
}
