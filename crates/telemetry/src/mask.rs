use std::borrow::Cow;

use crate::redact::{REDACTED, names_secret};

/// Hides what looks like a secret in free text: e-mail addresses, JSON Web Tokens, API keys, bearer tokens,
/// the user part of URLs, and what stands after the name of a secret (`password=…`, `"token": "…"`).
///
/// A second line of defence, for the text of libraries; own code does not log secrets in the first
/// place.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len());
    let mut next = Next::Plain;
    let mut rest = text;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.find(is_delimiter).unwrap_or(rest.len()));
        let (gap, after) = after.split_at(after.find(|c| !is_delimiter(c)).unwrap_or(after.len()));
        if !word.is_empty() {
            next = mask_word(word, next, &mut out);
        }
        out.push_str(gap);
        rest = after;
    }
    if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

/// What the word before says of the next one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Plain,
    /// The word before names a secret: after a `:` or `=` comes its value.
    AfterName,
    /// It is a secret.
    Secret,
}

const fn is_delimiter(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '"' | '\'' | '`' | '<' | '>' | '(' | ')' | '[' | ']' | '{' | '}' | ',' | ';' | '\\')
}

/// Words that may stand between a name and its secret, or before a secret.
fn is_scheme(word: &str) -> bool {
    ["bearer", "basic", "digest", "some"].iter().any(|scheme| word.eq_ignore_ascii_case(scheme))
}

fn mask_word(word: &str, next: Next, out: &mut String) -> Next {
    match (next, word.strip_prefix([':', '='])) {
        (Next::Secret, _) if is_scheme(word) => {
            out.push_str(word);
            return Next::Secret;
        }
        (Next::Secret, _) => {
            out.push_str(REDACTED);
            return Next::Plain;
        }
        (Next::AfterName, Some(value)) => return mask_value(word, value, out),
        _ => {}
    }
    if word.eq_ignore_ascii_case("bearer") {
        out.push_str(word);
        return Next::Secret;
    }
    if names_secret(word) {
        out.push_str(word);
        return Next::AfterName;
    }
    let word = mask_user(word, out);
    word.split_inclusive(['&', '?']).fold(Next::Plain, |_, piece| mask_piece(piece, out))
}

/// Writes a URL until before the `@`, without what stands there, and returns the rest. A password
/// that was not escaped may hold `?` or `#`, so only a `/` ends the part that is looked at.
fn mask_user<'a>(word: &'a str, out: &mut String) -> &'a str {
    let Some((scheme, rest)) = word.split_once("://") else { return word };
    let authority = rest.split('/').next().unwrap_or(rest);
    let Some((user, _)) = authority.rsplit_once('@') else { return word };
    out.push_str(scheme);
    out.push_str("://");
    out.push_str(REDACTED);
    rest.strip_prefix(user).unwrap_or(rest)
}

/// A secret that begins behind its `:` or `=`, or with the next word.
fn mask_value(word: &str, value: &str, out: &mut String) -> Next {
    out.push_str(word.strip_suffix(value).unwrap_or(word));
    let value = value.trim_start_matches([':', '=']);
    if value.is_empty() {
        return Next::Secret;
    }
    mask_word(value, Next::Secret, out)
}

/// A word without white space and quotes, or one parameter of a query.
fn mask_piece(piece: &str, out: &mut String) -> Next {
    if let Some(end) = end_of_secret_name(piece) {
        let (name, value) = piece.split_at(end);
        let (value, tail) = value.split_at(value.trim_end_matches(['&', '?']).len());
        out.push_str(name);
        let next = mask_value(value, value.get(1..).unwrap_or_default(), out);
        out.push_str(tail);
        return next;
    }
    let secret = looks_like_jwt(piece) || looks_like_api_key(piece) || looks_like_email(piece);
    out.push_str(if secret { REDACTED } else { piece });
    Next::Plain
}

