//! What hostile clients do: it is refused, in the words that are for it, and costs next to nothing.

mod clients;
mod input;
