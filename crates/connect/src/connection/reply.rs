//! What another system's answer means: done, no, or broken.

use base::time::SECOND_US;
use flow::{Value as Kept, Vars};
use process::Came;
use serde_json::Value as Json;

/// What an answer may hold: it is kept in the case.
pub const ANSWER_MAX: u64 = 256 * 1024;
/// Of what came back, as much as a person reads.
const SAID_MAX: usize = 300;
const CODE_MAX: usize = 100;
/// Of an answer that says no, what is kept for whoever catches it.
const REFUSAL_MAX: usize = 8 * 1024;

/// What came over the wire.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    Answer {
        status: u16,
        content_type: String,
        /// Seconds, as the header says.
        retry_after: Option<i64>,
        body: Vec<u8>,
        /// There was more than `ANSWER_MAX`.
        cut: bool,
    },
    /// Refused, timed out, no such host.
    Nothing { why: String },
    /// It may not be asked at all.
    Forbidden { why: String },
}

/// What it means for the step that asked.
#[must_use]
pub fn came(heard: &Heard) -> Came {
    match heard {
        Heard::Nothing { why } => Came::Later { said: why.clone(), wait_us: 0 },
        Heard::Forbidden { why } => Came::Failed { said: why.clone() },
        Heard::Answer { status, content_type, retry_after, body, cut } => match status {
            200..=299 => fine(*status, content_type, body, *cut),
            // Too early, too often, too slow: the same question may be answered another time.
            408 | 425 | 429 | 500..=599 => Came::Later {
                said: said_by(*status, body),
                wait_us: retry_after.unwrap_or(0).clamp(0, 86_400).saturating_mul(SECOND_US),
            },
            300..=399 => refused(*status, &[], format!("HTTP {status}; redirects are not followed")),
            400..=499 => refused(*status, body, said_by(*status, body)),
            _ => Came::Failed { said: said(*status, body) },
        },
    }
}

fn fine(status: u16, content_type: &str, body: &[u8], cut: bool) -> Came {
    if cut {
        return Came::Failed { said: format!("HTTP {status} with more than {} KB", ANSWER_MAX / 1024) };
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return Came::Failed { said: format!("HTTP {status} with what is no text ({content_type})") };
    };
    let plain = content_type.is_empty() || content_type.starts_with("text/plain");
    let answer = match serde_json::from_str::<Json>(text) {
        Ok(json) => Kept::from_json(json),
        Err(_) if text.trim().is_empty() => Kept::Null,
        // `ok` is an answer, a page for people is none.
        Err(_) if plain => Kept::text(text.trim()),
        Err(_) => {
            let said = format!("HTTP {status} with what is no JSON ({content_type}): {}", shown(text));
            return Came::Failed { said };
        }
    };
    Came::Done { said: format!("HTTP {status}"), results: results(status, answer) }
}

fn results(status: u16, answer: Kept) -> Vars {
    Vars::from([("status", i64::from(status).into()), ("answer", answer)])
}

/// The other side's code, or `http_404`.
fn refused(status: u16, body: &[u8], said: String) -> Came {
    let json: Option<Json> = serde_json::from_slice(body).ok().filter(|_| body.len() <= REFUSAL_MAX);
    let code = json.as_ref().and_then(|json| match &json["code"] {
        Json::String(code) if !code.trim().is_empty() => Some(code.trim().chars().take(CODE_MAX).collect()),
        Json::Number(code) => Some(code.to_string()),
        _ => None,
    });
    let answer = json.map(Kept::from_json).unwrap_or_default();
    let error = code.unwrap_or_else(|| format!("http_{status}"));
    Came::Refused { error, said, results: results(status, answer) }
}

/// What the other side says about its no, where it says so in one of the usual ways.
fn said_by(status: u16, body: &[u8]) -> String {
    let json: Json = serde_json::from_slice(body).unwrap_or_default();
    let told = ["message", "detail", "msg", "title"].iter().find_map(|key| json[*key].as_str());
    told.map_or_else(|| said(status, body), |told| said(status, told.as_bytes()))
}

