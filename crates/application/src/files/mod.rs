//! Files that are sent: streamed into a blob, whatever their length.

mod receive;
#[cfg(test)]
mod tests;

pub use receive::{ReceiveError, receive};

use async_trait::async_trait;
use fasttrack_domain::error::Cause;

/// A file that somebody sends, as it comes. Whoever sends it waits until it is asked for the next
/// bytes. (Not `Send`: a connection stays with its thread.)
#[async_trait(?Send)]
pub trait IncomingFile {
    /// The next bytes; `None` at the end of the file, when it came whole.
    ///
    /// # Errors
    /// Why it does not come whole, in the words of whoever brings it.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Cause>;
}
