//! The REST API: routes, DTOs, problems, OpenAPI, middleware.
