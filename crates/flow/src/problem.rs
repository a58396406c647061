//! What is wrong with a drawing, told with the element's name.

use serde::Serialize;

use crate::why::Why;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The id of the element in the file; empty for the file as a whole.
    pub element: String,
    pub name: String,
    #[serde(flatten)]
    pub what: What,
    pub severity: Severity,
    /// The sentence in English; [`Problem::chinese`] says the same.
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
    #[error("the process has more than {steps} steps or {flows} flows")]
    TooManySteps { steps: usize, flows: usize },
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
    #[error("no flow may lead to or from here")]
    MisplacedFlow,
    #[error("the way to “{to}” has no condition and is not the default")]
    MissingCondition { flow: String, to: String },
    #[error("no flow is the default: a case for which no condition holds would stop here")]
    MissingDefault,
    #[error("the message has no name")]
    MissingMessage,
    #[error("the message {message} has no key that tells which case is meant")]
    MissingKey { message: String },
    #[error("the timer says no time")]
    MissingTimer,
    #[error("the expression {text} can never be worked out: {why}")]
    BadExpression { text: String, why: Why },
    #[error("what it says is no time: {why}")]
    UnknownTime { why: Why },
    #[error("the time {text} has passed: nothing will start")]
    TimePassed { text: String },
    #[error("the process is about a document, and the clock has none to start it with")]
    StartNeedsDocument,
    #[error("the clock starts the process: there is nobody who started it and could do this")]
    NobodyStarts,
    #[error("nobody is named to do it, and no lane says whose it is")]
    NobodyNamed,
    #[error("the link {link} has no catching end")]
    MissingLink { link: String },
    #[error("it repeats over nothing: neither a list nor a count is given")]
    MissingItems,
    #[error("no service is named")]
    MissingService,
    #[error("the service {service} is not offered")]
    UnknownService { service: String },
    #[error("no connection is named over which it asks")]
    MissingConnection,
    #[error("there is no connection {connection} in use")]
    UnknownConnection { connection: String },
    #[error("there is no published decision table {table}")]
    UnknownTable { table: String },
    #[error("the name {field} is not known")]
    UnknownField { field: String },
    #[error("no process is named to be called")]
    MissingCalled,
    #[error("not all branches that meet here can be under way together: it would wait for ever")]
    JoinNeverCompletes,
    #[error("{text} is no rule for voting")]
    BadVote { text: String },
}

impl What {
    pub fn chinese(&self) -> String {
        match self {
            What::NoProcess => "文件里没有流程".to_owned(),
            What::NoStart => "流程没有开始".to_owned(),
            What::TooManySteps { steps, flows } => format!("流程超过 {steps} 个步骤或 {flows} 条连线"),
            What::Unsupported { element } => format!("不支持 {element}"),
            What::DoubleId => "编号重复使用".to_owned(),
            What::DanglingFlow { flow } => format!("连线 {flow} 的起点或终点不存在"),
            What::DanglingBoundary { host } => format!("它附着的 {host} 不存在"),
            What::Unreachable => "没有路径到达这里".to_owned(),
            What::NoWayOut => "从这里无法到达任何结束".to_owned(),
            What::MisplacedFlow => "这里不能有连线进出".to_owned(),
            What::MissingCondition { to, .. } => format!("通往“{to}”的路径没有条件，也不是默认路径"),
            What::MissingDefault => "没有默认路径：条件都不成立时会停在这里".to_owned(),
            What::MissingMessage => "消息没有名称".to_owned(),
            What::MissingKey { message } => format!("消息 {message} 没有说明是哪个案例的键"),
            What::MissingTimer => "定时器没有写时间".to_owned(),
            What::BadExpression { text, why } => format!("表达式 {text} 无法求值：{}", why.chinese()),
            What::UnknownTime { why } => format!("写的不是时间：{}", why.chinese()),
            What::TimePassed { text } => format!("时间 {text} 已经过去，不会再发起"),
            What::StartNeedsDocument => "流程针对某张单据，而定时发起没有单据".to_owned(),
            What::NobodyStarts => "流程由定时发起，没有发起人来处理这一步".to_owned(),
            What::NobodyNamed => "没有指定谁来处理，也不在哪个部门的泳道里".to_owned(),
            What::MissingLink { link } => format!("链接 {link} 没有接收端"),
            What::MissingItems => "多实例没有给出列表或次数".to_owned(),
            What::MissingService => "没有指定服务".to_owned(),
            What::UnknownService { service } => format!("没有提供服务 {service}"),
            What::MissingConnection => "没有指定通过哪个接口连接".to_owned(),
            What::UnknownConnection { connection } => format!("没有启用的接口连接 {connection}"),
            What::UnknownTable { table } => format!("没有已发布的决策表 {table}"),
            What::UnknownField { field } => format!("不认识名称 {field}"),
            What::MissingCalled => "没有指定要调用的流程".to_owned(),
            What::JoinNeverCompletes => "汇合在这里的分支不会同时到齐，流程会一直等下去".to_owned(),
            What::BadVote { text } => format!("{text} 不是会签规则"),
        }
    }
}

impl Problem {
    /// The sentence in Chinese.
    pub fn chinese(&self) -> String {
        let shown = if self.name.is_empty() { &self.element } else { &self.name };
        let what = self.what.chinese();
        if shown.is_empty() { what } else { format!("“{shown}”：{what}") }
    }

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
