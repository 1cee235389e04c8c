//! Clients at work while something breaks, and what each of them was answered.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use reqwest::RequestBuilder;
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::support::{Answer, problem::faults, process::PATIENCE};

/// What a client does between two requests: a machine of two cores must have the time to answer.
const PAUSE: Duration = Duration::from_millis(50);

/// What needs nothing but the process.
pub const LIVE: &str = "live";

/// One answer, as its client saw it.
#[derive(Debug, Clone)]
pub struct Sight {
    pub what: &'static str,
    pub process: usize,
    pub sent: Instant,
    pub took: Duration,
    pub status: u16,
    /// The code of a problem, or how a server says that it is.
    pub word: String,
    /// What a refusal lacks; none of an answer that is no refusal.
    pub faults: Vec<String>,
}

impl Sight {
    pub fn done(&self) -> Instant {
        self.sent + self.took
    }

    pub fn is_success(&self) -> bool {
        self.status < 400
    }
}

/// Clients, each of which sends its next request when the last one is answered.
#[derive(Default)]
pub struct Load {
    sights: Arc<Mutex<Vec<Sight>>>,
    clients: JoinSet<()>,
    stop: CancellationToken,
}

impl Load {
    /// Starts a client of one process. What it sends may depend on how many it sent before; what it is
    /// answered is looked at by `heed`.
    pub fn client(
        &mut self,
        what: &'static str,
        process: usize,
        mut request: impl FnMut(usize) -> RequestBuilder + Send + 'static,
        mut heed: impl FnMut(Answer) + Send + 'static,
    ) {
        let (sights, stop) = (Arc::clone(&self.sights), self.stop.clone());
        self.clients.spawn(async move {
            for number in 0.. {
                if stop.is_cancelled() {
                    return;
                }
                let (sight, answer) = see(what, process, request(number)).await;
                sights.lock().unwrap().push(sight);
                heed(answer);
                sleep(PAUSE).await;
            }
        });
    }

    /// Waits until every one of these has succeeded on every process, sent after this moment.
    pub async fn all_succeed(&self, whats: &[&str], processes: usize, since: Instant) {
        let one = |late: &[&Sight], what: &str, process: usize| {
            late.iter().any(|s| s.what == what && s.process == process && s.is_success())
        };
        let all =
            |late: &[&Sight]| (0..processes).all(|process| whats.iter().all(|what| one(late, what, process)));
        self.until(&format!("{whats:?} succeed"), since, all).await;
    }

    /// Waits until what was sent after a moment shows it.
    pub async fn until(&self, it: &str, since: Instant, shown: impl Fn(&[&Sight]) -> bool) {
        let sent_since = || {
            let sights = self.sights.lock().unwrap();
            let late = sights.iter().rev().take_while(|sight| sight.done() > since - PATIENCE);
            late.filter(|sight| sight.sent >= since).cloned().collect::<Vec<_>>()
        };
        let waiting = async {
            while !shown(&sent_since().iter().collect::<Vec<_>>()) {
                sleep(PAUSE).await;
            }
        };
        if timeout(PATIENCE, waiting).await.is_err() {
            let last = sent_since().into_iter().take(20).collect::<Vec<_>>();
            panic!("not within {PATIENCE:?}: {it}; the last answers: {last:#?}");
        }
    }

    /// Lets every client finish what it does, and gives all that was seen.
    pub async fn stop(self) -> Vec<Sight> {
        self.stop.cancel();
        self.clients.join_all().await;
        Arc::into_inner(self.sights).unwrap().into_inner().unwrap()
    }
}

async fn see(what: &'static str, process: usize, request: RequestBuilder) -> (Sight, Answer) {
    let path = request.try_clone().unwrap().build().unwrap().url().path().to_owned();
    let sent = Instant::now();
    let Ok(answer) = timeout(PATIENCE, Answer::of(request)).await else {
        panic!("{what} at process {process} is not answered")
    };
    let took = sent.elapsed();
    let word = if answer.code().is_empty() { answer.json["status"].as_str() } else { Some(answer.code()) };
    let sight = Sight {
        what,
        process,
        sent,
        took,
        status: answer.status,
        word: word.unwrap_or_default().to_owned(),
        faults: if answer.status < 400 { Vec::new() } else { lacks(&answer, &path) },
    };
    (sight, answer)
}

/// What a refusal must be; that of readiness is no problem, but a body of its own.
fn lacks(answer: &Answer, path: &str) -> Vec<String> {
    let mut lacks = if path.starts_with("/health/") { Vec::new() } else { faults(answer, path) };
    if answer.status == 503 && answer.header("retry-after").is_empty() {
        lacks.push(format!("no Retry-After: {}", answer.text));
    }
    lacks
}

/// How late the machine is, which nobody can promise: a request that needs others (a database, a cache)
/// waits for a processor several times, one that needs nobody once.
pub fn lateness(sights: &[&Sight]) -> Duration {
    const TIMES: u32 = 4;
    slowest(sights, |sight| sight.what == LIVE).map_or(Duration::ZERO, |sight| sight.took * TIMES)
}

/// The one that took the longest, of those that count.
pub fn slowest<'a>(sights: &[&'a Sight], counts: impl Fn(&Sight) -> bool) -> Option<&'a Sight> {
    sights.iter().copied().filter(|sight| counts(sight)).max_by_key(|sight| sight.took)
}
