use async_trait::async_trait;
use fasttrack_domain::error::Cause;

use super::{AttachmentError, sniff::HEAD};
use crate::files::{IncomingFile, ReceiveError};

/// A file of which the beginning has come. Whoever reads it gets all of it.
pub(super) struct Begun<'a> {
    head: Vec<u8>,
    head_read: bool,
    rest: &'a mut dyn IncomingFile,
}

impl<'a> Begun<'a> {
    /// Waits for enough of it to know what it is.
    pub(super) async fn read(file: &'a mut dyn IncomingFile) -> Result<Self, AttachmentError> {
        let mut head = Vec::new();
        while head.len() < HEAD {
            match file.next().await.map_err(ReceiveError::Broken)? {
                Some(bytes) => head.extend(bytes),
                None if head.is_empty() => return Err(AttachmentError::Empty),
                None => break,
            }
        }
        Ok(Self { head, head_read: false, rest: file })
    }

    /// What has come of it, which is all of a short one.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }
}

#[async_trait(?Send)]
impl IncomingFile for Begun<'_> {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Cause> {
        if self.head_read {
            return self.rest.next().await;
        }
        self.head_read = true;
        Ok(Some(std::mem::take(&mut self.head)))
    }
}
