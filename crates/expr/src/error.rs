//! What is wrong with a text, and where.

use aftersight_contract::{Args, Value};
use std::fmt;
use std::ops::Range;

/// A place in the text: bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    /// From byte positions; texts are shorter than 4 GiB.
    pub(crate) fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// From the beginning of this to the end of the other.
    pub(crate) fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end }
    }
}

macro_rules! codes {
    ($($name:ident $code:literal $english:literal $chinese:literal)+) => {
        /// What is wrong. The sentences' gaps are named in [`Error::args`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $(#[doc = $english] $name,)+
        }

        impl Code {
            /// The machine's name for it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            fn english(self) -> &'static str {
                match self { $(Self::$name => $english,)+ }
            }

            fn chinese(self) -> &'static str {
                match self { $(Self::$name => $chinese,)+ }
            }
        }
    };
}

codes! {
    TooLong "too-long" "the text is longer than {limit} bytes" "文本超过 {limit} 字节"
    TooDeep "too-deep" "nested more than {limit} levels deep" "嵌套超过 {limit} 层"
    Character "unexpected-character" "`{found}` has no meaning here" "此处不能使用“{found}”"
    FullWidth "full-width" "`{found}` is a full-width character; write `{write}`" "“{found}”是全角字符，请改用半角 {write}"
    TextOpen "text-not-closed" "the text that begins here lacks its closing ' (a ' inside a text is written '')" "此处开始的文本缺少结尾的 '（文本中的 ' 写作 ''）"
    NameOpen "name-not-closed" "the name that begins here lacks its closing \"" "此处开始的名称缺少结尾的 \""
    NameEmpty "name-empty" "a name cannot be empty" "名称不能为空"
    NumberTooLarge "number-too-large" "the number `{found}` is too large" "数字 {found} 过大"
    UnknownUnit "unknown-unit" "no unit `{found}`; durations are written in d, h, min or s" "没有单位“{found}”，时长单位为 d、h、min、s"
    DurationFraction "duration-fraction" "a duration is a whole number; write `{found}` in a smaller unit" "时长须为整数，请用更小的单位书写 {found}"
    BadTimestamp "bad-timestamp" "'{found}' is no moment; write it as timestamp '2025-01-31T08:00:00+08:00'" "'{found}' 不是有效时间，请写作 timestamp '2025-01-31T08:00:00+08:00'"
    TimestampOffset "timestamp-without-offset" "'{found}' lacks time or offset from UTC; write it as timestamp '2025-01-31T08:00:00+08:00'" "'{found}' 缺少时间或时区偏移，请写作 timestamp '2025-01-31T08:00:00+08:00'"
    ValueExpected "value-expected" "a value is missing before {found}" "{found}之前缺少一个值"
    TokenExpected "token-expected" "`{expected}` was expected here, not {found}" "此处应为“{expected}”，而不是{found}"
    OperatorExpected "operator-expected" "an operator or the end was expected here, not {found}" "此处应为运算符或结尾，而不是{found}"
    ChainedComparison "chained-comparison" "comparisons cannot be chained; join them with `and`, or set parentheses" "比较不能连写，请用 and 连接或加括号"
    UnknownFunction "unknown-function" "no function `{name}`" "没有函数“{name}”"
    WrongArguments "wrong-arguments" "`{name}` takes {expected} values, not {found}" "“{name}”需要 {expected} 个值，而不是 {found} 个"
    TextLiteral "text-expected" "`{operator}` takes a text in quotes: 'x'" "“{operator}”之后应为引号中的文本：'x'"
    AggregateHere "aggregate-here" "`{name}(…)` can only stand in a formula, and not inside another aggregate" "“{name}(…)”只能用于公式中，且不能嵌套在其他汇总内"
    ColumnOutside "column-outside-aggregate" "in a formula, column `{name}` must stand inside an aggregate: sum({name})" "公式中的列“{name}”须写在汇总函数内：sum({name})"
    NotInFormula "not-in-formula" "`{operator}` cannot stand in a formula outside an aggregate" "公式中“{operator}”只能写在汇总函数内"
    NoAggregate "no-aggregate" "a formula needs an aggregate: count(), sum(…), mean(…), quantile(…)" "公式至少需要一个汇总函数：count()、sum(…)、mean(…)、quantile(…) 等"
    TwoTables "two-tables" "one aggregate reads one table, not both `{first}` and `{second}`" "一个汇总只能读取一张表，不能同时读取“{first}”和“{second}”"
    QuantileRange "quantile-range" "a quantile is a number from 0 to 1: quantile(x, 0.9)" "分位数须为 0 到 1 之间的数字：quantile(x, 0.9)"
    ServiceHere "service-here" "`service(…)` can only stand inside an aggregate of a formula: mean(service(created_at, closed_at))" "“service(…)”只能写在公式的汇总函数内：mean(service(created_at, closed_at))"
    ServiceColumns "service-columns" "`service` takes two columns of times: service(created_at, closed_at)" "“service”需要两个时间列：service(created_at, closed_at)"
    UnknownColumn "unknown-column" "no column `{name}`" "没有列“{name}”"
    UnknownTable "unknown-table" "no table `{name}`" "没有表“{name}”"
    NotBoolean "not-boolean" "true or false is needed here, not {kind}" "此处需要真或假，而不是{kind}"
    NotNumber "not-a-number" "`{operator}` needs numbers or amounts, not {kind}" "“{operator}”需要数字或金额，而不是{kind}"
    KindsDiffer "kinds-differ" "`{operator}` cannot join {left} and {right}" "“{operator}”不能用于{left}和{right}"
    WrongKind "wrong-kind" "`{operator}` cannot take {kind}" "“{operator}”不能用于{kind}"
    TimestampText "timestamp-and-text" "a moment is written timestamp '2025-01-31T08:00:00+08:00', not as a bare text" "时间须写作 timestamp '2025-01-31T08:00:00+08:00'，不能只写文本"
    UnitsDiffer "units-differ" "`{operator}` cannot join {left} and {right}" "“{operator}”不能用于{left}和{right}"
}

