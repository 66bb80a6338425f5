//! A plugin's page: what its manifest says, and an example out of one of its cases. Terminal and documents show the same text.

use std::fmt::Write as _;

use aftersight_contract::manifest::{Direction, Manifest, ParamType, Parameter, TimeBasis, Unit, Words};

use crate::markdown::{self, Block};

/// The page in Markdown, in Chinese or else in English; `example` is the text of a case.
#[must_use]
pub fn page(manifest: &Manifest, example: Option<&str>, lang: &str) -> String {
    let page = Page { manifest, zh: lang == "zh", lang };
    let mut out = format!("# {}\n\n`{}` {}\n", page.of(&manifest.title), manifest.id, manifest.version);
    page.definition(&mut out);
    page.parameters(&mut out);
    page.presets(&mut out);
    page.alerts(&mut out);
    page.messages(&mut out);
    if let Some(example) = example {
        page.example(&mut out, example);
    }
    out
}

struct Page<'a> {
    manifest: &'a Manifest,
    zh: bool,
    lang: &'a str,
}

/// A row of a table.
type Line = Vec<String>;

impl Page<'_> {
    fn of<'w>(&self, words: &'w Words) -> &'w str {
        words.get(self.lang).trim()
    }

    fn t(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.zh { zh } else { en }
    }

    fn section(&self, out: &mut String, zh: &'static str, en: &'static str) {
        // Writing to a String cannot fail.
        let _ = write!(out, "\n## {}\n\n", self.t(zh, en));
    }

    fn definition(&self, out: &mut String) {
        self.section(out, "说明", "What it says");
        let notes = self.manifest.notes.as_ref().map(|notes| self.of(notes));
        for text in [Some(self.of(&self.manifest.summary)), notes].into_iter().flatten() {
            let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            out.push_str(&lines.join("\n\n"));
            out.push_str("\n\n");
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        let Some(facts) = &self.manifest.kpi else { return };
        self.section(out, "公式", "Formula");
        let above = self.of(&facts.numerator);
        let _ = match &facts.denominator {
            Some(below) => writeln!(out, "> {above} ÷ {}\n", self.of(below)),
            None => writeln!(out, "> {above}\n"),
        };
        let colon = self.t("：", ": ");
        let _ = writeln!(out, "- {}{colon}{}", self.t("单位", "unit"), self.unit(facts.unit));
        let _ = writeln!(out, "- {}{colon}{}", self.t("方向", "direction"), self.direction(facts.direction));
        let _ = writeln!(out, "- {}{colon}{}", self.t("归期", "time basis"), self.basis(facts.time_basis));
        if !facts.dimensions.is_empty() {
            let by =
                facts.dimensions.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(self.t("、", ", "));
            let _ = writeln!(out, "- {}{colon}{by}", self.t("总是按此划分", "always cut by"));
        }
    }

    fn unit(&self, unit: Unit) -> &'static str {
        match unit {
            Unit::Count => self.t("个数", "a count"),
            Unit::Fraction => self.t("比例，0 到 1，显示为百分比", "a share, 0 … 1, shown as per cent"),
            Unit::Ratio => self.t("比值，可以超过 1", "a quotient that may exceed 1"),
            Unit::Duration => self.t("时长，结果中以微秒表示", "a duration, in microseconds in results"),
            Unit::Money => self.t("金额，结果中以最小货币单位表示", "money, in minor units in results"),
            Unit::Per10k => self.t("每一万次", "per 10 000"),
            Unit::Ppm => self.t("每一百万次", "per million"),
            Unit::Score => self.t("分数", "a score"),
        }
    }

    fn direction(&self, direction: Direction) -> &'static str {
        match direction {
            Direction::Higher => self.t("越高越好", "higher is better"),
            Direction::Lower => self.t("越低越好", "lower is better"),
            Direction::None => self.t("无好坏之分", "neither is better"),
        }
    }

    fn basis(&self, basis: TimeBasis) -> &'static str {
        match basis {
            TimeBasis::Event => self.t("按事件发生时间", "by the moment of the event"),
            TimeBasis::OrderCohort => self.t("按所属订单的时间", "by the moment of the order"),
            TimeBasis::Snapshot => self.t("按周期末快照", "as it stands at the end of the interval"),
        }
    }

    fn parameters(&self, out: &mut String) {
        if self.manifest.parameters.is_empty() {
            return;
        }
        self.section(out, "参数", "Parameters");
        let header = [
            self.t("参数", "parameter"),
            self.t("类型", "type"),
            self.t("默认", "default"),
            self.t("范围", "bounds"),
            self.t("含义", "meaning"),
        ];
        let rows = self.manifest.parameters.iter().map(|parameter| {
            vec![
                format!("`{}`", parameter.name),
                self.kind(parameter.kind).to_owned(),
                parameter.default.as_ref().map_or_else(|| self.t("必填", "required").to_owned(), code),
                self.bounds(parameter),
                format!("**{}** {}", self.of(&parameter.title), self.of(&parameter.doc)),
            ]
        });
        table(out, &header, &rows.collect::<Vec<_>>());
    }

    fn kind(&self, kind: ParamType) -> &'static str {
        match kind {
            ParamType::Boolean => self.t("是或否", "yes or no"),
            ParamType::Integer => self.t("整数", "whole number"),
            ParamType::Number => self.t("数", "number"),
            ParamType::Text => self.t("文本", "text"),
            ParamType::Texts => self.t("文本列表", "list of texts"),
            ParamType::Moment => self.t("时刻", "moment"),
            ParamType::Duration => self.t("时长", "duration"),
        }
    }

    /// The values that it may take: choices with their names, or the least and the greatest.
    fn bounds(&self, parameter: &Parameter) -> String {
        if !parameter.choices.is_empty() {
            let choice = |choice: &String| match parameter.labels.get(choice) {
                Some(label) => format!("`{choice}` {}", self.of(label)),
                None => format!("`{choice}`"),
            };
            return parameter.choices.iter().map(choice).collect::<Vec<_>>().join(self.t("、", ", "));
        }
        if parameter.min.is_none() && parameter.max.is_none() {
            return String::new();
        }
        let bound = |bound: Option<f64>| bound.map_or_else(|| "…".to_owned(), |bound| bound.to_string());
        format!("{} – {} {}", bound(parameter.min), bound(parameter.max), parameter.unit).trim_end().to_owned()
    }

    fn presets(&self, out: &mut String) {
        if self.manifest.presets.is_empty() {
            return;
        }
        self.section(out, "预设（第一个为默认）", "Presets (the first is the default)");
        let header =
            [self.t("预设", "preset"), self.t("名称", "name"), self.t("取值", "sets"), self.t("出处", "origin")];
        let rows = self.manifest.presets.iter().map(|preset| {
            let set: Vec<String> = preset.set.iter().map(|(name, value)| code(&format!("{name} = {value}"))).collect();
            vec![
                format!("`{}`", preset.name),
                self.of(&preset.title).to_owned(),
                set.join(" "),
                preset.origin.as_ref().map_or_else(String::new, |origin| self.of(origin).to_owned()),
            ]
        });
        table(out, &header, &rows.collect::<Vec<_>>());
    }

    fn alerts(&self, out: &mut String) {
        if self.manifest.default_alerts.is_empty() {
            return;
        }
        self.section(out, "默认预警", "Default alerts");
        for alert in &self.manifest.default_alerts {
            let mut line = format!("- `{}`", alert.plugin);
            for (name, value) in &alert.params {
                line.push(' ');
                line.push_str(&code(&format!("{name} = {value}")));
            }
            if let Some(team) = &alert.route_to {
                let _ = write!(line, "{}`{team}`", self.t("，负责：", ", goes to "));
            }
            let _ = writeln!(out, "{line}");
        }
    }

    fn messages(&self, out: &mut String) {
        if self.manifest.messages.is_empty() {
            return;
        }
        self.section(out, "消息", "Messages");
        let header = [self.t("代码", "code"), self.t("内容", "text")];
        let rows = self.manifest.messages.iter().map(|message| {
            vec![format!("`{}`", message.code), if self.zh { message.zh.clone() } else { message.en.clone() }]
        });
        table(out, &header, &rows.collect::<Vec<_>>());
    }

    /// The tables of a case, with its words in this language.
    fn example(&self, out: &mut String, text: &str) {
        let Ok(blocks) = markdown::blocks(text) else { return };
        self.section(out, "例子", "Example");
        let mut lines = text.lines();
        let title = lines.next().unwrap_or_default().trim_start_matches("# ");
        let (zh, en) = title.split_once(" | ").unwrap_or((title, title));
        let _ = writeln!(out, "**{}**", if self.zh { zh } else { en });
        let prose: Vec<&str> = lines.take_while(|line| !line.starts_with("```")).collect();
        let prose = prose.join("\n");
        let told = prose.split("\n\n").map(str::trim).filter(|part| !part.is_empty() && is_chinese(part) == self.zh);
        for part in told {
            let _ = writeln!(out, "\n{}", part.lines().collect::<Vec<_>>().join(if self.zh { "" } else { " " }));
        }
        for block in &blocks {
            self.block(out, block, &text[block.body.clone()]);
        }
    }

    fn block(&self, out: &mut String, block: &Block<'_>, body: &str) {
        let caption = match (block.language, block.name) {
            ("toml", "params") => self.t("参数：", "Parameters:").to_owned(),
            ("csv", "expect") => self.t("结果：", "Result:").to_owned(),
            ("csv", "notes") => self.t("清洗记录：", "What was noted:").to_owned(),
            ("text", "error") => self.t("错误：", "Error:").to_owned(),
            ("csv", name) => match (name.strip_prefix("expect "), self.zh) {
                (Some("total"), true) => "合计：".to_owned(),
                (Some("total"), false) => "Total:".to_owned(),
                (Some("groups"), true) => "分组：".to_owned(),
                (Some("groups"), false) => "Groups:".to_owned(),
                (Some("series"), true) => "各周期：".to_owned(),
                (Some("series"), false) => "Over time:".to_owned(),
                (Some(rest), true) => format!("结果 {rest}："),
                (Some(rest), false) => format!("Result, {rest}:"),
                (None, true) => format!("输入 `{name}`："),
                (None, false) => format!("Input `{name}`:"),
            },
            _ => return,
        };
        let _ = writeln!(out, "\n{caption}\n");
        if block.language != "csv" {
            let _ = writeln!(out, "```{}\n{}\n```", block.language, body.trim_end());
            return;
        }
        let mut rows = body.lines().filter(|line| !line.is_empty()).map(cells);
        // A kind is a matter of the test, not of the reader.
        let header: Line = rows.next().unwrap_or_default();
        let header: Vec<&str> = header.iter().map(|name| name.split(':').next().unwrap_or_default()).collect();
        table(out, &header, &rows.map(|row| row.iter().map(|cell| shortened(cell)).collect()).collect::<Vec<_>>());
    }
}

