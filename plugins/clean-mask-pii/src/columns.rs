//! What a column holds, by its name.

use aftersight_sdk::{Params, Result};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Numbers of orders, parcels, goods: they join tables, so that what is somebody's gets a pseudonym as a whole. Where there
    /// are words, they are looked at.
    Number,
    /// Numbers as [`Self::Number`], but the user says that they are nobody's phones.
    Kept,
    /// Numbers of bank cards and accounts.
    Card,
    /// Joins a customer's rows.
    Key,
    /// Who worked on it: a name becomes a pseudonym that its own team can read.
    Staff,
    Name,
    Address,
    Phone,
    /// Goods: 范思哲女士香水 is no customer there. Numbers and mails are looked for all the same.
    Thing,
    /// Anything.
    Free,
}

/// The columns that a user names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    names: Vec<String>,
    addresses: Vec<String>,
    phones: Vec<String>,
    staff: Vec<String>,
    things: Vec<String>,
    keep: Vec<String>,
}

const NUMBERS: [&str; 9] = ["_id", "_no", "_code", "_sku", "单号", "编号", "编码", "流水号", "订单号"];

const CARDS: [&str; 6] = ["卡号", "银行卡", "银行账号", "退款账号", "收款账号", "card_number"];

const NAMES: [&str; 25] = [
    "姓名",
    "收货人",
    "收件人",
    "联系人",
    "寄件人",
    "签收人",
    "购买人",
    "下单人",
    "收款人",
    "持卡人",
    "户名",
    "投诉人",
    "申请人",
    "反馈人",
    "来电人",
    "报修人",
    "取件人",
    "提货人",
    "代收人",
    "付款人",
    "购货人",
    "聯繫人",
    "聯絡人",
    "收貨人",
    "客户名称",
];

const PEOPLE: [&str; 17] = [
    "shipping name",
    "billing name",
    "recipient",
    "recipient name",
    "recipient_name",
    "contact name",
    "contact_name",
    "customer name",
    "buyer name",
    "receiver name",
    "consignee",
    "requester",
    "full name",
    "full_name",
    "first name",
    "last name",
    "real_name",
];

const PHONES: [&str; 8] = ["电话", "手机", "手机号", "手机号码", "联系方式", "phone", "mobile", "tel"];

impl Columns {
    pub(crate) fn new(params: &Params) -> Result<Self> {
        let texts = |name: &str| params.texts(name).map(<[String]>::to_vec);
        Ok(Self {
            names: texts("names")?,
            addresses: texts("addresses")?,
            phones: texts("phones")?,
            staff: texts("staff")?,
            things: texts("things")?,
            keep: texts("keep")?,
        })
    }

    pub(crate) fn content(&self, column: &str) -> Content {
        let is = |names: &[String]| names.iter().any(|name| name == column);
        let lower = column.trim().to_lowercase();
        let ends = |words: &[&str]| words.iter().any(|word| lower.ends_with(word));
        if is(&self.staff) {
            Content::Staff
        } else if is(&self.names) || ends(&NAMES) || PEOPLE.contains(&lower.as_str()) {
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
            if is(&self.keep) { Content::Kept } else { Content::Number }
        } else {
            Content::Free
        }
    }
}
