//! Which encoding a text file has, decided on the whole file: byte order mark, strict UTF-8, GB18030, Big5.

use std::borrow::Cow;
use std::ops::Range;

use bytes::Bytes;
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::input::Windows;
use super::survey::{self, Survey};
use crate::blob::{Blob, WINDOW};
use crate::error::{Held, Problem, Result};

/// A text file with its encoding.
#[derive(Clone, Debug)]
pub(crate) struct TextFile {
    /// The file, or its text where it was decoded as a whole.
    blob: Blob,
    /// So many bytes are looked at at once.
    window: usize,
    /// How many bytes it has.
    pub(crate) len: usize,
    /// Where the text begins: after the byte order mark.
    pub(crate) start: usize,
    /// The encoding's name.
    pub(crate) name: &'static str,
    /// How each chunk is decoded; `None`: the bytes are UTF-8.
    decoder: Option<&'static Encoding>,
    /// The bytes are those of the file, so that places in them are places in the file.
    pub(crate) in_place: bool,
    /// Undecodable characters of a file that was decoded as a whole.
    pub(crate) replaced: u64,
}

/// At most one character in so many may be undecodable.
const TOLERANCE: u64 = 1000;

/// So few characters of two bytes do not show whether they are Big5.
const FEW: u64 = 100;

/// What UTF-16 without its mark looks like is told from so many bytes.
const HEAD_BYTES: u64 = 4096;

impl TextFile {
    /// Finds the encoding. Where few characters leave a choice, the one decides that is usual for such a file.
    pub(crate) fn new(blob: &Blob, usual: Option<&'static Encoding>) -> Result<Self> {
        Self::through(blob, WINDOW, usual)
    }

    /// The same, so many bytes at a time. What is found does not depend on it.
    pub(crate) fn through(blob: &Blob, window: usize, usual: Option<&'static Encoding>) -> Result<Self> {
        let head = blob.head(HEAD_BYTES)?;
        let len = length(blob)?;
        let marked = Encoding::for_bom(&head).filter(|(encoding, _)| *encoding != UTF_8);
        if let Some((encoding, mark)) = marked.or_else(|| Some((wide_without_mark(&head)?, 0))) {
            let text =
                Self { decoder: Some(encoding), start: mark, name: encoding.name(), ..Self::plain(blob, len, window) };
            return text.decoded(Held::Utf16)?.tolerable();
        }
        let start = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let mut text = Self { start, ..Self::plain(blob, len, window) };
        if !text.is_utf8()? {
            let encoding = legacy(&text, start > 0, usual)?;
            text.decoder = Some(encoding);
            text.name = if encoding == GB18030 { "GB18030" } else { encoding.name() };
        }
        Ok(text)
    }

    fn plain(blob: &Blob, len: usize, window: usize) -> Self {
        let blob = blob.clone();
        Self { blob, window, len, start: 0, name: UTF_8.name(), decoder: None, in_place: true, replaced: 0 }
    }

    fn tolerable(self) -> Result<Self> {
        if self.replaced == 0 {
            return Ok(self);
        }
        let characters = survey::characters(&self.read(0..self.len)?);
        if self.replaced * TOLERANCE > characters {
            return Err(Problem::Encoding { replaced: self.replaced, characters }.into());
        }
        Ok(self)
    }

    /// The file decoded as a whole. In GB18030 and Big5 the second byte of a character can be `|`, so that files with this
    /// delimiter cannot be cut before they are decoded; quotes, commas, semicolons, tabs and line ends are never part of one.
    pub(crate) fn decoded(self, what: Held) -> Result<Self> {
        let Some(encoding) = self.decoder else { return Ok(self) };
        let raw = self.blob.whole(what)?;
        let (text, replaced) = decode(encoding, &raw[self.start..]);
        let text = Bytes::from(text.into_owned());
        let (len, blob) = (text.len(), Blob::from(text));
        Ok(Self { name: self.name, in_place: false, replaced, ..Self::plain(&blob, len, self.window) })
    }

    /// The whole text, decoded.
    pub(crate) fn document(&self, what: Held) -> Result<(Bytes, u64)> {
        self.blob.check(what)?;
        self.text(self.start..self.len)
    }

