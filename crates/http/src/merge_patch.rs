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
    merge(&mut merged, patch);
    read_json(&serde_json::to_vec(&merged).map_err(ApiError::internal)?)
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
