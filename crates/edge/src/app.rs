//! The application of one company as requests see it: its database, its clock, who is known.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, RwLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use base::refusal::Common;
use base::{At, Ctx, Grants, Lang, Refused, Result};
use db::Db;
use futures_util::StreamExt;
use jiff::tz::TimeZone;
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use crate::answer::Answer;
use crate::may::IdempotencyKey;
use crate::route::Route;
use crate::take::{BODY_MAX, UPLOAD_MAX};

/// How long a login is believed without asking the database again.
const BELIEVED: Duration = Duration::from_secs(3);
const BELIEVED_MAX: usize = 10_000;
/// So much of a body that is too large is read on.
const DRAINED_MAX: usize = 64 * 1024 * 1024;

/// What a request shows of who sends it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Credentials {
    /// The cookie of someone who logged in.
    Session(String),
    /// The bearer token of a program.
    Token(String),
}

type Asked = Pin<Box<dyn Future<Output = Result<Option<Grants>>> + Send>>;

/// Asks the people room who it is.
pub type Authenticate = Arc<dyn Fn(Db, Credentials, At) -> Asked + Send + Sync>;

/// Reads the clock; tests and imports set it.
pub type Clock = Arc<dyn Fn() -> At + Send + Sync>;

/// Who was known lately, and since when.
type Believed = HashMap<Credentials, (Instant, Arc<Grants>)>;

#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub zone: TimeZone,
    clock: Clock,
    authenticate: Authenticate,
    believed: Arc<RwLock<Believed>>,
    requests: Arc<AtomicU64>,
}

/// What every handler needs of a request besides its path and body.
#[derive(Debug, Clone)]
pub struct Request {
    pub credentials: Option<Credentials>,
    pub idempotency: Option<IdempotencyKey>,
    pub seen_revision: Option<i64>,
    pub lang: Lang,
    /// The language of the page that asks, when it is another than the account's: one reader, one language.
    pub page_lang: Option<Lang>,
    pub secure: bool,
    pub id: Option<Arc<str>>,
}

impl App {
    #[must_use]
    pub fn new(db: Db, zone: TimeZone, clock: Clock, authenticate: Authenticate) -> Self {
        Self {
            db,
            zone,
            clock,
            authenticate,
            believed: Arc::default(),
            requests: Arc::new(AtomicU64::new(1)),
        }
    }

    #[must_use]
    pub fn now(&self) -> At {
        (self.clock)()
    }

    /// The circumstances of a request, if we know who sends it.
    pub(crate) async fn ctx(&self, request: &Request) -> Result<Option<Ctx>> {
        let Some(credentials) = &request.credentials else { return Ok(None) };
        if let Some(grants) = self.believed(credentials) {
            return Ok(Some(self.ctx_for(grants, request)));
        }
        let found = (self.authenticate)(self.db.clone(), credentials.clone(), self.now()).await?;
        let Some(grants) = found.map(Arc::new) else { return Ok(None) };
        self.believe(credentials.clone(), Arc::clone(&grants));
        Ok(Some(self.ctx_for(grants, request)))
    }

    /// The circumstances of somebody unknown: no rights at all.
    pub(crate) fn stranger(&self, request: &Request) -> Ctx {
        let nobody = Grants {
            name: "stranger".into(),
            lang: request.lang,
            actions: Default::default(),
            ..Grants::system()
        };
        self.ctx_for(Arc::new(nobody), request)
    }

    /// The circumstances of the house itself, now.
    #[must_use]
    pub fn system(&self, cause: &str) -> Ctx {
        Ctx {
            at: self.now(),
            grants: Arc::new(Grants::system()),
            zone: self.zone.clone(),
            ids: Arc::clone(self.db.ids()),
            cause: cause.into(),
            seen_revision: None,
        }
    }

    /// Stops believing a login: it ended, or its rights changed.
    pub fn forget(&self, credentials: &Credentials) {
        if let Ok(mut believed) = self.believed.write() {
            believed.remove(credentials);
        }
    }

    /// Stops believing every login: roles or departments changed.
    pub fn forget_all(&self) {
        if let Ok(mut believed) = self.believed.write() {
            believed.clear();
        }
    }

    fn believed(&self, credentials: &Credentials) -> Option<Arc<Grants>> {
        let believed = self.believed.read().ok()?;
        let (since, grants) = believed.get(credentials)?;
        (since.elapsed() < BELIEVED).then(|| Arc::clone(grants))
    }

