//! Profiles as the pipeline knows them, and those that the pipeline file brings.

use aftersight_ingest::{Chosen, GENERIC, Profile, ProfileError};
use aftersight_pipeline::RunError;
use aftersight_pipeline::config::{CleanStep, SourceStep};
use aftersight_pipeline::mistake_in;
use aftersight_pipeline::profile::UsedProfile;

/// The profiles by which files are recognised: those that are built in, and the user's.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    pub(crate) known: aftersight_ingest::Profiles,
}

impl Profiles {
    /// Takes in a profile of the user's, by its file's name and text.
    ///
    /// # Errors
    /// What is wrong with it, with its line and the cure.
    pub fn add(&mut self, file: &str, text: &str) -> Result<(), RunError> {
        let (zh, en) = (format!("profile 文件 {file} "), format!("profile file {file}"));
        let profile = Profile::parse(text).map_err(|error| match error {
            ProfileError::Syntax(error) => mistake_in(&zh, &en, text, &error),
            ProfileError::Content { line, words } => {
                RunError::new(format!("{zh}第 {line} 行：{}", words.zh), format!("{en}, line {line}: {}", words.en))
            }
        })?;
        if self.known.is_own(&profile.id) {
            return Err(RunError::new(
                format!("{zh}：id = \"{}\" 已被另一个 profile 文件使用，请换一个", profile.id),
                format!("{en}: another profile file has the id `{}` already; choose another one", profile.id),
            ));
        }
        self.known.add(profile);
        Ok(())
    }

    /// A source names a profile that there is, and a table of it.
    pub(crate) fn check(&self, step: &SourceStep) -> Result<(), RunError> {
        let Some(id) = step.profile.as_deref().filter(|id| *id != GENERIC) else { return Ok(()) };
        let Some(profile) = self.known.get(id) else {
            let mut ids: Vec<&str> = self.known.all().map(|profile| profile.id.as_str()).chain([GENERIC]).collect();
            ids.sort_unstable();
            let (zh, en) = (
                format!("[[source]] 的 profile = \"{id}\"：没有这个 profile"),
                format!("[[source]], profile = \"{id}\": there is no such profile"),
            );
            return Err(RunError::unknown(&zh, &en, id, &ids));
        };
        let tables: Vec<&str> = profile.tables.iter().map(|table| table.name.as_str()).collect();
        match step.table.as_deref().filter(|table| !tables.contains(table)) {
            None => Ok(()),
            Some(table) => Err(RunError::new(
                format!(
                    "[[source]] 的 table = \"{table}\"：profile“{id}”只有表 {}，请改 table 或 profile",
                    tables.join("、")
                ),
                format!(
                    "[[source]], table = \"{table}\": the profile `{id}` holds {} only; change `table` or `profile`",
                    tables.join(", ")
                ),
            )),
        }
    }
}

/// What a profile says to the pipeline.
pub(crate) fn used(chosen: &Chosen) -> UsedProfile {
    let cleaners = chosen.profile.iter().flat_map(|profile| &profile.cleaners);
    UsedProfile {
        id: chosen.id.clone(),
        version: chosen.version.clone(),
        title: chosen.title.clone(),
        score: chosen.score,
        unmatched: chosen.unmatched.clone(),
        currency: chosen.profile.as_ref().and_then(|profile| profile.currency.clone()),
        cleaners: cleaners
            .map(|step| CleanStep {
                plugin: step.plugin.clone(),
                table: step.table.clone(),
                params: step.params.clone(),
                enabled: true,
            })
            .collect(),
    }
}
