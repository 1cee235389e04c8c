use super::*;
use crate::imports::MAX_RECORD_BYTES;

#[test]
fn an_array_may_be_written_in_any_way() {
    let (one, two) = (own("Um"), own("Dois"));
    let pretty = serde_json::to_string_pretty(&[&one, &two]).unwrap();
    for file in [format!("[{one},{two}]"), format!("\n[ {one} \n,\n {two} \n]\n\n"), pretty] {
        let reading = read(&file);
        assert_eq!(reading.titles(), ["Um", "Dois"], "{file}");
        assert_eq!(reading.rows[1].record, 2);
    }
}

#[test]
fn brackets_and_quotes_within_text_are_text() {
    let mut event = own("Festa [\"{,");
    event["description"] = r#"a \ "b" ]}, c"#.into();
    assert_eq!(read(format!("[{event},{event}]")).titles().len(), 2);
    assert_eq!(read(format!("{event}\n{event}")).titles().len(), 2);
}

#[test]
fn a_bad_item_costs_itself_alone() {
    let good = own("Bom");
    for (bad, column, code) in [
        (r#"{"title": tru}"#, None, "invalid_json"),
        ("{\"title\": \"aberto,\n\"city\": \"\"}", None, "invalid_json"),
        ("{\"title\": \"aberto \\\n\"city\": \"\"}", None, "invalid_json"),
        (r#"{"title": 1]"#, None, "invalid_json"),
        ("", None, "invalid_json"),
        ("7", None, "wrong_type"),
        ("null", None, "wrong_type"),
        ("[[{}]]", None, "wrong_type"),
        ("{}", Some("title"), "required"),
        (r#"{"sala": 1}"#, None, "unknown_field"),
        (
            r#"{"title": "Sarau", "event_date": "2025-01-01T10:00", "city": "Olinda", "starts_at": 1}"#,
            None,
            "unknown_field",
        ),
    ] {
        let reading = read(format!("[\n{good},\n{bad}\n,{good}]"));
        assert_eq!(reading.titles(), ["Bom", "Bom"], "{bad}");
        let line = if bad.is_empty() { 4 } else { 3 };
        assert_eq!(reading.problems(), [(line, column, code)], "{bad}");
        assert_eq!(reading.rejected[0].record, 2);
        if bad.is_empty() || bad.contains('\n') {
            continue; // In a file of lines these are other records.
        }
        let reading = read(format!("\n{good}\n\n{bad}\n{good}\n"));
        assert_eq!(reading.titles(), ["Bom", "Bom"], "{bad}");
        assert_eq!(reading.problems(), [(4, column, code)], "{bad}");
    }
}

#[test]
fn an_array_that_is_not_whole_is_an_error_after_its_rows() {
    let good = own("Bom");
    for (file, rows, message) in [
        ("[".to_owned(), 0, "line 1: the array breaks off"),
        (format!("[\n{good},\n"), 1, "line 3: the array breaks off"),
        (format!("[\n{good}\n"), 0, "line 2: this item does not end"),
        (format!("[\n{good},\n{{\"title\": \"aberto}},\n{good}]\n"), 1, "line 3: this item does not end"),
        (format!("[{good}]\n[{good}]"), 1, "line 2: something follows the array"),
    ] {
        let reading = read(&file);
        assert_eq!(reading.error(), message, "{file}");
        assert_eq!((reading.rows.len(), reading.rejected.len()), (rows, 0), "{file}");
    }
}

#[test]
fn a_comma_too_many_is_a_bad_row() {
    let good = own("Bom");
    let reading = read(format!("[{good},\n]"));
    assert_eq!(reading.titles(), ["Bom"]);
    assert_eq!(reading.problems(), [(2, None, "invalid_json")]);
}

#[test]
fn a_record_that_is_too_long_or_too_deep_is_passed_over() {
    let good = own("Bom");
    let long = own(&"x".repeat(MAX_RECORD_BYTES));
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    for (bad, code) in [(long.to_string(), "record_too_long"), (deep, "invalid_json")] {
        let array = read(format!("[{good},\n{bad},\n{good}]"));
        let lines = read(format!("{good}\n{bad}\n{good}"));
        for reading in [array, lines] {
            assert_eq!(reading.titles(), ["Bom", "Bom"]);
            assert_eq!(reading.problems(), [(2, None, code)]);
        }
    }
}

#[test]
fn no_message_quotes_a_row() {
    let reading = read(r#"[{"title": "segredo", "starts_at": "segredo"}, "segredo", {"title": segredo}]"#);
    assert_eq!(reading.rejected.len(), 3);
    for row in reading.rejected {
        assert!(!row.detail.contains("segredo"), "{}", row.detail);
    }
}

#[test]
fn the_name_of_an_unknown_member_is_cut_short() {
    let name = format!("a\nb{}", "x".repeat(1000));
    let reading = own_with(&serde_json::json!({ name: 1 }));
    assert_eq!(reading.rejected[0].detail.chars().count(), "there is no column ".len() + 43);
    assert!(!reading.rejected[0].detail.contains('\n'));
}
