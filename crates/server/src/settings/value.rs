//! How values are written. Refusals say what would fit, and never repeat the value.

use std::{fmt::Display, ops::RangeInclusive, str::FromStr, time::Duration};

use super::reader::Refusal;

const MILLISECOND: u64 = 1;
const SECOND: u64 = 1000 * MILLISECOND;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A whole number inside the range.
pub(super) fn number<T>(range: RangeInclusive<T>) -> impl FnOnce(&str) -> Result<T, Refusal>
where
    T: FromStr + PartialOrd + Display,
{
    move |raw| {
        raw.parse()
            .ok()
            .filter(|n| range.contains(n))
            .ok_or_else(|| format!("must be a whole number from {} to {}", range.start(), range.end()))
    }
}

/// A number with a unit, such as `10m`, inside the range.
pub(super) fn duration(
    range: RangeInclusive<&'static str>,
) -> impl FnOnce(&str) -> Result<Duration, Refusal> {
    move |raw| {
        let (min, max) = (millis(range.start()), millis(range.end()));
        let fits = |raw: &str| millis(raw).filter(|ms| min <= Some(*ms) && Some(*ms) <= max);
        fits(raw).map(Duration::from_millis).ok_or_else(|| {
            let such_as = such_as(&["500ms", "30s", "10m", "2h", "30d"], |example| fits(example).is_some());
            format!("must be a duration from {} to {}{such_as}", range.start(), range.end())
        })
    }
}

fn millis(raw: &str) -> Option<u64> {
    let (number, unit) = split_unit(raw)?;
    let unit = match unit {
        "ms" => MILLISECOND,
        "s" => SECOND,
        "m" => MINUTE,
        "h" => HOUR,
        "d" => DAY,
        _ => return None,
    };
    number.checked_mul(unit)
}

/// A number of bytes, such as `1MiB`, from one up to the limit.
pub(super) fn size(max: &'static str) -> impl FnOnce(&str) -> Result<u64, Refusal> {
    move |raw| {
        let fits = |raw: &str| bytes(raw).filter(|n| *n > 0 && Some(*n) <= bytes(max));
        fits(raw).ok_or_else(|| {
            let such_as = such_as(&["4096B", "512KiB", "1MiB"], |example| fits(example).is_some());
            format!("must be a size up to {max}{such_as}")
        })
    }
}

/// The examples that would be taken: one that would be refused in its turn is none.
fn such_as(examples: &[&str], fits: impl Fn(&str) -> bool) -> String {
    let fitting: Vec<&str> = examples.iter().copied().filter(|example| fits(example)).collect();
    match fitting.split_last() {
        None => String::new(),
        Some((last, [])) => format!(", such as {last}"),
        Some((last, others)) => format!(", such as {} or {last}", others.join(", ")),
    }
}

fn bytes(raw: &str) -> Option<u64> {
    let (number, unit) = split_unit(raw)?;
    let unit = match unit {
        "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(unit)
}

fn split_unit(raw: &str) -> Option<(u64, &str)> {
    let unit = raw.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = raw.strip_suffix(unit)?;
    Some((digits.parse().ok()?, unit.trim_start()))
}

/// `on` or `off`, or their usual other names.
pub(super) fn switch(raw: &str) -> Result<bool, Refusal> {
    match raw.to_ascii_lowercase().as_str() {
        "on" | "true" => Ok(true),
        "off" | "false" => Ok(false),
        _ => Err("must be `on` or `off` (or `true` or `false`)".to_owned()),
    }
}

/// One of a few words.
pub(super) fn word<T: Copy>(words: &'static [(&'static str, T)]) -> impl FnOnce(&str) -> Result<T, Refusal> {
    move |raw| {
        words.iter().find(|(word, _)| *word == raw).map(|(_, value)| *value).ok_or_else(|| {
            let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            format!("must be one of {}", words.join(", "))
        })
    }
}

