use actix_web::{dev::ResourceDef, http::Method};
use utoipa::openapi::{OpenApi, PathItem, path::Operation};

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Whoever has a token.
    Protected,
    /// Anybody.
    Public,
    /// There is no such operation.
    Nothing,
}

/// Every address of the document with its methods. What the document does not know, the server
/// does not answer.
pub(crate) struct RouteTable(Vec<Route>);

struct Route {
    path: ResourceDef,
    operations: Vec<(Method, Access)>,
}

impl RouteTable {
    /// The addresses of a document.
    pub(crate) fn new(document: &OpenApi) -> Self {
        let routes = document.paths.paths.iter().map(|(path, item)| Route {
            path: ResourceDef::new(path.as_str()),
            operations: operations(item).map(|(method, op)| (method, access(op))).collect(),
        });
        Self(routes.collect())
    }

    /// Who may call this method of this address.
    pub(crate) fn access(&self, path: &str, method: &Method) -> Access {
        let found = self.of(path).flat_map(|route| &route.operations).find(|(known, _)| known == method);
        found.map_or(Access::Nothing, |(_, access)| *access)
    }

    /// The methods of this address, `HEAD` included; empty when there is no such address.
    pub(crate) fn allowed(&self, path: &str) -> Vec<Method> {
        let mut methods: Vec<Method> =
            self.of(path).flat_map(|route| &route.operations).map(|(method, _)| method.clone()).collect();
        if methods.contains(&Method::GET) {
            methods.push(Method::HEAD);
        }
        methods
    }

    // A fixed path and a pattern may both match (`/events/upcoming`, `/events/{id}`), as they do
    // in the router.
    fn of(&self, path: &str) -> impl Iterator<Item = &Route> {
        self.0.iter().filter(move |route| route.path.is_match(path))
    }
}

/// The operations of an address.
fn operations(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

/// Who may call an operation, as the document says.
pub(super) fn access(operation: &Operation) -> Access {
    // `security(())` is an empty requirement: no token is needed.
    let public = operation.security.as_ref().is_some_and(|requirements| {
        requirements.iter().any(|requirement| *requirement == utoipa::openapi::SecurityRequirement::default())
    });
    if public { Access::Public } else { Access::Protected }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::document;

    #[test]
    fn only_what_the_contract_names_needs_no_token() {
        let document = document();
        let mut public: Vec<String> = Vec::new();
        for (path, item) in &document.paths.paths {
            for (method, operation) in operations(item) {
                if access(operation) == Access::Public {
                    public.push(format!("{method} {path}"));
                }
            }
        }
        assert_eq!(
            public,
            [
                "POST /api/v1/auth/revoke",
                "POST /api/v1/auth/token",
                "POST /api/v1/users/register",
                "GET /health/live",
                "GET /health/ready",
                "GET /openapi.json",
                "GET /problems/{code}",
                "GET /version",
            ]
        );
    }

    #[test]
    fn an_address_knows_its_methods() {
        let table = RouteTable::new(&document());
        let id = "/api/v1/events/0197a3c0-0000-7000-8000-000000000001";
        assert_eq!(
            table.allowed(id),
            [Method::GET, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD]
        );
        assert!(table.allowed("/api/v1/nothing").is_empty());
        assert!(table.allowed("/api/v1/events/").is_empty());
        assert_eq!(table.access(id, &Method::PUT), Access::Protected);
        assert_eq!(table.access(id, &Method::POST), Access::Nothing);
        assert_eq!(table.access("/api/v1/auth/token", &Method::POST), Access::Public);
    }
}