/// What is wrong with an expression or formula: its text or its types.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// What.
    pub code: Code,
    /// Where, in bytes.
    pub span: Range<usize>,
    /// Where it begins, in characters counted from 1.
    pub column: usize,
    /// What fills the sentence; `suggestion` where a known name is near.
    pub args: Args,
}

impl Error {
    pub(crate) fn new(code: Code, span: Span) -> Self {
        Self { code, span: span.start as usize..span.end as usize, column: 0, args: Args::new() }
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.args.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn suggest(self, near: Option<&str>) -> Self {
        match near {
            Some(name) => self.with("suggestion", name),
            None => self,
        }
    }

    /// Counts the characters before the place.
    pub(crate) fn locate(mut self, source: &str) -> Self {
        self.column = 1 + source.char_indices().take_while(|(at, _)| *at < self.span.start).count();
        self
    }

    /// The known name that was probably meant.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        match self.args.iter().find(|(name, _)| name == "suggestion") {
            Some((_, Value::Text(name))) => Some(name),
            _ => None,
        }
    }

    /// The sentence in Chinese; `to_string` gives it in English.
    #[must_use]
    pub fn chinese(&self) -> String {
        let mut out = format!("第 {} 个字符：", self.column);
        self.fill(&mut out, self.code.chinese(), true);
        if let Some(name) = self.suggestion() {
            out.push_str("，是否指“");
            out.push_str(name);
            out.push_str("”？");
        }
        out
    }

    /// Does the argument hold a word of ours, and not something that stands in the text?
    fn is_word(&self, name: &str) -> bool {
        match name {
            "kind" | "left" | "right" => true,
            "found" => matches!(self.code, Code::ValueExpected | Code::TokenExpected | Code::OperatorExpected),
            _ => false,
        }
    }

    fn fill(&self, out: &mut String, template: &str, chinese: bool) {
        let mut rest = template;
        while let Some((before, gap)) = rest.split_once('{') {
            let (name, after) = gap.split_once('}').unwrap_or((gap, ""));
            out.push_str(before);
            match self.args.iter().find(|(known, _)| known == name) {
                Some((_, Value::Text(text))) if chinese && self.is_word(name) => out.push_str(word(text)),
                Some((_, Value::Text(text))) => out.push_str(text),
                Some((_, Value::Integer(number))) => out.push_str(&number.to_string()),
                _ => out.push_str("{?}"),
            }
            rest = after;
        }
        out.push_str(rest);
    }
}

/// The Chinese word for a kind, a unit or the end.
fn word(english: &str) -> &str {
    match english {
        "boolean" => "真假值",
        "int64" | "float64" | "number" => "数字",
        "timestamp" => "时间",
        "money" => "金额",
        "text" => "文本",
        "category" => "类别",
        "binary" => "二进制数据",
        "null" => "空值",
        "count" => "数量",
        "ratio" => "比率",
        "duration" => "时长",
        "the end" => "结尾",
        other => other,
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = format!("character {}: ", self.column);
        self.fill(&mut out, self.code.english(), false);
        if let Some(name) = self.suggestion() {
            out.push_str("; did you mean `");
            out.push_str(name);
            out.push_str("`?");
        }
        f.write_str(&out)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_name_the_place_and_the_cure() {
        let error = Error::new(Code::UnknownColumn, Span::new(6, 9))
            .with("name", "stauts")
            .suggest(Some("status"))
            .locate("标题 stauts");
        assert_eq!(error.column, 3);
        assert_eq!(error.to_string(), "character 3: no column `stauts`; did you mean `status`?");
        assert_eq!(error.chinese(), "第 3 个字符：没有列“stauts”，是否指“status”？");
        assert_eq!(error.code.as_str(), "unknown-column");
    }

    #[test]
    fn what_the_user_wrote_is_not_translated() {
        let column = Error::new(Code::UnknownColumn, Span::default()).with("name", "text").locate("text");
        assert_eq!(column.chinese(), "第 1 个字符：没有列“text”");
        let kind = Error::new(Code::NotBoolean, Span::default()).with("kind", "text").locate("text");
        assert_eq!(kind.chinese(), "第 1 个字符：此处需要真或假，而不是文本");
    }

    #[test]
    fn a_gap_without_argument_shows() {
        assert!(Error::new(Code::KindsDiffer, Span::default()).to_string().contains("{?}"));
    }
}
