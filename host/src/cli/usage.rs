//! What is wrong with a command line, in Chinese. In English clap says it itself, but for numbers.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::words::Lang;

/// The message; none where clap's own is right: help, version, and most of what is said in English.
pub(super) fn message(error: &Error, lang: Lang) -> Option<String> {
    let kind = error.kind();
    if matches!(kind, ErrorKind::DisplayHelp | ErrorKind::DisplayVersion)
        || kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    {
        return None;
    }
    let text = |kind| texts(error, kind).join("、");
    let (arg, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    if lang == Lang::En {
        let number = kind == ErrorKind::ValueValidation;
        return number
            .then(|| format!("error: {arg} cannot be '{value}': write a whole number{}\n", least(&arg, lang)));
    }
    let what = match kind {
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("{arg} 后面缺少值{}", known(error, ContextKind::ValidValue))
        }
        ErrorKind::InvalidValue => format!(
            "{arg} 不能取值“{value}”{}{}",
            meant(error, ContextKind::SuggestedValue),
            known(error, ContextKind::ValidValue)
        ),
        ErrorKind::ValueValidation => format!("{arg} 不能取值“{value}”：请写整数{}", least(&arg, lang)),
        ErrorKind::UnknownArgument => format!("没有选项“{arg}”{}", meant(error, ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand => format!(
            "没有命令“{}”{}",
            text(ContextKind::InvalidSubcommand),
            meant(error, ContextKind::SuggestedSubcommand)
        ),
        ErrorKind::MissingSubcommand => format!("缺少命令{}", known(error, ContextKind::ValidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("缺少 {arg}"),
        ErrorKind::ArgumentConflict => format!("{arg} 只能写一次，或不能与其他选项同用"),
        _ => format!("用法有误 {arg}").trim_end().to_owned(),
    };
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => {
            let usage = usage.to_string();
            format!("用法：{}\n", usage.trim().trim_start_matches("Usage:").trim())
        }
        _ => String::new(),
    };
    Some(format!("错误：{what}\n{usage}加上 --help 查看说明\n"))
}

fn least(arg: &str, lang: Lang) -> &'static str {
    if arg.starts_with("--seed") {
        lang.pick("，不小于 0", ", 0 or more")
    } else {
        lang.pick("，不小于 1", ", 1 or more")
    }
}

fn texts(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

fn meant(error: &Error, kind: ContextKind) -> String {
    texts(error, kind).first().map_or_else(String::new, |near| format!("，是否指“{near}”？"))
}

fn known(error: &Error, kind: ContextKind) -> String {
    let known = texts(error, kind);
    if known.is_empty() { String::new() } else { format!("；可用的有：{}", known.join("、")) }
}
