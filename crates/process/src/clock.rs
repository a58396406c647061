//! What the text of a timer means: a moment, a duration, a repeating interval.

use base::{At, Ctx, Day};
use flow::Why;
use jiff::Span;

use crate::trouble::Trouble;

/// When a timer fires, and what it carries: itself, when it fires again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Planned {
    pub(crate) due: At,
    pub(crate) carries: String,
}

impl Planned {
    pub(crate) fn once(due: At) -> Self {
        Self { due, carries: String::new() }
    }
}

/// A repeating interval: `R3/PT1H`, `R/2026-12-01T09:00:00/P1D`; without a number it has no end. Every time is counted from
/// where it began, so that one that fires late does not push the next ones back.
pub(crate) struct Cycle<'a> {
    times: Option<u32>,
    from: Option<&'a str>,
    every: &'a str,
}

impl<'a> Cycle<'a> {
    pub(crate) fn read(text: &'a str) -> Result<Self, Why> {
        let wrong = || Trouble::NoCycle { text: text.to_owned() };
        let parts: Vec<&str> = text.trim().split('/').collect();
        let (count, from, every) = match parts.as_slice() {
            [count, every] => (*count, None, *every),
            [count, from, every] => (*count, Some(*from), *every),
            _ => return Err(wrong().into()),
        };
        let count = count.strip_prefix('R').ok_or_else(wrong)?;
        let times = if count.is_empty() { None } else { Some(count.parse().map_err(|_| wrong())?) };
        if times == Some(0) {
            return Err(wrong().into());
        }
        Ok(Self { times, from, every })
    }

    /// Where it begins in the future, that moment; else the next of its times.
    pub(crate) fn first(&self, ctx: &Ctx) -> Result<Planned, Why> {
        let from = self.from.map_or(Ok(ctx.at), |from| moment(ctx, from))?;
        let next = next_after(ctx, from, self.every, ctx.at)?;
        let due = if self.from.is_some() && from >= ctx.at { from } else { next };
        Ok(Planned { due, carries: self.text(self.times, from) })
    }

    fn text(&self, times: Option<u32>, from: At) -> String {
        let times = times.map(|it| it.to_string()).unwrap_or_default();
        format!("R{times}/{from}/{}", self.every)
    }
}

/// When a timer that has fired comes again. Times that were missed are not made up for.
pub(crate) fn again(ctx: &Ctx, fired: At, carries: &str) -> Option<Planned> {
    let cycle = Cycle::read(carries).ok()?;
    let times = cycle.times.map(|times| times - 1);
    if times == Some(0) {
        return None;
    }
    let from = cycle.from.and_then(|from| moment(ctx, from).ok()).unwrap_or(fired);
    let due = next_after(ctx, from, cycle.every, ctx.at.max(fired)).ok()?;
    Some(Planned { due, carries: cycle.text(times, from) })
}

/// The first of `from + n × every` that comes after a moment.
fn next_after(ctx: &Ctx, from: At, every: &str, after: At) -> Result<At, Why> {
    let span: Span = every.parse().map_err(|_| Trouble::NoMoment { text: every.to_owned() })?;
    let nth = |n: i64| {
        let beyond = || Trouble::NoMoment { text: every.to_owned() };
        let span = span.checked_mul(n).map_err(|_| beyond())?;
        plus(ctx, from, span).ok_or_else(|| Why::from(beyond()))
    };
    if nth(1)? <= from {
        return Err(Trouble::StandsStill { text: every.to_owned() }.into());
    }
    let mut high = 1;
    while nth(high)? <= after {
        high *= 2;
    }
    let mut low = high / 2;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if nth(middle)? <= after { low = middle } else { high = middle }
    }
    nth(high)
}

/// A day, or a day and a time, as written.
pub(crate) fn moment(ctx: &Ctx, text: &str) -> Result<At, Why> {
    let whole = |day: Day| day.start_in(&ctx.zone);
    let civil = || {
        let zoned = text.parse::<jiff::civil::DateTime>().ok()?.to_zoned_datetime(ctx.zone.clone()).ok()?;
        Some(At(zoned.timestamp().as_microsecond()))
    };
    let day = || text.parse::<Day>().ok().map(whole);
    let found = text.parse::<At>().ok().or_else(day).or_else(civil);
    found.ok_or_else(|| Trouble::NoMoment { text: text.to_owned() }.into())
}

/// So much time later by the clock on the wall.
pub(crate) fn later(ctx: &Ctx, from: At, text: &str) -> Result<At, Why> {
    let then = text.parse::<Span>().ok().and_then(|span| plus(ctx, from, span));
    then.ok_or_else(|| Trouble::NoMoment { text: text.to_owned() }.into())
}

fn plus(ctx: &Ctx, from: At, span: Span) -> Option<At> {
    let start = jiff::Timestamp::from_microsecond(from.0).ok()?;
    let then = start.to_zoned_datetime(ctx.zone.clone()).checked_add(span).ok()?;
    Some(At(then.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use base::time::DAY_US;

    use super::*;

    fn at(ctx: &Ctx, text: &str) -> At {
        moment(ctx, text).unwrap()
    }

    /// The first times of a cycle, when a worker looks so long after each.
    fn times(text: &str, now: &str, late: i64) -> Vec<String> {
        let mut ctx = testdb::system_ctx();
        ctx.at = at(&ctx, now);
        let mut next = Some(Cycle::read(text).unwrap().first(&ctx).unwrap());
        let mut told = Vec::new();
        while let Some(planned) = next.take().filter(|_| told.len() < 4) {
            told.push(planned.due.clock_in(&ctx.zone));
            ctx.at = planned.due.plus(late);
            next = again(&ctx, planned.due, &planned.carries);
        }
        told
    }

    #[test]
    fn a_cycle_keeps_to_its_hours() {
        let nine = ["2026-11-24 09:00", "2026-11-25 09:00", "2026-11-26 09:00", "2026-11-27 09:00"];
        assert_eq!(times("R/2026-11-01T09:00:00/P1D", "2026-11-23T10:31:00", 0), nine);
        assert_eq!(times("R/2026-11-24T09:00:00/P1D", "2026-11-23T10:31:00", DAY_US / 2), nine);
        let missed = ["2026-11-24 09:00", "2026-11-27 09:00", "2026-11-30 09:00", "2026-12-03 09:00"];
        assert_eq!(times("R/2026-11-01T09:00:00/P1D", "2026-11-23T10:31:00", DAY_US * 5 / 2), missed);
    }

    #[test]
    fn a_cycle_ends_after_its_times_and_months_keep_their_last_day() {
        let hourly = ["2026-11-23 11:00", "2026-11-23 12:00"];
        assert_eq!(times("R2/PT1H", "2026-11-23T10:00:00", 0), hourly);
        let months = ["2026-02-28 08:00", "2026-03-31 08:00", "2026-04-30 08:00", "2026-05-31 08:00"];
        assert_eq!(times("R/2026-01-31T08:00:00/P1M", "2026-02-03T00:00:00", 0), months);
    }

    #[test]
    fn what_repeats_nothing_is_told() {
        let ctx = testdb::system_ctx();
        for text in
            ["P1D", "R0/P1D", "Rx/P1D", "R/P0D", "R/-P1D", "R/soon/P1D", "R/P1D/P1D/P1D", "R/P9000Y", ""]
        {
            let first = Cycle::read(text).and_then(|cycle| cycle.first(&ctx));
            assert!(first.is_err(), "{text}: {first:?}");
        }
    }
}