    fn believe(&self, credentials: Credentials, grants: Arc<Grants>) {
        if let Ok(mut believed) = self.believed.write() {
            if believed.len() >= BELIEVED_MAX {
                believed.clear();
            }
            believed.insert(credentials, (Instant::now(), grants));
        }
    }

    fn ctx_for(&self, grants: Arc<Grants>, request: &Request) -> Ctx {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let at = self.now();
        let grants = match request.page_lang {
            Some(lang) if lang != grants.lang => Arc::new(Grants { lang, ..(*grants).clone() }),
            _ => grants,
        };
        Ctx {
            at,
            grants,
            zone: self.zone.clone(),
            ids: Arc::clone(self.db.ids()),
            cause: request
                .id
                .clone()
                .unwrap_or_else(|| format!("req-{:x}-{number:x}", at.as_millis()).into()),
            seen_revision: request.seen_revision,
        }
    }
}

impl Request {
    pub(crate) fn read(parts: &Parts) -> Result<Self> {
        let headers = &parts.headers;
        let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
        let bearer = text("authorization").and_then(|v| v.strip_prefix("Bearer "));
        let session = text("cookie").and_then(|all| {
            all.split(';').find_map(|one| one.trim().strip_prefix("shundan_session=")).map(str::to_owned)
        });
        let credentials = match (bearer, session) {
            (Some(token), _) => Some(Credentials::Token(token.trim().to_owned())),
            (None, Some(session)) => Some(Credentials::Session(session)),
            (None, None) => None,
        };
        let seen_revision = text("if-match").map(|seen| read_revision(seen.trim())).transpose()?;
        let lang =
            if text("accept-language").is_some_and(|l| l.starts_with("en")) { Lang::En } else { Lang::Zh };
        let page_lang = match text("shundan-lang") {
            Some("en") => Some(Lang::En),
            Some("zh") => Some(Lang::Zh),
            _ => None,
        };
        Ok(Self {
            credentials,
            idempotency: parts.extensions.get::<IdempotencyKey>().cloned(),
            seen_revision,
            lang,
            page_lang,
            secure: text("x-forwarded-proto") == Some("https"),
            id: text("x-request-id").filter(|id| id.len() <= 64).map(Into::into),
        })
    }
}

fn read_revision(text: &str) -> Result<i64> {
    text.trim_matches('"').parse().map_err(|_| {
        let reason = format!("'{text}' is not a revision such as \"3\"");
        Common::Malformed { field: "If-Match".into(), reason }.into()
    })
}

/// Makes the router of all rooms' routes, with the rules that hold for every request.
pub fn router(app: App, routes: Vec<Route>) -> Router {
    let mut router = Router::new();
    for route in routes {
        router = route.mount(router);
    }
    router
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn(guard))
        .layer(DefaultBodyLimit::disable())
        .with_state(app)
}

async fn nothing_here(request: axum::extract::Request) -> Answer<()> {
    let path = request.uri().path().chars().take(200).collect();
    Answer::refused(&Common::NotFound { what: "page", id: path }.into())
}

async fn wrong_method(request: axum::extract::Request) -> Response {
    let reason = format!("{} is not something to do here", request.method());
    let malformed = Refused::of(&Common::Malformed { field: "method".into(), reason });
    Answer::<()>::refused(&Refused { status: 405, ..malformed }.into()).into_response()
}

/// Refuses changes from other sites, limits bodies, and ties an idempotency key to its request.
async fn guard(request: axum::extract::Request, next: Next) -> Response {
    if is_unsafe(request.method()) && is_cross_site(request.headers()) {
        return Answer::<()>::refused(&Common::CrossSite.into()).into_response();
    }
    // No text that is stored may hold it: one of the databases cannot.
    if request.uri().path_and_query().is_some_and(|asked| asked.as_str().contains("%00")) {
        let refusal = Common::Malformed { field: "path".into(), reason: "a NUL character".into() };
        return Answer::<()>::refused(&refusal.into()).into_response();
    }
    let max = if request.headers().contains_key("x-file-name") { UPLOAD_MAX } else { BODY_MAX };
    let (mut parts, body) = request.into_parts();
    let too_large = || Answer::<()>::refused(&Common::TooLarge { max }.into()).into_response();
    let length =
        parts.headers.get(header::CONTENT_LENGTH).and_then(|l| l.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > max) {
        drain(body).await;
        return too_large();
    }
    let Some(key) = parts.headers.get("idempotency-key").map(|k| k.to_str().unwrap_or_default().to_owned())
    else {
        let limited = axum::body::Body::new(LimitedBody::new(body, max));
        return next.run(axum::extract::Request::from_parts(parts, limited)).await;
    };
    if key.is_empty() || key.len() > 128 {
        let reason = "a key has 1 to 128 ASCII characters".into();
        return Answer::<()>::refused(&Common::Malformed { field: "Idempotency-Key".into(), reason }.into())
            .into_response();
    }
    let Ok(bytes) = axum::body::to_bytes(body, max).await else { return too_large() };
    let digest = digest(&parts, &bytes);
    parts.extensions.insert(IdempotencyKey { key: key.into(), digest });
    next.run(axum::extract::Request::from_parts(parts, bytes.into())).await
}

