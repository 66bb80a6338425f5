//! Excel artifacts: what exporters and spreadsheets put around a cell so that its digits survive.

use std::borrow::Cow;

use aftersight_sdk::{Batch, Cell, Cleaned, Cleaner, Column, Context, Params, Result, Table, Text, Values};

/// Takes the armour off cells.
#[derive(Debug)]
pub struct ExcelArtifacts {
    except: Vec<String>,
    /// As [`label_key`] makes them.
    labels: Vec<String>,
}

/// What a column's name tells about its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    /// Text in which an apostrophe or a tab may be meant.
    Free,
    /// A number of orders, parcels, goods: a label before it is no part of it.
    Id,
    Other,
}

impl Cleaner for ExcelArtifacts {
    fn plan(_: &Params, table: &Table) -> Result<Vec<String>> {
        Ok(table.fields.iter().filter(|field| field.kind.is_text()).map(|field| field.name.clone()).collect())
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let labels = params.texts("labels")?.iter().map(|label| label_key(label)).collect();
        Ok(Self { except: params.texts("except")?.to_vec(), labels })
    }

    fn clean(&self, batch: &Batch, out: &mut Cleaned) -> Result<()> {
        for column in &batch.columns {
            let content = self.content(&column.name);
            if suspicious(column, content) {
                out.rewrite(column, batch.rows as usize, |cell| self.strip(cell, content));
            }
        }
        Ok(())
    }
}

aftersight_sdk::export!(cleaner ExcelArtifacts);

impl ExcelArtifacts {
    fn content(&self, column: &str) -> Content {
        const IDS: [&str; 5] = ["_id", "_no", "_sku", "编号", "单号"];
        if self.except.iter().any(|name| name == column) {
            Content::Free
        } else if IDS.iter().any(|end| column.ends_with(end)) {
            Content::Id
        } else {
            Content::Other
        }
    }

    /// The cell without its armour, layer by layer; `None` where there is none. The code is that of the outermost layer.
    fn strip(&self, cell: &str, content: Content) -> Option<Cell<String>> {
        let (inner, code) = self.layer(cell, content)?;
        let mut text = inner.into_owned();
        while let Some((inner, _)) = self.layer(&text, content) {
            text = inner.into_owned();
        }
        Some(if text.is_empty() { Cell::Cleared(code) } else { Cell::Fixed(text, code) })
    }

    /// What is inside the outermost layer. Every layer is shorter than what it wraps, or empty.
    fn layer<'a>(&self, text: &'a str, content: Content) -> Option<(Cow<'a, str>, &'static str)> {
        let bare = text.trim_matches(is_edge);
        if let Some(inner) = bare.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).and_then(unquoted) {
            return Some((inner, "armour"));
        }
        if content == Content::Free {
            return None;
        }
        if let Some(inner) = bare.strip_prefix('\'').filter(|inner| !inner.contains(['\'', '’'])) {
            return Some((Cow::Borrowed(inner), "apostrophe"));
        }
        if content == Content::Id
            && let Some(number) = self.without_label(bare)
        {
            return Some((Cow::Borrowed(number), "label"));
        }
        let start = text.len() - text.trim_start_matches(is_edge).len();
        let edges = [&text[..start], &text[start + bare.len()..]];
        edges.iter().any(|edge| edge.contains('\t')).then_some((Cow::Borrowed(bare), "tab"))
    }

    /// `ID：4108` → `4108`.
    fn without_label<'a>(&self, text: &'a str) -> Option<&'a str> {
        let (label, number) = text.split_once([':', '：'])?;
        let number = number.trim();
        // The longest label there is has some twenty bytes.
        let known = !number.is_empty() && label.len() <= 60 && self.labels.contains(&label_key(label));
        known.then_some(number)
    }
}

/// The inside of quotes in which quotes are doubled; `None` for a formula such as `"a"&"b"`.
fn unquoted(inner: &str) -> Option<Cow<'_, str>> {
    if !inner.contains('"') {
        return Some(Cow::Borrowed(inner));
    }
    let single = inner.replace("\"\"", "");
    (!single.contains('"')).then(|| Cow::Owned(inner.replace("\"\"", "\"")))
}

/// Letters and digits of a label.
fn label_key(label: &str) -> String {
    label.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Blanks, zero-width characters, byte order marks: they may stand around the armour.
fn is_edge(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Could any cell of the column be armoured? Nearly all columns are done with this one look at their bytes.
fn suspicious(column: &Column, content: Content) -> bool {
    let sign = |byte: u8| match byte {
        b'=' => true,
        b'\'' | b'\t' => content != Content::Free,
        // The second begins full-width characters, the colon among them.
        b':' | 0xef => content == Content::Id,
        _ => false,
    };
    // No early end: a loop without one works on many bytes at a time.
    let look = |text: &Text| text.bytes.iter().fold(false, |found, byte| found | sign(*byte));
    match &column.values {
        Values::Text(text) => look(text),
        Values::Category(categories) => look(&categories.names),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
