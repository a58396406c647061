//! Warehouses and their locations: set up, changed, taken out of use; never deleted, because moves name them.

use base::id::{LocationId, SkuId, WarehouseId};
use base::refusal::Common;
use base::{Ctx, Problems, Result, text};
use db::{Event, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Location, LocationKind, Warehouse};
use crate::rules::Refusal;
use crate::store::setup as store;

const CODE_MAX: usize = 30;
const NAME_MAX: usize = 100;
const ADDRESS_MAX: usize = 300;
/// The location every warehouse begins with.
const DEFAULT_LOCATION: &str = "DEFAULT";

/// What a person says of a warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarehouseSpec {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub address: String,
    /// None: as it is; in use when new.
    #[serde(default)]
    pub active: Option<bool>,
    /// Where goods go when nobody says where; none: as it is.
    #[serde(default)]
    pub default_location_id: Option<LocationId>,
}

/// What a person says of a location.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocationSpec {
    pub code: String,
    /// Pickers walk in this order.
    #[serde(default)]
    pub path_order: i64,
    #[serde(default)]
    pub active: Option<bool>,
}

#[derive(Serialize)]
struct Changed<'a, T> {
    before: &'a T,
    after: &'a T,
}

/// Makes sure that a company has somewhere to put goods: its first warehouse, when it has none.
///
/// # Errors
/// A fault when the database fails.
pub fn seed(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
    if store::warehouses(tx)?.is_empty() {
        ensure_warehouse(tx, ctx, "MAIN", "主仓库")?;
    }
    Ok(())
}

/// The warehouse with this code, made when there is none.
///
/// # Errors
/// `invalid` when code or name cannot be.
pub fn ensure_warehouse(tx: &mut Tx<'_>, ctx: &Ctx, code: &str, name: &str) -> Result<WarehouseId> {
    if let Some(known) = store::warehouse_by_code(tx, code)? {
        return Ok(known.id);
    }
    let spec = WarehouseSpec {
        code: code.into(),
        name: name.into(),
        address: String::new(),
        active: None,
        default_location_id: None,
    };
    create_warehouse(tx, ctx, &spec).map(|warehouse| warehouse.id)
}

/// All warehouses, by code.
///
/// # Errors
/// A fault when the database fails.
pub fn warehouses(tx: &mut Tx<'_>) -> Result<Vec<Warehouse>> {
    store::warehouses(tx)
}

/// One warehouse.
///
/// # Errors
/// `not_found`.
pub fn warehouse(tx: &mut Tx<'_>, id: WarehouseId) -> Result<Warehouse> {
    store::read_warehouse(tx, id)?.ok_or_else(|| no_warehouse(id.to_string()))
}

/// One warehouse, by its code.
///
/// # Errors
/// `not_found`.
pub fn warehouse_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Warehouse> {
    store::warehouse_by_code(tx, code)?.ok_or_else(|| no_warehouse(code.to_owned()))
}

fn no_warehouse(id: String) -> base::Error {
    Common::NotFound { what: "warehouse", id }.into()
}

/// The storage locations of a warehouse, in path order.
///
/// # Errors
/// A fault when the database fails.
pub fn locations(tx: &mut Tx<'_>, warehouse: WarehouseId) -> Result<Vec<Location>> {
    store::locations(tx, warehouse)
}

/// Sets a warehouse up, with the location goods go to by default.
///
/// # Errors
/// `invalid`, or `taken` when the code is another's.
pub fn create_warehouse(tx: &mut Tx<'_>, ctx: &Ctx, spec: &WarehouseSpec) -> Result<Warehouse> {
    let (code, name, address) = check_warehouse(spec)?;
    if store::warehouse_by_code(tx, &code)?.is_some() {
        return Err(Common::Taken { value: code }.into());
    }
    let warehouse = Warehouse {
        id: ctx.id(),
        code,
        name,
        address,
        default_location_id: ctx.id(),
        active: spec.active.unwrap_or(true),
        created_at: ctx.at,
        revision: 1,
    };
    store::insert_warehouse(tx, &warehouse)?;
    store::insert_location(
        tx,
        &Location {
            id: warehouse.default_location_id,
            warehouse_id: Some(warehouse.id),
            code: DEFAULT_LOCATION.into(),
            kind: LocationKind::Storage,
            path_order: 0,
            active: true,
            revision: 1,
        },
    )?;
    tx.record_first(ctx, Event::new("warehouse.created", warehouse.id).data(&warehouse));
    Ok(warehouse)
}

