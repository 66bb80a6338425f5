//! Kinds of dirt, how often each occurs, and what becomes of a row that has it.

/// What cleaning must do with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// Accepted, as it is or after a fix.
    Keep,
    /// Set aside with a reason.
    Quarantine,
    /// The same row stands again further down; the later one is kept.
    Duplicate,
    /// Placed by the shop itself; excluded and counted.
    Test,
}

impl Fate {
    /// The word in the truth's column `fate`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Quarantine => "quarantine",
            Self::Duplicate => "duplicate",
            Self::Test => "test",
        }
    }
}

macro_rules! dirt {
    ($($(#[doc = $doc:literal])+ $kind:ident $name:literal $weight:literal $fate:ident;)+) => {
        /// A kind of dirt.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Dirt { $($(#[doc = $doc])+ $kind),+ }

        impl Dirt {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// The word in the truth's column `dirt`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name),+ }
            }

            /// Weight among the kinds that a row can have. Those that no draw gives have 0.
            pub const fn weight(self) -> f64 {
                match self { $(Self::$kind => $weight),+ }
            }

            /// What becomes of the row.
            pub const fn fate(self) -> Fate {
                match self { $(Self::$kind => Fate::$fate),+ }
            }
        }
    };
}

dirt! {
    /// Full-width digits and letters in one cell.
    FullWidth "full_width" 12.0 Keep;
    /// A no-break space, zero-width space or byte order mark at a cell's edge or inside it.
    InvisibleBlank "invisible_blank" 14.0 Keep;
    /// Blanks or a tab around a cell.
    TrailingBlank "trailing_blank" 10.0 Keep;
    /// `￥1,234.50`, `1,234.50`, `12.50元`, `¥12.50`.
    MoneyFormat "money_format" 16.0 Keep;
    /// `--`, `-`, `无`, `N/A` or `null` where the cell is blank.
    Placeholder "placeholder" 10.0 Keep;
    /// All times of the row in another format; some formats drop the seconds, and so does the truth then.
    TimeFormat "time_format" 14.0 Keep;
    /// `="410…"` or a leading `'` around an id.
    ExcelArmour "excel_armour" 7.0 Keep;
    /// `138****8000`.
    MaskedPhone "masked_phone" 4.0 Keep;
    /// The carrier's number in place of its word.
    StatusCode "status_code" 4.0 Keep;
    /// An impossible time in a column that may be blank: null in the truth.
    BadOptionalTime "bad_optional_time" 2.0 Keep;
    /// An impossible time in a column that may not.
    BadTime "bad_time" 2.0 Quarantine;
    /// An amount that no rule can read.
    BadAmount "bad_amount" 2.0 Quarantine;
    /// A refund of ten times the true one and 100 000 yuan more.
    RefundTooHigh "refund_too_high" 3.0 Quarantine;
    /// `4.10889E+18`, or digits that end in zeros, in an id that may not be blank.
    LostPrecision "lost_precision" 2.0 Quarantine;
    /// A status that no vocabulary knows.
    UnknownStatus "unknown_status" 1.0 Quarantine;
    /// The row stands again some rows further down.
    Duplicate "duplicate" 8.0 Duplicate;
    /// The shop's own order.
    TestOrder "test_order" 0.0 Test;
}

impl Dirt {
    /// Whether `second` can join it in one row. Most pairs could undo each other, or decide two fates.
    pub(crate) fn allows(self, second: Self) -> bool {
        match second {
            Self::TrailingBlank => !matches!(self, Self::ExcelArmour | Self::TrailingBlank),
            Self::Duplicate => self.fate() == Fate::Keep,
            _ => false,
        }
    }
}
