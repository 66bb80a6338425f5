//! The words of a [`ReadError`](crate::ReadError): what, where, and the cure.

use aftersight_contract::manifest::Words;

use crate::error::{Held, Lang, Problem, ReadError};
use crate::{MAX_CELL_BYTES, MAX_COLUMNS, MAX_MEMBERS};

pub(crate) fn text(error: &ReadError, lang: Lang) -> String {
    match lang {
        Lang::En => {
            let place = error.sheet.as_ref().map_or_else(String::new, |sheet| format!(", sheet {sheet}"));
            format!("{}{place}: {}", error.file, english(&error.problem))
        }
        Lang::Zh => {
            let place = error.sheet.as_ref().map_or_else(String::new, |sheet| format!("，工作表 {sheet}"));
            format!("{}{place}：{}", error.file, chinese(&error.problem))
        }
    }
}

fn english(problem: &Problem) -> String {
    match problem {
        Problem::Empty => "the file holds no rows; export it again".into(),
        Problem::Format { found } => {
            format!("this is {found}, which is not read; save it as CSV, XLSX, JSON or Parquet")
        }
        Problem::Encoding { replaced, characters } => format!(
            "neither UTF-8, GB18030 nor Big5: {replaced} of {characters} characters cannot be decoded; \
             save the file as “CSV UTF-8”"
        ),
        Problem::NoHeader { rows } => {
            format!("none of the first {rows} rows holds column names; insert a row of them above line 1")
        }
        Problem::Columns { found } => {
            format!("{found} columns, at most {MAX_COLUMNS} are read; delete those that are not needed")
        }
        Problem::Cell { line, column, bytes } => format!(
            "line {line}, column {column}: a cell of {bytes} bytes, at most {MAX_CELL_BYTES} are read; \
             a quote that was never closed often is the reason"
        ),
        Problem::Size { bytes, limit } => {
            format!("{bytes} bytes once unpacked, at most {limit} are read; split the file")
        }
        Problem::Whole { what, bytes, limit } => {
            let (what, cure) = match what {
                Held::Utf16 => ("a text file in UTF-16", "save it as “CSV UTF-8”, which has no such limit"),
                Held::Bars => ("a text file with | between its cells that is not UTF-8", "save it as “CSV UTF-8”"),
                Held::Document => {
                    ("a JSON document", "export it as NDJSON, one object a line, which has no such limit")
                }
                Held::Mail => ("a mail file", "split it"),
                Held::Workbook => ("a workbook", "save its sheets as “CSV UTF-8”"),
            };
            format!("{what} of {bytes} bytes; at most {limit} are read in one piece: {cure}")
        }
        Problem::Changed => {
            "it was changed or cut off while it was read; wait until nothing writes to it any more, then give it once more"
                .into()
        }
        Problem::NoSheet { wanted, present } => {
            format!("there is no sheet “{wanted}”; the workbook has: {}", present.join(", "))
        }
        Problem::Locked => "it is protected by a password; save it without one".into(),
        Problem::Unreadable { .. }
        | Problem::Workbook { .. }
        | Problem::Parquet { .. }
        | Problem::Archive { .. }
        | Problem::Json { .. } => damaged(problem).en,
        Problem::Codec { codec } => format!(
            "the Parquet file uses {}, which is not read; write it with snappy, gzip, zstd or lz4 and plain encodings",
            codec.en
        ),
        Problem::Members { found } => {
            format!("the archive holds {found} files, at most {MAX_MEMBERS} are read; pack fewer of them")
        }
        Problem::Nested => "archives within archives go too deep; unpack the outer ones".into(),
        Problem::NoObject { line } => format!(
            "line {line}: not a JSON object; each row must be one, such as {{\"order_id\": \"1\"}}: export the rows as objects"
        ),
        Problem::Mail { message } => {
            format!("message {message} has no mail headers; export it as .eml or .mbox again")
        }
        Problem::Constant { column } => format!(
            "`constants` sets the column {column}, which the file has; remove it from `constants`, or rename the \
             file's column by `columns`"
        ),
    }
}

