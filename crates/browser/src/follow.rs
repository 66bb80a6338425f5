//! The pipeline file that a run follows: a text, or one of the files that the user chose; and what was changed in it since.

use std::collections::BTreeMap;

use aftersight_intake as intake;
use aftersight_pipeline::{Config, RunError};

use crate::run::{File, names};

/// Is it a pipeline file or a profile, by its name?
pub(crate) fn is_toml(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".toml")
}

/// What a run follows, and the files that are left. An empty text means the one pipeline file among the files; where there is
/// none, everything that the files allow. A `.toml` that another one names under `profiles` is a profile.
///
/// # Errors
/// A mistake in the pipeline file, or several of them.
pub(crate) fn follow(text: &str, mut files: Vec<File>) -> Result<(Config, Vec<File>), RunError> {
    if !text.is_empty() {
        return Ok((Config::parse(text)?, files));
    }
    let read = |(place, file): (usize, &File)| {
        let parsed = intake::text(&file.name, &file.blob).and_then(|text| Config::parse(&text));
        (place, file.name.clone(), parsed)
    };
    let texts: Vec<_> = files.iter().enumerate().filter(|(_, file)| is_toml(&file.name)).map(read).collect();
    let profiles: Vec<&String> =
        texts.iter().filter_map(|(_, _, parsed)| parsed.as_ref().ok()).flat_map(|config| &config.profiles).collect();
    let is_profile = |name: &str| profiles.iter().any(|path| names(path, name));
    let (mut pipelines, mut titles) = (Vec::new(), Vec::new());
    for (place, name, parsed) in texts.iter().filter(|(_, name, _)| !is_profile(name)) {
        titles.push(name.as_str());
        pipelines.push((*place, name, parsed));
    }
    match pipelines.as_slice() {
        [] => Ok((Config::default(), files)),
        [(place, name, parsed)] => {
            let config = (*parsed).clone().map_err(|RunError(words)| {
                RunError::new(format!("{name}：{}", words.zh), format!("{name}: {}", words.en))
            })?;
            files.remove(*place);
            if files.iter().all(|file| is_toml(&file.name)) {
                return Err(alone(name, &config));
            }
            Ok((config, files))
        }
        _ => Err(RunError::new(
            format!(
                "有几个流水线文件：{}。请只选一个；导出格式说明（profile）要写在流水线文件的 profiles 里",
                titles.join("、")
            ),
            format!(
                "there are several pipeline files: {}. Choose one; a profile must stand under `profiles` in it",
                titles.join(", ")
            ),
        )),
    }
}

/// A pipeline file without data.
fn alone(name: &str, config: &Config) -> RunError {
    let paths: Vec<&str> = config.sources.iter().map(|step| step.path.as_str()).collect();
    match paths.as_slice() {
        [] => RunError::new(
            format!("{name} 是流水线文件：请和数据文件一起选择"),
            format!("{name} is a pipeline file: choose it together with the data"),
        ),
        paths => RunError::new(
            format!("{name} 是流水线文件：请和它要用的数据文件（{}）一起选择", paths.join("、")),
            format!("{name} is a pipeline file: choose it together with the data that it names ({})", paths.join(", ")),
        ),
    }
}

/// Step → parameter → its new value; null takes the parameter out.
type Changes = BTreeMap<String, BTreeMap<String, Option<toml::Value>>>;

/// Changes parameters, as `--set` does: of a step by its name, of a rule of cleaning by its id.
///
/// # Errors
/// A step that there is not.
pub(crate) fn change(config: &mut Config, changes: &str) -> Result<(), RunError> {
    let changes: Changes = serde_json::from_str(changes).map_err(|error| {
        RunError::new(format!("参数无法读取：{error}"), format!("the parameters are unreadable: {error}"))
    })?;
    for (name, changed) in changes {
        let steps = config.parameters_of(&name);
        if steps.is_empty() {
            return Err(RunError::new(format!("没有步骤“{name}”"), format!("there is no step `{name}`")));
        }
        for params in steps {
            for (parameter, value) in &changed {
                match value {
                    Some(value) => drop(params.insert(parameter.clone(), value.clone())),
                    None => drop(params.remove(parameter)),
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIPELINE: &str = "profiles = ['shop.toml']\n[[source]]\npath = 'data/*.csv'\n[[kpi]]\nuse = 'kpi-a'\n\
                            params = { preset = 'x', lag = '7 d' }\n[[clean]]\nuse = 'clean-b'\ntable = 'orders'\n";

    fn files(given: &[(&str, &str)]) -> Vec<File> {
        let file =
            |(name, text): &(&str, &str)| File { name: (*name).to_owned(), blob: text.as_bytes().to_vec().into() };
        given.iter().map(file).collect()
    }

    fn followed(given: &[(&str, &str)]) -> Result<(usize, Vec<String>), String> {
        let (config, files) = follow("", files(given)).map_err(|RunError(words)| words.en)?;
        Ok((config.kpis.len(), files.into_iter().map(|file| file.name).collect()))
    }

    #[test]
    fn a_chosen_pipeline_file_is_followed_and_no_data() {
        let (profile, data) = (("shop.toml", "id = 'shop'\n"), ("a.csv", "x\n1\n"));
        assert_eq!(followed(&[data]), Ok((0, vec!["a.csv".to_owned()])));
        let all = [("Shop.TOML", PIPELINE), data, profile];
        assert_eq!(followed(&all), Ok((1, vec!["a.csv".to_owned(), "shop.toml".to_owned()])));
        let (config, left) = follow("[[kpi]]\nuse = 'kpi-z'\n", files(&all)).unwrap();
        assert_eq!((config.kpis[0].plugin.as_str(), left.len()), ("kpi-z", 3));
    }

    #[test]
    fn a_pipeline_file_that_cannot_be_followed_says_why() {
        let why = |given: &[(&str, &str)]| followed(given).unwrap_err();
        assert!(why(&[("p.toml", "nonsense = 1\n"), ("a.csv", "x\n")]).starts_with("p.toml: "));
        let two = why(&[("p.toml", PIPELINE), ("q.toml", PIPELINE), ("a.csv", "x\n")]);
        assert!(two.starts_with("there are several pipeline files: p.toml, q.toml. Choose one"), "{two}");
        let alone = why(&[("p.toml", PIPELINE), ("shop.toml", "id = 'shop'\n")]);
        assert!(alone.ends_with("choose it together with the data that it names (data/*.csv)"), "{alone}");
    }

    #[test]
    fn parameters_are_changed_by_the_names_of_steps() {
        let mut config = Config::parse(PIPELINE).unwrap();
        let changes = r#"{"a":{"preset":"y","lag":null,"n":3},"clean-b":{"v":["1"]},"clean-c":{"w":true}}"#;
        change(&mut config, changes).unwrap();
        assert_eq!(config.kpis[0].params, [("n".into(), 3.into()), ("preset".into(), "y".into())].into());
        let cleaners: Vec<_> = config.cleaners.iter().map(|step| (step.plugin.as_str(), step.params.len())).collect();
        assert_eq!(cleaners, [("clean-b", 1), ("clean-c", 1)]);
        assert_eq!(change(&mut config, r#"{"zz":{}}"#).unwrap_err().0.en, "there is no step `zz`");
    }
}
