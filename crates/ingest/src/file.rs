//! One file, opened once: a workbook is unpacked and parsed however often its sheets are asked for.

use encoding_rs::Encoding;

use crate::archive::{self, Budget};
use crate::blob::Blob;
use crate::csv::encoding::TextFile;
use crate::error::{Failure, Held, Problem, ReadError};
use crate::format::{self, Format};
use crate::json::Json;
use crate::mail::Mailbox;
use crate::options::Options;
use crate::sheet::{self, Sheet};
use crate::workbook::Book;
use crate::{columnar, csv};

/// A file of a known format.
pub struct File {
    name: String,
    content: Content,
}

enum Content {
    /// With its encoding, once that was found out, and what was thought usual then.
    Text(Blob, Option<(Usual, TextFile)>),
    Workbook(Book),
    Parquet(Blob),
    Json(Json),
    Mail(Mailbox),
    Archive(Vec<File>),
}

impl std::fmt::Debug for File {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("File").field("name", &self.name).finish_non_exhaustive()
    }
}

impl File {
    /// Looks at the first bytes, opens workbooks and unpacks archives. A file in a zip archive is called
    /// `archive.zip/member`.
    ///
    /// Delimited text, NDJSON and Parquet are read piece by piece: of them memory holds a few windows at a time, whatever
    /// their size. JSON documents, mail, workbooks and text in UTF-16 are held as a whole, up to [`crate::MAX_WHOLE`] bytes;
    /// what is unpacked from an archive is, too, within the archive's budget.
    ///
    /// # Errors
    /// [`ReadError`] names the file and the cure: an unknown format, a workbook or an archive that is broken, under a
    /// password or too large.
    pub fn open(name: &str, file: impl Into<Blob>) -> Result<Self, ReadError> {
        let file = file.into();
        let mut budget = Budget::new(&file);
        Self::within(name, file, &mut budget)
    }

    fn within(name: &str, blob: Blob, budget: &mut Budget) -> Result<Self, ReadError> {
        let in_file = |problem: Problem| Failure::from(problem).in_file(name);
        let failed = |failure: Failure| failure.in_file(name);
        let whole = |what| blob.whole(what).map_err(in_file);
        let content = match format::detect(&blob).map_err(in_file)? {
            Format::Text => Content::Text(blob, None),
            Format::Workbook(kind) => Content::Workbook(Book::open(kind, &whole(Held::Workbook)?).map_err(failed)?),
            Format::Parquet => Content::Parquet(blob),
            Format::Json => Content::Json(TextFile::new(&blob, None).and_then(Json::open).map_err(failed)?),
            Format::Mail(kind) => Content::Mail(Mailbox::open(kind, &whole(Held::Mail)?).map_err(failed)?),
            Format::Gzip => {
                budget.enter().map_err(failed)?;
                let inner = archive::gunzip(&blob, budget).map_err(failed)?;
                drop(blob);
                let file = Self::within(name, inner.into(), budget)?;
                budget.leave();
                file.content
            }
            Format::Zip => {
                budget.enter().map_err(failed)?;
                let members = archive::unzip(&blob, budget).map_err(failed)?;
                drop(blob);
                let files = Self::members(name, members, budget)?;
                budget.leave();
                Content::Archive(files)
            }
        };
        Ok(Self { name: name.to_owned(), content })
    }

    /// The files in an archive that hold tables. Pictures, documents and empty files lie beside them in many archives; one
    /// with nothing else is refused for the first of them.
    fn members(name: &str, members: Vec<archive::Member>, budget: &mut Budget) -> Result<Vec<Self>, ReadError> {
        let mut files = Vec::new();
        let mut nothing = Failure::from(Problem::Empty).in_file(name);
        let mut none = true;
        for member in members {
            match Self::within(&format!("{name}/{}", member.name), member.bytes.into(), budget) {
                Ok(file) => files.push(file),
                Err(error) if matches!(error.problem, Problem::Format { .. } | Problem::Empty) => {
                    if std::mem::take(&mut none) {
                        nothing = error;
                    }
                }
                Err(error) => return Err(error),
            }
        }
        if files.is_empty() { Err(nothing) } else { Ok(files) }
    }

    /// The tables in it, none of them read yet.
    ///
    /// A CSV or Parquet file is one sheet, unless a CSV file holds several tables one below the other. A workbook, a JSON file
    /// with several arrays of objects and an archive give every sheet that holds a table: the one named by
    /// [`Options::sheet`], those whose headers fit [`Options::table`], or all of them, recognised or not.
    ///
    /// # Errors
    /// [`ReadError`] names the file, the place and the cure: unknown encoding, no header row, limits, a broken file.
    pub fn sheets(&mut self, options: &Options) -> Result<Vec<Sheet>, ReadError> {
        let sheets = match &mut self.content {
            Content::Text(blob, known) => text(blob, known, options).and_then(|file| csv::open(file, options)),
            Content::Workbook(book) => book.sheets(options),
            Content::Parquet(blob) => columnar::open(blob.clone(), options).map(|sheet| vec![sheet]),
            Content::Json(json) => json.sheets(options),
            Content::Mail(mailbox) => mailbox.sheets(options),
            Content::Archive(files) => return Self::of_members(files, options),
        };
        let mut sheets = sheets.map_err(|failure| failure.in_file(&self.name))?;
        sheets.iter_mut().for_each(|sheet| sheet.file.clone_from(&self.name));
        Ok(sheets)
    }

    fn of_members(files: &mut [Self], options: &Options) -> Result<Vec<Sheet>, ReadError> {
        let mut found = Vec::new();
        let mut nothing = None;
        for file in files {
            match file.sheets(options) {
                Ok(sheets) => found.extend(sheets),
                // A note or a cover page beside the tables is no reason to refuse them.
                Err(error)
                    if matches!(error.problem, Problem::Empty | Problem::NoHeader { .. } | Problem::NoSheet { .. }) =>
                {
                    nothing.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        match nothing {
            Some(error) if found.is_empty() => Err(error),
            _ => Ok(sheet::fitting(found, options)),
        }
    }
}

/// The encoding that the profile names which a source names.
type Usual = Option<&'static Encoding>;

/// A text file with its encoding, which is found out once.
fn text(blob: &Blob, known: &mut Option<(Usual, TextFile)>, options: &Options) -> Result<TextFile, Failure> {
    let profile = options.profile.as_ref().and_then(|id| options.profiles.get(id));
    let usual = profile.and_then(|profile| Encoding::for_label(profile.encoding.as_ref()?.as_bytes()));
    match known {
        Some((before, file)) if *before == usual => Ok(file.clone()),
        _ => Ok(known.insert((usual, TextFile::new(blob, usual)?)).1.clone()),
    }
}
