//! `fasttrack import` on real files.

use std::fmt::Write as _;

use serde_json::json;

use crate::support::{TestApp, process::Installation};

/// Legacy columns with what real files have in them: accents, `;` and quotes inside fields.
fn legacy(rows: usize) -> String {
    let mut text = "title,description,event_date,city,participants,local_info\n".to_owned();
    for i in 0..rows {
        let day = i % 28 + 1;
        writeln!(
            text,
            "\"Festa de São João {i}\",\"Música; dança\",2027-06-{day:02}T19:30:00,São Paulo,\"Ana;Rui\",\
             \"{{\"\"location_name\"\": \"\"Salão {i}\"\", \"\"capacity\"\": 100, \"\"venue_type\"\": \"\"Salao\"\", \
             \"\"is_accessible\"\": true, \"\"address\"\": \"\"Rua A, 1\"\"}}\""
        )
        .unwrap();
    }
    text
}

fn an_installation() -> Installation {
    let here = Installation::new();
    assert_eq!(here.run(&["user", "create", "admin", "--role", "admin"]).code, 0);
    here
}

#[test]
fn good_rows_go_in_once_and_bad_ones_are_reported() {
    let here = Installation::new();
    assert_eq!(here.run(&["user", "create", "admin", "--role", "admin"]).code, 0);
    let bad = "\"\",x,2027-06-01T19:30:00,Porto,,\nLast,x,someday,Porto,,\n";
    here.write("events.csv", legacy(1200) + bad);

    let dry = here.run(&["import", "events.csv", "--dry-run"]);
    assert_eq!(dry.code, 3, "{}", dry.stderr);
    assert!(dry.stderr.contains("1200 would be added, 0 already there, 2 rejected"), "{}", dry.stderr);

    let first = here.run(&["import", "events.csv"]);
    assert_eq!(first.code, 3, "{}", first.stderr);
    assert!(first.stderr.contains("1200 added, 0 already there, 2 rejected"), "{}", first.stderr);
    let report = here.read("events.csv.rejected.csv");
    let lines: Vec<_> = report.lines().collect();
    assert_eq!(lines[0], "line,column,code,detail");
    assert!(lines[1].starts_with("1202,title,"), "{report}");
    assert!(lines[2].starts_with("1203,event_date,"), "{report}");
    assert_eq!(lines.len(), 3);

    let second = here.run(&["import", "events.csv"]);
    assert!(second.stderr.contains("0 added, 1200 already there, 2 rejected"), "{}", second.stderr);
}

#[test]
fn a_file_without_a_fault_leaves_no_report() {
    let here = Installation::new();
    assert_eq!(here.run(&["user", "create", "ana", "--role", "editor"]).code, 0);
    here.write("events.csv", legacy(3));
    let import = here.run(&["import", "events.csv", "--owner", "ana", "--report", "bad.csv"]);
    assert_eq!(import.code, 0, "{}", import.stderr);
    assert!(!here.path("bad.csv").exists() && !here.path("events.csv.rejected.csv").exists());
}

#[test]
fn a_report_is_of_the_last_run_and_never_in_place_of_the_file() {
    let here = an_installation();
    let file = "title,starts_at,city\nSarau,some day,Olinda\n";
    here.write("events.csv", file);
    std::fs::hard_link(here.path("events.csv"), here.path("hard.csv")).unwrap();
    std::os::unix::fs::symlink("events.csv", here.path("soft.csv")).unwrap();
    for report in ["events.csv", "./events.csv", "hard.csv", "soft.csv"] {
        let refused = here.run(&["import", "events.csv", "--report", report]);
        assert!(
            refused.code == 1 && refused.stderr.contains("would overwrite the file"),
            "{}",
            refused.stderr
        );
        assert_eq!(here.read("events.csv"), file, "{report}");
    }
    assert_eq!(here.run(&["import", "events.csv"]).code, 3);
    assert_eq!(here.read("events.csv.rejected.csv").lines().count(), 2);
    here.write("events.csv", file.replace("some day", "2027-06-01 19:30"));
    assert_eq!(here.run(&["import", "events.csv"]).code, 0);
    assert!(!here.path("events.csv.rejected.csv").exists(), "nothing is wrong any more");
}

#[test]
fn a_report_that_cannot_be_written_stops_the_import_before_it_begins() {
    let here = an_installation();
    here.write("events.csv", legacy(1) + "Last,x,someday,Porto,,\n");
    let refused = here.run(&["import", "events.csv", "--report", "no/such/folder.csv"]);
    assert!(refused.code == 1 && refused.stderr.contains("cannot write the report"), "{}", refused.stderr);
    assert!(here.run(&["import", "events.csv"]).stderr.contains("1 added, 0 already there"));
}

