//! How often somebody may ask: the groups of operations, their quotas, and what is told of them.

mod group;
mod standing;

pub(crate) use group::LimitGroup;
pub(crate) use standing::{Standing, seconds};

use fasttrack_domain::ports::Quota;

/// How often one client or user may ask for the operations of each group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    /// For all that is in no other group.
    pub default: Quota,
    /// For tokens.
    pub tokens: Quota,
    /// What sets a password.
    pub passwords: Quota,
    /// What brings much.
    pub uploads: Quota,
    /// What takes much away.
    pub exports: Quota,
}

impl RateLimits {
    /// The quota of this group.
    pub(crate) const fn of(&self, group: LimitGroup) -> Quota {
        match group {
            LimitGroup::Default => self.default,
            LimitGroup::Tokens => self.tokens,
            LimitGroup::Passwords => self.passwords,
            LimitGroup::Uploads => self.uploads,
            LimitGroup::Exports => self.exports,
        }
    }
}
