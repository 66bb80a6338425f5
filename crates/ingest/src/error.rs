//! What can go wrong while reading a file.

use aftersight_contract::manifest::{Cause, Words};

use crate::message;

/// The language of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    #[default]
    En,
}

/// A file that could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The file's name as handed in.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a file. Lines and rows count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No bytes, or nothing but blank lines.
    Empty,
    /// A format that is not read: what it looks like.
    Format {
        /// What the first bytes say.
        found: &'static str,
    },
    /// No encoding explains the bytes.
    Encoding {
        /// Characters that the best candidate could not decode.
        replaced: u64,
        /// Characters in all.
        characters: u64,
    },
    /// None of the first rows looks like headers.
    NoHeader {
        /// How many rows were looked at.
        rows: usize,
    },
    /// More columns than [`crate::MAX_COLUMNS`].
    Columns {
        /// How many.
        found: usize,
    },
    /// A cell above [`crate::MAX_CELL_BYTES`].
    Cell {
        /// The line of the file, or the row of the sheet, where its row starts.
        line: u64,
        /// Its header.
        column: String,
        /// Its size.
        bytes: usize,
    },
    /// More bytes than can be read at once.
    Size {
        /// How many.
        bytes: u64,
        /// How many are allowed.
        limit: u64,
    },
    /// A file above [`crate::MAX_WHOLE`] whose format is not read piece by piece.
    Whole {
        /// What it is.
        what: Held,
        /// How many bytes it has.
        bytes: u64,
        /// How many are allowed.
        limit: u64,
    },
    /// The disk, the network or the browser refused to go on.
    Unreadable {
        /// Why.
        cause: Cause,
    },
    /// The file was changed or cut off while it was read.
    Changed,
    /// A workbook without the sheet asked for.
    NoSheet {
        /// The name asked for.
        wanted: String,
        /// Those that there are.
        present: Vec<String>,
    },
    /// A workbook or an archive under a password.
    Locked,
    /// A workbook that cannot be parsed.
    Workbook {
        /// Why.
        cause: Cause,
    },
    /// A Parquet file that cannot be parsed.
    Parquet {
        /// Why.
        cause: Cause,
    },
    /// A Parquet file with a compression or an encoding that is not read.
    Codec {
        /// Which.
        codec: Words,
    },
    /// An archive that is damaged or cut off.
    Archive {
        /// Why.
        cause: Cause,
    },
    /// An archive with more files in it than are read.
    Members {
        /// How many.
        found: usize,
    },
    /// Archives within archives, too deep.
    Nested,
    /// JSON that cannot be parsed.
    Json {
        /// The line of the file.
        line: u64,
        /// The character in the line.
        column: u64,
        /// Why.
        cause: Cause,
    },
    /// JSON that holds something else than objects where rows should stand.
    NoObject {
        /// The line of the file.
        line: u64,
    },
    /// Something in a mailbox that is no message.
    Mail {
        /// Its number in the file, from 1.
        message: u64,
    },
    /// A constant for a column that the file has.
    Constant {
        /// The column.
        column: String,
    },
}

/// What is held in memory as a whole while it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Text in UTF-16.
    Utf16,
    /// Text in GB18030 or Big5 with `|` between its cells.
    Bars,
    /// JSON that is not one object a line.
    Document,
    /// Mail.
    Mail,
    /// A workbook.
    Workbook,
}

impl Problem {
    /// The machine's word for it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Format { .. } => "format",
            Self::Encoding { .. } => "encoding",
            Self::NoHeader { .. } => "no-header",
            Self::Columns { .. } => "too-many-columns",
            Self::Cell { .. } => "cell-too-large",
            Self::Size { .. } | Self::Whole { .. } => "too-large",
            Self::Unreadable { .. } => "unreadable",
            Self::Changed => "changed",
            Self::NoSheet { .. } => "no-sheet",
            Self::Locked => "locked",
            Self::Workbook { .. } => "broken-workbook",
            Self::Parquet { .. } => "broken-parquet",
            Self::Codec { .. } => "codec",
            Self::Archive { .. } => "broken-archive",
            Self::Members { .. } => "too-many-members",
            Self::Nested => "nested-archive",
            Self::Json { .. } => "broken-json",
            Self::NoObject { .. } => "no-object",
            Self::Mail { .. } => "broken-mail",
            Self::Constant { .. } => "constant-exists",
        }
    }
}

impl ReadError {
    /// The machine's word for what is wrong.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }

    /// What is wrong, where, and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        message::text(self, lang)
    }
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for ReadError {}

/// A problem before the file's name is known.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) sheet: Option<String>,
    pub(crate) problem: Problem,
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self { sheet: None, problem }
    }
}

impl Failure {
    pub(crate) fn in_file(self, name: &str) -> ReadError {
        ReadError { file: name.to_owned(), sheet: self.sheet, problem: self.problem }
    }
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;
