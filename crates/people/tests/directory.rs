//! Whom work is given to: by role, by department, by the line of managers, on both databases.
#![allow(clippy::unwrap_used)]

mod scene;

use base::id::{ActorId, DepartmentId};
use db::{Tx, Wiring};
use people::model::{Brief, DepartmentPatch, NewRole, RolePatch};
use people::{commands, company};
use scene::{Scene, set};
use testdb::{each, system_ctx};

fn on_both(test: impl Fn(&Scene)) {
    each(&Wiring::default(), |db| test(&set(db)));
}

/// The logins of those found, in order.
fn found(
    scene: &Scene,
    mut ask: impl FnMut(&mut Tx<'_>) -> base::Result<Vec<Brief>> + Send + 'static,
) -> String {
    let people = scene.db.read_now(move |tx| ask(tx)).unwrap();
    people.into_iter().map(|brief| brief.login.unwrap_or_default()).collect::<Vec<_>>().join(" ")
}

fn head(scene: &Scene, department: DepartmentId, actor: Option<ActorId>) {
    let patch = DepartmentPatch { head_id: Some(actor), ..DepartmentPatch::default() };
    let change =
        move |tx: &mut Tx<'_>, ctx: &base::Ctx| company::change_department(tx, ctx, department, &patch);
    scene.run(&system_ctx(), change).unwrap();
}

fn sales(scene: &Scene) -> DepartmentId {
    let all = scene.db.read_now(company::departments).unwrap();
    all.into_iter().find(|department| department.parent_id.is_none()).unwrap().id
}

#[test]
fn members_are_active_and_hold_an_open_role() {
    on_both(|scene| {
        let (house, clerk) = (system_ctx(), scene.clerk);
        assert_eq!(found(scene, |tx| people::members(tx, "sales")), "lisi zhao");
        assert_eq!(found(scene, |tx| people::members(tx, "no_such")), "");
        scene.run(&house, move |tx, ctx| commands::deactivate(tx, ctx, clerk)).unwrap();
        assert_eq!(found(scene, |tx| people::members(tx, "sales")), "zhao");

        let other = scene.other;
        let role = scene
            .run(&house, move |tx, ctx| {
                let new = NewRole {
                    code: "signer".into(),
                    name: "签字人".into(),
                    name_en: None,
                    grants: Vec::new(),
                };
                let role = company::create_role(tx, ctx, &new, &[])?;
                commands::set_roles(tx, ctx, other, &["sales".into(), "signer".into()])?;
                Ok(role.id)
            })
            .unwrap();
        assert_eq!(found(scene, |tx| people::members(tx, "signer")), "zhao");
        let closed = RolePatch { active: Some(false), ..RolePatch::default() };
        scene.run(&house, move |tx, ctx| company::change_role(tx, ctx, role, &closed)).unwrap();
        assert_eq!(found(scene, |tx| people::members(tx, "signer")), "");
    });
}

#[test]
fn of_a_role_those_are_nearest_who_stand_in_the_department_or_above_it() {
    on_both(|scene| {
        let (top, south, east) = (sales(scene), scene.south, scene.east);
        let over = |role: &'static str, department| {
            found(scene, move |tx| people::members_over(tx, role, department))
        };
        assert_eq!((over("sales", south), over("sales", east)), ("lisi".into(), "zhao".into()));
        assert_eq!(over("sales_manager", south), "wang", "from above where the department has none");
        assert_eq!(over("sales", top), "", "those below are not asked");
        assert_eq!((over("admin", south), over("sales", DepartmentId(7))), (String::new(), String::new()));
    });
}

#[test]
fn a_name_means_the_department_with_those_below_or_else_a_role() {
    on_both(|scene| {
        let named = |name: &'static str| found(scene, move |tx| people::named(tx, name));
        assert_eq!(named("华南"), "lisi");
        assert_eq!(named("销售部"), "lisi wang zhao");
        assert_eq!((named("销售经理"), named("sales_manager")), ("wang".into(), "wang".into()));
        assert_eq!(named("没有的部门"), "");
    });
}

#[test]
fn people_are_found_in_the_order_asked_for_whether_active_or_not() {
    on_both(|scene| {
        let (clerk, other) = (scene.clerk, scene.other);
        scene.run(&system_ctx(), move |tx, ctx| commands::deactivate(tx, ctx, clerk)).unwrap();
        assert_eq!(
            found(scene, |tx| people::by_login(tx, &["zhao", "nobody", " LISI", "wang"])),
            "zhao lisi wang"
        );
        let strangers = [other, ActorId(7), clerk];
        let briefs = scene.db.read_now(move |tx| people::briefs(tx, &strangers)).unwrap();
        let shown: Vec<(&str, bool)> = briefs.iter().map(|b| (b.name.as_str(), b.active)).collect();
        assert_eq!(shown, [("赵六", true), ("李四", false)]);
        assert_eq!(briefs[0].department_id, Some(scene.east));
    });
}

#[test]
fn a_vacant_post_is_answered_for_from_above() {
    on_both(|scene| {
        let (top, south) = (sales(scene), scene.south);
        let head_of = |department, up| {
            found(scene, move |tx| Ok(people::head_of(tx, department, up)?.into_iter().collect()))
        };
        assert_eq!(head_of(south, 0), "", "nobody leads anything yet");
        head(scene, top, Some(scene.manager));
        assert_eq!(
            (head_of(south, 0), head_of(south, 1), head_of(south, 2)),
            ("wang".into(), "wang".into(), String::new())
        );
        head(scene, south, Some(scene.clerk));
        assert_eq!((head_of(south, 0), head_of(south, 1)), ("lisi".into(), "wang".into()));
        let clerk = scene.clerk;
        scene.run(&system_ctx(), move |tx, ctx| commands::deactivate(tx, ctx, clerk)).unwrap();
        assert_eq!(head_of(south, 0), "wang", "who left leads nothing");
        assert_eq!(head_of(DepartmentId(7), 0), "");
    });
}

#[test]
fn nobody_is_his_own_manager_and_each_manager_counts_once() {
    on_both(|scene| {
        let (top, south, east) = (sales(scene), scene.south, scene.east);
        let manager = |actor, levels| {
            found(scene, move |tx| Ok(people::manager_of(tx, actor, levels)?.into_iter().collect()))
        };
        let all = |actor| found(scene, move |tx| people::managers_of(tx, actor));
        head(scene, top, Some(scene.manager));
        head(scene, south, Some(scene.clerk));
        head(scene, east, Some(scene.clerk));
        assert_eq!(all(scene.other), "lisi wang");
        assert_eq!(manager(scene.other, 1), "lisi");
        assert_eq!(manager(scene.other, 2), "wang");
        assert_eq!(manager(scene.other, 3), "");
        assert_eq!(manager(scene.other, 0), "");
        assert_eq!(all(scene.clerk), "wang", "he leads the south himself");
        assert_eq!(all(scene.manager), "", "above the top there is nobody");
        assert_eq!(all(scene.admin), "", "who is in no department has no manager");

        head(scene, east, Some(scene.manager));
        assert_eq!(all(scene.other), "wang", "two posts, one person");
    });
}
