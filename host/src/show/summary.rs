//! A whole run in a few sentences.

use aftersight_contract::Severity;
use aftersight_pipeline::Results;
use aftersight_pipeline::results::LinkResult;

use super::change::Verdict;
use super::format::{count, duration, share, tame};
use super::reading::Reading;
use super::{interval, names};
use crate::cli::Lang;

/// What went in and what of it was good.
pub(crate) fn data(results: &Results, lang: Lang) -> String {
    let sum = |of: fn(&aftersight_pipeline::results::InputResult) -> u64| results.inputs.iter().map(of).sum::<u64>();
    let (rows, accepted) = (sum(|input| input.rows), sum(|input| input.accepted));
    let (quarantined, excluded) = (sum(|input| input.quarantined), sum(|input| input.excluded));
    let (files, rows_shown, share) = (results.inputs.len(), count(rows), share(accepted, rows));
    let (quarantined, excluded) = (count(quarantined), count(excluded));
    match lang {
        Lang::Zh => {
            format!("读入 {files} 个输入共 {rows_shown} 行：采用 {share}，隔离 {quarantined} 行，排除 {excluded} 行。")
        }
        Lang::En => format!(
            "{files} input{} with {rows_shown} rows: {share} accepted, {quarantined} quarantined, {excluded} excluded.",
            if files == 1 { "" } else { "s" }
        ),
    }
}

/// The profile by which an input was read, and how well it fits.
pub(crate) fn profile(input: &aftersight_pipeline::results::InputResult, lang: Lang) -> String {
    let title = tame(lang.of(&input.profile_title));
    if title.is_empty() { input.profile.clone() } else { format!("{title} {:.2}", input.profile_score) }
}

/// Is there more to say of a link than its rate?
pub(crate) fn unsettled(link: &LinkResult) -> bool {
    link.waiting + link.orphans + link.late.unwrap_or_default() > 0
}

/// How well two tables found each other, in words.
pub(crate) fn link(link: &LinkResult, lang: Lang) -> String {
    let (from, to) = (names::name(&link.from, lang), names::name(&link.to, lang));
    format!("{from} → {to}{}{}", lang.pick("：", ": "), lang.of(&link.summary))
}

/// How the KPIs moved.
pub(crate) fn kpis(results: &Results, lang: Lang) -> String {
    let verdicts: Vec<_> =
        results.kpis.iter().filter_map(|kpi| Reading::new(kpi).change()).map(|change| change.verdict).collect();
    let number = |wanted| verdicts.iter().filter(|verdict| **verdict == wanted).count();
    let (better, worse, steady) = (number(Verdict::Better), number(Verdict::Worse), number(Verdict::Steady));
    let (all, comparable) = (results.kpis.len(), verdicts.len());
    let neutral = match (number(Verdict::Neutral), lang) {
        (0, _) => String::new(),
        (neutral, Lang::Zh) => format!("，{neutral} 个不分好坏"),
        (neutral, Lang::En) => format!(", {neutral} neither good nor bad"),
    };
    match lang {
        Lang::Zh => format!(
            "共 {all} 个指标，{comparable} 个可与上一周期比较：{better} 个变好，{worse} 个变差，{steady} 个无明显变化{neutral}。"
        ),
        Lang::En => format!(
            "{all} KPI{}, {comparable} comparable with the interval before: {better} better, {worse} worse, {steady} without a clear change{neutral}.",
            if all == 1 { "" } else { "s" }
        ),
    }
}

/// How much there is to do.
pub(crate) fn findings(results: &Results, lang: Lang) -> String {
    let number = |wanted| results.findings.iter().filter(|finding| finding.severity == wanted).count();
    let (critical, warning, info) = (number(Severity::Critical), number(Severity::Warning), number(Severity::Info));
    match (results.findings.is_empty(), lang) {
        (true, Lang::Zh) => "没有发现异常。".to_owned(),
        (true, Lang::En) => "Nothing unusual was found.".to_owned(),
        (_, Lang::Zh) => format!("发现 {critical} 项严重、{warning} 项警告、{info} 项提示。"),
        (_, Lang::En) => format!("Findings: {critical} critical, {warning} warning, {info} info."),
    }
}

/// How old the newest data was when it was handed in.
pub(crate) fn freshness(results: &Results, lang: Lang) -> Option<String> {
    let age = interval::between(&results.as_of, &results.received_at)?;
    Some(match (age <= 0.0, lang) {
        (true, Lang::Zh) => "数据截至时刻不早于提交时间".to_owned(),
        (true, Lang::En) => "as of the hand-in or later".to_owned(),
        (false, Lang::Zh) => format!("提交时数据已滞后 {}", duration(age, lang)),
        (false, Lang::En) => format!("{} old when handed in", duration(age, lang)),
    })
}

/// The time that the KPIs cover: first and last interval of the longest series, by name.
pub(crate) fn covered(results: &Results, lang: Lang) -> Option<String> {
    let ends = results.kpis.iter().filter_map(|kpi| {
        let reading = Reading::new(kpi);
        let (first, last) = (reading.trend.first()?, reading.trend.last()?);
        Some((first.at.clone()?, last.at.clone()?, kpi.grain.as_str()))
    });
    let first = ends.clone().min_by(|left, right| left.0.cmp(&right.0))?;
    let last = ends.max_by(|left, right| left.1.cmp(&right.1))?;
    Some(format!("{} – {}", interval::label(&first.0, first.2, lang), interval::label(&last.1, last.2, lang)))
}

/// What was not computed, in one line; none where everything was.
pub(crate) fn skipped(results: &Results, lang: Lang) -> Option<String> {
    if results.skipped.is_empty() {
        return None;
    }
    let one = |skipped: &aftersight_pipeline::results::SkippedResult| {
        let missing = skipped.missing.join(lang.pick("、", ", "));
        let why = match skipped.reason {
            None => String::new(),
            Some(_) => lang.pick("，因清洗插件失败", " because a cleaning plugin failed").to_owned(),
        };
        format!("{}{}{missing}{why}{}", skipped.plugin, lang.pick("（缺 ", " (lacks "), lang.pick("）", ")"))
    };
    Some(results.skipped.iter().map(one).collect::<Vec<_>>().join(lang.pick("；", "; ")))
}
