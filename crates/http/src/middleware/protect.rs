use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

/// What an answer for programs may do in a browser that shows it: nothing at all.
const NOTHING: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What our pages may: run and show what came with the binary, and ask this server.
const OWN_FILES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Which features of the machine our pages may use: none.
const NO_FEATURES: &str = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

/// Tells browsers what they must not do with an answer (OWASP Secure Headers Project): guess what it
/// is, show it inside of another page, run anything that did not come from here, tell other servers
/// where its links stand, or keep what nobody said may be kept. An answer that says more of this by
/// itself is left as it is.
///
/// `Strict-Transport-Security` is for who ends TLS, which is not us (RFC 6797 §7.2).
pub(crate) fn protect(headers: &mut HeaderMap, path: &str) {
    let is_page = headers.get(CONTENT_TYPE).is_some_and(|media| media.as_bytes().starts_with(b"text/html"));
    let policy = if is_page { OWN_FILES } else { NOTHING };
    let common = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, policy),
        (HeaderName::from_static("permissions-policy"), NO_FEATURES),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    let unsaid = path.starts_with("/api/").then_some((CACHE_CONTROL, "no-store"));
    for (name, value) in common.into_iter().chain(unsaid) {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}
