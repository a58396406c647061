//! The data set Online Retail II: not read yet.
use crate::document::{Cells, Setup};
use crate::kinds::Taken;
use crate::model::RowError;
use base::{Ctx, Result};
use db::Tx;
#[derive(Debug)]
pub(crate) enum Step {}
impl Step {
    pub(crate) fn rows(&self) -> Vec<i64> {
        match *self {}
    }
    pub(crate) fn rubbish(&self) -> Vec<RowError> {
        match *self {}
    }
    pub(crate) fn take(&self, _: &mut Tx<'_>, _: &Ctx) -> Result<Taken> {
        match *self {}
    }
    pub(crate) fn refused(&self, _: &base::Refused) -> Vec<RowError> {
        match *self {}
    }
}
pub(crate) fn steps(_: &Setup, _: &[Cells]) -> Vec<Step> {
    Vec::new()
}