/// Changes a warehouse.
///
/// # Errors
/// `warehouse_in_use` when goods are still in it, `location_elsewhere` when the default is not its own.
pub fn change_warehouse(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: WarehouseId,
    spec: &WarehouseSpec,
) -> Result<Warehouse> {
    let before = store::warehouse(tx, id)?.ok_or_else(|| no_warehouse(id.to_string()))?;
    ctx.check_revision("warehouse", before.revision)?;
    let (code, name, address) = check_warehouse(spec)?;
    if code != before.code && store::warehouse_by_code(tx, &code)?.is_some() {
        return Err(Common::Taken { value: code }.into());
    }
    let after = Warehouse {
        code,
        name,
        address,
        active: spec.active.unwrap_or(before.active),
        default_location_id: spec.default_location_id.unwrap_or(before.default_location_id),
        revision: before.revision + 1,
        ..before
    };
    if after.default_location_id != before.default_location_id {
        store::landings(tx, &[(id, Some(after.default_location_id))])?[0].usable()?;
    }
    if before.active && !after.active {
        let skus = store::skus_in_warehouse(tx, id)?;
        if skus > 0 {
            return Err(Refusal::WarehouseInUse { warehouse: before.code, skus }.into());
        }
    }
    store::update_warehouse(tx, &after)?;
    let changed = Changed { before: &before, after: &after };
    tx.record(ctx, Event::new("warehouse.changed", id).data(&changed));
    Ok(after)
}

/// Sets a storage location up.
///
/// # Errors
/// `invalid`, `not_found`, or `taken` when the warehouse has the code already.
pub fn create_location(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    warehouse: WarehouseId,
    spec: &LocationSpec,
) -> Result<Location> {
    let code = check_location(spec)?;
    self::warehouse(tx, warehouse)?;
    if store::location_by_code(tx, warehouse, &code)?.is_some() {
        return Err(Common::Taken { value: code }.into());
    }
    let location = Location {
        id: ctx.id(),
        warehouse_id: Some(warehouse),
        code,
        kind: LocationKind::Storage,
        path_order: spec.path_order,
        active: spec.active.unwrap_or(true),
        revision: 1,
    };
    store::insert_location(tx, &location)?;
    tx.record_first(ctx, Event::new("location.created", location.id).data(&location));
    Ok(location)
}

/// Changes a storage location.
///
/// # Errors
/// `location_in_use` when it should go out of use with goods in it, or is the default one.
pub fn change_location(tx: &mut Tx<'_>, ctx: &Ctx, id: LocationId, spec: &LocationSpec) -> Result<Location> {
    let missing = || Common::NotFound { what: "location", id: id.to_string() };
    let before = store::location(tx, id)?.ok_or_else(missing)?;
    let Some(warehouse) = before.warehouse_id else { return Err(missing().into()) };
    ctx.check_revision("location", before.revision)?;
    let code = check_location(spec)?;
    if code != before.code && store::location_by_code(tx, warehouse, &code)?.is_some() {
        return Err(Common::Taken { value: code }.into());
    }
    let after = Location {
        code,
        path_order: spec.path_order,
        active: spec.active.unwrap_or(before.active),
        revision: before.revision + 1,
        ..before
    };
    if before.active && !after.active {
        let is_default = self::warehouse(tx, warehouse)?.default_location_id == id;
        if is_default || store::skus_in_location(tx, id)? > 0 {
            return Err(Refusal::LocationInUse { location: before.code }.into());
        }
    }
    store::update_location(tx, &after)?;
    let changed = Changed { before: &before, after: &after };
    tx.record(ctx, Event::new("location.changed", id).data(&changed));
    Ok(after)
}

/// Carries a SKU's new code and name into the rows that show them.
///
/// # Errors
/// A fault when the database fails.
pub fn rename_sku(tx: &mut Tx<'_>, sku: SkuId, code: &str, name: &str) -> Result<()> {
    store::rename_sku(tx, sku, code, name)
}

fn check_warehouse(spec: &WarehouseSpec) -> Result<(String, String, String)> {
    let mut problems = Problems::default();
    let code = required(&mut problems, "code", &spec.code, CODE_MAX);
    let name = required(&mut problems, "name", &spec.name, NAME_MAX);
    let address = text::clean(&spec.address);
    if address.chars().count() > ADDRESS_MAX {
        problems
            .add("address", &Common::TooLong { value: address.chars().take(20).collect(), max: ADDRESS_MAX });
    }
    problems.check()?;
    Ok((code, name, address))
}

fn check_location(spec: &LocationSpec) -> Result<String> {
    let mut problems = Problems::default();
    let code = required(&mut problems, "code", &spec.code, CODE_MAX);
    problems.check()?;
    Ok(code)
}

fn required(problems: &mut Problems, field: &str, typed: &str, max: usize) -> String {
    let value = text::clean(typed);
    if value.is_empty() {
        problems.add(field, &Common::Required);
    } else if value.chars().count() > max {
        problems.add(field, &Common::TooLong { value: value.clone(), max });
    }
    value
}
