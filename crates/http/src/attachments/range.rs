//! Parts of a file (RFC 9110 §14).

use std::ops::Range;

use actix_web::http::header::{HeaderMap, IF_RANGE, RANGE};

/// How much of a file a client asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// All of it.
    Whole,
    /// This part, which is there.
    Part(Range<u64>),
    /// A part that is not there.
    Nothing,
}

/// What is asked of a file of this length, whose entity tag is this one. What cannot be understood, or
/// asks for several parts, is answered with the whole; so is who has a part of another file.
pub(super) fn asked(headers: &HeaderMap, tag: &str, size: u64) -> Asked {
    let mut ranges = headers.get_all(RANGE);
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return Asked::Whole };
    let same = headers.get_all(IF_RANGE).all(|known| known.as_bytes() == tag.as_bytes());
    match range.to_str().ok().filter(|_| same).and_then(parse) {
        Some(range) => within(&range, size),
        None => Asked::Whole,
    }
}

/// A range as it is written.
#[derive(Debug)]
enum Written {
    From { first: u64, last: u64 },
    Last(u64),
}

fn parse(raw: &str) -> Option<Written> {
    let (unit, range) = raw.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    match (first, last) {
        ("", last) => Some(Written::Last(number(last)?)),
        (first, "") => Some(Written::From { first: number(first)?, last: u64::MAX }),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(Written::From { first, last })
        }
    }
}

/// Digits and nothing else; of a number that is too great, the greatest.
fn number(raw: &str) -> Option<u64> {
    let digits = !raw.is_empty() && raw.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| raw.parse().unwrap_or(u64::MAX))
}

fn within(range: &Written, size: u64) -> Asked {
    let part = match *range {
        Written::From { first, last } => first..last.saturating_add(1).min(size),
        Written::Last(length) => size.saturating_sub(length)..size,
    };
    if part.is_empty() { Asked::Nothing } else { Asked::Part(part) }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    const TAG: &str = "\"abc\"";

    fn asked_with(headers: &[(&str, &str)]) -> Asked {
        let request =
            headers.iter().fold(TestRequest::get(), |request, header| request.append_header(*header));
        asked(request.to_http_request().headers(), TAG, 100)
    }

    #[test]
    fn a_part_is_cut_to_what_is_there() {
        for (range, part) in [
            ("bytes=0-0", 0..1),
            ("bytes=0-9", 0..10),
            ("bytes=10-", 10..100),
            ("bytes=99-", 99..100),
            ("bytes=90-200", 90..100),
            ("bytes=0-18446744073709551615", 0..100),
            ("bytes=0-99999999999999999999999", 0..100),
            ("bytes=-1", 99..100),
            ("bytes=-100", 0..100),
            ("bytes=-1000", 0..100),
            ("Bytes = 5-6", 5..7),
        ] {
            assert_eq!(asked_with(&[("range", range)]), Asked::Part(part), "{range}");
        }
    }

    #[test]
    fn what_is_not_there_is_told() {
        for range in ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(asked_with(&[("range", range)]), Asked::Nothing, "{range}");
        }
    }

    #[test]
    fn what_is_not_understood_gets_the_whole() {
        for range in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=1",
            "bytes=5-4",
            "bytes=0-1,3-4",
            "bytes=0-1, -1",
            "items=0-1",
            "bytes=--1",
        ] {
            assert_eq!(asked_with(&[("range", range)]), Asked::Whole, "{range}");
        }
        assert_eq!(asked_with(&[("range", "bytes=0-1"), ("range", "bytes=2-3")]), Asked::Whole);
        assert_eq!(asked_with(&[]), Asked::Whole);
    }

    #[test]
    fn a_part_of_another_file_is_no_use() {
        let range = ("range", "bytes=0-9");
        assert_eq!(asked_with(&[range, ("if-range", TAG)]), Asked::Part(0..10));
        for other in ["\"abd\"", "W/\"abc\"", "abc", "*", "Sat, 01 Jan 2000 00:00:00 GMT"] {
            assert_eq!(asked_with(&[range, ("if-range", other)]), Asked::Whole, "{other}");
        }
    }
}
