//! Columns in Apache Arrow's physical layout, owned.

use crate::bitmap;

/// UTF-8 text: row i is `bytes[offsets[i]..offsets[i + 1]]`; there are rows + 1 offsets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// rows + 1 positions in `bytes`, never falling.
    pub offsets: Vec<u32>,
    /// The texts one after the other.
    pub bytes: Vec<u8>,
}

impl Default for Text {
    fn default() -> Self {
        Self { offsets: vec![0], bytes: Vec::new() }
    }
}

impl Text {
    /// An empty column with room for `rows` texts of `bytes` bytes in all.
    #[must_use]
    pub fn with_capacity(rows: usize, bytes: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Self { offsets, bytes: Vec::with_capacity(bytes) }
    }

    /// Rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// No rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of a row.
    #[inline]
    #[must_use]
    pub fn bytes_at(&self, row: usize) -> &[u8] {
        &self.bytes[self.offsets[row] as usize..self.offsets[row + 1] as usize]
    }

    /// The text of a row; empty where the bytes are not UTF-8, which [`crate::check`] rules out for foreign columns.
    #[inline]
    #[must_use]
    pub fn get(&self, row: usize) -> &str {
        std::str::from_utf8(self.bytes_at(row)).unwrap_or_default()
    }

    /// The rows as text, for a loop over many of them: all bytes are looked at once, not each row's.
    #[must_use]
    pub fn rows(&self) -> TextRows<'_> {
        TextRows { all: std::str::from_utf8(&self.bytes).unwrap_or_default(), offsets: &self.offsets }
    }

    /// Appends a row. Columns end at 4 GiB of text: batches are far smaller.
    #[inline]
    pub fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        self.offsets.push(self.bytes.len() as u32);
    }

    /// The rows in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        let rows = self.rows();
        (0..self.len()).map(move |row| rows.get(row))
    }
}

/// The rows of a [`Text`] that is known to be UTF-8.
#[derive(Clone, Copy, Debug)]
pub struct TextRows<'a> {
    all: &'a str,
    offsets: &'a [u32],
}

impl<'a> TextRows<'a> {
    /// The text of a row, as [`Text::get`].
    #[inline]
    #[must_use]
    pub fn get(self, row: usize) -> &'a str {
        self.all.get(self.offsets[row] as usize..self.offsets[row + 1] as usize).unwrap_or_default()
    }
}

impl<S: AsRef<str>> FromIterator<S> for Text {
    fn from_iter<I: IntoIterator<Item = S>>(texts: I) -> Self {
        let mut out = Self::default();
        texts.into_iter().for_each(|text| out.push(text.as_ref()));
        out
    }
}

/// Opaque bytes, laid out as [`Text`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// rows + 1 positions in `bytes`, never falling.
    pub offsets: Vec<u32>,
    /// The values one after the other.
    pub bytes: Vec<u8>,
}

impl Default for Blob {
    fn default() -> Self {
        Self { offsets: vec![0], bytes: Vec::new() }
    }
}

impl Blob {
    /// Rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// No rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of a row.
    #[inline]
    #[must_use]
    pub fn get(&self, row: usize) -> &[u8] {
        &self.bytes[self.offsets[row] as usize..self.offsets[row + 1] as usize]
    }

    /// Ends the current row: everything appended to `bytes` since the last call is its value.
    pub fn end_row(&mut self) {
        self.offsets.push(self.bytes.len() as u32);
    }
}

/// Dictionary-encoded text: row i is `names[codes[i]]`. The code of a null row is not read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Categories {
    /// One position in `names` per row.
    pub codes: Vec<u32>,
    /// The distinct names; a name may stand twice.
    pub names: Text,
}

impl Categories {
    /// One name for every row.
    #[must_use]
    pub fn constant(name: &str, rows: usize) -> Self {
        Self { codes: vec![0; rows], names: Text::from_iter([name]) }
    }

    /// The text of a row; empty for a null row whose code names nothing.
    #[inline]
    #[must_use]
    pub fn get(&self, row: usize) -> &str {
        let code = self.codes[row] as usize;
        if code < self.names.len() { self.names.get(code) } else { "" }
    }
}

/// Exact money: minor units (fen, cents) and an ISO 4217 code per row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Money {
    /// Minor units.
    pub minor: Vec<i64>,
    /// ISO 4217 codes.
    pub currency: Categories,
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// A bitmap, least significant bit first.
    Boolean(Vec<u8>),
    /// Signed integers.
    Int64(Vec<i64>),
    /// Floats.
    Float64(Vec<f64>),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Timestamp(Vec<i64>),
    /// Amounts with currency.
    Money(Money),
    /// Text.
    Text(Text),
    /// Dictionary-encoded text.
    Category(Categories),
    /// Opaque bytes: KPI state.
    Binary(Blob),
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Kind {
    /// True or false.
    Boolean,
    /// Signed integers.
    Int64,
    /// Floats.
    Float64,
    /// Moments.
    Timestamp,
    /// Amounts with currency.
    Money,
    /// Text.
    Text,
    /// Dictionary-encoded text.
    Category,
    /// Opaque bytes.
    Binary,
}

