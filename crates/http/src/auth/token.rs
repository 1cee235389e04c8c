use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, PRAGMA, USER_AGENT},
    post,
    web::Data,
};
use fasttrack_application::auth::{SignIn, Tokens};
use fasttrack_domain::access::Scopes;

use super::dto::{TokenRequest, TokenResponse};
use crate::{
    extract::Form,
    middleware::RequestInfo,
    problem::{ApiError, Code},
    state::AppState,
};

/// Get tokens
///
/// Signs in with username and password, or spends a refresh token for a new pair.
///
/// A refresh token works once. Using a spent one ends its session: somebody has a copy.
///
/// Who goes on guessing the password of one user waits longer and longer between two tries (429), from
/// where they guess; the right password ends that.
#[utoipa::path(
    tag = "auth",
    security(()),
    extensions(("x-rate-limit" = json!("tokens"))),
    request_body(
        content = TokenRequest,
        content_type = "application/x-www-form-urlencoded",
        example = json!({"grant_type": "password", "username": "admin", "password": "correct horse battery staple"})
    ),
    responses(
        (status = 200, description = "A pair of tokens", body = TokenResponse),
        (status = 400, description = "`invalid_request`, `invalid_grant`, `unsupported_grant_type` or `invalid_scope`")
    )
)]
#[post("/auth/token")]
pub(crate) async fn token(
    request: HttpRequest,
    state: Data<AppState>,
    form: Form<TokenRequest>,
) -> Result<HttpResponse, ApiError> {
    let TokenRequest { grant_type, username, password, refresh_token, scope } = form.0;
    let scopes = scope.map(|scope| scope.parse::<Scopes>()).transpose();
    let scopes = scopes.map_err(|invalid| ApiError::new(Code::InvalidScope).detail(invalid.detail))?;
    let grant_type = needed("grant_type", grant_type)?;
    let origin = RequestInfo::origin(&request);
    let tokens = match grant_type.as_str() {
        "password" => {
            let username = needed("username", username)?;
            let password = needed("password", password)?;
            let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok());
            let user_agent = agent.map(str::to_owned);
            state.auth.sign_in(&origin, SignIn { username, password, scopes, user_agent }).await?
        }
        "refresh_token" => {
            let token = needed("refresh_token", refresh_token)?;
            state.auth.refresh(&origin, &token, scopes).await?
        }
        _ => return Err(ApiError::new(Code::UnsupportedGrantType)),
    };
    Ok(respond(tokens))
}

fn needed(name: &str, value: Option<String>) -> Result<String, ApiError> {
    value
        .filter(|value| !value.is_empty())
        .ok_or_else(|| ApiError::new(Code::InvalidRequest).detail(format!("the parameter {name} is missing")))
}

fn respond(tokens: Tokens) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache")).json(
        TokenResponse {
            access_token: tokens.access_token,
            token_type: "Bearer",
            expires_in: tokens.expires_in.num_seconds(),
            refresh_token: tokens.refresh_token,
            scope: tokens.scopes.to_string(),
        },
    )
}
