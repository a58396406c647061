//! The words every room speaks: ids, money, quantities, time, who is acting, and how the house says no.
//!
//! Nothing here does I/O. Reading order: `id`, `decimal` (Money and Qty), `time`, `calendar` (when work is done),
//! `ctx`, `refusal`, `filter`, `text`.

pub mod calendar;
pub mod ctx;
pub mod decimal;
pub mod filter;
pub mod id;
pub mod refusal;
pub mod text;
pub mod time;

pub use calendar::{Calendar, WorkingTime};
pub use ctx::{Ctx, Grants, Lang, Scope};
pub use decimal::{Money, Qty, Rate, Rounding};
pub use filter::{Filter, Op};
pub use id::{Id, IdMaker};
pub use refusal::{Error, Problems, Refuse, Refused, Result, Status};
pub use time::{At, Day};
