//! What a manifest can get wrong beyond its syntax.

use std::collections::BTreeSet;

use super::{CleanerFacts, Manifest, ParamType, PluginKind, Scope, Words, params};

/// What is wrong with a manifest, where, and the cure, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestError(pub Words);

impl std::fmt::Display for ManifestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for ManifestError {}

/// The most bytes of state that a group may take.
const MAX_STATE_BYTES: u32 = 16 * 1024;

impl Manifest {
    pub(super) fn validate(&self) -> Result<(), ManifestError> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !self.id.starts_with(self.kind.prefix()) || !self.id.chars().all(plain) || self.id.len() > 64 {
            let prefix = self.kind.prefix();
            return fail(
                format!("id = {:?}：这类插件的 id 以 {prefix} 开头，后接小写字母、数字和连字符，最多 64 字节", self.id),
                format!(
                    "id = {:?}: an id of this kind is `{prefix}` and lower-case words with hyphens, at most 64 bytes",
                    self.id
                ),
            );
        }
        let numbers: Vec<_> = self.version.split('.').collect();
        if numbers.len() != 3 || numbers.iter().any(|number| number.parse::<u32>().is_err()) {
            return fail(
                format!("version = {:?}：请写三个数字，如 \"1.0.0\"", self.version),
                format!("version = {:?}: write three numbers, as in \"1.0.0\"", self.version),
            );
        }
        match (self.kind, &self.kpi, &self.cleaner) {
            (PluginKind::Kpi, Some(kpi), None) if kpi.state_bytes_per_group > MAX_STATE_BYTES => {
                let found = kpi.state_bytes_per_group;
                return fail(
                    format!("kpi.state_bytes_per_group = {found}：最多 {MAX_STATE_BYTES}"),
                    format!("kpi.state_bytes_per_group = {found}: at most {MAX_STATE_BYTES}"),
                );
            }
            (PluginKind::Kpi, Some(_), None)
            | (PluginKind::Cleaner, None, Some(_))
            | (PluginKind::Alert | PluginKind::Insight, None, None) => {}
            _ => {
                return fail(
                    "指标要有 [kpi] 段，清洗规则要有 [cleaner] 段，其他插件两者都不能有",
                    "a KPI has a [kpi] section, a cleaner a [cleaner] section, others neither",
                );
            }
        }
        if let Some(facts) = &self.cleaner {
            self.validate_keys(facts)?;
        }
        unique("参数", "parameter", self.parameters.iter().map(|parameter| parameter.name.as_str()))?;
        unique("预设", "preset", self.presets.iter().map(|preset| preset.name.as_str()))?;
        unique("消息", "message", self.messages.iter().map(|message| message.code.as_str()))?;
        for parameter in &self.parameters {
            if parameter.name == "preset" {
                return fail(
                    "参数“preset”：这个名称用来选择 [[preset]]，请换一个",
                    "parameter `preset`: the name is taken by the choice of a [[preset]]",
                );
            }
            if let Some(stranger) = parameter.labels.keys().find(|label| !parameter.choices.contains(label)) {
                let name = &parameter.name;
                return fail(
                    format!("参数“{name}”：labels.{stranger} 不在 choices 中，请删去，或加入 choices"),
                    format!(
                        "parameter `{name}`: labels.{stranger} is none of its choices: remove it, or add it to `choices`"
                    ),
                );
            }
            if let Some(default) = &parameter.default {
                let name = &parameter.name;
                params::convert(parameter, default).or_else(|what| {
                    fail(
                        format!("参数“{name}”的 default：{}", what.zh),
                        format!("parameter `{name}`: default: {}", what.en),
                    )
                })?;
            }
        }
        for preset in &self.presets {
            for (name, value) in &preset.set {
                let Some(parameter) = self.parameter(name) else {
                    let preset = &preset.name;
                    return fail(
                        format!("预设“{preset}”设置了“{name}”，但没有这个参数"),
                        format!("preset `{preset}` sets `{name}`, which is no parameter"),
                    );
                };
                let preset = &preset.name;
                params::convert(parameter, value).or_else(|what| {
                    fail(
                        format!("预设“{preset}”的 {name}：{}", what.zh),
                        format!("preset `{preset}`: {name}: {}", what.en),
                    )
                })?;
            }
        }
        Ok(())
    }

    fn validate_keys(&self, facts: &CleanerFacts) -> Result<(), ManifestError> {
        if facts.scope != Scope::Key {
            return match facts.keys.is_empty() {
                true => Ok(()),
                false => fail(
                    "[cleaner.keys] 只用于 scope = \"key\"：请设置 scope，或删去这一段",
                    "[cleaner.keys] is for scope = \"key\": set the scope or remove the keys",
                ),
            };
        }
        if let Some((table, _)) = facts.keys.iter().find(|(_, keys)| keys.is_empty() || keys.iter().any(Vec::is_empty))
        {
            return fail(
                format!("cleaner.keys.{table}：请写列的列表，如 [[\"order_id\"]]"),
                format!("cleaner.keys.{table}: write lists of columns, as in [[\"order_id\"]]"),
            );
        }
        let lacking = facts.tables.iter().find(|table| !facts.keys.contains_key(*table));
        if let Some(table) = lacking.map(String::as_str).or(facts.keys.is_empty().then_some("cases")) {
            return fail(
                format!("scope = \"key\" 须给出每张表的键：请在 [cleaner.keys] 下加上 {table} = [[…]]"),
                format!("scope = \"key\" needs the key of each table: add {table} = [[…]] under [cleaner.keys]"),
            );
        }
        match self.parameter("key") {
            Some(key) if key.kind != ParamType::Texts => {
                fail("参数“key”的 type 应为 \"texts\"", "parameter `key`: its type is \"texts\"")
            }
            _ => Ok(()),
        }
    }
}

