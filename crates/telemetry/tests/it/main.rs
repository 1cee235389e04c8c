//! Loggers, seen through the lines that they write.
// `cfg(test)` looks idle here: it tells clippy that the modules are tests.
#[cfg(test)]
mod lines;
#[cfg(test)]
mod queue;
#[cfg(test)]
mod redaction;
#[cfg(test)]
mod support;
