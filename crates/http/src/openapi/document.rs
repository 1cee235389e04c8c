use actix_web::App;
use utoipa::{
    OpenApi,
    openapi::{
        OpenApi as Document, Ref, RefOr, Schema,
        schema::ArrayItems,
        security::{Flow, HttpAuthScheme, HttpBuilder, OAuth2, Password, Scopes, SecurityScheme},
    },
};
use utoipa_actix_web::AppExt;

use super::responses;
use crate::{
    api_keys::ScopeName,
    audit::AuditActionName,
    events::{EventSortName, ExportFormatName, StatsGroupName},
    imports::ReportFormatName,
    jobs::JobStateName,
    problem::Problem,
    registrations::RegistrationStatusName,
    routes,
};
use fasttrack_domain::access::Scope;

/// The name of the security scheme of access tokens.
const BEARER: &str = "bearer";
/// Keys for machines, which stand where an access token does.
const API_KEY: &str = "api_key";
/// The same tokens, got by the password grant: what the form of `/docs` uses.
const PASSWORD: &str = "password";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "FastTrack",
        description = "Event management: events, venues, and the people who organise and attend them.\n\n\
            Sign in with `POST /api/v1/auth/token` and send the access token as `Authorization: Bearer …`. \
            On `/docs`, the button *Authorize* does both: under `password`, give a username and its \
            password, and leave the client empty. \
            Machines send an API key instead, which `POST /api/v1/users/me/api-keys` makes. \
            Every error is a problem+json (RFC 9457) whose `code` is explained at `/problems/{code}`. \
            Lists are pages: follow `next_cursor`. Single things carry an `ETag`: send it back as `If-Match` \
            to change only what you have seen. \
            Every answer of the API says by `RateLimit-Policy` how often you may ask, and by `RateLimit` how \
            often still; `x-rate-limit` names the operations that have a quota of their own.",
        // Not as `identifier`: readers make a link of it that only a single licence has.
        license(name = "MIT OR Apache-2.0", url = "https://spdx.org/licenses/")
    ),
    servers((url = "/", description = "This server")),
    // Only parameters name the others, and those are not collected.
    components(schemas(Problem, EventSortName, ExportFormatName, StatsGroupName, ScopeName, RegistrationStatusName, JobStateName, ReportFormatName, AuditActionName)),
    security(("bearer" = []), ("password" = []), ("api_key" = [])),
    tags(
        (name = "auth", description = "Tokens and sessions"),
        (name = "users", description = "The people who use FastTrack"),
        (name = "venues", description = "Places where events happen"),
        (name = "events", description = "What happens, where and when"),
        (name = "registrations", description = "Who attends what, and who waits"),
        (name = "jobs", description = "Work in the background"),
        (name = "imports", description = "Files of events"),
        (name = "attachments", description = "Files that belong to events"),
        (name = "forecasts", description = "The weather at events"),
        (name = "audit", description = "Who did what that matters for security"),
        (name = "calendars", description = "Events for calendar programs"),
        (name = "api-keys", description = "Keys for machines"),
        (name = "system", description = "The service itself")
    )
)]
struct Base;

/// The document before the operations are collected.
fn base() -> Document {
    let mut document = Base::openapi();
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.add_security_scheme(BEARER, SecurityScheme::Http(bearer));
    let key = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("ftk_…").description(Some(
        "An API key, in the place of an access token. Operations that do not name it are for who signed in.",
    ));
    components.add_security_scheme(API_KEY, SecurityScheme::Http(key.build()));
    let scopes = Scopes::from_iter(Scope::ALL.map(|scope| (scope.as_str(), scope.as_str())));
    let flow = Flow::Password(Password::new("/api/v1/auth/token", scopes));
    components.add_security_scheme(PASSWORD, SecurityScheme::OAuth2(OAuth2::new([flow])));
    document
}

/// The whole document.
pub(crate) fn document() -> Document {
    let (_, mut document) =
        App::new().into_utoipa_app().openapi(base()).configure(routes::configure).split_for_parts();
    responses::add_common(&mut document);
    refer_to_items(&mut document);
    document
}

/// utoipa spells the items of a generic list out; a reference says the same once.
fn refer_to_items(document: &mut Document) {
    let Some(components) = &mut document.components else { return };
    for (name, schema) in &mut components.schemas {
        if let (Some(item), RefOr::T(Schema::Object(list))) = (name.strip_prefix("List_"), schema)
            && let Some(RefOr::T(Schema::Array(items))) = list.properties.get_mut("items")
        {
            items.items = ArrayItems::RefOrSchema(Box::new(Ref::from_schema_name(item).into()));
        }
    }
}

/// The whole document, as JSON.
///
/// # Errors
/// When it cannot be serialised, which would be a defect of this crate.
pub fn openapi_json() -> Result<String, serde_json::Error> {
    document().to_pretty_json()
}
