//! Rights on fields while a step lasts: `note=write;price=read;cost=hidden`, `!` after `write`: it must be filled.

use base::{Problems, Result};
use flow::{Value as Kept, Vars};

use crate::rules::Refusal;

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    Hidden,
    Read,
    Write,
    /// Written, and never left empty.
    Required,
}

/// What a step says of fields; what it does not name is free.
pub(crate) fn rights(line: &str) -> Vec<(String, Right)> {
    let each = line.split(';').filter_map(|part| {
        let (field, right) = part.split_once('=')?;
        let right = match right.trim() {
            "hidden" => Right::Hidden,
            "read" => Right::Read,
            "write" => Right::Write,
            "write!" => Right::Required,
            _ => return None,
        };
        Some((field.trim().to_owned(), right))
    });
    each.collect()
}

/// Refuses what was typed into fields that may not be written, and what was left out.
pub(crate) fn check(rights: &[(String, Right)], typed: &Vars) -> Result<()> {
    let mut problems = Problems::default();
    for (field, right) in rights {
        let value = typed.get(field);
        match right {
            Right::Hidden | Right::Read if value.is_some() => {
                problems.add(field.as_str(), &Refusal::FieldNotWritable { field: field.clone() });
            }
            Right::Required if matches!(value, None | Some(Kept::Null)) || value == Some(&Kept::text("")) => {
                problems.add(field.as_str(), &Refusal::FieldRequired { field: field.clone() });
            }
            _ => {}
        }
    }
    problems.check()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_rights_is_read_and_held() {
        let known = rights("note=write!; price=read;cost=hidden;x=odd");
        assert_eq!(
            known,
            [("note".into(), Right::Required), ("price".into(), Right::Read), ("cost".into(), Right::Hidden)]
        );
        assert!(check(&known, &Vars::from([("note", "ok".into())])).is_ok());
        let typed = Vars::from([("note", "".into()), ("price", 3.into())]);
        let said = check(&known, &typed).map_err(|error| error.to_string()).err().unwrap_or_default();
        assert!(
            said.contains("note: field_required") && said.contains("price: field_not_writable"),
            "{said}"
        );
    }
}
