use std::{fmt::Write as _, net::IpAddr};

use reqwest::{Method, RequestBuilder, Response, header::HeaderMap};
use serde_json::Value;

/// Calls the API as somebody, or as nobody.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    /// The access token that every call carries.
    pub access_token: Option<String>,
    /// The refresh token of the sign-in.
    pub refresh_token: Option<String>,
}

/// A client that trusts nobody: the API of a test speaks no TLS, though the client could.
fn http(address: Option<IpAddr>) -> reqwest::Client {
    // Somebody else may have been first.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder().tls_certs_only([]).local_address(address).build().unwrap()
}

/// What came back, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as JSON; `null` when it is none.
    pub json: Value,
    /// The body as it came.
    pub text: String,
}

impl Client {
    pub fn new(base: String) -> Self {
        Self { http: http(None), base, access_token: None, refresh_token: None }
    }

    /// One that has this address.
    pub fn at(base: String, address: IpAddr) -> Self {
        Self { http: http(Some(address)), ..Self::new(base) }
    }

    /// The same place, as somebody who signs in now.
    pub async fn sign_in(&self, username: &str, password: &str) -> Self {
        let answer = self
            .post_form(
                "/api/v1/auth/token",
                &[("grant_type", "password"), ("username", username), ("password", password)],
            )
            .await;
        assert_eq!(answer.status, 200, "{username} cannot sign in: {answer:?}");
        let token = |name: &str| answer.json[name].as_str().map(str::to_owned);
        Self {
            http: self.http.clone(),
            base: self.base.clone(),
            access_token: token("access_token"),
            refresh_token: token("refresh_token"),
        }
    }

    /// The same somebody with another access token.
    pub fn with_token(&self, access_token: &str) -> Self {
        Self { access_token: Some(access_token.to_owned()), ..self.clone() }
    }

    /// A request to add to; [`Answer::of`] sends it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.access_token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::PATCH, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path)).await
    }

    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = self
            .request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.join("&"));
        Answer::of(request).await
    }
}

impl Answer {
    /// Sends a request and reads the answer.
    pub async fn of(request: RequestBuilder) -> Self {
        let response: Response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        Self { status, headers, json: serde_json::from_str(&text).unwrap_or_default(), text }
    }

    /// The value of a header; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The `code` of a problem.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }
}

/// Every byte percent-encoded: longer than needed, and never wrong.
fn encoded(value: &str) -> String {
    value.bytes().fold(String::new(), |mut text, byte| {
        write!(text, "%{byte:02X}").unwrap();
        text
    })
}
