//! The operations that the running server says it has.

use reqwest::Method;
use serde_json::Value;

use super::TestApp;

/// One operation of the OpenAPI document.
pub struct Operation {
    pub method: Method,
    /// With its parameters, such as `/api/v1/events/{id}`.
    pub template: String,
    document: Value,
}

impl Operation {
    /// Such as `GET /api/v1/events/{id}`.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.template)
    }

    /// The path, with this in the place of its parameters.
    pub fn path(&self, parameter: &str) -> String {
        ["{id}", "{rid}", "{code}"]
            .into_iter()
            .fold(self.template.clone(), |path, name| path.replace(name, parameter))
    }

    /// Whether the document says that it may answer so.
    pub fn documents(&self, status: u16) -> bool {
        self.document["responses"].get(status.to_string()).is_some()
    }

    /// The media types of its body; none when it has no body.
    pub fn media_types(&self) -> Vec<&str> {
        let content = self.document["requestBody"]["content"].as_object();
        content.into_iter().flat_map(|content| content.keys().map(String::as_str)).collect()
    }

    /// Whether its body is a form that brings a file, with a limit of its own.
    pub fn takes_file(&self) -> bool {
        self.media_types() == ["multipart/form-data"]
    }

    /// Whether it answers with a picture, when all is well.
    pub fn gives_pictures(&self) -> bool {
        let content = self.document["responses"]["200"]["content"].as_object();
        content.is_some_and(|content| content.keys().any(|media| media.starts_with("image/")))
    }

    /// Whether its body is a list, with a limit of its own.
    pub fn is_batch(&self) -> bool {
        self.template.ends_with("/batch")
    }

    /// Whether it needs no token.
    pub fn is_public(&self) -> bool {
        self.document["security"]
            .as_array()
            .is_some_and(|needs| needs.iter().any(|need| *need == Value::Object(Default::default())))
    }

    /// Whether the document says that an API key does in the place of a token.
    pub fn takes_api_keys(&self) -> bool {
        let needs = self.document["security"].as_array();
        needs.is_none_or(|needs| needs.iter().any(|need| need.get("api_key").is_some()))
    }

    /// Whether it is part of the API, and not of the system around it.
    pub fn is_api(&self) -> bool {
        self.template.starts_with("/api/")
    }
}

/// All of them, in the order of the document.
pub async fn operations(app: &TestApp) -> Vec<Operation> {
    let document = app.anonymous().get("/openapi.json").await.json;
    let methods = |item: &Value| {
        let known = ["get", "post", "put", "patch", "delete"];
        let item = item.as_object().unwrap().clone();
        item.into_iter().filter(move |(name, _)| known.contains(&name.as_str()))
    };
    let paths = document["paths"].as_object().unwrap();
    let operations: Vec<_> = paths
        .iter()
        .flat_map(|(template, item)| {
            methods(item).map(|(method, document)| Operation {
                method: method.to_uppercase().parse().unwrap(),
                template: template.clone(),
                document,
            })
        })
        .collect();
    assert!(operations.len() >= 30, "the document has lost operations: {}", operations.len());
    operations
}
