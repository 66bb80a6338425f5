//! A case as it stands in its file.

use aftersight_contract::Batch;
use aftersight_contract::manifest::Words;
use aftersight_pipeline::CalendarStep;
use aftersight_pipeline::config::Given;
use aftersight_pipeline::time::Grain;
use serde::Deserialize;

use crate::compare::{Section, Sections};
use crate::markdown;
use crate::sheet;

/// One case of a plugin.
#[derive(Clone, Debug)]
pub struct Case {
    /// From its heading, `# 中文 | English`.
    pub title: Words,
    /// The step's parameters.
    pub(crate) params: Given,
    /// The rest of the step.
    pub(crate) setup: Setup,
    /// Input tables by name, in the order of the file.
    pub(crate) tables: Vec<(String, Batch)>,
    /// What it expects.
    pub(crate) expected: Vec<Section>,
}

/// `toml run`: everything of a step that is no parameter.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Setup {
    pub(crate) by: Vec<String>,
    pub(crate) grain: Option<Grain>,
    pub(crate) as_of: Option<String>,
    pub(crate) timezone: Option<String>,
    pub(crate) received_at: Option<String>,
    /// Hours of service.
    pub(crate) calendar: Option<CalendarStep>,
    /// The table that a cleaner cleans; default: the first.
    pub(crate) table: Option<String>,
    /// Shows which intervals of a KPI are closed.
    pub(crate) closed: bool,
}

/// A case that cannot be read: where and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct CaseError {
    /// In the file, from 1.
    pub line: usize,
    /// What is wrong, and the cure.
    pub what: String,
}

fn fail(line: usize, what: impl Into<String>) -> CaseError {
    CaseError { line, what: what.into() }
}

impl Case {
    /// Reads a case file.
    ///
    /// # Errors
    /// With the line of the mistake.
    pub fn parse(markdown: &str) -> Result<Self, CaseError> {
        let heading = markdown.lines().next().and_then(|line| line.strip_prefix("# "));
        let (zh, en) = heading
            .and_then(|title| title.split_once(" | "))
            .ok_or_else(|| fail(1, "a case begins with `# 中文标题 | English title`"))?;
        let mut case = Self {
            title: Words { zh: zh.trim().to_owned(), en: en.trim().to_owned() },
            params: Given::new(),
            setup: Setup::default(),
            tables: Vec::new(),
            expected: Vec::new(),
        };
        for block in markdown::blocks(markdown).map_err(|line| fail(line, "nothing closes this block"))? {
            let body = &markdown[block.body.clone()];
            let toml = |error: toml::de::Error| fail(block.line, error.to_string());
            match (block.language, block.name) {
                ("toml", "params") => case.params = toml::from_str(body).map_err(toml)?,
                ("toml", "run") => case.setup = toml::from_str(body).map_err(toml)?,
                (language, name) if is_expected(language, name) => {
                    case.expected.push(Section { name: name.to_owned(), text: body.to_owned() });
                }
                ("csv", "") => return Err(fail(block.line, "name the table, as in ```csv orders")),
                ("csv", name) => {
                    let read = sheet::read(body).map_err(|(line, what)| fail(block.line + line, what))?;
                    case.tables.push((name.to_owned(), read));
                }
                _ => {}
            }
        }
        Ok(case)
    }

    /// Does the case expect the plugin to refuse?
    #[must_use]
    pub fn expects_error(&self) -> bool {
        self.expected.iter().any(|section| section.name == "error")
    }

    /// What it expects.
    #[must_use]
    pub fn expected(&self) -> Sections {
        Sections(self.expected.clone())
    }
}

/// Is the block one that is compared and blessed?
pub(crate) fn is_expected(language: &str, name: &str) -> bool {
    let csv = language == "csv" && (name == "expect" || name.starts_with("expect ") || name == "notes");
    csv || language == "text" && name == "error"
}
