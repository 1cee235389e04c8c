//! Users, as admins make them.

use serde_json::{Value, json};

use super::{Answer, Client, TestApp};

pub const USERS: &str = "/api/v1/users";

/// A viewer of this name.
pub fn a_user(username: &str) -> Value {
    json!({
        "username": username,
        "full_name": "Maria da Silva",
        "email": format!("{username}@example.org"),
        "password": TestApp::PASSWORD,
    })
}

/// Where a user is.
pub fn user_path(id: &str) -> String {
    format!("{USERS}/{id}")
}

impl Client {
    /// Creates a user, which must work; tells where.
    pub async fn make_user(&self, body: &Value) -> String {
        let answer = self.post(USERS, body).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.header("location").to_owned()
    }

    /// Where the user of this client is.
    pub async fn own_path(&self) -> String {
        user_path(self.me().await["id"].as_str().unwrap())
    }

    /// Who this client is.
    pub async fn me(&self) -> Value {
        let Answer { status: 200, json, .. } = self.get(super::grant::ME).await else {
            panic!("not signed in")
        };
        json
    }
}

impl TestApp {
    /// A new admin, signed in.
    pub async fn another_admin(&self, username: &str) -> Client {
        let mut body = a_user(username);
        body["role"] = json!("admin");
        self.admin().await.make_user(&body).await;
        self.sign_in(username).await
    }
}
