//! No answer ever holds a password or what is kept of one.

use serde_json::json;

use crate::support::{
    Answer, TestApp,
    given::with,
    grant::ME,
    people::{USERS, a_user},
};

#[tokio::test]
async fn no_answer_about_users_holds_a_secret() {
    let app = TestApp::start_with(&[("SELF_SIGNUP", "on")]);
    let admin = app.admin().await;
    let made = admin.post(USERS, &a_user("ana")).await;
    let path = made.header("location").to_owned();
    let ana = app.sign_in("ana").await;
    let short = json!({"password": "hunter2"});
    let password = "/api/v1/users/me/password";
    let answers: Vec<(&str, Answer)> = vec![
        ("made", made),
        ("made twice", admin.post(USERS, &a_user("ana")).await),
        ("made with a short password", admin.post(USERS, &with(&a_user("eva"), &short)).await),
        (
            "made with a password that is no text",
            admin.post(USERS, &with(&a_user("eva"), &json!({"password": 424_242_424_242_u64}))).await,
        ),
        ("registered", app.anonymous().post("/api/v1/users/register", &a_user("rui")).await),
        ("listed", admin.get(USERS).await),
        ("read", admin.get(&path).await),
        ("changed", admin.patch(&path, &json!({"full_name": "Ana Sá"})).await),
        ("changed the password of", admin.patch(&path, &short).await),
        ("oneself", ana.get(ME).await),
        (
            "a change that fails",
            ana.put(password, &json!({"old_password": "hunter2", "password": TestApp::PASSWORD})).await,
        ),
        (
            "a change",
            ana.put(password, &json!({"old_password": TestApp::PASSWORD, "password": TestApp::PASSWORD}))
                .await,
        ),
        ("a sign-in that fails", app.anonymous().password_grant("ana", "hunter2", None).await),
        ("deleted", admin.delete(&path).await),
    ];
    for (name, answer) in answers {
        for secret in [TestApp::PASSWORD, "hunter2", "424242424242", "$2b$", "hash"] {
            assert!(!answer.text.contains(secret), "{name}: {secret} in {answer:?}");
        }
        assert_ne!(answer.status, 500, "{name}");
    }
}
