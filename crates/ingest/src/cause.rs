//! What libraries say of damaged files, as kinds that we know in both languages; what has no kind stands as they said it.

use std::fmt::Display;
use std::io::{Error as IoError, ErrorKind};

use aftersight_contract::manifest::{Cause, Words};
use calamine::{OdsError, XlsxError};
use parquet::errors::ParquetError;
use zip::result::ZipError;

/// An error that says why.
pub(crate) trait Explain: Display {
    fn cause(&self) -> Cause;
}

impl Explain for IoError {
    fn cause(&self) -> Cause {
        let text = self.to_string();
        match self.kind() {
            ErrorKind::UnexpectedEof => cut_off(),
            _ if text.contains("hecksum") => Cause::known("校验和不符", "its checksum does not match"),
            _ if text.contains("header") => Cause::known("文件头有误", "its header is wrong"),
            _ if text.contains("deflate") => Cause::known("压缩数据有误", "what is packed in it cannot be unpacked"),
            _ => Cause::technical(text),
        }
    }
}

impl Explain for ZipError {
    fn cause(&self) -> Cause {
        match self {
            Self::Io(error) => error.cause(),
            Self::InvalidArchive(text) if text.contains("EOCD") || text.contains("central directory") => {
                Cause::known("找不到文件目录，文件可能没有下载完整", "its list of files is missing; it may be cut off")
            }
            Self::CompressionMethodNotSupported(number) => Cause::known(
                format!("其中的文件用了无法读取的压缩方式，编号 {number}"),
                format!("a file in it is packed by method {number}, which is not read"),
            ),
            Self::FileNotFound => Cause::known("缺少必需的内部文件", "a file that must be in it is missing"),
            other => Cause::technical(other),
        }
    }
}

impl Explain for quick_xml::Error {
    fn cause(&self) -> Cause {
        match self {
            Self::Io(error) => error.cause(),
            other => xml(other),
        }
    }
}

impl Explain for XlsxError {
    fn cause(&self) -> Cause {
        match self {
            Self::Io(error) => error.cause(),
            Self::Zip(error) => error.cause(),
            Self::Xml(error) => error.cause(),
            Self::XmlAttr(error) => xml(error),
            Self::XmlEof(_) => cut_xml(),
            Self::FileNotFound(name) => lacking(name),
            Self::RelationshipNotFound => Cause::known("内部文件之间的引用缺失", "a link between its parts is missing"),
            Self::WorksheetNotFound(name) => no_sheet(name),
            Self::ParseInt(_) | Self::ParseFloat(_) => no_number(),
            other => Cause::technical(other),
        }
    }
}

impl Explain for OdsError {
    fn cause(&self) -> Cause {
        match self {
            Self::Io(error) => error.cause(),
            Self::Zip(error) => error.cause(),
            Self::Xml(error) => error.cause(),
            Self::XmlAttr(error) | Self::AttrError(error) => xml(error),
            Self::Eof(_) => cut_xml(),
            Self::FileNotFound(name) => lacking(name),
            Self::WorksheetNotFound(name) => no_sheet(name),
            Self::ParseInt(_) | Self::ParseFloat(_) | Self::ParseBool(_) => no_number(),
            Self::CellLimitExceeded { requested, max } => Cause::known(
                format!("工作表有 {requested} 个单元格，上限为 {max}"),
                format!("a sheet claims {requested} cells, the limit is {max}"),
            ),
            other => Cause::technical(other),
        }
    }
}

impl Explain for ParquetError {
    fn cause(&self) -> Cause {
        match self {
            Self::EOF(_) | Self::NeedMoreData(_) | Self::NeedMoreDataRange(_) => cut_off(),
            Self::General(text) if text.contains("Corrupt footer") => Cause::known(
                "结尾没有 Parquet 标记，文件可能没有下载完整",
                "its end bears no mark of Parquet; it may be cut off",
            ),
            Self::General(text) if text.contains("ncrypted") => {
                Cause::known("文件经过加密，请不加密重新写出", "it is encrypted: write it without")
            }
            Self::General(text) => Cause::technical(text),
            Self::External(error) => match error.downcast_ref::<Ours>() {
                Some(Ours(words)) => Cause::Known(words.clone()),
                None => Cause::technical(error),
            },
            other => Cause::technical(other),
        }
    }
}

/// Why a text is no JSON: what a parser's words begin with, and how we say it. The first that fits holds.
const JSON: [(&str, &str, &str); 15] = [
    ("EOF while parsing", "文件在这里中断，缺少结尾", "it ends here, before its end"),
    ("expected `:`", "键后面缺少冒号", "a colon is missing behind a key"),
    ("expected `,` or `]`", "列表各项之间缺少逗号，或缺少结尾的 ]", "a comma or the closing ] of a list is missing"),
    ("expected `,` or `}`", "各键之间缺少逗号，或缺少结尾的 }", "a comma or the closing } of an object is missing"),
    ("expected value", "这里应为一个值", "a value is missing"),
    ("expected ident", "这里应为 true、false 或 null", "true, false or null is misspelt"),
    ("expected `\"`", "缺少引号", "a quote is missing"),
    ("invalid escape", "反斜杠转义写错", "an escape is wrong"),
    ("unexpected end of hex escape", "反斜杠转义写错", "an escape is wrong"),
    ("lone leading surrogate", "反斜杠转义写错", "an escape is wrong"),
    ("invalid number", "数字写法有误", "a number is written wrongly"),
    ("control character", "文本中有未转义的换行或控制字符", "a text holds a line break or control character"),
    ("key must be a string", "键要加引号", "a key must stand in quotes"),
    ("trailing comma", "结尾多了一个逗号", "there is a comma too many at the end"),
    ("trailing characters", "结尾之后还有多余的内容", "something follows behind its end"),
];

impl Explain for serde_json::Error {
    fn cause(&self) -> Cause {
        let words = self.to_string();
        match JSON.iter().find(|(begin, _, _)| words.starts_with(begin)) {
            Some((_, zh, en)) => Cause::known(*zh, *en),
            None => Cause::technical(words.rfind(" at line ").map_or(words.as_str(), |end| &words[..end])),
        }
    }
}

/// Our own complaint, on its way through a library.
#[derive(Debug)]
pub(crate) struct Ours(pub(crate) Words);

impl Display for Ours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for Ours {}

impl Ours {
    /// A complaint about a Parquet file.
    pub(crate) fn parquet(zh: impl Into<String>, en: impl Into<String>) -> ParquetError {
        ParquetError::External(Box::new(Self(Words::new(zh, en))))
    }
}

fn cut_off() -> Cause {
    Cause::known("内容不完整，文件可能没有下载完整", "it is cut off")
}

fn cut_xml() -> Cause {
    Cause::known("其中的 XML 内容不完整", "an XML file in it is cut off")
}

fn xml(error: &dyn Display) -> Cause {
    Cause::known("其中的 XML 内容有误", format!("an XML file in it is wrong: {error}"))
}

fn lacking(name: &str) -> Cause {
    Cause::known(format!("缺少内部文件“{name}”"), format!("the file `{name}` in it is missing"))
}

fn no_sheet(name: &str) -> Cause {
    Cause::known(format!("缺少工作表“{name}”的内容"), format!("what is on the sheet “{name}” is missing"))
}

fn no_number() -> Cause {
    Cause::known("其中有写错的数字", "a number in it is written wrongly")
}