#[test]
fn a_dry_run_counts_what_the_import_does() {
    let here = an_installation();
    // The first rows come again, some of them more than a batch later.
    let (rows, again) = (legacy(1200), legacy(700));
    here.write("events.csv", rows + again.split_once('\n').unwrap().1);
    let dry = here.run(&["import", "events.csv", "--dry-run"]);
    assert!(dry.stderr.contains("1200 would be added, 700 already there, 0 rejected"), "{}", dry.stderr);
    let real = here.run(&["import", "events.csv"]);
    assert!(real.stderr.contains("1200 added, 700 already there, 0 rejected"), "{}", real.stderr);
}

#[test]
fn events_are_given_to_somebody_who_may_edit_them() {
    let here = an_installation();
    assert_eq!(here.run(&["user", "create", "vera", "--role", "viewer"]).code, 0);
    here.write("events.csv", legacy(1));
    for command in
        [&["import", "events.csv", "--owner", "vera"][..], &["seed", "--events", "1", "--owner", "vera"]]
    {
        let refused = here.run(command);
        assert!(refused.code == 1 && refused.stderr.contains("vera is a viewer"), "{}", refused.stderr);
    }
    let nobody = here.run(&["import", "events.csv", "--owner", "ana"]);
    assert!(nobody.stderr.contains("`fasttrack user create ana --role editor`"), "{}", nobody.stderr);
}

#[test]
fn files_that_cannot_be_imported_are_explained() {
    let mut here = Installation::new();
    here.write("empty.csv", "");
    here.write("picture.csv", b"\x89PNG\0\0");
    let fails = |here: &Installation, file: &str, words: &str| {
        let import = here.run(&["import", file]);
        assert!(import.code == 1 && import.stderr.contains(words), "{file}: {}", import.stderr);
    };
    assert_eq!(here.run(&["migrate", "up"]).code, 0);
    fails(&here, "empty.csv", "`fasttrack user create admin --role admin` makes one");
    assert_eq!(here.run(&["user", "create", "admin", "--role", "admin"]).code, 0);
    fails(&here, "empty.csv", "the file is empty");
    here.write("header.csv", "title;when;city\nSarau;2027-06-01 19:30;Olinda\n");
    let import = here.run(&["import", "header.csv"]);
    assert!(import.stderr.starts_with("error: nothing was imported"), "{}", import.stderr);
    assert!(!here.path("header.csv.rejected.csv").exists());
    fails(&here, "picture.csv", "the file is not text");
    fails(&here, "missing.csv", "cannot open missing.csv");
    fails(&here, ".", "is no file");
    here.set("IMPORT_MAX_BYTES", "4B");
    fails(&here, "picture.csv", "IMPORT_MAX_BYTES allows 4");
}

#[tokio::test]
async fn imported_events_are_found_and_edited_over_http() {
    let app = TestApp::start();
    let here = Installation::beside(&app);
    here.write("events.csv", legacy(600));
    // While the server runs: readers go on, and writers take turns.
    let import = here.run(&["import", "events.csv"]);
    assert_eq!(import.code, 0, "{}", import.stderr);

    let admin = app.admin().await;
    let list = admin.get("/api/v1/events?q=sao%20joao&total=true&limit=1").await;
    assert_eq!(list.json["total"], 600, "{list:?}");
    let event = &list.json["items"][0];
    assert_eq!((&event["status"], &event["city"]), (&json!("published"), &json!("São Paulo")));
    assert_eq!(event["venue"]["capacity"], 100);
    let path = format!("/api/v1/events/{}", event["id"].as_str().unwrap());
    assert_eq!(admin.patch(&path, &json!({"title": "Festa"})).await.status, 200);
    let list = admin.get("/api/v1/events?q=sao%20joao&total=true&limit=1").await;
    assert_eq!(list.json["total"], 599, "{list:?}");
}

#[tokio::test]
async fn latin_1_and_semicolons_between_fields_are_taken() {
    let app = TestApp::start();
    let here = Installation::beside(&app);
    let latin_1 = b"title;description;event_date;city;participants;local_info\nFesta de S\xe3o Jo\xe3o;x;2027-06-24T19:30:00;\xc9vora;;\n";
    here.write("latin1.csv", latin_1);
    here.write(
        "bom.csv",
        "\u{feff}title,starts_at,city,status\nNatal,2027-12-24T20:00:00Z,Évora,published\n",
    );
    for file in ["latin1.csv", "bom.csv"] {
        let import = here.run(&["import", file]);
        assert_eq!(import.code, 0, "{file}: {}", import.stderr);
    }
    let list = app.admin().await.get("/api/v1/events?city=%C3%89vora").await;
    let titles: Vec<_> = list.json["items"].as_array().unwrap().iter().map(|event| &event["title"]).collect();
    assert_eq!(titles, ["Festa de São João", "Natal"], "{list:?}");
}
