//! How tokens are got, renewed and given up (RFC 6749, RFC 7009, RFC 9700).

mod password_grant;
mod refresh_grant;
mod refusals;
mod revocation;
