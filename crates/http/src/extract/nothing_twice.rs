use std::{collections::HashSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, Visitor},
};

/// An object no member of which is there twice.
pub(super) struct NothingTwice;

impl<'de> Deserialize<'de> for NothingTwice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Self)
    }
}

impl<'de> Visitor<'de> for NothingTwice {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut seen = HashSet::new();
        while let Some((name, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
            if seen.contains(&name) {
                return Err(de::Error::custom(format_args!("duplicate field `{name}`")));
            }
            seen.insert(name);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misfit(body: &str) -> Option<String> {
        serde_json::from_str::<NothingTwice>(body).err().map(|error| error.to_string())
    }

    #[test]
    fn the_member_that_is_there_twice_is_named() {
        assert_eq!(misfit(r#"{"a":1,"b":{"a":1}}"#), None);
        for twice in [r#"{"a":1,"b":2,"a":1}"#, r#"{"a":1,"\u0061":2}"#] {
            assert!(misfit(twice).is_some_and(|told| told.starts_with("duplicate field `a`")), "{twice}");
        }
    }
}
