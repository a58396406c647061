//! Who may what, and what the room refuses, on both databases.
#![allow(clippy::unwrap_used)]

mod scene;

use base::{Ctx, Scope};
use db::Wiring;
use people::access::{self, TOKEN_PREFIX};
use people::model::{ActorPatch, DepartmentPatch, Grant, Kind, NewActor, NewRole, NewToken, NewView};
use people::{commands, company, password, views};
use scene::{PASSWORD, Scene, code, later, set, wait};
use testdb::{each, system_ctx};

fn on_both(test: impl Fn(&Scene)) {
    each(&Wiring::default(), |db| test(&set(db)));
}

#[test]
fn rights_are_what_roles_give_and_nothing_else() {
    on_both(|scene| {
        let clerk = scene.ctx(scene.clerk, 1);
        assert_eq!(clerk.scope("order.create"), Some(Scope::Own));
        assert_eq!(clerk.scope("product.read"), Some(Scope::All));
        for action in ["order.review", "price.write", "people.read", "people.write", "audit.read", "no.such"]
        {
            assert!(clerk.require(action).is_err(), "{action}");
        }
        assert!(clerk.reaches("order.read", scene.clerk, Some(scene.south)));
        assert!(!clerk.reaches("order.read", scene.other, Some(scene.south)));

        let manager = scene.ctx(scene.manager, 1);
        assert_eq!(manager.grants.departments_below.len(), 3);
        assert!(manager.reaches("order.read", scene.other, Some(scene.east)));
        assert!(!manager.reaches("order.read", scene.admin, None));
        assert_eq!(scene.ctx(scene.admin, 1).scope("no.such"), Some(Scope::All));
    });
}

#[test]
fn somebody_without_roles_may_nothing() {
    on_both(|scene| {
        scene
            .run(&system_ctx(), {
                let id = scene.clerk;
                move |tx, ctx| commands::set_roles(tx, ctx, id, &[])
            })
            .unwrap();
        assert!(scene.ctx(scene.clerk, 1).grants.actions.is_empty());
    });
}

#[test]
fn rights_cost_two_statements() {
    on_both(|scene| {
        let token = scene.log_in("lisi", PASSWORD, 1).unwrap();
        let hash = password::token_hash(&token);
        let count = scene.db.read_now(move |tx| {
            assert!(people::grants_for_session(tx, &hash, later(2))?.is_some());
            Ok(tx.statements())
        });
        assert_eq!(count.unwrap(), 2);
    });
}

#[test]
fn a_session_ends_when_unused_and_at_the_latest_after_a_week() {
    on_both(|scene| {
        let token = scene.log_in("  LiSi ", PASSWORD, 0).unwrap();
        assert_eq!(scene.session(&token, 1).unwrap().actor, scene.clerk);
        assert!(scene.session("sds_0000", 1).is_none());
        let (hour, week) = (60, 7 * 24 * 60);
        assert!(scene.session(&token, 11 * hour).is_some(), "used within twelve hours");
        assert!(scene.session(&token, 22 * hour).is_some(), "the use was noted");
        assert!(scene.session(&token, 35 * hour).is_none(), "thirteen hours unused");

        let token = scene.log_in("lisi", PASSWORD, 0).unwrap();
        for minutes in (0..week).step_by(600) {
            assert!(scene.session(&token, minutes).is_some(), "{minutes}");
        }
        assert!(scene.session(&token, week).is_none(), "a week is all");
    });
}

#[test]
fn ten_wrong_passwords_close_an_account_known_or_not() {
    on_both(|scene| {
        for login in ["lisi", "nobody"] {
            for attempt in 0..10 {
                assert_eq!(
                    code(scene.log_in(login, "wrong wrong", attempt)),
                    "login_failed",
                    "{login} {attempt}"
                );
            }
            assert_eq!(code(scene.log_in(login, PASSWORD, 10)), "login_locked");
        }
        assert_eq!(code(scene.log_in("lisi", PASSWORD, 25)), "fine");
        assert_eq!(code(scene.log_in("zhao", PASSWORD, 10)), "fine", "others are not concerned");
    });
}

