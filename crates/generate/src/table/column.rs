//! Columns: header in the export, name in the truth, and what a cell means.

/// Pairs of the export's word and the canonical code.
pub(crate) type Vocabulary = &'static [(&'static str, &'static str)];

/// What the cells of a column are.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Id,
    Text,
    /// Free text: no dirt in it but what people write.
    Free,
    /// Fen in the truth, yuan with two decimals in the export.
    Money,
    /// Seconds since the epoch; UTC in the truth, Asia/Shanghai in the export.
    Time,
    Integer,
    /// 是 and 否 in the export.
    Flag,
    Phone,
    Code(Vocabulary),
}

/// A column of one table.
pub(crate) struct Column {
    /// Header in the export; empty if the export lacks it.
    pub(crate) header: &'static str,
    /// Canonical name; empty if the truth lacks it.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Without a readable value the row is of no use.
    pub(crate) required: bool,
}

/// A column that may be blank.
pub(crate) const fn optional(header: &'static str, name: &'static str, kind: Kind) -> Column {
    Column { header, name, kind, required: false }
}

/// A column that a row cannot do without.
pub(crate) const fn required(header: &'static str, name: &'static str, kind: Kind) -> Column {
    Column { header, name, kind, required: true }
}

/// A column that only the export has.
pub(crate) const fn export_only(header: &'static str, kind: Kind) -> Column {
    Column { header, name: "", kind, required: false }
}

/// A column that only the truth has.
pub(crate) const fn truth_only(name: &'static str, kind: Kind) -> Column {
    Column { header: "", name, kind, required: false }
}
