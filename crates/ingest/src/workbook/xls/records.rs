//! The records of a workbook stream ([MS-XLS] 2.1.4), and texts that run over several of them.

use encoding_rs::Encoding;

use super::container::u16_at;

const CONTINUE: u16 = 0x3c;

/// Goes through the records of a stream.
pub(crate) struct Records<'a> {
    rest: &'a [u8],
}

/// A record, with the data of those that continue it.
pub(crate) struct Record<'a> {
    pub(crate) kind: u16,
    pub(crate) data: &'a [u8],
    /// What of the stream follows its own data.
    after: &'a [u8],
}

impl<'a> Records<'a> {
    pub(crate) fn new(stream: &'a [u8]) -> Self {
        Self { rest: stream }
    }
}

fn split(stream: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (kind, length) = (u16_at(stream, 0)?, usize::from(u16_at(stream, 2)?));
    let body = &stream[4..];
    let (data, rest) = body.split_at(length.min(body.len()));
    Some((kind, data, rest))
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data, rest) = split(self.rest)?;
        self.rest = rest;
        Some(Record { kind, data, after: rest })
    }
}

impl<'a> Record<'a> {
    /// Reads on from a place in the data, over to the records that continue it.
    pub(crate) fn from(&self, at: usize) -> Run<'a> {
        Run { data: self.data.get(at..).unwrap_or_default(), after: self.after }
    }
}

/// The data of a record and of those that continue it, read from front to back.
pub(crate) struct Run<'a> {
    data: &'a [u8],
    after: &'a [u8],
}

impl<'a> Run<'a> {
    /// Goes over to the record that continues this one.
    fn next_record(&mut self) -> Option<()> {
        let (_, data, rest) = split(self.after).filter(|(kind, _, _)| *kind == CONTINUE)?;
        (self.data, self.after) = (data, rest);
        Some(())
    }

    /// `N` bytes, which may lie in the next record as a whole.
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        if self.data.is_empty() {
            self.next_record()?;
        }
        let (taken, rest) = self.data.split_first_chunk::<N>()?;
        self.data = rest;
        Some(*taken)
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > self.data.len() {
            bytes -= self.data.len();
            self.next_record()?;
        }
        self.data = &self.data[bytes..];
        Some(())
    }

    /// A text with its length in front, as it stands in the table of shared texts: perhaps with formats and phonetics behind.
    pub(crate) fn rich_text(&mut self) -> Option<String> {
        let characters = u16::from_le_bytes(self.take()?);
        let [flags] = self.take()?;
        let runs = if flags & 8 != 0 { usize::from(u16::from_le_bytes(self.take()?)) } else { 0 };
        let phonetics = if flags & 4 != 0 { u32::from_le_bytes(self.take()?) as usize } else { 0 };
        let text = self.characters(usize::from(characters), flags & 1 != 0);
        self.skip(4 * runs)?;
        self.skip(phonetics)?;
        Some(text)
    }

    /// A text of so many characters, its flags in front.
    pub(crate) fn flagged_text(&mut self, characters: usize) -> Option<String> {
        let [flags] = self.take()?;
        Some(self.characters(characters, flags & 1 != 0))
    }

    /// A text in the workbook's code page.
    pub(crate) fn plain_text(&mut self, bytes: usize, encoding: &'static Encoding) -> String {
        let data = &self.data[..bytes.min(self.data.len())];
        encoding.decode_without_bom_handling(data).0.into_owned()
    }

    /// Characters of one or two bytes; a record that continues them says anew how wide they are. Cut off texts end early.
    fn characters(&mut self, count: usize, mut wide: bool) -> String {
        let mut units: Vec<u16> = Vec::new();
        while units.len() < count {
            let left = count - units.len();
            let width = if wide { 2 } else { 1 };
            let here = left.min(self.data.len() / width);
            let (data, rest) = self.data.split_at(here * width);
            if wide {
                units.extend(data.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)));
            } else {
                units.extend(data.iter().map(|byte| u16::from(*byte)));
            }
            self.data = rest;
            if here < left {
                if self.next_record().is_none() {
                    break;
                }
                let Some((flags, rest)) = self.data.split_first() else { break };
                wide = flags & 1 != 0;
                self.data = rest;
            }
        }
        String::from_utf16_lossy(&units)
    }
}
