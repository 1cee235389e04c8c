//! Random sequences of all that can happen to the seats of an event, over HTTP and in a model that
//! is too simple to be wrong: after every step both must say the same.

mod reference;
mod replay;
mod step;

use proptest::test_runner::{Config, TestRunner};
use replay::Replay;

/// How many sequences.
const SEQUENCES: u32 = 48;
const STEPS: usize = 30;

/// A sequence that fails is made shorter until no step can be left out; proptest prints that one.
#[test]
fn whatever_happens_in_whatever_order_the_seats_are_those_of_the_model() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let replay = runtime.block_on(Replay::start());
    let config = Config { cases: SEQUENCES, failure_persistence: None, ..Config::default() };
    let sequences = proptest::collection::vec(step::any(), 1..=STEPS);
    let result = TestRunner::new(config).run(&sequences, |steps| runtime.block_on(replay.check(&steps)));
    result.unwrap_or_else(|failure| panic!("{failure}"));
}
