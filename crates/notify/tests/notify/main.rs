//! Messages, and where they get to.
// `cfg(test)` looks idle here: it tells clippy that the modules are tests.
#[cfg(test)]
mod addresses;
#[cfg(test)]
mod either;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod letters;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tls;
