//! JSON Merge Patch (RFC 7396): the present state is rendered as the body of a `PUT`, merged, and
//! read again as the body of a `PUT`.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use validator::Validate;

use crate::{extract::read_json, problem::ApiError};

/// How often a patch without `If-Match` is merged again when edits come in between.
pub(crate) const ATTEMPTS: u32 = 3;

/// The input that `current` becomes under the patch, validated like any other.
pub(crate) fn apply<T: Serialize + DeserializeOwned + Validate>(
    current: &T,
    patch: &Value,
) -> Result<T, ApiError> {
    let mut merged = serde_json::to_value(current).map_err(ApiError::internal)?;
    let unknown = unknown_members(&merged, patch);
    merge(&mut merged, patch);
    // To remove what cannot be there is a misspelling: it is put back, to be refused.
    if let Value::Object(members) = &mut merged {
        members.extend(unknown.into_iter().map(|name| (name, Value::Null)));
    }
    read_json(&serde_json::to_vec(&merged).map_err(ApiError::internal)?)
}

/// The members that a patch removes though `current`, which shows all that there are, has none of
/// that name.
fn unknown_members(current: &Value, patch: &Value) -> Vec<String> {
    let (Value::Object(current), Value::Object(patch)) = (current, patch) else { return Vec::new() };
    let removed = patch.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name);
    removed.filter(|name| !current.contains_key(*name)).cloned().collect()
}

/// Members of objects are merged, `null` removes, and anything else replaces.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(members) = patch else {
        target.clone_from(patch);
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    if let Value::Object(object) = target {
        for (name, value) in members {
            if value.is_null() {
                object.remove(name);
            } else {
                merge(object.entry(name).or_insert(Value::Null), value);
            }
        }
    }
}

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The examples of RFC 7396, appendix A.
    #[test]
    fn merges_as_the_rfc_shows() {
        let cases = [
            (json!({"a":"b"}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"b"}), json!({"b":"c"}), json!({"a":"b","b":"c"})),
            (json!({"a":"b"}), json!({"a":null}), json!({})),
            (json!({"a":"b","b":"c"}), json!({"a":null}), json!({"b":"c"})),
            (json!({"a":["b"]}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"c"}), json!({"a":["b"]}), json!({"a":["b"]})),
            (json!({"a":{"b":"c"}}), json!({"a":{"b":"d","c":null}}), json!({"a":{"b":"d"}})),
            (json!({"a":[{"b":"c"}]}), json!({"a":[1]}), json!({"a":[1]})),
            (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
            (json!({"a":"b"}), json!(["c"]), json!(["c"])),
            (json!({"a":"foo"}), json!(null), json!(null)),
            (json!({"a":"foo"}), json!("bar"), json!("bar")),
            (json!({"e":null}), json!({"a":1}), json!({"e":null,"a":1})),
            (json!([1, 2]), json!({"a":"b","c":null}), json!({"a":"b"})),
            (json!({}), json!({"a":{"bb":{"ccc":null}}}), json!({"a":{"bb":{}}})),
        ];
        for (mut target, patch, expected) in cases {
            let before = target.clone();
            merge(&mut target, &patch);
            assert_eq!(target, expected, "{before} merged with {patch}");
        }
    }
}
