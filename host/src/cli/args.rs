//! What can be typed, described in both languages.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, value_parser};

use super::words::Lang;

/// The whole command line.
pub(crate) fn command(lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    translated(
        Command::new("aftersight")
            .version(env!("CARGO_PKG_VERSION"))
            .about(t(
                "把网店售后导出文件变成干净的数据、指标、预警和原因",
                "Turns a shop's after-sales exports into clean data, KPIs, alerts and causes",
            ))
            .after_help(t(
                "退出码：0 完成；1 达到 --fail-on；2 用法或输入有误；3 有插件失败",
                "Exit codes: 0 done; 1 --fail-on reached; 2 bad usage or input; 3 a plugin failed",
            ))
            .subcommand_required(true)
            .arg_required_else_help(true)
            .disable_help_subcommand(true)
            .arg(lang_arg(lang))
            .subcommand(run(lang))
            .subcommand(replay(lang))
            .subcommand(demo_data(lang))
            .subcommand(plugin(lang)),
        lang,
    )
}

/// Gives a command and those below it the headings and the help option of the language: clap's own are English.
fn translated(command: Command, lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    let version = command.get_version().is_some();
    let mut command = command
        .help_template(t(
            "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}",
            "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}",
        ))
        .subcommand_help_heading(t("命令", "Commands"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .mut_args(|arg| {
            let heading = if arg.is_positional() { t("参数", "Arguments") } else { t("选项", "Options") };
            let arg = arg.help_heading(heading);
            // What may be given stands in the help text, in its language.
            if arg.get_action().takes_values() { arg.hide_default_value(true).hide_possible_values(true) } else { arg }
        })
        .arg(option_of("help", 'h', ArgAction::Help, t("显示说明", "Print help"), lang));
    if version {
        command = command.arg(option_of("version", 'V', ArgAction::Version, t("显示版本", "Print version"), lang));
    }
    let names: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, |below| translated(below, lang)))
}

fn option_of(name: &'static str, short: char, action: ArgAction, help: &'static str, lang: Lang) -> Arg {
    Arg::new(name).long(name).short(short).action(action).help(help).help_heading(lang.pick("选项", "Options"))
}

fn lang_arg(lang: Lang) -> Arg {
    Arg::new("lang")
        .long("lang")
        .value_name("LANG")
        .global(true)
        .value_parser(PossibleValuesParser::new(["zh", "en"]))
        .help(lang.pick(
            "输出语言：zh、en [默认：流水线文件，其次系统语言]",
            "language of the output: zh, en [default: the pipeline file's, then the system's]",
        ))
}

fn run(lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    let option =
        |name: &'static str, value: &'static str, zh, en| Arg::new(name).long(name).value_name(value).help(t(zh, en));
    let command = Command::new("run")
        .about(t("运行流水线文件，或直接分析导出文件", "Run a pipeline file, or analyse exports as they are"))
        .arg(Arg::new("input").required(true).num_args(1..).value_name("PIPELINE.toml | FILES").help(t(
            "一个 .toml 流水线文件，或若干导出文件（按表头识别）",
            "one pipeline file (.toml), or exports (recognised by their headers)",
        )))
        .arg(option(
            "out",
            "DIR",
            "写入 results.json、report.html、clean/、quarantine/ 的目录",
            "directory for results.json, report.html, clean/ and quarantine/",
        ))
        .arg(option(
            "as-of",
            "RFC3339",
            "计算所针对的时刻 [默认：数据中最新的事件时间]",
            "the moment to compute for [default: the newest event in the data]",
        ))
        .arg(option(
            "received-at",
            "RFC3339",
            "文件交付的时刻 [默认：现在]",
            "when the files were handed in [default: now]",
        ))
        .arg(option(
            "compare-presets",
            "ID",
            "按该指标的每个预设（平台口径）各算一次，并指出造成差异的行",
            "compute the KPI by each of its presets, and show the rows that make the difference",
        ));
    working(command, lang)
}

fn replay(lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    let command = Command::new("replay")
        .about(t(
            "把隔离区里改好的行放回原文件的数据，再运行一次",
            "Put rows corrected in quarantine back onto their originals and run again",
        ))
        .after_help(t(
            "在 quarantine/*.csv 中修改单元格；要排除一行，在 _action 列写 exclude（排除、删除）。只有改过的单元格会采用，\
             原文件不会改动。未采用的行留在隔离区，退出码为 2",
            "Change cells in quarantine/*.csv; to exclude a row, write exclude under _action. Only changed cells are taken, \
             and the originals are not touched. Rows that cannot be taken stay in quarantine, and the exit code is 2",
        ))
        .arg(Arg::new("dir").required(true).value_name("DIR").help(t(
            "run --out 写出的目录；结果写回这里",
            "the directory that run --out wrote; results are written there again",
        )))
        .arg(Arg::new("source").long("source").value_name("DIR").action(ArgAction::Append).help(t(
            "来源文件移走后所在的目录（按 SHA-256 查找），可重复",
            "where to look for sources that were moved (by their SHA-256); may be repeated",
        )));
    working(command, lang)
}

