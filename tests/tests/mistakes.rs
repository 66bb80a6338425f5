//! What the program says of mistakes: the place, what is wrong and the cure, in Chinese and in English.

use std::fs;

use aftersight_tests::words::english;
use aftersight_tests::{aftersight, changed, sample, scratch};

/// The same mistake in both languages ends with 2 and says these words.
fn mistake(words: &[&str], both: &[&str], zh: &str, en: &str) {
    for (lang, own) in [("zh", zh), ("en", en)] {
        let said = aftersight(words.iter().chain(&["--lang", lang]));
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{words:?}: {}", said.err);
        for part in both.iter().chain([&own]) {
            assert!(said.err.contains(part), "`{part}` is not in: {}", said.err);
        }
        assert!(lang == "en" || english(&said.err).is_none(), "English in: {}", said.err);
    }
}

#[test]
fn mistakes_name_their_place_and_the_cure() {
    let folder = scratch("mistakes");
    let good = sample().join("pipeline.toml").to_string_lossy().into_owned();
    let of = |name: &str, change: &dyn Fn(String) -> String| {
        let place = folder.join(name);
        fs::create_dir_all(&place).expect("a directory");
        changed(&place, change).to_string_lossy().into_owned()
    };
    mistake(
        &["run", &good, "--set", "nowhere.preset=lines"],
        &["nowhere", "line_return_rate", "issue_share"],
        "没有步骤",
        "has no step",
    );
    mistake(&["run", &good, "--set", "return_rate"], &["return_rate.preset=lines"], "请写成", "write NAME.PARAM=VALUE");
    mistake(&["run", &good, "--set", "return_rate.nothing=1"], &["return_rate", "nothing"], "步骤", "step");
    mistake(
        &["run", &good, "--as-of", "yesterday"],
        &["yesterday", "2025-06-30T00:00:00+08:00"],
        "请写成",
        "write it as",
    );
    mistake(&["run", "nowhere.csv"], &["nowhere.csv"], "无法读取文件", "cannot read the file");
    mistake(&["run", "nowhere.toml"], &["nowhere.toml"], "错误", "error");
    let none = of("none", &|text| text.replace("*.csv", "*.nothing"));
    mistake(&["run", &none], &["*.nothing"], "没有匹配任何文件", "matches no file");
    let by = of("by", &|text| text.replace("by = [\"category\"]", "by = [\"flavour\"]"));
    mistake(&["run", &by], &["line_return_rate", "flavour", "order.customer_tier"], "没有维度", "has no dimension");
    let plugin = of("plugin", &|text| text.replace("kpi-issue-share", "kpi-nothing"));
    mistake(&["run", &plugin], &["kpi-nothing", "kpi-issue-share"], "没有这个插件", "there is no such plugin");
    let broken = of("broken", &|text| format!("lang = 'zh'\nbroken\n{text}"));
    mistake(&["run", &broken], &["changed.toml", "broken"], "流水线文件第 2 行", "pipeline file, line 2");
    let key = of("key", &|text| text.replacen("grain = ", "grains = ", 1));
    mistake(&["run", &key], &["changed.toml", "grains"], "是否指“grain”？", "did you mean `grain`?");
    let on = of("on", &|text| text.replace("on = \"return_rate_by_sku\"", "on = \"return_rate_by_sk\""));
    mistake(
        &["run", &on],
        &["return_rate_by_sk"],
        "是否指“return_rate_by_sku”？",
        "did you mean `return_rate_by_sku`?",
    );
    let table = of("table", &|text| text.replacen("[[source]]", "[[source]]\ntable = 'order'", 1));
    mistake(&["run", &table], &["table = \"order\""], "是否指“orders”？", "did you mean `orders`?");
    let zone = of("zone", &|text| text.replacen("[[source]]", "[[source]]\ntimezone = 'Asia/Shangai'", 1));
    mistake(&["run", &zone], &["Asia/Shangai", "case_events.csv"], "未知时区", "unknown time zone");
    let condition = of("where", &|text| text.replacen("[[source]]", "[[source]]\nwhere = \"case_i <> ''\"", 1));
    mistake(&["run", &condition], &["case_i <> ''", "case_id"], "第 1 个字符：没有列", "character 1: no column");
    let link = of("link", &|text| format!("{text}\n[[link]]\nfrom = 'case'\nto = 'orders'\non = ['order_id']\n"));
    mistake(&["run", &link], &["case", "order_lines"], "没有表“case”，是否指“cases”？", "did you mean `cases`?");
    mistake(&["run", &good, "--plugins", "/nowhere"], &["/nowhere"], "插件目录", "directory of plugins");
    mistake(
        &["plugin", "explain", "kpi-nothing"],
        &["kpi-nothing", "kpi-return-rate"],
        "没有插件",
        "there is no plugin",
    );
}

#[test]
fn files_that_cannot_be_used_are_explained() {
    let folder = scratch("files");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("a writable directory");
        path.to_string_lossy().into_owned()
    };
    let orders = file("orders.csv", b"order_id,created_at\nO1,2025-06-01 10:00:00\n");
    let near = folder.join("order.csv").to_string_lossy().into_owned();
    mistake(&["run", &near], &["order.csv"], "是否指同目录下的“orders.csv”？", "did you mean `orders.csv` beside it?");
    let place = folder.to_string_lossy();
    mistake(&["run", &place], &["*.csv"], "这是目录，不是文件", "it is a directory");
    mistake(&["run", &file("empty.csv", b"")], &["empty.csv"], "请重新导出", "export it again");
    mistake(
        &["run", &file("foreign.csv", b"a,b\n1,2\n")],
        &["foreign.csv"],
        "请在 [[source]] 中写 table",
        "Name its `table`",
    );
    mistake(
        &["run", &file("page.xls", b"<html>")],
        &["page.xls"],
        "这是 HTML 或 XML 页面",
        "this is an HTML or XML page",
    );
    mistake(&["run", &orders, "--out", &orders], &["orders.csv"], "请换一个目录", "Name another directory");
    let lacks = file("lacks.toml", b"[[source]]\npath = 'orders.csv'\n[[kpi]]\nuse = 'kpi-issue-share'\n");
    mistake(&["run", &lacks], &["issue_share", "cases"], "请加入含有这些表或列的文件", "Add a file that has them");
    mistake(&["run", &orders, "--set", "a.b=1"], &["a.b"], "没有流水线文件", "without a pipeline file");
}

#[test]
fn wrong_command_lines_are_explained_in_the_language() {
    mistake(&["walk"], &["walk"], "错误：没有命令“walk”", "unrecognized subcommand");
    mistake(&["plugin", "inspec"], &["inspec"], "是否指“inspect”？", "inspect");
    mistake(&["run"], &["PIPELINE.toml | FILES"], "错误：缺少 <PIPELINE.toml", "required arguments");
    mistake(&["run", "a", "--jobs", "0"], &["--jobs <N>"], "请写整数，不小于 1", "write a whole number, 1 or more");
    mistake(&["run", "a", "--formt", "json"], &["--format"], "没有选项“--formt”", "unexpected argument");
    mistake(&["run", "a", "--format", "xml"], &["xml", "json"], "不能取值“xml”", "invalid value");
    mistake(&["demo-data", "--out", "x"], &["--rows"], "缺少 --rows <N>", "required arguments");
}
