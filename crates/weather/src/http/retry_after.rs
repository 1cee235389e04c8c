use std::time::Duration;

use chrono::DateTime;
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// For how long a server wants to be left alone (RFC 9110 §10.2.3), if it says so.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok().map(str::trim);
    let wish = text(RETRY_AFTER)?;
    if let Ok(seconds) = wish.parse() {
        return Some(Duration::from_secs(seconds));
    }
    // A date is told by the server's own clock, and so is it understood.
    let date = |text| DateTime::parse_from_rfc2822(text).ok();
    date(wish)?.signed_duration_since(date(text(DATE)?)?).to_std().ok()
}
