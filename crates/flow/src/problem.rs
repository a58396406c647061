//! What is wrong with a drawing, told with the element's name.

use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The id of the element in the file; empty for the file as a whole.
    pub element: String,
    pub name: String,
    #[serde(flatten)]
    pub what: What,
    pub severity: Severity,
    /// The sentence in English; other languages are made from code and arguments.
    pub sentence: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Cannot be run.
    Error,
    /// Can be run, and will probably surprise.
    Warning,
}

/// The codes are stable; the fields are what a sentence needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "args", rename_all = "snake_case")]
pub enum What {
    #[error("there is no process in the file")]
    NoProcess,
    #[error("the process has no start")]
    NoStart,
    #[error("{element} is not supported")]
    Unsupported { element: String },
    #[error("the id is used twice")]
    DoubleId,
    #[error("the flow {flow} leads from or to something that is not there")]
    DanglingFlow { flow: String },
    #[error("it is attached to {host}, which is not there")]
    DanglingBoundary { host: String },
    #[error("nothing leads here")]
    Unreachable,
    #[error("no end can be reached from here")]
    NoWayOut,
    #[error("the flow {flow} has no condition and is not the default")]
    MissingCondition { flow: String },
    #[error("no flow is the default: a case for which no condition holds would stop here")]
    MissingDefault,
    #[error("the message has no name")]
    MissingMessage,
    #[error("the message {message} has no key that tells which case is meant")]
    MissingKey { message: String },
    #[error("the timer says no time")]
    MissingTimer,
    #[error("the link {link} has no catching end")]
    MissingLink { link: String },
    #[error("it repeats over nothing: neither a list nor a count is given")]
    MissingItems,
    #[error("no service is named")]
    MissingService,
    #[error("the service {service} is not offered")]
    UnknownService { service: String },
    #[error("the name {field} is not known")]
    UnknownField { field: String },
    #[error("no process is named to be called")]
    MissingCalled,
    #[error("not all branches that meet here can be under way together: it would wait for ever")]
    JoinNeverCompletes,
    #[error("{text} is no rule for voting")]
    BadVote { text: String },
}

impl Problem {
    pub fn error(element: &str, name: &str, what: What) -> Problem {
        Problem::new(element, name, what, Severity::Error)
    }

    pub fn warning(element: &str, name: &str, what: What) -> Problem {
        Problem::new(element, name, what, Severity::Warning)
    }

    fn new(element: &str, name: &str, what: What, severity: Severity) -> Problem {
        let shown = if name.is_empty() { element } else { name };
        let sentence = if shown.is_empty() { what.to_string() } else { format!("“{shown}”: {what}") };
        Problem { element: element.to_owned(), name: name.to_owned(), what, severity, sentence }
    }
}
