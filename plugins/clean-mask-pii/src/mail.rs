//! E-mail addresses.

use crate::Find;

/// Is the whole cell an e-mail address?
pub(crate) fn is_whole(cell: &str) -> bool {
    let finds = find(cell);
    matches!(finds.as_slice(), [find] if find.from == 0 && find.to == cell.len())
}

/// Has the cell the form of a message's id: what stands on both sides of one `@` has no blanks?
pub(crate) fn is_code(cell: &str) -> bool {
    let parts: Vec<&str> = cell.split('@').collect();
    let [local, host] = parts.as_slice() else { return false };
    !local.is_empty() && !host.is_empty() && cell.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'*')
}

/// The name before `<zs@qq.com>`: its begin.
fn named(text: &str, mail: usize) -> Option<(usize, usize)> {
    let before = text[..mail].strip_suffix('<')?.trim_end_matches([' ', '"']);
    let part = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '\'' | '·');
    let length: usize = before.chars().rev().take(40).take_while(part).map(char::len_utf8).sum();
    let from = before.len() - length;
    let name = before[from..].trim_start();
    (name.chars().any(char::is_alphabetic)).then(|| (before.len() - name.len(), before.len()))
}

/// Every e-mail address of a text that is not hidden yet, and the names before them: `Ann Lee <ann@example.com>`.
pub(crate) fn find(text: &str) -> Vec<Find> {
    let bytes = text.as_bytes();
    let local = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte);
    let domain = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let mut found = Vec::new();
    for at in (0..bytes.len()).filter(|at| bytes[*at] == b'@') {
        let from = at - bytes[..at].iter().rev().take_while(|byte| local(byte)).count();
        let mut to = at + 1 + bytes[at + 1..].iter().take_while(|byte| domain(byte)).count();
        while to > at + 1 && !bytes[to - 1].is_ascii_alphanumeric() {
            to -= 1;
        }
        let host = &text[at + 1..to];
        let ends = host.rsplit_once('.').is_some_and(|(_, end)| end.len() >= 2 && !end.as_bytes()[0].is_ascii_digit());
        if from < at && ends {
            found.extend(named(text, from).map(|(from, to)| {
                let first = text[from..to].chars().next().unwrap_or('*');
                Find { from, to, mask: format!("{first}***"), code: "name" }
            }));
            found.push(Find { from, to, mask: format!("{}***@{host}", &text[from..=from]), code: "email" });
        }
    }
    found
}
