//! What a plugin asks for: roles, windows, derived columns.

use crate::values::{Args, Value};

/// What every plugin is told when it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The clock is data: microseconds since 1970-01-01T00:00:00Z.
    pub as_of: i64,
    /// When the run's inputs were handed in; nothing in them can be later.
    pub received_at: i64,
    /// IANA name of the business time zone.
    pub timezone: String,
}

/// A plugin's refusal. The sentence in Chinese and English stands in its manifest under `code`.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// A `[[message]]` code.
    pub code: String,
    /// What fills the sentence.
    pub args: Args,
}

impl Error {
    /// A refusal without arguments.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), args: Vec::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.args.push((name.to_owned(), value.into()));
        self
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.code)?;
        for (index, (name, value)) in self.args.iter().enumerate() {
            write!(f, "{}{name} = {value:?}", if index == 0 { " (" } else { ", " })?;
        }
        f.write_str(if self.args.is_empty() { "" } else { ")" })
    }
}

impl std::error::Error for Error {}

/// How rows are chosen for an interval of the grain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Window {
    /// Rows whose time lies in the interval.
    #[default]
    Interval,
    /// Rows of this many days that end with the interval.
    TrailingDays(u32),
    /// Rows from the beginning to the end of the interval.
    Cumulative,
    /// Rows that are open at the end of the interval: begin ≤ end of interval < end, or no end.
    Span {
        /// Time column from which a row is open.
        begin: String,
        /// Time column from which it no longer is.
        end: String,
    },
}

/// Rows of another table (or the same) whose key equals the row's own. A null in a key matches nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Lookup {
    /// Where to look.
    pub table: String,
    /// Pairs (own column, their column).
    pub key: Vec<(String, String)>,
    /// Pair (own time, their time). Without it, time does not matter.
    pub anchor: Option<(String, String)>,
    /// Microseconds between the two times at the most.
    pub within: Option<i64>,
    /// An expression over their columns.
    pub filter: Option<String>,
}

impl Lookup {
    /// Rows of `table` that agree in the columns of `key`, which have the same names on both sides.
    #[must_use]
    pub fn on(table: &str, key: &[&str]) -> Self {
        let key = key.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect();
        Self { table: table.to_owned(), key, ..Self::default() }
    }

    /// Compares times: own column, their column.
    #[must_use]
    pub fn anchor(mut self, own: &str, theirs: &str) -> Self {
        self.anchor = Some((own.to_owned(), theirs.to_owned()));
        self
    }

    /// At most so many microseconds apart.
    #[must_use]
    pub fn within(mut self, microseconds: i64) -> Self {
        self.within = Some(microseconds);
        self
    }

    /// Only rows for which the expression is true.
    #[must_use]
    pub fn filter(mut self, expression: impl Into<String>) -> Self {
        self.filter = Some(expression.into());
        self
    }
}

/// How a column is derived.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Derived {
    /// The given column of the last match before the anchor; of rows at the same moment, those earlier in the table.
    Previous(Lookup, String),
    /// The given column of the first match after the anchor; of rows at the same moment, those later in the table.
    Next(Lookup, String),
    /// Boolean: is there a match, after the anchor where there is one. The row itself never matches.
    Exists(Lookup),
    /// int64: how many matches, as with `Exists`.
    Count(Lookup),
    /// int64: how many different values of the given column over the matches, as with `Exists`.
    Distinct(Lookup, String),
    /// int64, microseconds in service hours between two time columns.
    ServiceTime(String, String),
    /// Boolean: does the time column lie in service hours.
    InService(String),
}

/// A column that the host adds to a role's batches.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Derivation {
    /// Its name.
    pub name: String,
    /// Its rule.
    pub kind: Derived,
}

/// A role: a table seen by one time column, with its own groups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Input {
    /// Its name in `update`, `state`, `merge` and `links`.
    pub role: String,
    /// The table.
    pub table: String,
    /// The time by which rows fall into intervals. None: the role is not cut by time.
    pub time: Option<String>,
    /// The columns that cross to the plugin, in this order; derived ones included.
    pub columns: Vec<String>,
    /// Rows for which this expression is not true stay out.
    pub filter: Option<String>,
    /// How rows are chosen for an interval.
    pub window: Window,
    /// An interval is closed when its end plus this many microseconds is not later than `as_of`.
    pub lag: i64,
    /// Dimensions that this role is not cut by: the denominator of a share.
    pub without: Vec<String>,
    /// Columns to add.
    pub derive: Vec<Derivation>,
}

impl Input {
    /// The role `role` over `table`.
    #[must_use]
    pub fn new(role: &str, table: &str) -> Self {
        Self { role: role.to_owned(), table: table.to_owned(), ..Self::default() }
    }

    /// Cut by this time column.
    #[must_use]
    pub fn time(mut self, column: &str) -> Self {
        self.time = Some(column.to_owned());
        self
    }

    /// Hands these columns in.
    #[must_use]
    pub fn columns<S: AsRef<str>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.columns.extend(columns.into_iter().map(|name| name.as_ref().to_owned()));
        self
    }

    /// Only rows for which the expression is true.
    #[must_use]
    pub fn filter(mut self, expression: impl Into<String>) -> Self {
        self.filter = Some(expression.into());
        self
    }

    /// Chooses rows by this window.
    #[must_use]
    pub fn window(mut self, window: Window) -> Self {
        self.window = window;
        self
    }

    /// Not cut by these dimensions.
    #[must_use]
    pub fn without<S: AsRef<str>>(mut self, dimensions: impl IntoIterator<Item = S>) -> Self {
        self.without.extend(dimensions.into_iter().map(|name| name.as_ref().to_owned()));
        self
    }

    /// Adds a derived column; name it in `columns` too if the plugin reads it.
    #[must_use]
    pub fn derive(mut self, name: &str, kind: Derived) -> Self {
        self.derive.push(Derivation { name: name.to_owned(), kind });
        self
    }

    /// Waits so many microseconds after an interval's end before it counts as closed.
    #[must_use]
    pub fn lag(mut self, microseconds: i64) -> Self {
        self.lag = microseconds;
        self
    }
}

/// The tables of the data model. What a column is called says something about it in these only.
pub const TABLES: [&str; 8] =
    ["orders", "order_lines", "cases", "case_events", "shipments", "conversations", "messages", "feedback"];