    /// Some of the bytes as they are.
    pub(crate) fn read(&self, range: Range<usize>) -> Result<Bytes> {
        Ok(self.blob.get(range.start as u64..range.end as u64)?)
    }

    /// The bytes up to `end`, to be scanned.
    pub(crate) fn windows(&self, end: usize) -> Windows {
        Windows::new(&self.blob, end, self.window)
    }

    /// The same for whoever looks here and there only.
    pub(crate) fn glances(&self, end: usize) -> Windows {
        Windows::new(&self.blob, end, self.window.min(GLANCE))
    }

    /// Some of the bytes as UTF-8, and how many characters were replaced.
    pub(crate) fn text(&self, range: Range<usize>) -> Result<(Bytes, u64)> {
        let raw = self.read(range)?;
        let Some(encoding) = self.decoder else { return Ok((raw, 0)) };
        Ok(match decode(encoding, &raw) {
            (Cow::Owned(text), replaced) => (text.into(), replaced),
            (Cow::Borrowed(_), replaced) => (raw, replaced),
        })
    }

    /// How many of a byte there are before a place.
    pub(crate) fn count(&self, needle: u8, before: usize) -> Result<u64> {
        let mut count = 0;
        self.walk(self.start, before, |bytes, _| {
            count += memchr::memchr_iter(needle, bytes).count() as u64;
            Some(bytes.len())
        })?;
        Ok(count)
    }

    /// A text as its bytes in the file.
    pub(crate) fn raw<'a>(&self, text: &'a str) -> Cow<'a, [u8]> {
        match self.decoder {
            None => Cow::Borrowed(text.as_bytes()),
            Some(encoding) => encoding.encode(text).0,
        }
    }

    /// A cell of the head or the tail.
    pub(crate) fn cell(&self, raw: &[u8]) -> String {
        String::from_utf8_lossy(&decode(self.decoder.unwrap_or(UTF_8), raw).0).into_owned()
    }

    fn is_utf8(&self) -> Result<bool> {
        // A byte order mark is UTF-8, too.
        self.blob.utf8.map_or_else(|| self.walk(self.start, self.len, survey::valid_utf8), Ok)
    }

    fn survey(&self, step: fn(&mut Survey, &[u8], bool) -> usize) -> Result<Survey> {
        let mut survey = Survey::default();
        self.walk(self.start, self.len, |bytes, last| Some(step(&mut survey, bytes, last)))?;
        Ok(survey)
    }

    /// Hands a part of the file over window by window, and says of each whether it is the last. Whoever takes it says how many
    /// bytes that were, and gets the others again with those behind them; or that he has seen enough, which is the answer.
    fn walk(&self, from: usize, to: usize, mut take: impl FnMut(&[u8], bool) -> Option<usize>) -> Result<bool> {
        let mut at = from;
        while at < to {
            let end = to.min(at.saturating_add(self.window.max(survey::LONGEST)));
            match take(&self.read(at..end)?, end == to) {
                None => return Ok(false),
                Some(taken) => at += taken,
            }
        }
        Ok(true)
    }
}

/// What is known around a place that is looked at for itself.
const GLANCE: usize = 1 << 16;

/// How many bytes a file has. Places in it are numbers of the machine.
fn length(blob: &Blob) -> Result<usize> {
    let limit = usize::MAX as u64;
    usize::try_from(blob.len()).map_err(|_| Problem::Size { bytes: blob.len(), limit }.into())
}

fn decode<'a>(encoding: &'static Encoding, raw: &'a [u8]) -> (Cow<'a, [u8]>, u64) {
    let (text, malformed) = encoding.decode_without_bom_handling(raw);
    let replaced = if malformed { text.matches('\u{fffd}').count() as u64 } else { 0 };
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    };
    (text, replaced)
}

