//! Text files: encoding and delimiter found out, rows read as ragged as they are.

use std::borrow::Cow;
use std::ops::ControlFlow;

use base::Result;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

use super::{Format, Refusal, Row, Take};

/// How much of a file is looked at to guess an encoding that is not UTF-8.
const LOOK: usize = 256 * 1024;
const DELIMITERS: [char; 4] = [',', '\t', ';', '|'];

pub(super) fn detect(bytes: &[u8]) -> Result<Format> {
    let encoding = encoding(bytes);
    let head = &bytes[..bytes.len().min(LOOK)];
    let text = decoded(head, encoding);
    if text.chars().take(4_000).any(|c| c == '\0') {
        return Err(Refusal::FileUnreadable { reason: "it holds bytes that are no text".into() }.into());
    }
    if text.trim().is_empty() {
        return Err(Refusal::FileEmpty.into());
    }
    Ok(Format::Text { encoding: encoding.name().to_owned(), delimiter: delimiter(&text) })
}

/// UTF-8 is checked exactly; only what is not UTF-8 is guessed.
fn encoding(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(LOOK)], true);
    match detector.guess(Some(b"cn"), Utf8Detection::Deny) {
        // GB18030 reads all that GBK does, and the rest of Unicode.
        guessed if guessed == GBK => GB18030,
        guessed => guessed,
    }
}

fn decoded<'b>(bytes: &'b [u8], encoding: &'static Encoding) -> Cow<'b, str> {
    encoding.decode(bytes).0
}

/// The delimiter that divides the first lines most, and most evenly.
fn delimiter(text: &str) -> char {
    let score = |delimiter: char| {
        let counts: Vec<usize> = text.lines().take(20).map(|line| outside_quotes(line, delimiter)).collect();
        let most = counts.iter().copied().max().unwrap_or(0);
        (counts.iter().filter(|count| **count == most && most > 0).count() * most, most)
    };
    DELIMITERS.into_iter().rev().max_by_key(|d| score(*d)).unwrap_or(',')
}

fn outside_quotes(line: &str, delimiter: char) -> usize {
    let mut quoted = false;
    line.chars()
        .filter(|c| {
            quoted ^= *c == '"';
            *c == delimiter && !quoted
        })
        .count()
}

pub(super) fn rows(bytes: &[u8], encoding: &str, delimiter: char, take: &mut Take<'_>) -> Result<()> {
    let encoding = Encoding::for_label(encoding.as_bytes()).unwrap_or(UTF_8);
    let text = decoded(bytes, encoding);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    // A spreadsheet counts rows, the reader lines: those within quotes are taken off.
    let mut within_quotes = 0;
    loop {
        let more =
            reader.read_record(&mut record).map_err(|e| Refusal::FileUnreadable { reason: e.to_string() })?;
        if !more {
            return Ok(());
        }
        let (line, byte) = record.position().map_or((0, 0), |at| (at.line(), at.byte()));
        // The reader's place is before the empty lines it skipped.
        let skipped = text.as_bytes().iter().skip(usize::try_from(byte).unwrap_or(usize::MAX));
        let skipped = skipped.take_while(|b| matches!(b, b'\n' | b'\r')).filter(|b| **b == b'\n').count();
        let no = i64::try_from(line).unwrap_or(i64::MAX) + skipped as i64 - within_quotes;
        within_quotes += record.iter().map(|cell| cell.matches('\n').count() as i64).sum::<i64>();
        let cells = record.iter().map(str::to_owned).collect();
        if let ControlFlow::Break(()) = take(Row { no, cells })? {
            return Ok(());
        }
    }
}
