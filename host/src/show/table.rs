//! The report on a terminal.

use std::io::{self, Write};

use aftersight_contract::Severity;
use aftersight_pipeline::Results;
use aftersight_pipeline::results::{Row, Status};
use comfy_table::LineStyle;
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, Width};

use super::change::Verdict;
use super::format::{NONE, count, share, tame};
use super::reading::Reading;
use super::{cleaners, interval, names, presets, summary, targets};
use crate::cli::Lang;

/// Groups shown per KPI, and findings in all; `results.json` holds the rest.
const GROUPS: usize = 10;
const FINDINGS: usize = 30;

/// Writes the report. Without a width it takes the terminal's, and colours where standard output is one; with a width it
/// is plain text.
///
/// # Errors
/// What `out` says.
pub(crate) fn print(results: &Results, lang: Lang, out: &mut dyn Write, width: Option<u16>) -> io::Result<()> {
    let page = Page { results, lang, width };
    let readings: Vec<Reading<'_>> = results.kpis.iter().map(Reading::new).collect();
    page.head(out)?;
    page.failures(out)?;
    page.inputs(out)?;
    page.links(out)?;
    page.kpis(&readings, out)?;
    page.targets(&readings, out)?;
    for reading in readings.iter().filter(|reading| !reading.kpi.groups.is_empty()) {
        page.groups(reading, out)?;
    }
    page.presets(out)?;
    page.cleaners(out)?;
    // What to do stands where a terminal ends.
    page.findings(out)?;
    if let Some(skipped) = summary::skipped(results, lang) {
        writeln!(out, "{}{}", lang.pick("未计算：", "Not computed: "), tame(&skipped))?;
    }
    Ok(())
}

struct Page<'a> {
    results: &'a Results,
    lang: Lang,
    width: Option<u16>,
}

