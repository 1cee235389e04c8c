//! The adapters of this crate, seen through their ports.
// `cfg(test)` looks idle here: it tells clippy that the modules are tests.
#[cfg(test)]
mod access_tokens;
#[cfg(test)]
mod bad_tokens;
#[cfg(test)]
mod opaque_tokens;
#[cfg(test)]
mod passwords;
#[cfg(test)]
mod signing_keys;
#[cfg(test)]
mod support;
