use std::{collections::BTreeMap, sync::Arc, time::Duration};

use fasttrack_domain::job::JobKind;

use crate::Handler;

/// Who does the jobs of which kind, and how long one may take.
#[derive(Clone, Default)]
pub struct Handlers(BTreeMap<JobKind, Entry>);

#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) handler: Arc<dyn Handler>,
    pub(crate) timeout: Duration,
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
        self.0.insert(kind, Entry { handler: Arc::new(handler), timeout });
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
