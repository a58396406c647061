//! Connections: rows in, values out. The secret has a table of its own.

use base::Result;
use base::id::ConnectionId;
use db::Tx;

use crate::connection::Connection;

pub(crate) fn all(tx: &mut Tx<'_>) -> Result<Vec<Connection>> {
    tx.all(&format!("SELECT {} FROM connection ORDER BY code", Connection::COLUMNS), &[])
}

pub(crate) fn by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Connection>> {
    tx.first(&format!("SELECT {} FROM connection WHERE code = $1", Connection::COLUMNS), &[&code])
}

pub(crate) fn one(tx: &mut Tx<'_>, id: ConnectionId) -> Result<Option<Connection>> {
    tx.first(&format!("SELECT {} FROM connection WHERE id = $1", Connection::COLUMNS), &[&id])
}

pub(crate) fn locked(tx: &mut Tx<'_>, id: ConnectionId) -> Result<Option<Connection>> {
    tx.first(&format!("SELECT {} FROM connection WHERE id = $1 {{for_update}}", Connection::COLUMNS), &[&id])
}

pub(crate) fn insert(tx: &mut Tx<'_>, it: &Connection) -> Result<()> {
    tx.send(
        "INSERT INTO connection (id, code, name, name_en, address, is_private, auth, auth_name, secret_at, seconds_max,
                                 tries_max, active, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &[
            &it.id,
            &it.code,
            &it.name,
            &it.name_en,
            &it.address,
            &it.is_private,
            &it.auth,
            &it.auth_name,
            &it.secret_at,
            &it.seconds_max,
            &it.tries_max,
            &it.active,
            &it.revision,
        ],
    )
}

pub(crate) fn save(tx: &mut Tx<'_>, it: &Connection) -> Result<()> {
    tx.send(
        "UPDATE connection SET name = $1, name_en = $2, address = $3, is_private = $4, auth = $5, auth_name = $6,
                               secret_at = $7, seconds_max = $8, tries_max = $9, active = $10, revision = $11
         WHERE id = $12",
        &[
            &it.name,
            &it.name_en,
            &it.address,
            &it.is_private,
            &it.auth,
            &it.auth_name,
            &it.secret_at,
            &it.seconds_max,
            &it.tries_max,
            &it.active,
            &it.revision,
            &it.id,
        ],
    )
}

/// Sets the secret, or takes it away.
pub(crate) fn set_secret(tx: &mut Tx<'_>, id: ConnectionId, secret: Option<&str>) -> Result<()> {
    match secret {
        None => tx.send("DELETE FROM connection_secret WHERE connection_id = $1", &[&id]),
        Some(secret) => tx.send(
            "INSERT INTO connection_secret (connection_id, secret) VALUES ($1, $2)
             ON CONFLICT (connection_id) DO UPDATE SET secret = EXCLUDED.secret",
            &[&id, &secret],
        ),
    }
}

/// The secret, for whoever signs in with it now.
pub(crate) fn secret(tx: &mut Tx<'_>, id: ConnectionId) -> Result<Option<String>> {
    let found: Option<(String,)> =
        tx.first("SELECT secret FROM connection_secret WHERE connection_id = $1", &[&id])?;
    Ok(found.map(|(secret,)| secret))
}
