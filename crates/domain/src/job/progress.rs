/// How much of a job is done, in a unit of its own: rows, bytes, events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// So much is done.
    pub done: u64,
    /// Of so much; `None` while nobody knows.
    pub total: Option<u64>,
}
