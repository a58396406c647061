//! Files as they come: encodings, delimiters, quotes, ragged and broken ones.
#![allow(clippy::unwrap_used)]

use super::*;

fn cells(bytes: &[u8]) -> Vec<(i64, Vec<String>)> {
    let format = detect(bytes).unwrap();
    first_rows(bytes, &format, usize::MAX).unwrap().into_iter().map(|row| (row.no, row.cells)).collect()
}

fn code(bytes: &[u8]) -> String {
    let read = detect(bytes).and_then(|format| first_rows(bytes, &format, usize::MAX));
    read.map_or_else(|e| e.refused().unwrap().code.clone(), |_| "fine".into())
}

#[test]
fn encodings_are_found_out() {
    let text = "单号,货号,数量\nA1,鼠标,2\n";
    let expected = vec![
        (1, ["单号", "货号", "数量"].map(String::from).to_vec()),
        (2, ["A1", "鼠标", "2"].map(String::from).to_vec()),
    ];
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let bom = ["\u{feff}", text].concat().into_bytes();
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    for bytes in [text.as_bytes().to_vec(), bom, gb, utf16] {
        assert_eq!(cells(&bytes), expected, "{bytes:?}");
    }
}

#[test]
fn delimiters_quotes_and_ragged_rows_are_read() {
    for (text, wanted) in
        [("a;b;c\n1,5;2;3", "1,5"), ("a\tb\n1,5\t2", "1,5"), ("a|b\nx|y", "x"), ("a,b\n1;2,3", "1;2")]
    {
        assert_eq!(cells(text.as_bytes())[1].1[0], wanted, "{text}");
    }
    let rows = cells(b"a,b,c\n\n\"two\nlines\",\"say \"\"hi\"\"\"\n1,2,3,4\n");
    assert_eq!(
        rows.iter().map(|row| row.0).collect::<Vec<_>>(),
        [1, 3, 4],
        "rows as a spreadsheet counts them"
    );
    assert_eq!(rows[1].1, ["two\nlines", "say \"hi\""]);
    assert_eq!(rows[2].1.len(), 4);
}

#[test]
fn cells_mean_what_people_see() {
    for (cell, value) in [
        ("=\"1234567890123456789\"", "1234567890123456789"),
        ("'138****1111", "138****1111"),
        ("\t6917926768820000001", "6917926768820000001"),
        ("１２　", "12"),
        ("'quoted'", "'quoted'"),
    ] {
        assert_eq!(plain(cell), value);
    }
    for cell in ["=1+1", "+86 138", "@x", "-x", "-5", "ok"] {
        assert_eq!(plain(&guarded(cell)), cell);
    }
    assert!(guarded("=1+1").starts_with('\'') && guarded("-5") == "-5");
    assert!(is_mangled("1.23457E+17") && !is_mangled("12E4") && !is_mangled("A1.E+5x"));
}

#[test]
fn numbers_of_spreadsheets_are_written_without_binary_dust() {
    for (value, text) in [
        (0.1 + 0.2, "0.3"),
        (12.5, "12.5"),
        (-0.05, "-0.05"),
        (100.0, "100"),
        (0.0, "0"),
        (123_456_789_012_345.0, "123456789012345"),
        (1e-7, "0.0000001"),
        (1_234_567_890_123_456_789.0, "1.23456789012346E+18"),
    ] {
        assert_eq!(cell::number(value), text);
    }
    assert!(is_mangled(&cell::number(1e18)));
}

#[test]
fn what_is_no_table_is_refused_by_name() {
    assert_eq!(code(b""), "file_empty");
    assert_eq!(code(b"\n\n  \n"), "file_empty");
    assert_eq!(code(&[0xd0, 0xcf, 0x11, 0xe0, 0]), "file_old_excel");
    assert_eq!(code(b"PK\x03\x04 and nothing"), "file_unreadable");
    assert_eq!(code(b"\x00\x01\x02\x03"), "file_unreadable");
    assert_eq!(code(format!("a\n{}", "x".repeat(CELL_MAX + 1)).as_bytes()), "file_cell_too_long");
    assert_eq!(code(",".repeat(COLUMNS_MAX + 1).replace(',', "x,").as_bytes()), "file_too_many_columns");
}

#[test]
fn workbooks_are_read_and_bombs_are_not() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "单号").unwrap().write(0, 1, "数量").unwrap().write(0, 2, "日期").unwrap();
    sheet.write(2, 0, "A1").unwrap().write(2, 1, 2.5).unwrap();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 11, 23).unwrap();
    sheet.write_with_format(2, 2, &day, &date).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let rows = cells(&bytes);
    assert_eq!(rows[1], (3, ["A1", "2.5", "2026-11-23"].map(String::from).to_vec()));
    for cut in (0..bytes.len()).step_by(97) {
        let _ = code(&bytes[..cut]);
    }
}

#[test]
fn random_damage_never_panics() {
    let text = "单号,货号,数量\nA1,\"鼠标\",2\n\"B2\",x,3\n".repeat(20).into_bytes();
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "a").unwrap().write(1, 1, 3.5).unwrap();
    let packed = book.save_to_buffer().unwrap();
    let mut seed = 20_261_124u64;
    let mut random = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    for _ in 0..300 {
        for original in [&text, &packed] {
            let mut bytes = original.clone();
            for _ in 0..=random(8) {
                let at = random(bytes.len());
                bytes[at] = u8::try_from(random(256)).unwrap();
            }
            let _ = code(&bytes);
        }
    }
}
