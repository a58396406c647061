//! The verbs: connections are entered, changed, taken out of use; a step asks over one.

use base::id::ConnectionId;
use base::refusal::Common;
use base::text::clean;
use base::{Ctx, Problems, Result};
use db::{Event, Tx};
use flow::Value as Kept;
use process::{Call, Reachable, Request};
use serde_json::{Value as Json, json};

use super::model::{Auth, Connection, NewConnection, Sending};
use super::rules::{self, Refusal};
use crate::store::connection as store;

/// All connections, by code.
///
/// # Errors
/// Faults of the store only.
pub fn connections(tx: &mut Tx<'_>) -> Result<Vec<Connection>> {
    store::all(tx)
}

/// One connection.
///
/// # Errors
/// `not_found`.
pub fn connection(tx: &mut Tx<'_>, id: ConnectionId) -> Result<Connection> {
    store::one(tx, id)?.ok_or_else(|| not_found(id))
}

fn not_found(id: ConnectionId) -> base::Error {
    Common::NotFound { what: "connection", id: id.to_string() }.into()
}

/// Enters a connection.
///
/// # Errors
/// Wrong fields together.
pub fn create(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewConnection) -> Result<Connection> {
    let next = typed(ctx, new, None);
    let mut problems = Problems::default();
    rules::check(&next, secret_of(new), &mut problems);
    if store::by_code(tx, &next.code)?.is_some() {
        problems.add("code", &Common::Taken { value: next.code.clone() });
    }
    problems.check()?;
    store::insert(tx, &next)?;
    store::set_secret(tx, next.id, secret_of(new).filter(|_| next.auth != Auth::None))?;
    tx.record_first(ctx, Event::new("connection.created", next.id).data(&facts(&next)));
    Ok(next)
}

/// Changes a connection. Its secret stays where none is given, unless it would go to another host.
///
/// # Errors
/// `not_found`, `revision_mismatch`, wrong fields together.
pub fn change(tx: &mut Tx<'_>, ctx: &Ctx, id: ConnectionId, new: &NewConnection) -> Result<Connection> {
    let before = store::locked(tx, id)?.ok_or_else(|| not_found(id))?;
    ctx.check_revision(&before.code, before.revision)?;
    let next = typed(ctx, new, Some(&before));
    let mut problems = Problems::default();
    rules::check(&next, secret_of(new), &mut problems);
    if next.code != before.code {
        problems.add("code", &rules::invalid(&next.code, &before.code));
    }
    problems.check()?;
    store::save(tx, &next)?;
    if secret_of(new).is_some() || next.secret_at.is_none() {
        store::set_secret(tx, id, secret_of(new).filter(|_| next.auth != Auth::None))?;
    }
    let data = json!({
        "before": facts(&before), "after": facts(&next), "secret_changed": next.secret_at != before.secret_at,
    });
    tx.record(ctx, Event::new("connection.changed", id).data(&data));
    Ok(next)
}

/// Takes a connection out of use, or into use again. Steps that ask over one that is out of use are stuck.
///
/// # Errors
/// `not_found`, `revision_mismatch`.
pub fn set_active(tx: &mut Tx<'_>, ctx: &Ctx, id: ConnectionId, wanted: bool) -> Result<Connection> {
    let before = store::locked(tx, id)?.ok_or_else(|| not_found(id))?;
    ctx.check_revision(&before.code, before.revision)?;
    if before.active == wanted {
        return Ok(before);
    }
    let next = Connection { active: wanted, revision: before.revision + 1, ..before };
    store::save(tx, &next)?;
    let kind = if wanted { "connection.opened" } else { "connection.closed" };
    tx.record(ctx, Event::new(kind, id));
    Ok(next)
}

fn typed(ctx: &Ctx, new: &NewConnection, before: Option<&Connection>) -> Connection {
    let address = clean(&new.address).trim_end_matches('/').to_owned();
    // Whoever may change an address must not be able to have an old secret sent there.
    let stays = before.filter(|it| {
        (it.auth, rules::origin(&it.address), &it.auth_name)
            == (new.auth, rules::origin(&address), &clean(&new.auth_name))
    });
    let kept = stays.and_then(|it| it.secret_at);
    let secret_at = if secret_of(new).is_some() { Some(ctx.at) } else { kept };
    Connection {
        id: before.map_or_else(|| ctx.id(), |it| it.id),
        code: clean(&new.code),
        name: clean(&new.name),
        name_en: clean(&new.name_en),
        is_private: new.is_private,
        auth: new.auth,
        auth_name: if matches!(new.auth, Auth::Basic | Auth::Header) {
            clean(&new.auth_name)
        } else {
            String::new()
        },
        secret_at: secret_at.filter(|_| new.auth != Auth::None),
        seconds_max: new.seconds_max,
        tries_max: new.tries_max,
        active: before.is_none_or(|it| it.active),
        revision: before.map_or(1, |it| it.revision + 1),
        address,
    }
}

