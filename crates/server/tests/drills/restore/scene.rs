//! What is in the old database beside the demo data: of everything that can be there, something.

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    fleet::Fleet,
    support::{
        Client, TestApp,
        given::{Made, a_booking, a_venue, an_event, with},
        people::a_user,
        process::PATIENCE,
    },
};

/// Made over HTTP, and by an import.
pub struct Scene {
    /// An editor, signed in at the old server.
    pub ana: Client,
    /// Her calendar.
    pub feed: String,
    pub hall: Made,
    /// In the hall, with two seats: Rui and Lia have them, Gil waits; Ivo gave his up.
    pub ball: Made,
    /// Edited twice and looked at three times.
    pub edited: Made,
    /// A file that was imported.
    pub file: String,
}

impl Scene {
    pub async fn play(fleet: &Fleet) -> Self {
        let admin = fleet.admin(0).await;
        for (name, members) in [
            ("ana", json!({"role": "editor"})),
            ("eva", json!({"role": "viewer"})),
            ("leo", json!({"role": "viewer", "active": false})),
        ] {
            let mut body = a_user(name);
            body["role"] = members["role"].clone();
            let path = admin.make_user(&body).await;
            if members["active"] == false {
                assert_eq!(admin.patch(&path, &json!({"active": false})).await.status, 200);
            }
        }
        let ana = fleet.client(0).sign_in("ana", TestApp::PASSWORD).await;
        let hall = ana.make_venue(&a_venue("Salão")).await;
        let ball = a_booking("Baile de São João", &hall, 14, "20:00", "23:00");
        let ball = ana.make_event(&with(&ball, &json!({"capacity": 2, "tags": ["forró", "baile"]}))).await;
        line_up(&ana, &ball).await;
        let edited = edited(&ana).await;
        for client in [&ana, &fleet.client(0).sign_in("eva", TestApp::PASSWORD).await] {
            let own = client.post(&format!("{}/registrations", edited.path), &own_place(client).await).await;
            assert_eq!(own.status, 201, "{own:?}");
        }
        let gone = ana.make_event(&an_event("gone")).await;
        assert_eq!(ana.delete(&gone.path).await.status, 204);
        for status in ["draft", "cancelled"] {
            ana.make_event(&with(&an_event(status), &json!({"status": status}))).await;
        }
        let key = ana.post("/api/v1/users/me/calendar-key", &Value::Null).await;
        assert_eq!(key.status, 201, "{key:?}");
        let feed = format!("/api/v1/calendar.ics?key={}", key.json["key"].as_str().unwrap());
        Self { ana, feed, hall, ball, edited, file: imported(fleet) }
    }
}

async fn own_place(client: &Client) -> Value {
    let me = client.me().await;
    json!({"name": me["full_name"], "email": me["email"]})
}

async fn line_up(ana: &Client, ball: &Made) {
    let attendees = format!("{}/registrations", ball.path);
    let mut places = Vec::new();
    for name in ["Rui", "Ivo", "Lia", "Gil"] {
        let body = json!({"name": name, "email": format!("{name}@example.net")});
        let answer = ana.post(&attendees, &body).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        places.push(answer.header("location").to_owned());
    }
    assert_eq!(ana.post(&format!("{}/check-in", places[0]), &Value::Null).await.status, 200);
    assert_eq!(ana.delete(&places[1]).await.status, 204);
}

async fn edited(ana: &Client) -> Made {
    let mut made = ana.make_event(&an_event("Forró")).await;
    for city in ["Olinda", "Évora"] {
        let answer = ana.patch(&made.path, &json!({"city": city})).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        made.etag = answer.header("etag").to_owned();
    }
    for _ in 0..3 {
        assert_eq!(ana.get(&made.path).await.status, 200);
    }
    let list = "/api/v1/events?q=forro&city=evora";
    let written = async { while ana.get(list).await.json["items"][0]["views"] != 3 {} };
    assert!(timeout(PATIENCE, written).await.is_ok(), "the views are never written");
    made
}

fn imported(fleet: &Fleet) -> String {
    let row = |n| format!("Quadrilha {n},2131-06-{:02}T22:00:00Z,Caruaru,published\n", n % 28 + 1);
    let file = (0..40).fold("title,starts_at,city,status\n".to_owned(), |file, n| file + &row(n));
    fleet.installation.write("events.csv", &file);
    let import = fleet.installation.run(&["import", "events.csv"]);
    assert!(import.code == 0 && import.stderr.contains("40 added"), "{import:?}");
    file
}
