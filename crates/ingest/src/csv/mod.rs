//! Delimited text: CSV, TSV and their kin.

mod align;
pub(crate) mod encoding;
pub(crate) mod input;
mod marks;
mod quotes;
mod read;
mod seams;
mod sniff;
mod split;
pub(crate) mod survey;
mod tokens;
#[cfg(test)]
mod windowed;

use std::ops::Range;

use crate::benchmark;
use crate::build;
use crate::error::{Held, Problem, Result};
use crate::head;
use crate::layout;
use crate::options::Options;
use crate::sheet::{self, Chunk, NotRow, NotRowKind, Sheet, Source};
use align::Shapes;
use encoding::TextFile;
use quotes::Dialect;
use seams::Part;
use split::Records;
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
    shapes: Option<Shapes>,
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
    /// Rows of peers' figures just below them.
    peers: Vec<Vec<String>>,
    /// Where the first row of data starts.
    data: usize,
}

/// Opens a text file: one table, or several one below the other, each with headers of its own.
pub(crate) fn open(mut file: TextFile, options: &Options) -> Result<Vec<Sheet>> {
    let sniffed = file.start..(file.start + SNIFF_BYTES).min(file.len);
    let (dialect, skip) = sniff::sniff(whole_lines(&file.text(sniffed)?.0));
    if dialect.delimiter == b'|' {
        file = file.decoded(Held::Bars)?;
    }
    let head = read_head(&file, dialect, file.start + skip, options)?;
    let headers = head.rows.last().cloned().unwrap_or_default();
    let parts = seams::parts(&file, dialect, headers, head.data)?;
    let several = parts.len() > 1;
    let above = head.rows.len() - 1;
    let below = head.peers.into_iter().zip(above as u64 + 2..);
    let below = below.map(|(cells, row)| NotRow { kind: NotRowKind::Benchmark, row: Some(row), cells });
    let mut preamble: Vec<NotRow> = head
        .rows
        .into_iter()
        .zip(1..)
        .take(above)
        .map(|(cells, row)| NotRow { kind: NotRowKind::Preamble, row: Some(row), cells })
        .chain(below)
        .collect();
    let mut sheets = Vec::with_capacity(parts.len());
    for (index, part) in parts.into_iter().enumerate() {
        let name = if several { (index + 1).to_string() } else { String::new() };
        let place = if index == 0 { Some(above as u64 + 1) } else { None };
        sheets.push(sheet(&file, dialect, part, std::mem::take(&mut preamble), place, name, options)?);
    }
    if let Some(wanted) = options.sheet.as_ref().filter(|_| several) {
        sheets.retain(|sheet| sheet.name == *wanted);
    }
    Ok(sheet::fitting(sheets, options))
}

/// One table of the file.
fn sheet(
    file: &TextFile,
    dialect: Dialect,
    part: Part,
    preamble: Vec<NotRow>,
    header_row: Option<u64>,
    name: String,
    options: &Options,
) -> Result<Sheet> {
    let sample = read_sample(file, dialect, &part)?;
    let mut headers = part.headers.clone();
    let filled = |column: usize| sample.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()));
    // A delimiter at the end of every line makes no column.
    while headers.len() > 1
        && headers.last().is_some_and(|header| header.trim().is_empty())
        && !filled(headers.len() - 1)
    {
        headers.pop();
    }
    drop_stray_headers(&mut headers, &sample);
    let mut layout = layout::layout(&headers, options)?;
    for (index, column) in layout.columns.iter_mut().enumerate().take(headers.len()) {
        column.category = build::is_category(sample.iter().filter_map(|row| row.get(index)).map(String::as_bytes));
    }
    let mut not_rows = preamble;
    not_rows.push(NotRow { kind: NotRowKind::Header, row: header_row, cells: part.headers.clone() });
    let (mut chunks, mut tails) = (Vec::new(), Vec::new());
    for (index, data) in part.data.iter().enumerate() {
        if index > 0 {
            not_rows.push(NotRow { kind: NotRowKind::Header, row: None, cells: part.headers.clone() });
        }
        let (ranges, tail) = cut(file, dialect, data.clone(), options.chunk_bytes.max(1))?;
        chunks.extend(ranges);
        tails.extend(tail);
    }
    not_rows.extend(tails.into_iter().map(|cells| NotRow { kind: NotRowKind::of_end(&cells), row: None, cells }));
    let shapes = Shapes::learn(&sample, headers.len());
    let benchmarks = benchmark::all(&headers, sheet::peers(&not_rows), sample.into_iter());
    Ok(Sheet {
        file: String::new(),
        name,
        recognition: layout.recognition,
        columns: layout.columns,
        duplicates: layout.duplicates,
        not_rows,
        benchmarks,
        encoding: Some(file.name),
        delimiter: Some(char::from(dialect.delimiter)),
        unread: Vec::new(),
        headers: headers.clone(),
        source: Source::Csv(CsvTable { file: file.clone(), dialect, width: headers.len(), headers, shapes, chunks }),
    })
}

