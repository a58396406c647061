//! A small company that gets files: two customers, three SKUs, a warehouse; and imports that read well.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "every test file uses a part of it")]

use base::id::{ActorId, JobId};
use base::{Ctx, Grants, Money, Qty, Result};
use catalog::NewSku;
use connect::model::State;
use connect::{ImportJob, Kind, Mapping, Options, commands, work};
use db::{Db, Wiring};
use party::NewCustomer;

pub struct Scene {
    pub db: Db,
    pub ctx: Ctx,
}

/// Runs a test in a fresh company on both databases.
pub fn each(test: impl Fn(&Scene)) {
    testdb::each(&Wiring::new(&order::reactions()), |db| test(&scene(db)));
}

pub fn scene(db: &Db) -> Scene {
    edge::app::speak(
        include_str!("../../../../locales/refusals.zh.json"),
        include_str!("../../../../locales/refusals.en.json"),
        include_str!("../../../../locales/expected.zh.json"),
    );
    let ctx = testdb::system_ctx();
    db.write_now(&ctx, |tx, ctx| {
        people::seed(tx, ctx)?;
        stock::seed(tx, ctx)?;
        for (code, price) in [("A", 113), ("B", 20), ("C", 3)] {
            let sku = NewSku {
                code: code.into(),
                name: format!("货品{code}"),
                uom: "件".into(),
                list_price: Money::whole(price),
                ..NewSku::default()
            };
            catalog::ensure_sku(tx, ctx, &sku)?;
        }
        for code in ["ACME", "BETA"] {
            let customer =
                NewCustomer { code: code.into(), name: format!("{code} 公司"), ..NewCustomer::default() };
            party::ensure(tx, ctx, &customer)?;
        }
        stock::ensure_warehouse(tx, ctx, "MAIN", "主仓").map(|_| ())
    })
    .unwrap();
    Scene { db: db.clone(), ctx }
}

impl Scene {
    pub fn upload(&self, kind: Kind, bytes: &[u8]) -> Result<ImportJob> {
        self.upload_as(&self.ctx, kind, bytes)
    }

    pub fn upload_as(&self, ctx: &Ctx, kind: Kind, bytes: &[u8]) -> Result<ImportJob> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(commands::upload(&self.db, ctx, kind, "file.csv", bytes.to_vec()))
    }

    pub fn work(&self, id: JobId) -> ImportJob {
        work::work(&self.db, &self.ctx, &|| testdb::START, id, &mut |_| {}).unwrap();
        self.job(id)
    }

    pub fn job(&self, id: JobId) -> ImportJob {
        let ctx = self.ctx.clone();
        self.db.read_now(move |tx| commands::import(tx, &ctx, id)).unwrap()
    }

    pub fn with(&self, id: JobId, options: &Options) {
        let (mapping, options) = (self.mapping(id), options.clone());
        self.db.write_now(&self.ctx, move |tx, ctx| commands::map(tx, ctx, id, &mapping, &options)).unwrap();
    }

    pub fn mapping(&self, id: JobId) -> Mapping {
        serde_json::from_value(self.job(id).mapping).unwrap()
    }

    pub fn check(&self, id: JobId) -> ImportJob {
        self.db.write_now(&self.ctx, move |tx, ctx| commands::check(tx, ctx, id)).unwrap();
        self.work(id)
    }

    pub fn run(&self, id: JobId) -> ImportJob {
        self.db.write_now(&self.ctx, move |tx, ctx| commands::run(tx, ctx, id)).unwrap();
        self.work(id)
    }

    pub fn undo(&self, id: JobId) -> ImportJob {
        self.db.write_now(&self.ctx, move |tx, ctx| commands::undo(tx, ctx, id)).unwrap();
        self.work(id)
    }

    /// A file that goes the whole way at once.
    pub fn import(&self, kind: Kind, text: &str, options: &Options) -> ImportJob {
        let id = self.upload(kind, text.as_bytes()).unwrap().id;
        self.with(id, options);
        let job = self.run(id);
        assert_eq!(job.state, State::Done, "{:?}", job.failure);
        job
    }

    /// What the error file says, a line per wrong row: its number is lost there, so the cells.
    pub fn wrong_rows(&self, job: &ImportJob) -> Vec<String> {
        let rows = connect::http::wrong_rows(&self.db, &self.ctx, job).unwrap();
        rows.into_iter().map(|row| row.join("|")).collect()
    }

    pub fn orders(&self) -> Vec<(String, String, String, Qty)> {
        self.db
            .read_now(|tx| {
                tx.all(
                    "SELECT o.external_number, o.state, o.customer_code, CAST(SUM(l.qty_ordered) AS BIGINT)
                     FROM sales_order o JOIN sales_order_line l ON l.order_id = o.id
                     GROUP BY o.id, o.external_number, o.state, o.customer_code ORDER BY o.id",
                    &[],
                )
            })
            .unwrap()
    }

    pub fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        let (count,): (i64,) = self.db.read_now(move |tx| tx.one(&sql, &[])).unwrap();
        count
    }
}

/// Somebody with these actions, each over his own rows.
pub fn somebody(actor: i64, actions: &[&str]) -> Ctx {
    let actions = actions.iter().map(|action| ((*action).to_owned(), base::Scope::Own)).collect();
    testdb::ctx_at(testdb::START, Grants { actor: ActorId(actor), actions, ..Grants::system() })
}
