//! E-mail addresses.

use crate::Find;

/// Every e-mail address of a text that is not hidden yet.
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
            found.push(Find { from, to, mask: format!("{}***@{host}", &text[from..=from]), code: "email" });
        }
    }
    found
}
