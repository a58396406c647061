//! A small company to test with: departments, an administrator, two managers, two clerks.
#![allow(clippy::unwrap_used, dead_code)]

use base::id::{ActorId, DepartmentId};
use base::{At, Ctx, Error, Grants, Result};
use db::{Db, Tx};
use people::access;
use people::model::{NewActor, NewDepartment};
use people::{commands, company, password};
use testdb::{START, ctx_at, system_ctx};

pub(crate) const PASSWORD: &str = "a green door";

pub(crate) struct Scene {
    pub(crate) db: Db,
    pub(crate) south: DepartmentId,
    pub(crate) east: DepartmentId,
    pub(crate) admin: ActorId,
    pub(crate) manager: ActorId,
    pub(crate) clerk: ActorId,
    pub(crate) other: ActorId,
}

pub(crate) fn set(db: &Db) -> Scene {
    let hash = password::hash(PASSWORD).unwrap();
    db.write_now(&system_ctx(), people::seed).unwrap();
    let db = db.clone();
    let (south, east, ids) = db
        .write_now(&system_ctx(), move |tx, ctx| {
            let sales = department(tx, ctx, "销售部", None)?;
            let (south, east) =
                (department(tx, ctx, "华南", Some(sales))?, department(tx, ctx, "华东", Some(sales))?);
            let mut ids = Vec::new();
            for (login, name, role, department) in [
                ("admin", "管理员", "admin", None),
                ("wang", "王经理", "sales_manager", Some(sales)),
                ("lisi", "李四", "sales", Some(south)),
                ("zhao", "赵六", "sales", Some(east)),
            ] {
                let new = NewActor {
                    login: Some(login.into()),
                    name: name.into(),
                    department_id: department,
                    roles: vec![role.into()],
                    ..NewActor::default()
                };
                ids.push(commands::create_actor(tx, ctx, &new, Some(&hash))?.id);
            }
            Ok((south, east, ids))
        })
        .unwrap();
    let [admin, seller, clerk, other] = ids[..] else { panic!("four were made") };
    Scene { db, south, east, admin, manager: seller, clerk, other }
}

fn department(tx: &mut Tx<'_>, ctx: &Ctx, name: &str, parent: Option<DepartmentId>) -> Result<DepartmentId> {
    let new = NewDepartment { name: name.into(), parent_id: parent, head_id: None, calendar_id: None };
    Ok(company::create_department(tx, ctx, &new)?.id)
}

impl Scene {
    /// The circumstances of somebody, some minutes after the beginning.
    pub(crate) fn ctx(&self, id: ActorId, minutes: i64) -> Ctx {
        let grants = self.db.read_now(move |tx| access::grants_for_actor(tx, id)).unwrap();
        ctx_at(later(minutes), grants)
    }

    pub(crate) fn run<T: Send + 'static>(
        &self,
        ctx: &Ctx,
        command: impl FnMut(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.db.write_now(ctx, command)
    }

    /// Logs in from a browser, some minutes after the beginning.
    pub(crate) fn log_in(&self, login: &str, password: &str, minutes: i64) -> Result<String> {
        let stranger = ctx_at(later(minutes), Grants { actions: Default::default(), ..Grants::system() });
        let opened = wait(access::log_in(&self.db, &stranger, login, password.to_owned(), "Firefox"));
        opened.map(|opened| opened.token)
    }

    pub(crate) fn session(&self, token: &str, minutes: i64) -> Option<Grants> {
        let house = Ctx { at: later(minutes), ..system_ctx() };
        wait(access::authenticate(&self.db, &house, token)).unwrap()
    }
}

pub(crate) fn later(minutes: i64) -> At {
    START.plus(minutes * base::time::MINUTE_US)
}

pub(crate) fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// The code of a refusal.
pub(crate) fn code<T>(outcome: Result<T>) -> String {
    match outcome {
        Ok(_) => "fine".into(),
        Err(Error::Refused(refused)) if refused.code == "invalid" => {
            refused.problems.iter().map(|p| format!("{}: {}", p.field, p.code)).collect::<Vec<_>>().join(", ")
        }
        Err(Error::Refused(refused)) => refused.code.clone(),
        Err(fault) => panic!("{fault}"),
    }
}
