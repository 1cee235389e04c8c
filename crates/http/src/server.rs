//! Starts the server, and stops it without cutting a request.

use std::{any::Any, io, net::TcpListener, time::Duration};

use actix_cors::Cors;
use actix_web::{
    App, HttpServer,
    http::{Method, header},
    middleware::{Compress, from_fn},
    web::{self, Data},
};
use tokio_util::sync::CancellationToken;
use utoipa_actix_web::AppExt;

use crate::{
    idempotency::{IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED},
    middleware,
    openapi::{self, RouteTable},
    routes,
    settings::HttpSettings,
    state::{AppState, Draining},
    system::{self, RenderedDocument},
};

/// Serves until `stop` is cancelled; then finishes the running requests, within the grace period.
///
/// # Errors
/// When the socket fails.
pub async fn run(
    listener: TcpListener,
    state: AppState,
    settings: HttpSettings,
    stop: CancellationToken,
) -> io::Result<()> {
    let document = openapi::document();
    let rendered = RenderedDocument(document.to_pretty_json().map_err(io::Error::other)?);
    let shared = Shared {
        state: Data::new(state),
        settings: Data::new(settings.clone()),
        table: Data::new(RouteTable::new(&document)),
        rendered: Data::new(rendered),
        draining: Data::new(Draining::default()),
    };
    let draining = shared.draining.clone();

    let server = HttpServer::new(move || {
        let shared = shared.clone();
        let cors = cors(&shared.settings.cors_allowed_origins);
        let (app, _) = App::new()
            .into_utoipa_app()
            .map(|app| {
                app.app_data(shared.state)
                    .app_data(shared.settings)
                    .app_data(shared.table)
                    .app_data(shared.rendered)
                    .app_data(shared.draining)
            })
            .configure(routes::configure)
            .split_for_parts();
        app.service(system::redirect())
            .service(system::page())
            .service(system::swagger())
            .default_service(web::to(system::fallback))
            // The last one is the outermost.
            .wrap(from_fn(middleware::admit))
            .wrap(from_fn(middleware::accept))
            .wrap(from_fn(middleware::rate_limit))
            .wrap(from_fn(middleware::identify))
            .wrap(from_fn(middleware::compressible))
            .wrap(Compress::default())
            .wrap(from_fn(middleware::headers_limit))
            .wrap(from_fn(middleware::problems))
            .wrap(cors)
            .wrap(from_fn(middleware::cross_origin))
            .wrap(from_fn(middleware::head))
            .wrap(from_fn(middleware::observe))
    })
    .workers(settings.workers)
    .client_request_timeout(settings.header_timeout)
    .keep_alive(settings.keep_alive)
    .max_connections(settings.max_connections.div_ceil(settings.workers.max(1)))
    .on_connect(move |connection, _| cut_when_stalled(connection, settings.stall_timeout))
    .shutdown_timeout(settings.shutdown_grace.as_secs().max(1))
    .disable_signals()
    .listen(listener)?
    .run();

    let handle = server.handle();
    let stopping = tokio::spawn(async move {
        stop.cancelled().await;
        draining.begin();
        handle.stop(true).await;
    });
    let result = server.await;
    stopping.abort();
    result
}

/// Has the kernel cut a connection whose client takes nothing of what it is sent, not even slowly:
/// nobody here is asked for the next piece of an answer meanwhile (tcp(7), `TCP_USER_TIMEOUT`).
#[cfg_attr(not(target_os = "linux"), expect(unused_variables, reason = "only Linux has such an option"))]
fn cut_when_stalled(connection: &dyn Any, limit: Duration) {
    #[cfg(target_os = "linux")]
    if let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>() {
        // Without it a connection lasts longer, which is no reason to refuse it.
        drop(socket2::SockRef::from(stream).set_tcp_user_timeout(Some(limit)));
    }
}

/// What every worker thread is given.
#[derive(Clone)]
struct Shared {
    state: Data<AppState>,
    settings: Data<HttpSettings>,
    table: Data<RouteTable>,
    rendered: Data<RenderedDocument>,
    draining: Data<Draining>,
}

/// Lets pages of the listed origins call the API; nobody else's (Fetch §3.2).
fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods([
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allowed_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ACCEPT,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
        ])
        .allowed_header("x-request-id")
        .allowed_header(IDEMPOTENCY_KEY.clone())
        .expose_headers([
            "etag",
            "location",
            "link",
            "content-disposition",
            "x-request-id",
            "retry-after",
            "ratelimit",
            "ratelimit-policy",
            "www-authenticate",
            IDEMPOTENCY_REPLAYED.as_str(),
        ])
        .max_age(600);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
