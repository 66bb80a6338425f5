//! The ways in which data breaks its promise, each in both languages.

macro_rules! breaches {
    ($($name:ident $chinese:literal $english:literal)+) => {
        /// How data breaks its promise.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Breach {
            $(#[doc = $english] $name,)+
        }

        impl Breach {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// In Chinese, behind the place.
            #[must_use]
            pub fn zh(self) -> &'static str {
                match self { $(Self::$name => $chinese,)+ }
            }

            /// In English, behind the place.
            #[must_use]
            pub fn en(self) -> &'static str {
                match self { $(Self::$name => $english,)+ }
            }
        }
    };
}

breaches! {
    Twice "重复出现" "stands twice"
    NameLength "列名应有 1 到 256 个字节" "a name has 1 to 256 bytes"
    ShortValidity "空值标记少于行数" "its validity is shorter than its rows"
    Rows "行数与要求的不同" "it has another number of rows"
    NotFinite "含有 NaN 或无穷大" "it holds NaN or infinity"
    Offsets "偏移量没有从 0 递增到数据末尾" "its offsets do not rise from 0 to the end of its bytes"
    NotUtf8 "不是 UTF-8 文本" "it is not UTF-8"
    CutCharacter "偏移量落在一个字符中间" "an offset cuts a character in two"
    UnknownCode "类别编号没有对应的名称" "a code names nothing"
    Lengths "各项列表长度不一" "its lists differ in length"
    NoteRow "提到了批次中没有的行" "a note names a row that is not in the batch"
    ForeignColumn "属于另一张表，不能修改" "it belongs to another table and cannot be changed"
    MixedKinds "不同的键得到不同的类型" "it is of one kind for some keys and of another for others"
    NoValue "缺失，或不是 float64" "it is missing, or holds no float64"
    FigureNotFinite "数值是 NaN 或无穷大" "a figure is NaN or infinite"
    EvidenceRole "证据引用了计划之外的角色" "evidence names a role that was not planned"
    EvidenceRow "证据引用了没有收到的行" "evidence names a row that was not handed in"
    NoFunction "缺少约定的函数" "it lacks a function of the contract"
    OtherArray "数组类型不符" "it is an array of another type"
    UnknownKind "值的类型未知" "its values are of no known kind"
    NoAction "处理方式不在约定之列" "a note's action is none"
    NoSeverity "严重程度不在约定之列" "a finding's severity is none"
    NoWindow "窗口类型不在约定之列" "a role's window is none"
    NoRule "派生列的规则不在约定之列" "a derived column's rule is none"
    NoRecord "不是记录" "it is no record"
    NoList "不是列表" "it is no list"
    NoPair "不是成对的值" "it is no pair"
    NoText "不是文本" "it is no text"
    NoBoolean "不是真假值" "it is no boolean"
    NoNumber "不是数字" "it is no number"
    NoInteger "不是 64 位整数" "it is no 64-bit integer"
    NoUnsigned "不是 64 位无符号整数" "it is no unsigned 64-bit integer"
    NoSmallUnsigned "不是 32 位无符号整数" "it is no unsigned 32-bit integer"
    NoArgument "参数值的类型不在约定之列" "it is no value"
}

/// What breaks its promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A column, by its name as far as it has one.
    Column(String),
    /// A role of a plan.
    Role(String),
    /// A cleaner's notes.
    Notes,
    /// An analysis' findings.
    Findings,
    /// Something that the host cannot name.
    Answer,
}

/// Data that breaks its promise: where, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Where.
    pub place: Place,
    /// How.
    pub what: Breach,
}

impl Malformed {
    /// Of a column.
    #[must_use]
    pub fn column(name: &str, what: Breach) -> Self {
        let mut end = name.len().min(super::NAME_BYTES);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        Self { place: Place::Column(name[..end].to_owned()), what }
    }

    /// The sentence in Chinese; `to_string` gives it in English.
    #[must_use]
    pub fn zh(&self) -> String {
        let what = self.what.zh();
        match &self.place {
            Place::Column(name) if name.is_empty() => what.to_owned(),
            Place::Column(name) => format!("列“{name}”：{what}"),
            Place::Role(name) => format!("角色“{name}”：{what}"),
            Place::Notes => format!("清洗记录：{what}"),
            Place::Findings => format!("发现：{what}"),
            Place::Answer => what.to_owned(),
        }
    }
}

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = self.what.en();
        match &self.place {
            Place::Column(name) => write!(f, "column `{name}`: {what}"),
            Place::Role(name) => write!(f, "role `{name}`: {what}"),
            Place::Notes => write!(f, "its notes: {what}"),
            Place::Findings => write!(f, "its findings: {what}"),
            Place::Answer => f.write_str(what),
        }
    }
}

impl std::error::Error for Malformed {}