impl Page<'_> {
    fn t(&self, zh: &'static str, en: &'static str) -> &'static str {
        self.lang.pick(zh, en)
    }

    /// Columns that `right` names by place hold numbers.
    fn table(&self, header: &[&str], right: &[usize], rows: Vec<Vec<Cell>>) -> Table {
        let mut table = Table::new();
        table
            .load_style(UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()))
            .set_content_arrangement(ContentArrangement::Dynamic);
        if let Some(width) = self.width {
            table.set_width(width).force_no_tty();
        }
        table.set_header(header.iter().map(|text| Cell::new(text).add_attribute(Attribute::Bold)));
        table.add_rows(rows);
        for place in right {
            if let Some(column) = table.column_mut(*place) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table
    }

    fn section(&self, title: &str, table: &Table, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{title}\n{}\n", table.trim_fmt())
    }

    fn presets(&self, out: &mut dyn Write) -> io::Result<()> {
        for of in &self.results.presets {
            let rows = of.presets.iter().map(|preset| presets::line(of, preset, self.lang).map(Cell::new).to_vec());
            let table = self.table(&presets::header(self.lang), &[1, 2, 3, 4, 5], rows.collect());
            let title = format!("{}{}", self.t("预设对比：", "Presets side by side: "), tame(self.lang.of(&of.title)));
            self.section(&title, &table, out)?;
            for preset in of.presets.iter().filter(|preset| !preset.examples.is_empty()) {
                let title = tame(self.lang.of(&preset.title)).into_owned();
                writeln!(out, "{title}{}", self.t("：造成差异的行", ": rows that make the difference"))?;
                for row in &preset.examples {
                    writeln!(out, "  {}", presets::example(row, self.lang))?;
                }
                writeln!(out)?;
            }
        }
        Ok(())
    }

    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        let (results, lang) = (self.results, self.lang);
        let as_of = interval::moment(&results.as_of);
        let fresh = summary::freshness(results, lang).map(|text| format!(" · {text}")).unwrap_or_default();
        writeln!(out, "{} {as_of} ({}){fresh}", self.t("数据截至", "As of"), tame(&results.timezone))?;
        let gap = self.t("", " ");
        writeln!(out, "{}{gap}{}\n", summary::data(results, lang), summary::findings(results, lang))
    }

    fn failures(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.results.failures.is_empty() {
            return Ok(());
        }
        let rows = self.results.failures.iter().map(|failure| {
            let message = tame(self.lang.of(&failure.message)).into_owned();
            let consequence = tame(self.lang.of(&failure.consequence)).into_owned();
            vec![red(tame(&failure.step).into_owned()), Cell::new(message), Cell::new(consequence)]
        });
        let header = [self.t("步骤", "Step"), self.t("发生了什么", "What happened"), self.t("后果", "Consequence")];
        let table = self.table(&header, &[], rows.collect());
        self.section(self.t("失败的插件", "Plugins that failed"), &table, out)
    }

    fn inputs(&self, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.results.inputs.iter().map(|input| {
            let mut cells = vec![Cell::new(tame(&input.name)), Cell::new(names::name(&input.table, self.lang))];
            cells.push(Cell::new(summary::profile(input, self.lang)));
            let counts = [input.rows, input.accepted, input.fixed, input.flagged];
            cells.extend(counts.map(|number| Cell::new(count(number))));
            cells.push(Cell::new(count(input.quarantined)).fg(if input.quarantined > 0 {
                Color::Yellow
            } else {
                Color::Reset
            }));
            cells.push(Cell::new(count(input.excluded)));
            cells
        });
        let header = [
            self.t("文件", "File"),
            self.t("表", "Table"),
            self.t("识别为", "Profile"),
            self.t("行数", "Rows"),
            self.t("采用", "Accepted"),
            self.t("其中修复", "of which fixed"),
            self.t("存疑", "flagged"),
            self.t("隔离", "Quarantined"),
            self.t("排除", "Excluded"),
        ];
        let table = self.table(&header, &[3, 4, 5, 6, 7, 8], rows.collect());
        self.section(self.t("输入", "Inputs"), &table, out)
    }

    fn cleaners(&self, out: &mut dyn Write) -> io::Result<()> {
        let lines = cleaners::lines(self.results, self.lang);
        let rows: Vec<Vec<Cell>> = lines.iter().map(|line| line.iter().map(Cell::new).collect()).collect();
        if rows.is_empty() {
            return Ok(());
        }
        let header = [
            self.t("清洗规则", "Rule"),
            self.t("表", "Tables"),
            self.t("参数（含默认值）", "Parameters, defaults too"),
        ];
        let mut table = self.table(&header, &[], rows);
        // Lists of parameters are long: without a terminal's width, too, a line is to be read.
        for (place, width) in [(1, 30), (2, 90)] {
            if let Some(column) = table.column_mut(place) {
                column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(width)));
            }
        }
        self.section(self.t("清洗规则与参数", "Rules of cleaning"), &table, out)
    }

    fn links(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.results.links.is_empty() {
            return Ok(());
        }
        let rows = self.results.links.iter().map(|link| {
            let on: Vec<String> = link.on.iter().map(|column| names::name(column, self.lang)).collect();
            let route = format!("{} → {}", names::name(&link.from, self.lang), names::name(&link.to, self.lang));
            let late = link.late.map_or_else(|| NONE.to_owned(), count);
            let texts = [
                route,
                on.join(" + "),
                count(link.rows),
                count(link.matched),
                share(link.matched, link.rows),
                late,
                count(link.waiting),
                count(link.orphans),
            ];
            texts.into_iter().map(Cell::new).collect()
        });
        let header = [
            self.t("关联", "Link"),
            self.t("依据", "On"),
            self.t("行数", "Rows"),
            self.t("匹配", "Matched"),
            self.t("匹配率", "Rate"),
            self.t("晚到", "Late"),
            self.t("等待", "Waiting"),
            self.t("无主", "Orphans"),
        ];
        let table = self.table(&header, &[2, 3, 4, 5, 6, 7], rows.collect());
        self.section(self.t("表间关联", "Links"), &table, out)?;
        let unsettled: Vec<_> = self.results.links.iter().filter(|link| summary::unsettled(link)).collect();
        for link in &unsettled {
            writeln!(out, "{}", tame(&summary::link(link, self.lang)))?;
        }
        if unsettled.is_empty() { Ok(()) } else { writeln!(out) }
    }

    fn kpis(&self, readings: &[Reading<'_>], out: &mut dyn Write) -> io::Result<()> {
        if readings.is_empty() {
            return Ok(());
        }
        let rows = readings.iter().map(|reading| {
            let row = reading.headline();
            vec![
                Cell::new(tame(self.lang.of(&reading.kpi.title))),
                // Of a whole's parts the total is 1, which says nothing.
                Cell::new(if reading.parts { NONE.to_owned() } else { self.value(reading, &reading.kpi.total) }),
                Cell::new(reading.interval(row, self.lang)),
                Cell::new(self.headline(reading, row)),
                self.change(reading),
                Cell::new(reading.range(row, self.lang).unwrap_or_default()),
                Cell::new(reading.weight(row).unwrap_or_default()),
            ]
        });
        let header = [
            self.t("指标", "KPI"),
            self.t("合计", "Total"),
            self.t("最新已结束周期", "Newest closed interval"),
            self.t("数值", "Value"),
            self.t("较上期", "Change"),
            self.t("95% 区间", "95% interval"),
            self.t("分母或 n", "Denominator or n"),
        ];
        let table = self.table(&header, &[1, 3, 5, 6], rows.collect());
        self.section(self.t("指标", "KPIs"), &table, out)
    }

    fn targets(&self, readings: &[Reading<'_>], out: &mut dyn Write) -> io::Result<()> {
        let rows = targets::lines(readings, self.lang).into_iter().map(|(texts, status)| {
            let [rest @ .., last] = texts;
            let colour = match status {
                Some(Status::Met) => Color::Green,
                Some(Status::Near) => Color::Yellow,
                Some(Status::Missed) => Color::Red,
                Some(Status::Unknown) | None => Color::Reset,
            };
            rest.into_iter().map(Cell::new).chain([Cell::new(last).fg(colour)]).collect()
        });
        let rows: Vec<Vec<Cell>> = rows.collect();
        if !rows.is_empty() {
            let table = self.table(&targets::header(self.lang), &[3, 4, 5], rows);
            self.section(self.t("目标", "Targets"), &table, out)?;
        }
        let peers = targets::peers(readings, self.lang);
        if peers.is_empty() { Ok(()) } else { writeln!(out, "{}\n", peers.join("\n")) }
    }

    fn value(&self, reading: &Reading<'_>, row: &Row) -> String {
        tame(&reading.value(row, self.lang)).into_owned()
    }

    /// The value of the headline, with the group that it is about.
    fn headline(&self, reading: &Reading<'_>, row: &Row) -> String {
        let keys = reading.keys(row, self.lang);
        format!("{keys}{}{}", if keys.is_empty() { "" } else { " " }, self.value(reading, row))
    }

    fn change(&self, reading: &Reading<'_>) -> Cell {
        let Some(change) = reading.change() else { return Cell::new(NONE) };
        let text = format!("{} {} {}", change.arrow(), change.text(&reading.scale, self.lang), change.word(self.lang));
        let cell = Cell::new(text.trim_end());
        match change.verdict {
            Verdict::Better => cell.fg(Color::Green),
            Verdict::Worse => cell.fg(Color::Red),
            Verdict::Steady | Verdict::Neutral => cell,
        }
    }

    fn groups(&self, reading: &Reading<'_>, out: &mut dyn Write) -> io::Result<()> {
        let ranked = reading.ranked();
        let rows = ranked.iter().take(GROUPS).map(|row| {
            let range = reading.range(row, self.lang).unwrap_or_default();
            let texts = [
                reading.keys(row, self.lang),
                self.value(reading, row),
                range,
                reading.weight(row).unwrap_or_default(),
            ];
            texts.into_iter().map(Cell::new).collect()
        });
        let by: Vec<String> = reading.kpi.by.iter().map(|name| names::name(name, self.lang)).collect();
        let by = by.join(" · ");
        let header = [
            by.as_str(),
            self.t("数值", "Value"),
            self.t("95% 区间", "95% interval"),
            self.t("分母或 n", "Denominator or n"),
        ];
        let table = self.table(&header, &[1, 2, 3], rows.collect());
        let rest = ranked.len().saturating_sub(GROUPS);
        let more = match (rest, self.lang) {
            (0, _) => String::new(),
            (_, Lang::Zh) => format!("（前 {GROUPS} 组，另有 {rest} 组）"),
            (_, Lang::En) => format!(" (first {GROUPS}; {rest} more)"),
        };
        let title = format!("{} / {by}{more}", tame(self.lang.of(&reading.kpi.title)));
        self.section(&title, &table, out)
    }

    fn findings(&self, out: &mut dyn Write) -> io::Result<()> {
        let findings = &self.results.findings;
        if findings.is_empty() {
            return Ok(());
        }
        let rows = findings.iter().take(FINDINGS).map(|finding| {
            let severity = Cell::new(names::severity(finding.severity, self.lang)).fg(match finding.severity {
                Severity::Critical => Color::Red,
                Severity::Warning => Color::Yellow,
                Severity::Info => Color::Reset,
            });
            let team = finding.route.as_ref().map_or_else(|| NONE.to_owned(), |route| names::team(route, self.lang));
            vec![severity, Cell::new(team), Cell::new(tame(self.lang.of(&finding.message)))]
        });
        let header = [self.t("程度", "Severity"), self.t("负责", "Team"), self.t("发现", "Finding")];
        let table = self.table(&header, &[], rows.collect());
        self.section(self.t("发现", "Findings"), &table, out)?;
        match (findings.len().saturating_sub(FINDINGS), self.lang) {
            (0, _) => Ok(()),
            (rest, Lang::Zh) => writeln!(out, "另有 {rest} 条发现，见 results.json\n"),
            (rest, Lang::En) => writeln!(out, "{rest} more findings are in results.json\n"),
        }
    }
}

fn red(text: String) -> Cell {
    Cell::new(text).fg(Color::Red)
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::show::sample;

    fn printed(results: &Results, lang: Lang, width: u16) -> String {
        let mut out = Vec::new();
        print(results, lang, &mut out, Some(width)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn no_table_is_wider_than_the_page_in_either_language() {
        for (lang, title) in [(Lang::Zh, "投诉解决时长"), (Lang::En, "Complaints")] {
            let text = printed(&sample::failed(), lang, 100);
            assert!(text.contains(title), "{text}");
            for line in text.lines().filter(|line| line.contains('─') || line.contains('│')) {
                assert!(line.width() <= 100, "{} {line}", line.width());
            }
        }
    }

    #[test]
    fn rules_are_as_wide_as_chinese_text_is() {
        let text = printed(&sample::results(), Lang::Zh, 140);
        let block: Vec<&str> = text.split("\n\n").find(|block| block.contains("大区")).unwrap().lines().collect();
        let rule = block[1].width();
        assert!(block[2..].iter().all(|line| line.width() <= rule), "{text}");
    }

    #[test]
    fn says_what_failed_what_was_skipped_and_what_moved() {
        let text = printed(&sample::failed(), Lang::En, 160);
        for part in [
            "the plugin ran out of time",
            "kpi-first-response-time (lacks conversations)",
            "Critical",
            "97.4%",
            "2025-W25",
            "— (nothing below the line)",
            "tenant_key=fingerprint:0a1b2c3d",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn an_empty_result_and_hostile_names_print() {
        assert!(printed(&sample::empty(), Lang::Zh, 80).contains("没有发现异常"));
        let mut results = sample::results();
        results.inputs[0].name = "a\u{1b}]0;x\u{7}.csv".to_owned();
        results.kpis[0].groups[0].keys.insert("region".to_owned(), "\u{1b}[2J".to_owned());
        assert!(!printed(&results, Lang::Zh, 120).contains('\u{1b}'));
    }
}