/// Adds what every command has that runs a pipeline.
fn working(command: Command, lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    let option =
        |name: &'static str, value: &'static str, zh, en| Arg::new(name).long(name).value_name(value).help(t(zh, en));
    command
        .arg(
            option(
                "format",
                "FORMAT",
                "标准输出的形式：table、json、html [默认：table]",
                "what goes to standard output: table, json, html [default: table]",
            )
            .value_parser(PossibleValuesParser::new(["table", "json", "html"]))
            .default_value("table"),
        )
        .arg(
            option(
                "set",
                "NAME.PARAM=VALUE",
                "修改某一步骤的参数，可重复",
                "change a parameter of a step; may be repeated",
            )
            .action(ArgAction::Append),
        )
        .arg(
            option("jobs", "N", "线程数 [默认：全部核心]", "threads [default: all cores]")
                .value_parser(value_parser!(u16).range(1..)),
        )
        .arg(
            option("batch-rows", "N", "每批行数，不影响结果", "rows in a batch; does not change results")
                .value_parser(value_parser!(u32).range(1..=1 << 20))
                .hide(true),
        )
        .arg(
            option(
                "fail-on",
                "SEVERITY",
                "出现该级别或更严重的发现时以 1 退出：info、warning、critical",
                "exit with 1 if there is a finding this bad or worse: info, warning, critical",
            )
            .value_parser(PossibleValuesParser::new(["info", "warning", "critical"])),
        )
        .arg(plugins_arg(lang))
}

fn demo_data(lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    Command::new("demo-data")
        .about(t(
            "生成带有已知真相的淘宝、天猫样式演示数据",
            "Generate Taobao- and Tmall-shaped demo data with planted truths",
        ))
        .arg(
            Arg::new("rows")
                .long("rows")
                .value_name("N")
                .required(true)
                .value_parser(value_parser!(u64).range(1..))
                .help(t("售后单行数，其他表按比例", "rows of cases; other tables follow in proportion")),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("S")
                .default_value("1")
                .value_parser(value_parser!(u64))
                .help(t("随机种子：相同种子得到相同文件 [默认：1]", "the same seed gives the same files [default: 1]")),
        )
        .arg(
            Arg::new("scenario")
                .long("scenario")
                .value_parser(PossibleValuesParser::new(["standard", "small"]))
                .default_value("standard")
                .help(t(
                    "standard 半年、120 种商品、四项预埋真相，约两万条售后单时清楚可见；small 三个半月、24 种商品、两项幅度更大的真相，几百条即可看清 [默认：standard]",
                    "standard: half a year, 120 products, four planted truths that some 20000 cases show; small: three and a half months, 24 products, two larger truths that some hundred cases show [default: standard]",
                )),
        )
        .arg(Arg::new("out").long("out").value_name("DIR").required(true).help(t("写入目录", "directory to write to")))
        .arg(
            Arg::new("encoding")
                .long("encoding")
                .value_parser(PossibleValuesParser::new(["gb18030", "utf-8"]))
                .default_value("gb18030")
                .help(t(
                    "导出文件的编码：gb18030、utf-8 [默认：gb18030]",
                    "encoding of the exports: gb18030, utf-8 [default: gb18030]",
                )),
        )
        .arg(
            Arg::new("no-truth")
                .long("no-truth")
                .action(ArgAction::SetTrue)
                .help(t("不写真相文件", "leave the files with the truth out")),
        )
}

fn plugin(lang: Lang) -> Command {
    let t = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    Command::new("plugin")
        .about(t("查看插件", "Look at plugins"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(Command::new("list").about(t("列出所有插件", "List all plugins")).arg(plugins_arg(lang)))
        .subcommand(
            Command::new("explain")
                .about(t("说明一个插件：定义、参数、预设", "Explain a plugin: definition, parameters, presets"))
                .arg(Arg::new("id").required(true).value_name("ID").help(t("插件编号", "the plugin's id")))
                .arg(plugins_arg(lang)),
        )
        .subcommand(
            Command::new("inspect")
                .about(t("检查一个插件文件，不运行它", "Inspect a plugin file without running it"))
                .arg(
                    Arg::new("file")
                        .required(true)
                        .value_name("FILE")
                        .help(t("插件文件 (.wasm)", "a plugin file (.wasm)")),
                ),
        )
}

fn plugins_arg(lang: Lang) -> Arg {
    Arg::new("plugins").long("plugins").value_name("DIR").help(lang.pick(
        "插件目录 [默认：AFTERSIGHT_PLUGINS，其次程序旁边的 plugins]",
        "directory of plugins [default: AFTERSIGHT_PLUGINS, then `plugins` beside the program]",
    ))
}
