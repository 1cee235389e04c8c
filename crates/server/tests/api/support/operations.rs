//! The operations that the running server says it has.

use std::{collections::BTreeSet, sync::Arc};

use reqwest::Method;
use serde_json::{Value, json};

use super::TestApp;

/// One operation of the OpenAPI document.
pub struct Operation {
    pub method: Method,
    /// With its parameters, such as `/api/v1/events/{id}`.
    pub template: String,
    document: Value,
    /// The document that it is of.
    whole: Arc<Value>,
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

    /// Whether it takes an `Idempotency-Key`.
    pub fn takes_key(&self) -> bool {
        let parameters = self.document["parameters"].as_array();
        parameters.is_some_and(|all| all.iter().any(|parameter| parameter["name"] == "Idempotency-Key"))
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

    /// What its JSON body may hold, that of an item where it is a list.
    pub fn body_members(&self) -> BTreeSet<String> {
        let of = |document: &'_ Value| {
            let content = document["requestBody"]["content"].as_object()?;
            let schema = self.resolved(&content.values().next()?["schema"]);
            let schema = if schema["type"] == "array" { self.resolved(&schema["items"]) } else { schema };
            Some(schema["properties"].as_object()?.keys().cloned().collect())
        };
        // A merge patch is of what a PUT replaces.
        let replacing = &self.whole["paths"][&self.template]["put"];
        of(&self.document).or_else(|| of(replacing)).unwrap()
    }

    /// Where an answer holds what the document does not list, as JSON Pointers.
    pub fn undocumented(&self, status: u16, answer: &Value) -> Vec<String> {
        let content = &self.document["responses"][status.to_string()]["content"];
        let media = if status < 400 { "application/json" } else { "application/problem+json" };
        let mut found = Vec::new();
        // What is no JSON has no members, and a file is not looked into.
        if let Some(schema) = content[media].get("schema").filter(|schema| schema["type"] != "string") {
            match content[media].get("example").filter(|_| schema["items"] == json!({})) {
                Some(example) => like(example, answer, "", &mut found),
                None => self.compare(schema, answer, "", &mut found),
            }
        }
        found
    }

    fn compare(&self, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        let schema = self.resolved(schema);
        let choices = ["oneOf", "anyOf"].iter().find_map(|name| schema[*name].as_array());
        if let Some(choices) = choices {
            // Of several shapes the one that fits best.
            let misfits = choices.iter().map(|choice| {
                let mut misfits = Vec::new();
                self.compare(choice, value, at, &mut misfits);
                misfits
            });
            found.extend(misfits.min_by_key(Vec::len).unwrap_or_default());
            return;
        }
        match value {
            Value::Array(items) => {
                items.iter().for_each(|item| self.compare(&schema["items"], item, at, found));
            }
            Value::Object(object) => {
                let Some(known) = schema["properties"].as_object() else {
                    // An object without any: it may hold anything, and says so.
                    let types =
                        [&schema["type"]].into_iter().chain(schema["type"].as_array().into_iter().flatten());
                    let is_object = types.into_iter().any(|kind| kind == "object");
                    if !is_object && schema.get("additionalProperties").is_none() {
                        found.push(format!("{at} (an object)"));
                    }
                    return;
                };
                for (name, value) in object {
                    match known.get(name) {
                        Some(schema) => self.compare(schema, value, &format!("{at}/{name}"), found),
                        None => found.push(format!("{at}/{name}")),
                    }
                }
            }
            _ => {}
        }
    }

    /// The schema that a reference refers to.
    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => self.whole.pointer(reference.trim_start_matches('#')).unwrap(),
            None => schema,
        }
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

/// Where a value holds what an example does not.
fn like(example: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    match (example, value) {
        (Value::Array(examples), Value::Array(items)) => {
            items.iter().for_each(|item| like(&examples[0], item, at, found));
        }
        (Value::Object(known), Value::Object(object)) => {
            for (name, value) in object {
                match known.get(name) {
                    Some(example) => like(example, value, &format!("{at}/{name}"), found),
                    None => found.push(format!("{at}/{name}")),
                }
            }
        }
        _ => {}
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
    let whole = Arc::new(document);
    let paths = whole["paths"].as_object().unwrap();
    let operations: Vec<_> = paths
        .iter()
        .flat_map(|(template, item)| {
            methods(item).map(|(method, document)| Operation {
                method: method.to_uppercase().parse().unwrap(),
                template: template.clone(),
                document,
                whole: whole.clone(),
            })
        })
        .collect();
    assert!(operations.len() >= 30, "the document has lost operations: {}", operations.len());
    operations
}