fn is_chinese(text: &str) -> bool {
    let han = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    han * 3 >= latin.max(1)
}

/// The cells of a line of a case.
fn cells(line: &str) -> Line {
    let (mut found, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => found.push(std::mem::take(&mut cell)),
            _ => cell.push(character),
        }
    }
    found.push(cell);
    found
}

/// A figure with four decimals at most: readers need no more, tests do.
fn shortened(cell: &str) -> String {
    let long = cell.split_once('.').is_some_and(|(_, decimals)| decimals.len() > 4);
    match cell.parse::<f64>() {
        Ok(value) if long => format!("{value:.4}").trim_end_matches('0').trim_end_matches('.').to_owned(),
        _ => cell.to_owned(),
    }
}

fn code(value: &impl std::fmt::Display) -> String {
    let text = value.to_string().replace('\n', " ");
    let fence = if text.contains('`') { "``" } else { "`" };
    format!("{fence}{text}{fence}")
}

/// No column is widened beyond this: a single long cell must not push all others out of sight.
const WIDEST: usize = 40;

/// A table with its columns aligned, so that it reads well as text too.
fn table(out: &mut String, header: &[&str], rows: &[Line]) {
    let tame = |cell: &str| cell.replace('|', "\\|").replace('\n', " ");
    let header: Line = header.iter().map(|cell| tame(cell)).collect();
    let rows: Vec<Line> = rows.iter().map(|row| row.iter().map(|cell| tame(cell)).collect()).collect();
    // The last column may be prose: nothing stands behind it that would have to be aligned.
    let last = header.len().saturating_sub(1);
    let widest = |place: usize| {
        let cells = rows.iter().chain([&header]).filter_map(|row| row.get(place));
        if place == last { 3 } else { cells.map(|cell| width(cell)).max().unwrap_or_default().clamp(3, WIDEST) }
    };
    let widths: Vec<usize> = (0..header.len()).map(widest).collect();
    let mut line = |row: &Line| {
        let cell = |(place, wide): (usize, &usize)| {
            let text = row.get(place).map_or("", String::as_str);
            format!(" {text}{} |", " ".repeat(wide.saturating_sub(width(text))))
        };
        let cells: String = widths.iter().enumerate().map(cell).collect();
        let _ = writeln!(out, "|{cells}");
    };
    line(&header);
    line(&widths.iter().map(|wide| "-".repeat(*wide)).collect());
    rows.iter().for_each(line);
}

