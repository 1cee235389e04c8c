//! Conditional requests: nobody's edit is lost, and nobody reads what is known already.

mod entity_tags;
mod preconditions;
mod races;