/// Where the `:` or `=` stands that has the name of a secret before it. `::` belongs to a path.
fn end_of_secret_name(piece: &str) -> Option<usize> {
    piece.match_indices([':', '=']).map(|(at, _)| at).find(|&at| {
        let (before, from) = piece.split_at(at);
        let name = before.rsplit(['/', '.', '#', '@', ':', '=']).next().unwrap_or(before);
        !from.starts_with("::") && names_secret(name)
    })
}

/// `eyJ` is `{"` in base64: how every JWT begins.
fn looks_like_jwt(word: &str) -> bool {
    const SHORTEST: usize = 16;
    word.find("eyJ").and_then(|start| word.get(start..)).is_some_and(|token| token.len() >= SHORTEST)
}

/// `ftk_` is how every API key begins.
fn looks_like_api_key(word: &str) -> bool {
    const SHORTEST: usize = 16;
    word.find("ftk_").and_then(|start| word.get(start..)).is_some_and(|key| key.len() >= SHORTEST)
}

fn looks_like_email(word: &str) -> bool {
    word.split_once('@').is_some_and(|(local, domain)| {
        local.ends_with(|c: char| c.is_alphanumeric() || "_+-".contains(c))
            && domain.starts_with(char::is_alphanumeric)
            && domain.trim_end_matches(|c: char| !c.is_alphanumeric()).contains('.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_and_the_rest_is_left() {
        let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
        for (text, masked) in [
            ("sent to ana@example.org.", "sent to [redacted]"),
            ("<ana.maria+x@mail.example.org>", "<[redacted]>"),
            ("to=ana@example.org", "[redacted]"),
            (&format!("got {jwt} here"), "got [redacted] here"),
            (&format!("/x?jwt={jwt}&y=1"), "/x?jwt=[redacted]&y=1"),
            (&format!("/x?v={jwt}"), "/x?[redacted]"),
            ("key ftk_q3Zc1w6pS0mJx2n8RkVtYb4L", "key [redacted]"),
            ("Bearer abc.def", "Bearer [redacted]"),
            ("authorization: Bearer abc", "authorization: Bearer [redacted]"),
            ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [redacted]"),
            ("\"authorization\": \"Bearer abc\"", "\"authorization\": \"Bearer [redacted]\""),
            ("password=hunter2 next", "password=[redacted] next"),
            ("password = hunter2", "password = [redacted]"),
            ("PASSWORD:hunter2", "PASSWORD:[redacted]"),
            ("{\"password\":\"hunter2\",\"a\":1}", "{\"password\":\"[redacted]\",\"a\":1}"),
            ("Login { password: Some(\"hunter2\") }", "Login { password: Some(\"[redacted]\") }"),
            ("?a=1&refresh_token=xyz&b=2", "?a=1&refresh_token=[redacted]&b=2"),
            ("https://h/x?access_token=xyz", "https://h/x?access_token=[redacted]"),
            ("postgres://app:pa:ss@db:5432/x", "postgres://[redacted]@db:5432/x"),
            ("redis://:pw@cache/0", "redis://[redacted]@cache/0"),
            (
                "https://ana:p?a#ss@h.example.org/x?token=1",
                "https://[redacted]@h.example.org/x?token=[redacted]",
            ),
            ("login:password=hunter2", "login:password=[redacted]"),
            ("é@ü.de ß", "[redacted] ß"),
        ] {
            assert_eq!(mask(text), masked, "{text}");
        }
    }

    #[test]
    fn what_is_no_secret_is_not_touched() {
        for text in [
            "",
            "  two  spaces\tand a tab\n",
            "the password was wrong, the token expired",
            "token_type: Bearer",
            "GET /api/v1/events?sort=title 200 in 3 ms",
            "https://example.org/@ana/x",
            "http://[::1]:8000/ at 2026-03-14T19:30:00Z",
            "fasttrack_jwt::token::verify at token::Foo",
            "an ftk_ key, ftk_short",
            "@mention, a@b, v1.2.3, x@, eyJ",
            "São João ☀ 🎉",
        ] {
            assert!(
                matches!(mask(text), Cow::Borrowed(same) if same == text),
                "{text} became {}",
                mask(text)
            );
        }
    }
}
