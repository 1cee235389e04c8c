use actix_web::{dev::ResourceDef, http::Method};
use utoipa::openapi::{
    OpenApi, PathItem, RefOr,
    path::{Operation, ParameterIn},
};

use crate::{extract::MULTIPART, limits::LimitGroup};

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Whoever has a token.
    Protected,
    /// Anybody.
    Public,
}

/// Every address of the document with its methods. What the document does not know, the server
/// does not answer.
pub(crate) struct RouteTable(Vec<Route>);

struct Route {
    path: ResourceDef,
    operations: Vec<Known>,
}

/// What the server must know of an operation before it runs.
pub(crate) struct Known {
    method: Method,
    /// Who may call it.
    pub access: Access,
    /// Whether it has parameters in the query.
    pub takes_query: bool,
    /// Whether it takes a form that brings a file, which may take its time.
    pub takes_file: bool,
    /// With which operations it shares a quota.
    pub limit: LimitGroup,
    /// What it answers when all is well; JSON, if there is nothing to say.
    pub media_types: Vec<String>,
}

impl RouteTable {
    /// The addresses of a document.
    pub(crate) fn new(document: &OpenApi) -> Self {
        let mut paths: Vec<_> = document.paths.paths.iter().collect();
        // A fixed path goes before the pattern that would match it as well: `/events/upcoming` is
        // no event.
        paths.sort_by_key(|(path, _)| path.contains('{'));
        let routes = paths.into_iter().map(|(path, item)| Route {
            path: ResourceDef::new(path.as_str()),
            operations: operations(item).map(|(method, operation)| Known::new(method, operation)).collect(),
        });
        Self(routes.collect())
    }

    /// This method of this address.
    pub(crate) fn operation(&self, path: &str, method: &Method) -> Option<&Known> {
        self.of(path).iter().find(|known| known.method == method)
    }

    /// The methods of this address, `HEAD` included; empty when there is no such address.
    pub(crate) fn allowed(&self, path: &str) -> Vec<Method> {
        let mut methods: Vec<Method> = self.of(path).iter().map(|known| known.method.clone()).collect();
        if methods.contains(&Method::GET) {
            methods.push(Method::HEAD);
        }
        methods
    }

    fn of(&self, path: &str) -> &[Known] {
        self.0.iter().find(|route| route.path.is_match(path)).map_or(&[], |route| &route.operations)
    }
}

impl Known {
    fn new(method: Method, operation: &Operation) -> Self {
        let takes_query = operation.parameters.iter().flatten().any(|parameter| match parameter {
            RefOr::T(parameter) => parameter.parameter_in == ParameterIn::Query,
            RefOr::Ref(_) => false,
        });
        let takes_file = match &operation.request_body {
            Some(RefOr::T(body)) => body.content.contains_key(MULTIPART),
            Some(RefOr::Ref(_)) | None => false,
        };
        Self {
            method,
            access: access(operation),
            takes_query,
            takes_file,
            limit: limit(operation),
            media_types: media_types(operation),
        }
    }
}

/// The group that the document names. A word that names none fails a test, below.
fn limit(operation: &Operation) -> LimitGroup {
    let named = operation.extensions.as_ref().and_then(|members| members.get(LimitGroup::MEMBER)?.as_str());
    named.and_then(LimitGroup::named).unwrap_or(LimitGroup::Default)
}

fn media_types(operation: &Operation) -> Vec<String> {
    let answers = operation.responses.responses.iter().filter(|(status, _)| status.starts_with('2'));
    let mut types: Vec<String> = answers
        .filter_map(|(_, answer)| match answer {
            RefOr::T(answer) => Some(answer.content.keys().cloned()),
            RefOr::Ref(_) => None,
        })
        .flatten()
        .collect();
    if types.is_empty() {
        types.push("application/json".to_owned());
    }
    types
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
                "GET /api/v1/calendar.ics",
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
        assert_eq!(table.allowed("/api/v1/events/upcoming"), [Method::GET, Method::HEAD]);
        assert!(table.allowed("/api/v1/nothing").is_empty());
        assert!(table.allowed("/api/v1/events/").is_empty());
        let types = |path: &str| table.operation(path, &Method::GET).unwrap().media_types.clone();
        assert_eq!(types(id), ["application/json"]);
        assert_eq!(types("/api/v1/calendar.ics"), ["text/calendar"]);
        let access = |path, method| table.operation(path, &method).map(|operation| operation.access);
        assert_eq!(access(id, Method::PUT), Some(Access::Protected));
        assert_eq!(access(id, Method::POST), None);
        assert_eq!(access("/api/v1/auth/token", Method::POST), Some(Access::Public));
    }

    #[test]
    fn what_costs_much_has_a_quota_of_its_own() {
        let document = document();
        let mut named: Vec<String> = Vec::new();
        for (path, item) in &document.paths.paths {
            for (method, operation) in operations(item) {
                let members = operation.extensions.as_ref();
                if let Some(word) = members.and_then(|members| members.get(LimitGroup::MEMBER)) {
                    let group = word.as_str().and_then(LimitGroup::named);
                    assert!(group.is_some(), "{method} {path}: {word} is no group");
                    assert_eq!(limit(operation), group.unwrap());
                    named.push(format!("{} {method} {path}", group.unwrap().as_str()));
                } else {
                    assert_eq!(limit(operation), LimitGroup::Default);
                }
            }
        }
        named.sort();
        assert_eq!(
            named,
            [
                "exports GET /api/v1/events/export",
                "passwords POST /api/v1/users/register",
                "passwords PUT /api/v1/users/me/password",
                "tokens POST /api/v1/auth/token",
                "uploads POST /api/v1/events/batch",
                "uploads POST /api/v1/events/{id}/attachments",
                "uploads POST /api/v1/imports",
            ]
        );
    }
}
