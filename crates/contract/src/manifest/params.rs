//! Parameters: validated and completed before a plugin sees them, by the same code on every host.

use std::collections::BTreeMap;

use super::{Manifest, ParamType, Parameter, Words};
use crate::nearest::nearest;
use crate::values::{Args, Value};

/// A parameter that does not fit, and the cure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamError {
    /// The parameter.
    pub name: String,
    /// What is wrong, and what is allowed.
    pub what: Words,
}

impl ParamError {
    /// The sentence with the parameter's name.
    #[must_use]
    pub fn words(&self) -> Words {
        Words { zh: format!("参数“{}”：{}", self.name, self.what.zh), en: self.to_string() }
    }
}

impl std::fmt::Display for ParamError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "parameter `{}`: {}", self.name, self.what.en)
    }
}

impl std::error::Error for ParamError {}

/// Completes what a user gave: `preset` is replaced by its values, what is given stands above it, defaults fill the rest.
/// The result has every parameter of the manifest, in its order. A manifest's first preset is its default.
///
/// # Errors
/// Unknown names, wrong types, values out of bounds, missing values: with the allowed ones.
pub fn resolve(manifest: &Manifest, given: &BTreeMap<String, toml::Value>) -> Result<Args, ParamError> {
    let fail = |name: &str, what: Words| Err(ParamError { name: name.to_owned(), what });
    let preset = match given.get("preset") {
        None => manifest.presets.first(),
        Some(wanted) => match manifest.presets.iter().find(|preset| Some(preset.name.as_str()) == wanted.as_str()) {
            Some(preset) => Some(preset),
            None => {
                let known: Vec<&str> = manifest.presets.iter().map(|preset| preset.name.as_str()).collect();
                return fail("preset", no_choice(wanted, wanted.as_str().unwrap_or_default(), &known));
            }
        },
    };
    for name in given.keys() {
        if name != "preset" && manifest.parameter(name).is_none() {
            let known: Vec<&str> = manifest.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
            return fail(name, no_parameter(&manifest.id, name, &known));
        }
    }
    let mut args = Args::new();
    for parameter in &manifest.parameters {
        let name = &parameter.name;
        let preset = || preset.and_then(|preset| preset.set.get(name));
        let Some(value) = given.get(name).or_else(preset).or(parameter.default.as_ref()) else {
            let doc = &parameter.doc;
            return fail(name, words(format!("必须给出：{}", doc.zh), format!("it must be given: {}", doc.en)));
        };
        match convert(parameter, value) {
            Ok(value) => args.push((name.clone(), value)),
            // What is wrong with it would say what it is.
            Err(_) if parameter.secret => return fail(name, unshown(&parameter.doc)),
            Err(what) => return fail(name, what),
        }
    }
    Ok(args)
}

fn words(zh: String, en: String) -> Words {
    Words { zh, en }
}

/// A secret value that cannot be: the message does not repeat it.
fn unshown(doc: &Words) -> Words {
    words(
        format!("给出的值（保密，不显示）不可用：{}", doc.zh),
        format!("the value given, a secret that is not shown, cannot be used: {}", doc.en),
    )
}

/// The names that there are, behind the nearest one.
fn list(name: &str, known: &[&str]) -> Words {
    let (zh, en) = match nearest(name, known.iter().copied()) {
        Some(near) => (format!("，是否指“{near}”？"), format!("; did you mean `{near}`?")),
        None => Default::default(),
    };
    let quoted: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    if known.is_empty() {
        return words("，没有可用的".to_owned(), "; there are none".to_owned());
    }
    let stop = if zh.is_empty() { "；" } else { "" };
    let then = if en.is_empty() { "; there are" } else { " There are" };
    words(format!("{zh}{stop}可用的有：{}", known.join("、")), format!("{en}{then}: {}", quoted.join(", ")))
}

fn no_parameter(id: &str, name: &str, known: &[&str]) -> Words {
    let list = list(name, known);
    words(format!("{id} 没有这个参数{}", list.zh), format!("`{id}` has no such parameter{}", list.en))
}

fn no_choice(value: &toml::Value, text: &str, known: &[&str]) -> Words {
    let list = list(text, known);
    words(format!("不能取值 {value}{}", list.zh), format!("{value} is no value that it can take{}", list.en))
}

