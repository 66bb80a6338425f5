//! Figures of peers, next to the KPIs of the same name.

use aftersight_contract::manifest::Unit;

use super::{amount, plain};
use crate::config::short;
use crate::results::{Benchmark, InputResult, KpiResult, PeerResult};

/// Gives every KPI the figures that inputs have for it.
pub(crate) fn compare(inputs: &[InputResult], kpis: &mut [KpiResult]) {
    for kpi in kpis {
        let mut peers = Vec::new();
        for input in inputs {
            let figures = input.reading.benchmarks.iter().filter_map(|benchmark| figure(kpi, benchmark, &input.name));
            for peer in figures {
                // A file that holds several tables is several inputs: it says the same in each.
                if !peers.contains(&peer) {
                    peers.push(peer);
                }
            }
        }
        kpi.peers = peers;
    }
}

fn figure(kpi: &KpiResult, benchmark: &Benchmark, source: &str) -> Option<PeerResult> {
    let short = short(&kpi.plugin);
    let names = [&kpi.title.zh, &kpi.title.en, &kpi.plugin, &short, &kpi.name].map(|name| plain(name));
    let (header, cell) = benchmark.figures.iter().find(|(header, _)| names.contains(&plain(header)))?;
    let value = read(header, cell, kpi)?;
    Some(PeerResult {
        label: benchmark.label.clone(),
        title: benchmark.title.clone(),
        value,
        source: source.to_owned(),
    })
}

/// A cell in the KPI's unit; the header may say the unit of bare numbers. Without one a duration is not guessed.
fn read(header: &str, cell: &str, kpi: &KpiResult) -> Option<f64> {
    let currency = kpi.total.fields.get("currency").and_then(|currency| currency.as_str());
    let header = header.trim();
    let within = header
        .strip_suffix([')', '）'])
        .and_then(|text| Some(text[text.rfind(['(', '（'])?..].trim_start_matches(['(', '（'])));
    let unit = within.unwrap_or_default().trim();
    let bare = cell.trim().ends_with(|c: char| c.is_ascii_digit());
    let cell = match kpi.unit {
        Unit::Fraction | Unit::Ratio if bare && matches!(unit, "%" | "％" | "‰") => format!("{cell}{unit}"),
        _ => cell.to_owned(),
    };
    amount::parse(&cell, kpi.unit, amount::time(unit))?.value(currency)
}

#[cfg(test)]
mod tests {
    use aftersight_contract::manifest::Words;

    use super::*;

    fn kpi(unit: Unit) -> KpiResult {
        let title = Words { zh: "退货率".to_owned(), en: "Return rate".to_owned() };
        let mut kpi = KpiResult {
            unit,
            title,
            plugin: "kpi-return-rate".to_owned(),
            name: "own".to_owned(),
            ..KpiResult::default()
        };
        kpi.total.fields.insert("currency".to_owned(), "CNY".into());
        kpi
    }

    fn value(header: &str, cell: &str, unit: Unit) -> Option<f64> {
        let figures = [(header.to_owned(), cell.to_owned())].into();
        let reading = crate::results::Reading {
            benchmarks: vec![Benchmark { label: "同行均值".to_owned(), figures, ..Benchmark::default() }],
            ..Default::default()
        };
        let inputs = [InputResult { reading, ..InputResult::default() }, InputResult::default()];
        let mut kpis = [kpi(unit)];
        compare(&inputs, &mut kpis);
        kpis[0].peers.first().map(|peer| peer.value)
    }

    #[test]
    fn headers_of_a_kpis_name_give_its_peers() {
        for (header, cell, unit, expected) in [
            ("退货率", "3.21%", Unit::Fraction, Some(0.0321)),
            ("退货率(%)", "3.21", Unit::Fraction, Some(0.0321)),
            ("return rate", "0.0321", Unit::Fraction, Some(0.0321)),
            ("kpi-return-rate", "3.21％", Unit::Fraction, Some(0.0321)),
            ("Own", "3.21%", Unit::Fraction, Some(0.0321)),
            ("退货率", "3.21", Unit::Fraction, None),
            ("退货率", "-", Unit::Fraction, None),
            ("退款率", "3.21%", Unit::Fraction, None),
            ("退货率（小时）", "36", Unit::Duration, Some(129_600e6)),
            ("退货率", "1.5天", Unit::Duration, Some(129_600e6)),
            ("退货率", "36", Unit::Duration, None),
            ("退货率(元)", "1,234.50", Unit::Money, Some(123_450.0)),
            ("退货率", "1,234", Unit::Count, Some(1_234.0)),
        ] {
            let found = value(header, cell, unit);
            assert!(
                found.map(|value| (value * 1e9).round()) == expected.map(|value: f64| (value * 1e9).round()),
                "{header} {cell}: {found:?}"
            );
        }
    }
}
