//! Bookkeeping: what was changed, and what readers were shown of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, mem,
    sync::Mutex,
    time::{Duration, Instant},
};

use tokio::time::sleep;

/// How long a process may show what another one has changed.
pub const LIMIT: Duration = Duration::from_secs(1);

/// How long to wait for the last change to be shown: when that takes longer than [`LIMIT`], the
/// readers have seen it and said it.
const PATIENCE: Duration = Duration::from_secs(10);

const POLL: Duration = Duration::from_millis(5);

/// What changes, always to the next number: 1, 2, 3. The number can be read off every page that shows
/// the thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// Title and capacity of the event.
    Event,
    /// How many are registered for it.
    Seats,
    /// The name of its venue.
    Venue,
    /// Which other events there are.
    Guests,
    /// 0 while it is active, 1 when it has ended.
    Session,
}

#[derive(Default)]
pub struct Ledger(Mutex<Books>);

#[derive(Default)]
struct Books {
    /// When which process said that it was done: change 1, 2, 3.
    done: BTreeMap<Thing, Vec<(usize, Instant)>>,
    /// The newest number that was shown, by process, page and thing.
    shown: BTreeMap<(usize, &'static str, Thing), u64>,
    /// What was not as it must be.
    wrong: BTreeSet<String>,
    figures: Figures,
}

/// What was seen since somebody asked before.
#[derive(Default)]
pub struct Figures {
    changes: u64,
    reads: u64,
    /// What was shown to readers who began after it was acknowledged that it had changed.
    stale: u64,
    stalest: Duration,
}

/// A read that has begun.
pub struct Look {
    process: usize,
    page: &'static str,
    began: Instant,
    /// What had been shown there before.
    floor: BTreeMap<Thing, u64>,
}

impl Ledger {
    /// The number of the next change of a thing, which nobody else changes now.
    pub fn next(&self, thing: Thing) -> u64 {
        self.0.lock().unwrap().number(thing) + 1
    }

    /// A process said that the next change of the thing is done.
    pub fn acknowledged(&self, thing: Thing, process: usize) {
        let mut books = self.0.lock().unwrap();
        books.done.entry(thing).or_default().push((process, Instant::now()));
        books.figures.changes += 1;
    }

    /// A read begins.
    pub fn look(&self, process: usize, page: &'static str) -> Look {
        let books = self.0.lock().unwrap();
        let there = books.shown.iter().filter(|((where_, what, _), _)| (*where_, *what) == (process, page));
        let floor = there.map(|((_, _, thing), number)| (*thing, *number)).collect();
        Look { process, page, began: Instant::now(), floor }
    }

    /// The read showed these numbers.
    pub fn saw(&self, look: &Look, numbers: &[(Thing, u64)]) {
        let mut books = self.0.lock().unwrap();
        books.figures.reads += 1;
        for (thing, number) in numbers {
            books.check(look, *thing, *number);
            let shown = books.shown.entry((look.process, look.page, *thing)).or_default();
            *shown = (*shown).max(*number);
        }
    }

    /// Something happened that must not.
    pub fn wrong(&self, what: String) {
        self.0.lock().unwrap().wrong.insert(what);
    }

    /// Somebody saw something of another process for so long after its change.
    pub fn stale(&self, since: Duration) {
        self.0.lock().unwrap().is_stale(since);
    }

    /// Waits until everything is shown everywhere, in so many places.
    ///
    /// # Panics
    /// When that takes too long, and when anything was wrong.
    pub async fn settled(&self, places: usize) {
        let until = Instant::now() + PATIENCE;
        while !self.is_settled(places) {
            assert!(Instant::now() < until, "a change is not shown");
            sleep(POLL).await;
        }
    }

    fn is_settled(&self, places: usize) -> bool {
        let books = self.0.lock().unwrap();
        let (wrong, shown) = (books.wrong.clone(), &books.shown);
        let newest = shown.iter().all(|((_, _, thing), number)| *number == books.number(*thing));
        let settled = newest && shown.len() == places;
        // Not under the lock: the readers go on.
        drop(books);
        assert!(wrong.is_empty(), "{wrong:#?}");
        settled
    }

    /// What was seen since this was asked before.
    pub fn figures(&self) -> Figures {
        mem::take(&mut self.0.lock().unwrap().figures)
    }
}

impl Books {
    /// The newest number of a thing.
    fn number(&self, thing: Thing) -> u64 {
        self.done.get(&thing).map_or(0, |done| done.len() as u64)
    }

    fn check(&mut self, look: &Look, thing: Thing, number: u64) {
        let Look { process, page, began, floor } = look;
        if let Some(before) = floor.get(&thing).filter(|before| number < **before) {
            self.wrong.insert(format!("{page} at {process} shows {thing:?} {number} again, after {before}"));
        }
        let done = self.done.get(&thing).map(Vec::as_slice).unwrap_or_default();
        let missing: Vec<_> = done.iter().skip(number as usize).filter(|(_, at)| at < began).collect();
        let Some((_, first)) = missing.first() else { return };
        let since = *began - *first;
        if missing.iter().any(|(home, _)| home == process) {
            self.wrong
                .insert(format!("{page} at {process} does not show {thing:?} {}, made there", number + 1));
        } else if since >= LIMIT {
            self.wrong.insert(format!("{page} at {process} shows {thing:?} {number} for {since:?}"));
        }
        self.is_stale(since);
    }

    fn is_stale(&mut self, since: Duration) {
        self.figures.stale += 1;
        self.figures.stalest = self.figures.stalest.max(since);
    }
}

impl Figures {
    /// Counts others in.
    pub fn add(&mut self, other: &Self) {
        let Self { changes, reads, stale, stalest } = other;
        self.changes += changes;
        self.reads += reads;
        self.stale += stale;
        self.stalest = self.stalest.max(*stalest);
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { changes, reads, stale, stalest } = self;
        write!(
            f,
            "{changes} changes in {reads} reads, {stale} times not seen elsewhere yet, for {stalest:.1?} at the most"
        )
    }
}