/// The encoding of a file that is not UTF-8, or not quite.
fn legacy(file: &TextFile, marked: bool, usual: Option<&'static Encoding>) -> Result<&'static Encoding> {
    let tolerable = |survey: &Survey| survey.malformed * TOLERANCE <= survey.characters;
    let utf8 = file.survey(survey::utf8)?;
    // A single broken byte must not turn Chinese UTF-8 into other Chinese: bytes of another encoding rarely form many
    // valid sequences.
    if tolerable(&utf8) && (marked || utf8.pairs >= 20 * utf8.malformed) {
        return Ok(UTF_8);
    }
    let (gb, big5) = (file.survey(survey::gb18030)?, file.survey(survey::big5)?);
    if big5.pairs < FEW && tolerable(&big5) && tolerable(&gb) {
        match usual {
            Some(encoding) if encoding == BIG5 => return Ok(BIG5),
            Some(encoding) if encoding == GB18030 || encoding == GBK => return Ok(GB18030),
            _ => {}
        }
    }
    // Nearly all Big5 is valid GB18030 and means nonsense there. What tells them apart: in Big5 two in five second bytes are
    // below 0x80, and most first bytes name frequent characters; in GB2312 no second byte is.
    if tolerable(&big5) && big5.low * 5 >= big5.pairs && big5.frequent * 10 >= big5.pairs * 7 {
        return Ok(BIG5);
    }
    if tolerable(&gb) {
        return Ok(GB18030);
    }
    if tolerable(&big5) {
        return Ok(BIG5);
    }
    let best = [utf8, gb, big5].into_iter().min_by_key(|survey| survey.malformed).unwrap_or(utf8);
    Err(Problem::Encoding { replaced: best.malformed, characters: best.characters }.into())
}

/// UTF-16 without its mark: Latin text has a zero in every other byte.
fn wide_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = bytes[..bytes.len().min(4096)].as_chunks::<2>();
    let zeros = |side: usize| pairs.iter().filter(|pair| pair[side] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    if pairs.len() < 4 {
        None
    } else if second * 3 > pairs.len() && first == 0 {
        Some(UTF_16LE)
    } else if first * 3 > pairs.len() && second == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8]) -> &'static str {
        TextFile::new(&Blob::from(bytes.to_vec()), None).map_or("none", |file| file.name)
    }

    const SIMPLIFIED: &str = "订单编号,买家会员名,收货地址\n4101,张三,浙江省杭州市西湖区文三路\n";
    const TRADITIONAL: &str = "訂單編號,買家會員名,收貨地址\n4101,張三,臺北市信義區市府路一號\n";

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(name(SIMPLIFIED.as_bytes()), "UTF-8");
        assert_eq!(name(&[b"\xef\xbb\xbf", SIMPLIFIED.as_bytes()].concat()), "UTF-8");
        assert_eq!(name(&GB18030.encode(SIMPLIFIED).0), "GB18030");
        assert_eq!(name(&GB18030.encode(TRADITIONAL).0), "GB18030");
        assert_eq!(name(&BIG5.encode(TRADITIONAL).0), "Big5");
        let wide: Vec<u8> = SIMPLIFIED.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(name(&[b"\xff\xfe", wide.as_slice()].concat()), "UTF-16LE");
        let latin: Vec<u8> = "Order ID\tName\n1\tx\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(name(&latin), "UTF-16LE");
    }

    #[test]
    fn the_usual_encoding_decides_where_few_characters_leave_a_choice() {
        let name = |text: &str, usual| {
            let blob = Blob::from(BIG5.encode(text).0.into_owned());
            TextFile::new(&blob, usual).map_or("none", |file| file.name)
        };
        let few = "order id,name\n1,\u{7d72}\u{64da}\n";
        assert_eq!(name(few, Some(GB18030)), "GB18030");
        assert_eq!(name(few, Some(BIG5)), "Big5");
        assert_eq!(name(&TRADITIONAL.repeat(9), Some(GB18030)), "Big5");
    }

    #[test]
    fn one_broken_byte_does_not_change_the_encoding() {
        let mut bytes = SIMPLIFIED.repeat(200).into_bytes();
        bytes.insert(3000, 0xff);
        assert_eq!(name(&bytes), "UTF-8");
        assert_eq!(name(&[0xff; 64]), "none");
    }
}
