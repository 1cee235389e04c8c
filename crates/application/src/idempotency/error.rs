/// Why a request that has a key was not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The key was given to another request before.
    #[error("the key was given to another request before")]
    Reused,
    /// A request that has the key is being carried out, and did not come to an end in time.
    #[error("a request that has the key is still being carried out")]
    InUse,
}
