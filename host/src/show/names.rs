//! Names that people know: tables, columns, teams, codes of the data model. What we do not know keeps its own name.

use aftersight_contract::manifest::Words;
use aftersight_contract::{Action, Severity};
use aftersight_pipeline::names::{self, Entry, NAMES, TEAMS};

use super::format::tame;
use crate::cli::Lang;

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
    tame(lang.of(&names::key(dimension, key))).into_owned()
}

/// 是 or no.
pub(crate) fn yes(value: bool, lang: Lang) -> &'static str {
    if value { lang.pick("是", "yes") } else { lang.pick("否", "no") }
}

/// The team that a finding is sent to.
pub(crate) fn team(route: &str, lang: Lang) -> String {
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
