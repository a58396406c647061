//! Working calendars: what people expect in examples, and laws held against counting minute by minute.
#![allow(clippy::unwrap_used)]

use base::calendar::{Calendar, DayKind, Span, SpecialDay, Week, Weekday, WorkingTime};
use base::time::{HOUR_US, MINUTE_US};
use base::{At, Day};
use jiff::tz::TimeZone;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn spans(text: &str) -> Vec<Span> {
    text.split_whitespace().map(|span| span.parse().unwrap()).collect()
}

fn special(day: &str, kind: DayKind, like: Option<Weekday>, own: &str) -> SpecialDay {
    SpecialDay { day: day.parse().unwrap(), kind, name: String::new(), like, spans: spans(own) }
}

/// Nine to twelve, one to six, in Shanghai, with the National Day of 2026: off from 1 to 7 October, work on Sunday
/// 20 September like a Thursday and on Saturday 10 October.
fn office() -> Calendar {
    let mut days: Vec<SpecialDay> =
        (1..=7).map(|day| special(&format!("2026-10-0{day}"), DayKind::Holiday, None, "")).collect();
    days.push(special("2026-09-20", DayKind::Work, Some(Weekday::Thu), ""));
    days.push(special("2026-10-10", DayKind::Work, None, ""));
    Calendar::new(zone("Asia/Shanghai"), &Week::office(), &days)
}

/// Ten in the evening to six in the morning, Monday to Friday.
fn nights(zone_name: &str) -> Calendar {
    let night = spans("22:00-06:00");
    let [mon, tue, wed, thu] = std::array::from_fn(|_| night.clone());
    let week = Week { mon, tue, wed, thu, fri: night, ..Week::default() };
    Calendar::new(zone(zone_name), &week, &[])
}

fn at(calendar: &Calendar, clock: &str) -> At {
    let time: jiff::civil::DateTime = clock.replace(' ', "T").parse().unwrap();
    At(time.to_zoned_datetime(calendar.zone().clone()).unwrap().timestamp().as_microsecond())
}

