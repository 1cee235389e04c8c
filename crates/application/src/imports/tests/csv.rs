use super::*;
use crate::imports::MAX_RECORD_BYTES;

const HEADER: &str = "title,starts_at,city,description\n";

#[test]
fn names_of_columns_may_be_spelled_and_ordered_in_any_way() {
    let reading = read("City ; TITLE;\"starts_at\"\nOlinda;Sarau;2031-03-01T19:00:00Z\n");
    assert_eq!(reading.titles(), ["Sarau"]);
}

#[test]
fn the_separator_is_told_by_the_header_alone() {
    for file in [
        "title,starts_at,city,description\nSarau,2031-03-01T19:00:00Z,Olinda,a;b;c;d;e;f\n",
        "title;starts_at;city;description\nSarau;2031-03-01T19:00:00Z;Olinda;a,b,c,d,e,f\n",
        "title,\"starts_at\",city,\"description\"\r\n\"Sarau\",2031-03-01T19:00:00Z,Olinda,x\r\n",
    ] {
        assert_eq!(read(file).titles(), ["Sarau"], "{file}");
    }
    // Those within quotes do not count, and the most count.
    for (header, name) in [
        ("title,starts_at,\"a;b;c;d\"", "\"a;b;c;d\""),
        ("title;starts_at;\"a,b,c,d\"", "\"a,b,c,d\""),
        ("title,starts_at,a;b", "\"a;b\""),
    ] {
        assert!(read(header).error().ends_with(name), "{header}");
    }
}

#[test]
fn headers_that_name_too_little_or_too_much_are_explained() {
    for (header, message) in [
        (
            "name,when",
            "the header lacks the mandatory columns \"title\", \"starts_at\", \"city\"; it has the unknown columns \"name\", \"when\"",
        ),
        ("title,event_date", "the header lacks the mandatory columns \"city\""),
        ("title,starts_at,city,sala", "the header has the unknown columns \"sala\""),
        ("title,starts_at,city,", "the header has the unknown columns \"\""),
        ("title,event_date,city,ends_at", "the header has the unknown columns \"ends_at\""),
        ("title,starts_at,city,Title", "the header has more than once the columns \"title\""),
        ("title,starts_at,\"city", "the header has a quote that is not closed up to the end of the file"),
    ] {
        assert_eq!(read(header).error(), message);
    }
}

#[test]
fn the_message_about_a_header_is_short_whatever_the_file() {
    let names: Vec<String> = (0..1000).map(|n| format!("{n}{}", "x".repeat(500))).collect();
    let message = read(names.join(",")).error();
    assert!(message.contains("…") && message.len() < 1000, "{message}");
}

#[test]
fn quoted_fields_may_hold_anything() {
    let reading = read(format!(
        "{HEADER}Um,2031-03-01T19:00:00Z,Olinda,\"a; b, \"\"c\"\"\r\n\r\nd\"\r\nDois,,Olinda,\r\n"
    ));
    assert_eq!(reading.rows[0].details.description.as_str(), "a; b, \"c\"\n\nd");
    assert_eq!(reading.problems(), [(5, Some("starts_at"), "required")]);
}

#[test]
fn lines_are_those_of_the_file() {
    let good = "2031-03-01T19:00:00Z,Olinda";
    for end in ["\n", "\r\n"] {
        let file = [
            "title,starts_at,city,description",
            "",
            &format!("Um,{good},x"),
            &format!("Dois,{good},\"a"),
            "",
            "b\"",
            "   ",
            &format!("Três,{good}"),
            &format!("Quatro,{good},x,y"),
            &format!("Cinco,{good},x"),
        ]
        .join(end);
        let reading = read(file);
        assert_eq!(reading.titles(), ["Um", "Dois", "Cinco"]);
        assert_eq!(
            reading.rows.iter().map(|row| (row.line, row.record)).collect::<Vec<_>>(),
            [(3, 1), (4, 2), (10, 5)]
        );
        assert_eq!(reading.problems(), [(8, None, "ragged_row"), (9, None, "ragged_row")]);
        assert_eq!(reading.rejected[1].record, 4);
        assert_eq!(reading.rejected[1].detail, "has 5 fields, the header has 4");
    }
}

#[test]
fn a_quote_that_is_never_closed_is_said_where_it_opens() {
    let file = format!("{HEADER}Um,2031-03-01T19:00:00Z,Olinda,x\nDois,x,\"Olinda\nTrês,x,x,x\n");
    let reading = read(file);
    assert_eq!(reading.titles(), ["Um"]);
    assert_eq!(reading.problems(), [(3, None, "unclosed_quote")]);
}

#[test]
fn a_record_that_is_too_long_is_passed_over() {
    let long = "x".repeat(MAX_RECORD_BYTES);
    let row = "2031-03-01T19:00:00Z,Olinda";
    let reading = read(format!("{HEADER}Um,{row},{long}\nDois,{row},x\n"));
    assert_eq!(reading.titles(), ["Dois"]);
    assert_eq!(reading.problems(), [(2, None, "record_too_long")]);
}

#[test]
fn a_quote_within_a_plain_field_is_a_quote() {
    let reading = read(format!("{HEADER}5\" de \"altura,2031-03-01T19:00:00Z,Olinda,\"a\" b\n"));
    assert_eq!(reading.titles(), ["5\" de \"altura"]);
    assert_eq!(reading.rows[0].details.description.as_str(), "a b");
}
