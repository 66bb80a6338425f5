//! What the caller knows about a file.

use std::collections::BTreeMap;

use crate::profile::Profiles;

/// How to read a file: the keys of a `[[source]]` that concern its bytes and headers.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The table it is; `None`: recognised by its headers.
    pub table: Option<String>,
    /// The part of the table, where the profile tells several of that name apart; `None`: the first that the file holds.
    pub part: Option<String>,
    /// The id of the profile by which it is read; `None`: recognised by its headers.
    pub profile: Option<String>,
    /// The user's own profiles.
    pub profiles: Profiles,
    /// The sheet of a workbook to read.
    pub sheet: Option<String>,
    /// Header → column, before the built-in aliases.
    pub columns: BTreeMap<String, String>,
    /// Column → text of every row, for columns that the export lacks.
    pub constants: BTreeMap<String, String>,
    /// About how many bytes of a CSV file make one chunk. Results do not depend on it.
    pub chunk_bytes: usize,
    /// How many rows of a workbook make one chunk. Results do not depend on it.
    pub chunk_rows: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            table: None,
            part: None,
            profile: None,
            profiles: Profiles::default(),
            sheet: None,
            columns: BTreeMap::new(),
            constants: BTreeMap::new(),
            chunk_bytes: 4 << 20,
            chunk_rows: 1 << 16,
        }
    }
}
