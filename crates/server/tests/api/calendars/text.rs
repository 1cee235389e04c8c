//! Lines, folds and escapes (RFC 5545 §3.1 and §3.3.11).

use serde_json::json;

use super::{calendar, feed, key, lines, values};
use crate::support::{
    TestApp,
    given::{EVENTS, a_venue, an_event, with},
};

#[tokio::test]
async fn lines_end_with_cr_lf_and_have_75_octets_at_the_most() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for (i, text) in ["ação 🎉, ", "🎉", "x", "a; b\\ ", "é", "\u{1F468}\u{200D}\u{1F469}"].iter().enumerate()
    {
        let title: String = text.chars().cycle().take(99).chain(['.']).collect();
        let description: String = text.chars().cycle().take(9_999).chain(['.']).collect();
        let members = json!({"description": description, "city": format!("{text}{i}")});
        let event = ana.make_event(&with(&an_event(&title), &members)).await;
        let text = calendar(&ana, &event.path).await;
        assert_well_formed(&text);
        let unescaped = |name: &str| {
            let value = values(&text, name).remove(0);
            value.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
        };
        assert_eq!((unescaped("SUMMARY"), unescaped("DESCRIPTION")), (title, description));
    }
    assert_well_formed(&feed(&app, &key(&ana).await).await.text);
    assert_well_formed(&ana.get(&format!("{EVENTS}/export?format=ics")).await.text);
}

#[track_caller]
fn assert_well_formed(calendar: &str) {
    assert!(calendar.ends_with("\r\n"));
    assert!(!calendar.replace("\r\n", "").contains(['\r', '\n']), "every line ends with both");
    // Each is text by itself: none was cut within a letter, or there would be no `str` here.
    let longest = calendar.split("\r\n").map(str::len).max().unwrap();
    assert!(longest <= 75, "{longest} octets");
    assert!(calendar.split("\r\n").all(|line| line != " "), "no fold holds nothing");
}

#[tokio::test]
async fn commas_semicolons_backslashes_and_newlines_are_escaped() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Sala 1; 2, 3\\4")).await;
    let members = json!({
        "description": "um, dois; três\\n\nquatro\n\ncinco:\"seis\"", "venue_id": venue.id(), "tags": ["a,b", "c;d\\e"],
    });
    let event = ana.make_event(&with(&an_event("A, B; C\\D: \"E\""), &members)).await;
    let text = calendar(&ana, &event.path).await;
    for (name, expected) in [
        ("SUMMARY", r#"A\, B\; C\\D: "E""#),
        ("DESCRIPTION", r#"um\, dois\; três\\n\nquatro\n\ncinco:"seis""#),
        ("LOCATION", r"Sala 1\; 2\, 3\\4\, Recife"),
        ("CATEGORIES", r"a\,b,c\;d\\e"),
    ] {
        assert_eq!(values(&text, name), [expected], "{name}");
    }
}

#[tokio::test]
async fn no_text_adds_a_line() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for end in ["\n", "\r\n", "\r"] {
        let title = format!("Baile{end}ATTACH:https://x.example");
        assert_eq!(ana.post(EVENTS, &an_event(&title)).await.pointers(), ["/title"], "{end:?}");
    }
    // These end lines as well, for some readers; and what is no control is taken.
    for end in ["\u{2028}", "\u{2029}", "\\n", "\\r\\n", "%0D%0A"] {
        let text = format!("Baile{end}ATTACH:https://x.example");
        let members = json!({"city": text, "tags": [format!("x{end}DUE:1")], "description": text});
        let event = ana.make_event(&with(&an_event(&text), &members)).await;
        assert_nothing_added(&calendar(&ana, &event.path).await);
    }
    let described = "first\nEND:VEVENT\nBEGIN:VALARM\r\nATTACH:https://x.example\n ATTACH:folded";
    let event = ana.make_event(&with(&an_event("Baile"), &json!({"description": described}))).await;
    let text = calendar(&ana, &event.path).await;
    assert_nothing_added(&text);
    let expected = r"first\nEND:VEVENT\nBEGIN:VALARM\nATTACH:https://x.example\n ATTACH:folded";
    assert_eq!(values(&text, "DESCRIPTION"), [expected]);
}

#[track_caller]
fn assert_nothing_added(calendar: &str) {
    assert_well_formed(calendar);
    let known = [
        "BEGIN:VCALENDAR",
        "VERSION:",
        "PRODID:",
        "CALSCALE:",
        "X-WR-CALNAME:",
        "BEGIN:VEVENT",
        "UID:",
        "SEQUENCE:",
        "DTSTAMP:",
        "LAST-MODIFIED:",
        "CREATED:",
        "DTSTART:",
        "STATUS:",
        "SUMMARY:",
        "LOCATION:",
        "X-FASTTRACK-TIME-ZONE:",
        "DESCRIPTION:",
        "CATEGORIES:",
        "END:VEVENT",
        "END:VCALENDAR",
    ];
    for line in lines(calendar) {
        assert!(known.iter().any(|name| line.starts_with(name)), "{line:?} in {calendar}");
    }
    assert_eq!(lines(calendar).iter().filter(|line| line.starts_with("BEGIN:")).count(), 2);
}
