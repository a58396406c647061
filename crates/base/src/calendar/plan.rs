//! What a calendar consists of, as it is stored, sent and read from files.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Day;

const DAY_MINUTES: u16 = 24 * 60;

/// A shift on the clock, `09:00-12:00`, to the minute. One that ends no later than it begins runs past midnight:
/// `22:00-06:00`. The whole day is `00:00-24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    from: u16,
    /// After midnight of the day it begins on; up to 24 hours after `from`.
    to: u16,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// The shifts of each day of a week; a day without any is a day off.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Week {
    pub mon: Vec<Span>,
    pub tue: Vec<Span>,
    pub wed: Vec<Span>,
    pub thu: Vec<Span>,
    pub fri: Vec<Span>,
    pub sat: Vec<Span>,
    pub sun: Vec<Span>,
}

/// How a day differs from its weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DayKind {
    /// No shift begins.
    Holiday,
    /// People work although it would be a day off, or other hours than usual.
    Work,
}

/// A day that differs from the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecialDay {
    pub day: Day,
    pub kind: DayKind,
    #[serde(default)]
    pub name: String,
    /// The weekday whose shifts are worked; when neither this nor `spans` is given, those of the first working day
    /// of the week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<Weekday>,
    /// Shifts of its own; they count before `like`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
}

impl Span {
    /// From and to in minutes after midnight; `None` when they are no times of a day or mean no time at all.
    #[must_use]
    pub fn new(from: u16, to: u16) -> Option<Self> {
        let later = if to <= from { to.checked_add(DAY_MINUTES)? } else { to };
        let fits = from < DAY_MINUTES && to <= DAY_MINUTES && from != to && later - from <= DAY_MINUTES;
        fits.then_some(Self { from, to: later })
    }

    /// Minutes after midnight.
    #[must_use]
    pub fn from(&self) -> i64 {
        i64::from(self.from)
    }

    /// Minutes after midnight of the day it begins on: beyond 24 × 60 when it runs past midnight.
    #[must_use]
    pub fn to(&self) -> i64 {
        i64::from(self.to)
    }
}

/// Minutes of shifts that do not overlap.
pub(super) fn minutes(shifts: &[Span]) -> i64 {
    shifts.iter().map(|shift| shift.to() - shift.from()).sum()
}

impl Weekday {
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mon => "mon",
            Self::Tue => "tue",
            Self::Wed => "wed",
            Self::Thu => "thu",
            Self::Fri => "fri",
            Self::Sat => "sat",
            Self::Sun => "sun",
        }
    }

    #[must_use]
    pub fn of(day: Day) -> Self {
        let place = usize::try_from(day.0.weekday().to_monday_zero_offset()).unwrap_or(0);
        Self::ALL[place % Self::ALL.len()]
    }
}

impl Week {
    /// Nine to twelve and one to six, Monday to Friday: what a company has that never said otherwise.
    #[must_use]
    pub fn office() -> Self {
        let day = vec![Span { from: 9 * 60, to: 12 * 60 }, Span { from: 13 * 60, to: 18 * 60 }];
        let [mon, tue, wed, thu] = std::array::from_fn(|_| day.clone());
        Self { mon, tue, wed, thu, fri: day, ..Self::default() }
    }

    #[must_use]
    pub fn on(&self, day: Weekday) -> &[Span] {
        match day {
            Weekday::Mon => &self.mon,
            Weekday::Tue => &self.tue,
            Weekday::Wed => &self.wed,
            Weekday::Thu => &self.thu,
            Weekday::Fri => &self.fri,
            Weekday::Sat => &self.sat,
            Weekday::Sun => &self.sun,
        }
    }

    /// Whether nobody ever works.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        Weekday::ALL.iter().all(|day| self.on(*day).is_empty())
    }

    /// The same times, each day's in order and those that touch or overlap made one.
    pub(super) fn tidied(&self) -> Self {
        let of = |day| joined(self.on(day));
        Self {
            mon: of(Weekday::Mon),
            tue: of(Weekday::Tue),
            wed: of(Weekday::Wed),
            thu: of(Weekday::Thu),
            fri: of(Weekday::Fri),
            sat: of(Weekday::Sat),
            sun: of(Weekday::Sun),
        }
    }
}

impl SpecialDay {
    /// What is worked on it in such a week.
    pub(super) fn spans_in(&self, week: &Week) -> Vec<Span> {
        match (self.kind, self.like) {
            (DayKind::Holiday, _) => Vec::new(),
            (DayKind::Work, _) if !self.spans.is_empty() => joined(&self.spans),
            (DayKind::Work, Some(day)) => week.on(day).to_vec(),
            (DayKind::Work, None) => {
                let usual = Weekday::ALL.iter().map(|day| week.on(*day)).find(|shifts| !shifts.is_empty());
                usual.unwrap_or_default().to_vec()
            }
        }
    }
}

fn joined(shifts: &[Span]) -> Vec<Span> {
    let mut sorted = shifts.to_vec();
    sorted.sort_unstable();
    let mut out: Vec<Span> = Vec::new();
    for shift in sorted {
        match out.last_mut().filter(|last| shift.from <= last.to) {
            Some(last) => last.to = last.to.max(shift.to),
            None => out.push(shift),
        }
    }
    out
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = if self.to > DAY_MINUTES { self.to - DAY_MINUTES } else { self.to };
        write!(f, "{:02}:{:02}-{:02}:{:02}", self.from / 60, self.from % 60, to / 60, to % 60)
    }
}

impl FromStr for Span {
    type Err = String;
    /// Takes the dashes and colons people type as well: `9：00～12：00`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("'{text}' is not a shift such as 09:00-12:00");
        let (from, to) = text.split_once(['-', '–', '—', '~', '～', '－']).ok_or_else(wrong)?;
        let both = minute(from).zip(minute(to)).and_then(|(from, to)| Self::new(from, to));
        both.ok_or_else(wrong)
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once([':', '：'])?;
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !digits(hours, 2) || !digits(minutes, 2) || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60 && hours * 60 + minutes <= DAY_MINUTES).then_some(hours * 60 + minutes)
}

impl FromStr for Weekday {
    type Err = String;
    /// In English, shortened or not, or in Chinese: `mon`, `Monday`, `周一`, `星期一`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("'{text}' is not a day of the week such as mon or 周一");
        let folded = text.trim().to_lowercase();
        if let Some(day) = folded.strip_prefix("周").or_else(|| folded.strip_prefix("星期")) {
            let place = ["一", "二", "三", "四", "五", "六", "日"].iter().position(|known| *known == day);
            let place = place.or_else(|| (day == "天").then_some(6)).ok_or_else(wrong)?;
            return Ok(Self::ALL[place]);
        }
        const NAMES: [&str; 7] =
            ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let is = |name: &str| folded == name || folded == name[..3];
        NAMES.into_iter().position(is).map(|place| Self::ALL[place]).ok_or_else(wrong)
    }
}

impl Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Span {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Span".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$" })
    }
}
