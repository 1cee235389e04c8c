//! Text that a spreadsheet would run.

use serde_json::json;

use super::{export, titles};
use crate::support::{
    TestApp,
    given::{EVENTS, an_event, with},
};

#[tokio::test]
async fn no_cell_of_csv_is_a_formula() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let bad = ["=1+1", "+x", "-x", "@x", "'=x", "''+x", "=HYPERLINK(\"x.example\")", "-"];
    for text in bad {
        let members = json!({"description": text, "city": text, "tags": [text, "z"]});
        ana.make_event(&with(&an_event(text), &members)).await;
    }
    let csv = export(&ana, "format=csv&sort=title").await;
    let cells: Vec<&str> = csv.lines().skip(1).flat_map(|row| row.split(',')).collect();
    let run = |cell: &&&str| cell.trim_start_matches('"').starts_with(['=', '+', '-', '@', '\t', '\r']);
    assert_eq!(cells.iter().find(run), None, "{csv}");
    for text in bad {
        let row = csv.lines().find(|row| row.trim_start_matches('"').starts_with(&quoted(text)));
        assert!(row.is_some_and(|row| row.matches(&quoted(text)).count() == 4), "{text}: {csv}");
    }
}

/// As it stands in CSV, without the quotes around it.
fn quoted(text: &str) -> String {
    format!("'{}", text.replace('"', "\"\""))
}

#[tokio::test]
async fn tabs_and_carriage_returns_cannot_come_first() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for (text, description) in [("\t=1+1", "'=1+1"), ("\r\n=1+1", "'=1+1"), ("\t\tx", "x")] {
        let event = ana.make_event(&with(&an_event("Baile"), &json!({"description": text}))).await;
        let csv = export(&ana, "format=csv").await;
        assert!(csv.lines().nth(1).unwrap().starts_with(&format!("Baile,{description},")), "{csv}");
        assert_eq!(ana.delete(&event.path).await.status, 204);
    }
    for title in ["a\tb", "a\rb"] {
        assert_eq!(ana.post(EVENTS, &an_event(title)).await.pointers(), ["/title"]);
    }
}

#[tokio::test]
async fn other_formats_say_what_is_there() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    for title in ["=1+1", "'=x"] {
        ana.make_event(&an_event(title)).await;
    }
    assert_eq!(titles(&ana, "sort=-created_at").await, ["'=x", "=1+1"]);
    assert!(export(&ana, "format=ics").await.contains("SUMMARY:=1+1\r\n"));
}