fn fail<T>(zh: impl Into<String>, en: impl Into<String>) -> Result<T, ManifestError> {
    Err(ManifestError(Words::new(zh, en)))
}

fn unique<'a>(zh: &str, en: &str, names: impl Iterator<Item = &'a str>) -> Result<(), ManifestError> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return fail(format!("{zh}“{name}”写了两次，请删去一个"), format!("{en} `{name}` stands twice"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaner(more: &str) -> Result<Manifest, ManifestError> {
        let words = "{ zh = \"键\", en = \"Key\" }";
        Manifest::parse(&format!(
            "id = \"clean-key\"\nkind = \"cleaner\"\nversion = \"1.0.0\"\ntitle = {words}\nsummary = {words}\n\
             [cleaner]\norder = 1\n{more}\n"
        ))
    }

    #[test]
    fn a_key_cleaner_says_what_makes_the_key() {
        let said = |more: &str| cleaner(more).map(drop).map_err(|error| error.0.en);
        assert_eq!(said("scope = \"key\"\ntables = [\"cases\"]\nkeys.cases = [[\"case_id\"], [\"order_id\"]]"), Ok(()));
        let lacking = "scope = \"key\" needs the key of each table: add cases = [[…]] under [cleaner.keys]";
        assert_eq!(said("scope = \"key\""), Err(lacking.to_owned()));
        assert_eq!(
            said("scope = \"key\"\ntables = [\"cases\"]\nkeys.orders = [[\"order_id\"]]"),
            Err(lacking.to_owned())
        );
        let empty = "cleaner.keys.cases: write lists of columns, as in [[\"order_id\"]]";
        assert_eq!(said("scope = \"key\"\nkeys.cases = [[]]"), Err(empty.to_owned()));
        assert_eq!(said("scope = \"key\"\nkeys.cases = []"), Err(empty.to_owned()));
        assert!(said("keys.cases = [[\"case_id\"]]").unwrap_err().contains("is for scope = \"key\""));
        assert_eq!(said("scope = \"table\""), Ok(()));
    }

    #[test]
    fn labels_are_for_choices() {
        let words = "{ zh = \"甲\", en = \"A\" }";
        let parameter = |labels: &str| {
            cleaner(&format!(
                "scope = \"table\"\n[[parameter]]\nname = \"style\"\ntype = \"text\"\ntitle = {words}\ndoc = {words}\n\
                 choices = [\"a\", \"b\"]\nlabels = {{ {labels} }}"
            ))
        };
        let manifest = parameter(&format!("a = {words}")).unwrap();
        let style = manifest.parameter("style").unwrap();
        assert_eq!((style.label("a", "zh"), style.label("a", "en"), style.label("b", "zh")), ("甲", "A", "b"));
        let said = parameter(&format!("c = {words}")).unwrap_err().0.en;
        assert!(said.starts_with("parameter `style`: labels.c is none of its choices"), "{said}");
    }
}
