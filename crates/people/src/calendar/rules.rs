//! What a calendar must be: named, in a zone that exists, with shifts that do not overlap and days named once.

use base::calendar::{DayKind, Span, SpecialDay, Week, Weekday};
use base::id::CalendarId;
use base::refusal::{Common, Problems};
use base::text::clean;
use base::{Ctx, Result};
use jiff::tz::TimeZone;

use super::model::{NewCalendar, Plan};
use crate::rules::{self, Refusal};

/// Thirty days a year for a century.
const DAYS_MAX: usize = 3_000;
/// Shifts of one day.
const SPANS_MAX: usize = 12;

/// A calendar as typed, made clean; every problem at once.
pub(super) fn checked(
    ctx: &Ctx,
    all: &[Plan],
    id: CalendarId,
    new: &NewCalendar,
) -> Result<(Plan, Vec<SpecialDay>)> {
    let name = clean(&new.name);
    let name_en = new.name_en.as_deref().map(clean).filter(|text| !text.is_empty());
    let plan = Plan {
        id,
        code: clean(&new.code),
        name_en: name_en.unwrap_or_else(|| name.clone()),
        name,
        zone: new.zone.as_deref().map(clean).filter(|text| !text.is_empty()),
        week: new.week.clone(),
        is_default: false,
        stamp: ctx.id(),
        revision: 1,
    };
    let mut problems = Problems::default();
    rules::check_name("name", &plan.name, &mut problems);
    rules::check_name("name_en", &plan.name_en, &mut problems);
    rules::check_code("code", &plan.code, &mut problems);
    if all.iter().any(|other| other.id != id && other.code == plan.code) {
        problems.add("code", &Common::Taken { value: plan.code.clone() });
    }
    if let Some(zone) = plan.zone.as_ref().filter(|zone| TimeZone::get(zone).is_err()) {
        let expected = "a time zone such as Asia/Shanghai".to_owned();
        problems.add("zone", &Common::InvalidValue { value: zone.clone(), expected });
    }
    check_week(&plan.week, &mut problems);
    let days = tidied(&new.days, &mut problems);
    problems.check()?;
    check_count(&days)?;
    Ok((plan, days))
}

/// Days as typed, made clean and in order; every problem at once.
pub(super) fn checked_days(days: &[SpecialDay]) -> Result<Vec<SpecialDay>> {
    let mut problems = Problems::default();
    let days = tidied(days, &mut problems);
    problems.check()?;
    Ok(days)
}

pub(super) fn check_count(days: &[SpecialDay]) -> Result<()> {
    if days.len() > DAYS_MAX {
        return Err(Common::TooMany { count: days.len(), max: DAYS_MAX }.into());
    }
    Ok(())
}

fn check_week(week: &Week, problems: &mut Problems) {
    if week.is_empty() {
        problems.add("week", &Refusal::CalendarNeverWorks);
    }
    for day in Weekday::ALL {
        check_spans(&format!("week.{}", day.as_str()), week.on(day), problems);
    }
}

fn tidied(days: &[SpecialDay], problems: &mut Problems) -> Vec<SpecialDay> {
    let mut out: Vec<SpecialDay> = Vec::with_capacity(days.len());
    for (place, day) in days.iter().enumerate() {
        let name = clean(&day.name);
        if name.chars().count() > rules::NAME_MAX {
            problems.add(
                format!("days[{place}].name"),
                &Common::TooLong { value: name.clone(), max: rules::NAME_MAX },
            );
        }
        check_spans(&format!("days[{place}].spans"), &day.spans, problems);
        let is_holiday = day.kind == DayKind::Holiday;
        out.push(SpecialDay {
            day: day.day,
            kind: day.kind,
            name,
            like: day.like.filter(|_| !is_holiday && day.spans.is_empty()),
            spans: if is_holiday { Vec::new() } else { day.spans.clone() },
        });
    }
    let mut order: Vec<usize> = (0..out.len()).collect();
    order.sort_by_key(|place| out[*place].day);
    for pair in order.windows(2).filter(|pair| out[pair[0]].day == out[pair[1]].day) {
        problems
            .add(format!("days[{}].day", pair[1]), &Common::Taken { value: out[pair[1]].day.to_string() });
    }
    out.sort_by_key(|day| day.day);
    out
}

fn check_spans(field: &str, spans: &[Span], problems: &mut Problems) {
    if spans.len() > SPANS_MAX {
        problems.add(field, &Common::TooMany { count: spans.len(), max: SPANS_MAX });
        return;
    }
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    for pair in sorted.windows(2).filter(|pair| pair[1].from() < pair[0].to()) {
        problems
            .add(field, &Refusal::ShiftsOverlap { first: pair[0].to_string(), second: pair[1].to_string() });
    }
}
