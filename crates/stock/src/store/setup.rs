//! The SQL of warehouses and locations.

use base::id::{LocationId, SkuId, WarehouseId};
use base::refusal::Common;
use base::{Result, id};
use db::{Tx, cells, rows};

use crate::model::{Location, Warehouse};
use crate::rules::Refusal;

db::row! {
    /// Where goods would be put: the location asked for or the warehouse's default one.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Landing {
        pub warehouse_id: WarehouseId,
        pub warehouse_code: String,
        pub warehouse_active: bool,
        pub location_id: LocationId,
        pub location_code: String,
        /// Whether it is a storage location in use of this warehouse.
        pub fits: bool,
    }
}

impl Landing {
    /// The location, when it is one of the warehouse's.
    pub(crate) fn usable(&self) -> Result<LocationId, Refusal> {
        if self.fits {
            return Ok(self.location_id);
        }
        let (location, warehouse) = (self.location_code.clone(), self.warehouse_code.clone());
        Err(Refusal::LocationElsewhere { location, warehouse })
    }

    /// The location, when new goods may come to the warehouse at all.
    pub(crate) fn usable_now(&self) -> Result<LocationId, Refusal> {
        if !self.warehouse_active {
            return Err(Refusal::WarehouseInactive { warehouse: self.warehouse_code.clone() });
        }
        self.usable()
    }
}

/// Looks the places up, in the order asked; refuses a warehouse or location that is not there.
pub(crate) fn landings(
    tx: &mut Tx<'_>,
    wanted: &[(WarehouseId, Option<LocationId>)],
) -> Result<Vec<Landing>> {
    let all = rows(wanted.iter().map(|(warehouse, location)| cells![warehouse, location]));
    let found: Vec<Landing> = tx.all(
        "SELECT w.id, w.code, w.active, l.id, l.code,
           CASE WHEN l.warehouse_id = w.id AND l.kind = 'storage' AND l.active = 1 THEN 1 ELSE 0 END
         FROM {rows $1: warehouse_id BIGINT, location_id BIGINT} r
         JOIN warehouse w ON w.id = r.warehouse_id
         JOIN location l ON l.id = COALESCE(r.location_id, w.default_location_id)
         ORDER BY r.ord",
        &[&all],
    )?;
    for (place, (warehouse, location)) in wanted.iter().enumerate() {
        let Some(found) = found.get(place).filter(|found| found.warehouse_id == *warehouse) else {
            return Err(missing(*warehouse, *location));
        };
        if location.is_some_and(|location| location != found.location_id) {
            return Err(missing(*warehouse, *location));
        }
    }
    Ok(found)
}

fn missing(warehouse: WarehouseId, location: Option<LocationId>) -> base::Error {
    match location {
        Some(location) => Common::NotFound { what: "location", id: location.to_string() }.into(),
        None => Common::NotFound { what: "warehouse", id: warehouse.to_string() }.into(),
    }
}

pub(crate) fn warehouses(tx: &mut Tx<'_>) -> Result<Vec<Warehouse>> {
    tx.all(&format!("SELECT {} FROM warehouse ORDER BY code", Warehouse::COLUMNS), &[])
}

pub(crate) fn warehouse(tx: &mut Tx<'_>, id: WarehouseId) -> Result<Option<Warehouse>> {
    tx.first(&format!("SELECT {} FROM warehouse WHERE id = $1 {{for_update}}", Warehouse::COLUMNS), &[&id])
}

pub(crate) fn read_warehouse(tx: &mut Tx<'_>, id: WarehouseId) -> Result<Option<Warehouse>> {
    tx.first(&format!("SELECT {} FROM warehouse WHERE id = $1", Warehouse::COLUMNS), &[&id])
}

pub(crate) fn warehouse_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Warehouse>> {
    tx.first(&format!("SELECT {} FROM warehouse WHERE code = $1", Warehouse::COLUMNS), &[&code])
}

