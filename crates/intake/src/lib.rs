//! A file's bytes to the pipeline's sources. Server, browser and edge recognise tables by this one piece of code.

mod edited;
mod profiles;
mod unknown;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use aftersight_contract::Batch;
use aftersight_contract::nearest::nearest;
use aftersight_ingest::{Lang, NotRowKind, Options, Problem, ReadError, Sheet, Utf8};
use aftersight_pipeline::RunError;
use aftersight_pipeline::config::SourceStep;
use aftersight_pipeline::results::{Benchmark, Reading};
use aftersight_pipeline::stage::{Rows, Source};
use sha2::{Digest, Sha256};

pub use aftersight_ingest::{Blob, Bytes, Changed, Ranged};
pub use edited::edited;
pub use profiles::Profiles;
pub use unknown::{Shape, Unknown, shapes};

/// A file, hashed and opened once, whatever number of sources name it.
#[derive(Debug)]
pub struct File {
    name: String,
    sha256: String,
    salt: String,
    file: aftersight_ingest::File,
}

impl File {
    /// Opens a file by its name without a folder.
    ///
    /// # Errors
    /// A file that is unreadable: with the cure.
    pub fn open(name: &str, file: impl Into<Blob>) -> Result<Self, RunError> {
        let blob = file.into();
        let lost = |problem| unread(&ReadError { file: name.to_owned(), sheet: None, problem });
        let mut utf8 = Utf8::default();
        let sha256 = hash(&blob, |bytes| utf8.push(bytes)).map_err(lost)?;
        let salt = salt(&blob).map_err(lost)?;
        let blob = blob.known(utf8);
        let file = aftersight_ingest::File::open(name, blob).map_err(|error| unread(&error))?;
        Ok(Self { name: name.to_owned(), sha256, salt, file })
    }

    /// SHA-256 of its bytes, in hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The tables in it that a source means.
    ///
    /// # Errors
    /// A file that is unreadable or holds no table that we know: with the place and the cure.
    pub fn tables(&mut self, step: &SourceStep, profiles: &Profiles) -> Result<Vec<Source<'static>>, RunError> {
        let known: Vec<&str> = aftersight_ingest::tables().collect();
        if let Some(table) = step.table.as_deref().filter(|table| !known.contains(table))
            && let Some(near) = nearest(table, known.iter().copied())
        {
            return Err(RunError::new(
                format!(
                    "[[source]] 的 table = \"{table}\"：数据模型里没有这张表，是否指“{near}”？可用的有：{}",
                    known.join("、")
                ),
                format!(
                    "[[source]], table = \"{table}\": the data model has no such table; did you mean `{near}`? There are: {}",
                    known.join(", ")
                ),
            ));
        }
        profiles.check(step)?;
        let options = Options {
            table: step.table.clone(),
            profile: step.profile.clone(),
            profiles: profiles.known.clone(),
            sheet: step.sheet.clone(),
            columns: step.columns.clone(),
            constants: step.constants.clone(),
            ..Options::default()
        };
        let name = &self.name;
        let sheets = self.file.sheets(&options).map_err(|error| unread(&error))?;
        let reason = |sheet: &Sheet, lang| sheet.recognition.reason(lang);
        let (zh, en): (Vec<_>, Vec<_>) =
            sheets.iter().map(|sheet| (reason(sheet, Lang::Zh), reason(sheet, Lang::En))).unzip();
        let further = further(&sheets, step);
        let mut sources: Vec<_> =
            sheets.into_iter().filter_map(|sheet| source(name, (&self.sha256, &self.salt), step, sheet)).collect();
        for Further { profile, table, part, own, places } in further {
            let mut options =
                Options { table: Some(table.clone()), part: Some(part), profile: Some(profile), ..options.clone() };
            // What the source says of such a column it says of the part as which the sheet was recognised.
            options.columns.retain(|_, column| !own.contains(column));
            options.constants.retain(|column, _| !own.contains(column));
            let sheets = self.file.sheets(&options).map_err(|error| unread(&error))?;
            let meant =
                sheets.into_iter().filter(|sheet| sheet.table() == Some(&table) && places.contains(&place(sheet)));
            sources.extend(meant.filter_map(|sheet| source(name, (&self.sha256, &self.salt), step, sheet)));
        }
        if sources.is_empty() {
            return Err(RunError::new(
                format!("{name}：{}。请在 [[source]] 中写 table，并用 columns 对应表头", zh.join("；")),
                format!(
                    "{name}: {}. Name its `table` in a [[source]] and map its headers with `columns`",
                    en.join("; ")
                ),
            ));
        }
        Ok(sources)
    }
}

