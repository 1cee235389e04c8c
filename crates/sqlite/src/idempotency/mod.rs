//! Answers to requests that may be made again.

mod repository;
