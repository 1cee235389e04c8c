//! Batches, cut into what one statement can take.

use std::iter;

use fasttrack_domain::event::Event;

/// The longest text of the events of one statement, in bytes: it has only so much time to get here
/// and to be written.
const TEXT: usize = 2 << 20;

/// The batch in parts of so many rows at the most, in its order.
pub(super) fn parts<'a, T>(
    batch: &'a [T],
    rows: usize,
    event: impl Fn(&T) -> &Event + 'a,
) -> impl Iterator<Item = &'a [T]> {
    let mut left = batch;
    iter::from_fn(move || {
        let mut text = 0;
        let fitting = left.iter().take(rows).take_while(|one| {
            text += event(one).details.description.as_str().len();
            text <= TEXT
        });
        // One that is too long alone is tried.
        let (part, rest) = left.split_at_checked(fitting.count().max(1))?;
        left = rest;
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    use fasttrack_test_support::{a_user, an_event};

    use super::*;

    #[test]
    fn parts_are_neither_long_nor_large_and_nothing_is_left_out() {
        let user = a_user("owner").editor().build();
        let (small, large) = (an_event(&user).build(), {
            let mut event = an_event(&user).build();
            event.details.description = "🎉".repeat(10_000).parse().unwrap();
            event
        });
        let sizes = |batch: &[&Event]| {
            let parts: Vec<&[&Event]> = parts(batch, 100, |one| one).collect();
            assert_eq!(parts.concat(), batch);
            parts.iter().map(|part| part.len()).collect::<Vec<_>>()
        };
        assert_eq!(sizes(&[]), [0; 0]);
        assert_eq!(sizes(&[&small; 250]), [100, 100, 50]);
        assert_eq!(sizes(&[&large; 120]), [52, 52, 16]);
    }
}