/// What was typed as the secret; an empty field is none.
fn secret_of(new: &NewConnection) -> Option<&str> {
    new.secret.as_deref().map(str::trim).filter(|secret| !secret.is_empty())
}

fn facts(it: &Connection) -> Json {
    json!({
        "code": it.code, "name": it.name, "name_en": it.name_en, "address": it.address, "is_private": it.is_private,
        "auth": it.auth, "auth_name": it.auth_name, "seconds_max": it.seconds_max, "tries_max": it.tries_max,
    })
}

/// The connections a process may name.
///
/// # Errors
/// Faults of the store only.
pub fn in_use(tx: &mut Tx<'_>) -> Result<Vec<Reachable>> {
    let all = store::all(tx)?.into_iter().filter(|it| it.active);
    Ok(all.map(|it| Reachable { code: it.code, name: it.name, name_en: it.name_en }).collect())
}

/// The service `http.call`: what a step asks.
///
/// # Errors
/// `unknown_connection`, `invalid_value` for a method or a path, `request_too_large`.
pub fn ask(tx: &mut Tx<'_>, _: &Ctx, call: &Call<'_>) -> Result<Request> {
    let connection = active(tx, call.connection)?;
    let typed = call.text("method").trim().to_ascii_uppercase();
    let method = if typed.is_empty() { "GET".to_owned() } else { typed };
    if !rules::METHODS.contains(&method.as_str()) {
        return Err(rules::invalid(&method, &format!("one of {}", rules::METHODS.join(", "))).into());
    }
    let path = call.text("path").trim().to_owned();
    let url = rules::target(&connection.address, &path)?;
    let body = call.args.get("body").filter(|body| **body != Kept::Null).map(Kept::plain_json);
    let size = body.as_ref().map_or(0, String::len);
    if size > rules::BODY_MAX {
        return Err(Refusal::RequestTooLarge { size, max: rules::BODY_MAX }.into());
    }
    Ok(Request {
        shown: format!("{method} {url}"),
        payload: json!({"method": method, "path": path, "body": body, "connection": connection.code}),
        connection: connection.code,
        tries_max: connection.tries_max,
    })
}

fn active(tx: &mut Tx<'_>, code: &str) -> Result<Connection> {
    let found = store::by_code(tx, code)?.filter(|it| it.active);
    found.ok_or_else(|| Refusal::UnknownConnection { connection: code.to_owned() }.into())
}

/// What is sent for a message of the outbox, over the connection as it is now.
///
/// # Errors
/// `unknown_connection`, `invalid_value` when the path no longer fits.
pub fn sending(tx: &mut Tx<'_>, message: &str) -> Result<Sending> {
    let told: Json = serde_json::from_str(message).map_err(anyhow::Error::from)?;
    let text = |key: &str| told["request"][key].as_str().unwrap_or_default();
    let connection = active(tx, text("connection"))?;
    let mut sending = signed(tx, &connection, text("method"), text("path"))?;
    if let Some(body) = told["request"]["body"].as_str() {
        sending.body = Some(body.to_owned());
        sending.headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    sending.headers.push(("idempotency-key".to_owned(), told["key"].as_str().unwrap_or_default().to_owned()));
    Ok(sending)
}

/// A look at a connection, to see whether it works: nothing is changed there.
///
/// # Errors
/// `not_found`, `invalid_value` for the path.
pub fn trying(tx: &mut Tx<'_>, id: ConnectionId, path: &str) -> Result<Sending> {
    let connection = connection(tx, id)?;
    signed(tx, &connection, "GET", path.trim())
}

fn signed(tx: &mut Tx<'_>, connection: &Connection, method: &str, path: &str) -> Result<Sending> {
    let secret = store::secret(tx, connection.id)?.unwrap_or_default();
    let sign = match connection.auth {
        Auth::None => None,
        Auth::Bearer => Some(("authorization".to_owned(), format!("Bearer {secret}"))),
        Auth::Basic => {
            let pair = base64(format!("{}:{secret}", connection.auth_name).as_bytes());
            Some(("authorization".to_owned(), format!("Basic {pair}")))
        }
        Auth::Header => Some((connection.auth_name.clone(), secret)),
    };
    let accept = ("accept".to_owned(), "application/json".to_owned());
    Ok(Sending {
        method: method.to_owned(),
        url: rules::target(&connection.address, path)?,
        body: None,
        headers: std::iter::once(accept).chain(sign).collect(),
        is_private: connection.is_private,
        seconds_max: u64::try_from(connection.seconds_max).unwrap_or(1),
    })
}

/// RFC 4648, as `Authorization: Basic` wants it.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let word =
            three.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * place) & 63) as usize];
            out.push(if place > three.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn base64_as_rfc_4648_has_it() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("订:x", "6K6iOng="),
        ] {
            assert_eq!(super::base64(plain.as_bytes()), coded);
        }
    }
}