pub(crate) fn insert_warehouse(tx: &mut Tx<'_>, w: &Warehouse) -> Result<()> {
    tx.send(
        "INSERT INTO warehouse (id, code, name, address, default_location_id, active, created_at, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[&w.id, &w.code, &w.name, &w.address, &w.default_location_id, &w.active, &w.created_at, &w.revision],
    )
}

pub(crate) fn update_warehouse(tx: &mut Tx<'_>, w: &Warehouse) -> Result<()> {
    tx.send(
        "UPDATE warehouse SET code = $2, name = $3, address = $4, default_location_id = $5, active = $6, revision = $7
         WHERE id = $1",
        &[&w.id, &w.code, &w.name, &w.address, &w.default_location_id, &w.active, &w.revision],
    )
}

pub(crate) fn locations(tx: &mut Tx<'_>, warehouse: WarehouseId) -> Result<Vec<Location>> {
    let columns = Location::COLUMNS;
    tx.all(
        &format!("SELECT {columns} FROM location WHERE warehouse_id = $1 ORDER BY path_order, code"),
        &[&warehouse],
    )
}

pub(crate) fn location(tx: &mut Tx<'_>, id: LocationId) -> Result<Option<Location>> {
    tx.first(&format!("SELECT {} FROM location WHERE id = $1 {{for_update}}", Location::COLUMNS), &[&id])
}

pub(crate) fn location_by_code(
    tx: &mut Tx<'_>,
    warehouse: WarehouseId,
    code: &str,
) -> Result<Option<Location>> {
    let columns = Location::COLUMNS;
    tx.first(
        &format!("SELECT {columns} FROM location WHERE warehouse_id = $1 AND code = $2"),
        &[&warehouse, &code],
    )
}

pub(crate) fn insert_location(tx: &mut Tx<'_>, l: &Location) -> Result<()> {
    tx.send(
        "INSERT INTO location (id, warehouse_id, code, kind, path_order, active, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[&l.id, &l.warehouse_id, &l.code, &l.kind, &l.path_order, &l.active, &l.revision],
    )
}

pub(crate) fn update_location(tx: &mut Tx<'_>, l: &Location) -> Result<()> {
    tx.send(
        "UPDATE location SET code = $2, path_order = $3, active = $4, revision = $5 WHERE id = $1",
        &[&l.id, &l.code, &l.path_order, &l.active, &l.revision],
    )
}

/// The codes of some locations.
pub(crate) fn location_codes(tx: &mut Tx<'_>, ids: &[LocationId]) -> Result<Vec<(LocationId, String, i64)>> {
    tx.all(
        "SELECT l.id, l.code, l.path_order FROM location l WHERE l.id IN (SELECT i.id FROM {ids $1} i)",
        &[&db::list(ids.iter().map(|one| id::Id::to_i64(*one)))],
    )
}

/// How many SKUs a warehouse still has.
pub(crate) fn skus_in_warehouse(tx: &mut Tx<'_>, id: WarehouseId) -> Result<i64> {
    let sql = "SELECT COUNT(DISTINCT sku_id) FROM stock_balance WHERE warehouse_id = $1 AND on_hand > 0";
    tx.one::<(i64,)>(sql, &[&id]).map(|row| row.0)
}

/// How many SKUs a location still has.
pub(crate) fn skus_in_location(tx: &mut Tx<'_>, id: LocationId) -> Result<i64> {
    let sql = "SELECT COUNT(DISTINCT sku_id) FROM location_balance WHERE location_id = $1 AND on_hand > 0";
    tx.one::<(i64,)>(sql, &[&id]).map(|row| row.0)
}

/// Carries a SKU's new code and name into the rows that show them.
pub(crate) fn rename_sku(tx: &mut Tx<'_>, sku: SkuId, code: &str, name: &str) -> Result<()> {
    tx.send(
        "UPDATE stock_balance SET sku_code = $2, sku_name = $3 WHERE sku_id = $1",
        &[&sku, &code, &name],
    )?;
    tx.send(
        "UPDATE planned_receipt SET sku_code = $2, sku_name = $3 WHERE sku_id = $1",
        &[&sku, &code, &name],
    )
}