/// Converts and checks one value.
pub(super) fn convert(parameter: &Parameter, value: &toml::Value) -> Result<Value, Words> {
    let wrong = |zh: &str, en: &str| words(format!("{value} 不是{zh}"), format!("{value} is not {en}"));
    let converted = match parameter.kind {
        ParamType::Boolean => {
            Value::Boolean(value.as_bool().ok_or_else(|| wrong("真假值，请写 true 或 false", "true or false"))?)
        }
        ParamType::Integer => Value::Integer(value.as_integer().ok_or_else(|| wrong("整数", "a whole number"))?),
        ParamType::Number => Value::Number(number(value).ok_or_else(|| wrong("数字", "a number"))?),
        ParamType::Text => {
            Value::Text(value.as_str().ok_or_else(|| wrong("文本，请加引号", "a text: put it in quotes"))?.to_owned())
        }
        ParamType::Texts => {
            let refuse =
                || wrong("文本列表，请写作 [\"甲\", \"乙\"] 的形式", "a list of texts: write it as [\"one\", \"two\"]");
            let items = value.as_array().ok_or_else(refuse)?;
            let texts: Option<Vec<_>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
            Value::Texts(texts.ok_or_else(refuse)?)
        }
        ParamType::Moment => Value::Moment(moment(value).ok_or_else(|| {
            wrong(
                "时间，请写作 \"2025-06-30T00:00:00+08:00\" 的形式",
                "a moment: write it as \"2025-06-30T00:00:00+08:00\"",
            )
        })?),
        ParamType::Duration => Value::Duration(duration(value).ok_or_else(|| {
            wrong(
                "时长，请写作 \"7 d\"、\"36 h\"、\"15 min\" 的形式，或写秒数",
                "a duration: write it as \"7 d\", \"36 h\", \"15 min\" or in seconds",
            )
        })?),
    };
    check_bounds(parameter, value, &converted)?;
    Ok(converted)
}

fn check_bounds(parameter: &Parameter, given: &toml::Value, value: &Value) -> Result<(), Words> {
    let size = match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Number(number) => Some(*number),
        Value::Duration(microseconds) => Some(*microseconds as f64 / 1e6),
        _ => None,
    };
    if let Some(size) = size {
        let low = parameter.min.unwrap_or(f64::NEG_INFINITY);
        let high = parameter.max.unwrap_or(f64::INFINITY);
        if !(size.is_finite() && (low..=high).contains(&size)) {
            return Err(out_of_bounds(parameter, given));
        }
    }
    let texts = match value {
        Value::Text(text) => std::slice::from_ref(text),
        Value::Texts(texts) => texts,
        _ => &[],
    };
    if !parameter.choices.is_empty()
        && let Some(stranger) = texts.iter().find(|text| !parameter.choices.contains(text))
    {
        let known: Vec<&str> = parameter.choices.iter().map(String::as_str).collect();
        return Err(no_choice(&toml::Value::String(stranger.clone()), stranger, &known));
    }
    Ok(())
}

fn out_of_bounds(parameter: &Parameter, given: &toml::Value) -> Words {
    let shown = |bound: f64| match parameter.kind {
        ParamType::Duration => [(86_400.0, "d"), (3_600.0, "h"), (60.0, "min")]
            .into_iter()
            .find(|(unit, _)| bound != 0.0 && bound % unit == 0.0)
            .map_or_else(|| format!("{bound} s"), |(unit, name)| format!("{} {name}", bound / unit)),
        _ => bound.to_string(),
    };
    let (zh, en) = match (parameter.min.map(shown), parameter.max.map(shown)) {
        (Some(low), Some(high)) => (format!("应在 {low} 到 {high} 之间"), format!("between {low} and {high}")),
        (Some(low), None) => (format!("应不小于 {low}"), format!("at least {low}")),
        (None, Some(high)) => (format!("应不大于 {high}"), format!("at most {high}")),
        (None, None) => ("应为有限的数".to_owned(), "finite".to_owned()),
    };
    words(format!("{given} 超出范围，{zh}"), format!("{given} is out of bounds: it must be {en}"))
}

fn number(value: &toml::Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|integer| integer as f64))
}

impl ParamType {
    /// The microseconds of a duration as [`ParamType::Duration`] takes it: seconds, or text with a unit.
    #[must_use]
    pub fn microseconds(value: &toml::Value) -> Option<i64> {
        duration(value)
    }
}

