//! Names that people know: tables, columns, teams, codes of the data model. What we do not know keeps its own name.

use aftersight_contract::manifest::Words;
use aftersight_contract::{Action, Severity};
use aftersight_pipeline::NULL_KEY;

use super::format::tame;
use crate::cli::Lang;

type Entry = (&'static str, &'static str, &'static str);

/// Tables and columns of the data model that stand in reports.
const NAMES: [Entry; 70] = [
    ("orders", "订单", "Orders"),
    ("order_lines", "订单明细", "Order lines"),
    ("cases", "售后单", "Cases"),
    ("case_events", "售后流转", "Case events"),
    ("shipments", "物流", "Shipments"),
    ("conversations", "会话", "Conversations"),
    ("messages", "聊天消息", "Messages"),
    ("feedback", "评价与问卷", "Feedback"),
    ("agents", "客服人员", "Agents"),
    ("products", "商品", "Products"),
    ("calendars", "日历", "Calendars"),
    ("targets", "目标", "Targets"),
    ("interventions", "改进措施", "Interventions"),
    ("sla_policies", "SLA 规则", "SLA policies"),
    ("order_id", "订单号", "Order"),
    ("line_id", "子订单号", "Order line"),
    ("case_id", "售后单号", "Case"),
    ("product_id", "商品", "Product"),
    ("sku_id", "SKU", "SKU"),
    ("tracking_no", "物流单号", "Tracking number"),
    ("conversation_id", "会话编号", "Conversation"),
    ("customer_key", "客户", "Customer"),
    ("agent_id", "客服", "Agent"),
    ("shop_id", "店铺", "Shop"),
    ("platform", "平台", "Platform"),
    ("channel", "渠道", "Channel"),
    ("region", "大区", "Region"),
    ("province", "省份", "Province"),
    ("city", "城市", "City"),
    ("category", "品类", "Category"),
    ("supplier", "供应商", "Supplier"),
    ("batch_no", "批次", "Batch"),
    ("title", "商品名称", "Title"),
    ("carrier", "承运商", "Carrier"),
    ("warehouse", "仓库", "Warehouse"),
    ("case_type", "售后类型", "Case type"),
    ("issue_type", "问题类型", "Issue type"),
    ("reason_code", "原因", "Reason"),
    ("reason_raw", "原始原因", "Reason as written"),
    ("responsibility", "责任方", "Responsible party"),
    ("priority", "优先级", "Priority"),
    ("team", "团队", "Team"),
    ("stage", "阶段", "Stage"),
    ("status", "状态", "Status"),
    ("goods_status", "货物状态", "Goods status"),
    ("customer_tier", "客户等级", "Customer tier"),
    ("kind", "类别", "Kind"),
    ("created_at", "创建时间", "Created"),
    ("paid_at", "付款时间", "Paid"),
    ("shipped_at", "发货时间", "Shipped"),
    ("signed_at", "签收时间", "Signed for"),
    ("closed_at", "完结时间", "Closed"),
    ("promised_at", "承诺送达时间", "Promised"),
    ("quantity", "数量", "Quantity"),
    ("refund_minor", "退款金额", "Refund"),
    ("paid_minor", "实付金额", "Paid amount"),
    ("description", "描述", "Description"),
    ("value", "数值", "Value"),
    ("numerator", "分子", "Numerator"),
    ("denominator", "分母", "Denominator"),
    ("n", "样本数", "n"),
    ("low", "下限", "Low"),
    ("high", "上限", "High"),
    ("mean", "均值", "Mean"),
    ("p50", "中位数", "Median"),
    ("p90", "90 分位", "90th percentile"),
    ("expected", "预期", "Expected"),
    ("confidence", "置信度", "Confidence"),
    ("impact", "影响", "Impact"),
    ("error", "误差", "Error"),
];

/// Keys of dimensions whose values the data model fixes.
const KEYS: [(&str, &str, &str, &str); 33] = [
    ("responsibility", "product", "产品质量", "Product"),
    ("responsibility", "logistics", "物流", "Logistics"),
    ("responsibility", "service", "客服", "Service"),
    ("responsibility", "customer", "买家", "Customer"),
    ("responsibility", "platform", "平台", "Platform"),
    ("responsibility", "unknown", "未归责", "Unattributed"),
    ("case_type", "refund_only", "仅退款", "Refund only"),
    ("case_type", "return_refund", "退货退款", "Return and refund"),
    ("case_type", "exchange", "换货", "Exchange"),
    ("case_type", "repair", "维修", "Repair"),
    ("case_type", "reship", "补寄", "Reship"),
    ("case_type", "price_protection", "价保", "Price protection"),
    ("case_type", "complaint", "投诉", "Complaint"),
    ("case_type", "enquiry", "咨询", "Enquiry"),
    ("stage", "triage", "分诊", "Triage"),
    ("stage", "coordination", "协同", "Coordination"),
    ("stage", "resolution", "解决", "Resolution"),
    ("stage", "feedback", "反馈", "Feedback"),
    ("issue_type", "change_of_mind", "不想要了", "Change of mind"),
    ("issue_type", "damage", "破损", "Damage"),
    ("issue_type", "delay", "物流延误", "Delay"),
    ("issue_type", "description", "描述不符", "Not as described"),
    ("issue_type", "invoice", "发票", "Invoice"),
    ("issue_type", "not_received", "未收到货", "Not received"),
    ("issue_type", "other", "其他", "Other"),
    ("issue_type", "out_of_stock", "缺货", "Out of stock"),
    ("issue_type", "price", "价格", "Price"),
    ("issue_type", "quality", "质量问题", "Quality"),
    ("issue_type", "service", "服务", "Service"),
    ("issue_type", "usage", "使用问题", "Usage"),
    ("issue_type", "wrong_item", "发错货", "Wrong item"),
    ("direction", "forward", "发货", "Outbound"),
    ("direction", "return", "退货", "Return"),
];

fn find(entries: &[Entry], name: &str, lang: Lang) -> Option<&'static str> {
    entries.iter().find(|(known, _, _)| *known == name).map(|(_, zh, en)| lang.pick(zh, en))
}

