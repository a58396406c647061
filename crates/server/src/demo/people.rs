//! Who works there: departments, and people for every role that comes with the product.

use std::sync::Arc;

use base::id::{ActorId, DepartmentId};
use base::{Ctx, Grants, Lang, Result};
use db::Tx;
use people::calendar::model::NewAbsence;
use people::model::{DepartmentPatch, Kind, NewActor, NewDepartment};
use people::password::Hashed;
use people::{commands, company};

use crate::demo::calendar;
use crate::demo::world::World;

/// The name of the whole company: the root of its departments.
pub(crate) const COMPANY: &str = "杭州砚田办公用品有限公司";
/// One for all, printed at the start. A demo company has no secrets.
pub(crate) const PASSWORD: &str = "shundan123";

/// Name, the department above (by name), who leads it (by login).
const DEPARTMENTS: &[(&str, &str, &str)] = &[
    (COMPANY, "", "admin"),
    ("总经办", COMPANY, "admin"),
    ("销售中心", COMPANY, "wangmin"),
    ("华东销售部", "销售中心", "chenhao"),
    ("西南销售部", "销售中心", "liuyan"),
    ("电商渠道部", "销售中心", "hanlei"),
    (WAREHOUSES, COMPANY, "zhoulei"),
    ("杭州主仓", WAREHOUSES, "zhoulei"),
    ("成都西仓", WAREHOUSES, "malin"),
    ("财务部", COMPANY, "qianli"),
    ("客服部", COMPANY, "taozi"),
    ("信息部", COMPANY, "gaofei"),
];

/// The department whose people work on Saturdays too.
const WAREHOUSES: &str = "仓储物流部";

/// Login, name, department, role.
pub(crate) const PEOPLE: &[(&str, &str, &str, &str)] = &[
    ("admin", "沈一舟", "总经办", "admin"),
    ("wangmin", "王敏", "销售中心", "sales_manager"),
    ("chenhao", "陈浩", "华东销售部", "sales_manager"),
    ("xiaoli", "李晓莉", "华东销售部", "sales"),
    ("xiaozhang", "张宁", "华东销售部", "sales"),
    ("xiaoxu", "徐佳", "华东销售部", "sales"),
    ("liuyan", "刘燕", "西南销售部", "sales_manager"),
    ("xiaoyang", "杨帆", "西南销售部", "sales"),
    ("xiaohe", "何静", "西南销售部", "sales"),
    ("hanlei", "韩磊", "电商渠道部", "sales_manager"),
    ("xiaomei", "梅婷", "电商渠道部", "sales"),
    ("zhoulei", "周磊", "杭州主仓", "warehouse"),
    ("xiaosun", "孙强", "杭州主仓", "warehouse"),
    ("xiaofang", "方圆", "杭州主仓", "warehouse"),
    ("malin", "马林", "成都西仓", "warehouse"),
    ("xiaodeng", "邓超群", "成都西仓", "warehouse"),
    ("laowu", "吴建国", "仓储物流部", "dispatcher"),
    ("qianli", "钱莉", "财务部", "finance"),
    ("xiaojin", "金晶", "财务部", "finance"),
    ("taozi", "陶子怡", "客服部", "service"),
    ("xiaolu", "陆遥", "总经办", "process_owner"),
    ("gaofei", "高飞", "信息部", "integrator"),
];

/// Programs that act for nobody in particular: the name and how the story calls it.
const PROGRAMS: &[(&str, &str)] = &[("shop", "订货商城"), ("carrier", "物流轨迹接口")];

/// Somebody of the company, with what he may.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub id: ActorId,
    pub login: &'static str,
    pub department: Option<DepartmentId>,
    pub grants: Arc<Grants>,
}

/// Enters the departments, then the people, then who leads which department.
pub(crate) fn enter(tx: &mut Tx<'_>, ctx: &Ctx, password: &Hashed) -> Result<Vec<Person>> {
    let mut departments: Vec<(&str, DepartmentId)> = Vec::with_capacity(DEPARTMENTS.len());
    for (name, above, _) in DEPARTMENTS {
        let parent_id = departments.iter().find(|(known, _)| known == above).map(|(_, id)| *id);
        let new = NewDepartment { name: (*name).into(), parent_id, head_id: None, calendar_id: None };
        departments.push((name, company::create_department(tx, ctx, &new)?.id));
    }
    let department = |name: &str| departments.iter().find(|(known, _)| *known == name).map(|(_, id)| *id);
    let mut entered = Vec::with_capacity(PEOPLE.len() + PROGRAMS.len());
    for (place, (login, name, of, role)) in PEOPLE.iter().enumerate() {
        let new = NewActor {
            login: Some((*login).into()),
            name: (*name).into(),
            phone: Some(format!("138-0000-{:04}", 1001 + place)),
            email: Some(format!("{login}@yantian.example")),
            department_id: department(of),
            lang: Lang::Zh,
            roles: vec![(*role).into()],
            ..NewActor::default()
        };
        entered.push((*login, commands::create_actor(tx, ctx, &new, Some(password))?));
    }
    for (login, name) in PROGRAMS {
        // Without a department: what it takes in belongs to the customer's own seller.
        let roles = vec!["integrator".into()];
        let new = NewActor { name: (*name).into(), kind: Kind::Token, roles, ..NewActor::default() };
        entered.push((*login, commands::create_actor(tx, ctx, &new, None)?));
    }
    let warehouse_hours = calendar::enter(tx, ctx)?;
    for (name, _, head) in DEPARTMENTS {
        let head_id = entered.iter().find(|(login, _)| login == head).map(|(_, actor)| actor.id);
        if let Some(id) = department(name) {
            let calendar_id = (*name == WAREHOUSES).then_some(Some(warehouse_hours));
            let patch = DepartmentPatch { head_id: Some(head_id), calendar_id, ..DepartmentPatch::default() };
            company::change_department(tx, ctx, id, &patch)?;
        }
    }
    let person = |(login, actor): (&'static str, people::Actor)| {
        let grants = Arc::new(people::access::grants_for_actor(tx, actor.id)?);
        Ok(Person { id: actor.id, login, department: actor.department_id, grants })
    };
    entered.into_iter().map(person).collect()
}

/// One manager is on leave these days: what would go to her goes to the head of sales.
pub(crate) fn plan_leave(tx: &mut Tx<'_>, ctx: &Ctx, world: &World) -> Result<()> {
    let today = world.calendar.day(world.now);
    let new = NewAbsence {
        actor_id: None,
        from_at: world.calendar.at(today.plus(-1), 0),
        to_at: world.calendar.at(today.plus(4), 0),
        substitute_id: Some(world.person("wangmin").id),
        note: "年假".into(),
    };
    people::enter_absence(tx, ctx, &new).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_of_the_product_has_somebody_and_every_department_a_place() {
        for role in people::seed::ROLES {
            assert!(PEOPLE.iter().any(|(.., code)| *code == role.code), "nobody is {}", role.code);
        }
        for (login, _, department, _) in PEOPLE {
            assert!(DEPARTMENTS.iter().any(|(name, ..)| name == department), "{login} sits nowhere");
        }
        for (name, _, head) in DEPARTMENTS {
            assert!(PEOPLE.iter().any(|(login, ..)| login == head), "{name} is led by nobody");
        }
        assert_eq!(people::rules::check_password(PASSWORD, "admin"), Ok(()));
    }
}
