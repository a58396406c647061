//! The OpenAPI document as a page to read: one HTML text, no script, searchable and printable.

use std::fmt::Write as _;

use serde_json::Value;

const STYLE: &str = "body{font:14px/1.6 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;max-width:1080px;margin:0 auto;\
padding:24px;color:#1d2129;background:#f7f8fa}h2{margin-top:40px;border-bottom:1px solid #c9cdd4}nav a{margin-right:12px}\
section{background:#fff;border:1px solid #e5e6eb;border-radius:6px;padding:12px 16px;margin:12px 0}h3{margin:0;font:600 14px ui-monospace,monospace}\
b.m{display:inline-block;min-width:56px;color:#2b4c7e}p{margin:4px 0}code,td:first-child{font-family:ui-monospace,monospace}\
table{border-collapse:collapse;width:100%}td{border-top:1px solid #e5e6eb;padding:4px 8px 4px 0;vertical-align:top}small{color:#4e5969}\
@media(prefers-color-scheme:dark){body{background:#17191d;color:#e5e6eb}section{background:#232529;border-color:#3a3d43}td{border-color:#3a3d43}\
b.m,a{color:#8fb0e0}small{color:#a9aeb8}}";

/// Writes the page of an OpenAPI document.
#[must_use]
pub fn page(document: &Value) -> String {
    let mut out = String::new();
    let title = text(&document["info"]["title"]);
    let _ = write!(
        out,
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'>\
         <title>{title} API</title><style>{STYLE}</style><h1>{title} API {}</h1><p>{}</p>\
         <p>The same for programs: <a href=/api/openapi.json>/api/openapi.json</a></p>",
        text(&document["info"]["version"]),
        text(&document["info"]["description"]),
    );
    let tags = tags(document);
    let links: Vec<String> = tags.iter().map(|(tag, _)| format!("<a href='#{tag}'>{tag}</a>")).collect();
    let _ = write!(out, "<nav>{} <a href='#types'>types</a></nav>", links.join(" "));
    for (tag, operations) in &tags {
        let _ = write!(out, "<h2 id='{tag}'>{tag}</h2>");
        operations
            .iter()
            .for_each(|(method, path, operation)| write_operation(&mut out, method, path, operation));
    }
    out.push_str("<h2 id=types>types</h2>");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        let _ = write!(out, "<section id='{name}'><h3>{name}</h3>");
        write_schema(&mut out, schema);
        out.push_str("</section>");
    }
    out
}

type Operations<'d> = Vec<(&'d str, &'d str, &'d Value)>;

/// Operations by their tag, in the order of the document.
fn tags(document: &Value) -> Vec<(&str, Operations<'_>)> {
    let mut tags: Vec<(&str, Operations<'_>)> = Vec::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let tag = operation["tags"][0].as_str().unwrap_or("api");
            let place = tags.iter().position(|(known, _)| *known == tag).unwrap_or_else(|| {
                tags.push((tag, Vec::new()));
                tags.len() - 1
            });
            tags[place].1.push((method, path, operation));
        }
    }
    tags
}

fn write_operation(out: &mut String, method: &str, path: &str, operation: &Value) {
    let _ = write!(
        out,
        "<section><h3><b class=m>{}</b> {}</h3><p>{}</p>",
        method.to_uppercase(),
        escaped(path),
        text(&operation["summary"])
    );
    if let Some(action) = operation["x-permission"].as_str() {
        let _ = write!(out, "<p><small>needs <code>{action}</code></small></p>");
    }
    let parameters = operation["parameters"].as_array();
    if parameters.is_some_and(|all| !all.is_empty()) {
        out.push_str("<table>");
        for parameter in parameters.into_iter().flatten() {
            let star = if parameter["required"] == true { " *" } else { "" };
            let _ = write!(
                out,
                "<tr><td>{}{star}</td><td>{} <small>{}</small></td><td>{}</td></tr>",
                text(&parameter["name"]),
                kind(&parameter["schema"]),
                text(&parameter["in"]),
                text(&parameter["description"])
            );
        }
        out.push_str("</table>");
    }
    for (name, content) in [
        ("body", &operation["requestBody"]["content"]),
        ("answer", &operation["responses"]["200"]["content"]),
    ] {
        for (media, content) in content.as_object().into_iter().flatten() {
            let _ = write!(out, "<p>{name}: {} <small>{media}</small></p>", kind(&content["schema"]));
        }
    }
    out.push_str("</section>");
}

fn write_schema(out: &mut String, schema: &Value) {
    let _ = write!(out, "<p>{}</p>", text(&schema["description"]));
    let Some(properties) = schema["properties"].as_object() else {
        let _ = write!(out, "<p>{}</p>", kind(schema));
        return;
    };
    let required =
        |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
    out.push_str("<table>");
    for (name, property) in properties {
        let star = if required(name) { " *" } else { "" };
        let (kind, about) = (kind(property), text(&property["description"]));
        let _ = write!(out, "<tr><td>{}{star}</td><td>{kind}</td><td>{about}</td></tr>", escaped(name));
    }
    out.push_str("</table>");
}

/// A schema in a few words: a link, a list of it, one of several texts.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|to| to.rsplit('/').next()) {
        return format!("<a href='#{name}'>{name}</a>");
    }
    for any in ["anyOf", "oneOf", "allOf"] {
        if let Some(all) = schema[any].as_array() {
            return all.iter().map(kind).collect::<Vec<_>>().join(" | ");
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        return values
            .iter()
            .map(|value| format!("<code>{}</code>", text(value)))
            .collect::<Vec<_>>()
            .join(" | ");
    }
    if schema["items"].is_object() {
        return format!("list of {}", kind(&schema["items"]));
    }
    match &schema["type"] {
        Value::Array(all) => all.iter().map(text).collect::<Vec<_>>().join(" | "),
        one => text(one),
    }
}

/// A text of the document made safe; anything else as it is written.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => escaped(text),
        other => escaped(&other.to_string()),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_page_shows_what_an_operation_takes_needs_and_answers() {
        let document = json!({
            "info": { "title": "A <b>", "version": "1", "description": "" },
            "paths": { "/api/orders/{id}": { "get": {
                "tags": ["orders"], "summary": "One order.", "x-permission": "order.read",
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
                "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Order" } } } } },
            } } },
            "components": { "schemas": { "Order": { "properties": { "state": { "enum": ["draft", "placed"] } }, "required": ["state"] } } },
        });
        let page = page(&document);
        for part in [
            "<h1>A &lt;b&gt; API 1</h1>",
            "<b class=m>GET</b> /api/orders/{id}",
            "needs <code>order.read</code>",
            "<td>id *</td>",
            "answer: <a href='#Order'>Order</a>",
            "<td>state *</td><td><code>draft</code> | <code>placed</code></td>",
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
    }
}
