//! Text as people type it, made comparable: trimmed, full-width folded, with a pinyin key for search.

use pinyin::ToPinyin;

/// Trims, folds full-width digits, Latin and spaces to the usual ones, drops control characters.
#[must_use]
pub fn clean(text: &str) -> String {
    let folded: String = text
        .chars()
        .filter_map(|c| match c {
            '\u{3000}' | '\u{a0}' | '\t' => Some(' '),
            '\u{ff01}'..='\u{ff5e}' if is_folded(c) => char::from_u32(c as u32 - 0xfee0),
            '\n' => Some('\n'),
            c if c.is_control() || c == '\u{feff}' => None,
            c => Some(c),
        })
        .collect();
    folded.trim().to_owned()
}

/// Digits, Latin letters and the hyphen fold; Chinese punctuation such as ， stays as written.
fn is_folded(c: char) -> bool {
    matches!(c, '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' | '\u{ff0d}' | '\u{ff3f}')
}

/// The key one may type instead of a Chinese name: the initials and the full pinyin,
/// `杭州顺达` → `hzsd hangzhoushunda`; Latin and digits stay, in lower case.
#[must_use]
pub fn pinyin_key(name: &str) -> String {
    let (mut initials, mut full) = (String::new(), String::new());
    for c in name.chars() {
        if let Some(syllable) = c.to_pinyin() {
            let plain = syllable.plain();
            initials.extend(plain.chars().next());
            full.push_str(plain);
        } else if c.is_ascii_alphanumeric() {
            let lower = c.to_ascii_lowercase();
            initials.push(lower);
            full.push(lower);
        }
    }
    if initials == full { full } else { format!("{initials} {full}") }
}

/// The digits of a phone number, and nothing else.
#[must_use]
pub fn phone_digits(phone: &str) -> String {
    clean(phone).chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_typing_is_folded() {
        assert_eq!(clean("　Ａ１０１－２ 箱，\u{feff}"), "A101-2 箱，");
        assert_eq!(phone_digits("１３８-0000 0000"), "13800000000");
    }

    #[test]
    fn names_are_found_by_initials_and_by_sound() {
        assert_eq!(pinyin_key("杭州顺达"), "hzsd hangzhoushunda");
        assert_eq!(pinyin_key("ACME 3号"), "acme3h acme3hao");
        assert_eq!(pinyin_key("Acme"), "acme");
    }
}
