//! Access tokens that must not let anybody in, over HTTP. Why each is refused is tested where tokens
//! are verified; here it is that nothing on the way lets one through.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm::{self, HS256, HS384, HS512},
    EncodingKey,
};
use reqwest::{Method, header::HeaderValue};
use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp, grant::ME, problem::faults};

const SECRET: &str = "8f1c0d7b5e9a4c62b3d8e7f6a5049182";
const RETIRED: &str = "c04e1b7a9d3f5826e1a4c7b0d9f38265";
const KEYS: (&str, &str) =
    ("JWT_SECRETS", "new:8f1c0d7b5e9a4c62b3d8e7f6a5049182,old:c04e1b7a9d3f5826e1a4c7b0d9f38265");

/// The payload of a token.
pub fn claims_of(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// A token in pieces, which was good before it was bent.
#[derive(Clone)]
struct Craft {
    header: Value,
    claims: Value,
    algorithm: Algorithm,
    secret: Vec<u8>,
}

impl Craft {
    /// The token that the server made for this client.
    fn of(client: &Client) -> Self {
        Self {
            header: json!({"alg": "HS256", "typ": "at+jwt", "kid": "new"}),
            claims: claims_of(client.access_secret()),
            algorithm: HS256,
            secret: SECRET.into(),
        }
    }

    fn header(&self, name: &str, value: impl Into<Value>) -> Self {
        let mut bent = self.clone();
        bent.header[name] = value.into();
        bent
    }

    fn without_header(&self, name: &str) -> Self {
        let mut bent = self.clone();
        bent.header.as_object_mut().unwrap().remove(name).unwrap();
        bent
    }

    fn claim(&self, name: &str, value: impl Into<Value>) -> Self {
        let mut bent = self.clone();
        bent.claims[name] = value.into();
        bent
    }

    fn without_claim(&self, name: &str) -> Self {
        let mut bent = self.clone();
        bent.claims.as_object_mut().unwrap().remove(name).unwrap();
        bent
    }

    /// Really signed like this; the header says what it says.
    fn signed(&self, algorithm: Algorithm, secret: &str) -> Self {
        Self { algorithm, secret: secret.into(), ..self.clone() }
    }

    fn parts(&self) -> [String; 3] {
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let (header, claims) = (encode(&self.header), encode(&self.claims));
        let key = EncodingKey::from_secret(&self.secret);
        let message = format!("{header}.{claims}");
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, self.algorithm).unwrap();
        [header, claims, signature]
    }

    fn token(&self) -> String {
        self.parts().join(".")
    }
}

type Cases = Vec<(String, String)>;

fn algorithms(good: &Craft) -> Cases {
    let mut cases: Cases = ["none", "None", "NONE", "nOnE", ""]
        .into_iter()
        .flat_map(|alg| {
            let [header, claims, signature] = good.header("alg", alg).parts();
            [
                (format!("alg {alg:?} without a signature"), format!("{header}.{claims}.")),
                (format!("alg {alg:?}, signed all the same"), format!("{header}.{claims}.{signature}")),
            ]
        })
        .collect();
    cases.extend(named([
        ("HS384 with the right key", good.header("alg", "HS384").signed(HS384, SECRET).token()),
        ("HS512 with the right key", good.header("alg", "HS512").signed(HS512, SECRET).token()),
        ("RS256 in name, HMAC in fact", good.header("alg", "RS256").token()),
        ("ES256 in name, HMAC in fact", good.header("alg", "ES256").token()),
        ("HS256 in name, HS512 in fact", good.signed(HS512, SECRET).token()),
        ("no alg", good.without_header("alg").token()),
    ]));
    cases
}

fn keys(good: &Craft) -> Cases {
    let theirs = "the attacker's own secret of 32 bytes";
    let jwk = json!({"kty": "oct", "alg": "HS256", "k": URL_SAFE_NO_PAD.encode(theirs)});
    let forged = good.signed(HS256, theirs);
    named([
        ("another key", forged.token()),
        ("another key, in jwk", forged.header("jwk", jwk.clone()).token()),
        ("another key, in jwk and without kid", forged.without_header("kid").header("jwk", jwk).token()),
        ("another key, behind jku", forged.header("jku", "https://evil.example/keys").token()),
        ("another key, behind x5u", forged.header("x5u", "https://evil.example/keys").token()),
        ("an empty key", good.signed(HS256, "").token()),
        (
            "an empty key, and a kid that leads to it",
            good.header("kid", "../../dev/null").signed(HS256, "").token(),
        ),
        ("no kid", good.without_header("kid").token()),
        ("an empty kid", good.header("kid", "").token()),
        ("an unknown kid", good.header("kid", "newer").token()),
        ("a kid of another key", good.header("kid", "old").token()),
        ("a kid that is SQL", good.header("kid", "' or '1'='1").token()),
    ])
}

