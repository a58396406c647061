//! Why a case cannot go on, where it is no matter of the drawing's shape: a code, its facts, a sentence in both languages.

use std::sync::Arc;

use flow::Why;
use serde::Serialize;
use serde_json::{Map, Value};

/// What keeps a step from being done. The kernel keeps it with the token; an incident tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Trouble {
    #[error("nobody is there to do this")]
    NobodyThere,
    #[error("the step says nobody")]
    SaysNobody,
    #[error("“{text}” says nobody")]
    TextSaysNobody { text: String },
    #[error("more than one answer says who")]
    ManyAnswers,
    #[error("an answer cannot refer to {text}")]
    AnswerRefers { text: String },
    #[error("there is nothing called {name}")]
    NothingCalled { name: String },
    #[error("“{line}” assigns nothing")]
    AssignsNothing { line: String },
    #[error("the step names no decision table")]
    NoTable,
    #[error("there is no decision table {table}")]
    TableUnknown { table: String },
    #[error("the decision table {table}: {why}")]
    InTable { table: String, why: Why },
    #[error("no rule fits {values}")]
    NoRuleFits { values: String },
    #[error("there is no service {service}")]
    ServiceUnknown { service: String },
    #[error("{fault}")]
    ServiceFault { fault: String },
    #[error("processes call one another more than {max} deep")]
    CallsTooDeep { max: u32 },
    #[error("more than {max} cases run about the same document")]
    TooManyCases { max: i64 },
    #[error("the process {process} is not in use")]
    CalledInactive { process: String },
    #[error("the called case was ended by hand")]
    CalledStopped,
    #[error("the step is gone")]
    StepGone,
    #[error("the step has no timer")]
    NoTimer,
    #[error("“{text}” is neither a moment nor a duration")]
    NoMoment { text: String },
    #[error("“{text}” is no repeating time such as R/2026-12-01T09:00:00/P1D")]
    NoCycle { text: String },
    #[error("“{text}” is no time that passes")]
    StandsStill { text: String },
    #[error("“{text}” is no working time such as PT8H")]
    NoWorkingTime { text: String },
    #[error("the calendar has no working time")]
    NeverOpen,
}

impl Trouble {
    fn facts(&self) -> (Arc<str>, Map<String, Value>) {
        let Ok(Value::Object(mut facts)) = serde_json::to_value(self) else { return Default::default() };
        let code = facts.remove("code");
        (code.as_ref().and_then(Value::as_str).unwrap_or_default().into(), facts)
    }

    /// Whether this is what a case tells.
    pub(crate) fn is(&self, why: &Why) -> bool {
        why.code == self.facts().0
    }
}

impl From<Trouble> for Why {
    fn from(trouble: Trouble) -> Self {
        let text = trouble.to_string().into();
        let (code, facts) = trouble.facts();
        Self { code, facts, text, zh: Box::default() }
    }
}

/// What an expression itself cannot.
pub(crate) fn of_expression(problem: &rules::Problem) -> Why {
    let code = serde_json::to_value(problem.code).unwrap_or_default();
    Why {
        code: code.as_str().unwrap_or_default().into(),
        facts: Map::from_iter([("args".to_owned(), problem.args.clone().into())]),
        text: problem.english().into(),
        zh: problem.chinese().into(),
    }
}

/// What the document itself refuses to tell.
pub(crate) fn of_refusal(error: &base::Error) -> Why {
    let Some(refused) = error.refused() else { return error.to_string().into() };
    let (code, facts) = (refused.code.as_str().into(), refused.params.clone());
    Why { code, facts, text: refused.detail.as_str().into(), zh: Box::default() }
}