/// Takes empty headers away that stand above nothing: where most rows have fewer cells by just their number.
fn drop_stray_headers(headers: &mut Vec<String>, sample: &[Vec<String>]) {
    let stray = headers.iter().filter(|header| header.trim().is_empty()).count();
    let width = headers.len() - stray;
    let narrow = sample.iter().filter(|row| row.len() == width).count();
    if stray > 0 && width > 0 && narrow * 2 > sample.len() {
        headers.retain(|header| !header.trim().is_empty());
    }
}

/// The first rows of data of a table.
fn read_sample(file: &TextFile, dialect: Dialect, part: &Part) -> Result<Vec<Vec<String>>> {
    let Some(data) = part.data.iter().find(|data| !data.is_empty()) else { return Ok(Vec::new()) };
    let bytes = file.read(data.start..(data.start + HEAD_BYTES).min(data.end))?;
    let mut tokens = Tokens::new(&bytes, dialect);
    let mut spans = Vec::new();
    let mut rows = Vec::new();
    while rows.len() < build::SAMPLE_ROWS && tokens.record(&mut spans).is_some() {
        // The last record may have been cut where the bytes end.
        let cut = tokens.position() == bytes.len() && data.start + bytes.len() < data.end;
        if !cut && spans.iter().any(|span: &Span| !span.is_empty()) {
            rows.push(spans.iter().map(|span| file.cell(&span.to_vec(&bytes))).collect());
        }
        spans.clear();
    }
    Ok(rows)
}

/// Text up to the last line end, or all of it where there is none.
fn whole_lines(text: &[u8]) -> &[u8] {
    memchr::memrchr2(b'\n', b'\r', text).map_or(text, |end| &text[..=end])
}

fn read_head(file: &TextFile, dialect: Dialect, start: usize, options: &Options) -> Result<Head> {
    let bytes = file.read(start..(start + HEAD_BYTES).min(file.len))?;
    let mut tokens = Tokens::new(&bytes, dialect);
    let mut spans = Vec::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut ends = Vec::new();
    while rows.len() < head::HEAD_ROWS && tokens.record(&mut spans).is_some() {
        if spans.iter().any(|span: &Span| !span.is_empty()) {
            rows.push(spans.iter().map(|span| file.cell(&span.to_vec(&bytes))).collect());
            ends.push(start + tokens.position());
        }
        spans.clear();
    }
    if rows.is_empty() {
        return Err(Problem::Empty.into());
    }
    let header = head::find_header(&rows, options).ok_or(Problem::NoHeader { rows: rows.len() })?;
    let peers: Vec<_> =
        rows.split_off(header + 1).into_iter().take_while(|row| benchmark::of_row(row).is_some()).collect();
    Ok(Head { rows, data: ends[header + peers.len()], peers })
}

/// The cells of the rows after the data.
type TailRows = Vec<Vec<String>>;

/// The chunks of the data, and the summary rows after it.
fn cut(file: &TextFile, dialect: Dialect, data: Range<usize>, chunk: usize) -> Result<(Vec<Range<usize>>, TailRows)> {
    let Range { start: data, end } = data;
    let tail_from = end.saturating_sub(TAIL_BYTES).max(data);
    let mut targets: Vec<usize> = (data..end).step_by(chunk).skip(1).collect();
    let place = targets.partition_point(|target| *target < tail_from);
    targets.insert(place, tail_from);
    let mut records = Records::new(file.windows(end), data, dialect);
    let mut starts: Vec<usize> = targets.into_iter().map(|target| records.start(target)).collect();
    records.into_input().finish()?;
    let (tail_start, tail) = read_tail(file, dialect, starts.remove(place), end)?;
    let ranges = split::ranges(&starts, data, tail_start);
    match ranges.iter().map(ExactSizeIterator::len).max() {
        Some(bytes) if bytes > MAX_CHUNK => Err(Problem::Size { bytes: bytes as u64, limit: MAX_CHUNK as u64 }.into()),
        _ => Ok((ranges, tail)),
    }
}

/// Where the data ends, and the rows after it that are none.
fn read_tail(file: &TextFile, dialect: Dialect, from: usize, end: usize) -> Result<(usize, TailRows)> {
    let bytes = file.read(from..end)?;
    let mut tokens = Tokens::new(&bytes, dialect);
    let mut spans = Vec::new();
    let mut rows: std::collections::VecDeque<(usize, Vec<Vec<u8>>)> = std::collections::VecDeque::new();
    while let Some((start, _)) = tokens.record(&mut spans) {
        if spans.iter().any(|span| !span.is_empty()) {
            if rows.len() == head::TAIL_ROWS {
                rows.pop_front();
            }
            rows.push_back((from + start, spans.iter().map(|span| span.to_vec(&bytes)).collect()));
        }
        spans.clear();
    }
    let mut end = end;
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
    Ok((end, tail))
}
