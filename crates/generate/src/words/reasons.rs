//! Why customers come back: reasons, what they mean, and how often each occurs in each category.

use Party::{Carrier, Customer, Logistics, Product, Service, Unknown};
use Profile::{
    Damage, Delivery, Description, Invoice, Other, Price, Quality, Remorse, Staff, Stock, Usage, Warranty, Wrong,
};

/// What kind of story a reason tells: decides case type, wording and time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Quality,
    Description,
    Damage,
    Delivery,
    Wrong,
    Stock,
    Staff,
    Invoice,
    Remorse,
    Price,
    Usage,
    Other,
    /// The planted new issue.
    Warranty,
}

/// Who is responsible. `Carrier` means: logistics if the carrier's record shows an exception, else product.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Party {
    Product,
    Carrier,
    Logistics,
    Service,
    Customer,
    Unknown,
}

/// One reason code.
pub(crate) struct Reason {
    pub(crate) code: &'static str,
    pub(crate) issue: &'static str,
    pub(crate) profile: Profile,
    pub(crate) party: Party,
    pub(crate) quality: bool,
    /// How the platforms write it.
    pub(crate) texts: &'static [&'static str],
    /// Cases per 1000 order lines in each category of `goods::RANGES`.
    pub(crate) rates: [f64; 8],
}

const fn reason(
    code: &'static str,
    issue: &'static str,
    profile: Profile,
    party: Party,
    texts: &'static [&'static str],
    rates: [f64; 8],
) -> Reason {
    let quality = matches!(profile, Quality | Description);
    Reason { code, issue, profile, party, quality, texts, rates }
}

/// How many reasons there are.
pub(crate) const COUNT: usize = 24;
/// The index of the planted new issue, which never occurs by itself.
pub(crate) const NEW: usize = COUNT - 1;

/// All reasons. Rates are loosely those of the platforms' published return reasons: apparel is sent back most.
pub(crate) const REASONS: [Reason; COUNT] = [
    reason(
        "quality_defect",
        "quality",
        Quality,
        Product,
        &["质量问题", "商品质量问题", "做工粗糙/质量问题"],
        [6.0, 4.0, 2.0, 5.0, 7.0, 7.0, 5.0, 5.0],
    ),
    reason(
        "stitching",
        "quality",
        Quality,
        Product,
        &["开线", "开线/脱线", "衣物开线"],
        [5.0, 0.0, 0.0, 1.0, 0.0, 0.0, 2.0, 3.0],
    ),
    reason(
        "fading",
        "quality",
        Quality,
        Product,
        &["脱色", "掉色/脱色", "脱色/染色"],
        [4.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0],
    ),
    reason(
        "hole",
        "quality",
        Quality,
        Product,
        &["破洞", "有破洞", "抽丝/破洞"],
        [2.5, 0.0, 0.0, 0.5, 0.0, 0.0, 0.5, 1.0],
    ),
    reason(
        "spoiled",
        "quality",
        Quality,
        Product,
        &["变质", "变质/发霉", "商品变质/发霉"],
        [0.0, 1.0, 9.0, 0.0, 0.0, 0.0, 0.5, 0.0],
    ),
    reason(
        "foreign_matter",
        "quality",
        Quality,
        Product,
        &["有异物", "商品内有异物"],
        [0.0, 0.5, 3.0, 0.0, 0.0, 0.0, 0.3, 0.0],
    ),
    reason(
        "shelf_life",
        "quality",
        Quality,
        Product,
        &["保质期问题", "临近保质期/已过保质期"],
        [0.0, 2.0, 4.0, 0.0, 0.0, 0.0, 1.0, 0.0],
    ),
    reason(
        "malfunction",
        "quality",
        Quality,
        Product,
        &["质量问题（功能故障）", "质量问题-无法使用"],
        [0.0, 0.0, 0.0, 0.5, 9.0, 8.0, 2.0, 2.0],
    ),
    reason(
        "not_as_described",
        "description",
        Description,
        Product,
        &["与描述不符", "商品与描述不符", "颜色/图案/款式与描述不符", "材质与描述不符", "尺寸与描述不符"],
        [12.0, 6.0, 4.0, 7.0, 5.0, 6.0, 6.0, 7.0],
    ),
    reason(
        "damaged",
        "damage",
        Damage,
        Carrier,
        &["包装/商品破损", "商品破损", "收到商品破损"],
        [1.0, 4.0, 8.0, 7.0, 6.0, 2.0, 2.0, 2.0],
    ),
    reason(
        "not_received",
        "not_received",
        Delivery,
        Logistics,
        &["未收到货", "未收到货物", "显示签收但未收到货"],
        [4.0; 8],
    ),
    reason(
        "logistics_delay",
        "delay",
        Delivery,
        Logistics,
        &["物流延迟", "物流延迟/一直未送到", "快递物流延迟"],
        [6.0, 6.0, 8.0, 6.0, 6.0, 6.0, 6.0, 6.0],
    ),
    reason(
        "wrong_item",
        "wrong_item",
        Wrong,
        Logistics,
        &["卖家错发", "错发/漏发", "少件/漏发"],
        [4.0, 4.0, 3.0, 4.0, 2.0, 3.0, 3.0, 3.0],
    ),
    reason(
        "out_of_stock",
        "out_of_stock",
        Stock,
        Logistics,
        &["缺货", "商家缺货", "协商一致退款（缺货）"],
        [2.0, 1.5, 2.0, 1.0, 1.5, 1.5, 1.0, 1.5],
    ),
    reason("attitude", "service", Staff, Service, &["服务态度差", "客服服务态度问题"], [2.0; 8]),
    reason("no_reply", "service", Staff, Service, &["客服未回复", "咨询未回复"], [2.0; 8]),
    reason(
        "invoice",
        "invoice",
        Invoice,
        Service,
        &["发票问题", "未开发票", "发票信息有误"],
        [1.0, 1.0, 1.0, 1.0, 4.0, 4.0, 1.0, 1.0],
    ),
    reason(
        "no_reason",
        "change_of_mind",
        Remorse,
        Customer,
        &["七天无理由退换货", "七天无理由退货"],
        [28.0, 6.0, 1.0, 10.0, 7.0, 9.0, 8.0, 14.0],
    ),
    reason(
        "wrong_order",
        "change_of_mind",
        Remorse,
        Customer,
        &["拍错", "拍错/多拍", "地址/规格拍错"],
        [7.0, 5.0, 4.0, 5.0, 4.0, 5.0, 5.0, 5.0],
    ),
    reason(
        "unwanted",
        "change_of_mind",
        Remorse,
        Customer,
        &["不想要", "不喜欢/不想要", "不想要了"],
        [12.0, 7.0, 4.0, 7.0, 6.0, 7.0, 6.0, 8.0],
    ),
    reason(
        "price_drop",
        "price",
        Price,
        Unknown,
        &["商品降价", "申请价保补差"],
        [3.0, 3.0, 2.0, 2.0, 5.0, 5.0, 2.0, 2.0],
    ),
    reason(
        "usage",
        "usage",
        Usage,
        Unknown,
        &["使用方法咨询", "安装使用咨询"],
        [0.5, 2.0, 0.5, 2.0, 6.0, 6.0, 3.0, 1.0],
    ),
    reason("other", "other", Other, Unknown, &["其他", "其他原因"], [4.0; 8]),
    // No vocabulary can know it: what triage must say is `other` and `unknown` until somebody teaches it.
    reason("other", "other", Warranty, Unknown, &["电子保修卡无法激活"], [0.0; 8]),
];
