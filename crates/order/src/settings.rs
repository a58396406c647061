//! What the company set for orders: which steps happen by themselves.

use base::{Ctx, Result};
use db::{Event, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::store;

/// What the company set for orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Reserved goods go to the warehouse by themselves.
    pub auto_release: bool,
    /// What was shipped is invoiced by itself.
    pub invoice_on_shipped: bool,
    /// A delivered and paid order closes by itself.
    pub auto_close: bool,
}

/// What the company set, read in one statement; absent settings have their usual value.
///
/// # Errors
/// A fault when the database fails.
pub fn settings(tx: &mut Tx<'_>) -> Result<Settings> {
    let known = store::settings(tx)?;
    let value = |name: &str| known.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    Ok(Settings {
        auto_release: value("order.auto_release") == Some("1"),
        invoice_on_shipped: value("order.invoice_on") != Some("manual"),
        auto_close: value("order.auto_close") != Some("0"),
    })
}

/// Sets which steps happen by themselves from now on.
///
/// # Errors
/// A fault when the database fails.
pub fn change_settings(tx: &mut Tx<'_>, ctx: &Ctx, wanted: Settings) -> Result<Settings> {
    let before = settings(tx)?;
    if before == wanted {
        return Ok(wanted);
    }
    tx.set_setting("order.auto_release", wanted.auto_release.then_some("1"))?;
    tx.set_setting("order.invoice_on", (!wanted.invoice_on_shipped).then_some("manual"))?;
    tx.set_setting("order.auto_close", (!wanted.auto_close).then_some("0"))?;
    tx.record(
        ctx,
        Event::new("order.settings_changed", "order").data(&json!({"before": before, "after": wanted})),
    );
    Ok(wanted)
}
