//! What a caller may choose.

use std::io;

use crate::calendar::Day;
use crate::planted::Planted;

/// Orders generated per case row.
pub const ORDERS_PER_CASE: u64 = 8;

/// Encoding of the exports. The truth is always UTF-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// What Taobao and Tmall write; a superset of GBK and GB2312.
    #[default]
    Gb18030,
    /// Without a byte order mark.
    Utf8,
}

/// A table that can be written, as exports and as truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// `taobao_orders.csv`, `tmall_orders.csv`
    Orders,
    /// `taobao_order_lines.csv`, `tmall_order_lines.csv`
    OrderLines,
    /// `taobao_refunds.csv`, `tmall_refunds.csv`
    Cases,
    /// `case_events.csv`
    CaseEvents,
    /// `shipments.csv`
    Shipments,
    /// `conversations.csv`
    Conversations,
    /// `feedback.csv`
    Feedback,
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 7] = [
        Self::Orders,
        Self::OrderLines,
        Self::Cases,
        Self::CaseEvents,
        Self::Shipments,
        Self::Conversations,
        Self::Feedback,
    ];

    /// Canonical name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::OrderLines => "order_lines",
            Self::Cases => "cases",
            Self::CaseEvents => "case_events",
            Self::Shipments => "shipments",
            Self::Conversations => "conversations",
            Self::Feedback => "feedback",
        }
    }

    /// The export files of the table: one per platform, or one for both.
    pub const fn files(self) -> &'static [&'static str] {
        match self {
            Self::Orders => &["taobao_orders.csv", "tmall_orders.csv"],
            Self::OrderLines => &["taobao_order_lines.csv", "tmall_order_lines.csv"],
            Self::Cases => &["taobao_refunds.csv", "tmall_refunds.csv"],
            Self::CaseEvents => &["case_events.csv"],
            Self::Shipments => &["shipments.csv"],
            Self::Conversations => &["conversations.csv"],
            Self::Feedback => &["feedback.csv"],
        }
    }
}

/// What to generate. The same value gives the same bytes, on every machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Number of cases, before duplicates; every other table scales with it.
    pub rows: u64,
    /// Any number: another one is another shop.
    pub seed: u64,
    /// Encoding of the exports.
    pub encoding: Encoding,
    /// First day on which an order is created, in Asia/Shanghai.
    pub start: Day,
    /// Last such day. The exports are taken at its end: what happens later is not in them.
    pub end: Day,
    /// Share of dirty rows, from 0 to 0.5.
    pub dirt: f64,
    /// What the data says on purpose.
    pub planted: Planted,
    /// Which tables to write.
    pub tables: Vec<Table>,
    /// Whether to write `truth/`.
    pub truth: bool,
}

impl Default for Config {
    fn default() -> Self {
        let (start, end) = (Day::new(2025, 1, 1), Day::new(2025, 6, 30));
        Self {
            rows: 20_000,
            seed: 1,
            encoding: Encoding::default(),
            start,
            end,
            dirt: 0.02,
            planted: Planted::within(start, end),
            tables: Table::ALL.to_vec(),
            truth: true,
        }
    }
}

impl Config {
    /// Refuses what cannot be generated, and says what to change.
    pub(crate) fn check(&self) -> io::Result<()> {
        if self.end < self.start {
            return Err(refuse(format!("the period ends ({}) before it starts ({})", self.end, self.start)));
        }
        if !(0.0..=0.5).contains(&self.dirt) {
            return Err(refuse(format!("`dirt` is a share of rows from 0 to 0.5, not {}", self.dirt)));
        }
        if self.rows > 100_000_000 {
            return Err(refuse(format!("`rows` is at most 100000000, not {}", self.rows)));
        }
        Ok(())
    }

    /// The first instant that the exports do not see.
    pub(crate) fn snapshot(&self) -> i64 {
        Day(self.end.0 + 1).midnight()
    }
}

pub(crate) fn refuse(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}