#[test]
fn a_new_password_ends_other_sessions() {
    on_both(|scene| {
        let (here, there) =
            (scene.log_in("lisi", PASSWORD, 0).unwrap(), scene.log_in("lisi", PASSWORD, 1).unwrap());
        let me = scene.ctx(scene.clerk, 2);
        let change = |old: &str, new: &str| {
            wait(access::change_own_password(&scene.db, &me, old.into(), new.into(), &here))
        };
        assert_eq!(code(change("wrong wrong", "春眠不觉晓处处闻")), "password_wrong");
        assert_eq!(code(change(PASSWORD, "short")), "password_too_short");
        assert_eq!(code(change(PASSWORD, "春眠不觉晓处处闻")), "fine");
        assert!(scene.session(&here, 3).is_some() && scene.session(&there, 3).is_none());
        assert_eq!(code(scene.log_in("lisi", PASSWORD, 4)), "login_failed");
        assert_eq!(code(scene.log_in("lisi", "春眠不觉晓处处闻", 5)), "fine");
    });
}

#[test]
fn who_is_deactivated_is_out_at_once_with_his_tokens() {
    on_both(|scene| {
        let session = scene.log_in("lisi", PASSWORD, 0).unwrap();
        let (id, secret) = (scene.clerk, password::new_token(TOKEN_PREFIX).unwrap());
        make_token(scene, &scene.ctx(id, 1), &["order.read"], None, &secret).unwrap();
        assert!(scene.session(&secret, 2).is_some());
        scene.run(&scene.ctx(scene.admin, 3), move |tx, ctx| commands::deactivate(tx, ctx, id)).unwrap();
        assert!(scene.session(&session, 4).is_none() && scene.session(&secret, 4).is_none());
        assert_eq!(code(scene.log_in("lisi", PASSWORD, 5)), "login_failed");
        let admin = scene.ctx(scene.admin, 6);
        assert_eq!(
            code(scene.run(&admin, move |tx, ctx| commands::deactivate(tx, ctx, id))),
            "already_inactive"
        );
        scene.run(&admin, move |tx, ctx| commands::reactivate(tx, ctx, id)).unwrap();
        assert_eq!(code(scene.log_in("lisi", PASSWORD, 7)), "fine");
        assert!(scene.session(&secret, 8).is_none(), "keys stay taken back");
    });
}

fn make_token(
    scene: &Scene,
    ctx: &Ctx,
    actions: &[&str],
    actor_id: Option<base::id::ActorId>,
    secret: &str,
) -> base::Result<access::Made> {
    let actions = actions.iter().map(|a| (*a).to_owned()).collect();
    let new = NewToken { name: "ERP".into(), actions, actor_id, ends_at: Some(later(60)) };
    let secret = secret.to_owned();
    scene.run(ctx, move |tx, ctx| access::create_token(tx, ctx, &new, &secret, &[]))
}

#[test]
fn a_token_has_a_part_of_its_actors_rights_until_it_ends() {
    on_both(|scene| {
        let (clerk, admin) = (scene.ctx(scene.clerk, 1), scene.ctx(scene.admin, 1));
        let secret = password::new_token(TOKEN_PREFIX).unwrap();
        assert_eq!(code(make_token(scene, &clerk, &["order.review"], None, &secret)), "beyond_own");
        assert_eq!(code(make_token(scene, &admin, &["*"], Some(scene.clerk), &secret)), "token_for_other");
        assert_eq!(code(make_token(scene, &clerk, &["*"], Some(scene.other), &secret)), "not_found");
        assert_eq!(
            code(make_token(scene, &clerk, &["order", ""], None, &secret)),
            "actions[0]: invalid_value, actions[1]: invalid_value"
        );
        let made = make_token(scene, &clerk, &["order.read"], None, &secret).unwrap();
        let grants = scene.session(&secret, 2).unwrap();
        assert_eq!(grants.actions.into_iter().collect::<Vec<_>>(), [("order.read".to_owned(), Scope::Own)]);
        assert!(scene.session(&secret, 60).is_none(), "it ended");
        let id = made.token.id;
        scene.run(&clerk, move |tx, ctx| access::revoke_token(tx, ctx, id)).unwrap();
        assert!(scene.session(&secret, 3).is_none());
        assert_eq!(
            code(scene.run(&clerk, move |tx, ctx| access::revoke_token(tx, ctx, id))),
            "token_revoked"
        );
        let other = scene.ctx(scene.other, 4);
        assert_eq!(code(scene.run(&other, move |tx, ctx| access::revoke_token(tx, ctx, id))), "not_found");
    });
}