/// The table of sheets that are known only by the figures of peers that they hold.
const DASHBOARD: &str = "dashboard";

/// Where a sheet lies: its file, which may be a member of an archive, and its name.
type SheetPlace = (String, String);

/// A table that sheets hold beside the one as which they were recognised.
struct Further {
    profile: String,
    table: String,
    /// Tells it from other tables of that name in the profile.
    part: String,
    /// Columns that make the part what it is.
    own: Vec<String>,
    places: Vec<SheetPlace>,
}

fn place(sheet: &Sheet) -> SheetPlace {
    (sheet.file.clone(), sheet.name.clone())
}

/// The other tables of the profiles by which sheets were recognised; only those of the name that the source gives.
fn further(sheets: &[Sheet], step: &SourceStep) -> Vec<Further> {
    let mut found: Vec<Further> = Vec::new();
    for sheet in sheets {
        let Some(profile) = sheet.recognition.profile.as_ref().and_then(|chosen| chosen.profile.as_ref()) else {
            continue;
        };
        let first = (sheet.table(), &sheet.recognition.part);
        let wanted = |name: &String| step.table.as_ref().is_none_or(|table| table == name);
        let others = profile.tables.iter().filter(|table| (Some(table.name.as_str()), &table.part) != first);
        for table in others.filter(|table| wanted(&table.name)) {
            let known = found
                .iter_mut()
                .find(|known| (&known.profile, &known.table, &known.part) == (&profile.id, &table.name, &table.part));
            match known {
                Some(known) => known.places.push(place(sheet)),
                None => found.push(Further {
                    profile: profile.id.clone(),
                    table: table.name.clone(),
                    part: table.part.clone(),
                    own: match table.part.as_str() {
                        "" => Vec::new(),
                        _ => table.requires.iter().chain(table.constants.keys()).cloned().collect(),
                    },
                    places: vec![place(sheet)],
                }),
            }
        }
    }
    found
}

/// A hash that nobody can know who lacks the file: results show the hash of all bytes, not this one.
fn salt(file: &Blob) -> Result<String, Problem> {
    const ENOUGH: u64 = 1 << 20;
    let mut hash = Sha256::new_with_prefix(b"aftersight salt\0");
    hash.update(file.head(ENOUGH)?);
    Ok(hex(&hash.finalize()))
}

