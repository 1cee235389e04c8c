use std::collections::HashSet;

use chrono::TimeDelta;
use fasttrack_domain::{
    StoreError,
    blob::{BlobInfo, BlobKey},
    id::Id,
    ports::BlobError,
    time::Timestamp,
};
use uuid::Uuid;

use super::{BlobOwner, Blobs};

/// What a sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// How many blobs there were.
    pub looked_at: u64,
    /// How many of them nothing referred to, and of those that were never finished.
    pub removed: u64,
}

/// Why a sweep stopped. What it removed until then stays removed.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The store of blobs failed.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Blobs {
    /// Removes the blobs that belong to nothing, and what was never finished, unless it is so new that
    /// what it belongs to may be about to come. What somebody else put there stays: it is called in
    /// no way that an owner knows.
    ///
    /// # Errors
    /// [`SweepError`].
    pub async fn sweep(&self) -> Result<Swept, SweepError> {
        let kept = TimeDelta::from_std(self.orphan_age).unwrap_or(TimeDelta::MAX);
        let written_before = self.clock.now().saturating_add(-kept);
        let mut swept = Swept::default();
        let mut listing = self.store.list().await?;
        while let Some(page) = listing.next().await? {
            swept.looked_at += page.len() as u64;
            for owner in &self.owners {
                let orphans = orphans(&**owner, &page, written_before).await?;
                self.remove(&orphans).await?;
                swept.removed += orphans.len() as u64;
            }
        }
        swept.removed += self.store.remove_unfinished(written_before).await?;
        Ok(swept)
    }
}

/// Those of these blobs that would belong to this owner, and do not.
async fn orphans(
    owner: &dyn BlobOwner,
    page: &[BlobInfo],
    written_before: Timestamp,
) -> Result<Vec<BlobKey>, StoreError> {
    let old = page.iter().filter(|blob| blob.written_at < written_before);
    let of_owner: Vec<(Uuid, &BlobKey)> =
        old.filter_map(|blob| Some((thing(&blob.key, owner.area())?, &blob.key))).collect();
    if of_owner.is_empty() {
        return Ok(Vec::new());
    }
    let asked: HashSet<Uuid> = of_owner.iter().map(|(id, _)| *id).collect();
    let known = owner.known(&asked.into_iter().collect::<Vec<_>>()).await?;
    let orphans = of_owner.into_iter().filter(|(id, _)| !known.contains(id));
    Ok(orphans.map(|(_, key)| key.clone()).collect())
}

/// What of this area the blob belongs to.
fn thing(key: &BlobKey, area: &str) -> Option<Uuid> {
    let mut parts = key.as_str().split('/');
    if parts.next() != Some(area) {
        return None;
    }
    Id::<BlobInfo>::parse(parts.next()?).ok().map(Id::uuid)
}
