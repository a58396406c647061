//! The roles every company starts with. Changed ones stay as the company made them.

use base::{Ctx, Result, Scope};
use db::{Event, Tx};
use serde_json::json;

use crate::model::Role;
use crate::{calendar, store};

/// A role that comes with the product.
pub struct BuiltIn {
    pub code: &'static str,
    pub name: &'static str,
    pub name_en: &'static str,
    /// Reach, and the actions with it.
    pub grants: &'static [(Scope, &'static str)],
}

/// What nearly everybody reads, whatever his own documents are.
const LOOKS: &str = "product.read stock.read";

pub const ROLES: &[BuiltIn] = &[
    BuiltIn {
        code: "admin", name: "系统管理员", name_en: "Administrator", grants: &[(Scope::All, "*")]
    },
    BuiltIn {
        code: "sales_manager",
        name: "销售经理",
        name_en: "Sales manager",
        grants: &[
            (
                Scope::Below,
                "order.read order.create order.price order.place order.confirm order.amend order.cancel order.close \
                 order.review order.release order.split customer.read customer.write customer.credit \
                 shipment.read invoice.read payment.read people.read import.run",
            ),
            (Scope::All, LOOKS),
            (Scope::All, "price.write product.cost"),
        ],
    },
    BuiltIn {
        code: "sales",
        name: "销售内勤",
        name_en: "Order clerk",
        grants: &[
            (
                Scope::Own,
                "order.read order.create order.place order.confirm order.amend order.cancel order.close order.release \
                 order.split customer.read customer.write shipment.read invoice.read payment.read import.run",
            ),
            (Scope::All, LOOKS),
        ],
    },
    BuiltIn {
        code: "finance",
        name: "财务",
        name_en: "Finance",
        grants: &[
            (
                Scope::All,
                "invoice.read invoice.issue invoice.credit payment.read payment.record payment.apply customer.read \
                 customer.credit order.read order.review shipment.read audit.read",
            ),
            (Scope::All, LOOKS),
            (Scope::All, "product.cost"),
        ],
    },
    BuiltIn {
        code: "warehouse",
        name: "仓库",
        name_en: "Warehouse",
        grants: &[
            (
                Scope::All,
                "shipment.read shipment.pick shipment.pack shipment.ship shipment.deliver shipment.cancel \
                 stock.receive stock.transfer stock.adjust stock.count stock.plan stock.setup \
                 order.read order.release",
            ),
            (Scope::All, LOOKS),
        ],
    },
    BuiltIn {
        code: "dispatcher",
        name: "调度",
        name_en: "Dispatcher",
        grants: &[
            (
                Scope::All,
                "shipment.read shipment.ship shipment.deliver shipment.cancel order.read order.release customer.read",
            ),
            (Scope::All, LOOKS),
        ],
    },
    BuiltIn {
        code: "service",
        name: "客服",
        name_en: "Service",
        grants: &[
            (Scope::All, "order.read customer.read customer.write shipment.read invoice.read payment.read"),
            (Scope::All, LOOKS),
        ],
    },
    BuiltIn {
        code: "process_owner",
        name: "流程专员",
        name_en: "Process owner",
        grants: &[
            (
                Scope::All,
                "order.read customer.read shipment.read invoice.read payment.read people.read audit.read setting.write \
                 calendar.write process.read process.design process.operate",
            ),
            (Scope::All, LOOKS),
        ],
    },
    BuiltIn {
        code: "integrator",
        name: "接口集成",
        name_en: "Integrator",
        grants: &[
            (
                Scope::All,
                "order.read order.create order.place order.confirm order.amend order.cancel customer.read customer.write \
                 product.write price.write stock.receive shipment.read shipment.deliver invoice.read payment.read \
                 payment.record import.run token.write connection.write",
            ),
            (Scope::All, LOOKS),
        ],
    },
];

impl BuiltIn {
    /// Every action of the role with its reach.
    pub fn actions(&self) -> impl Iterator<Item = (&'static str, Scope)> {
        self.grants
            .iter()
            .flat_map(|(scope, actions)| actions.split_whitespace().map(|action| (action, *scope)))
    }
}

/// Every action some built-in role names, so that a test can hold them against those the house has.
pub fn actions() -> impl Iterator<Item = &'static str> {
    ROLES.iter().flat_map(BuiltIn::actions).map(|(action, _)| action).filter(|action| *action != "*")
}

/// Enters the built-in roles that are not there yet, and a calendar; running it again changes nothing.
///
/// # Errors
/// Faults of the store only.
pub fn seed(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
    calendar::seed(tx, ctx)?;
    let known: Vec<String> = store::roles(tx)?.into_iter().map(|role| role.code).collect();
    let missing: Vec<&BuiltIn> =
        ROLES.iter().filter(|role| !known.iter().any(|code| code == role.code)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let roles: Vec<(Role, &BuiltIn)> =
        missing.into_iter().map(|built_in| (role(ctx, built_in), built_in)).collect();
    store::put_roles(tx, &roles.iter().map(|(role, _)| role.clone()).collect::<Vec<_>>())?;
    let grants =
        roles.iter().flat_map(|(role, from)| from.actions().map(|(action, scope)| (role.id, action, scope)));
    store::insert_grants(tx, grants)?;
    for (role, _) in &roles {
        tx.record_first(ctx, Event::new("role.created", role.id).data(&json!({ "code": role.code })));
    }
    Ok(())
}

fn role(ctx: &Ctx, built_in: &BuiltIn) -> Role {
    Role {
        id: ctx.id(),
        code: built_in.code.into(),
        name: built_in.name.into(),
        name_en: built_in.name_en.into(),
        built_in: true,
        active: true,
        revision: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_built_in_role_names_an_action_twice_and_one_administers() {
        for role in ROLES {
            let mut actions: Vec<&str> = role.actions().map(|(action, _)| action).collect();
            let count = actions.len();
            actions.sort_unstable();
            actions.dedup();
            assert_eq!(actions.len(), count, "{}", role.code);
        }
        let every = ROLES.iter().filter(|role| role.actions().any(|(action, _)| action == "*"));
        assert_eq!(every.map(|role| role.code).collect::<Vec<_>>(), ["admin"]);
    }
}
