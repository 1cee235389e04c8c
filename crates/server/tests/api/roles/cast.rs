//! Who calls, on what, and with which body.

use fasttrack_test_support::pictures::a_pdf;
use reqwest::Method;
use serde_json::{Value, json};

use super::WHO;
use crate::{
    api_keys::a_key,
    imports::{self, IMPORTS, many_rows},
    support::{
        Answer, Client, TestApp,
        files::{FORM, form},
        given::{a_venue, an_event},
        operations::Operation,
        people::a_user,
    },
};

/// How the addresses of those end who attend: for their organisers alone.
pub(super) const HIDDEN: &str = "@hidden.example.org";

/// Everybody of [`WHO`] and of [`SHUT_OUT`], in that order.
pub(super) struct Cast {
    pub clients: [Client; 6],
    pub shut_out: [Client; 2],
}

impl Cast {
    pub async fn of(app: &TestApp) -> Self {
        let admin = app.admin().await;
        // An account of its own: changing the password ends the other sessions of its user.
        app.another_admin("narrow").await;
        let narrow =
            app.anonymous().password_grant("narrow", TestApp::PASSWORD, Some("registrations:self")).await;
        let signed_out = app.another_admin("signed-out").await;
        signed_out.revoke(signed_out.refresh_secret()).await;
        let deactivated = app.another_admin("deactivated").await;
        let switched_off = admin.patch(&deactivated.own_path().await, &json!({"active": false})).await;
        assert_eq!(switched_off.status, 200, "{switched_off:?}");
        let clients = [
            app.anonymous(),
            app.viewer("viewer").await,
            app.editor("stranger").await,
            app.editor("owner").await,
            admin,
            app.anonymous().holding(&narrow),
        ];
        Self { clients, shut_out: [signed_out, deactivated] }
    }

    /// Calls an operation on something that is really there.
    pub async fn call(&self, app: &TestApp, operation: &Operation, client: &Client, who: &str) -> Answer {
        self.call_with(app, operation, client, who, body(operation, who)).await
    }

    /// ... with this body.
    pub async fn call_with(
        &self,
        app: &TestApp,
        operation: &Operation,
        client: &Client,
        who: &str,
        body: Body,
    ) -> Answer {
        let [_, _, _, owner, admin, _] = &self.clients;
        // A new thing for every call: what one may delete, the next must find.
        let unique = format!("{}-{who}", operation.method.as_str().to_lowercase());
        let thing = match operation.template.as_str() {
            t if t.starts_with("/api/v1/venues/{id}") => {
                owner.make_venue(&a_venue(&format!("{unique} {t}"))).await.path
            }
            t if t.starts_with("/api/v1/events/{id}") => owner.make_event(&an_event(&unique)).await.path,
            t if t.starts_with("/api/v1/attachments/{id}") => {
                let event = owner.make_event(&an_event(&unique)).await;
                let made = owner.attach(&format!("{}/attachments", event.path), "a.pdf", &a_pdf()).await;
                made.json["id"].as_str().unwrap().to_owned()
            }
            t if t.starts_with("/api/v1/jobs/{id}") || t.starts_with("/api/v1/imports/{id}") => {
                imports::begun(&owner.upload(IMPORTS, "e.csv", "text/csv", many_rows(1)).await)
            }
            "/api/v1/users/{id}" => admin.make_user(&a_user(&unique)).await,
            // One's own other session.
            "/api/v1/auth/sessions/{id}" if WHO[1..].contains(&who) => {
                app.sign_in(who).await.session_id().await
            }
            // One's own key.
            "/api/v1/users/me/api-keys/{id}" if WHO[1..].contains(&who) => {
                client.make_key(&["registrations:self"]).await.path
            }
            "/problems/{code}" => "not_found".to_owned(),
            _ => "0197a3c0-0000-7000-8000-000000000001".to_owned(),
        };
        let path = match operation.template.split_once("/{rid}") {
            None => operation.path(thing.rsplit('/').next().unwrap()),
            // The attendee is somebody else.
            Some((_, verb)) => {
                let attendees = format!("{thing}/registrations");
                let made = owner
                    .post(&attendees, &json!({"name": "Rui", "email": format!("{unique}{HIDDEN}")}))
                    .await;
                format!("{attendees}/{}{verb}", made.json["id"].as_str().unwrap())
            }
        };
        let path = match operation.template.as_str() {
            "/api/v1/calendar.ics" => {
                let key = admin.post("/api/v1/users/me/calendar-key", &Value::Null).await;
                format!("{path}?key={}", key.json["key"].as_str().unwrap())
            }
            "/api/v1/events/stats" => format!("{path}?group_by=city"),
            _ => path,
        };
        let request = client.request(operation.method.clone(), &path);
        Answer::of(match body {
            Body::None => request,
            Body::Json(body) => request.json(&body),
            Body::Form(form) => {
                request.header("content-type", "application/x-www-form-urlencoded").body(form)
            }
            Body::File(form) => request.header("content-type", FORM).body(form),
        })
        .await
    }
}

pub(super) enum Body {
    None,
    Json(Value),
    Form(String),
    File(Vec<u8>),
}

/// One that is valid: authorisation must not be what a bad body hides.
pub(super) fn body(operation: &Operation, who: &str) -> Body {
    let (method, path) = (&operation.method, operation.template.as_str());
    Body::Json(match path.trim_start_matches("/api/v1") {
        "/auth/token" => {
            return Body::Form(format!("grant_type=password&username=admin&password={}", TestApp::PASSWORD));
        }
        "/auth/revoke" => return Body::Form("token=unknown".to_owned()),
        _ if method == Method::GET || method == Method::DELETE => return Body::None,
        "/users/me/calendar-key" | "/events/{id}/forecast/refresh" => return Body::None,
        path if path.ends_with("/check-in") || path.starts_with("/jobs") => return Body::None,
        "/imports" => return Body::File(form("e.csv", "text/csv", b"title,starts_at,city\n")),
        "/events/{id}/attachments" => return Body::File(form("a.pdf", "image/png", &a_pdf())),
        "/events/batch" => json!([an_event("Baile")]),
        path if path.ends_with("/registrations") => json!({"name": "Maria"}),
        "/users" | "/users/register" => a_user(&format!("{}-{who}", path.rsplit('/').next().unwrap())),
        "/users/me" | "/users/{id}" => json!({"full_name": "Maria"}),
        "/users/me/api-keys" => a_key(&["registrations:self"]),
        "/users/me/password" => json!({"old_password": TestApp::PASSWORD, "password": TestApp::PASSWORD}),
        path if path.starts_with("/venues") => a_venue(&format!("{method} by {who}")),
        path if path.starts_with("/events") => an_event("Baile"),
        path => panic!("{method} {path} needs a body here"),
    })
}
