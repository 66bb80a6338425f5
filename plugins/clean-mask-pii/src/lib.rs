//! Personal data in any text: found by form and checksum, by label, by column; hidden so that a second time changes nothing.

mod address;
mod mail;
mod numbers;
mod scan;
mod surnames;
mod words;

use aftersight_sdk::{Batch, Cell, Cleaned, Cleaner, Column, Context, Params, Result, Table, Text, Values};

/// Hides personal data.
#[derive(Debug)]
pub struct MaskPii {
    full: bool,
    names: Vec<String>,
    addresses: Vec<String>,
    phones: Vec<String>,
    things: Vec<String>,
}

/// What a column holds, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    /// Numbers of orders, parcels, goods: no digits of them may go. Where there are words, they are looked at.
    Number,
    /// Numbers of bank cards and accounts.
    Card,
    /// Joins a customer's rows.
    Key,
    Name,
    Address,
    Phone,
    /// Goods, places, states: 范思哲女士 is no customer there. Numbers and mails are looked for all the same.
    Thing,
    /// Anything.
    Free,
}

/// A part of a cell that must not be seen: its bytes, what stands there instead, the note's code.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Find {
    from: usize,
    to: usize,
    mask: String,
    code: &'static str,
}

impl Cleaner for MaskPii {
    fn plan(_: &Params, table: &Table) -> Result<Vec<String>> {
        Ok(table.fields.iter().filter(|field| field.kind.is_text()).map(|field| field.name.clone()).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let texts = |name: &str| params.texts(name).map(<[String]>::to_vec);
        let full = params.text("style")? == "full";
        Ok(Self {
            full,
            names: texts("names")?,
            addresses: texts("addresses")?,
            phones: texts("phones")?,
            things: texts("things")?,
        })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        for column in &batch.columns {
            let content = self.content(&column.name);
            if suspicious(column, content) {
                out.hide(column, batch.rows as usize, |cell| self.cell(cell, content));
            }
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner MaskPii);

impl MaskPii {
    fn content(&self, column: &str) -> Content {
        const NUMBERS: [&str; 9] = ["_id", "_no", "_code", "_sku", "单号", "编号", "编码", "流水号", "订单号"];
        const CARDS: [&str; 6] = ["卡号", "银行卡", "银行账号", "退款账号", "收款账号", "card_number"];
        const NAMES: [&str; 11] =
            ["姓名", "收货人", "收件人", "联系人", "寄件人", "签收人", "购买人", "下单人", "收款人", "持卡人", "户名"];
        const PEOPLE: [&str; 9] = [
            "shipping name",
            "billing name",
            "recipient",
            "recipient name",
            "contact name",
            "requester",
            "full name",
            "first name",
            "last name",
        ];
        const PHONES: [&str; 8] = ["电话", "手机", "手机号", "手机号码", "联系方式", "phone", "mobile", "tel"];
        let is = |names: &[String]| names.iter().any(|name| name == column);
        let lower = column.to_lowercase();
        let ends = |words: &[&str]| words.iter().any(|word| lower.ends_with(word));
        if is(&self.names) || ends(&NAMES) || PEOPLE.contains(&lower.as_str()) {
            Content::Name
        } else if is(&self.addresses) || ends(&["_address", " address", "地址"]) {
            Content::Address
        } else if is(&self.phones) || ends(&PHONES) {
            Content::Phone
        } else if is(&self.things) {
            Content::Thing
        } else if ends(&["_key"]) {
            Content::Key
        } else if ends(&CARDS) {
            Content::Card
        } else if ends(&NUMBERS) {
            Content::Number
        } else {
            Content::Free
        }
    }

    /// The cell as it may be seen; `None` if it may be seen as it is.
    fn cell(&self, cell: &str, content: Content) -> Option<Cell<String>> {
        let finds = finds(cell, content);
        let code = finds.first()?.code;
        if content == Content::Key {
            return Some(Cell::Cleared("key-hidden"));
        }
        Some(Cell::Fixed(self.apply(cell, finds), code))
    }

    /// Puts the masks in their places; of overlapping ones the first found stands.
    fn apply(&self, cell: &str, finds: Vec<Find>) -> String {
        let mut chosen: Vec<Find> = Vec::with_capacity(finds.len());
        for find in finds {
            if chosen.iter().all(|other| find.to <= other.from || other.to <= find.from) {
                chosen.push(find);
            }
        }
        chosen.sort_by_key(|find| find.from);
        let mut out = String::with_capacity(cell.len());
        let mut copied = 0;
        for find in chosen {
            out.push_str(&cell[copied..find.from]);
            out.push_str(if self.full { "***" } else { &find.mask });
            copied = find.to;
        }
        out.push_str(&cell[copied..]);
        out
    }
}

/// Everything in a cell that must not be seen.
fn finds(cell: &str, content: Content) -> Vec<Find> {
    let mut finds: Vec<Find> = match content {
        Content::Name => words::whole_name(cell).into_iter().collect(),
        Content::Address => address::whole(cell).into_iter().collect(),
        Content::Phone => numbers::phones(cell),
        Content::Number if scan::is_number(cell) => return Vec::new(),
        Content::Key | Content::Thing | Content::Card | Content::Free | Content::Number => Vec::new(),
    };
    if finds.is_empty() {
        if cell.contains('@') {
            finds = mail::find(cell);
        }
        if scan::digits(cell.as_bytes()) {
            finds.extend(numbers::find(cell, content == Content::Card));
        }
        if !cell.is_ascii() {
            finds.extend(words::find(cell, content == Content::Thing));
        }
    }
    finds
}

/// Could any cell of the column hold personal data? Most columns are done with this one look at their bytes.
fn suspicious(column: &Column, content: Content) -> bool {
    let look = |text: &Text| match content {
        Content::Name | Content::Address | Content::Phone => !text.bytes.is_empty(),
        Content::Number => scan::worded(text),
        _ => scan::column(text),
    };
    match &column.values {
        Values::Text(text) => look(text),
        Values::Category(categories) => look(&categories.names),
        _ => false,
    }
}

/// Keeps the first and last characters, stars for the rest.
fn stars(text: &str, head: usize, tail: usize) -> String {
    let count = text.chars().count();
    let star = |(place, c)| if place < head || place + tail >= count { c } else { '*' };
    text.chars().enumerate().map(star).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masker() -> MaskPii {
        let none = Vec::new;
        MaskPii { full: false, names: none(), addresses: none(), phones: none(), things: none() }
    }

    fn mask(cell: &str, content: Content) -> String {
        match masker().cell(cell, content) {
            None => cell.to_owned(),
            Some(Cell::Fixed(text, _)) => text,
            Some(other) => format!("{other:?}"),
        }
    }

    const CELLS: [(&str, &str); 37] = [
        ("13800138000", "138******00"),
        ("+86 13800138000", "+86 138******00"),
        ("8613800138000", "86138******00"),
        ("138-0013-8000", "138-****-**00"),
        ("138 0013 8000", "138 **** **00"),
        ("13800138000-1234", "138******00-****"),
        ("13800138000/13900139000", "138******00/139******00"),
        ("请打13800138000转4567", "请打138******00转****"),
        ("0571-88888888", "0571-******88"),
        ("11010519491231002X", "110*************2X"),
        ("我的身份证11010519491231002X请核对", "我的身份证110*************2X请核对"),
        ("11010519491231002x。", "110*************2x。"),
        ("身份证110105491231002", "身份证110**********02"),
        ("卡号6222020200112230004", "卡号622**************04"),
        ("zhang.san@example.com", "z***@example.com"),
        ("联系zs@qq.com，谢谢", "联系z***@qq.com，谢谢"),
        ("13800138000@163.com", "1***@163.com"),
        ("收件人：王小明 电话13800138000", "收件人：王** 电话138******00"),
        ("请交给王小明先生", "请交给王**先生"),
        ("姓名:欧阳娜娜", "姓名:欧***"),
        ("我叫李雷，想退货", "我叫李*，想退货"),
        ("寄到浙江省杭州市西湖区文三路138号5幢602室", "寄到浙江省杭州市西湖区***"),
        ("地址是幸福小区3栋2单元501，尽快", "地址是***，尽快"),
        // What must stay.
        ("4108888888888888889", "4108888888888888889"),
        ("110105194912310021", "110105194912310021"),
        ("2025-01-03 09:05:00", "2025-01-03 09:05:00"),
        ("2019-12-31T23:59:11.000", "2019-12-31T23:59:11.000"),
        ("138****8000", "138****8000"),
        ("400-820-8820", "400-820-8820"),
        ("SF1380013800012", "SF1380013800012"),
        ("6222020200112230004", "6222020200112230004"),
        ("张先生您好", "张先生您好"),
        ("谢谢老师", "谢谢老师"),
        ("黄色女士包", "黄色女士包"),
        ("这路上走了138号", "这路上走了138号"),
        ("收货人电话有误", "收货人电话有误"),
        ("@客服 在吗", "@客服 在吗"),
    ];

    #[test]
    fn personal_data_goes_and_the_rest_stays() {
        for (cell, expected) in CELLS {
            assert_eq!(mask(cell, Content::Free), expected, "{cell}");
        }
        assert_eq!(mask("王小明", Content::Name), "王**");
        assert_eq!(mask("Claire Gute", Content::Name), "C***");
        assert_eq!(mask("浙江省杭州市西湖区文三路138号", Content::Address), "浙江省杭州市西湖区***");
        assert_eq!(mask("1 Main St", Content::Address), "***");
        assert_eq!(mask("浙江省杭州市", Content::Address), "浙江省杭州市");
        assert_eq!(mask("+1 (202) 555-0143", Content::Phone), "+1 (20*) ***-**43");
        assert_eq!(mask("13800138000 / 13900139000", Content::Phone), "138******00 / 139******00");
        assert_eq!(mask("13800138000", Content::Key), "Cleared(\"key-hidden\")");
        assert_eq!(mask("范思哲女士香水", Content::Thing), "范思哲女士香水");
        assert_eq!(mask("买家13800138000", Content::Thing), "买家138******00");
        assert_eq!(mask("buyer_001", Content::Key), "buyer_001");
    }

    #[test]
    fn twice_is_once() {
        let whole = [
            ("王小明", Content::Name),
            ("浙江省杭州市西湖区文三路1号", Content::Address),
            ("020 8888 8888", Content::Phone),
        ];
        for (cell, content) in CELLS.map(|(cell, _)| (cell, Content::Free)).into_iter().chain(whole) {
            let once = mask(cell, content);
            assert_eq!(mask(&once, content), once, "{cell}");
        }
    }

    #[test]
    fn the_quick_look_misses_nothing() {
        for (cell, expected) in CELLS {
            let column = Column::text("x", [Some("5"), Some(cell), Some("5")]);
            assert!(cell == expected || suspicious(&column, Content::Free), "{cell}");
        }
    }
}
