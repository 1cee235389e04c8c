//! Entities, value types and ports of FastTrack. Pure: no I/O, no clock, no randomness.
