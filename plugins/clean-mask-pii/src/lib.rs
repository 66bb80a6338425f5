//! Personal data in any text: found by form and checksum, by label, by column; hidden so that a second time changes nothing.

mod address;
mod apart;
mod codes;
mod columns;
mod fold;
#[cfg(test)]
mod long;
mod mail;
mod numbers;
mod scan;
mod staff;
mod surnames;
mod words;

use aftersight_sdk::pseudonym::Seal;
use aftersight_sdk::{Batch, Cell, Cleaned, Cleaner, Column, Context, Error, Params, Result, Table, Text, Values};

use apart::Apart;
use columns::{Columns, Content};

/// Hides personal data.
#[derive(Debug)]
pub struct MaskPii {
    full: bool,
    columns: Columns,
    /// Makes pseudonyms; none without a key.
    seal: Option<Seal>,
}

/// A tenant's key has so many characters at least.
const SHORTEST: usize = 16;

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
        let key = params.text("tenant_key")?;
        if !key.is_empty() && key.chars().count() < SHORTEST {
            return Err(Error::new("key-short"));
        }
        let key = if key.is_empty() { params.text("run_key")? } else { key };
        Ok(Self { full: params.text("style")? == "full", columns: Columns::new(params)?, seal: Seal::new(key) })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        for column in &batch.columns {
            let content = self.columns.content(&column.name);
            if suspicious(column, content) {
                out.hide(column, batch.rows as usize, |cell| self.cell(cell, content));
            }
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner MaskPii);

impl MaskPii {
    /// The cell as it may be seen; `None` if it may be seen as it is.
    fn cell(&self, cell: &str, content: Content) -> Option<Cell<String>> {
        let seal = self.seal.as_ref();
        let plain = fold::fold(cell);
        let whole = match content {
            Content::Number => codes::cell(&plain, seal),
            Content::Staff => codes::cell(&plain, seal).or_else(|| {
                // More than a name stands there: it is text.
                if finds(&plain, content).is_empty() { staff::cell(&plain, seal) } else { None }
            }),
            // Without a key it is told as what it is: a customer's.
            Content::Key => seal.and_then(|seal| codes::cell(&plain, Some(seal))),
            _ => None,
        };
        if whole.is_some() {
            return whole;
        }
        let finds = finds(&plain, content);
        let code = finds.first()?.code;
        if content == Content::Key {
            return Some(Cell::Cleared("key-hidden"));
        }
        Some(Cell::Fixed(self.apply(&plain, finds), code))
    }

    /// Puts the masks in their places; of overlapping ones the first found stands.
    fn apply(&self, cell: &str, finds: Vec<Find>) -> String {
        let mut apart = Apart::default();
        let mut chosen: Vec<Find> = finds.into_iter().filter(|find| apart.take(find.from, find.to)).collect();
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
        // Somebody writes more than a phone there now and then.
        Content::Phone if cell.contains(|c| c == '@' || words::is_han(c)) => Vec::new(),
        Content::Phone => numbers::phones(cell),
        Content::Number | Content::Kept if scan::is_number(cell) => return Vec::new(),
        _ => Vec::new(),
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
    if finds.is_empty() && content == Content::Phone {
        finds = numbers::phones(cell);
    }
    finds
}

/// Could any cell of the column hold personal data? Most columns are done with this one look at their bytes.
fn suspicious(column: &Column, content: Content) -> bool {
    let look = |text: &Text| match content {
        Content::Name | Content::Address | Content::Phone | Content::Staff => !text.bytes.is_empty(),
        Content::Kept => scan::worded(text),
        Content::Number => scan::worded(text) || scan::column(text),
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
        MaskPii { full: false, columns: Columns::default(), seal: None }
    }

    fn mask(cell: &str, content: Content) -> String {
        match masker().cell(cell, content) {
            None => cell.to_owned(),
            Some(Cell::Fixed(text, _)) => text,
            Some(other) => format!("{other:?}"),
        }
    }

    const CELLS: [(&str, &str); 58] = [
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
        ("１３８００１３８０００", "138******00"),
        ("电话138－0013－8000", "电话138-****-**00"),
        ("138 - 0013 - 8000", "138 - **** - **00"),
        ("1380 013 8000", "138* *** **00"),
        ("Ann Lee <ann@example.com>", "A*** <a***@example.com>"),
        ("张三 <zs+shop@mail.qq.com>", "张*** <z***@mail.qq.com>"),
        ("收件人：Claire Gute, 前台", "收件人：C***, 前台"),
        ("收件人：买买提·艾力", "收件人：买*****"),
        ("请交给阿依古丽·买买提女士", "请交给阿*******女士"),
        ("收件：王小明", "收件：王**"),
        ("收貨人：陳小明", "收貨人：陳**"),
        ("陳小明先生收", "陳**先生收"),
        // What must stay.
        ("收货：没收到", "收货：没收到"),
        ("收件人：", "收件人："),
        ("尺码130 140 150 160", "尺码130 140 150 160"),
        ("2025/06/01 1390/0139", "2025/06/01 1390/0139"),
        ("Name: ok", "Name: ok"),
        ("没有数字——真的", "没有数字——真的"),
        ("Hello <b>world</b>", "Hello <b>world</b>"),
        ("价格１９９元", "价格１９９元"),
        ("@user 在吗", "@user 在吗"),
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
        assert_eq!(mask("+86 138-0013-8000", Content::Phone), "+86 138-****-**00");
        assert_eq!(mask("** 8888-6666", Content::Phone), "** 888*-**66");
        assert_eq!(mask("13800138000 / 13900139000", Content::Phone), "138******00 / 139******00");
        assert_eq!(mask("13800138000", Content::Key), "Cleared(\"key-hidden\")");
        for title in
            ["范思哲女士香水", "李宁女士T恤", "范思哲女士 限量香水", "罗永浩老师推荐", "先生的茶", "周大福女士项链"]
        {
            assert_eq!(mask(title, Content::Thing), title);
        }
        assert_eq!(mask("王小明先生专拍链接", Content::Thing), "王**先生专拍链接");
        assert_eq!(mask("礼盒（欧阳娜娜女士）", Content::Thing), "礼盒（欧***女士）");
        assert_eq!(mask("１３８００１３８０００", Content::Phone), "138******00");
        assert_eq!(mask("地址是光明大道750号50栋4单元83室", Content::Phone), "地址是***");
        assert_eq!(mask("张三88886666", Content::Phone), "张三888***66");
        assert_eq!(mask("１３８００１３８０００", Content::Number), "Cleared(\"no-key\")");
        assert_eq!(mask("13800138000", Content::Number), "Cleared(\"no-key\")");
        assert_eq!(mask("13800138000", Content::Kept), "13800138000");
        assert_eq!(mask("电话13800138000 王小明", Content::Staff), "电话138******00 王小明");
        assert_eq!(mask("张三", Content::Staff), "Flagged(Some(\"张*\"), \"staff-alike\")");
        assert_eq!(mask("买家13800138000", Content::Thing), "买家138******00");
        assert_eq!(mask("buyer_001", Content::Key), "buyer_001");
    }

    #[test]
    fn twice_is_once() {
        let whole = [
            ("王小明", Content::Name),
            ("浙江省杭州市西湖区文三路1号", Content::Address),
            ("020 8888 8888", Content::Phone),
            ("+86 138-0013-8000", Content::Phone),
            ("0086 138 0013 8000", Content::Phone),
            ("+86 0571-88888888", Content::Phone),
            ("13800138000 (9:00-18:30)", Content::Phone),
            ("138-0013-8000 / 139-0013-9000", Content::Phone),
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
