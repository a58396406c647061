//! When the demo company works, and how many orders a day brings.

use std::sync::Arc;

use anyhow::anyhow;
use base::calendar::{Span, SpecialDay, Week};
use base::id::CalendarId;
use base::time::MINUTE_US;
use base::{At, Ctx, Day};
use db::Tx;
use jiff::tz::TimeZone;
use people::calendar::{self, files, model::NewCalendar};

/// The offices' weekdays, and Saturdays.
const OFFICE: (&str, &str) = ("08:30-12:00 13:00-18:00", "");
/// The warehouses', where people go to lunch by turns.
const WAREHOUSE: (&str, &str) = ("08:30-18:00", "09:00-16:00");

fn week((day, saturday): (&str, &str)) -> base::Result<Week> {
    let spans = |text: &str| text.split_whitespace().map(str::parse).collect::<Result<Vec<Span>, String>>();
    let (fri, sat) = (spans(day).map_err(|e| anyhow!(e))?, spans(saturday).map_err(|e| anyhow!(e))?);
    let [mon, tue, wed, thu] = std::array::from_fn(|_| fri.clone());
    Ok(Week { mon, tue, wed, thu, fri, sat, sun: Vec::new() })
}

/// The public holidays and the days worked for them, as they come with the product.
fn special() -> base::Result<Vec<SpecialDay>> {
    let mut days = Vec::new();
    for (_, _, _, file) in files::SHIPPED {
        days.extend(files::read(file.as_bytes())?);
    }
    Ok(days)
}

/// Sets the company's calendar and enters the warehouses', which is given back.
pub(crate) fn enter(tx: &mut Tx<'_>, ctx: &Ctx) -> base::Result<CalendarId> {
    let standard = hours("standard", ("公司工作日历", "Office hours"), OFFICE)?;
    for plan in calendar::calendars(tx)?.into_iter().filter(|plan| plan.code == standard.code) {
        calendar::change_calendar(tx, ctx, plan.id, &standard)?;
    }
    let warehouse = hours("warehouse", ("仓库工作日历", "Warehouse hours"), WAREHOUSE)?;
    Ok(calendar::create_calendar(tx, ctx, &warehouse)?.0.id)
}

fn hours(code: &str, (name, name_en): (&str, &str), spans: (&str, &str)) -> base::Result<NewCalendar> {
    let (week, days) = (week(spans)?, special()?);
    Ok(NewCalendar {
        code: code.into(),
        name: name.into(),
        name_en: Some(name_en.into()),
        zone: None,
        week,
        days,
    })
}

/// When the company works, as far as the story goes: with the warehouses.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    pub zone: TimeZone,
    work: Arc<base::Calendar>,
}

impl Calendar {
    pub(crate) fn new(zone: TimeZone) -> base::Result<Self> {
        let work = base::Calendar::new(zone.clone(), &week(WAREHOUSE)?, &special()?);
        Ok(Self { zone, work: Arc::new(work) })
    }

    pub(crate) fn day(&self, at: At) -> Day {
        at.day_in(&self.zone)
    }

    /// A minute of a day, counted from midnight.
    pub(crate) fn at(&self, day: Day, minute: i64) -> At {
        day.start_in(&self.zone).plus(minute * MINUTE_US)
    }

    /// The moment so many working minutes later, when people work.
    pub(crate) fn after(&self, at: At, minutes: i64) -> At {
        let later = self.work.add(at, minutes * MINUTE_US).and_then(|at| self.work.next_working(at));
        later.unwrap_or(at)
    }

    /// The moment after so many days, in working hours.
    pub(crate) fn days_after(&self, at: At, days: i64, minute: i64) -> At {
        self.after(self.at(self.day(at).plus(days), minute), 0)
    }
}

/// 1 is Monday.
pub(crate) fn weekday(day: Day) -> i8 {
    day.0.weekday().to_monday_one_offset()
}

/// How many orders a day brings, of a hundred on a usual one.
pub(crate) fn busy(calendar: &Calendar, day: Day) -> i64 {
    let of_week = match weekday(day) {
        _ if weekday(day) < 7 && !calendar.work.is_workday(day) => return 8,
        1 => 128,
        2 => 112,
        3 => 100,
        4 => 104,
        5 => 92,
        6 => 38,
        // A Sunday worked for a holiday.
        _ if calendar.work.is_workday(day) => 84,
        _ => 12,
    };
    // Companies order for the month to come.
    let of_month = if day.0.day() >= 25 || day.0.day() <= 3 { 115 } else { 96 };
    of_week * of_month / 100
}

/// How likely orders come in each hour of the day.
pub(crate) const HOURS: [u64; 24] =
    [1, 0, 0, 0, 0, 0, 1, 4, 22, 64, 80, 58, 22, 36, 66, 72, 60, 38, 16, 10, 8, 6, 4, 2];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_waits_for_working_hours() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let calendar = Calendar::new(zone).unwrap();
        let at = |text: &str| text.parse::<At>().unwrap();
        // Shanghai is eight hours ahead; 2026-11-20 is a Friday.
        for (from, minutes, to) in [
            ("2026-11-20T01:00:00Z", 30, "2026-11-20T01:30:00Z"),
            ("2026-11-20T09:50:00Z", 30, "2026-11-21T01:20:00Z"),
            ("2026-11-21T07:50:00Z", 30, "2026-11-23T00:50:00Z"),
            ("2026-09-30T15:00:00Z", 0, "2026-10-08T00:30:00Z"),
            ("2026-09-19T07:50:00Z", 30, "2026-09-20T00:50:00Z"),
        ] {
            assert_eq!(calendar.after(at(from), minutes), at(to), "{from} + {minutes}");
        }
    }
}