fn chinese(problem: &Problem) -> String {
    match problem {
        Problem::Empty => "文件里没有数据行，请重新导出".into(),
        Problem::Format { found } => format!("这是{}，无法读取，请另存为 CSV、XLSX、JSON 或 Parquet", kind(found)),
        Problem::Encoding { replaced, characters } => format!(
            "编码既不是 UTF-8，也不是 GB18030 或 Big5：{characters} 个字符中有 {replaced} 个无法解码，请另存为“CSV UTF-8”"
        ),
        Problem::NoHeader { rows } => format!("前 {rows} 行里找不到表头，请在第 1 行之前插入一行列名"),
        Problem::Columns { found } => format!("共有 {found} 列，最多读取 {MAX_COLUMNS} 列，请删去不需要的列"),
        Problem::Cell { line, column, bytes } => format!(
            "第 {line} 行，{column} 列：单元格有 {bytes} 字节，最多读取 {MAX_CELL_BYTES} 字节，常见原因是引号没有闭合"
        ),
        Problem::Size { bytes, limit } => format!("解开后有 {bytes} 字节，最多读取 {limit} 字节，请拆分文件"),
        Problem::Whole { what, bytes, limit } => {
            let (what, cure) = match what {
                Held::Utf16 => ("UTF-16 文本", "请另存为“CSV UTF-8”，即无此限制"),
                Held::Bars => ("以 | 分隔的非 UTF-8 文本", "请另存为“CSV UTF-8”"),
                Held::Document => ("JSON 文档", "请导出为每行一个对象的 NDJSON，即无此限制"),
                Held::Mail => ("邮件文件", "请拆分"),
                Held::Workbook => ("工作簿", "请把工作表另存为“CSV UTF-8”"),
            };
            format!("{what}须整个读入，共 {bytes} 字节，最多 {limit} 字节，{cure}")
        }
        Problem::Changed => "读取期间文件被改动或截断，请等写入完成后重新选择并运行".into(),
        Problem::NoSheet { wanted, present } => {
            format!("没有工作表“{wanted}”，文件里有：{}", present.join("、"))
        }
        Problem::Locked => "文件有密码保护，请去掉密码后另存".into(),
        Problem::Unreadable { .. }
        | Problem::Workbook { .. }
        | Problem::Parquet { .. }
        | Problem::Archive { .. }
        | Problem::Json { .. } => damaged(problem).zh,
        Problem::Codec { codec } => {
            format!("Parquet 文件使用了{}，无法读取，请用 snappy、gzip、zstd 或 lz4 压缩、普通编码重新生成", codec.zh)
        }
        Problem::Members { found } => {
            format!("压缩包里有 {found} 个文件，最多读取 {MAX_MEMBERS} 个，请减少文件后重新打包")
        }
        Problem::Nested => "压缩包嵌套层数过多，请先解开外层".into(),
        Problem::NoObject { line } => {
            format!("第 {line} 行：不是 JSON 对象。每条记录须形如 {{\"order_id\": \"1\"}}，请按对象格式重新导出")
        }
        Problem::Mail { message } => format!("第 {message} 封邮件没有邮件头，请重新导出为 .eml 或 .mbox"),
        Problem::Constant { column } => {
            format!("constants 里的列 {column} 文件里已经有了，请从 constants 删去，或用 columns 给文件的列改名")
        }
    }
}

/// A file that its parser refuses: what it is, why, and the cure.
fn damaged(problem: &Problem) -> Words {
    let (cause, zh, en, zh_cure, en_cure) = match problem {
        Problem::Unreadable { cause } => (
            cause,
            "读取中途失败".to_owned(),
            "it could not be read to its end".to_owned(),
            "，请检查磁盘或网络盘是否可用、文件是否有读取权限，然后重新运行",
            "; check that the disk or network drive is there and the file may be read, then run again",
        ),
        Problem::Workbook { cause } => (
            cause,
            "工作簿已损坏".to_owned(),
            "the workbook is damaged".to_owned(),
            "，请重新导出，或用表格软件打开后另存",
            "; export it again, or open it in a spreadsheet program and save it again",
        ),
        Problem::Parquet { cause } => (
            cause,
            "Parquet 文件已损坏".to_owned(),
            "the Parquet file is damaged".to_owned(),
            "，请重新生成",
            "; write it again",
        ),
        Problem::Archive { cause } => (
            cause,
            "压缩包已损坏".to_owned(),
            "the archive is damaged".to_owned(),
            "，请重新下载或重新打包",
            "; fetch or pack it again",
        ),
        Problem::Json { line, column, cause } => (
            cause,
            format!("第 {line} 行第 {column} 个字符：不是有效的 JSON"),
            format!("line {line}, character {column}: this is no JSON"),
            "，请改正这一行或重新导出",
            "; correct the line or export the file again",
        ),
        _ => return Words::default(),
    };
    cause.between(&Words::new(zh, en), &Words::new(zh_cure, en_cure))
}

/// What a file's first bytes say, in Chinese.
fn kind(found: &str) -> &str {
    match found {
        "a RAR archive" => " RAR 压缩包",
        "a 7z archive" => " 7z 压缩包",
        "a bzip2 archive" => " bzip2 压缩包",
        "an xz archive" => " xz 压缩包",
        "a zstd archive" => " zstd 压缩包",
        "a tar archive" => " TAR 打包文件",
        "an Office document without sheets" => "没有工作表的 Office 文档",
        "a PDF document" => " PDF 文档",
        "a picture" => "图片",
        "an HTML or XML page" => " HTML 或 XML 页面",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_that_is_not_read_has_its_chinese_name() {
        let source = include_str!("format.rs");
        let kinds: Vec<&str> = source.split("unread(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(kinds.len() > 4, "{kinds:?}");
        assert!(kinds.iter().all(|found| kind(found) != *found), "{kinds:?}");
    }
}
