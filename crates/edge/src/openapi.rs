//! The OpenAPI 3.1 document, made from the route table.

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use crate::route::{DOWNLOADS, Operation, Route};

/// Writes the document of all routes.
#[must_use]
pub fn document(routes: &[Route], title: &str, version: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    // One generator for all: it knows types apart that rooms gave the same name.
    let mut generator = SchemaGenerator::default();
    for route in routes {
        let mut operation = route.operation(generator);
        let written = write(route, &mut operation);
        generator = operation.schemas;
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method] = written;
    }
    let mut schemas: Map<String, Value> = generator.take_definitions(true);
    schemas.insert("Problem".into(), problem());
    schemas.sort_keys();
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": version,
            "description": "Ids, money and quantities are strings; instants are RFC 3339; days are YYYY-MM-DD. Writes take Idempotency-Key, changes of a record take If-Match with its revision. Refusals are problem documents (RFC 9457) with a stable code.",
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": "shundan_session" },
            },
        },
        "security": [{ "token": [] }, { "session": [] }],
    });
    point_into_components(&mut document);
    document
}

fn write(route: &Route, operation: &mut Operation) -> Value {
    let tag = route.path.trim_start_matches("/api/").split('/').next().unwrap_or("api");
    let content = if operation.download {
        let file = json!({ "schema": { "type": "string", "format": "binary" } });
        DOWNLOADS.iter().map(|kind| ((*kind).to_owned(), file.clone())).collect::<Map<_, _>>()
    } else {
        Map::from_iter([("application/json".to_owned(), json!({ "schema": operation.answer.take() }))])
    };
    let responses = json!({
        "200": { "description": "Done", "content": content },
        "4XX": { "description": "Refused", "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } },
    });
    let mut out = json!({
        "operationId": format!("{}_{}", tag.replace(['-', '.'], "_"), name(route)),
        "summary": route.summary,
        "tags": [tag],
        "parameters": parameters(route, operation),
        "responses": responses,
    });
    if route.method == "post" && !operation.open {
        out["responses"]["201"] = out["responses"]["200"].clone();
    }
    if let Some(action) = operation.action {
        out["x-permission"] = json!(action);
    }
    if operation.open {
        out["security"] = json!([]);
    }
    if let Some(body) = operation.body.take() {
        out["requestBody"] =
            json!({ "required": true, "content": { "application/json": { "schema": body } } });
    }
    if operation.upload {
        let file = json!({ "schema": { "type": "string", "format": "binary" } });
        out["requestBody"] = json!({ "required": true, "content": { "application/octet-stream": file } });
    }
    out
}

/// Handler names repeat between rooms and sometimes within one: path and method make them unique.
fn name(route: &Route) -> String {
    let rest: Vec<&str> = route.path.split('/').skip(3).map(|part| part.trim_matches(['{', '}'])).collect();
    let rest = rest.join("_").replace(['-', '.'], "_");
    if rest.is_empty() { route.method.to_owned() } else { format!("{rest}_{}", route.method) }
}

fn parameters(route: &Route, operation: &mut Operation) -> Vec<Value> {
    let mut out = Vec::new();
    let path = operation.path.take();
    for part in route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
        let schema = path.clone().map_or_else(|| json!({ "type": "string" }), |schema| json!(schema));
        out.push(json!({ "name": part, "in": "path", "required": true, "schema": schema }));
    }
    let query = operation.query.take().map(|schema| json!(schema)).unwrap_or_default();
    let required: Vec<&str> =
        query["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, schema) in query["properties"].as_object().into_iter().flatten() {
        let description = schema.get("description").cloned().unwrap_or(Value::Null);
        let mut one = json!({ "name": name, "in": "query", "required": required.contains(&name.as_str()), "schema": schema });
        if !description.is_null() {
            one["description"] = description;
        }
        out.push(one);
    }
    if route.method != "get" && !operation.open {
        let key = json!({ "type": "string", "minLength": 1, "maxLength": 128 });
        out.push(json!({ "name": "Idempotency-Key", "in": "header", "required": false, "schema": key }));
        let revision = json!({ "type": "string", "pattern": "^\"?[0-9]{1,15}\"?$" });
        out.push(json!({ "name": "If-Match", "in": "header", "required": false, "schema": revision }));
    }
    out
}

fn problem() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["type", "title", "status", "code", "detail"],
        "properties": {
            "type": text, "title": text, "code": text, "detail": text,
            "status": { "type": "integer" },
            "params": { "type": "object", "additionalProperties": true },
            "request_id": { "type": ["string", "null"] },
            "problems": { "type": "array", "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": { "field": text, "code": text, "detail": text, "params": { "type": "object", "additionalProperties": true } },
            }},
        },
    })
}

/// Schemas refer to each other by `#/$defs/X`; in an OpenAPI document they live under components.
fn point_into_components(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(to)) = map.get_mut("$ref")
                && let Some(name) = to.strip_prefix("#/$defs/")
            {
                *to = format!("#/components/schemas/{name}");
            }
            map.remove("$schema");
            map.values_mut().for_each(point_into_components);
        }
        Value::Array(all) => all.iter_mut().for_each(point_into_components),
        _ => {}
    }
}
