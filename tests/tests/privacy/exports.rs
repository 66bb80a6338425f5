//! Exports of every kind with canaries in every column.

use std::fs;
use std::path::Path;

use super::canary::{self, Canary, Dice, KINDS, Kind};

pub(crate) const PIPELINE: &str = "
    [[source]]
    path = 'orders.csv'
    [[source]]
    path = 'lines.csv'
    table = 'order_lines'
    [[source]]
    path = 'cases.csv'
    table = 'cases'
    [[source]]
    path = 'shipments.csv'
    table = 'shipments'
    [[source]]
    path = 'conversations.csv'
    table = 'conversations'
    [[source]]
    path = 'feedback.csv'
    table = 'feedback'
    [[source]]
    path = 'messages.csv'
    table = 'messages'
    [[kpi]]
    use = 'kpi-complaint-count'
    by = ['备注2']
    [[kpi]]
    use = 'kpi-return-rate'
    by = ['备注2']
";

/// What a column takes: a whole cell of a kind of its own, text around anything, or, where numbers stand, words only.
#[derive(Clone, Copy, PartialEq)]
enum Takes {
    Cell(Kind),
    Text,
    /// Numbers of orders and parcels: anything, whole or in text.
    Number,
    /// Goods: a salutation there is a brand's, unless something is done for a person.
    Thing,
    /// Names of staff, whole or behind their shop.
    Staff,
    /// A time or a number in rows that are to be accepted, anything in others.
    Typed(&'static str),
    Time,
}

use Takes::{Cell, Number, Staff, Text, Thing, Time, Typed};

/// File, columns. 备注2, 附言 and the like are unknown to the data model.
type Columns = &'static [(&'static str, Takes)];

const EXPORTS: [(&str, Columns); 7] = [
    (
        "orders.csv",
        &[
            ("订单编号", Number),
            ("收货人姓名", Cell(Kind::Name)),
            ("联系电话", Cell(Kind::Phone)),
            ("收货地址", Cell(Kind::Address)),
            ("订单状态", Typed("交易成功")),
            ("买家实际支付金额", Typed("12.50")),
            ("订单创建时间", Time),
            ("订单付款时间", Typed("2025-06-20 10:00:00")),
            ("买家会员名", Text),
            ("买家留言", Text),
            ("备注2", Text),
            ("紧急联系人", Cell(Kind::Name)),
            ("备用手机", Cell(Kind::Phone)),
            ("退款卡号", Cell(Kind::BankCard)),
            ("物流单号", Number),
        ],
    ),
    (
        "lines.csv",
        &[
            ("子订单编号", Number),
            ("主订单编号", Number),
            ("商品名称", Thing),
            ("商家编码", Number),
            ("购买数量", Typed("1")),
            ("附言", Text),
            ("category", Text),
        ],
    ),
    (
        "cases.csv",
        &[
            ("退款编号", Number),
            ("订单编号", Number),
            ("退款的申请时间", Time),
            ("退款状态", Typed("退款成功")),
            ("买家退款原因", Text),
            ("买家退款金额", Typed("5.00")),
            ("description", Text),
            ("备注2", Text),
            ("售后类型", Typed("投诉")),
            ("退款完结时间", Typed("2025-06-30 10:00:00")),
            ("resolution", Text),
            ("agent_id", Staff),
        ],
    ),
    (
        "shipments.csv",
        &[
            ("tracking_no", Number),
            ("order_id", Number),
            ("carrier", Typed("圆通")),
            ("status", Typed("signed")),
            ("picked_at", Time),
            ("signed_at", Typed("2025-06-30 10:00:00")),
            ("签收人", Cell(Kind::Name)),
            ("派送备注", Text),
        ],
    ),
    (
        "conversations.csv",
        &[
            ("conversation_id", Number),
            ("order_id", Number),
            ("started_at", Time),
            ("rounds", Typed("3")),
            ("customer_key", Text),
            ("摘要", Text),
            ("channel", Typed("im")),
        ],
    ),
    (
        "feedback.csv",
        &[
            ("feedback_id", Number),
            ("order_id", Number),
            ("score", Typed("5")),
            ("responded_at", Time),
            ("text", Text),
            ("tags", Text),
            ("联系人", Cell(Kind::Name)),
            ("kind", Typed("csat")),
        ],
    ),
    (
        "messages.csv",
        &[
            ("message_id", Number),
            ("conversation_id", Number),
            ("at", Time),
            ("sender", Typed("customer")),
            ("text", Text),
            ("附件说明", Text),
        ],
    ),
];