/// Items separated by commas, or `none`. All must fit.
pub(super) fn list<T>(
    item: impl Fn(&str) -> Option<T>,
    fits: &'static str,
) -> impl FnOnce(&str) -> Result<Vec<T>, Refusal> {
    move |raw| {
        if raw == "none" {
            return Ok(Vec::new());
        }
        raw.split(',')
            .enumerate()
            .map(|(i, text)| {
                item(text.trim())
                    .ok_or_else(|| format!("must hold {fits}, or be `none`: item {} is not one", i + 1))
            })
            .collect()
    }
}

/// Anything that the domain parses.
pub(super) fn parsed<T: FromStr<Err = fasttrack_domain::Invalid>>(raw: &str) -> Result<T, Refusal> {
    raw.parse().map_err(|invalid: fasttrack_domain::Invalid| invalid.to_string())
}

/// The origin of a web page (RFC 6454): a scheme, a host and perhaps a port, and no path.
pub(super) fn origin(raw: &str) -> Option<String> {
    let host = raw.strip_prefix("https://").or_else(|| raw.strip_prefix("http://"))?;
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let name_fits = !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.[]:".contains(&b));
    let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    (name_fits && port_fits).then(|| raw.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units_and_bounds() {
        let read = |raw: &str| duration("1ms"..="30d")(raw);
        assert_eq!(read("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(read("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(read("30d"), Ok(Duration::from_secs(30 * 86_400)));
        for raw in [
            "",
            "10",
            "m",
            "-1s",
            "1.5s",
            "0s",
            "31d",
            "1M",
            "99999999999999999999s",
            "18446744073709551615d",
        ] {
            assert!(read(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn every_example_of_a_refusal_would_be_taken() {
        let refusal = |range| duration(range)("soon").unwrap_err();
        assert_eq!(
            refusal("1ms"..="30d"),
            "must be a duration from 1ms to 30d, such as 500ms, 30s, 10m, 2h or 30d"
        );
        assert_eq!(refusal("10ms"..="10m"), "must be a duration from 10ms to 10m, such as 500ms, 30s or 10m");
        assert_eq!(refusal("1s"..="59s"), "must be a duration from 1s to 59s, such as 30s");
        assert_eq!(refusal("1ms"..="9ms"), "must be a duration from 1ms to 9ms");
        assert_eq!(size("1KiB")("much").unwrap_err(), "must be a size up to 1KiB");
        assert!(size("1GiB")("much").unwrap_err().ends_with("such as 4096B, 512KiB or 1MiB"));
    }

    #[test]
    fn sizes_have_units_and_a_limit() {
        let read = |raw: &str| size("1GiB")(raw);
        assert_eq!(read("4096B"), Ok(4096));
        assert_eq!(read("1 MiB"), Ok(1 << 20));
        for raw in ["", "1", "1MB", "0B", "2GiB", "-1KiB", "MiB"] {
            assert!(read(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn origins_are_no_more_than_that() {
        for raw in ["https://app.example.com", "http://localhost:3000", "http://[::1]:3000", "http://[::1]"] {
            assert_eq!(origin(raw).as_deref(), Some(raw));
        }
        for raw in [
            "",
            "*",
            "null",
            "app.example.com",
            "https://",
            "https://a/",
            "https://a:0",
            "https://A.example",
            "ftp://a",
            "https://a,b",
        ] {
            assert_eq!(origin(raw), None, "{raw}");
        }
    }

    #[test]
    fn lists_say_which_item_does_not_fit() {
        let read = |raw: &str| list(origin, "origins")(raw);
        assert_eq!(read("none"), Ok(vec![]));
        assert_eq!(read("https://a, https://b").unwrap().len(), 2);
        assert!(read("https://a,,https://b").unwrap_err().ends_with("item 2 is not one"));
    }

    #[test]
    fn switches_know_both_spellings() {
        assert_eq!(
            (switch("on"), switch("True"), switch("off"), switch("false")),
            (Ok(true), Ok(true), Ok(false), Ok(false))
        );
        assert!(switch("yes").is_err());
    }
}
