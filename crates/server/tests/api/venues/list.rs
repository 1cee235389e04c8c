//! Finding venues.

use serde_json::{Value, json};

use crate::support::{
    Client, TestApp,
    given::{VENUES, a_venue, with},
};

async fn a_few_venues(app: &TestApp) -> Client {
    let ana = app.editor("ana").await;
    for venue in [
        json!({"name": "Ópera", "type": "theatre", "city": "São Paulo", "accessible": true}),
        json!({"name": "arena", "type": "outdoor", "city": "Recife", "address": "Rua São João, 7"}),
        json!({"name": "Zênite", "type": "hall", "city": "são paulo"}),
        json!({"name": "Águas", "type": "theatre", "city": "Recife", "accessible": true}),
    ] {
        ana.make_venue(&with(&a_venue("x"), &venue)).await;
    }
    ana
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let app = TestApp::start();
    let ana = a_few_venues(&app).await;
    for (case, query, names) in [
        ("nothing", "", &["Águas", "arena", "Ópera", "Zênite"][..]),
        ("city, folded", "city=SAO%20PAULO", &["Ópera", "Zênite"]),
        ("type", "type=theatre", &["Águas", "Ópera"]),
        ("accessible", "accessible=true", &["Águas", "Ópera"]),
        ("not accessible", "accessible=false", &["arena", "Zênite"]),
        ("a word of the name, folded", "q=opera", &["Ópera"]),
        ("words of the address", "q=joao+sao", &["arena"]),
        ("words of name and city", "q=zenite%20PAULO", &["Zênite"]),
        ("all together", "q=recife&city=recife&type=theatre&accessible=true", &["Águas"]),
        ("what no venue has", "q=porto", &[]),
        ("parts of words", "q=oper", &[]),
    ] {
        let list = ana.get(&format!("{VENUES}?{query}")).await;
        assert_eq!(list.each("name"), names, "{case}");
    }
}

#[tokio::test]
async fn pages_go_by_folded_name() {
    let app = TestApp::start();
    let ana = a_few_venues(&app).await;
    let first = ana.get(&format!("{VENUES}?limit=3&total=true")).await;
    assert_eq!(first.each("name"), ["Águas", "arena", "Ópera"]);
    assert_eq!(first.json["total"], 4);
    let second = ana.get(first.next().unwrap()).await;
    assert_eq!(second.each("name"), ["Zênite"]);
    assert_eq!((second.next(), &second.json["next_cursor"]), (None, &Value::Null));
}
