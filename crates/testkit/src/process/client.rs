//! Whoever speaks to the server over its real socket.

use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::Request;

/// Status, kind of content, and the body as JSON (`null` when it is none).
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub kind: String,
    pub body: Value,
}

/// One who has logged in.
#[derive(Debug, Clone)]
pub struct Client {
    agent: Agent,
    pub port: u16,
    /// Name and value of the header that says who it is.
    pub credentials: Option<(&'static str, String)>,
}

impl Client {
    /// A client that has not logged in.
    #[must_use]
    pub fn stranger(port: u16) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(60)))
            .http_status_as_error(false)
            .proxy(None)
            .build();
        Self { agent: config.into(), port, credentials: None }
    }

    /// Logs in with a password, as a browser does.
    ///
    /// # Panics
    /// When the server does not let him in.
    #[must_use]
    pub fn log_in(port: u16, login: &str, password: &str) -> Self {
        let mut client = Self::stranger(port);
        let body = json!({"login": login, "password": password}).to_string();
        let request = Request::post(client.url("/api/session")).header("content-type", "application/json");
        let request = request.body(body).unwrap_or_else(|e| panic!("{e}"));
        let answer = client.agent.run(request).unwrap_or_else(|e| panic!("logging in: {e}"));
        let cookie = answer.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok());
        let cookie = cookie.and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.unwrap_or_else(|| panic!("logging in was answered {}", answer.status()));
        client.credentials = Some(("cookie", cookie.to_owned()));
        client
    }

    /// The same person over sockets of his own.
    #[must_use]
    pub fn anew(&self) -> Self {
        Self { credentials: self.credentials.clone(), ..Self::stranger(self.port) }
    }

    /// The same person at a server that came back on another port.
    #[must_use]
    pub fn at(&self, port: u16) -> Self {
        Self { port, ..self.clone() }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Sends bytes as they are, whatever they are.
    ///
    /// # Errors
    /// Says why there was no answer.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<&[u8]>,
        headers: &[(&str, &str)],
    ) -> Result<Answer, String> {
        let mut request = Request::builder().method(method).uri(self.url(path));
        if let Some((name, value)) = &self.credentials {
            request = request.header(*name, value);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let sent = match body {
            None => self.agent.run(request.body(()).map_err(|e| e.to_string())?),
            Some(body) => self.agent.run(request.body(body).map_err(|e| e.to_string())?),
        };
        let mut answer = sent.map_err(|e| e.to_string())?;
        let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default().to_owned();
        let status = answer.status().as_u16();
        let text = answer.body_mut().read_to_string().map_err(|e| e.to_string())?;
        Ok(Answer { status, kind, body: serde_json::from_str(&text).unwrap_or_default() })
    }

    /// # Panics
    /// When there is no answer, or another than 2xx.
    #[must_use]
    pub fn get(&self, path: &str) -> Value {
        let answer = self.send("GET", path, None, &[]).unwrap_or_else(|e| panic!("{path}: {e}"));
        assert!((200..300).contains(&answer.status), "{path}: {answer:?}");
        answer.body
    }

    /// # Panics
    /// When there is no answer, or another than 2xx.
    pub fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self.send("POST", path, Some(body.to_string().as_bytes()), &[]);
        let answer = answer.unwrap_or_else(|e| panic!("{path}: {e}"));
        assert!((200..300).contains(&answer.status), "{path}: {answer:?}");
        answer.body
    }

    /// A key of an API for the same person, which needs no cookie.
    ///
    /// # Panics
    /// When the server gives none.
    #[must_use]
    pub fn with_token(&self) -> Self {
        let made = self.post("/api/tokens", &json!({"name": "test", "actions": ["*"]}));
        let secret = made["secret"].as_str().unwrap_or_else(|| panic!("{made}"));
        Self { credentials: Some(("authorization", format!("Bearer {secret}"))), ..self.clone() }
    }

    /// Enters a customer and a product, and puts so many of it on the shelf.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn stock_up(&self, sku: &str, qty: u64) {
        let line = json!({"code": sku, "uom": "件", "list_price": "113", "tax_rate": "0.13"});
        self.post("/api/products", &json!({"code": sku, "name": sku, "skus": [line]}));
        let warehouses = self.get("/api/warehouses");
        let warehouse = &warehouses["items"][0]["id"];
        let line = json!({"sku": sku, "qty": qty.to_string()});
        self.post("/api/stock/receipts", &json!({"warehouse_id": warehouse, "lines": [line]}));
    }
}
