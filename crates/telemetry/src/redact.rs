use std::fmt;

use serde_json::Value;
use slog::{BorrowedKV, Drain, KV, Key, OwnedKVList, Record, RecordStatic, Serializer, o};

use crate::{
    lines::{RESERVED, printable},
    mask::mask,
};

/// What stands where a secret was.
pub(crate) const REDACTED: &str = "[redacted]";

/// Names of secrets, and of what is personal.
const SECRET_NAMES: [&str; 24] = [
    "access_token",
    "api_key",
    "apikey",
    "authorization",
    "bearer_token",
    "client_secret",
    "cookie",
    "credentials",
    "e_mail",
    "email",
    "id_token",
    "jwt",
    "passphrase",
    "passwd",
    "password",
    "password_hash",
    "private_key",
    "pwd",
    "refresh_token",
    "secret",
    "secret_key",
    "secrets",
    "ticket",
    "token",
];

/// Whether values under this name are hidden: `password`, `token`, `secret`, `authorization`,
/// `cookie`, `email`, `api_key`, `jwt`, `ticket` and their like, also as the last part of a longer
/// name (`user_email`, `X-Api-Key`, `Set-Cookie`).
#[must_use]
pub fn names_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    SECRET_NAMES.iter().any(|secret| {
        name.strip_suffix(secret).is_some_and(|prefix| prefix.is_empty() || prefix.ends_with('_'))
    })
}

/// Hides secrets in the values of records, and makes keys unique: of two values under one key the
/// nearer one counts (the record's before its logger's, the child's before the parent's), and a
/// value that has the key of a line's own (`ts`, `level`, `msg`, `module`) gets a `_` behind it.
pub(crate) struct Redacting<D> {
    drain: D,
    escape: bool,
    none: OwnedKVList,
}

impl<D> Redacting<D> {
    /// `escape`: whether control characters must be escaped, because the drain will not.
    pub(crate) fn new(drain: D, escape: bool) -> Self {
        Self { drain, escape, none: o!().into() }
    }
}

impl<D: Drain> Drain for Redacting<D> {
    type Ok = D::Ok;
    type Err = D::Err;

    fn log(&self, record: &Record<'_>, values: &OwnedKVList) -> Result<D::Ok, D::Err> {
        let location = *record.location();
        let line = RecordStatic { location: &location, level: record.level(), tag: record.tag() };
        let values = Values { record, logger: values, escape: self.escape };
        self.drain.log(&Record::new(&line, record.msg(), BorrowedKV(&values)), &self.none)
    }
}

/// The values of a record and of its logger.
struct Values<'a> {
    record: &'a Record<'a>,
    logger: &'a OwnedKVList,
    escape: bool,
}

impl KV for Values<'_> {
    fn serialize(&self, _: &Record<'_>, serializer: &mut dyn Serializer) -> slog::Result {
        let mut redacting = RedactingSerializer { serializer, escape: self.escape, seen: Vec::new() };
        // A value that cannot be written costs itself and the values behind it, not the line.
        drop(self.record.kv().serialize(self.record, &mut redacting));
        drop(self.logger.serialize(self.record, &mut redacting));
        Ok(())
    }
}

struct RedactingSerializer<'a> {
    serializer: &'a mut dyn Serializer,
    escape: bool,
    seen: Vec<Key>,
}

impl RedactingSerializer<'_> {
    /// The key to write under; `None` when a nearer value has it.
    fn claim(&mut self, key: Key) -> Option<Key> {
        if self.seen.contains(&key) {
            return None;
        }
        self.seen.push(key);
        let reserved = RESERVED.iter().find(|(reserved, _)| *reserved == key);
        Some(reserved.map_or(key, |(_, instead)| *instead))
    }

    fn emit(
        &mut self,
        key: Key,
        write: impl FnOnce(&mut dyn Serializer, Key) -> slog::Result,
    ) -> slog::Result {
        match self.claim(key) {
            None => Ok(()),
            Some(key) if names_secret(key) => self.serializer.emit_str(key, REDACTED),
            Some(key) => write(self.serializer, key),
        }
    }
}

/// Passes values on that cannot hold text.
macro_rules! pass_on {
    ($($method:ident: $kind:ty),+ $(,)?) => {
        $(fn $method(&mut self, key: Key, value: $kind) -> slog::Result {
            self.emit(key, |serializer, key| serializer.$method(key, value))
        })+
    };
}

impl Serializer for RedactingSerializer<'_> {
    pass_on! {
        emit_bool: bool, emit_u8: u8, emit_i8: i8, emit_u16: u16, emit_i16: i16, emit_u32: u32,
        emit_i32: i32, emit_u64: u64, emit_i64: i64, emit_u128: u128, emit_i128: i128,
        emit_usize: usize, emit_isize: isize, emit_f32: f32, emit_f64: f64,
    }

    fn emit_unit(&mut self, key: Key) -> slog::Result {
        self.emit(key, |serializer, key| serializer.emit_unit(key))
    }

    fn emit_none(&mut self, key: Key) -> slog::Result {
        // What is not there is not written; but it hides what a farther logger has under the key.
        self.claim(key);
        Ok(())
    }

    fn emit_char(&mut self, key: Key, value: char) -> slog::Result {
        self.emit_str(key, value.encode_utf8(&mut [0; 4]))
    }

    fn emit_str(&mut self, key: Key, value: &str) -> slog::Result {
        let escape = self.escape;
        self.emit(key, |serializer, key| {
            let masked = mask(value);
            if escape {
                serializer.emit_str(key, &printable(&masked))
            } else {
                serializer.emit_str(key, &masked)
            }
        })
    }

    fn emit_arguments(&mut self, key: Key, value: &fmt::Arguments<'_>) -> slog::Result {
        self.emit_str(key, &value.to_string())
    }

    fn emit_serde(&mut self, key: Key, value: &dyn slog::SerdeValue) -> slog::Result {
        // Made whole before anything is written: a value that fails half-way would break the line.
        match serde_json::to_value(value.as_serde()) {
            Ok(value) => {
                self.emit(key, |serializer, key| serializer.emit_serde(key, &slog::Serde(hide(value))))
            }
            Err(error) => self.emit_str(key, &format!("[not serialisable: {error}]")),
        }
    }
}

/// Hides secrets in a nested value, by name and by look.
fn hide(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(mask(&text).into_owned()),
        Value::Array(items) => items.into_iter().map(hide).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| {
                let value = if names_secret(&name) { Value::from(REDACTED) } else { hide(value) };
                (name, value)
            })
            .collect(),
        plain => plain,
    }
}
