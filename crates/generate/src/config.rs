//! What a caller may choose.

use std::io;

use crate::calendar::Day;
use crate::facts::catalogue::PRODUCTS;
use crate::planted::Planted;

/// Encoding of the exports. The truth is always UTF-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// What Taobao and Tmall write; a superset of GBK and GB2312.
    #[default]
    Gb18030,
    /// Without a byte order mark.
    Utf8,
}

/// Which shop, over which time, with which planted truths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scenario {
    /// Half a year of a shop with all planted truths, of a size that 20 000 cases show clearly.
    #[default]
    Standard,
    /// A spring of a shop with few products, many cases and two large truths, which some hundred cases show clearly.
    Small,
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
    /// Orders for each case; fewer orders have cases more often.
    pub orders_per_case: u64,
    /// Products that the shop sells, up to 120: fewer products have more orders each.
    pub products: usize,
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
        Self::of(Scenario::Standard)
    }
}

impl Config {
    /// The configuration of a scenario.
    pub fn of(scenario: Scenario) -> Self {
        let (rows, orders_per_case, products) = match scenario {
            Scenario::Standard => (20_000, 8, PRODUCTS),
            Scenario::Small => (650, 4, 24),
        };
        let (start, end) = match scenario {
            Scenario::Standard => (Day::new(2025, 1, 1), Day::new(2025, 6, 30)),
            // May is the newest month whose orders have had their fifteen days to come back.
            Scenario::Small => (Day::new(2025, 3, 1), Day::new(2025, 6, 16)),
        };
        Self {
            rows,
            orders_per_case,
            products,
            seed: 1,
            encoding: Encoding::default(),
            start,
            end,
            dirt: 0.02,
            planted: match scenario {
                Scenario::Standard => Planted::within(start, end),
                Scenario::Small => Planted::small(end),
            },
            tables: Table::ALL.to_vec(),
            truth: true,
        }
    }

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
        if !(2..=1000).contains(&self.orders_per_case) {
            return Err(refuse(format!("`orders_per_case` lies from 2 to 1000, not {}", self.orders_per_case)));
        }
        if !(1..=PRODUCTS).contains(&self.products) {
            return Err(refuse(format!("`products` lies from 1 to {PRODUCTS}, not {}", self.products)));
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
