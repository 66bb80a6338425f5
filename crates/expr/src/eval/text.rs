//! Text: a category column is decided once for each distinct name.

use super::bits::pack;
use super::compare::Kernel;
use super::lane::{Data, Items, Lane, Texts, Valid};
use aftersight_contract::{Categories, Text, bitmap};
use std::borrow::Cow;

/// The bytes of a row, whatever the offsets say.
fn bytes_at(text: &Text, row: usize) -> &[u8] {
    match (text.offsets.get(row), text.offsets.get(row + 1)) {
        (Some(start), Some(end)) => text.bytes.get(*start as usize..*end as usize).unwrap_or_default(),
        _ => &[],
    }
}

/// A name, whatever the offsets say.
pub(super) fn name_at(names: &Text, code: usize) -> &str {
    std::str::from_utf8(bytes_at(names, code)).unwrap_or_default()
}

/// All rows of a text column.
fn each(text: &Text) -> impl ExactSizeIterator<Item = &[u8]> {
    text.offsets.windows(2).map(|pair| text.bytes.get(pair[0] as usize..pair[1] as usize).unwrap_or_default())
}

impl Texts<'_> {
    /// The bytes of a row; none for a code that names nothing.
    pub(super) fn at(&self, row: usize) -> &[u8] {
        match self {
            Self::One(text) => text.as_bytes(),
            Self::Plain(text) => bytes_at(text, row),
            Self::Coded(categories) => {
                categories.codes.get(row).map_or(&[][..], |code| bytes_at(&categories.names, *code as usize))
            }
        }
    }

    /// The text of a row.
    pub(super) fn text_at(&self, row: usize) -> &str {
        std::str::from_utf8(self.at(row)).unwrap_or_default()
    }
}

/// A measure of each text; of each name once.
fn measure<T: Copy + Default>(texts: &Texts<'_>, of: impl Fn(&[u8]) -> T) -> Items<'static, T> {
    match texts {
        Texts::One(text) => Items::One(of(text.as_bytes())),
        Texts::Plain(text) => Items::Many(each(text).map(of).collect()),
        Texts::Coded(categories) if categories.names.len() <= categories.codes.len() => {
            let known: Vec<T> = each(&categories.names).map(of).collect();
            let look_up = |code: &u32| known.get(*code as usize).copied().unwrap_or_default();
            Items::Many(categories.codes.iter().map(look_up).collect())
        }
        Texts::Coded(categories) => {
            Items::Many(categories.codes.iter().map(|code| of(bytes_at(&categories.names, *code as usize))).collect())
        }
    }
}

/// A bitmap of a test over each text; over each name once.
pub(super) fn decide(texts: &Texts<'_>, rows: usize, test: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    match texts {
        Texts::One(text) => bitmap::filled(rows, test(text.as_bytes())),
        Texts::Plain(text) => bitmap::collect(each(text).map(test)),
        Texts::Coded(categories) if categories.names.len() <= rows => {
            let known: Vec<bool> = each(&categories.names).map(test).collect();
            pack(&categories.codes, |code| known.get(code as usize).copied().unwrap_or_default())
        }
        Texts::Coded(categories) => pack(&categories.codes, |code| test(bytes_at(&categories.names, code as usize))),
    }
}

/// A test over a text lane.
pub(super) fn decide_lane(lane: Lane<'_>, rows: usize, test: impl Fn(&[u8]) -> bool) -> Lane<'_> {
    match &lane.data {
        Data::Text(texts) => Lane::flags(decide(texts, rows, test), lane.valid, rows),
        _ => Lane::flags(bitmap::filled(rows, false), Valid::Nothing, rows),
    }
}

/// By bytes, which is the order of code points.
pub(super) fn compare(kernel: Kernel, a: &Texts<'_>, b: &Texts<'_>, rows: usize) -> Vec<u8> {
    match (kernel, a, b) {
        (Kernel::Equal, texts, Texts::One(one)) | (Kernel::Equal, Texts::One(one), texts) => {
            decide(texts, rows, |text| text == one.as_bytes())
        }
        (Kernel::Less, texts, Texts::One(one)) => decide(texts, rows, |text| text < one.as_bytes()),
        (Kernel::Less, Texts::One(one), texts) => decide(texts, rows, |text| one.as_bytes() < text),
        (_, Texts::Plain(a), Texts::Plain(b)) => {
            let pairs = each(a).zip(each(b));
            match kernel {
                Kernel::Equal => bitmap::collect(pairs.map(|(a, b)| a == b)),
                Kernel::Less => bitmap::collect(pairs.map(|(a, b)| a < b)),
            }
        }
        (Kernel::Equal, a, b) => bitmap::collect((0..rows).map(|row| a.at(row) == b.at(row))),
        (Kernel::Less, a, b) => bitmap::collect((0..rows).map(|row| a.at(row) < b.at(row))),
    }
}

/// Characters.
#[inline(never)]
pub(super) fn length(lane: Lane<'_>) -> Lane<'_> {
    let Data::Text(texts) = &lane.data else { return Lane::null() };
    let begins = |byte: &&u8| **byte & 0xc0 != 0x80;
    let items = measure(texts, |text| text.iter().filter(begins).count() as i64);
    Lane { data: Data::Int64(items), valid: lane.valid }
}

/// Small letters.
#[inline(never)]
pub(super) fn lower(lane: Lane<'_>) -> Lane<'_> {
    let Data::Text(texts) = &lane.data else { return Lane::null() };
    let lowered = match texts {
        Texts::One(text) => Texts::One(Cow::Owned(text.to_lowercase())),
        Texts::Plain(text) => Texts::Plain(Cow::Owned(lower_all(text))),
        Texts::Coded(categories) => Texts::Coded(Cow::Owned(Categories {
            codes: categories.codes.clone(),
            names: lower_all(&categories.names),
        })),
    };
    Lane { data: Data::Text(lowered), valid: lane.valid }
}

fn lower_all(text: &Text) -> Text {
    let mut out = Text::with_capacity(text.len(), text.bytes.len());
    for bytes in each(text) {
        let one = std::str::from_utf8(bytes).unwrap_or_default();
        if one.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) {
            out.push(&one.to_lowercase());
        } else {
            out.push(one);
        }
    }
    out
}

/// The first where it is there, else the second.
pub(super) fn fill<'a>(first: Texts<'a>, present: &[u8], second: &Texts<'_>, rows: usize) -> Texts<'a> {
    if let (Texts::Coded(categories), Texts::One(one)) = (&first, second) {
        let mut names = categories.names.clone();
        let code = names.len() as u32;
        names.push(one);
        let codes = categories.codes.iter().enumerate();
        let codes = codes.map(|(row, own)| if bitmap::get(present, row) { *own } else { code }).collect();
        return Texts::Coded(Cow::Owned(Categories { codes, names }));
    }
    let mut out = Text::with_capacity(rows, 0);
    for row in 0..rows {
        out.push(if bitmap::get(present, row) { first.text_at(row) } else { second.text_at(row) });
    }
    Texts::Plain(Cow::Owned(out))
}