/// A table or column, linked ones too: `order.region` is the region.
pub(crate) fn name(name: &str, lang: Lang) -> String {
    let last = name.rsplit('.').next().unwrap_or(name);
    find(&NAMES, name, lang).or_else(|| find(&NAMES, last, lang)).map_or_else(|| tame(name).into_owned(), str::to_owned)
}

/// A key of a dimension.
pub(crate) fn key(dimension: &str, key: &str, lang: Lang) -> String {
    let last = dimension.rsplit('.').next().unwrap_or(dimension);
    let fixed = KEYS.iter().find(|(of, known, _, _)| *of == last && *known == key);
    match (fixed, key) {
        (Some((_, _, zh, en)), _) => lang.pick(zh, en).to_owned(),
        (_, NULL_KEY | "") => lang.pick("∅ 未知", "∅ unknown").to_owned(),
        (_, "true") => yes(true, lang).to_owned(),
        (_, "false") => yes(false, lang).to_owned(),
        _ => tame(key).into_owned(),
    }
}

/// 是 or no.
pub(crate) fn yes(value: bool, lang: Lang) -> &'static str {
    if value { lang.pick("是", "yes") } else { lang.pick("否", "no") }
}

/// The team that a finding is sent to.
pub(crate) fn team(route: &str, lang: Lang) -> String {
    const TEAMS: [Entry; 6] = [
        ("product", "产品团队", "Product"),
        ("logistics", "物流团队", "Logistics"),
        ("service", "客服团队", "Service"),
        ("data", "数据团队", "Data"),
        ("operations", "运营团队", "Operations"),
        ("finance", "财务团队", "Finance"),
    ];
    find(&TEAMS, route, lang).map_or_else(|| tame(route).into_owned(), str::to_owned)
}

/// How bad.
pub(crate) fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Critical => lang.pick("严重", "Critical"),
        Severity::Warning => lang.pick("警告", "Warning"),
        Severity::Info => lang.pick("提示", "Info"),
    }
}

/// What a rule did.
pub(crate) fn action(action: Action, lang: Lang) -> &'static str {
    match action {
        Action::Fix => lang.pick("修复", "fixed"),
        Action::Flag => lang.pick("存疑", "flagged"),
        Action::Quarantine => lang.pick("隔离", "quarantined"),
        Action::Exclude => lang.pick("排除", "excluded"),
    }
}

/// How long an interval is.
pub(crate) fn grain(grain: &str, lang: Lang) -> String {
    const GRAINS: [Entry; 7] = [
        ("hour", "按小时", "by hour"),
        ("day", "按天", "by day"),
        ("week", "按周", "by week"),
        ("month", "按月", "by month"),
        ("quarter", "按季度", "by quarter"),
        ("year", "按年", "by year"),
        ("all", "全部时间", "all time"),
    ];
    find(&GRAINS, grain, lang).unwrap_or(grain).to_owned()
}

/// Why there is no value, for the codes that every KPI can give.
pub(crate) fn reason(code: &str) -> Words {
    let (zh, en) = match code {
        "no-denominator" => ("分母为 0", "nothing below the line"),
        "no-values" => ("没有数据", "no data"),
        "plugin-failed" => ("插件失败", "the plugin failed"),
        "mixed-currencies" => ("币种不一致", "currencies mix"),
        _ => (code, code),
    };
    Words { zh: zh.to_owned(), en: en.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_are_translated_and_unknown_ones_kept() {
        assert_eq!((name("order.region", Lang::Zh), name("cases", Lang::En)), ("大区".into(), "Cases".into()));
        assert_eq!(name("备注2", Lang::En), "备注2");
        assert_eq!(
            (key("region", "∅", Lang::Zh), key("case.responsibility", "product", Lang::Zh)),
            ("∅ 未知".into(), "产品质量".into())
        );
        assert_eq!(
            (key("region", "product", Lang::Zh), team("warehouse-3", Lang::En)),
            ("product".into(), "warehouse-3".into())
        );
    }
}