/// Columns on a terminal: what is Chinese takes two.
fn width(text: &str) -> usize {
    let wide = |c: char| matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}');
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_formula_bounds_presets_and_the_tables_of_its_case() {
        let manifest = r#"
            id = "kpi-x"
            kind = "kpi"
            version = "1.0.0"
            title = { zh = "率", en = "Rate" }
            summary = { zh = "说明。", en = "What it is." }
            [kpi]
            unit = "fraction"
            direction = "lower"
            numerator = { zh = "上", en = "above" }
            denominator = { zh = "下", en = "below" }
            state_version = 1
            state_bytes_per_group = 16
            [[parameter]]
            name = "days"
            type = "integer"
            title = { zh = "天数", en = "Days" }
            doc = { zh = "多少天。", en = "How many." }
            default = 7
            min = 1
            max = 30
            unit = "d"
            [[preset]]
            name = "weeks"
            title = { zh = "按周", en = "By week" }
            origin = { zh = "平台", en = "A platform" }
            set = { days = 7 }
            [[message]]
            code = "none"
            zh = "无"
            en = "Nothing"
        "#;
        let manifest = Manifest::parse(manifest).unwrap();
        let case = "# 甲 | One\n中文说明。\n\nIn English.\n\n```csv cases\nid,at:timestamp\n\"a,b\",1\n```\n\n```csv expect\nvalue\n0.123456\n```\n";
        let en = page(&manifest, Some(case), "en");
        for part in [
            "# Rate\n",
            "> above ÷ below\n",
            "| `days`    | whole number | `7`     | 1 – 30 d | **Days** How many. |",
            "| `weeks` | By week | `days = 7` | A platform |",
            "**One**\n\nIn English.\n",
            "Input `cases`:\n\n| id  | at  |\n| --- | --- |\n| a,b | 1   |\n",
            "Result:\n\n| value |\n| --- |\n| 0.1235 |\n",
            "| `none` | Nothing |",
        ] {
            assert!(en.contains(part), "{part}\n{en}");
        }
        let zh = page(&manifest, Some(case), "zh");
        assert!(zh.contains("中文说明。") && !zh.contains("In English"), "{zh}");
        assert!(zh.contains("> 上 ÷ 下"), "{zh}");
    }
}
