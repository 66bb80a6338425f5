//! Parameters: validated and completed before a plugin sees them, by the same code on every host.

use std::collections::BTreeMap;

use super::{Manifest, ParamType, Parameter};
use crate::values::{Args, Value};

/// A parameter that does not fit, and the cure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamError {
    /// The parameter.
    pub name: String,
    /// What is wrong, and what is allowed.
    pub what: String,
}

impl std::fmt::Display for ParamError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "parameter `{}`: {}", self.name, self.what)
    }
}

impl std::error::Error for ParamError {}

/// Completes what a user gave: `preset` is replaced by its values, what is given stands above it, defaults fill the rest.
/// The result has every parameter of the manifest, in its order. A manifest's first preset is its default.
///
/// # Errors
/// Unknown names, wrong types, values out of bounds, missing values: with the allowed ones.
pub fn resolve(manifest: &Manifest, given: &BTreeMap<String, toml::Value>) -> Result<Args, ParamError> {
    let fail = |name: &str, what: String| Err(ParamError { name: name.to_owned(), what });
    let preset = match given.get("preset") {
        None => manifest.presets.first(),
        Some(wanted) => match manifest.presets.iter().find(|preset| Some(preset.name.as_str()) == wanted.as_str()) {
            Some(preset) => Some(preset),
            None => {
                return fail(
                    "preset",
                    format!("{wanted} is none of {}", list(manifest.presets.iter().map(|preset| &preset.name))),
                );
            }
        },
    };
    for name in given.keys() {
        if name != "preset" && manifest.parameter(name).is_none() {
            let known = list(manifest.parameters.iter().map(|parameter| &parameter.name));
            return fail(name, format!("`{}` has no such parameter; it has {known}", manifest.id));
        }
    }
    let mut args = Args::new();
    for parameter in &manifest.parameters {
        let name = &parameter.name;
        let preset = || preset.and_then(|preset| preset.set.get(name));
        let Some(value) = given.get(name).or_else(preset).or(parameter.default.as_ref()) else {
            return fail(name, format!("it must be given: {}", parameter.doc.en));
        };
        match convert(parameter, value) {
            Ok(value) => args.push((name.clone(), value)),
            Err(what) => return fail(name, what),
        }
    }
    Ok(args)
}

fn list<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// Converts and checks one value.
pub(super) fn convert(parameter: &Parameter, value: &toml::Value) -> Result<Value, String> {
    let wrong = |expected: &str| format!("{value} is not {expected}");
    let converted = match parameter.kind {
        ParamType::Boolean => Value::Boolean(value.as_bool().ok_or_else(|| wrong("true or false"))?),
        ParamType::Integer => Value::Integer(value.as_integer().ok_or_else(|| wrong("a whole number"))?),
        ParamType::Number => Value::Number(number(value).ok_or_else(|| wrong("a number"))?),
        ParamType::Text => Value::Text(value.as_str().ok_or_else(|| wrong("a text"))?.to_owned()),
        ParamType::Texts => {
            let items = value.as_array().ok_or_else(|| wrong("a list of texts"))?;
            let texts: Option<Vec<_>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
            Value::Texts(texts.ok_or_else(|| wrong("a list of texts"))?)
        }
        ParamType::Moment => {
            Value::Moment(moment(value).ok_or_else(|| wrong("a moment, as in \"2025-06-30T00:00:00+08:00\""))?)
        }
        ParamType::Duration => Value::Duration(
            duration(value).ok_or_else(|| wrong("a duration, as in \"7 d\", \"36 h\", \"15 min\" or seconds"))?,
        ),
    };
    check_bounds(parameter, &converted)?;
    Ok(converted)
}

fn check_bounds(parameter: &Parameter, value: &Value) -> Result<(), String> {
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
            return Err(format!("{size} is not between {low} and {high}"));
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
        return Err(format!("\"{stranger}\" is none of {}", list(parameter.choices.iter())));
    }
    Ok(())
}

fn number(value: &toml::Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|integer| integer as f64))
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
    fn refusals_say_what_is_allowed() {
        let refuse = |pairs: &[(&str, toml::Value)]| resolve(&manifest(), &given(pairs)).unwrap_err().to_string();
        assert_eq!(refuse(&[("z", 0.1.into())]), "parameter `z`: 0.1 is not between 0.5 and inf");
        assert_eq!(refuse(&[("q", 1.into())]), "parameter `q`: `alert-x` has no such parameter; it has `z`, `wait`");
        assert_eq!(refuse(&[("preset", "wild".into())]), "parameter `preset`: \"wild\" is none of `mild`");
        assert_eq!(
            refuse(&[("wait", "soon".into())]),
            "parameter `wait`: \"soon\" is not a duration, as in \"7 d\", \"36 h\", \"15 min\" or seconds"
        );
    }
}
