//! Delimited text: CSV, TSV and their kin.

mod encoding;
mod marks;
mod quotes;
mod read;
mod sniff;
mod split;
mod survey;
mod tokens;

use std::ops::Range;

use bytes::Bytes;

use crate::build;
use crate::error::{Problem, Result};
use crate::head;
use crate::layout;
use crate::options::Options;
use crate::sheet::{Chunk, NotRow, NotRowKind, Sheet, Source};
use encoding::TextFile;
use quotes::Dialect;
use tokens::{Span, Tokens};

/// Headers and the sample that decides on categories stand in so many bytes at the start.
const HEAD_BYTES: usize = 1 << 20;

/// Delimiter and newline are told from so many bytes.
const SNIFF_BYTES: usize = 1 << 16;

/// Summary rows stand in so many bytes at the end.
const TAIL_BYTES: usize = 1 << 16;

/// A chunk, even of a single record, may hold this many bytes: positions in its decoded text have 31 bits.
const MAX_CHUNK: usize = 1 << 29;

/// A text file ready to be read.
#[derive(Debug)]
pub(crate) struct CsvTable {
    file: TextFile,
    dialect: Dialect,
    width: usize,
    headers: Vec<String>,
    pub(crate) chunks: Vec<Range<usize>>,
}

impl CsvTable {
    pub(crate) fn place(&self, chunk: usize) -> Option<Chunk> {
        let range = self.chunks.get(chunk)?;
        let bytes = if self.file.in_place { range.start as u64..range.end as u64 } else { 0..0 };
        Some(Chunk { bytes, rows: None })
    }
}

/// The first rows of a file.
struct Head {
    /// Rows up to the header row.
    rows: Vec<Vec<String>>,
    /// Where the first row of data starts.
    data: usize,
    /// Cells of the first rows of data, raw.
    sample: Vec<Vec<Vec<u8>>>,
}

/// Opens a text file.
pub(crate) fn open(bytes: Bytes, options: &Options) -> Result<Sheet> {
    let mut file = TextFile::new(bytes)?;
    let sniffed = file.start..(file.start + SNIFF_BYTES).min(file.bytes.len());
    let (dialect, skip) = sniff::sniff(whole_lines(&file.text(sniffed).0));
    if dialect.delimiter == b'|' {
        file = file.decoded();
    }
    let head = read_head(&file, dialect, file.start + skip, options)?;
    let mut headers = head.rows.last().cloned().unwrap_or_default();
    // A delimiter at the end of every line makes no column.
    let filled = |column: usize| head.sample.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()));
    while headers.len() > 1
        && headers.last().is_some_and(|header| header.trim().is_empty())
        && !filled(headers.len() - 1)
    {
        headers.pop();
    }
    let mut layout = layout::layout(&headers, options)?;
    for (index, column) in layout.columns.iter_mut().enumerate().take(headers.len()) {
        let cells = head.sample.iter().filter_map(|row| row.get(index)).map(Vec::as_slice);
        column.category = build::is_category(cells);
    }
    let (chunks, tail) = cut(&file, dialect, head.data, options.chunk_bytes.max(1))?;

    let last = head.rows.len();
    let above = head.rows.into_iter().enumerate().map(|(index, cells)| {
        let kind = if index + 1 == last { NotRowKind::Header } else { NotRowKind::Preamble };
        NotRow { kind, row: Some(index as u64 + 1), cells }
    });
    let below = tail.into_iter().map(|cells| NotRow { kind: NotRowKind::Tail, row: None, cells });
    Ok(Sheet {
        file: String::new(),
        name: String::new(),
        recognition: layout.recognition,
        columns: layout.columns,
        duplicates: layout.duplicates,
        not_rows: above.chain(below).collect(),
        encoding: Some(file.name),
        delimiter: Some(char::from(dialect.delimiter)),
        unread: Vec::new(),
        headers: headers.clone(),
        source: Source::Csv(CsvTable { file, dialect, width: headers.len(), headers, chunks }),
    })
}