fn said(status: u16, body: &[u8]) -> String {
    let text = shown(&String::from_utf8_lossy(body));
    if text.is_empty() { format!("HTTP {status}") } else { format!("HTTP {status}: {text}") }
}

/// As much as a person reads, on one line.
#[must_use]
pub fn shown(text: &str) -> String {
    let words: Vec<&str> = text.split(|it: char| it.is_whitespace() || it.is_control()).collect();
    let line = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(SAID_MAX).collect();
    if short.len() < line.len() { format!("{short}…") } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(status: u16, content_type: &str, body: &str) -> Came {
        let answer = Heard::Answer {
            status,
            content_type: content_type.to_owned(),
            retry_after: (status == 429).then_some(7),
            body: body.as_bytes().to_vec(),
            cut: false,
        };
        came(&answer)
    }

    fn told(came: &Came) -> String {
        match came {
            Came::Done { results, .. } => format!("done {}", results.get("answer").unwrap()),
            Came::Refused { error, said, results } => {
                format!("{error} {}: {said}", results.get("answer").unwrap())
            }
            Came::Later { said, wait_us } => format!("later {}: {said}", wait_us / SECOND_US),
            Came::Failed { said } => format!("failed: {said}"),
        }
    }

    #[test]
    fn what_answers_mean() {
        let json = "application/json; charset=utf-8";
        for (status, kind, body, wanted) in [
            (200, json, r#"{"a":0.1}"#, r#"done {"a":{"$decimal":"0.1"}}"#),
            (201, json, "[]", "done []"),
            (204, "", "", "done null"),
            (200, "text/plain", "ok\n", "done ok"),
            (
                200,
                "text/html",
                "<p>\n log in</p>",
                "failed: HTTP 200 with what is no JSON (text/html): <p> log in</p>",
            ),
            (200, json, "{", "failed: HTTP 200 with what is no JSON (application/json; charset=utf-8): {"),
            (302, "", "", "http_302 null: HTTP 302; redirects are not followed"),
            (404, "", "", "http_404 null: HTTP 404"),
            (
                409,
                json,
                r#"{"code":"sold_out"}"#,
                r#"sold_out {"code":"sold_out"}: HTTP 409: {"code":"sold_out"}"#,
            ),
            (
                409,
                json,
                r#"{"code":"late","detail":"too late"}"#,
                r#"late {"code":"late","detail":"too late"}: HTTP 409: too late"#,
            ),
            (400, json, r#"{"code":17}"#, r#"17 {"code":17}: HTTP 400: {"code":17}"#),
            (400, json, r#"{"code":" "}"#, r#"http_400 {"code":" "}: HTTP 400: {"code":" "}"#),
            (408, "", "", "later 0: HTTP 408"),
            (429, "", "slow down", "later 7: HTTP 429: slow down"),
            (500, "text/html", "<h1>Oops</h1>", "later 0: HTTP 500: <h1>Oops</h1>"),
            (503, "", "", "later 0: HTTP 503"),
        ] {
            assert_eq!(told(&heard(status, kind, body)), wanted, "{status} {body}");
        }
    }

    #[test]
    fn what_is_no_answer() {
        let large = Heard::Answer {
            status: 200,
            content_type: String::new(),
            retry_after: None,
            body: vec![],
            cut: true,
        };
        assert_eq!(told(&came(&large)), "failed: HTTP 200 with more than 256 KB");
        let binary = Heard::Answer {
            status: 200,
            content_type: "image/png".into(),
            retry_after: None,
            body: vec![0xff],
            cut: false,
        };
        assert_eq!(told(&came(&binary)), "failed: HTTP 200 with what is no text (image/png)");
        assert_eq!(told(&came(&Heard::Nothing { why: "refused".into() })), "later 0: refused");
        assert_eq!(told(&came(&Heard::Forbidden { why: "own network".into() })), "failed: own network");
    }

    #[test]
    fn what_came_back_is_cut_for_people() {
        let long = format!("HTTP 500: {}…", "长".repeat(SAID_MAX));
        assert_eq!(told(&heard(500, "", &"长".repeat(1_000))), format!("later 0: {long}"));
    }
}
