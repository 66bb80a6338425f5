//! Parameters as people read them.

use aftersight_contract::manifest::{Manifest, ParamType};
use serde_json::Value;

use super::format::{self, NONE};
use super::names;
use crate::cli::Lang;

/// A parameter's value: durations stand in results as seconds.
pub(crate) fn value(manifest: Option<&Manifest>, name: &str, value: &Value, lang: Lang) -> String {
    let parameter = manifest.and_then(|manifest| manifest.parameter(name));
    match (value, parameter.map(|parameter| parameter.kind)) {
        (Value::Number(seconds), Some(ParamType::Duration)) => {
            // A parameter is a round number more often than not: 15 days, not 15.0.
            format::duration(seconds.as_f64().unwrap_or_default() * 1e6, lang).replacen(".0 ", " ", 1)
        }
        (Value::Number(number), _) => {
            let unit = parameter.map(|parameter| parameter.unit.as_str()).unwrap_or_default();
            format!("{} {unit}", format::plain(number.as_f64().unwrap_or_default())).trim_end().to_owned()
        }
        (Value::Bool(value), _) => names::yes(*value, lang).to_owned(),
        (Value::String(text), _) => {
            parameter.map_or(text.as_str(), |known| known.label(text, lang.pick("zh", "en"))).to_owned()
        }
        (Value::Array(texts), _) => {
            let texts: Vec<&str> = texts.iter().filter_map(Value::as_str).collect();
            texts.join(lang.pick("、", ", "))
        }
        // A secret that nobody gave.
        (Value::Null, _) => NONE.to_owned(),
        (other, _) => other.to_string(),
    }
}

/// The same in few words: of a long list the first ones and how many there are.
pub(crate) fn brief(name: &str, value: &Value, lang: Lang) -> String {
    const MOST: usize = 3;
    const LONG: usize = 60;
    let text = match value {
        Value::Array(texts) if texts.len() > MOST => {
            let first = self::value(None, name, &Value::Array(texts[..MOST].to_vec()), lang);
            let all = texts.len();
            match lang {
                Lang::Zh => format!("{first}…共 {all} 项"),
                Lang::En => format!("{first} … {all} in all"),
            }
        }
        value => self::value(None, name, value, lang),
    };
    if text.chars().count() <= LONG { text } else { text.chars().take(LONG).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_cut_and_missing_secrets_are_a_dash() {
        let list = serde_json::json!(["a", "b", "c", "d"]);
        assert_eq!(brief("x", &list, Lang::Zh), "a、b、c…共 4 项");
        assert_eq!(brief("x", &serde_json::json!(["a"]), Lang::En), "a");
        assert_eq!(brief("x", &Value::Null, Lang::En), NONE);
        assert_eq!(brief("x", &Value::String("长".repeat(70)), Lang::Zh).chars().count(), 61);
    }
}