fn clock(calendar: &Calendar, at: Option<At>) -> String {
    let Some(at) = at else { return "never".into() };
    let moment = jiff::Timestamp::from_microsecond(at.0).unwrap();
    moment.to_zoned_datetime(calendar.zone().clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

#[track_caller]
fn after(calendar: &Calendar, from: &str, time: &str, to: &str) {
    let found = calendar.after(at(calendar, from), time.parse().unwrap());
    assert_eq!(clock(calendar, found), to, "{from} + {time}");
}

#[track_caller]
fn before(calendar: &Calendar, from: &str, time: &str, to: &str) {
    let found = calendar.before(at(calendar, from), time.parse().unwrap());
    assert_eq!(clock(calendar, found), to, "{from} - {time}");
}

#[test]
fn hours_count_within_shifts_only() {
    let office = office();
    // 2026-11-20 is a Friday.
    after(&office, "2026-11-20 10:00", "PT1H", "2026-11-20 11:00");
    after(&office, "2026-11-20 09:00", "PT3H", "2026-11-20 12:00");
    after(&office, "2026-11-20 11:30", "PT1H", "2026-11-20 13:30");
    after(&office, "2026-11-20 12:30", "PT1H", "2026-11-20 14:00");
    after(&office, "2026-11-20 17:30", "PT1H", "2026-11-23 09:30");
    after(&office, "2026-11-21 08:00", "PT8H", "2026-11-23 18:00");
    after(&office, "2026-11-21 08:00", "PT8H1M", "2026-11-24 09:01");
    after(&office, "2026-11-21 08:00", "PT0S", "2026-11-21 08:00");
    before(&office, "2026-11-23 13:10", "PT30M", "2026-11-23 11:40");
    before(&office, "2026-11-23 13:30", "PT30M", "2026-11-23 13:00");
    before(&office, "2026-11-23 09:10", "PT30M", "2026-11-20 17:40");
}

#[test]
fn holidays_are_off_and_make_up_days_are_worked() {
    let office = office();
    after(&office, "2026-09-30 17:00", "PT2H", "2026-10-08 10:00");
    after(&office, "2026-09-18 17:00", "PT2H", "2026-09-20 10:00");
    after(&office, "2026-10-09 17:00", "PT2H", "2026-10-10 10:00");
    after(&office, "2026-09-30 15:00", "P1D", "2026-10-08 15:00");
    after(&office, "2026-10-09 15:00", "P1D", "2026-10-10 15:00");
    assert!(
        office.is_workday("2026-09-20".parse().unwrap()) && !office.is_workday("2026-09-27".parse().unwrap())
    );
    let whole = office.between(at(&office, "2026-09-28 00:00"), at(&office, "2026-10-12 00:00"));
    assert_eq!(whole, (3 + 2 + 1) * 8 * HOUR_US);
}

#[test]
fn a_make_up_day_has_its_own_hours_or_those_of_a_weekday() {
    let week = Week { mon: spans("08:00-12:00"), fri: spans("10:00-11:00"), ..Week::default() };
    let days = [
        special("2026-11-24", DayKind::Work, Some(Weekday::Fri), ""),
        special("2026-11-25", DayKind::Work, Some(Weekday::Fri), "14:00-16:00 13:00-15:00"),
        special("2026-11-26", DayKind::Work, None, ""),
        special("2026-11-27", DayKind::Work, Some(Weekday::Tue), ""),
    ];
    let calendar = Calendar::new(zone("Asia/Shanghai"), &week, &days);
    let shown = |day: &str| {
        let shifts = calendar.shifts(day.parse().unwrap());
        shifts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(shown("2026-11-24"), "10:00-11:00");
    assert_eq!(shown("2026-11-25"), "13:00-16:00", "overlapping shifts are one");
    assert_eq!(shown("2026-11-26"), "08:00-12:00", "like the first working day of the week");
    assert_eq!(shown("2026-11-27"), "", "like a day off");
}

#[test]
fn a_day_is_the_same_time_on_the_next_day_people_work() {
    let office = office();
    after(&office, "2026-11-19 10:00", "P1D", "2026-11-20 10:00");
    after(&office, "2026-11-20 10:00", "P1D", "2026-11-23 10:00");
    after(&office, "2026-11-19 12:30", "P1D", "2026-11-20 12:00");
    after(&office, "2026-11-19 20:00", "P1D", "2026-11-20 18:00");
    after(&office, "2026-11-20 07:00", "P1D", "2026-11-20 18:00");
    after(&office, "2026-11-21 10:00", "P1D", "2026-11-23 18:00");
    after(&office, "2026-11-17 10:00", "P2DT4H", "2026-11-19 15:00");
    before(&office, "2026-11-23 10:00", "P1D", "2026-11-20 10:00");
    before(&office, "2026-11-23 12:30", "P1D", "2026-11-20 13:00");
    before(&office, "2026-11-22 12:30", "P1D", "2026-11-20 09:00");
    before(&office, "2026-11-20 20:00", "P1D", "2026-11-20 09:00");
    before(&office, "2026-11-19 15:00", "P2DT4H", "2026-11-17 10:00");
    // Half a day less is there on a short day: what is asked for at five is due when it ends.
    let week = Week { fri: spans("09:00-12:00"), ..Week::office() };
    let short = Calendar::new(zone("Asia/Shanghai"), &week, &[]);
    after(&short, "2026-11-19 17:00", "P1D", "2026-11-20 12:00");
}

#[test]
fn a_night_shift_belongs_to_the_day_it_begins_on() {
    let nights = nights("Asia/Shanghai");
    after(&nights, "2026-11-20 23:00", "PT4H", "2026-11-21 03:00");
    after(&nights, "2026-11-21 05:00", "PT2H", "2026-11-23 23:00");
    after(&nights, "2026-11-21 03:00", "P1D", "2026-11-24 03:00");
    after(&nights, "2026-11-23 23:00", "P1D", "2026-11-24 23:00");
    before(&nights, "2026-11-24 03:00", "P1D", "2026-11-21 03:00");
    assert!(
        nights.is_working(at(&nights, "2026-11-21 05:59"))
            && !nights.is_working(at(&nights, "2026-11-21 06:00"))
    );
    assert_eq!(clock(&nights, nights.next_working(at(&nights, "2026-11-21 06:00"))), "2026-11-23 22:00");
    assert_eq!(clock(&nights, nights.next_working(at(&nights, "2026-11-21 05:30"))), "2026-11-21 05:30");
    assert_eq!(nights.day_us(), 8 * HOUR_US);
    // Over the end of a month, and into a holiday.
    after(&nights, "2026-11-30 23:00", "PT6H", "2026-12-01 05:00");
}

#[test]
fn clocks_put_forward_and_back_make_a_night_shorter_and_longer() {
    let nights = nights("Europe/Berlin");
    // Friday to Saturday there is no change; the nights of the change are from Saturday to Sunday.
    let week = Week { sat: spans("22:00-06:00"), ..Week::default() };
    let weekend = Calendar::new(zone("Europe/Berlin"), &week, &[]);
    let night = |calendar: &Calendar, day: &str| {
        let from = at(calendar, &format!("{day} 12:00"));
        calendar.between(from, from.plus(24 * HOUR_US)) / HOUR_US
    };
    assert_eq!((night(&weekend, "2026-03-28"), night(&weekend, "2026-10-24")), (7, 9));
    assert_eq!(night(&nights, "2026-03-27"), 8);
    after(&weekend, "2026-03-28 23:00", "PT3H", "2026-03-29 03:00");
    after(&weekend, "2026-10-24 23:00", "PT5H", "2026-10-25 03:00");
    // A shift within the hour that is left out takes no time.
    let lost = Week { sun: spans("02:00-03:00"), ..Week::default() };
    let lost = Calendar::new(zone("Europe/Berlin"), &lost, &[]);
    assert_eq!(clock(&lost, lost.next_working(at(&lost, "2026-03-24 00:00"))), "2026-04-05 02:00");
}

#[test]
fn what_never_comes_is_none() {
    let never = Calendar::new(zone("Asia/Shanghai"), &Week::default(), &[]);
    let now = at(&never, "2026-11-23 09:00");
    assert_eq!((never.add(now, 1), never.subtract(now, 1), never.next_working(now)), (None, None, None));
    assert_eq!((never.add(now, 0), never.between(now, now.plus(HOUR_US)), never.day_us()), (Some(now), 0, 0));
    assert_eq!(never.after(now, "P1D".parse().unwrap()), None);
    assert_eq!(never.before(now, "P1D".parse().unwrap()), None);
    let office = office();
    assert_eq!(office.add(now, i64::MAX), None);
    assert_eq!(office.add(now, i64::MIN), None);
    assert_eq!(office.after(now, WorkingTime { days: u32::MAX, us: 0 }), None);
    for far in [i64::MIN / 2, i64::MAX / 2] {
        assert!(office.between(now, now.plus(far)).checked_abs().is_some());
    }
    let thrice = Week { mon: spans("09:00-12:00 09:00-10:00"), tue: spans("09:00-11:00"), ..Week::office() };
    assert_eq!(
        Calendar::new(zone("UTC"), &thrice, &[]).day_us(),
        8 * HOUR_US,
        "three of five days have eight"
    );
}

#[test]
fn what_people_write_as_working_time() {
    for (text, days, minutes, shown) in [
        ("PT1H30M", 0, 90, "PT1H30M"),
        ("P1D", 1, 0, "P1D"),
        (" p2dt4h ", 2, 240, "P2DT4H"),
        ("PT90M", 0, 90, "PT1H30M"),
        ("PT0S", 0, 0, "PT0S"),
        ("P0D", 0, 0, "PT0S"),
        ("PT36H", 0, 36 * 60, "PT36H"),
    ] {
        let time: WorkingTime = text.parse().unwrap();
        assert_eq!(time, WorkingTime { days, us: minutes * MINUTE_US }, "{text}");
        assert_eq!(time.to_string(), shown);
        let sent = serde_json::to_string(&time).unwrap();
        assert_eq!(serde_json::from_str::<WorkingTime>(&sent).unwrap(), time);
    }
    let refused = |text: &str| {
        let refusal = text.parse::<WorkingTime>().unwrap_err();
        serde_json::to_value(&refusal).unwrap()["code"].as_str().unwrap().to_owned()
    };
    for text in [
        "", "P", "PT", "P1DT", "1D", "PT1", "PTH", "PT1M1H", "PT1H1H", "PT1.5H", "-PT1H", "P-1D", "PT1D",
        "P1H", "P1D1D", "PT1HX", "P１D",
    ] {
        assert_eq!(refused(text), "working_time_unreadable", "{text}");
    }
    for text in ["P1W", "P1M", "P1Y", "P1Y2M3DT4H"] {
        assert_eq!(refused(text), "working_time_unit", "{text}");
    }
    for text in ["P3661D", "PT99999999999999999999H", "PT87841H", "P99999999999999999999999D"] {
        assert_eq!(refused(text), "working_time_too_long", "{text}");
    }
}

#[test]
fn shifts_and_weekdays_are_read_as_people_write_them() {
    for (text, shown) in [
        ("09:00-12:00", "09:00-12:00"),
        ("9：00～12：00", "09:00-12:00"),
        ("22:00–06:00", "22:00-06:00"),
        ("00:00-24:00", "00:00-24:00"),
        ("23:00-24:00", "23:00-24:00"),
        ("16:00-0:00", "16:00-00:00"),
    ] {
        assert_eq!(
            text.parse::<Span>().unwrap().to_string().replace("-00:00", "-24:00"),
            shown.replace("-00:00", "-24:00"),
            "{text}"
        );
    }
    for text in [
        "9-12",
        "09:00",
        "09:00-09:00",
        "24:00-06:00",
        "25:00-26:00",
        "09:60-10:00",
        "09:00-12:00-13:00",
        "+9:00-12:00",
    ] {
        assert!(text.parse::<Span>().is_err(), "{text}");
    }
    for (text, day) in
        [("mon", Weekday::Mon), ("Saturday", Weekday::Sat), ("周三", Weekday::Wed), ("星期天", Weekday::Sun)]
    {
        assert_eq!(text.parse(), Ok(day));
    }
    assert!("周".parse::<Weekday>().is_err() && "moon".parse::<Weekday>().is_err());
    let week = Week::office();
    let sent = serde_json::to_value(&week).unwrap();
    assert_eq!(sent["mon"], serde_json::json!(["09:00-12:00", "13:00-18:00"]));
    assert_eq!(serde_json::from_value::<Week>(sent).unwrap(), week);
}

/// Numbers by chance from a seed.
struct Chance(u64);

impl Chance {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, end: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 >> 1).unwrap() % end
    }

    /// Up to three shifts, which may overlap; night shifts among them, when asked for.
    fn shifts(&mut self, nights: bool) -> Vec<Span> {
        let count = self.below(4);
        let quarter = |n: i64| u16::try_from(n * 15).unwrap();
        let some = (0..count).filter_map(|_| Span::new(quarter(self.below(96)), quarter(self.below(97))));
        some.filter(|shift| nights || shift.to() <= 24 * 60).collect()
    }

    fn calendar(&mut self, nights: bool) -> Calendar {
        let [mon, tue, wed, thu, fri, sat, sun] = std::array::from_fn(|_| self.shifts(nights));
        let week = Week { mon, tue, wed, thu, fri, sat, sun };
        let first: Day = "2026-01-01".parse().unwrap();
        let days: Vec<SpecialDay> = (0..self.below(60))
            .map(|_| SpecialDay {
                day: first.plus(self.below(365)),
                kind: if self.below(2) == 0 { DayKind::Holiday } else { DayKind::Work },
                name: String::new(),
                like: (self.below(2) == 0).then(|| Weekday::ALL[usize::try_from(self.below(7)).unwrap()]),
                spans: self.shifts(nights),
            })
            .collect();
        let zones = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC", "Australia/Lord_Howe"];
        Calendar::new(zone(zones[usize::try_from(self.below(5)).unwrap()]), &week, &days)
    }

    fn moment(&mut self) -> At {
        // Within 2026, to the second.
        At((1_767_225_600 + self.below(365 * 86_400)) * 1_000_000)
    }
}

/// Whether the clock on the wall is within a shift of this day or of the one before.
fn works(calendar: &Calendar, at: At) -> bool {
    let zoned = jiff::Timestamp::from_microsecond(at.0).unwrap().to_zoned_datetime(calendar.zone().clone());
    let minute = i64::from(zoned.hour()) * 60 + i64::from(zoned.minute());
    let within = |day: Day, minute: i64| {
        calendar.shifts(day).iter().any(|shift| (shift.from()..shift.to()).contains(&minute))
    };
    within(Day(zoned.date()), minute) || within(Day(zoned.date()).plus(-1), minute + 24 * 60)
}

#[test]
fn it_agrees_with_counting_minute_by_minute() {
    for seed in 1..=60 {
        let chance = &mut Chance::new(seed);
        let [mon, tue, wed, thu, fri, sat, sun] = std::array::from_fn(|_| chance.shifts(true));
        let week = Week { mon, tue, wed, thu, fri, sat, sun };
        let zone_name = if seed % 2 == 0 { "Asia/Shanghai" } else { "Europe/Berlin" };
        let calendar = Calendar::new(zone(zone_name), &week, &[]);
        let from = At(chance.moment().0 / MINUTE_US * MINUTE_US);
        let minutes = 3 * 24 * 60 + chance.below(20 * 24 * 60);
        let moments = (0..minutes).map(|minute| from.plus(minute * MINUTE_US));
        // On the night clocks change, a shift that begins or ends within the changed hour is a matter of taste.
        let changes = calendar.zone().following(jiff::Timestamp::from_microsecond(from.0).unwrap()).next();
        let change = changes.map_or(i64::MAX, |change| change.timestamp().as_microsecond());
        if (from.0 - 48 * HOUR_US..from.0 + minutes * MINUTE_US + 48 * HOUR_US).contains(&change) {
            continue;
        }
        let mut worked = 0;
        for moment in moments {
            assert_eq!(calendar.between(from, moment), worked * MINUTE_US, "seed {seed}: until {moment}");
            assert_eq!(calendar.is_working(moment), works(&calendar, moment), "seed {seed}: at {moment}");
            worked += i64::from(works(&calendar, moment));
        }
    }
}

#[test]
fn laws_of_adding_and_taking_away() {
    for seed in 1..=400 {
        let chance = &mut Chance::new(seed);
        let calendar = chance.calendar(true);
        for _ in 0..25 {
            let (from, other) = (chance.moment(), chance.moment());
            let us = chance.below(400 * HOUR_US);
            let told = format!("seed {seed}: {from} + {us}");
            let Some(to) = calendar.add(from, us) else {
                assert_eq!(calendar.next_working(from).and(calendar.next_working(other)), None, "{told}");
                continue;
            };
            assert_eq!(calendar.between(from, to), us, "{told}: what was added lies between");
            assert_eq!(calendar.between(to, from), -us, "{told}");
            if us > 0 {
                assert_eq!(calendar.between(from, to.plus(-1)), us - 1, "{told}: no earlier moment would do");
            }
            let middle = calendar.between(from, other) + calendar.between(other, to);
            assert_eq!(middle, us, "{told}: through {other}");
            let back = calendar.subtract(to, us).unwrap();
            assert_eq!(calendar.between(back, to), us, "{told}: and back");
            if calendar.is_working(from) {
                assert_eq!(back, from, "{told}: where it began");
            }
            let (early, late) = (from.min(other), from.max(other));
            assert!(calendar.add(early, us) <= calendar.add(late, us), "{told}: later is not sooner");
            assert!(calendar.subtract(early, us) <= calendar.subtract(late, us), "{told}");
            let next = calendar.next_working(from).unwrap();
            assert!(next >= from && calendar.is_working(next) && calendar.between(from, next) == 0, "{told}");
        }
    }
}

#[test]
fn laws_of_whole_days() {
    for seed in 1..=400 {
        let chance = &mut Chance::new(seed);
        let nights = seed % 4 == 0;
        let calendar = chance.calendar(nights);
        if calendar.day_us() == 0 {
            continue;
        }
        for _ in 0..25 {
            let (from, other) = (chance.moment(), chance.moment());
            let days = u32::try_from(1 + chance.below(12)).unwrap();
            let of = |days| WorkingTime { days, us: 0 };
            let told = format!("seed {seed}: {from} + {days} days");
            let to = calendar.after(from, of(days)).unwrap();
            let back = calendar.before(from, of(days)).unwrap();
            assert!(back <= from && from <= to, "{told}: {back}, {to}");
            if nights {
                // Where one shift is not over when the next day's is, a day more may be no longer.
                continue;
            }
            assert!(back < from && from < to, "{told}: {back}, {to}");
            assert!(calendar.between(to.plus(-1), to.plus(1)) > 0, "{told}: {to} touches a shift");
            assert!(calendar.after(from, of(days + 1)).unwrap() > to, "{told}: a day more");
            let (early, late) = (from.min(other), from.max(other));
            let (sooner, later) = (calendar.after(early, of(days)), calendar.after(late, of(days)));
            assert!(sooner <= later, "{told}: {early} to {sooner:?}, {late} to {later:?}");
        }
    }
}
