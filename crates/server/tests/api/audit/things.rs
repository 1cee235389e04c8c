//! What is deleted, cancelled and done again.

use fasttrack_test_support::pictures::a_pdf;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Story, id_of, now, of, user};
use crate::{
    jobs::job_that_is,
    support::{
        TestApp,
        given::{a_venue, an_event},
    },
};

#[tokio::test]
async fn what_is_deleted_is_told() {
    let (began, app) = (now(), TestApp::start());
    let (admin, ana) = (app.admin().await, app.editor("ana").await);
    let (root, editor) = (user(&id_of(&admin).await), user(&id_of(&ana).await));
    let event = ana.make_event(&an_event("Baile")).await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let attached = ana.attach(&format!("{}/attachments", event.path), "a.pdf", &a_pdf()).await;
    let attachment = attached.json["id"].as_str().unwrap();

    let stale = ana.send(Method::DELETE, &event.path, ("if-match", "\"9.0\""), &Value::Null).await;
    assert_eq!(stale.status, 412, "{stale:?}");
    ana.delete_as("attachment", &format!("/api/v1/attachments/{attachment}")).await;
    ana.delete_as("venue", &venue.path).await;
    admin.delete_as("event", &event.path).await;

    let story = Story::since(began, &admin).await;
    let of_event = json!({"event_id": event.id()});
    let what = of("attachment", attachment);
    story.tells("attachment", &[(&editor, "attachment.deleted", what, of_event)]);
    story.tells("venue", &[(&editor, "venue.deleted", of("venue", venue.id()), Value::Null)]);
    let owner = json!({"created_by": editor["id"]});
    story.tells("event", &[(&root, "event.deleted", of("event", event.id()), owner)]);
    let deleted = admin.audited("action=event.deleted").await;
    assert_eq!(deleted.len(), 1, "none for what was refused: {deleted:?}");
}

#[tokio::test]
async fn what_an_organiser_cancels_is_told_and_what_one_cancels_for_oneself_is_not() {
    let (began, app) = (now(), TestApp::start());
    let (admin, ana, eva) = (app.admin().await, app.editor("ana").await, app.viewer("eva").await);
    let organiser = user(&id_of(&ana).await);
    let event = ana.make_event(&an_event("Baile")).await;
    let attendees = format!("{}/registrations", event.path);
    let guest = ana.post(&attendees, &json!({"name": "Rui"})).await.json["id"].take();
    let own = eva.post(&attendees, &json!({"name": "Eva"})).await.json["id"].take();
    let (guest, own) = (guest.as_str().unwrap(), own.as_str().unwrap());
    for name in ["organiser", "organiser-again"] {
        ana.delete_as(name, &format!("{attendees}/{guest}")).await;
    }
    eva.delete_as("oneself", &format!("{attendees}/{own}")).await;

    let story = Story::since(began, &admin).await;
    let of_event = json!({"event_id": event.id()});
    let what = of("registration", guest);
    story.tells("organiser", &[(&organiser, "registration.cancelled", what, of_event)]);
    story.tells("organiser-again", &[]);
    story.tells("oneself", &[]);
}

#[tokio::test]
async fn what_an_admin_does_to_jobs_is_told() {
    let began = now();
    let app = TestApp::start();
    let admin = app.admin().await;
    let root = user(&id_of(&admin).await);
    app.engines().add_job("jobs.prune");
    let job = job_that_is(&admin, "queued").await["id"].take();
    let id = job.as_str().unwrap();
    for (name, verb) in [("off", "cancel"), ("again", "retry")] {
        let path = format!("/api/v1/jobs/{id}/{verb}");
        let answer = admin.send(Method::POST, &path, ("x-request-id", name), &Value::Null).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let path = format!("/api/v1/jobs/{id}/retry");
    let refused = admin.send(Method::POST, &path, ("x-request-id", "refused"), &Value::Null).await;
    assert_eq!(refused.status, 409, "{refused:?}");

    let story = Story::since(began, &admin).await;
    let kind = || json!({"kind": "jobs.prune"});
    story.tells("off", &[(&root, "job.cancelled", of("job", id), kind())]);
    story.tells("again", &[(&root, "job.retried", of("job", id), kind())]);
    story.tells("refused", &[]);
}
