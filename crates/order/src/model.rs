//! The nouns: an order, its lines, holds and amendments, and what a caller hands in to make one.

use base::id::{
    ActorId, AmendmentId, CustomerId, DepartmentId, OrderId, OrderLineId, RowId, SkuId, WarehouseId,
};
use base::{At, Day, Money, Qty, Rate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

db::text_enum! {
    /// The commercial state: the only one that people set, by commands.
    pub enum State as OrderState {
        Draft = "draft",
        Placed = "placed",
        Confirmed = "confirmed",
        Closed = "closed",
        Cancelled = "cancelled",
    }
}

db::text_enum! {
    /// Where the review stands; computed from the holds.
    pub enum ReviewState {
        None = "none",
        Pending = "pending",
        Approved = "approved",
        Rejected = "rejected",
    }
}

db::text_enum! {
    /// Where the goods are; computed from the quantities of the lines.
    pub enum ShippingState {
        None = "none",
        /// Short of stock: somebody must decide.
        Short = "short",
        /// Promised without stock: waits for goods.
        Waiting = "waiting",
        Reserved = "reserved",
        Released = "released",
        PartShipped = "part_shipped",
        Shipped = "shipped",
        PartDelivered = "part_delivered",
        Delivered = "delivered",
        /// Goods were refused at the door: somebody must decide.
        Exception = "exception",
    }
}

db::text_enum! {
    /// Where the money is; computed from the invoices.
    pub enum BillingState {
        None = "none",
        PartInvoiced = "part_invoiced",
        Invoiced = "invoiced",
        PartPaid = "part_paid",
        Paid = "paid",
    }
}

db::text_enum! {
    /// Why an order may not go on.
    pub enum HoldReason {
        CreditLimit = "credit_limit",
        Overdue = "overdue",
        BelowMinPrice = "below_min_price",
        StockShort = "stock_short",
        Refused = "refused",
        Manual = "manual",
        /// A process asks somebody about the order.
        Approval = "approval",
    }
}

db::text_enum! {
    /// How a hold ended.
    pub enum Decision {
        Approved = "approved",
        Rejected = "rejected",
        /// What caused it is gone: the short lines were decided, the refused goods dealt with.
        Resolved = "resolved",
        /// Lifted by whoever may, without judging.
        Withdrawn = "withdrawn",
    }
}

db::text_enum! {
    pub enum AmendmentState {
        Proposed = "proposed",
        Approved = "approved",
        Applied = "applied",
        Rejected = "rejected",
    }
}

db::row! {
    /// The head of an order.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Order {
        pub id: OrderId,
        pub number: String,
        pub channel: Option<String>,
        pub external_number: Option<String>,
        #[serde(skip)]
        pub request_hash: Option<String>,
        pub customer_id: CustomerId,
        pub customer_code: String,
        pub customer_name: String,
        pub owner_id: ActorId,
        pub department_id: Option<DepartmentId>,
        pub state: State,
        pub review_state: ReviewState,
        pub shipping_state: ShippingState,
        pub billing_state: BillingState,
        pub currency: String,
        pub rounding: String,
        pub goods_amount: Money,
        pub tax_amount: Money,
        pub total_amount: Money,
        pub receiver: String,
        pub phone: String,
        pub address: String,
        pub warehouse_id: WarehouseId,
        pub requested_on: Option<Day>,
        pub promised_on: Option<Day>,
        pub term_days: i64,
        pub note: String,
        pub source_id: Option<OrderId>,
        #[serde(skip)]
        pub hold_count: i64,
        #[serde(skip)]
        pub ordered_charge: Money,
        #[serde(skip)]
        pub unbilled_charge: Money,
        pub open_amount: Money,
        pub created_at: At,
        pub created_by: ActorId,
        pub placed_at: Option<At>,
        pub confirmed_at: Option<At>,
        pub allocated_at: Option<At>,
        pub shipped_at: Option<At>,
        pub delivered_at: Option<At>,
        pub settled_at: Option<At>,
        pub ended_at: Option<At>,
        pub end_reason: String,
        pub revision: i64,
    }
}

db::row! {
    /// One SKU of an order. The price is per base unit and a snapshot; the quantities are the state.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Line {
        pub id: OrderLineId,
        #[serde(skip)]
        pub order_id: OrderId,
        pub line_no: i64,
        pub sku_id: SkuId,
        pub sku: String,
        pub name: String,
        pub uom: String,
        pub entered_qty: Qty,
        pub entered_uom: String,
        pub warehouse_id: WarehouseId,
        pub requested_on: Option<Day>,
        pub promised_on: Option<Day>,
        pub note: String,
        pub list_price: Money,
        pub price: Money,
        pub discount: Rate,
        #[serde(skip)]
        pub min_price: Money,
        pub tax_rate: Rate,
        pub tax_included: bool,
        pub amount: Money,
        pub tax_amount: Money,
        /// How the price came about, step by step.
        #[schemars(with = "Vec<catalog::PriceStep>")]
        pub price_trace: serde_json::Value,
        pub qty_ordered: Qty,
        pub qty_cancelled: Qty,
        pub qty_reserved: Qty,
        pub qty_released: Qty,
        pub qty_picked: Qty,
        pub qty_shipped: Qty,
        pub qty_delivered: Qty,
        pub qty_refused: Qty,
        pub qty_invoiced: Qty,
        pub qty_return_requested: Qty,
        pub qty_returned: Qty,
        pub amount_invoiced: Money,
        pub tax_invoiced: Money,
    }
}

