use super::*;
use crate::imports::FileFormat;

#[test]
fn the_name_and_the_media_type_are_hints() {
    for (extension, hint) in [
        ("csv", FormatHint::Csv),
        ("CSV", FormatHint::Csv),
        ("json", FormatHint::Json),
        ("ndjson", FormatHint::Json),
        ("jsonl", FormatHint::Json),
        ("txt", FormatHint::Unknown),
    ] {
        assert_eq!(FormatHint::from_extension(extension), hint, "{extension}");
    }
    for (content_type, hint) in [
        ("text/csv; charset=utf-8", FormatHint::Csv),
        ("Application/JSON", FormatHint::Json),
        ("application/x-ndjson", FormatHint::Json),
        ("application/vnd.ms-excel", FormatHint::Unknown),
        ("", FormatHint::Unknown),
    ] {
        assert_eq!(FormatHint::from_content_type(content_type), hint, "{content_type}");
    }
}

#[test]
fn the_content_decides_whatever_the_hint_says() {
    let csv = "title,starts_at,city\nSarau,2031-03-01T19:00:00Z,Olinda\n".to_owned();
    let line = own("Sarau").to_string();
    let array = format!(" \n [{line}]");
    for (file, format) in [(csv, FileFormat::Csv), (array, FileFormat::Json), (line, FileFormat::Ndjson)] {
        for hint in [FormatHint::Unknown, FormatHint::Csv, FormatHint::Json] {
            if format == FileFormat::Csv && hint == FormatHint::Json {
                continue;
            }
            let reading = read_as(file.as_bytes(), hint);
            assert_eq!(reading.summary().format, format, "{} said to be {hint:?}", format.as_str());
            assert_eq!(reading.titles(), ["Sarau"]);
        }
    }
}

#[test]
fn what_is_said_to_be_json_must_begin_like_it() {
    let reading = read_as(&b"title,starts_at,city\n"[..], FormatHint::Json);
    assert!(matches!(reading.end, Err(ImportFileError::NotJson)));
}

#[test]
fn one_object_over_many_lines_is_explained() {
    let reading = read("{\n  \"title\": \"Sarau\"\n}\n");
    assert!(matches!(reading.end, Err(ImportFileError::NotLines)));
    // On one line it is a file of one row.
    assert_eq!(read(own("Sarau").to_string()).titles(), ["Sarau"]);
}
