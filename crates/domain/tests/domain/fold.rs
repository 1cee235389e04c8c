//! Folding: what search, equality of names, and order go by.

use fasttrack_domain::text::{FoldedKey, SearchText};
use proptest::prelude::*;

fn words(raw: &str) -> String {
    SearchText::of([raw]).as_str().to_owned()
}

fn key(raw: &str) -> String {
    FoldedKey::of(raw).as_str().to_owned()
}

#[test]
fn words_lose_their_accents_case_and_punctuation() {
    for (raw, expected) in [
        ("São João", "sao joao"),
        ("sa\u{303}o JOA\u{303}O", "sao joao"),
        ("ﬁx ①", "fix 1"),
        ("İstanbul", "istanbul"),
        ("ISTANBUL ısı", "istanbul isi"),
        ("Straße STRASSE ẞ", "strasse strasse ss"),
        ("Ærøskøbing Œuvre Łódź Đakovo ð", "aeroskobing oeuvre lodz dakovo d"),
        ("ΟΔΟΣ οδός", "οδοσ οδοσ"),
        ("Ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("東京 ｱｲｳ", "東京 アイウ"),
        ("Ёлка Йод", "елка иод"),
        ("½ m² №5", "1 2 m2 no5"),
        ("a\u{a0}b\u{200b}c\u{2028}d", "a b c d"),
        ("", ""),
        (" \t\n", ""),
        ("…—!", ""),
        ("\u{301}", ""),
        ("🎉 party", "party"),
    ] {
        assert_eq!(words(raw), expected, "{raw:?}");
    }
}

/// What would be an operator, a wildcard or a quote to a search engine is only a gap here.
#[test]
fn words_hold_nothing_of_a_query_language() {
    for (raw, expected) in [
        (r#"c++ "x a:b *"#, "c x a b"),
        ("NEAR(a, b) OR -c ^d", "near a b or c d"),
        ("a & b | !c <-> d:*", "a b c d"),
        ("O'Neill; DROP TABLE events --", "o neill drop table events"),
        ("100%_done\\", "100 done"),
    ] {
        assert_eq!(words(raw), expected, "{raw:?}");
    }
}

#[test]
fn the_words_of_all_parts_come_in_order() {
    let text = SearchText::of(["Um, dois", "", "...", "três"]);
    assert_eq!(text.as_str(), "um dois tres");
    assert_eq!(text.words().collect::<Vec<_>>(), ["um", "dois", "tres"]);
    assert!(!text.is_empty());
}

#[test]
fn words_that_differ_only_far_behind_are_the_same() {
    let longest = "é".repeat(SearchText::LONGEST_WORD);
    let cut = "e".repeat(SearchText::LONGEST_WORD);
    for (raw, expected) in [
        (format!("{longest} x"), format!("{cut} x")),
        (format!("{longest}é x"), format!("{cut} x")),
        (format!("x {longest}abc"), format!("x {cut}")),
        // Letters that are two when they are folded.
        ("ß".repeat(SearchText::LONGEST_WORD), "s".repeat(SearchText::LONGEST_WORD)),
    ] {
        assert_eq!(words(&raw), expected);
    }
}

#[test]
fn no_words_are_no_words() {
    for text in [SearchText::of([]), SearchText::of(["", "!?"]), SearchText::default()] {
        assert!(text.is_empty());
        assert_eq!(text.words().count(), 0);
    }
}

#[test]
fn names_are_the_same_whatever_their_accents_case_and_spaces() {
    for (one, other) in [
        ("São Paulo", "SAO  PAULO"),
        ("Café", "cafe\u{301}"),
        ("  Sala\t1 ", "sala 1"),
        ("Großer Saal", "GROSSER SAAL"),
        ("a\u{a0}b", "A B"),
    ] {
        assert_eq!(FoldedKey::of(one), FoldedKey::of(other), "{one:?} and {other:?}");
    }
}

#[test]
fn names_keep_their_punctuation() {
    assert_eq!(key("Room C++ (2nd)"), "room c++ (2nd)");
    assert_ne!(FoldedKey::of("Sala 1-1"), FoldedKey::of("Sala 11"));
    assert_ne!(FoldedKey::of("Sala 1"), FoldedKey::of("Sala1"));
}

#[test]
fn names_are_sorted_without_their_accents() {
    let mut names = ["zebra", "Évora", "Água", "abc", "Zaza", "evo"];
    names.sort_by_key(|name| FoldedKey::of(name));
    assert_eq!(names, ["abc", "Água", "evo", "Évora", "Zaza", "zebra"]);
}

proptest! {
    #[test]
    fn folding_words_again_changes_nothing(raw in any::<String>()) {
        let once = words(&raw);
        prop_assert_eq!(words(&once), once);
    }

    #[test]
    fn folding_names_again_changes_nothing(raw in any::<String>()) {
        let once = key(&raw);
        prop_assert_eq!(key(&once), once);
    }

    #[test]
    fn search_text_is_words_with_one_space_between(raw in any::<String>()) {
        let text = SearchText::of([raw.as_str()]);
        prop_assert!(text.as_str().chars().all(|c| c.is_alphanumeric() || c == ' '), "{:?}", text);
        prop_assert_eq!(text.words().collect::<Vec<_>>().join(" "), text.as_str());
        prop_assert_eq!(text.is_empty(), text.words().next().is_none());
    }

    #[test]
    fn case_makes_no_difference(raw in any::<String>()) {
        prop_assert_eq!(words(&raw.to_lowercase()), words(&raw));
    }

    #[test]
    fn what_is_written_in_one_part_or_in_two_is_found_alike(a in any::<String>(), b in any::<String>()) {
        prop_assert_eq!(SearchText::of([a.as_str(), b.as_str()]), SearchText::of([format!("{a}\n{b}").as_str()]));
    }
}

/// Every character that can fold to something else, once: neither order nor rarity hides one from
/// the properties above.
#[test]
fn no_character_folds_to_what_folds_further() {
    // By 256; without the ideographs beyond the second plane, which stay as they are.
    for block in (0..0x200).chain(0x2f8..0x2fb) {
        let chars = (block << 8..(block + 1) << 8).filter_map(char::from_u32);
        let raw: String = chars.flat_map(|c| [c, ' ']).collect();
        let (search, name) = (words(&raw), key(&raw));
        assert_eq!(words(&search), search, "block {block:x}");
        assert_eq!(key(&name), name, "block {block:x}");
        assert_eq!(words(&raw.to_lowercase()), search, "block {block:x}");
    }
}
