//! Where goods lie: two warehouses, their locations in the order pickers walk, and what is in them.

use base::id::{LocationId, WarehouseId};
use base::{Ctx, Result};
use db::Tx;
use stock::setup::{self, LocationSpec, WarehouseSpec};

/// A warehouse as the story needs it.
#[derive(Debug, Clone)]
pub(crate) struct House {
    pub id: WarehouseId,
    pub code: &'static str,
    /// Where goods wait to be put away.
    pub dock: LocationId,
    pub shelves: Vec<LocationId>,
    /// Who leads it and who works there, by login.
    pub lead: &'static str,
    pub crew: &'static [&'static str],
}

struct Plan {
    code: &'static str,
    name: &'static str,
    address: &'static str,
    aisles: &'static [&'static str],
    bays: i64,
    lead: &'static str,
    crew: &'static [&'static str],
}

const PLANS: [Plan; 2] = [
    Plan {
        code: "WH01",
        name: "杭州主仓",
        address: "浙江省杭州市临平区东湖街道兴元路 88 号 3 幢",
        aisles: &["A", "B", "C", "D", "E"],
        bays: 12,
        lead: "zhoulei",
        crew: &["zhoulei", "xiaosun", "xiaofang"],
    },
    Plan {
        code: "WH02",
        name: "成都西仓",
        address: "四川省成都市青白江区城厢镇香岛大道 166 号 2 库",
        aisles: &["W", "X"],
        bays: 12,
        lead: "malin",
        crew: &["malin", "xiaodeng"],
    },
];

/// Sets both warehouses up; the one every company starts with becomes the main one.
pub(crate) fn enter(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Vec<House>> {
    let first = stock::warehouses(tx)?.into_iter().next();
    let mut out = Vec::with_capacity(PLANS.len());
    for (place, plan) in PLANS.into_iter().enumerate() {
        let spec = WarehouseSpec {
            code: plan.code.into(),
            name: plan.name.into(),
            address: plan.address.into(),
            active: None,
            default_location_id: None,
        };
        let warehouse = match (&first, place) {
            (Some(first), 0) => setup::change_warehouse(tx, ctx, first.id, &spec)?,
            _ => setup::create_warehouse(tx, ctx, &spec)?,
        };
        // Pickers go to the dock last: what lies there is about to be put away.
        let dock = LocationSpec { code: "收货区".into(), path_order: 9_999, active: None };
        setup::change_location(tx, ctx, warehouse.default_location_id, &dock)?;
        let mut shelves = Vec::new();
        for (row, aisle) in plan.aisles.iter().enumerate() {
            for bay in 1..=plan.bays {
                // Pickers go up one aisle and down the next.
                let walk = if row % 2 == 0 { bay } else { plan.bays + 1 - bay };
                let path_order = (row as i64 + 1) * 100 + walk;
                let spec = LocationSpec { code: format!("{aisle}-{bay:02}"), path_order, active: None };
                shelves.push(setup::create_location(tx, ctx, warehouse.id, &spec)?.id);
            }
        }
        out.push(House {
            id: warehouse.id,
            code: plan.code,
            dock: warehouse.default_location_id,
            shelves,
            lead: plan.lead,
            crew: plan.crew,
        });
    }
    Ok(out)
}