#[test]
fn a_program_acts_under_its_own_name() {
    on_both(|scene| {
        let admin = scene.ctx(scene.admin, 1);
        let new = NewActor {
            name: "ERP 接口".into(),
            kind: Kind::Token,
            roles: vec!["integrator".into()],
            ..NewActor::default()
        };
        let program = scene.run(&admin, move |tx, ctx| commands::create_actor(tx, ctx, &new, None)).unwrap();
        let secret = password::new_token(TOKEN_PREFIX).unwrap();
        make_token(scene, &admin, &["order.create"], Some(program.id), &secret).unwrap();
        let grants = scene.session(&secret, 2).unwrap();
        assert_eq!((grants.actor, grants.actions.len()), (program.id, 1));
    });
}

#[test]
fn nobody_rises_above_himself() {
    on_both(|scene| {
        // Someone who manages people of his department, and nothing else.
        let grants = vec![Grant { action: "people.write".into(), scope: Scope::Below }];
        let new = NewRole { code: "team_lead".into(), name: "组长".into(), name_en: None, grants };
        let (clerk, other, admin) = (scene.clerk, scene.other, scene.admin);
        scene
            .run(&scene.ctx(admin, 1), move |tx, ctx| {
                company::create_role(tx, ctx, &new, &[])?;
                commands::set_roles(tx, ctx, clerk, &["sales".into(), "team_lead".into()])
            })
            .unwrap();
        let lead = scene.ctx(clerk, 2);
        let roles = |id, role: &str| {
            let role = role.to_owned();
            code(
                scene
                    .run(&lead, move |tx, ctx| commands::set_roles(tx, ctx, id, std::slice::from_ref(&role))),
            )
        };
        assert_eq!(roles(clerk, "admin"), "beyond_own");
        assert_eq!(roles(clerk, "no_such"), "unknown_role");
        assert_eq!(roles(other, "sales"), "not_found", "another department");
        assert_eq!(roles(admin, "sales"), "not_found");
        let hash = password::hash("another green door").unwrap();
        assert_eq!(
            code(scene.run(&lead, move |tx, ctx| commands::set_password(tx, ctx, admin, &hash))),
            "not_found"
        );
        let own = NewRole { code: "boss".into(), name: "老板".into(), name_en: None, grants: Vec::new() };
        assert_eq!(
            code(scene.run(&lead, move |tx, ctx| company::create_role(tx, ctx, &own, &[]))),
            "forbidden"
        );
    });
}

#[test]
fn one_administrator_remains() {
    on_both(|scene| {
        let (id, clerk) = (scene.admin, scene.clerk);
        let admin = scene.ctx(id, 1);
        assert_eq!(code(scene.run(&admin, move |tx, ctx| commands::deactivate(tx, ctx, id))), "last_admin");
        assert_eq!(
            code(scene.run(&admin, move |tx, ctx| commands::set_roles(tx, ctx, id, &[]))),
            "last_admin"
        );
        scene.run(&admin, move |tx, ctx| commands::set_roles(tx, ctx, clerk, &["admin".into()])).unwrap();
        assert_eq!(code(scene.run(&admin, move |tx, ctx| commands::deactivate(tx, ctx, id))), "fine");
        let left = scene.ctx(clerk, 2);
        let role = scene.db.read_now(|tx| Ok(company::roles(tx)?[0].0.id)).unwrap();
        assert_eq!(
            code(scene.run(&left, move |tx, ctx| company::put_grants(tx, ctx, role, &[], &[]))),
            "role_fixed"
        );
    });
}

