//! Which encoding a text file has, decided on the whole file: byte order mark, strict UTF-8, GB18030, Big5.

use std::borrow::Cow;
use std::ops::Range;

use bytes::Bytes;
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::survey;
use crate::error::{Problem, Result};

/// A text file with its encoding.
#[derive(Clone, Debug)]
pub(crate) struct TextFile {
    /// The file, or its text where it was decoded as a whole.
    pub(crate) bytes: Bytes,
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

impl TextFile {
    /// Finds the encoding.
    pub(crate) fn new(bytes: Bytes) -> Result<Self> {
        if let Some((encoding, mark)) = Encoding::for_bom(&bytes)
            && encoding != UTF_8
        {
            return Self::whole(&bytes[mark..], encoding);
        }
        if let Some(encoding) = wide_without_mark(&bytes) {
            return Self::whole(&bytes, encoding);
        }
        let start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let body = &bytes[start..];
        let decoder =
            if Encoding::utf8_valid_up_to(body) == body.len() { None } else { Some(legacy(body, start > 0)?) };
        let name = decoder.unwrap_or(UTF_8).name();
        Ok(Self {
            bytes,
            start,
            name: if name == "gb18030" { "GB18030" } else { name },
            decoder,
            in_place: true,
            replaced: 0,
        })
    }

    fn whole(bytes: &[u8], encoding: &'static Encoding) -> Result<Self> {
        let (text, replaced) = decode(encoding, bytes);
        let characters = survey::characters(&text);
        if replaced * TOLERANCE > characters {
            return Err(Problem::Encoding { replaced, characters }.into());
        }
        let bytes = Bytes::from(text.into_owned());
        Ok(Self { bytes, start: 0, name: encoding.name(), decoder: None, in_place: false, replaced })
    }

    /// The file decoded as a whole. In GB18030 and Big5 the second byte of a character can be `|`, so that files with this
    /// delimiter cannot be cut before they are decoded; quotes, commas, semicolons, tabs and line ends are never part of one.
    pub(crate) fn decoded(self) -> Self {
        match self.decoder {
            None => self,
            Some(encoding) => {
                let (text, replaced) = decode(encoding, &self.bytes[self.start..]);
                let bytes = Bytes::from(text.into_owned());
                Self { bytes, start: 0, name: self.name, decoder: None, in_place: false, replaced }
            }
        }
    }

    /// Some of the bytes as UTF-8, and how many characters were replaced.
    pub(crate) fn text(&self, range: Range<usize>) -> (Cow<'_, [u8]>, u64) {
        let raw = &self.bytes[range];
        match self.decoder {
            None => (Cow::Borrowed(raw), 0),
            Some(encoding) => decode(encoding, raw),
        }
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

/// The encoding of bytes that are not UTF-8, or not quite.
fn legacy(body: &[u8], marked: bool) -> Result<&'static Encoding> {
    let tolerable = |survey: &survey::Survey| survey.malformed * TOLERANCE <= survey.characters;
    let utf8 = survey::utf8(body);
    // A single broken byte must not turn Chinese UTF-8 into other Chinese: bytes of another encoding rarely form many
    // valid sequences.
    if tolerable(&utf8) && (marked || utf8.pairs >= 20 * utf8.malformed) {
        return Ok(UTF_8);
    }
    let (gb, big5) = (survey::gb18030(body), survey::big5(body));
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
        TextFile::new(Bytes::copy_from_slice(bytes)).map_or("none", |file| file.name)
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
    fn one_broken_byte_does_not_change_the_encoding() {
        let mut bytes = SIMPLIFIED.repeat(200).into_bytes();
        bytes.insert(3000, 0xff);
        assert_eq!(name(&bytes), "UTF-8");
        assert_eq!(name(&[0xff; 64]), "none");
    }
}
