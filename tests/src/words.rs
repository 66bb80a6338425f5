//! English where Chinese should stand.

/// The first words of English prose in a Chinese sentence: two lower-case words or more in a row. What stands in quotes or
/// backticks is a name or a quotation, and what follows the program's name is a command line.
#[must_use]
pub fn english(text: &str) -> Option<String> {
    let mut plain = String::new();
    let mut until = None;
    for c in text.chars() {
        match (until, c) {
            (Some(end), _) if c == end => until = None,
            (Some(_), _) => {}
            (None, '“') => until = Some('”'),
            (None, '`' | '"' | '\'') => until = Some(c),
            (None, _) => plain.push(c),
        }
    }
    plain.push_str(if until.is_some() { "。an open quote" } else { "" });
    let pieces = plain.split(|c: char| !c.is_ascii() || ",;:.()[]{}<>/\n".contains(c));
    for piece in pieces.filter(|piece| !piece.trim_start().starts_with("aftersight ")) {
        let words: Vec<&str> = piece.split(' ').collect();
        let prose = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        // An article is a word as well, beside another.
        let word = |word: &str| prose(word) || word == "a" || word == "A";
        if let Some(pair) = words.windows(2).find(|pair| word(pair[0]) && prose(pair[1])) {
            return Some(pair.join(" "));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_told_from_names() {
        for prose in ["压缩包已损坏（a zip archive）", "列“a”：it is not UTF-8", "无法读取：no such file", "“没有结束"]
        {
            assert!(english(prose).is_some(), "{prose}");
        }
        for fine in [
            "文件 orders.csv，编码 UTF-8：请另存为“CSV UTF-8”",
            "已损坏。技术细节：“unexpected end of file”",
            "请用 `cargo xtask plugins` 构建，或用 snappy、gzip、zstd 或 lz4",
            "没有列“a b”，请写 scope = \"key\"，再运行 aftersight run pipeline",
        ] {
            assert_eq!(english(fine), None, "{fine}");
        }
    }
}
