use std::{collections::BTreeMap, num::NonZeroUsize, sync::Arc, time::Duration};

use fasttrack_domain::job::JobKind;

use crate::Handler;

/// Who does the jobs of which kind, how long one may take, and how many at once.
#[derive(Clone, Default)]
pub struct Handlers(BTreeMap<JobKind, Entry>);

#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) handler: Arc<dyn Handler>,
    pub(crate) timeout: Duration,
    /// As many as the worker can do, if `None`.
    pub(crate) at_most: Option<NonZeroUsize>,
}

/// Somebody asked for jobs of a kind that nobody can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("nobody can do jobs of the kind {0}")]
pub struct NoHandler(pub JobKind);

impl Handlers {
    /// Adds who does the jobs of a kind. An attempt that takes longer than `timeout` is dropped, and
    /// counts as failed.
    #[must_use]
    pub fn with(mut self, kind: JobKind, timeout: Duration, handler: impl Handler + 'static) -> Self {
        self.0.insert(kind, Entry { handler: Arc::new(handler), timeout, at_most: None });
        self
    }

    /// Of what a worker does at once, at most so many are jobs of this kind: those that take long
    /// leave something to the others. A worker that does nothing else does as many as it can.
    #[must_use]
    pub fn at_most(mut self, kind: &JobKind, most: NonZeroUsize) -> Self {
        if let Some(entry) = self.0.get_mut(kind) {
            entry.at_most = Some(most);
        }
        self
    }

    /// Only those of these kinds.
    ///
    /// # Errors
    /// [`NoHandler`] for the first kind that none of them can do.
    pub fn only(self, kinds: &[JobKind]) -> Result<Self, NoHandler> {
        let one = |kind: &JobKind| {
            let entry = self.0.get(kind).ok_or_else(|| NoHandler(kind.clone()))?;
            Ok((kind.clone(), entry.clone()))
        };
        kinds.iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    /// The kinds, sorted.
    #[must_use]
    pub fn kinds(&self) -> Vec<JobKind> {
        self.0.keys().cloned().collect()
    }

    pub(crate) fn get(&self, kind: &JobKind) -> Option<&Entry> {
        self.0.get(kind)
    }
}
