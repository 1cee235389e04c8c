//! The laws of RFC 7396, whatever the target and the patch. The corpus, of patches, is
//! `corpus/merge_patch`.

use fasttrack_test_support::fuzz::{self, Corpus};
use proptest::{collection::vec, prelude::*};
use serde_json::json;

use super::*;

const WORDS: [&[u8]; 14] = [
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b"1",
    b"\"\"",
    b"\"a\":",
    b"\"b\":{\"c\":null}",
    b",\"o\":{\"p\":null}",
    b",\"l\":[null]",
    b"\\u0000",
];

/// The function of RFC 7396 §2, as it stands there: it makes a new value, and knows no `entry`.
fn as_the_rfc_says(target: &Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else { return patch.clone() };
    let mut merged = target.as_object().cloned().unwrap_or_default();
    for (name, value) in patch {
        let before = merged.remove(name).unwrap_or(Value::Null);
        if !value.is_null() {
            merged.insert(name.clone(), as_the_rfc_says(&before, value));
        }
    }
    Value::Object(merged)
}

fn merged(target: &Value, patch: &Value) -> Value {
    let mut merged = target.clone();
    merge(&mut merged, patch);
    merged
}

/// What a patch removes is not there, and what it leaves out stays.
fn says_what_the_patch_says(target: &Value, patch: &Value, merged: &Value) {
    let Value::Object(patch) = patch else { return assert_eq!(merged, patch) };
    for (name, value) in patch {
        match (value, merged.get(name)) {
            (Value::Null, found) => assert_eq!(found, None, "{name} was to be removed"),
            (value, found) => {
                let before = target.get(name).unwrap_or(&Value::Null);
                says_what_the_patch_says(before, value, found.unwrap());
            }
        }
    }
    for (name, value) in target.as_object().into_iter().flatten() {
        assert!(patch.contains_key(name) || merged.get(name) == Some(value), "{name} was not to be touched");
    }
}

fn keeps_the_laws(target: &Value, patch: &Value) {
    let once = merged(target, patch);
    assert_eq!(once, as_the_rfc_says(target, patch));
    assert_eq!(merged(&once, patch), once, "a second time it changes something");
    says_what_the_patch_says(target, patch, &once);
    if target.is_object() {
        assert_eq!(merged(target, &json!({})), *target);
    }
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        3 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => "[a-c]{0,2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let members = vec(("[abc/~]{0,1}", inner.clone()), 0..5);
        prop_oneof![
            4 => members.prop_map(|members| Value::Object(members.into_iter().collect())),
            1 => vec(inner, 0..4).prop_map(Value::Array),
        ]
    })
}

#[test]
fn any_two_values_merge_by_the_laws() {
    fuzz::hold(600, &(value(), value()), |(target, patch)| keeps_the_laws(&target, &patch));
}

#[test]
fn any_text_that_is_a_patch_merges_by_the_laws() {
    let targets =
        [json!({"a": {"b": 1, "c": [1]}, "o": {"p": {"q": null}}, "l": [1], "": 7}), json!([1]), json!(null)];
    Corpus::of(env!("CARGO_MANIFEST_DIR"), "merge_patch").attack(400, &WORDS, |bytes| {
        if let Ok(patch) = serde_json::from_slice::<Value>(bytes) {
            targets.iter().for_each(|target| keeps_the_laws(target, &patch));
        }
    });
}

/// What people may change of a thing: all its members can be left out.
#[derive(Debug, PartialEq, Serialize, serde::Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Thing {
    a: Option<i64>,
    #[validate(length(max = 3))]
    b: Option<String>,
}

/// What is refused says so in the words of a body; nothing that a patch does not name is changed.
#[test]
fn any_patch_of_a_thing_makes_another_or_is_refused() {
    Corpus::of(env!("CARGO_MANIFEST_DIR"), "merge_patch").attack(400, &WORDS, |bytes| {
        let Ok(patch) = serde_json::from_slice::<Value>(bytes) else { return };
        let thing = Thing { a: Some(1), b: Some("x".to_owned()) };
        match apply(&thing, &patch) {
            Ok(Thing { a, b }) => {
                assert!(patch.get("a").is_some() || a == thing.a);
                assert!(patch.get("b").is_some() || b == thing.b);
                let names = patch.as_object().unwrap().keys();
                assert!(names.clone().all(|name| ["a", "b"].contains(&name.as_str())), "{patch}");
            }
            Err(error) => assert!(!error.code.status().is_server_error(), "{patch}: {:?}", error.code),
        }
    });
}
