//! Mail: one message as `.eml`, or many as mbox. Each is a row of the table `messages`.
//!
//! | column | from |
//! |---|---|
//! | `message_id` | Message-ID |
//! | `conversation_id` | the thread: by References and In-Reply-To, else by the subject without its `Re:` |
//! | `at` | Date, with the sender's offset |
//! | `sender` | From, as it stands: who is a customer and who an agent is for a mapping to say |
//! | `text` | the body; the text of HTML where there is no other |
//! | `subject`, `to`, `attachments` | as they stand; names of attachments only |

mod mbox;
mod thread;

use bytes::Bytes;
use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders};

use crate::error::{Failure, Problem, Result};
use crate::format::Mail;
use crate::layout;
use crate::options::Options;
use crate::sheet::{Sheet, Source};
use crate::workbook::Grid;
use crate::{MAX_CELL_BYTES, build};
use thread::{Letter, threads};

const COLUMNS: [&str; 8] = ["message_id", "conversation_id", "at", "sender", "text", "subject", "to", "attachments"];

/// The messages of a file, read once.
pub(crate) struct Mailbox {
    rows: Vec<[String; 8]>,
}

/// Headers stand in so many bytes at the start.
pub(crate) const HEAD_BYTES: usize = 1 << 16;

/// Is this text mail? Every line up to the first blank one is a header, and some are those that all mail has.
pub(crate) fn kind(text: &[u8]) -> Option<Mail> {
    let whole = text.len() <= HEAD_BYTES;
    let text = &text[..text.len().min(HEAD_BYTES)];
    let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).peekable();
    let kind = if text.starts_with(b"From ") && lines.next().is_some_and(|line| line.contains(&b':')) {
        Mail::Mbox
    } else {
        Mail::Eml
    };
    let mut known = 0;
    let mut ended = false;
    for line in lines.skip_while(|line| kind == Mail::Mbox && line.starts_with(b">From ")) {
        if line.is_empty() {
            ended = true;
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let name = &line[..memchr::memchr(b':', line)?];
        if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-' || *byte == b'_') {
            return None;
        }
        let usual = [
            "from",
            "to",
            "subject",
            "date",
            "message-id",
            "received",
            "mime-version",
            "return-path",
            "delivered-to",
            "content-type",
            "in-reply-to",
            "references",
            "reply-to",
            "sender",
            "x-mailer",
        ];
        known += usize::from(usual.iter().any(|usual| name.eq_ignore_ascii_case(usual.as_bytes())));
    }
    let enough = known >= if kind == Mail::Mbox { 1 } else { 2 };
    (enough && (ended || whole)).then_some(kind)
}

impl Mailbox {
    /// Reads all messages.
    pub(crate) fn open(kind: Mail, bytes: &Bytes) -> Result<Self> {
        let (mut rows, mut letters) = (Vec::new(), Vec::new());
        let mut text = 0;
        let mut add = |raw: &[u8]| {
            let number = rows.len() as u64 + 1;
            let message = MessageParser::default().parse(raw).ok_or(Problem::Mail { message: number })?;
            let row = row(&message, number)?;
            text += row.iter().map(String::len).sum::<usize>();
            if text > crate::workbook::MAX_TEXT {
                return Err(Failure::from(Problem::Size {
                    bytes: text as u64,
                    limit: crate::workbook::MAX_TEXT as u64,
                }));
            }
            letters.push(letter(&message));
            rows.push(row);
            Ok(())
        };
        let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        match kind {
            Mail::Eml => add(body)?,
            Mail::Mbox => mbox::messages(body).try_for_each(|message| add(&message))?,
        }
        let mut mailbox = Self { rows };
        for (row, conversation) in mailbox.rows.iter_mut().zip(threads(&letters)) {
            row[1] = conversation;
        }
        Ok(mailbox)
    }

    /// Its one table.
    pub(crate) fn sheets(&self, options: &Options) -> Result<Vec<Sheet>> {
        let headers: Vec<String> = COLUMNS.iter().map(|name| (*name).to_owned()).collect();
        let mut layout = layout::layout(&headers, options)?;
        let mut grid = Grid::default();
        for (column, name) in (0..).zip(COLUMNS) {
            grid.push(0, column, name)?;
        }
        for (number, row) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(row) {
                grid.push(number, column, cell)?;
            }
        }
        let rows = grid.len();
        grid.set_table(0, 1..rows, options.chunk_rows);
        for (index, column) in layout.columns.iter_mut().enumerate().take(headers.len()) {
            column.category = build::is_category(grid.sample(index));
        }
        Ok(vec![Sheet {
            file: String::new(),
            name: String::new(),
            recognition: layout.recognition,
            headers,
            columns: layout.columns,
            duplicates: layout.duplicates,
            not_rows: Vec::new(),
            benchmarks: Vec::new(),
            encoding: None,
            delimiter: None,
            unread: Vec::new(),
            source: Source::Grid(grid),
        }])
    }
}

fn row(message: &Message<'_>, number: u64) -> Result<[String; 8]> {
    let text = |pos| message.body_text(pos);
    let bodies = (0..message.text_body_count().max(1)).filter_map(text);
    let bodies: Vec<_> = bodies.map(|body| body.trim_ascii().to_owned()).filter(|body| !body.is_empty()).collect();
    let at = match message.date() {
        Some(date) if date.is_valid() => date.to_rfc3339(),
        _ => message.header_raw("Date").unwrap_or_default().trim().to_owned(),
    };
    let attachments: Vec<&str> = message.attachments().filter_map(MimeHeaders::attachment_name).collect();
    let row = [
        message.message_id().unwrap_or_default().to_owned(),
        String::new(),
        at,
        addresses(message.from()),
        bodies.join("\n\n"),
        message.subject().unwrap_or_default().to_owned(),
        addresses(message.to()),
        attachments.join("; "),
    ];
    match row.iter().position(|cell| cell.len() > MAX_CELL_BYTES) {
        Some(column) => {
            let bytes = row[column].len();
            Err(Problem::Cell { line: number, column: COLUMNS[column].into(), bytes }.into())
        }
        None => Ok(row),
    }
}

/// `Name <address>`, or what there is of it.
fn addresses(list: Option<&Address<'_>>) -> String {
    let one = |address: &mail_parser::Addr<'_>| match (address.name(), address.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => String::new(),
    };
    list.map_or_else(String::new, |list| list.iter().map(one).collect::<Vec<_>>().join(", "))
}

fn letter(message: &Message<'_>) -> Letter {
    let ids = |value: &HeaderValue<'_>| match value {
        HeaderValue::Text(one) => vec![one.to_string()],
        HeaderValue::TextList(list) => list.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    let mut refers = ids(message.references());
    refers.extend(ids(message.in_reply_to()));
    Letter {
        id: message.message_id().map(str::to_owned),
        refers,
        subject: message.subject().unwrap_or_default().to_owned(),
        at: message.date().filter(|date| date.is_valid()).map(mail_parser::DateTime::to_timestamp),
    }
}
