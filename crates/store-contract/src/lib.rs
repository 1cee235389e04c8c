//! What every store must do, as one test suite that each store runs.
