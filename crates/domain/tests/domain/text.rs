//! Text that people write: trimmed, bounded in characters, and free of control characters.

use fasttrack_domain::{
    event::{DescriptionKind, TagKind, TitleKind},
    text::{CityKind, Text, TextKind},
    user::FullNameKind,
    venue::{AddressKind, VenueNameKind},
};
use proptest::prelude::*;

use crate::{Parsed, coded};

fn parsed<K: TextKind>(raw: &str) -> Parsed<String> {
    coded(Text::<K>::parse(raw)).map(|text| text.as_str().to_owned())
}

/// Tests each kind of text for itself: a bound is worth nothing on the wrong one.
macro_rules! for_every_kind {
    ($test:ident) => {
        $test::<TitleKind>("title", 1..=100, false);
        $test::<DescriptionKind>("description", 0..=10_000, true);
        $test::<CityKind>("city", 1..=100, false);
        $test::<TagKind>("tag", 1..=30, false);
        $test::<VenueNameKind>("venue name", 1..=100, false);
        $test::<AddressKind>("address", 1..=200, false);
        $test::<FullNameKind>("full name", 1..=100, false);
    };
}

type Bounds = std::ops::RangeInclusive<usize>;

fn is_bounded_in_characters<K: TextKind>(kind: &str, bounds: Bounds, _: bool) {
    assert_eq!(Text::<K>::MIN..=Text::<K>::MAX, bounds, "{kind}");
    // One, two, three and four bytes each; and white space around that does not count.
    for c in ["a", "ã", "東", "🎉"] {
        let longest = c.repeat(*bounds.end());
        assert_eq!(parsed::<K>(&longest), Ok(longest.clone()), "{kind} of {c}");
        assert_eq!(parsed::<K>(&format!(" {longest}\t")), Ok(longest.clone()), "{kind} of {c}");
        assert_eq!(parsed::<K>(&format!("{longest}{c}")), Err("too_long"), "{kind} of {c}");
    }
}

fn is_required_or_may_be_empty<K: TextKind>(kind: &str, bounds: Bounds, _: bool) {
    let expected = if *bounds.start() == 0 { Ok(String::new()) } else { Err("required") };
    for raw in ["", " ", "\t\r\n", "\u{a0}\u{2003}"] {
        assert_eq!(parsed::<K>(raw), expected, "{kind} {raw:?}");
    }
}

fn refuses_control_characters<K: TextKind>(kind: &str, _: Bounds, multiline: bool) {
    for c in (0..=0x9f).filter_map(char::from_u32).filter(|c| c.is_control()) {
        let raw = format!("a{c}b");
        let allowed = multiline && ['\t', '\n', '\r'].contains(&c);
        let expected = if allowed { Ok(raw.clone()) } else { Err("control_character") };
        assert_eq!(parsed::<K>(&raw), expected, "{kind} {raw:?}");
    }
}

fn keeps_the_inside_as_written<K: TextKind>(kind: &str, _: Bounds, _: bool) {
    for inside in ["A  b", "e\u{301}", "«Ça»", "<b>&amp;", "👩‍👩‍👧", "'; --"] {
        assert_eq!(parsed::<K>(&format!("\n {inside}\u{a0}")).as_deref(), Ok(inside), "{kind}");
    }
}

#[test]
fn each_kind_is_bounded_in_characters() {
    for_every_kind!(is_bounded_in_characters);
}

#[test]
fn only_a_description_may_be_empty() {
    for_every_kind!(is_required_or_may_be_empty);
}

#[test]
fn only_a_description_may_have_lines() {
    for_every_kind!(refuses_control_characters);
}

#[test]
fn text_stays_as_it_was_written() {
    for_every_kind!(keeps_the_inside_as_written);
}

#[test]
fn text_that_is_too_short_says_so() {
    enum Code {}
    impl TextKind for Code {
        const MIN: usize = 3;
        const MAX: usize = 4;
    }
    for (raw, expected) in [
        ("", Err("required")),
        ("ab", Err("too_short")),
        ("ééé", Ok("ééé".to_owned())),
        ("abcde", Err("too_long")),
    ] {
        assert_eq!(parsed::<Code>(raw), expected, "{raw:?}");
    }
    assert_eq!(Text::<Code>::parse("ab").unwrap_err().to_string(), "must have at least 3 characters");
    assert_eq!(Text::<Code>::parse("abcde").unwrap_err().to_string(), "must have at most 4 characters");
}

#[test]
fn text_is_shown_plainly() {
    let title: Text<TitleKind> = "A \"title\"".parse().unwrap();
    assert_eq!(title.to_string(), "A \"title\"");
    assert_eq!(format!("{title:?}"), r#""A \"title\"""#);
    assert_eq!(title.clone(), title);
}

proptest! {
    #[test]
    fn what_was_accepted_is_accepted_again_unchanged(raw in any::<String>()) {
        if let Ok(text) = parsed::<DescriptionKind>(&raw) {
            prop_assert_eq!(text.as_str(), raw.trim());
            prop_assert_eq!(parsed::<DescriptionKind>(&text), Ok(text));
        }
    }
}
