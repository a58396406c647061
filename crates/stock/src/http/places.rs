//! The wire: warehouses and their locations.

use base::Result;
use base::id::{LocationId, WarehouseId};
use db::Tx;
use edge::{Answer, Body, May, PageOf, Path};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Read, Setup};
use crate::model::{Location, Warehouse};
use crate::setup::{self, LocationSpec, WarehouseSpec};

/// A warehouse with its storage locations.
#[derive(Serialize, JsonSchema)]
pub(super) struct WarehouseView {
    #[serde(flatten)]
    warehouse: Warehouse,
    locations: Vec<Location>,
}

fn all<T>(items: Vec<T>) -> PageOf<T> {
    PageOf { items, next_cursor: None }
}

fn view(tx: &mut Tx<'_>, warehouse: Warehouse) -> Result<WarehouseView> {
    let locations = setup::locations(tx, warehouse.id)?;
    Ok(WarehouseView { warehouse, locations })
}

pub(super) async fn list(may: May<Read>) -> Answer<PageOf<Warehouse>> {
    may.read(|tx, _| setup::warehouses(tx).map(all)).await
}

pub(super) async fn create(may: May<Setup>, Body(spec): Body<WarehouseSpec>) -> Answer<WarehouseView> {
    may.create(move |tx, ctx| {
        let made = setup::create_warehouse(tx, ctx, &spec)?;
        view(tx, made)
    })
    .await
}

pub(super) async fn show(may: May<Read>, Path(id): Path<WarehouseId>) -> Answer<WarehouseView> {
    may.read(move |tx, _| {
        let found = setup::warehouse(tx, id)?;
        view(tx, found)
    })
    .await
}

pub(super) async fn change(
    may: May<Setup>,
    Path(id): Path<WarehouseId>,
    Body(spec): Body<WarehouseSpec>,
) -> Answer<WarehouseView> {
    may.write(move |tx, ctx| {
        let changed = setup::change_warehouse(tx, ctx, id, &spec)?;
        view(tx, changed)
    })
    .await
}

pub(super) async fn locations(may: May<Read>, Path(id): Path<WarehouseId>) -> Answer<PageOf<Location>> {
    may.read(move |tx, _| {
        setup::warehouse(tx, id)?;
        setup::locations(tx, id).map(all)
    })
    .await
}

pub(super) async fn create_location(
    may: May<Setup>,
    Path(id): Path<WarehouseId>,
    Body(spec): Body<LocationSpec>,
) -> Answer<Location> {
    may.create(move |tx, ctx| setup::create_location(tx, ctx, id, &spec)).await
}

pub(super) async fn change_location(
    may: May<Setup>,
    Path(id): Path<LocationId>,
    Body(spec): Body<LocationSpec>,
) -> Answer<Location> {
    may.write(move |tx, ctx| setup::change_location(tx, ctx, id, &spec)).await
}