db::row! {
    /// A named reason not to go on, with the facts it was put for and the decision that lifted it.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Hold {
        pub id: RowId,
        #[serde(skip)]
        pub order_id: OrderId,
        pub reason: HoldReason,
        pub facts: serde_json::Value,
        pub note: String,
        pub put_at: At,
        pub put_by: ActorId,
        pub lifted_at: Option<At>,
        pub lifted_by: Option<ActorId>,
        pub decision: Option<Decision>,
        pub decision_note: String,
    }
}

db::row! {
    /// A change of a confirmed order, as a document of its own.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Amendment {
        pub id: AmendmentId,
        #[serde(skip)]
        pub order_id: OrderId,
        pub n: i64,
        pub state: AmendmentState,
        pub actions: serde_json::Value,
        pub effect: serde_json::Value,
        pub reason: String,
        pub proposed_at: At,
        pub proposed_by: ActorId,
        pub decided_at: Option<At>,
        pub decided_by: Option<ActorId>,
        pub decision_note: String,
        pub applied_at: Option<At>,
    }
}

/// An order with everything that commands decide by.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub order: Order,
    pub lines: Vec<Line>,
    pub holds: Vec<Hold>,
}

/// Goods and tax of one line or a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Worth {
    pub goods: Money,
    pub tax: Money,
}

impl Worth {
    #[must_use]
    pub fn total(self) -> Money {
        self.goods + self.tax
    }
}

impl std::ops::Add for Worth {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { goods: self.goods + other.goods, tax: self.tax + other.tax }
    }
}

impl std::iter::Sum for Worth {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, next| sum + next)
    }
}

impl Line {
    /// What the customer still wants: ordered less cancelled.
    #[must_use]
    pub fn wanted(&self) -> Qty {
        self.qty_ordered - self.qty_cancelled
    }

    /// Wanted and not shipped.
    #[must_use]
    pub fn open(&self) -> Qty {
        self.wanted() - self.qty_shipped
    }

    /// Promised without stock.
    #[must_use]
    pub fn waiting(&self) -> Qty {
        self.wanted() - self.qty_reserved
    }

    /// Reserved and not handed to the warehouse.
    #[must_use]
    pub fn releasable(&self) -> Qty {
        self.qty_reserved - self.qty_released
    }

    /// Delivered, and neither back nor on its way back.
    #[must_use]
    pub fn at_customer(&self) -> Qty {
        self.qty_delivered - self.qty_returned - self.qty_return_requested
    }

    /// In the warehouse's hands: no longer ours to cancel.
    #[must_use]
    pub fn in_warehouse(&self) -> Qty {
        self.qty_released - self.qty_shipped
    }

    /// What a part of the line is worth. Parts are rounded down and the whole is exact, so that the
    /// difference of two parts never loses a cent: whoever takes the last part takes the remainder.
    #[must_use]
    pub fn worth(&self, part: Qty) -> Worth {
        if part == self.qty_ordered {
            return Worth { goods: self.amount, tax: self.tax_amount };
        }
        Worth {
            goods: self.amount.portion(part, self.qty_ordered),
            tax: self.tax_amount.portion(part, self.qty_ordered),
        }
    }
}

impl Document {
    /// Holds that nobody has lifted.
    pub fn open_holds(&self) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(|hold| hold.lifted_at.is_none())
    }

    #[must_use]
    pub fn is_held_for(&self, reason: HoldReason) -> bool {
        self.open_holds().any(|hold| hold.reason == reason)
    }

    #[must_use]
    pub fn line(&self, id: OrderLineId) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == id)
    }
}

db::text_enum! {
    /// How far one call takes a new order.
    pub enum Upto {
        Draft = "draft",
        Placed = "placed",
        Confirmed = "confirmed",
    }
}

db::text_enum! {
    /// What confirming does when stock is short.
    pub enum OnShort {
        /// Say no; nothing is stored.
        Refuse = "refuse",
        /// Keep the order placed and ask a person.
        Decide = "decide",
        /// Promise everything; what is missing waits for goods.
        Backorder = "backorder",
        /// Promise what is there; the rest is cancelled.
        Part = "part",
    }
}

/// A new order, as a form, a program or an import hands it in.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    /// A customer's id or code.
    pub customer: String,
    pub lines: Vec<NewLine>,
    /// Where the goods go; the customer's default address when absent.
    #[serde(default)]
    pub ship_to: Option<ShipTo>,
    /// The number it has where it came from. The same number again is the same order.
    #[serde(default)]
    pub external: Option<External>,
    #[serde(default)]
    pub requested_on: Option<Day>,
    /// A warehouse's id or code; the default warehouse when absent.
    #[serde(default)]
    pub warehouse: Option<String>,
    #[serde(default)]
    pub note: String,
    #[serde(default = "confirmed")]
    pub upto: Upto,
    #[serde(default = "refuse")]
    pub on_short: OnShort,
}

fn confirmed() -> Upto {
    Upto::Confirmed
}

fn refuse() -> OnShort {
    OnShort::Refuse
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLine {
    /// A SKU's id, code or barcode.
    pub sku: String,
    pub qty: Qty,
    /// The unit of `qty`; the base unit (or the barcode's) when absent.
    #[serde(default)]
    pub uom: Option<String>,
    /// A price per base unit set by hand; needs the right `order.price`.
    #[serde(default)]
    pub price: Option<Money>,
    /// A share taken off, `0.05` for 5 %; needs the right `order.price`.
    #[serde(default)]
    pub discount: Option<Rate>,
    #[serde(default)]
    pub requested_on: Option<Day>,
    #[serde(default)]
    pub warehouse: Option<String>,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShipTo {
    pub receiver: String,
    pub phone: String,
    pub address: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct External {
    /// `taobao`, `web`, the name of an import.
    pub channel: String,
    pub number: String,
}
