use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use crate::{failure::Failure, link::Link};

/// How many buses do not hear other processes just now.
#[derive(Default)]
pub(crate) struct Deaf(AtomicUsize);

impl Deaf {
    pub(crate) fn is_nobody(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

/// Whether one bus hears other processes. What it says counts until it is dropped.
pub(crate) struct Hearing {
    link: Arc<Link>,
    hears: bool,
    /// Why it does not, as it was last logged.
    logged: Option<String>,
}

impl Hearing {
    pub(crate) fn new(link: &Arc<Link>, hears: bool) -> Self {
        let mut hearing = Self { link: Arc::clone(link), hears: true, logged: None };
        hearing.set(hears);
        hearing
    }

    /// Others are heard from now on.
    pub(crate) fn found(&mut self) {
        self.set(true);
        if self.logged.take().is_some() {
            slog::info!(self.link.log, "other processes are heard again");
        }
    }

    /// Others are not heard. Each cause is logged once, however often it comes up in a row.
    pub(crate) fn lost(&mut self, failure: &Failure) {
        self.set(false);
        let cause = Some(failure.to_string());
        if self.logged != cause {
            slog::warn!(self.link.log, "other processes are not heard"; "cause" => &cause);
            self.logged = cause;
        }
    }

    fn set(&mut self, hears: bool) {
        let Deaf(deaf) = &self.link.deaf;
        match (self.hears, hears) {
            (true, false) => drop(deaf.fetch_add(1, Ordering::SeqCst)),
            (false, true) => drop(deaf.fetch_sub(1, Ordering::SeqCst)),
            _ => {}
        }
        self.hears = hears;
    }
}

impl Drop for Hearing {
    fn drop(&mut self) {
        self.set(true);
    }
}
