//! What can be wrong with an expression, and where: a code, its arguments and a sentence in both languages.

use serde::Serialize;

/// A piece of the text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

macro_rules! codes {
    ($($name:ident $en:literal $zh:literal)*) => {
        /// Stable names of what can be wrong; `{0}` and `{1}` in the sentences are the problem's arguments.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($name),* }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The English sentence with its gaps.
            pub fn english(self) -> &'static str { match self { $(Code::$name => $en),* } }

            /// The Chinese sentence with its gaps.
            pub fn chinese(self) -> &'static str { match self { $(Code::$name => $zh),* } }
        }
    };
}

codes! {
    Expected "expected {0}, found {1}" "此处应为{0}，实际是{1}"
    UnexpectedEnd "the expression ends where {0} is expected" "表达式在应有{0}处结束"
    Trailing "nothing was expected after the expression, found {0}" "表达式之后不应再有内容，发现{0}"
    BadNumber "{0} is not a number" "{0}不是数字"
    BadText "the text is not closed by a quotation mark" "文本缺少结束引号"
    BadEscape "{0} is not an escape sequence" "{0}不是有效的转义序列"
    BadTemporal "{0} is not a date, time or duration" "{0}不是日期、时间或时长"
    TooLong "the expression is longer than {0} bytes" "表达式超过{0}字节"
    TooDeep "the expression is nested deeper than {0}" "表达式嵌套超过{0}层"
    UnknownName "there is no {0}" "没有名为{0}的字段"
    UnknownField "{1} has no field {0}" "{1}没有字段{0}"
    UnknownFunction "there is no function {0}" "没有函数{0}"
    UnknownType "there is no type {0}" "没有类型{0}"
    UnknownParameter "the function {0} has no parameter {1}" "函数{0}没有参数{1}"
    DuplicateKey "the key {0} stands twice in the context" "键{0}在上下文中重复"
    WrongCount "{0} does not take {1} arguments" "{0}不接受{1}个参数"
    WrongType "{0} cannot take {1}" "{0}不能用于{1}"
    NotComparable "{0} and {1} cannot be compared" "{0}与{1}不能比较"
    NotCallable "{0} is not a function" "{0}不是函数"
    OutOfRange "{0} is out of range" "{0}超出范围"
    DivisionByZero "division by zero" "除数为零"
    BadPattern "{0} is not a regular expression" "{0}不是有效的正则表达式"
    BadValue "{0} is not a valid value for {1}" "{0}不是{1}的有效值"
    NotAllowed "{0} is not an allowed value" "{0}不在允许的取值之内"
    ManyRules "more than one rule matches: {0}" "有多条规则同时命中：{0}"
    Steps "the evaluation takes more than {0} steps" "计算超过{0}步"
    Depth "the evaluation is nested deeper than {0}" "计算嵌套超过{0}层"
    Memory "the evaluation needs more than {0} units of memory" "计算所需内存超过{0}单位"
    External "functions outside FEEL are not supported: {0}" "不支持FEEL之外的函数：{0}"
    BadXml "the file is not XML: {0}" "文件不是有效的XML：{0}"
    BadModel "the DMN model is wrong: {0}" "DMN模型有误：{0}"
}

/// One thing that is wrong, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub code: Code,
    pub args: Vec<String>,
    pub span: Span,
}

impl Problem {
    pub fn new(code: Code, span: Span, args: &[&str]) -> Problem {
        Problem { code, args: args.iter().map(|a| (*a).to_owned()).collect(), span }
    }

    /// The sentence in English.
    pub fn english(&self) -> String {
        fill(self.code.english(), &self.args)
    }

    /// The sentence in Chinese.
    pub fn chinese(&self) -> String {
        let args: Vec<String> = self.args.iter().map(|arg| in_chinese(arg)).collect();
        fill(self.code.chinese(), &args)
    }

    /// How many characters stand before the place in `text`.
    pub fn character(&self, text: &str) -> usize {
        text.char_indices().take_while(|(at, _)| *at < self.span.start as usize).count()
    }
}

/// The words the crate itself puts into arguments; what the text said stays as it is.
const WORDS: [(&str, &str); 20] = [
    ("an expression", "表达式"),
    ("a field", "字段名"),
    ("a key", "键名"),
    ("a parameter's name", "参数名"),
    ("a name and in", "变量名和in"),
    ("null", "空值"),
    ("boolean", "布尔值"),
    ("number", "数字"),
    ("string", "文本"),
    ("date", "日期"),
    ("time", "时间"),
    ("date and time", "日期时间"),
    ("days and time duration", "天时时长"),
    ("years and months duration", "年月时长"),
    ("duration", "时长"),
    ("list", "列表"),
    ("context", "上下文"),
    ("range", "区间"),
    ("function", "函数"),
    ("time zone", "时区"),
];

fn in_chinese(arg: &str) -> String {
    let word = |arg: &str| {
        WORDS.iter().find(|(english, _)| *english == arg).map_or(arg.to_owned(), |(_, zh)| (*zh).to_owned())
    };
    arg.split(", ").map(word).collect::<Vec<_>>().join("、")
}

fn fill(sentence: &str, args: &[String]) -> String {
    let mut filled = sentence.to_owned();
    for (i, arg) in args.iter().enumerate() {
        filled = filled.replace(&format!("{{{i}}}"), arg);
    }
    filled
}

/// The evaluation was stopped: a budget is used up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault(pub Problem);

/// Why a step gave no value: FEEL goes on with null and a note, or all stops.
#[derive(Clone, Debug)]
pub(crate) enum Stop {
    Note(Code, Vec<String>),
    Fault(Fault),
}

impl Stop {
    pub(crate) fn note(code: Code, args: &[&str]) -> Stop {
        Stop::Note(code, args.iter().map(|a| (*a).to_owned()).collect())
    }
}

pub(crate) type Answer = Result<crate::value::Value, Stop>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_sentence_with_the_same_gaps_in_both_languages() {
        for code in Code::ALL {
            assert!(!code.english().is_empty() && !code.chinese().is_empty(), "{code:?}");
            for gap in ["{0}", "{1}", "{2}"] {
                assert_eq!(code.english().contains(gap), code.chinese().contains(gap), "{code:?} {gap}");
            }
        }
    }
}
