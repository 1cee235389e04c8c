//! Fuzzing in the normal test run: properties that hostile input must not break.
//!
//! A target is a file `fuzz.rs` beside the code that it attacks, with a [`Corpus`] of inputs that hurt
//! once, or might. Every run replays the corpus and tries a few random inputs, many of them mutants of
//! the corpus; `PROPTEST_CASES` makes it many, as `cargo xtask fuzz` does. An input that breaks a
//! property is printed in its shortest form, and belongs into the corpus under a name that says what
//! is nasty about it.

mod corpus;
mod mutation;

pub use corpus::Corpus;

use std::{env, fmt};

use proptest::{
    strategy::Strategy,
    test_runner::{Config, TestRunner},
};

/// Bytes that are printed as one could paste them into a test.
#[derive(Clone, PartialEq, Eq)]
pub struct Input(pub Vec<u8>);

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

/// What `PROPTEST_CASES` counts: the cases of a property that chose no number of its own.
const USUAL: u64 = 256;

/// So many cases in a normal run; where `PROPTEST_CASES` asks for more than usual, as many times more.
#[must_use]
pub fn cases(few: u32) -> Config {
    // Not proptest's own number, which would take the place of `few` in slow properties.
    let asked = env::var("PROPTEST_CASES").ok().map_or(USUAL, |asked| asked.parse().unwrap());
    let cases = (u64::from(few) * asked / USUAL).max(1);
    Config {
        cases: u32::try_from(cases).unwrap_or(u32::MAX),
        // A corpus has names, and stands where people look for it.
        failure_persistence: None,
        // Short enough to be understood; by default a long run would shorten for as long again.
        max_shrink_iters: 2_000,
        ..Config::default()
    }
}

/// Asserts that `check`, which panics otherwise, holds for so many inputs.
///
/// # Panics
/// With the shortest input that it does not hold for.
pub fn hold<S: Strategy>(few: u32, inputs: &S, check: impl Fn(S::Value)) {
    let result = TestRunner::new(cases(few)).run(inputs, |input| {
        check(input);
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}
