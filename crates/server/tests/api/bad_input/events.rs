//! Events that do not fit.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Bench, Misfit, misfit, text};
use crate::support::{
    TestApp,
    given::{EVENTS, a_venue, an_event, with},
};

const ALL: [Method; 3] = [Method::POST, Method::PUT, Method::PATCH];

async fn bench() -> Bench {
    let times = json!({"starts_at": "2031-03-14T22:00:00Z", "ends_at": "2031-03-15T01:00:00Z"});
    let valid = with(&with(&an_event("Baile"), &times), &json!({"capacity": 50}));
    Bench::new(TestApp::start(), EVENTS, valid.clone(), &valid).await
}

#[tokio::test]
async fn texts_have_bounds_and_no_control_characters() {
    let of = |member, pointer, most: usize| -> Vec<Misfit> {
        vec![
            misfit("empty", member, "\"\"", pointer, "required"),
            misfit("white space", member, "\" \\t\\n \"", pointer, "required"),
            (("too long"), member, text('a', most + 1), pointer, "too_long"),
            (("too long, of wide letters"), member, text('ã', most + 1), pointer, "too_long"),
            misfit("a bell", member, r#""a\u0007b""#, pointer, "control_character"),
            misfit("a NUL", member, r#""a\u0000b""#, pointer, "control_character"),
            misfit("a line end", member, r#""a\nb""#, pointer, "control_character"),
            misfit("a C1 control", member, r#""a\u0085b""#, pointer, "control_character"),
            misfit("a number", member, "1", pointer, "invalid_type"),
            misfit("a list", member, r#"["a"]"#, pointer, "invalid_type"),
            misfit("an object", member, r#"{"a":1}"#, pointer, "invalid_type"),
            misfit("a truth", member, "true", pointer, "invalid_type"),
        ]
    };
    let bench = bench().await;
    bench.refuses(&ALL, &of("title", "/title", 100)).await;
    bench.refuses(&ALL, &of("city", "/city", 100)).await;
    let description = [
        ("too long", "description", text('a', 10_001), "/description", "too_long"),
        misfit("a bell", "description", r#""a\u0007b""#, "/description", "control_character"),
        misfit("a number", "description", "5", "/description", "invalid_type"),
    ];
    bench.refuses(&ALL, &description).await;
}

#[tokio::test]
async fn times_are_instants_of_our_era() {
    let mut misfits = Vec::new();
    for (member, pointer) in [("starts_at", "/starts_at"), ("ends_at", "/ends_at")] {
        for (name, raw, code) in [
            ("nothing", "\"\"", "invalid_timestamp"),
            ("a word", "\"tomorrow\"", "invalid_timestamp"),
            ("a date", "\"2031-03-14\"", "invalid_timestamp"),
            ("without an offset", "\"2031-03-14T22:00:00\"", "invalid_timestamp"),
            ("a day that is not", "\"2031-02-30T22:00:00Z\"", "invalid_timestamp"),
            ("an hour that is not", "\"2031-03-14T25:00:00Z\"", "invalid_timestamp"),
            ("another format", "\"Fri, 14 Mar 2031 22:00:00 GMT\"", "invalid_timestamp"),
            ("a year of five digits", "\"10000-01-01T00:00:00Z\"", "invalid_timestamp"),
            ("before 1970", "\"1969-12-31T23:59:59Z\"", "out_of_range"),
            ("after 9999, in UTC", "\"9999-12-31T23:59:59-01:00\"", "out_of_range"),
            ("a number", "1742000000", "invalid_type"),
            ("a list", "[2031, 3, 14]", "invalid_type"),
        ] {
            misfits.push(misfit(name, member, raw, pointer, code));
        }
    }
    misfits.extend([
        misfit(
            "the end at the start",
            "ends_at",
            "\"2031-03-14T22:00:00Z\"",
            "/ends_at",
            "ends_before_start",
        ),
        misfit(
            "the end before the start",
            "ends_at",
            "\"2031-03-14T21:59:59Z\"",
            "/ends_at",
            "ends_before_start",
        ),
        misfit(
            "reversed by the offset",
            "ends_at",
            "\"2031-03-14T23:00:00+02:00\"",
            "/ends_at",
            "ends_before_start",
        ),
        misfit(
            "the start after the end",
            "starts_at",
            "\"2031-03-16T00:00:00Z\"",
            "/ends_at",
            "ends_before_start",
        ),
        misfit(
            "a zone of another planet",
            "time_zone",
            "\"Mars/Olympus_Mons\"",
            "/time_zone",
            "unknown_time_zone",
        ),
        misfit("no zone", "time_zone", "\"\"", "/time_zone", "unknown_time_zone"),
        misfit("an offset", "time_zone", "\"-03:00\"", "/time_zone", "unknown_time_zone"),
        misfit(
            "a zone that is a path",
            "time_zone",
            "\"../../etc/passwd\"",
            "/time_zone",
            "unknown_time_zone",
        ),
        misfit("a zone that is a number", "time_zone", "-3", "/time_zone", "invalid_type"),
    ]);
    bench().await.refuses(&ALL, &misfits).await;
}

#[tokio::test]
async fn words_of_a_list_are_taken_and_no_others() {
    let eleven: Vec<String> = (0..11).map(|n| format!("tag {n}")).collect();
    let misfits = [
        misfit("a status in capitals", "status", "\"PUBLISHED\"", "/status", "invalid_status"),
        misfit("no status", "status", "\"\"", "/status", "invalid_status"),
        misfit("a status that is not", "status", "\"live\"", "/status", "invalid_status"),
        misfit("a status by number", "status", "1", "/status", "invalid_type"),
        misfit("a tag for a list", "tags", "\"rust\"", "/tags", "invalid_type"),
        misfit("an object for a list", "tags", r#"{"0":"rust"}"#, "/tags", "invalid_type"),
        misfit("a number among tags", "tags", r#"["rust", 1]"#, "/tags/1", "invalid_type"),
        misfit("null among tags", "tags", "[null]", "/tags/0", "invalid_type"),
        misfit("a list among tags", "tags", r#"["rust", ["go"]]"#, "/tags/1", "invalid_type"),
        misfit("an empty tag", "tags", r#"["rust", " "]"#, "/tags/1", "required"),
        ("a long tag", "tags", format!("[{}]", text('a', 31)), "/tags/0", "too_long"),
        misfit("a tag of two lines", "tags", r#"["a\nb"]"#, "/tags/0", "control_character"),
        ("eleven tags", "tags", Value::from(eleven).to_string(), "/tags", "too_many"),
    ];
    bench().await.refuses(&ALL, &misfits).await;
}

#[tokio::test]
async fn numbers_are_whole_and_in_range() {
    let mut misfits: Vec<Misfit> = [
        ("none", "0", "out_of_range"),
        ("fewer than none", "-1", "out_of_range"),
        ("one too many", "1000001", "out_of_range"),
        ("the largest of 64 bits", "9223372036854775807", "out_of_range"),
        ("the smallest of 64 bits", "-9223372036854775808", "out_of_range"),
        ("more than 64 bits", "9223372036854775808", "invalid_type"),
        ("more than any", "123456789012345678901234567890", "invalid_type"),
        ("a fraction", "1.5", "invalid_type"),
        ("a whole number as a fraction", "50.0", "invalid_type"),
        ("an exponent", "1e3", "invalid_type"),
        ("text", "\"50\"", "invalid_type"),
        ("a truth", "true", "invalid_type"),
        ("a list", "[50]", "invalid_type"),
    ]
    .map(|(name, raw, code)| misfit(name, "capacity", raw, "/capacity", code))
    .into();
    misfits.extend([
        misfit("a venue that is no UUID", "venue_id", "\"1\"", "/venue_id", "invalid_uuid"),
        misfit("no venue as text", "venue_id", "\"\"", "/venue_id", "invalid_uuid"),
        misfit("a venue by number", "venue_id", "1", "/venue_id", "invalid_type"),
        misfit(
            "a venue that is not there",
            "venue_id",
            "\"0197a3c0-0000-7000-8000-000000000001\"",
            "/venue_id",
            "unknown_venue",
        ),
    ]);
    bench().await.refuses(&ALL, &misfits).await;
}

#[tokio::test]
async fn numbers_that_json_does_not_have_are_malformed() {
    let bench = bench().await;
    for raw in ["NaN", "Infinity", "-Infinity", "1e400", "0x32", "+50", "050", ".5", "5."] {
        for method in ALL {
            let answer = bench.send(&method, bench.body(&method, "capacity", raw)).await;
            assert_eq!((answer.status, answer.code()), (400, "malformed_body"), "{method} {raw}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn nobody_fits_more_in_than_the_venue_holds() {
    let bench = bench().await;
    let venue = bench.client.make_venue(&a_venue("Salão")).await;
    let before = bench.state().await;
    for (name, method, body) in [
        ("made", Method::POST, with(&bench.valid, &json!({"venue_id": venue.id(), "capacity": 101}))),
        ("replaced", Method::PUT, with(&bench.valid, &json!({"venue_id": venue.id(), "capacity": 101}))),
        ("patched", Method::PATCH, json!({"venue_id": venue.id(), "capacity": 101})),
    ] {
        let answer = bench.send(&method, body.to_string()).await;
        assert_eq!(answer.misfit(), Some(("/capacity", "capacity_above_venue")), "{name}: {answer:?}");
    }
    assert_eq!(bench.state().await, before);
}

#[tokio::test]
async fn what_the_server_decides_cannot_be_sent() {
    let misfits = [
        ("id", "/id", "\"0197a3c0-0000-7000-8000-000000000001\""),
        ("created_by", "/created_by", "\"0197a3c0-0000-7000-8000-000000000001\""),
        ("version", "/version", "1"),
        ("views", "/views", "1000"),
        ("registered", "/registered", "0"),
        ("created_at", "/created_at", "\"2031-03-14T22:00:00Z\""),
        ("venue", "/venue", "null"),
        ("Title", "/Title", "\"Baile\""),
        ("a/b~c", "/a~1b~0c", "1"),
        ("__proto__", "/__proto__", "{}"),
    ]
    .map(|(member, pointer, raw)| misfit(member, member, raw, pointer, "unknown_field"));
    bench().await.refuses(&ALL, &misfits).await;
}

#[tokio::test]
async fn everything_that_does_not_fit_is_told_at_once() {
    let bench = bench().await;
    let all = json!({
        "title": "", "description": "\u{7}", "status": "live", "starts_at": "x", "ends_at": "y", "time_zone": "z",
        "city": "", "tags": [""], "venue_id": "1", "capacity": 0,
    });
    for method in ALL {
        let answer = bench.send(&method, all.to_string()).await;
        assert_eq!(
            answer.pointers(),
            [
                "/capacity",
                "/city",
                "/description",
                "/ends_at",
                "/starts_at",
                "/status",
                "/tags/0",
                "/time_zone",
                "/title",
                "/venue_id"
            ],
            "{method}"
        );
    }
}

/// RFC 3339 §5.7: such a second may be; ours are counted without.
#[tokio::test]
async fn a_leap_second_is_the_second_after() {
    let bench = bench().await;
    let body = with(&bench.valid, &json!({"starts_at": "2016-12-31T23:59:60Z"}));
    let made = bench.send(&Method::POST, body.to_string()).await;
    assert_eq!((made.status, &made.json["starts_at"]), (201, &json!("2017-01-01T00:00:00Z")), "{made:?}");
}