const ROWS: usize = 120;

/// Writes the exports and says what was planted.
pub(crate) fn write(folder: &Path, dice: &mut Dice) -> Vec<Canary> {
    let mut planted = Vec::new();
    for (file, columns) in EXPORTS {
        let mut sheet = csv::Writer::from_writer(Vec::new());
        sheet.write_record(columns.iter().map(|(header, _)| *header)).expect("memory");
        for row in 0..ROWS {
            let cells: Vec<String> = columns
                .iter()
                .enumerate()
                .map(|(place, (header, takes))| cell((row, place), header, *takes, dice, &mut planted))
                .collect();
            sheet.write_record(&cells).expect("memory");
        }
        fs::write(folder.join(file), sheet.into_inner().expect("memory")).expect("a file");
    }
    planted
}

/// One cell: mostly something planted; every third row is whole where its keys and times stand, so that it is accepted.
fn cell(
    (row, place): (usize, usize),
    header: &str,
    takes: Takes,
    dice: &mut Dice,
    planted: &mut Vec<Canary>,
) -> String {
    let whole = row % 3 == 0;
    let mut plant = |canary: Canary, text: String| {
        planted.push(canary);
        text
    };
    match takes {
        Cell(kind) => {
            let canary = canary::draw(kind, dice);
            let text = canary.text.clone();
            plant(canary, text)
        }
        Time if row % 5 != 4 => format!("2025-0{}-{:02} 09:05:37", 1 + row % 6, 1 + row % 28),
        Number if whole || dice.below(4) > 0 => {
            format!("41{:02}8888{row:010}7", if header.contains("订单") || header == "order_id" { 0 } else { place })
        }
        Typed(value) if whole => value.to_owned(),
        Staff => {
            let canary = canary::name(dice);
            let text = dice.pick(&["", "", "旗舰店:"]).to_owned() + &canary.text;
            plant(canary, text)
        }
        _ => {
            let canary = canary::draw(KINDS[dice.below(KINDS.len())], dice);
            let text = match (takes, canary.kind) {
                (Thing, Kind::Name) => {
                    dice.pick(&["收件人：{}", "{}先生专拍", "定制（{}女士）"]).replace("{}", &canary.text)
                }
                (Number | Typed(_), Kind::Phone | Kind::IdCard | Kind::Mail) if dice.below(2) == 0 => {
                    dice.pick(&["{}", "=\"{}\"", "'{}", "{}\t"]).replace("{}", &canary.text)
                }
                _ => canary::sentence(&canary, dice),
            };
            plant(canary, text)
        }
    }
}

/// Mends the first row of every file of the quarantine, and writes into another what nobody can read.
pub(crate) fn edit(quarantine: &Path) {
    for entry in fs::read_dir(quarantine).expect("a directory") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("UTF-8");
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let headers = reader.headers().expect("headers").clone();
        let column = headers.iter().position(|header| header == "_column").expect("_column");
        let mut sheet = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        sheet.write_record(&headers).expect("memory");
        for (index, row) in reader.records().enumerate() {
            let mut cells: Vec<String> = row.expect("a row").iter().map(str::to_owned).collect();
            let named = headers.iter().position(|header| header == cells[column]);
            match (index, named) {
                (0, Some(named)) => cells[named] = "2025-03-03 10:00:00".to_owned(),
                (1, Some(named)) => cells[named] = "4.10889E+18".to_owned(),
                (2, _) => cells[0] = "排除".to_owned(),
                _ => {}
            }
            sheet.write_record(&cells).expect("memory");
        }
        fs::write(&path, sheet.into_inner().expect("memory")).expect("a file");
    }
}

/// A pipeline file that fails while it looks at rows.
pub(crate) fn broken(folder: &Path) -> String {
    let path = folder.join("broken.toml");
    fs::write(&path, "[[source]]\npath = 'cases.csv'\ntable = 'cases'\nwhere = 'description > 5'\n").expect("a file");
    path.to_string_lossy().into_owned()
}
