//! What the database must refuse, and what must still go.

use reqwest::Method;
use serde_json::{Value, json};

use super::scene::Scene;
use crate::{
    fleet::Fleet,
    support::{
        Client, TestApp,
        given::{EVENTS, VENUES, a_booking, a_venue, with},
        people::{USERS, a_user, user_path},
    },
};

pub async fn assert_rules_hold(new: &Fleet, scene: &Scene) {
    let ana = new.client(0).sign_in("ana", TestApp::PASSWORD).await;
    assert_conflicts_are_refused(&new.admin(0).await, &ana, scene).await;
    assert_the_first_who_waits_moves_up(&ana, scene).await;
    let edit = ("if-match", scene.edited.etag.as_str());
    let edited = ana.send(Method::PATCH, &scene.edited.path, edit, &json!({"city": "Natal"})).await;
    assert_eq!((edited.status, &edited.json["version"]), (200, &json!(4)), "{edited:?}");
    new.installation.write("events.csv", &scene.file);
    let import = new.installation.run(&["import", "events.csv"]);
    assert!(import.code == 0 && import.stderr.contains("0 added, 40 already there"), "{import:?}");
}

async fn assert_conflicts_are_refused(admin: &Client, ana: &Client, scene: &Scene) {
    let attendees = format!("{}/registrations", scene.ball.path);
    // One thing at a time: of two that are taken, the one is told whose index was made first.
    let same_name = with(&a_user("eva"), &json!({"email": "another@example.org"}));
    let same_address = with(&a_user("another"), &json!({"email": "eva@example.org"}));
    for (client, path, body, code) in [
        (
            ana,
            EVENTS,
            a_booking("at the same time", &scene.hall, 14, "22:00", "23:59"),
            "venue_double_booked",
        ),
        (ana, VENUES, a_venue("Salão"), "venue_name_taken"),
        (ana, &attendees, json!({"name": "Rui", "email": "rui@example.net"}), "email_registered"),
        (admin, USERS, same_name, "username_taken"),
        (admin, USERS, same_address, "email_taken"),
    ] {
        client.post(path, &body).await.assert_problem(path, 409, code);
    }
    let owner = user_path(ana.me().await["id"].as_str().unwrap());
    for (client, path, code) in [
        (admin, &owner, "owns_events"),
        (ana, &scene.hall.path, "venue_in_use"),
        (ana, &scene.ball.path, "has_registrations"),
    ] {
        client.delete(path).await.assert_problem(path, 409, code);
    }
    ana.make_event(&a_booking("afterwards", &scene.hall, 14, "23:00", "23:30")).await;
}

/// Seats are not given twice, and go to who waits longest.
async fn assert_the_first_who_waits_moves_up(ana: &Client, scene: &Scene) {
    let attendees = format!("{}/registrations", scene.ball.path);
    let last = ana.post(&attendees, &json!({"name": "Noa"})).await;
    assert_eq!((last.status, &last.json["position"]), (201, &json!(2)), "{last:?}");
    let all = ana.get(&attendees).await.json["items"].as_array().unwrap().clone();
    let lia = all.iter().find(|one| one["name"] == "Lia").unwrap();
    assert_eq!(ana.delete(&format!("{attendees}/{}", lia["id"].as_str().unwrap())).await.status, 204);
    let all = ana.get(&attendees).await.json["items"].as_array().unwrap().clone();
    let in_short =
        |one: &Value| format!("{} {}", one["name"].as_str().unwrap(), one["status"].as_str().unwrap());
    let line_up: Vec<String> = all.iter().map(in_short).collect();
    assert_eq!(
        line_up,
        ["Rui confirmed", "Ivo cancelled", "Lia cancelled", "Gil confirmed", "Noa waitlisted"]
    );
}
