//! The nouns: an import, how its columns are read, what was wrong with its rows, what it made.

use std::collections::BTreeMap;

use base::At;
use base::id::{ActorId, DepartmentId, JobId};
use order::{OnShort, Upto};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

db::text_enum! {
    /// What a file brings.
    pub enum Kind as ImportKind {
        Orders = "orders",
        Customers = "customers",
        Products = "products",
        /// The data set UCI Online Retail II: past sales that go the whole way of an order.
        OnlineRetail = "online_retail",
    }
}

db::text_enum! {
    /// Where an import stands.
    pub enum State as ImportState {
        /// The file is here; its columns may be mapped.
        Uploaded = "uploaded",
        Checking = "checking",
        /// Every row was looked at and nothing was stored.
        Checked = "checked",
        Running = "running",
        Done = "done",
        /// Stopped by hand; what was taken until then stays.
        Cancelled = "cancelled",
        /// The machine or the file failed; it can be run again from where it stood.
        Failed = "failed",
        Undoing = "undoing",
        Undone = "undone",
    }
}

db::text_enum! {
    /// What a document of the file came to.
    pub enum Outcome as ImportOutcome {
        Created = "created",
        Changed = "changed",
    }
}

db::text_enum! {
    /// What undoing came to.
    pub enum Undo as ImportUndo {
        Undone = "undone",
        /// It could not be taken back; the refusal says why.
        Kept = "kept",
    }
}

db::row! {
    /// An import: one file on its way in.
    #[derive(Debug, Clone, PartialEq)]
    pub struct ImportJob {
        pub id: JobId,
        pub kind: Kind,
        pub state: State,
        pub file_name: String,
        pub format: serde_json::Value,
        pub header_row: i64,
        pub columns: serde_json::Value,
        pub sample: serde_json::Value,
        pub signature: String,
        pub mapping: serde_json::Value,
        pub options: serde_json::Value,
        pub rights: serde_json::Value,
        pub rows_total: i64,
        pub place: i64,
        pub rows_done: i64,
        pub rows_accepted: i64,
        pub rows_reported: i64,
        pub created: i64,
        pub changed: i64,
        pub unchanged: i64,
        pub refused: i64,
        pub undone: i64,
        pub failure: Option<serde_json::Value>,
        pub leased_until: At,
        pub owner_id: ActorId,
        pub department_id: Option<DepartmentId>,
        pub created_at: At,
        pub started_at: Option<At>,
        pub ended_at: Option<At>,
        /// When its mapping was used for an earlier file; absent when it was proposed, or said for this one.
        pub remembered_at: Option<At>,
        pub revision: i64,
    }
}

/// Which column is read for which target: `{"order_number": 0, "sku": 3}`, counted from zero.
pub type Mapping = BTreeMap<String, usize>;

/// What is the same for all rows of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "ImportOptions")]
pub struct Options {
    /// Where the orders come from; with its number an order is known again.
    pub channel: String,
    /// The customer of orders whose rows name none: an id or a code.
    pub customer: Option<String>,
    /// Customers we do not know are entered.
    pub create_customers: bool,
    /// SKUs we do not know are entered, each as a product of its own.
    pub create_products: bool,
    /// How far orders go by themselves.
    pub upto: Upto,
    /// What happens when goods are short.
    pub on_short: OnShort,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            channel: "import".into(),
            customer: None,
            create_customers: false,
            create_products: false,
            upto: Upto::Placed,
            on_short: OnShort::Decide,
        }
    }
}

db::row! {
    /// One thing that is wrong with one row.
    #[derive(Debug, Clone, PartialEq)]
    pub struct RowError {
        pub row_no: i64,
        pub n: i64,
        /// The column, counted from zero, when it is one cell that is wrong.
        pub column_no: Option<i64>,
        /// The target the cell was read for, or empty.
        pub field: String,
        pub value: String,
        pub code: String,
        pub params: serde_json::Value,
        /// The sentence in English.
        pub detail: String,
    }
}

db::row! {
    /// What a document of the file made or changed.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Item {
        pub place: i64,
        pub row_no: i64,
        /// The wire id of the order, customer or product.
        pub subject: String,
        pub number: String,
        pub outcome: Outcome,
        pub undo: Option<Undo>,
        pub refusal: Option<serde_json::Value>,
    }
}

/// How one step of a job moves its counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub documents: i64,
    pub accepted: i64,
    pub reported: i64,
    pub created: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub refused: i64,
    pub undone: i64,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.documents += other.documents;
        self.accepted += other.accepted;
        self.reported += other.reported;
        self.created += other.created;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.refused += other.refused;
        self.undone += other.undone;
    }
}
