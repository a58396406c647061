//! What the functions of the language give, as far as their arguments tell: null is of every type and is not spoken of.

use crate::types::Type;
use std::sync::Arc;

/// The type of what a function gives for arguments of these types.
pub(crate) fn result(name: &str, arguments: &[Type]) -> Type {
    match name {
        "string" | "substring" | "upper case" | "lower case" | "substring before" | "substring after"
        | "replace" | "string join" | "day of week" | "month of year" => Type::Text,
        "string length" | "number" | "count" | "decimal" | "floor" | "ceiling" | "round up"
        | "round down" | "round half up" | "round half down" | "modulo" | "sqrt" | "log" | "exp" | "mean"
        | "product" | "median" | "stddev" | "day of year" | "week of year" => Type::Number,
        "not" | "contains" | "starts with" | "ends with" | "matches" | "list contains" | "all" | "any"
        | "odd" | "even" | "is" | "before" | "after" | "meets" | "met by" | "overlaps"
        | "overlaps before" | "overlaps after" | "finishes" | "finished by" | "includes" | "during"
        | "starts" | "started by" | "coincides" => Type::Bool,
        "date" | "today" => Type::Date,
        "time" => Type::Time,
        "date and time" | "now" => Type::DateTime,
        "duration" => Type::Duration,
        "years and months duration" => Type::Months,
        "split" => list(Type::Text),
        "index of" => list(Type::Number),
        "sublist" | "remove" | "reverse" | "distinct values" | "sort" | "mode" => {
            list(item(arguments.first()))
        }
        "append" | "concatenate" | "insert before" | "union" | "flatten" | "list replace" | "get entries" => {
            list(Type::Any)
        }
        // A duration too has a greatest one, a sum, and a size without its sign.
        "min" | "max" | "sum" | "abs" => alike(arguments),
        _ => Type::Any,
    }
}

fn list(item: Type) -> Type {
    Type::List(Arc::new(item))
}

/// What the items of a list are; a single value counts as a list of one.
fn item(argument: Option<&Type>) -> Type {
    match argument.map(Type::bare) {
        Some(Type::List(item)) => (**item).clone(),
        Some(Type::Null) | None => Type::Any,
        Some(one) => one.clone(),
    }
}

/// The type that all of them have.
fn alike(arguments: &[Type]) -> Type {
    let all: Vec<Type> = arguments.iter().map(|argument| item(Some(argument))).collect();
    match all.split_first() {
        Some((first, rest)) if rest.iter().all(|other| other.conforms(first) && first.conforms(other)) => {
            first.bare().clone()
        }
        _ => Type::Any,
    }
}
