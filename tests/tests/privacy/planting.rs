//! Canaries in files that others made: a row more for every column, where everything but that cell is as it was.

use csv::{ReaderBuilder, StringRecord, WriterBuilder};

use super::canary::{self, Canary, Dice, KINDS, Kind};

/// A table as it stands in a file: lines above the headers, headers, rows.
pub(crate) struct Sheet {
    above: Vec<StringRecord>,
    headers: StringRecord,
    rows: Vec<StringRecord>,
}

/// Headers of columns whose cells are names, phones, addresses, mails as a whole.
const WHOLE: [(Kind, &[&str]); 4] = [
    (
        Kind::Name,
        &[
            "姓名",
            "收货人",
            "收件人",
            "签收人",
            "联系人",
            "Shipping Name",
            "Billing Name",
            "Requester",
            "Assignee",
            "审核人姓名",
            "处理人",
            "审核操作人",
            "退款操作人",
        ],
    ),
    (Kind::Phone, &["电话", "手机", "Phone", "主叫号码"]),
    (Kind::Address, &["地址", "Address1"]),
    (Kind::Mail, &["邮箱", "Email", "email"]),
];

/// Parts of headers whose cells tell rows apart.
const KEYS: [&str; 12] = ["编号", "单号", "订单号", "ID", "Id", "_id", "oid", "tid", "orderId", "nu", "流水号", "序号"];

impl Sheet {
    /// The headers are the first line of the width that most lines have.
    pub(crate) fn read(text: &str) -> Self {
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut lines: Vec<StringRecord> = reader.into_records().map(|line| line.expect("CSV")).collect();
        let full = |line: &StringRecord| line.iter().filter(|cell| !cell.trim().is_empty()).count();
        let width = lines.iter().map(StringRecord::len).max().unwrap_or_default();
        let place = lines.iter().position(|line| line.len() == width && full(line) * 2 > width).expect("headers");
        let mut rows = lines.split_off(place + 1);
        rows.retain(|row| row.len() == width);
        let headers = lines.pop().expect("headers");
        Self { above: lines, headers, rows }
    }

    /// Writes `rounds` rows for each column with a canary in it; a column more at the end that nobody knows.
    pub(crate) fn plant(&self, rounds: usize, dice: &mut Dice, planted: &mut Vec<Canary>) -> String {
        let mut sheet = WriterBuilder::new().flexible(true).from_writer(Vec::new());
        self.above.iter().for_each(|line| sheet.write_record(line).expect("memory"));
        sheet.write_record(self.headers.iter().chain(["附加说明"])).expect("memory");
        let mut number = 0;
        for _ in 0..rounds {
            for column in 0..=self.headers.len() {
                number += 1;
                let row = &self.rows[number % self.rows.len()];
                let mut cells: Vec<String> = row.iter().map(str::to_owned).chain([String::new()]).collect();
                for (cell, header) in cells.iter_mut().zip(&self.headers) {
                    if KEYS.iter().any(|key| header.contains(key)) {
                        *cell = renumbered(cell, number);
                    }
                }
                let (canary, text) = cell(self.headers.get(column).unwrap_or_default(), dice);
                cells[column] = text;
                planted.push(canary);
                sheet.write_record(&cells).expect("memory");
            }
        }
        String::from_utf8(sheet.into_inner().expect("memory")).expect("UTF-8")
    }
}

/// The cell with its last digits replaced, so that no row stands twice.
fn renumbered(cell: &str, number: usize) -> String {
    let end = cell.rfind(|c: char| c.is_ascii_digit()).map_or(0, |place| place + 1);
    let begin = cell[..end].rfind(|c: char| !c.is_ascii_digit()).map_or(0, |place| place + 1);
    if end - begin < 4 {
        return cell.to_owned();
    }
    format!("{}{:04}{}", &cell[..end - 4], number % 10_000, &cell[end..])
}

/// A canary for a column, as it stands in its cell.
fn cell(header: &str, dice: &mut Dice) -> (Canary, String) {
    let header = header.trim();
    let known = WHOLE.iter().find(|(_, headers)| headers.iter().any(|known| header.ends_with(known)));
    let whole = known.filter(|_| dice.below(2) == 0).map(|(kind, _)| *kind);
    let canary = canary::draw(whole.unwrap_or(KINDS[dice.below(KINDS.len())]), dice);
    let bare = matches!(canary.kind, Kind::Phone | Kind::IdCard | Kind::Mail | Kind::Address);
    let goods = ["标题", "商品", "title", "Lineitem name", "goods", "宝贝", "规格", "variant"];
    let text = match canary.kind {
        _ if whole.is_some() => canary.text.clone(),
        Kind::Name if goods.iter().any(|word| header.contains(word)) => {
            dice.pick(&["收件人：{}", "{}先生专拍"]).replace("{}", &canary.text)
        }
        _ if bare && dice.below(2) == 0 => {
            dice.pick(&["{}", "{}", "=\"{}\"", "'{}", " {} "]).replace("{}", &canary.text)
        }
        _ => canary::sentence(&canary, dice),
    };
    (canary, text)
}