/// A small file as text; what is no UTF-8 in it becomes U+FFFD.
///
/// # Errors
/// What keeps it from being read, in words.
pub fn text(name: &str, file: &Blob) -> Result<String, RunError> {
    /// No pipeline or profile file is longer.
    const ENOUGH: u64 = 1 << 24;
    let bytes = file.head(ENOUGH);
    let bytes = bytes.map_err(|problem| unread(&ReadError { file: name.to_owned(), sheet: None, problem }))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// SHA-256 of a file's bytes, in hexadecimal.
///
/// # Errors
/// What keeps them from being read.
pub fn sha256(file: &Blob) -> Result<String, Problem> {
    hash(file, |_| ())
}

/// The same, for whoever wants to see the bytes as they come by.
fn hash(file: &Blob, mut see: impl FnMut(&[u8])) -> Result<String, Problem> {
    let mut hash = Sha256::new();
    for window in file.windows() {
        let bytes = window?;
        hash.update(&bytes);
        see(&bytes);
    }
    Ok(hex(&hash.finalize()))
}

/// A sheet as a source; none where it is no table of the data model.
fn source(file: &str, (sha256, salt): (&str, &str), step: &SourceStep, sheet: Sheet) -> Option<Source<'static>> {
    // An export of a dashboard is no table of the data model, but says what peers reach.
    let peers = Some(DASHBOARD).filter(|_| !sheet.benchmarks.is_empty());
    let table = sheet.table().or(peers)?.to_owned();
    let columns: BTreeMap<_, _> = sheet
        .headers
        .iter()
        .zip(&sheet.columns)
        .filter(|(_, column)| !column.elsewhere)
        .map(|(header, column)| (header.clone(), column.name.clone()))
        .collect();
    let member = if sheet.file.is_empty() { file } else { &sheet.file };
    let profile = sheet.recognition.profile.as_ref();
    let words = profile.and_then(|chosen| chosen.profile.clone());
    let filter = sheet.recognition.given().and_then(|given| given.filter.clone());
    let places = [member, &sheet.name, &sheet.recognition.part].into_iter().filter(|name| !name.is_empty());
    Some(Source {
        name: places.collect::<Vec<_>>().join("#"),
        sha256: sha256.to_owned(),
        salt: salt.to_owned(),
        table,
        columns,
        not_rows: sheet.not_rows.len() as u64,
        filter: match (filter, &step.filter) {
            (Some(theirs), Some(own)) => Some(format!("({theirs}) and ({own})")),
            (theirs, own) => theirs.or_else(|| own.clone()),
        },
        timezone: step.timezone.clone().or_else(|| words.as_ref()?.timezone.clone()),
        received_at: step.received_at.clone(),
        profile: profile.map(profiles::used),
        rows: Box::new(SheetRows::new(sheet)),
    })
}

fn benchmark(found: &aftersight_ingest::Benchmark) -> Benchmark {
    Benchmark { label: found.label.clone(), title: found.title.clone(), figures: found.figures.clone() }
}

fn unread(error: &ReadError) -> RunError {
    RunError::new(error.message(Lang::Zh), error.message(Lang::En))
}

/// A sheet as the pipeline reads it.
struct SheetRows {
    sheet: Sheet,
    /// What each chunk held that was read so far: it may be read again.
    seen: Mutex<BTreeMap<usize, Seen>>,
}

/// Rows that do not match the headers, those of them that were put right, and characters that could not be decoded.
#[derive(Clone, Copy, Default)]
struct Seen {
    ragged: u64,
    mended: u64,
    replaced: u64,
}

impl SheetRows {
    fn new(sheet: Sheet) -> Self {
        Self { sheet, seen: Mutex::default() }
    }
}

impl Rows for SheetRows {
    fn chunks(&self) -> usize {
        self.sheet.chunk_count()
    }

    fn read(&self, chunk: usize, batch_rows: usize) -> Result<Vec<Batch>, RunError> {
        let read = self.sheet.read(chunk, batch_rows).map_err(|error| unread(&error))?;
        let mut seen = Seen::default();
        for batch in &read {
            let mended = batch.ragged.iter().filter(|row| row.mended).count() as u64;
            seen.mended += mended;
            seen.ragged += batch.ragged.len() as u64 - mended;
            seen.replaced += batch.replaced;
        }
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(chunk, seen);
        Ok(read.into_iter().map(|text| text.batch).collect())
    }

    fn reading(&self) -> Reading {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = |part: fn(&Seen) -> u64| seen.values().map(part).sum();
        let rows = |kind| self.sheet.not_rows.iter().filter(|row| row.kind == kind).count() as u64;
        Reading {
            encoding: self.sheet.encoding.map(str::to_owned),
            duplicate_headers: self.sheet.duplicates.clone(),
            preamble: rows(NotRowKind::Preamble),
            tail: rows(NotRowKind::Tail) + rows(NotRowKind::Benchmark),
            ragged: sum(|seen| seen.ragged),
            mended: sum(|seen| seen.mended),
            replaced: sum(|seen| seen.replaced),
            unread: self.sheet.unread.clone(),
            benchmarks: self.sheet.benchmarks.iter().map(benchmark).collect(),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}
