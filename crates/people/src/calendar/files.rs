//! Days off and days to work as they are published: CSV, JSON, iCalendar.
//!
//! CSV has the columns `day`, `kind` and, when wanted, `name`, `like`, `spans`, with English or Chinese headings or none;
//! lines that begin with `#` are remarks. JSON is a list of such days, alone or under `days`; `date` and `isOffDay`, as
//! widely used collections of Chinese holidays have them, are understood. Of an iCalendar file the whole days
//! count whose summary says that they are off (休, 假) or worked (班); others are passed over.

use base::calendar::{DayKind, Span, SpecialDay, Weekday};
use base::refusal::{Common, Problems};
use base::text::clean;
use base::{Day, Result};
use jiff::civil::Date;
use serde::Deserialize;

use crate::rules::Refusal;

/// No holiday is longer.
const EVENT_DAYS_MAX: i64 = 60;

/// Reads a file, whatever of the three it is.
///
/// # Errors
/// `holiday_file_unreadable`, `holiday_file_empty`, wrong lines together.
pub fn read(bytes: &[u8]) -> Result<Vec<SpecialDay>> {
    let text = text(bytes);
    let days = match text.trim_start().chars().next() {
        Some('{' | '[') => json(&text)?,
        _ if text.trim_start().starts_with("BEGIN:VCALENDAR") => events(&text),
        _ => table(&text)?,
    };
    if days.is_empty() {
        return Err(Refusal::HolidayFileEmpty.into());
    }
    Ok(days)
}

/// UTF-8 when it is that, else what Chinese spreadsheets write.
fn text(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    }
}

const COLUMNS: [(&str, &str); 5] =
    [("day", "日期"), ("kind", "类型"), ("name", "名称"), ("like", "同"), ("spans", "班次")];

fn table(text: &str) -> Result<Vec<SpecialDay>> {
    let lines =
        text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let mut places: Option<[Option<usize>; 5]> = None;
    let (mut days, mut problems) = (Vec::new(), Problems::default());
    for (number, line) in lines {
        let record = record(line)?;
        let places = match places {
            Some(known) => known,
            None if day(record.get(0).unwrap_or_default()).is_some() => {
                *places.insert([Some(0), Some(1), Some(2), Some(3), Some(4)])
            }
            None => {
                places = Some(headings(&record)?);
                continue;
            }
        };
        let cells = places.map(|place| place.and_then(|place| record.get(place)).unwrap_or_default());
        if cells.iter().any(|cell| !cell.is_empty()) {
            days.extend(row(number + 1, cells, &mut problems));
        }
    }
    problems.check()?;
    Ok(days)
}

fn record(line: &str) -> Result<csv::StringRecord> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(line.as_bytes());
    let mut record = csv::StringRecord::new();
    let unreadable = |e: csv::Error| Refusal::HolidayFileUnreadable { reason: e.to_string() };
    reader.read_record(&mut record).map_err(unreadable)?;
    Ok(record)
}

fn headings(record: &csv::StringRecord) -> Result<[Option<usize>; 5]> {
    let place = |(code, zh): (&str, &str)| {
        record.iter().position(|cell| cell.eq_ignore_ascii_case(code) || cell == zh)
    };
    let places = COLUMNS.map(place);
    if places[0].is_none() || places[1].is_none() {
        let reason = "the columns day and kind are needed".to_owned();
        return Err(Refusal::HolidayFileUnreadable { reason }.into());
    }
    Ok(places)
}

/// One line of a table; what is wrong with it is added to the problems.
fn row(line: usize, cells: [&str; 5], problems: &mut Problems) -> Option<SpecialDay> {
    let mut wrong = |column: usize, expected: &str| {
        let value = cells[column].to_owned();
        let problem = Common::InvalidValue { value, expected: expected.to_owned() };
        problems.add(format!("lines[{line}].{}", COLUMNS[column].0), &problem);
    };
    let (day, kind) = (day(cells[0]), kind(cells[1]));
    if day.is_none() {
        wrong(0, "a day such as 2026-10-01");
    }
    if kind.is_none() {
        wrong(1, "holiday or work");
    }
    let like = Some(cells[3]).filter(|cell| !cell.is_empty()).map(str::parse::<Weekday>);
    if matches!(like, Some(Err(_))) {
        wrong(3, "a day of the week such as mon");
    }
    let spans: Result<Vec<Span>, String> =
        cells[4].split([' ', ';', '；', '、']).filter(|s| !s.is_empty()).map(str::parse).collect();
    if spans.is_err() {
        wrong(4, "shifts such as 09:00-12:00 13:00-18:00");
    }
    Some(SpecialDay {
        day: day?,
        kind: kind?,
        name: clean(cells[2]),
        like: like.transpose().ok()?,
        spans: spans.ok()?,
    })
}