fn claims(good: &Craft, other_user: &str) -> Cases {
    let now = good.claims["iat"].as_i64().unwrap();
    let mut cases: Cases = ["iss", "aud", "sub", "exp", "iat", "nbf", "jti", "sid", "scope"]
        .into_iter()
        .map(|name| (format!("no {name}"), good.without_claim(name).token()))
        .collect();
    cases.extend(named([
        ("another issuer", good.claim("iss", "https://evil.example").token()),
        ("another audience", good.claim("aud", "billing").token()),
        ("typ of another kind of token", good.header("typ", "JWT").token()),
        ("no typ", good.without_header("typ").token()),
        ("a critical header", good.header("crit", json!(["exp"])).token()),
        ("expired", good.claim("exp", now - 60).token()),
        ("not valid yet", good.claim("nbf", now + 3600).token()),
        ("exp as text", good.claim("exp", "9999999999").token()),
        ("a user that is no UUID", good.claim("sub", "admin").token()),
        ("another user", good.claim("sub", other_user).token()),
        ("a session that never was", good.claim("sid", "0197a3c0-0000-7000-8000-000000000001").token()),
        ("a session that is no UUID", good.claim("sid", "1").token()),
        ("a scope that does not exist", good.claim("scope", "everything").token()),
        ("longer than anybody needs", good.claim("note", "x".repeat(4_000)).token()),
    ]));
    cases
}

fn shapes(good: &Craft) -> Cases {
    let token = good.token();
    let [header, claims, signature] = good.parts();
    let promoted = &good.claim("scope", "users:manage").parts()[1];
    let mut flipped = signature.clone();
    let first = if flipped.starts_with('A') { "B" } else { "A" };
    flipped.replace_range(..1, first);
    named([
        ("a payload that was tampered with", format!("{header}.{promoted}.{signature}")),
        ("a signature that was tampered with", format!("{header}.{claims}.{flipped}")),
        ("no signature", format!("{header}.{claims}.")),
        ("two segments", format!("{header}.{claims}")),
        ("four segments", format!("{token}.{signature}")),
        ("cut off", token[..token.len() - 1].to_owned()),
        ("padded", format!("{token}=")),
        ("a word", "token".to_owned()),
        ("dots", "..".to_owned()),
        ("text of another alphabet", format!("{header}.{}.{signature}", "/+/+")),
        ("the scheme twice", format!("Bearer {token}")),
        ("two tokens", format!("{token} {token}")),
        ("two tokens in a list", format!("{token}, {token}")),
    ])
}

fn named<const N: usize>(cases: [(&str, String); N]) -> Cases {
    cases.into_iter().map(|(name, token)| (name.to_owned(), token)).collect()
}

#[tokio::test]
async fn what_the_others_are_bent_from_is_good() {
    let app = TestApp::start_with(&[KEYS]);
    let good = Craft::of(&app.viewer("ana").await);
    let retired = good.header("kid", "old").signed(HS256, RETIRED);
    for (name, craft) in [("crafted", &good), ("of a retired key", &retired)] {
        assert!(app.anonymous().with_token(&craft.token()).is_let_in().await, "{name}");
    }
}

#[tokio::test]
async fn no_bad_token_lets_anybody_in() {
    let app = TestApp::start_with(&[KEYS]);
    let ana = app.viewer("ana").await;
    let good = Craft::of(&ana);
    let other_user = app.editor("rui").await.me().await["id"].as_str().unwrap().to_owned();
    let cases = [algorithms(&good), keys(&good), claims(&good, &other_user), shapes(&good)].concat();
    assert!(cases.len() >= 50);

    let mut wrong = Vec::new();
    for (name, token) in cases {
        let answer = app.anonymous().with_token(&token).get(ME).await;
        let challenge = "Bearer realm=\"fasttrack\", error=\"invalid_token\"";
        let refused = (answer.status, answer.code(), answer.header("www-authenticate"));
        if refused != (401, "invalid_token", challenge) || !faults(&answer, ME).is_empty() {
            wrong.push(format!("{name}: {answer:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(ana.is_let_in().await, "the real one still does");
}

#[tokio::test]
async fn other_tokens_of_ours_are_no_access_tokens() {
    let app = TestApp::start();
    let ana = app.viewer("ana").await;
    assert!(!ana.with_token(ana.refresh_secret()).is_let_in().await, "a refresh token");
    assert!(!ana.with_token(&ana.session_id().await).is_let_in().await, "a session's identifier");
}

#[tokio::test]
async fn a_token_counts_only_where_rfc_6750_says() {
    let app = TestApp::start();
    let token = app.viewer("ana").await.access_secret().to_owned();
    let nobody = app.anonymous();
    let with = |name, value: &str| {
        nobody.request(Method::GET, ME).header(name, HeaderValue::from_bytes(value.as_bytes()).unwrap())
    };
    for (name, request) in [
        ("nothing", nobody.request(Method::GET, ME)),
        ("only the scheme", with("authorization", "Bearer")),
        ("an empty token", with("authorization", "Bearer ")),
        ("only the token", with("authorization", &token)),
        ("another scheme", with("authorization", &format!("Token {token}"))),
        ("Basic", nobody.request(Method::GET, ME).basic_auth("ana", Some(TestApp::PASSWORD))),
        ("the token as a Basic password", nobody.request(Method::GET, ME).basic_auth("ana", Some(&token))),
        ("what is not ASCII", with("authorization", "Bearer é")),
        ("a cookie", with("cookie", &format!("access_token={token}"))),
        ("another header", with("x-access-token", &token)),
        ("the query", nobody.request(Method::GET, &format!("{ME}?access_token={token}"))),
    ] {
        let answer = Answer::of(request).await;
        let refused = (answer.status, answer.code(), answer.header("www-authenticate"));
        assert_eq!(refused, (401, "unauthenticated", "Bearer realm=\"fasttrack\""), "{name}: {answer:?}");
        assert_eq!(faults(&answer, ME), Vec::<String>::new(), "{name}");
    }
    let lower = Answer::of(with("authorization", &format!("bearer {token}"))).await;
    assert_eq!(lower.status, 200, "schemes know no case: {lower:?}");
}
