//! Working calendars as pages and programs see them.

use base::calendar::{SpecialDay, Week, WorkingTime};
use base::id::CalendarId;
use base::{At, Ctx, Lang, Scope};
use edge::{Answer, Body, LoggedIn, May, Path, Query, Upload};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::WriteCalendars;
use crate::calendar::model::{Imported, NewCalendar, Plan};
use crate::calendar::{self as calendars, files};

#[derive(Serialize, JsonSchema)]
pub(super) struct CalendarLine {
    id: CalendarId,
    code: String,
    /// In the reader's language.
    label: String,
    /// The company's when absent.
    zone: Option<String>,
    week: Week,
    /// Counts where no other is named.
    is_default: bool,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct CalendarView {
    id: CalendarId,
    code: String,
    name: String,
    name_en: String,
    /// The company's when absent.
    zone: Option<String>,
    week: Week,
    /// Counts where no other is named.
    is_default: bool,
    /// The days that differ from the week, in order.
    days: Vec<SpecialDay>,
    revision: i64,
    allowed_actions: Vec<&'static str>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ImportedView {
    imported: Imported,
    calendar: CalendarView,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Holidays {
    code: &'static str,
    /// In the reader's language.
    label: &'static str,
    /// CSV, as `import` takes it.
    file: &'static str,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    /// From when; now, when absent.
    at: Option<At>,
    /// How much working time: `PT4H`, `P1D`.
    time: WorkingTime,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Reckoned {
    at: At,
    /// When so much working time has passed; absent when that is not within 20 years.
    due_at: Option<At>,
    /// Whether people work at `at`.
    is_working: bool,
}

pub(super) async fn list(may: May<LoggedIn>) -> Answer<Vec<CalendarLine>> {
    may.read(|tx, ctx| {
        Ok(calendars::calendars(tx)?.into_iter().map(|plan| line(ctx, plan)).collect::<Vec<_>>())
    })
    .await
}

pub(super) async fn show(may: May<LoggedIn>, Path(id): Path<CalendarId>) -> Answer<CalendarView> {
    may.read(move |tx, ctx| Ok(view(ctx, calendars::calendar(tx, id)?))).await
}

pub(super) async fn create(may: May<WriteCalendars>, Body(new): Body<NewCalendar>) -> Answer<CalendarView> {
    may.create(move |tx, ctx| Ok(view(ctx, calendars::create_calendar(tx, ctx, &new)?))).await
}

pub(super) async fn change(
    may: May<WriteCalendars>,
    Path(id): Path<CalendarId>,
    Body(new): Body<NewCalendar>,
) -> Answer<CalendarView> {
    may.write(move |tx, ctx| Ok(view(ctx, calendars::change_calendar(tx, ctx, id, &new)?))).await
}

pub(super) async fn import(
    may: May<WriteCalendars>,
    Path(id): Path<CalendarId>,
    file: Upload,
) -> Answer<ImportedView> {
    let days = match files::read(&file.bytes) {
        Ok(days) => days,
        Err(error) => return Answer::problem(&error, &may.ctx),
    };
    may.write(move |tx, ctx| {
        let (plan, days, imported) = calendars::import_days(tx, ctx, id, &days)?;
        Ok(ImportedView { imported, calendar: view(ctx, (plan, days)) })
    })
    .await
}

pub(super) async fn holidays(may: May<LoggedIn>) -> Answer<Vec<Holidays>> {
    may.read(|_, ctx| {
        let one = |(code, zh, en, file): &(&'static str, &'static str, &'static str, &'static str)| {
            Holidays { code, label: if ctx.grants.lang == Lang::Zh { zh } else { en }, file }
        };
        Ok(files::SHIPPED.iter().map(one).collect::<Vec<_>>())
    })
    .await
}

pub(super) async fn make_default(
    may: May<WriteCalendars>,
    Path(id): Path<CalendarId>,
) -> Answer<CalendarView> {
    may.write(move |tx, ctx| Ok(view(ctx, calendars::make_default(tx, ctx, id)?))).await
}

pub(super) async fn remove(may: May<WriteCalendars>, Path(id): Path<CalendarId>) -> Answer<()> {
    may.write(move |tx, ctx| calendars::delete_calendar(tx, ctx, id)).await
}

pub(super) async fn reckon(
    may: May<LoggedIn>,
    Path(id): Path<CalendarId>,
    Query(question): Query<Question>,
) -> Answer<Reckoned> {
    may.read(move |tx, ctx| {
        let calendar = calendars::calendar_by_id(tx, ctx, id)?;
        let at = question.at.unwrap_or(ctx.at);
        let due_at = calendar.after(at, question.time);
        Ok(Reckoned { at, due_at, is_working: calendar.is_working(at) })
    })
    .await
}

fn line(ctx: &Ctx, plan: Plan) -> CalendarLine {
    let Plan { id, code, name, name_en, zone, week, is_default, .. } = plan;
    let label = match ctx.grants.lang {
        Lang::Zh => name,
        Lang::En => name_en,
    };
    CalendarLine { id, code, label, zone, week, is_default }
}

fn view(ctx: &Ctx, (plan, days): (Plan, Vec<SpecialDay>)) -> CalendarView {
    let Plan { id, code, name, name_en, zone, week, is_default, revision, .. } = plan;
    let allowed_actions = match (ctx.scope("calendar.write"), is_default) {
        (Some(Scope::All), true) => vec!["change", "import"],
        (Some(Scope::All), false) => vec!["change", "import", "make_default", "delete"],
        _ => Vec::new(),
    };
    CalendarView { id, code, name, name_en, zone, week, is_default, days, revision, allowed_actions }
}