impl Kind {
    /// Text in either encoding.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Category)
    }

    /// The word for messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Int64 => "int64",
            Self::Float64 => "float64",
            Self::Timestamp => "timestamp",
            Self::Money => "money",
            Self::Text => "text",
            Self::Category => "category",
            Self::Binary => "binary",
        }
    }
}

/// A named column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// snake_case.
    pub name: String,
    /// The values; those of null rows are not read.
    pub values: Values,
    /// A bitmap, 1 = present. None: every row is present.
    pub validity: Option<Vec<u8>>,
}

impl Column {
    /// A column without nulls.
    #[must_use]
    pub fn new(name: impl Into<String>, values: Values) -> Self {
        Self { name: name.into(), values, validity: None }
    }

    /// Text from optional cells.
    pub fn text<S: AsRef<str>>(name: impl Into<String>, cells: impl IntoIterator<Item = Option<S>>) -> Self {
        let mut text = Text::default();
        let mut present = Vec::new();
        for cell in cells {
            present.push(cell.is_some());
            text.push(cell.as_ref().map_or("", AsRef::as_ref));
        }
        Self { name: name.into(), values: Values::Text(text), validity: validity(&present) }
    }

    /// int64, float64 or timestamp from optional cells, by the constructor given: `Column::numbers("n", Values::Int64, …)`.
    pub fn numbers<T: Copy + Default>(
        name: impl Into<String>,
        values: impl Fn(Vec<T>) -> Values,
        cells: impl IntoIterator<Item = Option<T>>,
    ) -> Self {
        let (mut numbers, mut present) = (Vec::new(), Vec::new());
        for cell in cells {
            present.push(cell.is_some());
            numbers.push(cell.unwrap_or_default());
        }
        Self { name: name.into(), values: values(numbers), validity: validity(&present) }
    }

    /// Booleans from optional cells.
    pub fn booleans(name: impl Into<String>, cells: impl IntoIterator<Item = Option<bool>>) -> Self {
        let (mut bits, mut present) = (Vec::new(), Vec::new());
        for cell in cells {
            present.push(cell.is_some());
            bits.push(cell.unwrap_or_default());
        }
        let values = Values::Boolean(bitmap::collect(bits.into_iter()));
        Self { name: name.into(), values, validity: validity(&present) }
    }

    /// Is the row present?
    #[inline]
    #[must_use]
    pub fn is_valid(&self, row: usize) -> bool {
        self.validity.as_ref().is_none_or(|bits| bitmap::get(bits, row))
    }

    /// What it holds.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.values {
            Values::Boolean(_) => Kind::Boolean,
            Values::Int64(_) => Kind::Int64,
            Values::Float64(_) => Kind::Float64,
            Values::Timestamp(_) => Kind::Timestamp,
            Values::Money(_) => Kind::Money,
            Values::Text(_) => Kind::Text,
            Values::Category(_) => Kind::Category,
            Values::Binary(_) => Kind::Binary,
        }
    }

    /// Text of a present row of a text or category column.
    #[inline]
    #[must_use]
    pub fn text_at(&self, row: usize) -> Option<&str> {
        if !self.is_valid(row) {
            return None;
        }
        match &self.values {
            Values::Text(text) => Some(text.get(row)),
            Values::Category(categories) => Some(categories.get(row)),
            _ => None,
        }
    }

    /// Its name and kind.
    #[must_use]
    pub fn field(&self) -> Field {
        Field { name: self.name.clone(), kind: self.kind() }
    }
}

fn validity(present: &[bool]) -> Option<Vec<u8>> {
    present.contains(&false).then(|| bitmap::collect(present.iter().copied()))
}

/// Rows by columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// Rows of every column.
    pub rows: u32,
    /// The columns.
    pub columns: Vec<Column>,
}

impl Batch {
    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// A column by name and kind, without its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// snake_case; columns of linked tables as `order.paid_at`.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// What a table offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// `orders`, `cases` …
    pub name: String,
    /// Its columns and those of linked tables.
    pub fields: Vec<Field>,
}

impl Table {
    /// The kind of a column.
    #[must_use]
    pub fn kind(&self, name: &str) -> Option<Kind> {
        self.fields.iter().find(|field| field.name == name).map(|field| field.kind)
    }

    /// Is there such a column?
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.kind(name).is_some()
    }
}
