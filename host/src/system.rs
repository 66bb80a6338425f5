//! What the operating system refused, in both languages, with the cure.

use std::io::{Error, ErrorKind};
use std::path::Path;

use aftersight_contract::manifest::{Cause, Words};
use aftersight_contract::nearest::nearest;

/// A file that cannot be read.
pub(crate) fn unreadable(path: &Path, error: &Error) -> Words {
    let shown = path.display();
    let (zh, en) = match error.kind() {
        ErrorKind::NotFound => missing(path),
        ErrorKind::IsADirectory => (
            format!("这是目录，不是文件。请写出其中的文件，例如 {}", path.join("*.csv").display()),
            format!("it is a directory. Name the files in it, as in {}", path.join("*.csv").display()),
        ),
        ErrorKind::InvalidData => (
            "内容不是 UTF-8 文本。请用文本编辑器另存为 UTF-8".to_owned(),
            "it holds no UTF-8 text. Save it as UTF-8 in a text editor".to_owned(),
        ),
        _ => {
            let what = Words::new(format!("无法读取文件 {shown}"), format!("cannot read the file {shown}"));
            return because(&what, error);
        }
    };
    Words::new(format!("无法读取文件 {shown}：{zh}"), format!("cannot read the file {shown}: {en}"))
}

/// A file or directory that cannot be written.
pub(crate) fn unwritable(path: &Path, error: &Error) -> Words {
    let shown = path.display();

    let (zh, en) = match error.kind() {
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => (
            "路径上有同名文件，不是目录。请换一个目录".to_owned(),
            "a file stands where a directory should. Name another directory".to_owned(),
        ),
        ErrorKind::IsADirectory => (
            "这里已有同名目录。请移走它，或换一个目录".to_owned(),
            "a directory of that name is there. Move it away, or name another directory".to_owned(),
        ),
        _ => {
            return because(&Words::new(format!("无法写入 {shown}"), format!("cannot write {shown}")), error);
        }
    };
    Words::new(format!("无法写入 {shown}：{zh}"), format!("cannot write {shown}: {en}"))
}

/// Standard output that cannot be written.
pub(crate) fn unprintable(error: &Error) -> Words {
    because(&Words::new("无法写到标准输出", "cannot write to standard output"), error)
}

/// A file that is not there, and the one beside it that was probably meant.
fn missing(path: &Path) -> (String, String) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let folder = folder.display();
        return (
            format!("目录 {folder} 不存在。请检查路径"),
            format!("there is no directory {folder}. Check the path"),
        );
    }
    let wanted = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    match nearest(&wanted, names.iter().map(String::as_str)) {
        Some(near) => (
            format!("文件不存在，是否指同目录下的“{near}”？"),
            format!("there is no such file; did you mean `{near}` beside it?"),
        ),
        None => {
            ("文件不存在。请检查路径和文件名".to_owned(), "there is no such file. Check its path and name".to_owned())
        }
    }
}

/// What failed, and what the system says of it.
fn because(what: &Words, error: &Error) -> Words {
    match cause(error) {
        Cause::Known(why) => Words::new(format!("{}：{}", what.zh, why.zh), format!("{}: {}", what.en, why.en)),
        Cause::Technical(text) => {
            Words::new(format!("{}：系统拒绝了操作。技术细节：“{text}”", what.zh), format!("{}: {text}", what.en))
        }
    }
}

/// Why the system refused, and the cure where there is one.
pub(crate) fn cause(error: &Error) -> Cause {
    let (zh, en) = match error.kind() {
        ErrorKind::NotFound => ("路径不存在。请检查路径", "there is no such path. Check it"),
        ErrorKind::PermissionDenied => {
            ("没有权限。请检查文件和目录的权限", "permission is denied. Check who may use the file and its directory")
        }
        ErrorKind::StorageFull => ("磁盘已满。请清理空间后重试", "the disk is full. Make room and try again"),
        ErrorKind::ReadOnlyFilesystem => {
            ("文件系统只读。请换一个位置", "the file system is read-only. Name another place")
        }
        ErrorKind::NotADirectory => {
            ("路径中有一段是文件，不是目录。请检查路径", "a part of the path is a file. Check the path")
        }
        ErrorKind::InvalidFilename => {
            ("文件名无效或过长。请换一个名称", "the name is invalid or too long. Choose another")
        }
        _ => {
            return Cause::technical(error);
        }
    };
    Cause::known(zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_cure_in_both_languages() {
        let denied = unreadable(Path::new("a.csv"), &Error::from(ErrorKind::PermissionDenied));
        assert_eq!(denied.zh, "无法读取文件 a.csv：没有权限。请检查文件和目录的权限");
        assert!(denied.en.starts_with("cannot read the file a.csv: permission is denied. Check"));
        let near = unreadable(Path::new("src/librs"), &Error::from(ErrorKind::NotFound));
        assert_eq!(near.zh, "无法读取文件 src/librs：文件不存在，是否指同目录下的“lib.rs”？");
        let other = unwritable(Path::new("out"), &Error::from_raw_os_error(5));
        assert_eq!(other.zh, "无法写入 out：系统拒绝了操作。技术细节：“Input/output error (os error 5)”");
    }
}