/// `2026-10-01`, and what spreadsheets make of it: `2026/10/1`; `20261001`.
fn day(text: &str) -> Option<Day> {
    let compact = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = if compact {
        vec![&text[..4], &text[4..6], &text[6..]]
    } else {
        text.trim_end_matches('日').split(['-', '/', '.', '年', '月']).collect()
    };
    let [year, month, day] = parts[..] else { return None };
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (1970..=2200).contains(&date.year()).then_some(Day(date))
}

fn kind(text: &str) -> Option<DayKind> {
    match text.to_lowercase().as_str() {
        "holiday" | "off" | "休" | "休息" | "假" | "放假" | "假期" | "节假日" => {
            Some(DayKind::Holiday)
        }
        "work" | "班" | "上班" | "补班" | "工作" | "工作日" => Some(DayKind::Work),
        _ => None,
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Listed {
    Days { days: Vec<Entry> },
    Alone(Vec<Entry>),
}

#[derive(Deserialize)]
struct Entry {
    #[serde(alias = "date")]
    day: Day,
    kind: Option<DayKind>,
    #[serde(rename = "isOffDay")]
    is_off: Option<bool>,
    #[serde(default)]
    name: String,
    like: Option<Weekday>,
    #[serde(default)]
    spans: Vec<Span>,
}

fn json(text: &str) -> Result<Vec<SpecialDay>> {
    let unreadable = |reason: String| Refusal::HolidayFileUnreadable { reason };
    let listed: Listed = serde_json::from_str(text).map_err(|e| unreadable(e.to_string()))?;
    let (Listed::Days { days } | Listed::Alone(days)) = listed;
    let read = |entry: Entry| {
        let said = entry.is_off.map(|off| if off { DayKind::Holiday } else { DayKind::Work });
        let kind = entry.kind.or(said).ok_or_else(|| unreadable(format!("{} has no kind", entry.day)))?;
        Ok(SpecialDay {
            day: entry.day,
            kind,
            name: clean(&entry.name),
            like: entry.like,
            spans: entry.spans,
        })
    };
    days.into_iter().map(read).collect()
}

/// The whole days of an iCalendar file that say what they are.
fn events(text: &str) -> Vec<SpecialDay> {
    // A line that begins with a space goes on with the one before it (RFC 5545, 3.1).
    let unfolded = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    let mut days = Vec::new();
    for event in unfolded.split("BEGIN:VEVENT").skip(1) {
        let value = |name: &str| {
            let lines = event.lines().filter_map(|line| line.split_once(':'));
            let mut named = lines.filter(|(key, _)| key.split(';').next() == Some(name));
            named.next().map(|(_, value)| value.trim())
        };
        let summary = value("SUMMARY").unwrap_or_default();
        let kind = match value("X-APPLE-SPECIAL-DAY") {
            Some("ALTERNATE-WORKDAY") => Some(DayKind::Work),
            Some("WORK-HOLIDAY") => Some(DayKind::Holiday),
            _ if summary.contains('班') => Some(DayKind::Work),
            _ if summary.contains(['休', '假']) => Some(DayKind::Holiday),
            _ => None,
        };
        let (Some(kind), Some(first)) = (kind, value("DTSTART").and_then(day)) else { continue };
        let after = value("DTEND").and_then(day).unwrap_or(first.plus(1));
        let count = first.days_until(after).clamp(1, EVENT_DAYS_MAX);
        let name = clean(&summary.replace('\\', ""));
        days.extend((0..count).map(|ahead| SpecialDay {
            day: first.plus(ahead),
            kind,
            name: name.clone(),
            like: None,
            spans: Vec::new(),
        }));
    }
    days
}

/// Public holidays that come with the product: a code, its name in Chinese and English, the file.
pub const SHIPPED: &[(&str, &str, &str, &str)] = &[
    (
        "cn-2026",
        "中国 2026 年放假安排（国务院办公厅）",
        "China's public holidays of 2026 (State Council)",
        include_str!("../../../../templates/holidays/cn-2026.csv"),
    ),
    (
        "cn-2025",
        "中国 2025 年放假安排（国务院办公厅）",
        "China's public holidays of 2025 (State Council)",
        include_str!("../../../../templates/holidays/cn-2025.csv"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(file: &[u8]) -> String {
        match read(file) {
            Ok(days) => {
                let one = |day: &SpecialDay| {
                    let like = day.like.map(|like| format!(" like {}", like.as_str())).unwrap_or_default();
                    let spans: String = day.spans.iter().map(|span| format!(" {span}")).collect();
                    format!("{} {:?} {}{like}{spans}", day.day, day.kind, day.name)
                };
                days.iter().map(one).collect::<Vec<_>>().join("\n")
            }
            Err(refused) => refused.to_string(),
        }
    }

    #[test]
    fn tables_are_read_with_headings_in_any_order_or_none() {
        let two = "2026-02-14 Work 春节 like fri\n2026-02-17 Holiday 春节";
        for file in [
            "day,kind,name,like\n2026-02-14,work,春节,fri\n2026-02-17,holiday,春节\n",
            "\u{feff}# 来源\r\n名称,类型,日期,同\r\n春节,班,2026/2/14,周五\r\n\r\n春节,休,2026/2/17,\r\n",
            "20260214,上班,春节,Friday\n20260217,放假,春节",
            "日期,类型,名称,同\n2026年2月14日,补班,春节,星期五\n2026.2.17,Holiday,春节,",
        ] {
            assert_eq!(shown(file.as_bytes()), two, "{file}");
            assert_eq!(
                shown(&encoding_rs::GB18030.encode(file.trim_start_matches('\u{feff}')).0),
                two,
                "{file}"
            );
        }
        assert_eq!(
            shown("day,kind,spans\n2026-02-14,work,09:00-12:00 22:00-06:00".as_bytes()),
            "2026-02-14 Work  09:00-12:00 22:00-06:00"
        );
    }

    #[test]
    fn wrong_lines_are_named_together() {
        let told = shown("day,kind,name,like,spans\n# 一\n2026-02-30,holiday\n2026-03-01,maybe\n2026-03-02,work,,noday,9-5\n".as_bytes());
        for part in ["lines[3].day", "lines[4].kind", "lines[5].like", "lines[5].spans", "4 fields"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(shown(b"").contains("holiday_file_empty"));
        assert!(shown(b"day,name\n2026-03-01,x").contains("holiday_file_unreadable"));
        assert!(shown(b"[{\"day\": \"2026-03-01\"}]").contains("has no kind"));
        assert!(shown(b"{}").contains("holiday_file_unreadable"));
        assert!(shown(&[0xff, 0xfe, 0x00, 0x80]).contains("refused"));
    }

    #[test]
    fn collections_in_json_are_understood() {
        let two = "2026-01-04 Work 元旦\n2026-02-17 Holiday 春节";
        let collected = r#"{"year": 2026, "days": [{"name": "元旦", "date": "2026-01-04", "isOffDay": false},
            {"name": "春节", "date": "2026-02-17", "isOffDay": true}]}"#;
        let ours = r#"[{"day": "2026-01-04", "kind": "work", "name": "元旦"},
            {"day": "2026-02-17", "kind": "holiday", "name": "春节"}]"#;
        assert_eq!(shown(collected.as_bytes()), two);
        assert_eq!(shown(ours.as_bytes()), two);
    }

    #[test]
    fn calendars_tell_off_and_work_by_their_summary() {
        let file = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:节假日\r\nBEGIN:VEVENT\r\nSUMMARY:元旦假期\r\n\
            DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20260104\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260104\r\n\
            SUMMARY:上班\r\n (补元旦)\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:春节（休）\r\nDTSTART;VALUE=DATE:20260217\r\nEND:VEVENT\r\n\
            BEGIN:VEVENT\r\nSUMMARY:情人节\r\nDTSTART;VALUE=DATE:20260214\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Spring Festival\r\n\
            X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY\r\nDTSTART;VALUE=DATE:20260228\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let told = "2026-01-01 Holiday 元旦假期\n2026-01-02 Holiday 元旦假期\n2026-01-03 Holiday 元旦假期\n\
            2026-01-04 Work 上班(补元旦)\n2026-02-17 Holiday 春节（休）\n2026-02-28 Work Spring Festival";
        assert_eq!(
            shown(file.as_bytes()).replace('(', "（").replace(')', "）"),
            told.replace('(', "（").replace(')', "）")
        );
    }

    #[test]
    fn what_is_shipped_can_be_read_and_moves_whole_days() {
        for (code, _, _, file) in SHIPPED {
            let days = read(file.as_bytes()).unwrap();
            let year: i16 = code[3..].parse().unwrap();
            let weekend = |day: &SpecialDay| matches!(Weekday::of(day.day), Weekday::Sat | Weekday::Sun);
            assert!(days.iter().all(|day| day.day.0.year() == year), "{code}");
            assert!(
                days.iter().filter(|day| day.kind == DayKind::Work).all(weekend),
                "{code}: work on a weekend"
            );
            assert!(days.windows(2).all(|pair| pair[0].day < pair[1].day), "{code}: in order, each once");
        }
    }
}
