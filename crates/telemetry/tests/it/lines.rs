//! The shape of lines, and which are written.

use fasttrack_telemetry::{Format, InvalidFormat};
use serde_json::json;
use slog::{Drain, Record, debug, error, info, o, warn};

use crate::support::{json, json_line, written};

const HOSTILE: &str = "a\nb\r\n\"c\" \\ \t \u{0} \u{1b}[31m \u{7f} \u{2028} {\"level\":\"critical\"} ü";

#[test]
fn a_line_has_time_level_message_module_and_the_values_that_are_there() {
    let line = json_line(|log| {
        let child = log.new(o!("request_id" => "r1"));
        info!(child, "answered"; "status" => 200_u16, "took_ms" => 1.5, "cached" => false, "user" => None::<&str>);
    });
    let ts = line["ts"].as_str().unwrap();
    assert!(ts.len() == "2026-03-14T19:30:00.000000Z".len() && ts.ends_with('Z'), "{ts}");
    let expected = json!({
        "ts": ts, "level": "info", "msg": "answered", "module": module_path!(),
        "request_id": "r1", "status": 200, "took_ms": 1.5, "cached": false,
    });
    assert_eq!(line, expected);
}

#[test]
fn the_first_thing_on_a_line_is_its_time() {
    let text = written(Format::Json, "info", |log| info!(log, "x"));
    assert!(text.starts_with("{\"ts\":\"2") && text.contains("\"level\":\"info\",\"msg\":\"x\""), "{text}");
}

#[test]
fn hostile_text_stays_on_its_line_and_comes_back_as_it_was() {
    let line = json_line(|log| {
        info!(log, "{HOSTILE}"; "value" => HOSTILE, "debug" => ?HOSTILE, "char" => '\n');
    });
    assert_eq!(line["msg"], HOSTILE);
    assert_eq!(line["value"], HOSTILE);
    assert_eq!(line["debug"], format!("{HOSTILE:?}"));
    assert_eq!(line["char"], "\n");
    assert_eq!(line["level"], "info");
}

#[test]
fn readable_lines_are_single_and_send_no_control_characters() {
    let text = written(Format::Pretty, "info", |log| {
        let child = log.new(o!("inherited" => HOSTILE));
        warn!(child, "{HOSTILE}"; "value" => HOSTILE, "count" => 3);
    });
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.trim_end_matches('\n').chars().all(|c| !c.is_control()), "{text:?}");
    for part in ["warn a\\nb", "value: a\\nb", "inherited: a\\nb", "count: 3"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn readable_values_stand_in_the_order_in_which_they_were_given() {
    let text = written(Format::Pretty, "info", |log| {
        let child = log.new(o!("request_id" => "r1"));
        info!(child, "request"; "method" => "GET", "route" => "/version", "status" => 200);
    });
    assert!(text.ends_with("request, request_id: r1, method: GET, route: /version, status: 200\n"), "{text}");
}

#[test]
fn a_key_stands_once_and_the_nearer_value_counts() {
    let text = written(Format::Json, "info", |log| {
        let child = log.new(o!("id" => "parent", "kept" => 1)).new(o!("id" => "child"));
        info!(child, "x"; "id" => "record");
    });
    assert_eq!(text.matches("\"id\":").count(), 1, "{text}");
    assert!(text.contains("\"id\":\"record\"") && text.contains("\"kept\":1"), "{text}");
}

#[test]
fn a_value_cannot_pose_as_a_part_of_the_line() {
    let line = json_line(
        |log| info!(log, "real"; "msg" => "false", "level" => "critical", "ts" => 0, "module" => "x"),
    );
    assert_eq!((&line["msg"], &line["level"]), (&json!("real"), &json!("info")));
    assert_eq!(
        (&line["msg_"], &line["level_"], &line["ts_"]),
        (&json!("false"), &json!("critical"), &json!(0))
    );
}

#[test]
fn nested_values_stay_nested() {
    let line = json_line(|log| info!(log, "x"; "at" => slog::Serde(json!({ "line": 7, "rows": [1, 2] }))));
    assert_eq!(line["at"], json!({ "line": 7, "rows": [1, 2] }));
}

#[test]
fn an_error_is_written_with_its_causes() {
    let error = std::io::Error::other(InvalidFormat("x".to_owned()));
    let line = json_line(|log| error!(log, "failed"; "error" => #&error));
    assert!(line["error"].as_str().unwrap().contains("`x` is not a log format"), "{line}");
}

/// A value that fails while it is written must not take the line with it, nor break the next one.
#[test]
fn a_value_that_cannot_be_written_costs_only_itself() {
    struct Broken;
    impl slog::Value for Broken {
        fn serialize(&self, _: &Record<'_>, _: slog::Key, _: &mut dyn slog::Serializer) -> slog::Result {
            Err(slog::Error::Other)
        }
    }
    let lines = json("info", |log| {
        let child = log.new(o!("before" => 1)).new(o!("broken" => Broken));
        info!(child, "first");
        info!(log, "second"; "map" => slog::Serde(std::collections::BTreeMap::from([((1, 2), 3)])));
    });
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["msg"], "first");
    assert!(lines[1]["map"].as_str().unwrap().starts_with("[not serialisable"), "{}", lines[1]);
}

mod quiet {
    pub fn log(log: &slog::Logger) {
        slog::info!(log, "quiet info");
        slog::warn!(log, "quiet warning");
    }
}

const TAG: &str = "by_tag";
const ELSEWHERE: &str = "elsewhere";

#[test]
fn levels_are_those_of_the_module() {
    let filter = format!("error,{}=debug,{}::quiet=warn,by_tag=info", module_path!(), module_path!());
    let lines = json(&filter, |log| {
        debug!(log, "loud debug");
        quiet::log(log);
        debug!(log, #TAG, "tagged debug");
        info!(log, #TAG, "tagged info");
        info!(log, #ELSEWHERE, "other info");
        error!(log, #ELSEWHERE, "other error");
    });
    let written: Vec<&str> = lines.iter().map(|line| line["msg"].as_str().unwrap()).collect();
    assert_eq!(written, ["loud debug", "quiet warning", "tagged info", "other error"]);
    assert_eq!(lines[2]["module"], "by_tag");
}

#[test]
fn off_writes_nothing() {
    assert_eq!(written(Format::Json, "off", |log| slog::crit!(log, "x")), "");
}

#[test]
fn a_logger_knows_what_it_would_write() {
    written(Format::Json, "warn,a=debug", |log| {
        assert!(log.is_enabled(slog::Level::Debug) && !log.is_enabled(slog::Level::Trace));
    });
}

#[test]
fn formats_have_names() {
    assert_eq!("JSON".parse(), Ok(Format::Json));
    assert_eq!("pretty".parse(), Ok(Format::Pretty));
    assert_eq!("xml".parse::<Format>(), Err(InvalidFormat("xml".to_owned())));
}
