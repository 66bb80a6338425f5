//! Mailboxes: messages one after the other, each below a line `From sender date`.
//!
//! The reader of crate `mail-parser` cuts at every line that begins with `From `. Not all programs escape such lines in a text:
//! here one begins a message only below a blank line and above a header.

use std::borrow::Cow;

/// The messages, their lines `>From ` freed of the first `>`.
pub(crate) fn messages(bytes: &[u8]) -> impl Iterator<Item = Cow<'_, [u8]>> {
    let starts: Vec<usize> = memchr::memmem::find_iter(bytes, b"From ").filter(|at| begins(bytes, *at)).collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([bytes.len()]).collect();
    starts.into_iter().zip(ends).map(move |(start, end)| {
        let body = memchr::memchr(b'\n', &bytes[start..end]).map_or(end, |line| start + line + 1);
        unescaped(&bytes[body..end])
    })
}

fn begins(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[..at];
    let below_blank = at == 0 || before.ends_with(b"\n\n") || before.ends_with(b"\n\r\n");
    let next = memchr::memchr(b'\n', &bytes[at..]).map_or(&[][..], |line| &bytes[at + line + 1..]);
    let name = next.iter().position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'_'));
    below_blank && name.is_some_and(|end| end > 0 && next[end] == b':')
}

fn unescaped(bytes: &[u8]) -> Cow<'_, [u8]> {
    let escaped = |at: &usize| {
        let line = bytes[..*at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        line < *at && bytes[line..*at].iter().all(|byte| *byte == b'>')
    };
    let places: Vec<usize> = memchr::memmem::find_iter(bytes, b">From ").map(|at| at + 1).filter(escaped).collect();
    if places.is_empty() {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut from = 0;
    for place in places {
        out.extend_from_slice(&bytes[from..place - 1]);
        from = place;
    }
    out.extend_from_slice(&bytes[from..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_a_text_begin_no_message() {
        let mailbox =
            b"From a Thu\nSubject: 1\n\nFrom here on\n>From there\n>>From x\n\nFrom b Fri\r\nSubject: 2\r\n\r\ny";
        let found: Vec<String> =
            messages(mailbox).map(|message| String::from_utf8_lossy(&message).into_owned()).collect();
        assert_eq!(found, ["Subject: 1\n\nFrom here on\nFrom there\n>From x\n\n", "Subject: 2\r\n\r\ny"]);
    }
}
