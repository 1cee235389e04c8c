//! One published event at a time at a venue.

use serde_json::json;

use crate::support::{
    TestApp,
    given::{EVENTS, a_booking, a_venue, with},
};

#[tokio::test]
async fn a_venue_holds_one_published_event_at_a_time() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let (here, there) = (ana.make_venue(&a_venue("Aqui")).await, ana.make_venue(&a_venue("Lá")).await);
    ana.make_event(&a_booking("first", &here, 10, "20:00", "22:00")).await;
    let at = |from, to| a_booking("second", &here, 10, from, to);
    for (case, body, fits) in [
        ("the same time", at("20:00", "22:00"), false),
        ("inside", at("20:30", "21:30"), false),
        ("around", at("19:00", "23:00"), false),
        ("into its beginning", at("19:00", "20:01"), false),
        ("into its end", at("21:59", "23:00"), false),
        ("up to its beginning", at("19:00", "20:00"), true),
        ("from its end on", at("22:00", "23:00"), true),
        ("another day", a_booking("second", &here, 11, "20:00", "22:00"), true),
        ("another venue", a_booking("second", &there, 10, "20:00", "22:00"), true),
        ("a draft", with(&at("20:00", "22:00"), &json!({"status": "draft"})), true),
        ("cancelled", with(&at("20:00", "22:00"), &json!({"status": "cancelled"})), true),
        ("without an end", with(&at("20:00", "22:00"), &json!({"ends_at": null})), true),
    ] {
        let answer = ana.post(EVENTS, &body).await;
        let expected = if fits { (201, "") } else { (409, "venue_double_booked") };
        assert_eq!((answer.status, answer.code()), expected, "{case}");
        if fits {
            assert_eq!(ana.delete(answer.header("location")).await.status, 204, "{case}");
        }
    }
}

#[tokio::test]
async fn no_edit_leads_to_a_double_booking() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let (here, there) = (ana.make_venue(&a_venue("Aqui")).await, ana.make_venue(&a_venue("Lá")).await);
    ana.make_event(&a_booking("first", &here, 10, "20:00", "22:00")).await;
    let same_time = a_booking("second", &here, 10, "20:00", "22:00");
    for (case, body, edit) in [
        ("published", with(&same_time, &json!({"status": "draft"})), json!({"status": "published"})),
        ("taken up again", with(&same_time, &json!({"status": "cancelled"})), json!({"status": "published"})),
        ("moved there", a_booking("second", &there, 10, "20:00", "22:00"), json!({"venue_id": here.id()})),
        (
            "moved in time",
            a_booking("second", &here, 10, "17:00", "19:00"),
            json!({"ends_at": "2131-03-10T20:00:00.000001Z"}),
        ),
        (
            "given an end",
            with(&same_time, &json!({"ends_at": null})),
            json!({"ends_at": "2131-03-10T21:00:00Z"}),
        ),
    ] {
        let event = ana.make_event(&body).await;
        let refused = ana.patch(&event.path, &edit).await;
        assert_eq!((refused.status, refused.code()), (409, "venue_double_booked"), "{case}");
        assert_eq!(ana.get(&event.path).await.json, event.json, "{case}: nothing is half-written");
        assert_eq!(ana.delete(&event.path).await.status, 204);
    }
}

#[tokio::test]
async fn a_published_event_may_move_within_its_own_time() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let event = ana.make_event(&a_booking("Baile", &venue, 10, "20:00", "22:00")).await;
    let moved = ana.put(&event.path, &a_booking("Baile", &venue, 10, "21:00", "23:00")).await;
    assert_eq!(moved.status, 200, "{moved:?}");
}

#[tokio::test]
async fn of_two_that_publish_at_the_same_moment_one_gets_the_venue() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    let venue = ana.make_venue(&a_venue("Salão")).await;
    let draft = |day, from: &str, to: &str| {
        with(&a_booking("Baile", &venue, day, from, to), &json!({"status": "draft"}))
    };
    for round in 0..200_u8 {
        let (day, hour) = (round % 25 + 1, round / 25 * 2 + 1);
        let (from, middle, to) =
            (format!("{hour:02}:00"), format!("{hour:02}:59"), format!("{:02}:00", hour + 1));
        let hers = ana.make_event(&draft(day, &from, &to)).await;
        // The same time, or one that overlaps by a minute.
        let his = if round % 2 == 0 {
            draft(day, &from, &to)
        } else {
            draft(day, &middle, &format!("{:02}:30", hour + 1))
        };
        let his = rui.make_event(&his).await;
        let publish = json!({"status": "published"});
        let (first, second) = tokio::join!(ana.patch(&hers.path, &publish), rui.patch(&his.path, &publish));
        let mut outcome = [(first.status, first.code()), (second.status, second.code())];
        outcome.sort_unstable();
        assert_eq!(outcome, [(200, ""), (409, "venue_double_booked")], "round {round}");
    }
    let published = ana.get(&format!("{EVENTS}?status=published&total=true&limit=1")).await;
    assert_eq!(published.json["total"], 200);
}
