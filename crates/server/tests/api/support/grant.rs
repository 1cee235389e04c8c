//! Tokens: how clients get, spend and give them up.

use super::{Answer, Client};

pub const TOKEN: &str = "/api/v1/auth/token";
pub const REVOKE: &str = "/api/v1/auth/revoke";
pub const SESSIONS: &str = "/api/v1/auth/sessions";
/// Needs a token and nothing else: what shows whether one works.
pub const ME: &str = "/api/v1/users/me";

impl Client {
    /// Asks for tokens with a password.
    pub async fn password_grant(&self, username: &str, password: &str, scope: Option<&str>) -> Answer {
        let mut fields = vec![("grant_type", "password"), ("username", username), ("password", password)];
        fields.extend(scope.map(|scope| ("scope", scope)));
        self.post_form(TOKEN, &fields).await
    }

    /// Spends the refresh token of this client.
    pub async fn refresh(&self, scope: Option<&str>) -> Answer {
        let mut fields = vec![("grant_type", "refresh_token"), ("refresh_token", self.refresh_secret())];
        fields.extend(scope.map(|scope| ("scope", scope)));
        self.post_form(TOKEN, &fields).await
    }

    /// Gives up a refresh token.
    pub async fn revoke(&self, token: &str) -> Answer {
        self.post_form(REVOKE, &[("token", token)]).await
    }

    /// The same client with the pair of a grant, which must have worked.
    #[track_caller]
    pub fn holding(&self, grant: &Answer) -> Self {
        assert_eq!(grant.status, 200, "{grant:?}");
        let mut client = self.with_token(grant.json["access_token"].as_str().unwrap());
        client.refresh_token = grant.json["refresh_token"].as_str().map(str::to_owned);
        client
    }

    pub fn access_secret(&self) -> &str {
        self.access_token.as_deref().unwrap()
    }

    pub fn refresh_secret(&self) -> &str {
        self.refresh_token.as_deref().unwrap()
    }

    /// The session of this client.
    pub async fn session_id(&self) -> String {
        let sessions = self.get(SESSIONS).await.json["items"].take();
        let current = sessions.as_array().unwrap().iter().find(|session| session["current"] == true);
        current.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// Whether the access token works.
    pub async fn is_let_in(&self) -> bool {
        let answer = self.get(ME).await;
        match (answer.status, answer.code()) {
            (200, _) => true,
            (401, "invalid_token") => false,
            _ => panic!("{answer:?}"),
        }
    }
}

impl Answer {
    /// Checks that a grant was refused because its credentials are not good (any more).
    #[track_caller]
    pub fn assert_invalid_grant(&self) {
        self.assert_problem(TOKEN, 400, "invalid_grant");
    }
}
