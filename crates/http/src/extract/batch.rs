use std::fmt;

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use fasttrack_domain::Invalid;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny, SeqAccess, Visitor},
};
use serde_json::value::RawValue;
use validator::Validate;

use super::body::{JSON, Parsing, deserialize, read, read_json};
use crate::{
    problem::{ApiError, Code, FieldError},
    settings::HttpSettings,
};

/// A JSON list of up to `MAX` items. Each item is what it should be, or comes with all that is
/// wrong with it, so that one does not hide the others.
pub(crate) struct JsonBatch<T, const MAX: usize>(pub Vec<Result<T, Vec<FieldError>>>);

impl<T: DeserializeOwned + Validate + 'static, const MAX: usize> FromRequest for JsonBatch<T, MAX> {
    type Error = ApiError;
    type Future = Parsing<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = read(request, payload, &JSON, batch_limit);
        Box::pin(async move { read_batch::<_, MAX>(&body.await?).map(Self) })
    }
}

const fn batch_limit(settings: &HttpSettings) -> usize {
    settings.batch_body_limit
}

fn read_batch<T, const MAX: usize>(body: &[u8]) -> Result<Vec<Result<T, Vec<FieldError>>>, ApiError>
where
    T: DeserializeOwned + Validate,
{
    let items: Items<'_, MAX> = deserialize(body)?;
    let misfit = match items.count {
        0 => Some(Invalid::new("too_few", "must hold at least one item")),
        n if n > MAX => Some(Invalid::new("too_many", format!("must hold at most {MAX} items"))),
        _ => None,
    };
    if let Some(misfit) = misfit {
        return Err(ApiError::invalid("", misfit));
    }
    let read = |(index, item): (usize, &RawValue)| match read_json(item.get().as_bytes()) {
        Ok(item) => Ok(Ok(item)),
        Err(error) if error.code == Code::ValidationFailed => Ok(Err(error.fields_below(index))),
        Err(error) => Err(error),
    };
    items.kept.into_iter().enumerate().map(read).collect()
}

/// The items of a list, cut out of it and not looked at yet; no more than `MAX` of them are kept,
/// however many there are.
struct Items<'a, const MAX: usize> {
    kept: Vec<&'a RawValue>,
    count: usize,
}

impl<'de: 'a, 'a, const MAX: usize> Deserialize<'de> for Items<'a, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Items { kept: Vec::new(), count: 0 })
    }
}

impl<'de: 'a, 'a, const MAX: usize> Visitor<'de> for Items<'a, MAX> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Self, A::Error> {
        while self.count < MAX {
            let Some(item) = items.next_element()? else { return Ok(self) };
            self.kept.push(item);
            self.count += 1;
        }
        while items.next_element::<IgnoredAny>()?.is_some() {
            self.count += 1;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    struct Item {
        #[validate(length(min = 1))]
        name: String,
    }

    fn refused(body: &str) -> (Code, Vec<(String, String)>) {
        let error = read_batch::<Item, 3>(body.as_bytes()).expect_err("a misfit");
        let fields = error.fields.into_iter().map(|field| (field.pointer, field.code.into_owned()));
        (error.code, fields.collect())
    }

    #[test]
    fn every_misfit_of_every_item_is_pointed_at() {
        let body = r#"[{"name":"a"}, {"nome":"a"}, {"name":""}]"#;
        let items = read_batch::<Item, 3>(body.as_bytes()).unwrap();
        let pointers: Vec<Vec<&str>> = items
            .iter()
            .map(|item| item.as_ref().err().into_iter().flatten().map(|f| f.pointer.as_str()).collect())
            .collect();
        assert_eq!(pointers, [vec![], vec!["/1/nome"], vec!["/2/name"]]);
        let items = read_batch::<Item, 3>(br#"[7, [], null]"#).unwrap();
        for (index, item) in items.iter().enumerate() {
            assert_eq!(item.as_ref().unwrap_err()[0].pointer, format!("/{index}"));
        }
    }

    #[test]
    fn a_batch_has_a_few_items() {
        let item = r#"{"name":"a"}"#;
        for (body, code) in [
            ("[]".to_owned(), "too_few"),
            (format!("[{item},{item},{item},{item}]"), "too_many"),
            ("{}".to_owned(), "invalid_type"),
            ("null".to_owned(), "invalid_type"),
        ] {
            let expected = (Code::ValidationFailed, vec![(String::new(), code.to_owned())]);
            assert_eq!(refused(&body), expected, "{body}");
        }
    }

    #[test]
    fn what_is_not_json_is_malformed() {
        for body in ["", "[", r#"[{"name":"a"}"#, r#"[{"name":"a"},]"#, "[] []"] {
            assert_eq!(refused(body).0, Code::MalformedBody, "{body:.40}");
        }
    }
}