fn duration(value: &toml::Value) -> Option<i64> {
    let seconds = match value.as_str() {
        None => number(value)?,
        Some(text) => {
            let text = text.trim();
            let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
            let unit = match text[digits..].trim() {
                "" | "s" => 1.0,
                "min" => 60.0,
                "h" => 3_600.0,
                "d" => 86_400.0,
                _ => return None,
            };
            text[..digits].parse::<f64>().ok()? * unit
        }
    };
    let microseconds = (seconds * 1e6).round();
    (microseconds.is_finite() && microseconds.abs() < 9e18).then_some(microseconds as i64)
}

fn moment(value: &toml::Value) -> Option<i64> {
    let text = match value {
        toml::Value::Datetime(moment) => moment.to_string(),
        toml::Value::String(text) => text.clone(),
        _ => return None,
    };
    let text = if text.len() == 10 { text + "T00:00:00Z" } else { text };
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_microsecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest::parse(
            r#"
            id = "alert-x"
            kind = "alert"
            version = "1.0.0"
            title = { zh = "警", en = "Alert" }
            summary = { zh = "警", en = "Alert" }
            [[parameter]]
            name = "z"
            type = "number"
            title = { zh = "z", en = "z" }
            doc = { zh = "z", en = "the limit" }
            default = 2
            min = 0.5
            [[parameter]]
            name = "wait"
            type = "duration"
            title = { zh = "等", en = "wait" }
            doc = { zh = "等", en = "wait" }
            default = "7 d"
            min = 0
            max = 31536000
            [[preset]]
            name = "mild"
            title = { zh = "缓", en = "mild" }
            set = { z = 1.5 }
            "#,
        )
        .unwrap()
    }

    fn given(pairs: &[(&str, toml::Value)]) -> BTreeMap<String, toml::Value> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    #[test]
    fn preset_then_given_then_default() {
        let week = ("wait".to_owned(), Value::Duration(7 * 86_400_000_000));
        let resolved = resolve(&manifest(), &given(&[])).unwrap();
        assert_eq!(resolved, [("z".to_owned(), Value::Number(1.5)), week.clone()]);
        let resolved = resolve(&manifest(), &given(&[("z", 3.into()), ("preset", "mild".into())])).unwrap();
        assert_eq!(resolved, [("z".to_owned(), Value::Number(3.0)), week]);
    }

    #[test]
    fn refusals_say_what_is_allowed_in_both_languages() {
        let refuse =
            |name: &str, value: toml::Value| resolve(&manifest(), &given(&[(name, value)])).unwrap_err().words();
        for (name, value, zh, en) in [
            (
                "z",
                0.1.into(),
                "参数“z”：0.1 超出范围，应不小于 0.5",
                "parameter `z`: 0.1 is out of bounds: it must be at least 0.5",
            ),
            (
                "wait",
                "900 d".into(),
                "参数“wait”：\"900 d\" 超出范围，应在 0 s 到 365 d 之间",
                "parameter `wait`: \"900 d\" is out of bounds: it must be between 0 s and 365 d",
            ),
            (
                "wiat",
                1.into(),
                "参数“wiat”：alert-x 没有这个参数，是否指“wait”？可用的有：z、wait",
                "parameter `wiat`: `alert-x` has no such parameter; did you mean `wait`? There are: `z`, `wait`",
            ),
            (
                "preset",
                "wild".into(),
                "参数“preset”：不能取值 \"wild\"，是否指“mild”？可用的有：mild",
                "parameter `preset`: \"wild\" is no value that it can take; did you mean `mild`? There are: `mild`",
            ),
            (
                "wait",
                "soon".into(),
                "参数“wait”：\"soon\" 不是时长，请写作 \"7 d\"、\"36 h\"、\"15 min\" 的形式，或写秒数",
                "parameter `wait`: \"soon\" is not a duration: write it as \"7 d\", \"36 h\", \"15 min\" or in seconds",
            ),
            ("z", "much".into(), "参数“z”：\"much\" 不是数字", "parameter `z`: \"much\" is not a number"),
        ] {
            assert_eq!(refuse(name, value), Words { zh: zh.to_owned(), en: en.to_owned() });
        }
    }

    #[test]
    fn an_error_does_not_repeat_a_secret() {
        let mut manifest = manifest();
        manifest.parameters[0].secret = true;
        let given = [("z".to_owned(), toml::Value::from("open sesame"))].into();
        let error = resolve(&manifest, &given).unwrap_err();
        let said = format!("{error} {:?}", error.words());
        assert!(!said.contains("sesame") && said.contains("the limit"), "{said}");
    }
}
