//! One venue of a name in a city.

use serde_json::json;

use crate::support::{
    TestApp,
    given::{VENUES, a_venue, with},
};

#[tokio::test]
async fn a_city_has_a_name_once_accents_case_and_spaces_aside() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    ana.make_venue(&a_venue("Teatro São João")).await;
    for (case, name, city, free) in [
        ("the same", "Teatro São João", "Recife", false),
        ("without accents, in other case", "TEATRO SAO JOAO", "recife", false),
        ("decomposed", "Teatro Sa\u{303}o Joa\u{303}o", "Recife", false),
        ("with more spaces", "Teatro  São   João", "Recife", false),
        ("in another city", "Teatro São João", "Olinda", true),
        ("another name", "Teatro São José", "Recife", true),
    ] {
        let answer = ana.post(VENUES, &with(&a_venue(name), &json!({"city": city}))).await;
        let expected = if free { (201, "") } else { (409, "venue_name_taken") };
        assert_eq!((answer.status, answer.code()), expected, "{case}");
    }
}

#[tokio::test]
async fn a_venue_cannot_be_renamed_to_a_taken_name_but_respelled() {
    let app = TestApp::start();
    let ana = app.editor("ana").await;
    ana.make_venue(&a_venue("Salão")).await;
    let other = ana.make_venue(&a_venue("Auditório")).await;
    for taken in [
        ana.patch(&other.path, &json!({"name": "salao"})).await,
        ana.put(&other.path, &a_venue("SALÃO")).await,
    ] {
        assert_eq!((taken.status, taken.code()), (409, "venue_name_taken"), "{taken:?}");
    }
    let respelled = ana.patch(&other.path, &json!({"name": "AUDITORIO"})).await;
    assert_eq!((respelled.status, &respelled.json["name"]), (200, &json!("AUDITORIO")), "{respelled:?}");
}

#[tokio::test]
async fn of_two_that_take_one_name_at_the_same_moment_one_gets_it() {
    let app = TestApp::start();
    let (ana, rui) = (app.editor("ana").await, app.editor("rui").await);
    for round in 0..20 {
        let body = a_venue(&format!("Salão {round}"));
        let (first, second) = tokio::join!(ana.post(VENUES, &body), rui.post(VENUES, &body));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409], "round {round}");
    }
}