#[test]
fn departments_stay_a_tree() {
    on_both(|scene| {
        let admin = scene.ctx(scene.admin, 1);
        let (south, east) = (scene.south, scene.east);
        let change = |id, patch: DepartmentPatch| {
            scene.run(&admin, move |tx, ctx| company::change_department(tx, ctx, id, &patch))
        };
        change(east, DepartmentPatch { parent_id: Some(Some(south)), ..Default::default() }).unwrap();
        let refused =
            change(south, DepartmentPatch { parent_id: Some(Some(east)), ..Default::default() }).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "refused department_cycle: a department can't be below itself: 华南 ‹ 华东 ‹ 华南"
        );
        let close = DepartmentPatch { active: Some(false), ..Default::default() };
        assert_eq!(code(change(south, close)), "department_in_use");
        let name = |name: &str| DepartmentPatch { name: Some(name.into()), ..Default::default() };
        assert_eq!(code(change(south, name(" "))), "name: required");
        let clerk = scene.ctx(scene.clerk, 2);
        let patch = name("我的");
        assert_eq!(
            code(scene.run(&clerk, move |tx, ctx| company::change_department(tx, ctx, south, &patch))),
            "forbidden"
        );
    });
}

#[test]
fn wrong_fields_are_told_together() {
    on_both(|scene| {
        let new = NewActor {
            login: Some("lisi".into()),
            name: "　".into(),
            email: Some("nowhere".into()),
            department_id: Some(base::id::DepartmentId(5)),
            ..NewActor::default()
        };
        let outcome =
            scene.run(&scene.ctx(scene.admin, 1), move |tx, ctx| commands::create_actor(tx, ctx, &new, None));
        assert_eq!(
            code(outcome),
            "name: required, email: invalid_value, login: taken, department_id: not_found"
        );
    });
}

#[test]
fn a_change_that_missed_another_is_refused() {
    on_both(|scene| {
        let id = scene.clerk;
        let admin = Ctx { seen_revision: Some(1), ..scene.ctx(scene.admin, 1) };
        let patch = ActorPatch { phone: Some(Some("１３８ 0000".into())), ..ActorPatch::default() };
        let change = || {
            let patch = patch.clone();
            scene.run(&admin, move |tx, ctx| commands::change_actor(tx, ctx, id, &patch))
        };
        assert_eq!(change().unwrap().phone.as_deref(), Some("138 0000"));
        assert_eq!(code(change()), "revision_mismatch");
    });
}

#[test]
fn views_are_ones_own_unless_shown() {
    on_both(|scene| {
        let clerk = scene.ctx(scene.clerk, 1);
        let save = |name: &str, spec: &str, shared| {
            let new = NewView { page: "orders".into(), name: name.into(), spec: spec.into(), shared };
            scene.run(&clerk, move |tx, ctx| views::save_view(tx, ctx, &new))
        };
        save("mine", "{}", false).unwrap();
        let shown = save("late", "{\"sort\":\"-due\"}", true).unwrap();
        assert_eq!(code(save("late", "{}", true)), "name: taken");
        assert_eq!(code(save("broken", "{", true)), "spec: invalid_value");
        let other = scene.ctx(scene.other, 2);
        let seen = |ctx: &Ctx| {
            let ctx = ctx.clone();
            let found = scene.db.read_now(move |tx| views::views(tx, &ctx, Some("orders"))).unwrap();
            found.into_iter().map(|(view, owner)| format!("{} {owner}", view.name)).collect::<Vec<_>>()
        };
        assert_eq!(seen(&clerk), ["mine 李四", "late 李四"]);
        assert_eq!(seen(&other), ["late 李四"]);
        assert_eq!(
            code(scene.run(&other, move |tx, ctx| views::delete_view(tx, ctx, shown.id))),
            "not_found"
        );
    });
}

#[test]
fn seeding_again_changes_nothing() {
    on_both(|scene| {
        let roles = || scene.db.read_now(company::roles).unwrap();
        let before = roles();
        let id = before[2].0.id;
        let grants = [Grant { action: "order.read".into(), scope: Scope::Own }];
        scene.run(&system_ctx(), move |tx, ctx| company::put_grants(tx, ctx, id, &grants, &[])).unwrap();
        scene.run(&system_ctx(), people::seed).unwrap();
        assert_eq!(roles().len(), people::seed::ROLES.len());
        assert_eq!(roles()[2].1.len(), 1, "what the company changed stays changed");
    });
}
