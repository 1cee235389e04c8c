//! The envelope of every list.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header::LINK},
};
use fasttrack_domain::page::Position;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    cursor::{self, Binding},
    middleware::Compressible,
};

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct List<T> {
    /// The items of this page, in order.
    pub items: Vec<T>,
    /// Give it as `cursor` to get the next page; `null` on the last one.
    #[schema(required = true, example = "AQAGOK3k8sAAAZejwAAAcACAAAAAAAAAAQ")]
    pub next_cursor: Option<String>,
    /// How many items there are on all pages; only if `total=true` was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, minimum = 0, example = 1)]
    pub total: Option<u64>,
}

impl<T: Serialize> List<T> {
    /// A list that has one page only.
    pub(crate) const fn single(items: Vec<T>) -> Self {
        Self { items, next_cursor: None, total: None }
    }

    /// A page, whose cursor works only with the same list, sort and filters.
    pub(crate) fn page(
        items: Vec<T>,
        next: Option<&Position>,
        binding: &Binding,
        total: Option<u64>,
    ) -> Self {
        Self { items, next_cursor: next.map(|position| cursor::encode(position, binding)), total }
    }

    /// The response, with a link to the next page (RFC 8288).
    pub(crate) fn respond(self, request: &HttpRequest) -> HttpResponse {
        let mut response = builder(StatusCode::OK);
        if let Some(cursor) = &self.next_cursor {
            response.insert_header((LINK, format!("<{}>; rel=\"next\"", next_page(request, cursor))));
        }
        response.json(self)
    }

    /// The response that lists what was made just now, all of it.
    pub(crate) fn created(self) -> HttpResponse {
        builder(StatusCode::CREATED).json(self)
    }
}

fn builder(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.extensions_mut().insert(Compressible);
    response.insert_header(("cache-control", "private, no-cache"));
    response
}

/// The same address with another cursor (which is safe in a query as it is).
fn next_page(request: &HttpRequest, cursor: &str) -> String {
    let others =
        request.query_string().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let query: Vec<&str> = others.collect();
    let separator = if query.is_empty() { "" } else { "&" };
    format!("{}?{}{separator}cursor={cursor}", request.path(), query.join("&"))
}
