//! Mail.

use aftersight_ingest::Options;

use crate::read::{cells, only, table};

pub(crate) const EML: &str = "Return-Path: <a@example.cn>\r\nFrom: =?gb2312?B?1cXI/Q==?= <a@example.cn>\r\nTo: shop@example.com\r\n\
Subject: =?utf-8?B?6YCA5qy+?=\r\nDate: Thu, 2 Jan 2025 11:04:05 +0800\r\nMessage-ID: <1@example.cn>\r\n\
MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
Content-Type: text/html; charset=utf-8\r\n\r\n<p>收到的商品<b>破损</b>了</p>\r\n--b\r\n\
Content-Type: image/png; name=\"photo.png\"\r\nContent-Disposition: attachment; filename=\"photo.png\"\r\n\
Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n";

pub(crate) fn mbox() -> String {
    let mut mailbox = format!("From a@example.cn Thu Jan  2 03:04:05 2025\n{}\n", EML.replace("\r\n", "\n"));
    mailbox += "From shop@example.com Thu Jan  2 04:00:00 2025\nFrom: Shop <shop@example.com>\nTo: a@example.cn\n\
Subject: Re: x\nDate: Thu, 2 Jan 2025 04:00:00 GMT\nMessage-ID: <2@shop>\nIn-Reply-To: <1@example.cn>\n\n\
We are sorry.\n>From now on it is packed better.\n\n";
    mailbox += "From a@example.cn Fri Jan  3 04:00:00 2025\nFrom: a@example.cn\nTo: shop@example.com\n\
Subject: =?utf-8?B?5Zue5aSN77ya6YCA5qy+?=\nDate: Fri, 3 Jan 2025 04:00:00 +0000\nMessage-ID: <3@example.cn>\n\nthanks\n";
    mailbox
}

#[test]
fn a_message_is_a_row() {
    let sheet = only(EML.as_bytes(), &Options::default());
    assert_eq!(sheet.table(), Some("messages"));
    let table = table(&sheet, 10);
    assert_eq!(&table.names[..5], ["message_id", "conversation_id", "at", "sender", "text"]);
    let row = cells(&table.rows[0]);
    assert_eq!(&row[..4], ["1@example.cn", "1@example.cn", "2025-01-02T11:04:05+08:00", "张三 <a@example.cn>"]);
    assert!(row[4].contains("收到的商品破损了"), "{row:?}");
    assert_eq!(&row[5..8], ["退款", "shop@example.com", "photo.png"]);
}

#[test]
fn a_mailbox_has_threads() {
    let sheet = only(mbox().as_bytes(), &Options { chunk_rows: 1, ..Options::default() });
    let table = table(&sheet, 10);
    assert_eq!(table.column("message_id"), [Some("1@example.cn"), Some("2@shop"), Some("3@example.cn")]);
    assert_eq!(table.column("conversation_id"), [Some("1@example.cn"); 3]);
    assert_eq!(table.column("text")[1], Some("We are sorry.\nFrom now on it is packed better."));
    let feedback = Options {
        table: Some("feedback".into()),
        columns: [("message_id", "feedback_id"), ("at", "responded_at")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .into(),
        ..Options::default()
    };
    let sheet = only(mbox().as_bytes(), &feedback);
    assert_eq!(sheet.columns.iter().filter(|column| column.canonical).count(), 3);
}
