//! The compound file that an XLS workbook is kept in: a small file system of sectors ([MS-CFB]).

use aftersight_contract::manifest::Cause;

use crate::error::{Problem, Result};

const END: u32 = 0xffff_fffa;

/// Streams below this size lie in the mini stream, in sectors of 64 bytes.
const MINI_LIMIT: u64 = 4096;
const MINI_SECTOR: usize = 64;

/// A compound file.
pub(crate) struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
    mini_start: u32,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: u64,
}

fn damaged(zh: &str, en: &str) -> Problem {
    Problem::Workbook { cause: Cause::known(zh, en) }
}

pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

impl<'a> Container<'a> {
    /// Reads the tables at its start.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self> {
        let word = |at| u32_at(bytes, at).ok_or_else(|| damaged("文件头不完整", "the header is cut off"));
        let sector = match u16_at(bytes, 30) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Err(damaged("扇区大小未知", "unknown sector size").into()),
        };
        let mut container = Self { bytes, sector, table: Vec::new(), mini_start: word(60)?, entries: Vec::new() };
        let mut places: Vec<u32> = (0..109).map(|index| word(76 + 4 * index)).collect::<std::result::Result<_, _>>()?;
        // More sectors with places of table sectors, chained by their last word.
        let mut next = word(68)?;
        for _ in 0..container.sectors() {
            let Some(words) = (next < END).then(|| container.words(next)).filter(|words| !words.is_empty()) else {
                break;
            };
            next = words[words.len() - 1];
            places.extend(&words[..words.len() - 1]);
        }
        for place in places.into_iter().filter(|place| *place < END).take(container.sectors()) {
            let words = container.words(place);
            container.table.extend(words);
        }
        let directory = container.chain(word(48)?, u64::MAX);
        container.entries = directory.as_chunks::<128>().0.iter().filter_map(entry).collect();
        if container.entries.is_empty() {
            Err(damaged("缺少文件目录", "there is no directory").into())
        } else {
            Ok(container)
        }
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector
    }

    fn sector(&self, id: u32) -> &'a [u8] {
        let start = (id as usize).saturating_add(1).saturating_mul(self.sector);
        let rest = self.bytes.get(start..).unwrap_or_default();
        &rest[..rest.len().min(self.sector)]
    }

    fn words(&self, id: u32) -> Vec<u32> {
        self.sector(id).as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect()
    }

    /// The bytes of a chain of sectors: never more than the file has, whatever the table says.
    fn chain(&self, start: u32, size: u64) -> Vec<u8> {
        let mut out = Vec::new();
        let mut id = start;
        for _ in 0..=self.sectors() {
            if id >= END || out.len() as u64 >= size {
                break;
            }
            out.extend_from_slice(self.sector(id));
            id = self.table.get(id as usize).copied().unwrap_or(END);
        }
        out.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        out
    }

    /// Is there a stream of this name?
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The stream of this name.
    pub(crate) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        if entry.size >= MINI_LIMIT {
            return Some(self.chain(entry.start, entry.size));
        }
        let root = self.entries.first()?;
        let store = self.chain(root.start, root.size);
        let table = self.chain(self.mini_start, u64::MAX);
        let (mut out, mut id) = (Vec::new(), entry.start);
        for _ in 0..=store.len() / MINI_SECTOR {
            if id >= END || out.len() as u64 >= entry.size {
                break;
            }
            let start = (id as usize).saturating_mul(MINI_SECTOR);
            let rest = store.get(start..).unwrap_or_default();
            out.extend_from_slice(&rest[..rest.len().min(MINI_SECTOR)]);
            id = u32_at(&table, (id as usize).saturating_mul(4)).unwrap_or(END);
        }
        out.truncate(entry.size as usize);
        Some(out)
    }
}

fn entry(bytes: &[u8; 128]) -> Option<Entry> {
    let length = usize::from(u16_at(bytes, 64)?).clamp(2, 64) - 2;
    let units: Vec<u16> = bytes[..length].as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    // Unused entries have type 0.
    (bytes[66] != 0).then_some(())?;
    Some(Entry {
        name: String::from_utf16_lossy(&units),
        start: u32_at(bytes, 116)?,
        size: u64::from(u32_at(bytes, 120)?),
    })
}
