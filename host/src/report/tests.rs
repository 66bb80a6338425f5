use super::*;
use crate::show::sample;

fn report(results: &Results) -> String {
    html(results, Lang::Zh, &|_| None)
}

/// Every element that is opened is closed in order; good enough to catch a leak of raw text into the markup.
fn assert_nested(text: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text.split_once("</head>").unwrap().1;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').unwrap();
        rest = after;
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap();
        if tag.starts_with('/') {
            if name != "html" {
                assert_eq!(open.pop(), Some(name));
            }
        } else if !["input", "meta", "br"].contains(&name) {
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric()), "<{tag}>");
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn holds_both_languages_and_opens_in_the_one_asked_for() {
    let results = sample::results();
    let (zh, en) = (report(&results), html(&results, Lang::En, &|_| None));
    for part in [
        "退货率",
        "Return rate",
        "2025年第25周",
        "2025-W25",
        "变差",
        "个百分点",
        " pp",
        "投诉解决时长",
        "小时",
        "¥18.45",
    ] {
        assert!(zh.contains(part) && en.contains(part), "{part}");
    }
    assert!(zh.contains("<html lang=\"zh-CN\">") && en.contains("<html lang=\"en\">"));
    assert!(
        zh.contains(r#"id="zh" type="radio" name="lang" checked"#)
            || zh.contains(r#"id="zh" class="choice" type="radio" name="lang" checked"#)
    );
    assert_nested(&zh);
}

#[test]
fn data_never_becomes_markup() {
    const EVIL: &str = "<script>alert(1)</script>\"'><img src=x onerror=y>";
    let mut results = sample::failed();
    let evil = || sample::words(EVIL, EVIL);
    results.timezone = EVIL.to_owned();
    results.inputs[0].name = EVIL.to_owned();
    results.inputs[0].table = EVIL.to_owned();
    results.links[0].on = vec![EVIL.to_owned()];
    results.failures[0].step = EVIL.to_owned();
    results.failures[0].message = evil();
    results.insights[0].title = evil();
    results.insights[0].columns[0] = EVIL.to_owned();
    results.insights[0].rows[0][0] = EVIL.into();
    results.skipped[0].missing[0] = EVIL.to_owned();
    results.findings[0].message = evil();
    results.findings[0].route = Some(EVIL.to_owned());
    results.findings[0].keys.insert(EVIL.to_owned(), EVIL.to_owned());
    for remark in &mut results.quality {
        remark.reason = evil();
        remark.column = EVIL.to_owned();
        remark.source = EVIL.to_owned();
        remark.examples[0].before = EVIL.to_owned();
        remark.examples[0].after = Some(EVIL.to_owned());
    }
    for rule in &mut results.cleaners {
        rule.title = evil();
        rule.tables.push(EVIL.to_owned());
        rule.inputs.push(EVIL.to_owned());
        rule.params.insert(EVIL.to_owned(), EVIL.into());
    }
    for kpi in &mut results.kpis {
        kpi.title = evil();
        kpi.name = EVIL.to_owned();
        kpi.sha256 = EVIL.to_owned();
        kpi.preset = Some(EVIL.to_owned());
        kpi.grain = EVIL.to_owned();
        kpi.params.insert(EVIL.to_owned(), EVIL.into());
        kpi.total.fields.insert("reason".to_owned(), EVIL.into());
        kpi.total.fields.insert("currency".to_owned(), EVIL.into());
        for row in kpi.rows.iter_mut().chain(&mut kpi.groups).chain(&mut kpi.series) {
            row.keys.values_mut().for_each(|key| *key = EVIL.to_owned());
            row.fields.insert(EVIL.to_owned(), EVIL.into());
            row.at = row.at.as_ref().map(|_| EVIL.to_owned());
        }
    }
    let text = report(&results);
    assert!(!text.contains("<script") && !text.contains("<img"), "markup out of data");
    assert!(text.contains("&lt;script&gt;"));
    assert_nested(&text);
}

#[test]
fn nothing_is_loaded_nothing_runs_and_the_style_is_the_one_that_was_hashed() {
    let text = report(&sample::failed());
    for part in ["<script", "http://", "https://", "url(", "@import", " style=", "javascript:"] {
        assert!(!text.contains(part), "{part}");
    }
    let style = text.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    assert_eq!(style, STYLE);
    assert!(text.contains(&policy().replace('"', "&quot;")));
}

#[test]
fn an_empty_result_and_a_failed_one_render() {
    let empty = report(&sample::empty());
    assert_nested(&empty);
    assert!(empty.contains("没有发现异常") && !empty.contains("role=\"alert\""));
    let failed = report(&sample::failed());
    assert!(failed.contains("role=\"alert\"") && failed.contains("the plugin ran out of time"));
    assert!(failed.find("role=\"alert\"") < failed.find("class=\"cards\""), "failures come first");
}

#[test]
fn manifests_add_the_definition() {
    let manifest = Arc::new(
        Manifest::parse(
            r#"
        id = "kpi-return-rate"
        kind = "kpi"
        version = "1.0.0"
        title = { zh = "退货率", en = "Return rate" }
        summary = { zh = "有退货的订单占比", en = "Orders with a return" }
        notes = { zh = "见 `window`。\n第二段", en = "See `window`.\nMore" }
        [kpi]
        unit = "fraction"
        direction = "lower"
        numerator = { zh = "至少一次退货的订单", en = "Orders with at least one return" }
        denominator = { zh = "订单", en = "Orders" }
        state_version = 1
        state_bytes_per_group = 16
        [[parameter]]
        name = "window"
        type = "duration"
        title = { zh = "观察期", en = "Window" }
        doc = { zh = "多久之内", en = "Within how long" }
        default = "30 d"
        "#,
        )
        .unwrap(),
    );
    let text = html(&sample::results(), Lang::Zh, &|id| (id == "kpi-return-rate").then(|| manifest.clone()));
    for part in ["至少一次退货的订单", "Orders with at least one return", "观察期", "30 天", "30 d"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(text.contains("<p>见 <code>window</code>。</p><p>第二段</p>"), "notes are paragraphs with code in them");
}

#[test]
fn kpis_of_one_title_are_told_apart() {
    let mut results = sample::results();
    let mut twin = results.kpis[0].clone();
    twin.name = "twin".to_owned();
    results.kpis.push(twin);
    let text = report(&results);
    let own = results.kpis[0].name.clone();
    for part in [format!("退货率 · {own}"), "退货率 · twin".to_owned(), "Return rate · twin".to_owned()] {
        assert!(text.contains(&part), "{part}");
    }
    results.kpis.last_mut().unwrap().by = vec!["category".to_owned()];
    let text = report(&results);
    for part in ["退货率 · 按大区", "退货率 · 按品类", "Return rate · by Category"] {
        assert!(text.contains(part), "dimensions say more than names of steps: {part}");
    }
    assert!(!report(&sample::results()).contains("退货率 · "));
}

#[test]
fn long_series_stay_small() {
    let mut results = sample::results();
    let kpi = &mut results.kpis[1];
    let row = kpi.rows[0].clone();
    kpi.rows = vec![row; 20_000];
    let text = report(&results);
    assert!(text.len() < 700_000, "{}", text.len());
    assert!(text.contains("点数过多"));
}

#[test]
fn a_whole_catalogue_by_day_stays_within_a_few_megabytes() {
    let mut results = sample::results();
    let mut kpi = results.kpis[0].clone();
    kpi.series = kpi.series.iter().cycle().take(100).cloned().collect();
    results.kpis = vec![kpi; 57];
    let text = report(&results);
    assert!(text.len() < 5_000_000, "{}", text.len());
}

/// Writes the sample to the file that `AFTERSIGHT_SAMPLE_REPORT` names, to be looked at in a browser.
#[test]
fn sample_can_be_looked_at() {
    if let Some(path) = std::env::var_os("AFTERSIGHT_SAMPLE_REPORT") {
        std::fs::write(path, report(&sample::failed())).unwrap();
    }
}
