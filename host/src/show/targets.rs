//! Targets and peers in words.

use aftersight_contract::manifest::{Direction, Unit};
use aftersight_pipeline::results::{PeerResult, Status, TargetResult};

use super::format::{NONE, number, tame};
use super::reading::Reading;
use super::{interval, names};
use crate::cli::Lang;

/// The target with the side on which a value should be: `≤ 5.0%`.
pub(crate) fn goal(reading: &Reading<'_>, target: &TargetResult, lang: Lang) -> String {
    let side = match reading.kpi.direction {
        Direction::Higher => "≥ ",
        Direction::Lower => "≤ ",
        Direction::None => "",
    };
    target.target.map_or_else(|| NONE.to_owned(), |value| format!("{side}{}", reading.scale.show(value, lang)))
}

/// What became of it in a word, and whether chance explains it.
pub(crate) fn status(target: &TargetResult, lang: Lang) -> String {
    let word = match target.status {
        Some(Status::Met) => lang.pick("达成", "met"),
        Some(Status::Near) => lang.pick("接近", "near"),
        Some(Status::Missed) => lang.pick("未达成", "missed"),
        Some(Status::Unknown) => lang.pick("无法判断", "unknown"),
        None => "",
    };
    match (target.sure, word.is_empty()) {
        (true, false) => format!("{word}{}", lang.pick("（统计上确定）", ", surely")),
        _ => word.to_owned(),
    }
}

/// How far the value lies from it; shares in percentage points.
pub(crate) fn gap(reading: &Reading<'_>, target: &TargetResult, lang: Lang) -> Option<String> {
    let gap = target.gap?;
    let text = match reading.kpi.unit {
        Unit::Fraction => format!("{}{}", number(gap * 100.0, 2), lang.pick(" 个百分点", " pp")),
        _ => reading.scale.show(gap, lang),
    };
    Some(if gap > 0.0 { format!("+{text}") } else { text })
}

/// The group that it is for; empty where it is for everything.
pub(crate) fn group(target: &TargetResult, lang: Lang) -> String {
    target.keys.iter().map(|(name, key)| names::key(name, key, lang)).collect::<Vec<_>>().join(" · ")
}

/// `同行均值 3.2%`.
pub(crate) fn peer(reading: &Reading<'_>, peer: &PeerResult, lang: Lang) -> String {
    format!("{} {}", tame(lang.of(&peer.title)), reading.scale.show(peer.value, lang))
}

/// The columns of [`lines`].
pub(crate) fn header(lang: Lang) -> [&'static str; 7] {
    [
        lang.pick("指标", "KPI"),
        lang.pick("分组", "Group"),
        lang.pick("周期", "Interval"),
        lang.pick("数值", "Value"),
        lang.pick("目标", "Target"),
        lang.pick("差距", "Gap"),
        lang.pick("状态", "Status"),
    ]
}

/// Every target as a line.
pub(crate) fn lines(readings: &[Reading<'_>], lang: Lang) -> Vec<([String; 7], Option<Status>)> {
    let all = readings.iter().flat_map(|reading| reading.kpi.targets.iter().map(move |target| (reading, target)));
    let line = |(reading, target): (&Reading<'_>, &TargetResult)| {
        let at = target.at.as_deref().map(|at| interval::label(at, &reading.kpi.grain, lang));
        let texts = [
            tame(lang.of(&reading.kpi.title)).into_owned(),
            tame(&group(target, lang)).into_owned(),
            at.unwrap_or_default(),
            target.value.map_or_else(|| NONE.to_owned(), |value| reading.scale.show(value, lang)),
            goal(reading, target, lang),
            gap(reading, target, lang).unwrap_or_default(),
            status(target, lang),
        ];
        (texts, target.status)
    };
    all.map(line).collect()
}

/// What peers reach: a line for each KPI.
pub(crate) fn peers(readings: &[Reading<'_>], lang: Lang) -> Vec<String> {
    let told = readings.iter().filter(|reading| !reading.kpi.peers.is_empty());
    let line = |reading: &Reading<'_>| {
        let all: Vec<_> = reading.kpi.peers.iter().map(|known| peer(reading, known, lang)).collect();
        format!("{}{}{}", tame(lang.of(&reading.kpi.title)), lang.pick("：", ": "), all.join(" · "))
    };
    told.map(line).collect()
}

/// A result with a target that is missed, one for a group that is near and one that is met, and a figure of peers.
#[cfg(test)]
pub(crate) fn sampled() -> aftersight_pipeline::Results {
    let mut results = super::sample::results();
    let kpi = &mut results.kpis[0];
    let target = TargetResult {
        keys: Default::default(),
        target: Some(0.05),
        at: kpi.rows.iter().rfind(|row| row.closed).and_then(|row| row.at.clone()),
        value: Some(0.0625),
        status: Some(Status::Missed),
        sure: true,
        gap: Some(0.0125),
    };
    let keys = |key: &str| [("region".to_owned(), key.to_owned())].into();
    let near = TargetResult { keys: keys("华东"), status: Some(Status::Near), sure: false, ..target.clone() };
    let met = TargetResult {
        keys: keys("西南"),
        status: Some(Status::Met),
        value: Some(0.04),
        gap: Some(-0.01),
        ..near.clone()
    };
    kpi.targets = vec![target, near, met];
    let title = super::sample::words("同行均值", "Peer average");
    kpi.peers = vec![PeerResult { label: title.zh.clone(), title, value: 0.042, source: "dashboard.csv".to_owned() }];
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_told_in_both_languages() {
        let results = sampled();
        let reading = Reading::new(&results.kpis[0]);
        let target = &results.kpis[0].targets[0];
        let told = |lang| {
            [goal(&reading, target, lang), status(target, lang), gap(&reading, target, lang).unwrap_or_default()]
        };
        assert_eq!(told(Lang::Zh), ["≤ 5.0%", "未达成（统计上确定）", "+1.25 个百分点"]);
        assert_eq!(told(Lang::En), ["≤ 5.0%", "missed, surely", "+1.25 pp"]);
        assert_eq!(peer(&reading, &results.kpis[0].peers[0], Lang::En), "Peer average 4.2%");
        let bare = TargetResult { status: None, gap: None, target: None, ..target.clone() };
        assert_eq!((goal(&reading, &bare, Lang::En), status(&bare, Lang::En)), (NONE.to_owned(), String::new()));
    }
}