/// Text up to the last line end, or all of it where there is none.
fn whole_lines(text: &[u8]) -> &[u8] {
    memchr::memrchr2(b'\n', b'\r', text).map_or(text, |end| &text[..=end])
}

fn read_head(file: &TextFile, dialect: Dialect, start: usize, options: &Options) -> Result<Head> {
    let bytes = &file.bytes[start..(start + HEAD_BYTES).min(file.bytes.len())];
    let mut tokens = Tokens::new(bytes, dialect);
    let mut spans = Vec::new();
    let mut rows: Vec<Vec<Vec<u8>>> = Vec::new();
    let mut ends = Vec::new();
    while rows.len() < head::HEAD_ROWS + build::SAMPLE_ROWS && tokens.record(&mut spans).is_some() {
        if spans.iter().any(|span: &Span| !span.is_empty()) {
            rows.push(spans.iter().map(|span| span.to_vec(bytes)).collect());
            ends.push(start + tokens.position());
        }
        spans.clear();
    }
    if rows.is_empty() {
        return Err(Problem::Empty.into());
    }
    let text = |row: &Vec<Vec<u8>>| row.iter().map(|cell| file.cell(cell)).collect::<Vec<_>>();
    let first: Vec<Vec<String>> = rows.iter().take(head::HEAD_ROWS).map(text).collect();
    let known: Vec<String> = options.columns.keys().cloned().collect();
    let header = head::find_header(&first, &known).ok_or(Problem::NoHeader { rows: first.len() })?;
    // The last record may have been cut where the head ends.
    let whole = rows.len() - usize::from(start + bytes.len() < file.bytes.len());
    let sample = rows.drain(..).take(whole).skip(header + 1).take(build::SAMPLE_ROWS).collect();
    Ok(Head { rows: first.into_iter().take(header + 1).collect(), data: ends[header], sample })
}

/// The cells of the rows after the data.
type TailRows = Vec<Vec<String>>;

/// The chunks of the data, and the summary rows after it.
fn cut(file: &TextFile, dialect: Dialect, data: usize, chunk: usize) -> Result<(Vec<Range<usize>>, TailRows)> {
    let end = file.bytes.len();
    let tail_from = end.saturating_sub(TAIL_BYTES).max(data);
    let mut targets: Vec<usize> = (data..end).step_by(chunk).skip(1).collect();
    let place = targets.partition_point(|target| *target < tail_from);
    targets.insert(place, tail_from);
    let mut starts = split::starts(&file.bytes, data, &targets, dialect);
    let (tail_start, tail) = read_tail(file, dialect, starts.remove(place));
    let ranges = split::ranges(&starts, data, tail_start);
    match ranges.iter().map(ExactSizeIterator::len).max() {
        Some(bytes) if bytes > MAX_CHUNK => Err(Problem::Size { bytes: bytes as u64, limit: MAX_CHUNK as u64 }.into()),
        _ => Ok((ranges, tail)),
    }
}

/// Where the data ends, and the rows after it that are none.
fn read_tail(file: &TextFile, dialect: Dialect, from: usize) -> (usize, TailRows) {
    let bytes = &file.bytes[from..];
    let mut tokens = Tokens::new(bytes, dialect);
    let mut spans = Vec::new();
    let mut rows: std::collections::VecDeque<(usize, Vec<Vec<u8>>)> = std::collections::VecDeque::new();
    while let Some((start, _)) = tokens.record(&mut spans) {
        if spans.iter().any(|span| !span.is_empty()) {
            if rows.len() == head::TAIL_ROWS {
                rows.pop_front();
            }
            rows.push_back((from + start, spans.iter().map(|span| span.to_vec(bytes)).collect()));
        }
        spans.clear();
    }
    let mut end = file.bytes.len();
    let mut tail = Vec::new();
    while let Some((start, row)) = rows.pop_back() {
        let cells: Vec<String> = row.iter().map(|cell| file.cell(cell)).collect();
        if !head::is_tail(&cells) {
            break;
        }
        end = start;
        tail.push(cells);
    }
    tail.reverse();
    (end, tail)
}
