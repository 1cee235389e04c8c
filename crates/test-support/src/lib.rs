//! Fakes over the mocked ports, a fixed clock and builders.
