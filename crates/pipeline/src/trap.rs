//! Instructions and values that no host carries out, each in both languages.

use aftersight_contract::manifest::{Words, short};

macro_rules! traps {
    ($($name:ident $chinese:literal $english:literal)+) => {
        /// Why a plugin's code stopped.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Trap {
            $(#[doc = $english] $name,)+
            /// Something else, in the words of what ran it.
            Other(String),
        }

        impl Trap {
            /// All that have a name.
            pub const NAMED: &[Self] = &[$(Self::$name,)+];

            /// The reason in both languages.
            #[must_use]
            pub fn words(&self) -> Words {
                match self {
                    $(Self::$name => Words::new($chinese, $english),)+
                    Self::Other(text) => Words::new(format!("运行环境报告了错误。技术细节：“{text}”"), text),
                }
            }
        }
    };
}

traps! {
    Unreachable "代码自行中止（unreachable 指令）" "wasm `unreachable` instruction executed"
    OutsideMemory "访问了内存范围之外的地址" "out of bounds memory access"
    OutsideTable "函数表下标越界" "undefined element: out of bounds table access"
    NoFunction "调用了不存在的函数" "uninitialized element"
    Signature "被调用函数的类型不符" "indirect call type mismatch"
    DivisionByZero "整数除以零" "integer divide by zero"
    Overflow "整数溢出" "integer overflow"
    NoInteger "数值无法转换为整数" "invalid conversion to integer"
    Stack "调用层数过多，栈已用尽" "call stack exhausted"
    ListOutside "返回的列表超出内存范围" "list pointer/length out of bounds of memory"
    TextOutside "返回的文本超出内存范围" "string pointer/length out of bounds of memory"
    Unaligned "返回的数据地址没有对齐" "pointer not aligned"
    NotUtf8 "返回的文本不是 UTF-8" "text that is not UTF-8"
    UnknownCase "返回了约定之外的选项" "unknown discriminant"
}

impl Trap {
    /// Something without a name, in the words of what ran it.
    pub fn other(text: impl std::fmt::Display) -> Self {
        Self::Other(short(text))
    }
}

impl std::fmt::Display for Trap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words().en)
    }
}
