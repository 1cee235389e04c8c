//! Venues that do not fit.

use reqwest::Method;
use serde_json::json;

use super::{Bench, Misfit, misfit, text};
use crate::support::{
    TestApp,
    given::{VENUES, a_venue, with},
};

const ALL: [Method; 3] = [Method::POST, Method::PUT, Method::PATCH];

async fn bench() -> Bench {
    let valid = with(&a_venue("Salão"), &json!({"latitude": -8.0615, "longitude": -34.8785}));
    let first = with(&valid, &json!({"name": "Sala"}));
    Bench::new(TestApp::start(), VENUES, valid, &first).await
}

#[tokio::test]
async fn texts_have_bounds_and_no_control_characters() {
    let mut misfits: Vec<Misfit> = Vec::new();
    for (member, pointer, most) in
        [("name", "/name", 100), ("city", "/city", 100), ("address", "/address", 200)]
    {
        misfits.extend([
            misfit("empty", member, "\"\"", pointer, "required"),
            misfit("white space", member, "\" \\t \"", pointer, "required"),
            ("too long", member, text('ã', most + 1), pointer, "too_long"),
            misfit("two lines", member, r#""a\nb""#, pointer, "control_character"),
            misfit("a NUL", member, r#""a\u0000""#, pointer, "control_character"),
            misfit("a number", member, "1", pointer, "invalid_type"),
            misfit("a list", member, "[]", pointer, "invalid_type"),
        ]);
    }
    bench().await.refuses(&ALL, &misfits).await;
}

#[tokio::test]
async fn sorts_numbers_and_truths_are_what_they_should_be() {
    let misfits = [
        misfit("a sort that is not", "type", "\"castle\"", "/type", "invalid_venue_type"),
        misfit("a sort in capitals", "type", "\"Hall\"", "/type", "invalid_venue_type"),
        misfit("a sort by number", "type", "1", "/type", "invalid_type"),
        misfit("no room", "capacity", "0", "/capacity", "out_of_range"),
        misfit("less than no room", "capacity", "-5", "/capacity", "out_of_range"),
        misfit("more room than there is", "capacity", "1000001", "/capacity", "out_of_range"),
        misfit("room as a fraction", "capacity", "99.5", "/capacity", "invalid_type"),
        misfit("room as text", "capacity", "\"100\"", "/capacity", "invalid_type"),
        misfit("a truth as text", "accessible", "\"true\"", "/accessible", "invalid_type"),
        misfit("a truth as a number", "accessible", "1", "/accessible", "invalid_type"),
        misfit("what the server decides", "version", "7", "/version", "unknown_field"),
    ];
    bench().await.refuses(&ALL, &misfits).await;
}

#[tokio::test]
async fn a_point_lies_on_earth() {
    let misfits = [
        misfit("north of the pole", "latitude", "90.0001", "/latitude", "out_of_range"),
        misfit("south of the pole", "latitude", "-91", "/latitude", "out_of_range"),
        misfit("far away", "latitude", "1e300", "/latitude", "out_of_range"),
        misfit("too far east", "longitude", "180.5", "/longitude", "out_of_range"),
        misfit("too far west", "longitude", "-999", "/longitude", "out_of_range"),
        misfit("text", "latitude", "\"-8.0615\"", "/latitude", "invalid_type"),
        misfit("degrees and minutes", "longitude", "[34, 52]", "/longitude", "invalid_type"),
        misfit("half a point", "longitude", "null", "/longitude", "required"),
        misfit("the other half", "latitude", "null", "/latitude", "required"),
    ];
    bench().await.refuses(&ALL, &misfits).await;
}

#[tokio::test]
async fn two_venues_of_one_name_in_one_city_are_refused() {
    let bench = bench().await;
    bench.client.make_venue(&a_venue("Teatro")).await;
    let before = bench.state().await;
    for (name, twin) in [
        ("the same", json!({"name": "Teatro"})),
        ("in capitals", json!({"name": " TEATRO "})),
        ("with accents", json!({"name": "Téatrõ", "city": "recife"})),
    ] {
        for (method, body) in [
            (Method::POST, with(&bench.valid, &twin)),
            (Method::PUT, with(&bench.valid, &twin)),
            (Method::PATCH, twin.clone()),
        ] {
            let answer = bench.send(&method, body.to_string()).await;
            assert_eq!(
                (answer.status, answer.code()),
                (409, "venue_name_taken"),
                "{method}, {name}: {answer:?}"
            );
        }
    }
    assert_eq!(bench.state().await, before);
}
