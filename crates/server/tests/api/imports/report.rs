//! What did not go in, and who may know.

use reqwest::Method;

use super::{IMPORTS, Scene, begun, counts, import, many_rows, over, report_of};
use crate::support::{Answer, Client};

/// Two bad rows among good ones.
const FILE: &str = "title,starts_at,city\n\
    Baile,2131-03-14T22:00:00Z,Recife\n\
    ,2131-03-14T22:00:00Z,Recife\n\
    Sarau,someday,Recife\n\
    Festa,2131-03-14T22:00:00Z,Olinda\n";

async fn accepting(client: &Client, path: &str, accept: &str) -> Answer {
    Answer::of(client.request(Method::GET, path).header("accept", accept)).await
}

#[tokio::test]
async fn a_report_comes_as_lines_of_json_or_as_csv() {
    let scene = Scene::working();
    let editor = scene.app.editor("ana").await;
    let job = import(&editor, "e.csv", FILE).await;
    assert_eq!(counts(&job), [2, 0, 2]);
    let path = report_of(&job);

    let ndjson = editor.get(&path).await;
    assert_eq!((ndjson.status, ndjson.header("content-type")), (200, "application/x-ndjson"));
    assert_eq!(ndjson.header("content-disposition"), "attachment; filename=\"report.ndjson\"");
    let mut lines = ndjson.text.lines();
    assert_eq!(
        lines.next().unwrap(),
        r#"{"record":2,"line":3,"column":"title","code":"required","detail":"must not be empty"}"#
    );
    assert!(
        lines.next().unwrap().starts_with(
            r#"{"record":3,"line":4,"column":"starts_at","code":"invalid_timestamp","detail":""#
        )
    );
    assert_eq!(lines.next(), None);

    let csv = editor.get(&format!("{path}?format=csv")).await;
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"));
    let lines: Vec<_> = csv.text.lines().collect();
    assert_eq!(lines[..2], ["record,line,column,code,detail", "2,3,title,required,must not be empty"]);
    assert!(lines.len() == 3 && lines[2].starts_with("3,4,starts_at,invalid_timestamp,"), "{}", csv.text);

    assert_eq!(accepting(&editor, &path, "text/csv").await.text, csv.text);
    assert_eq!(accepting(&editor, &path, "application/x-ndjson, text/csv").await.text, ndjson.text);
    for (path, accept) in
        [(path.clone(), "application/json"), (format!("{path}?format=csv"), "application/x-ndjson")]
    {
        accepting(&editor, &path, accept).await.assert_problem(&path, 406, "not_acceptable");
    }
    let unknown = format!("{path}?format=xlsx");
    assert_eq!(editor.get(&unknown).await.pointers(), ["format"]);
}

#[tokio::test]
async fn an_import_and_its_report_are_for_who_sent_it_and_admins() {
    let scene = Scene::working();
    let (ana, rui) = (scene.app.editor("ana").await, scene.app.editor("rui").await);
    let admin = scene.app.admin().await;
    let path = begun(&ana.upload(IMPORTS, "e.csv", "text/csv", FILE).await);
    let job = over(&ana, &path).await;
    let report = report_of(&job);
    assert_eq!(admin.get(&path).await.json, job);
    assert_eq!(admin.get(&report).await.text, ana.get(&report).await.text);
    let mine = "/api/v1/jobs?kind=imports.run";
    assert_eq!(ana.get(mine).await.each("id"), [job["id"].as_str().unwrap()]);
    assert!(rui.get(mine).await.each("id").is_empty());
    for (path, nobody) in [(&path, &rui), (&report, &rui), (&report, &scene.app.viewer("eva").await)] {
        nobody.get(path).await.assert_problem(path, 404, "not_found");
    }
    let cancel = format!("{path}/cancel");
    rui.post(&cancel, &serde_json::Value::Null).await.assert_problem(&cancel, 404, "not_found");
}

#[tokio::test]
async fn a_job_that_is_no_import_has_no_report() {
    let scene = Scene::working();
    let admin = scene.app.admin().await;
    let other = crate::jobs::job_that_is(&admin, "succeeded").await;
    let path = report_of(&other);
    admin.get(&path).await.assert_problem(&path, 404, "not_found");
}

#[tokio::test]
async fn a_report_holds_so_many_records_and_the_result_counts_all() {
    let scene = Scene::with(&[("WORKER", "on"), ("IMPORT_MAX_REPORTED", "501")]);
    let admin = scene.app.admin().await;
    let file = many_rows(1) + &",,,\n".repeat(1_200);
    let job = import(&admin, "e.csv", file).await;
    assert_eq!(counts(&job), [1, 0, 1_200]);
    let report = admin.get(&report_of(&job)).await.text;
    let last = report.lines().last().unwrap();
    assert!(report.lines().count() == 501 && last.starts_with("{\"record\":502,\"line\":503,"), "{last}");
}
