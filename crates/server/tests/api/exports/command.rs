//! `fasttrack export`.

use super::{a_motley_programme, beside, export};
use crate::support::TestApp;

#[tokio::test]
async fn the_command_writes_what_an_admin_gets_over_http() {
    let app = TestApp::start();
    let (ana, admin) = (app.editor("ana").await, app.admin().await);
    a_motley_programme(&ana).await;
    let here = beside(&app);
    for format in ["json", "ndjson", "csv", "ics"] {
        let file = format!("events.{format}");
        let to_file = here.run(&["export", "--output", &file]);
        assert_eq!((to_file.code, to_file.stdout.as_str()), (0, ""), "{}", to_file.stderr);
        assert!(to_file.stderr.contains("16 events exported"), "{}", to_file.stderr);
        let over_http = export(&admin, &format!("format={format}")).await;
        assert_eq!(here.read(&file), over_http, "{format}");
        assert!(!here.path(&format!("{file}.part")).exists());
        let printed = here.run(&["export", "--format", format]);
        assert_eq!((printed.code, printed.stdout), (0, over_http), "{format}");
    }
}

#[tokio::test]
async fn the_options_are_those_of_the_list() {
    let app = TestApp::start();
    let (ana, admin) = (app.editor("ana").await, app.admin().await);
    a_motley_programme(&ana).await;
    let here = beside(&app);
    let by_ana = format!("created_by={}", ana.me().await["id"].as_str().unwrap());
    for (options, query) in [
        (&["--status", "draft"][..], "status=draft"),
        (&["--city", "sao luis", "--sort", "-starts_at"], "city=sao+luis&sort=-starts_at"),
        (&["--tag", "C++"], "tag=c%2B%2B"),
        (&["--q", "primeira linha"], "q=primeira+linha"),
        (&["--starts-before", "2001-01-01T00:00:00Z"], "starts_before=2001-01-01T00:00:00Z"),
        (
            &["--starts-after", "2001-01-01T00:00:00Z", "--sort", "title"],
            "starts_after=2001-01-01T00:00:00Z&sort=title",
        ),
        (&["--has-seats", "--created-by", "ana"], &format!("has_seats=true&{by_ana}")),
    ] {
        let printed = here.run(&[&["export"], options].concat());
        assert_eq!((printed.code, printed.stdout), (0, export(&admin, query).await), "{options:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_exported_is_explained_and_leaves_no_file() {
    let app = TestApp::start();
    let here = beside(&app);
    for (options, code, words) in [
        (&["--format", "xml"][..], 2, "must be json, ndjson, csv or ics"),
        (&["--sort", "views"], 2, "--sort"),
        (&["--created-by", "nobody"], 1, "there is no user nobody"),
        (&["--output", "missing/events.csv"], 1, "cannot write missing/events.csv"),
    ] {
        let export = here.run(&[&["export"], options].concat());
        assert!(export.code == code && export.stderr.contains(words), "{options:?}: {export:?}");
    }
    assert_eq!(std::fs::read_dir(here.path("")).unwrap().count(), 0, "nothing is left");
}
