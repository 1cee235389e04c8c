use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use fasttrack_domain::ports::{Decision, Quota};

use super::LimitGroup;

/// The header that says what the quota is.
static RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// The header that says what is left of it.
static RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// How somebody stands with a quota after a request was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    group: LimitGroup,
    quota: Quota,
    /// How often more, if at once.
    remaining: u32,
    /// In how long all of the quota is there again.
    reset: Duration,
}

impl Standing {
    pub(crate) fn new(group: LimitGroup, quota: Quota, decision: Decision) -> Self {
        let (remaining, reset) = match decision {
            Decision::Allowed { remaining, reset } => (remaining, reset),
            // One is there then, and the others come one after the other.
            Decision::Refused { retry_after } => {
                (0, retry_after.saturating_add(quota.interval() * (quota.burst.get() - 1)))
            }
        };
        Self { group, quota, remaining, reset }
    }

    /// Tells the client (draft-ietf-httpapi-ratelimit-headers-10).
    pub(crate) fn tell(&self, headers: &mut HeaderMap) {
        let Self { group, quota, remaining, reset } = self;
        let name = group.as_str();
        let policy = format!("\"{name}\";q={};w={}", quota.burst, seconds(quota.window));
        let standing = format!("\"{name}\";r={remaining};t={}", seconds(*reset));
        for (header, value) in [(&RATE_LIMIT_POLICY, policy), (&RATE_LIMIT, standing)] {
            // Words and numbers fit into a header.
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(header.clone(), value);
            }
        }
    }
}

/// Whole seconds, after which it is so in any case.
pub(crate) fn seconds(duration: Duration) -> u64 {
    duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    fn told(burst: u32, window: u64, decision: Decision) -> (String, String) {
        let quota = Quota { burst: NonZeroU32::new(burst).unwrap(), window: Duration::from_secs(window) };
        let mut headers = HeaderMap::new();
        Standing::new(LimitGroup::Exports, quota, decision).tell(&mut headers);
        let header = |name| headers.get(name).unwrap().to_str().unwrap().to_owned();
        (header("ratelimit-policy"), header("ratelimit"))
    }

    #[test]
    fn what_is_told_is_what_was_decided_in_whole_seconds() {
        let millis = Duration::from_millis;
        for (decision, standing) in [
            (Decision::Allowed { remaining: 9, reset: millis(6000) }, "\"exports\";r=9;t=6"),
            (Decision::Allowed { remaining: 0, reset: millis(59_001) }, "\"exports\";r=0;t=60"),
            // Nine intervals of six seconds after that.
            (Decision::Refused { retry_after: millis(1500) }, "\"exports\";r=0;t=56"),
        ] {
            let (policy, told) = told(10, 60, decision);
            assert_eq!((policy.as_str(), told.as_str()), ("\"exports\";q=10;w=60", standing));
        }
    }

    #[test]
    fn a_quota_of_one_is_told_too() {
        let (policy, told) = told(1, 3600, Decision::Refused { retry_after: Duration::from_nanos(1) });
        assert_eq!((policy.as_str(), told.as_str()), ("\"exports\";q=1;w=3600", "\"exports\";r=0;t=1"));
    }
}
