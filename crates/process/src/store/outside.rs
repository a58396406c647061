//! What is asked of other systems.

use base::id::{CaseId, OutsideCallId};
use base::refusal::Common;
use base::{Ctx, Result};
use db::{Tx, list};

use crate::model::{OutsideCall, OutsideState};

pub(crate) fn insert(tx: &mut Tx<'_>, it: &OutsideCall) -> Result<()> {
    tx.send(
        "INSERT INTO outside_call (id, case_id, token, step, name, name_en, service, connection, request, key, n, digest,
                                   state, tries_max, tries, said, started_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        &[
            &it.id,
            &it.case_id,
            &it.token,
            &it.step,
            &it.name,
            &it.name_en,
            &it.service,
            &it.connection,
            &it.request,
            &it.key,
            &it.n,
            &it.digest,
            &it.state,
            &it.tries_max,
            &it.tries,
            &it.said,
            &it.started_at,
        ],
    )
}

pub(crate) fn one(tx: &mut Tx<'_>, id: OutsideCallId) -> Result<OutsideCall> {
    let found =
        tx.first(&format!("SELECT {} FROM outside_call WHERE id = $1", OutsideCall::COLUMNS), &[&id])?;
    found.ok_or_else(|| Common::NotFound { what: "outside_call", id: id.to_string() }.into())
}

/// The last that was asked for a token.
pub(crate) fn last_of(tx: &mut Tx<'_>, case: CaseId, token: i64) -> Result<Option<OutsideCall>> {
    let sql = format!(
        "SELECT {} FROM outside_call WHERE case_id = $1 AND token = $2 ORDER BY id DESC LIMIT 1",
        OutsideCall::COLUMNS
    );
    tx.first(&sql, &[&case, &token])
}

/// All that was asked for a case, the first first.
pub(crate) fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<OutsideCall>> {
    tx.all(
        &format!("SELECT {} FROM outside_call WHERE case_id = $1 ORDER BY id", OutsideCall::COLUMNS),
        &[&case],
    )
}

/// What some cases wait for.
pub(crate) fn waiting_of(tx: &mut Tx<'_>, cases: &[CaseId]) -> Result<Vec<OutsideCall>> {
    let sql = format!(
        "SELECT {} FROM outside_call WHERE state = 'waiting' AND case_id IN (SELECT x.id FROM {{ids $1}} x) ORDER BY id",
        OutsideCall::COLUMNS
    );
    tx.all(&sql, &[&list(cases)])
}

pub(crate) fn end(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    call: &OutsideCall,
    (state, tries, said): (OutsideState, i64, &str),
) -> Result<()> {
    tx.send(
        "UPDATE outside_call SET state = $1, tries = $2, said = $3, ended_at = $4 WHERE id = $5",
        &[&state, &tries, &said, &ctx.at, &call.id],
    )
}

/// Nobody waits for what some tokens asked; what was called off.
pub(crate) fn call_off(tx: &mut Tx<'_>, ctx: &Ctx, case: CaseId, tokens: &[i64]) -> Result<Vec<OutsideCall>> {
    let sql = format!(
        "UPDATE outside_call SET state = 'called_off', ended_at = $1
         WHERE case_id = $2 AND state = 'waiting' AND token IN (SELECT x.id FROM {{ids $3}} x) RETURNING {}",
        OutsideCall::COLUMNS
    );
    tx.all(&sql, &[&ctx.at, &case, &list(tokens.iter().copied())])
}
