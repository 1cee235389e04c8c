use std::{fmt, str::FromStr};

use crate::Invalid;

/// An e-mail address, lower-cased.
///
/// The check is deliberately shallow (one `@`, a domain with a dot, no white space, RFC 5321
/// lengths): only a message that arrives proves an address. `Debug` does not show it, so that no
/// log line can.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// The longest address (RFC 5321 §4.5.3.1.3, without the angle brackets).
    pub const MAX: usize = 254;
    const MAX_LOCAL: usize = 64;

    /// The address itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        let invalid = || Invalid::new("invalid_email", "must be an e-mail address");
        let email = raw.trim().to_lowercase();
        let (local, domain) = email.split_once('@').ok_or_else(invalid)?;
        let labels_fit = domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
        let local_fits = !local.is_empty()
            && local.len() <= Self::MAX_LOCAL
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
        if email.len() <= Self::MAX && labels_fit && local_fits { Ok(Self(email)) } else { Err(invalid()) }
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}