/// Reads on, for a while, so that the sender hears why instead of finding the line cut.
async fn drain(body: axum::body::Body) {
    let mut body = body.into_data_stream();
    let mut left = DRAINED_MAX;
    while let Some(Ok(chunk)) = body.next().await {
        left = left.saturating_sub(chunk.len());
        if left == 0 {
            return;
        }
    }
}

type LimitedBody = http_body_util::Limited<axum::body::Body>;

fn digest(parts: &Parts, body: &[u8]) -> Arc<str> {
    let mut digest = Sha256::new();
    digest.update(parts.method.as_str());
    digest.update(parts.uri.path());
    digest.update([0]);
    digest.update(body);
    let hex: String = digest.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    hex.into()
}

fn is_unsafe(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A browser says where a request comes from; programs say nothing and carry no cookie by accident.
fn is_cross_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").map(|(_, rest)| rest) != Some(host),
        _ => false,
    }
}

type Sentences = HashMap<String, String>;

static SENTENCES: OnceLock<HashMap<&'static str, Sentences>> = OnceLock::new();

/// Hands over the sentences of refusals by language and code, and in Chinese what a refusal says would be right; once,
/// at the start.
pub fn speak(zh: &str, en: &str, expected_zh: &str) {
    let read = |text: &str| serde_json::from_str(text).unwrap_or_default();
    // A second call (tests start several servers) keeps the first: they are the same files.
    let _ = SENTENCES.set(HashMap::from([
        ("zh", read(zh)),
        ("en", read(en)),
        ("expected_zh", read(expected_zh)),
    ]));
}

/// A refusal's sentence in a language, its facts filled in.
#[must_use]
pub fn translate(lang: Lang, code: &str, params: &Map<String, Json>) -> Option<String> {
    let lang = match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    let mut sentence = SENTENCES.get()?.get(lang)?.get(code)?.clone();
    for (name, value) in params {
        let shown = match value.as_str() {
            Some(text) if name == "expected" && lang == "zh" => expected_zh(text),
            Some(text) => text.to_owned(),
            None => value.to_string(),
        };
        sentence = sentence.replace(&format!("{{{name}}}"), &shown);
    }
    Some(sentence)
}

/// What would be right, in Chinese: rooms say it in English, some of them with a number or an example within.
fn expected_zh(text: &str) -> String {
    let Some(known) = SENTENCES.get().and_then(|all| all.get("expected_zh")) else { return text.to_owned() };
    let with_gap = |(pattern, zh): (&String, &String)| match pattern.split_once("{}") {
        None => None,
        Some((before, after)) => {
            let within = text.strip_prefix(before)?.strip_suffix(after)?;
            Some(zh.replace("{}", within))
        }
    };
    let said = known.get(text).cloned().or_else(|| known.iter().find_map(with_gap));
    said.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_would_be_right_in_the_readers_language() {
        let expected = r#"{"at most {}": "不超过 {}", "a phone number": "电话号码"}"#;
        speak(r#"{"invalid_value": "应为 {expected}"}"#, r#"{"invalid_value": "want {expected}"}"#, expected);
        let say = |lang, expected: &str| {
            let params = Map::from_iter([("expected".to_owned(), Json::from(expected))]);
            translate(lang, "invalid_value", &params).unwrap()
        };
        assert_eq!(say(Lang::Zh, "at most 500"), "应为 不超过 500");
        assert_eq!(say(Lang::Zh, "a phone number"), "应为 电话号码");
        assert_eq!(say(Lang::En, "at most 500"), "want at most 500");
        assert_eq!(say(Lang::Zh, "something new"), "应为 something new");
    }
}
