//! What a plugin's author imports.
//!
//! A plugin is a `plugin.toml`, one source file that implements [`Cleaner`], [`Kpi`] or [`Analysis`] and names it in
//! [`export!`], and a few `cases/*.md`. It sees columns, parameters and its own state; the component boundary, group loops
//! and merging are done here.

#[doc(hidden)]
pub mod bindings;
mod bridge;

pub mod accumulate;
mod analysis;
mod batch;
mod cells;
mod cleaner;
mod kpi;
mod params;
pub mod pseudonym;
mod series;
pub mod shape;
pub mod vocabulary;

pub use aftersight_contract::{
    Action, Batch, Categories, Column, Context, Derivation, Derived, Error, Evidence, Field, Finding, Input, Kind,
    Lookup, Money, NO_GROUP, Report, Severity, Sheet, TABLES, Table, Text, Value, Values, Window, bitmap, currency,
    values::Args,
};
pub use aftersight_expr as expr;
pub use aftersight_measure as measure;
pub use analysis::{Analysis, AnalysisBridge, Handed};
pub use batch::{Flags, Integers, Mask, Numbers, Read, Remembered, Texts};
pub use cells::{Cell, Converted};
pub use cleaner::{Cleaned, Cleaner, CleanerBridge};
pub use kpi::{Kpi, KpiBridge, Links, Role};
pub use params::Params;
pub use series::{Point, Series};

/// What a plugin's functions give back.
pub type Result<T> = std::result::Result<T, Error>;

/// A second, a minute, an hour, a day in microseconds.
pub const SECOND: i64 = 1_000_000;
/// A minute in microseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// An hour in microseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// A day in microseconds.
pub const DAY: i64 = 24 * HOUR;

/// The tables that a plan may draw on.
#[derive(Clone, Copy, Debug)]
pub struct Tables<'a>(pub &'a [Table]);

impl Tables<'_> {
    /// The table of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Table> {
        self.0.iter().find(|table| table.name == name)
    }

    /// Does the table have the column?
    #[must_use]
    pub fn has(&self, table: &str, column: &str) -> bool {
        self.get(table).is_some_and(|table| table.has(column))
    }
}

/// Makes the type the plugin: `export!(definition RefundRate)`, `export!(kpi ReturnRate)`, `export!(cleaner Amounts)`, `export!(analysis RateShift)`.
///
/// The exports exist in WebAssembly only: a native test links many plugins into one program.
#[macro_export]
macro_rules! export {
    (kpi $plugin:ty) => {
        $crate::export!(@ KpiBridge<$plugin>, measuring, __export_aftersight_plugin_measuring_1_0_0_cabi);
    };
    (definition $plugin:ty) => {
        $crate::export!(kpi $crate::shape::Defined<$plugin>);
    };
    (cleaner $plugin:ty) => {
        $crate::export!(@ CleanerBridge<$plugin>, cleaning, __export_aftersight_plugin_cleaning_1_0_0_cabi);
    };
    (analysis $plugin:ty) => {
        $crate::export!(@ AnalysisBridge<$plugin>, analysing, __export_aftersight_plugin_analysing_1_0_0_cabi);
    };
    (@ $bridge:ident<$plugin:ty>, $interface:ident, $export:ident) => {
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code, reason = "the component's exports are C functions")]
        const _: () = {
            use $crate::bindings::$interface;
            type Plugin = $crate::$bridge<$plugin>;
            $crate::bindings::$interface::$export!(Plugin with_types_in $crate::bindings::$interface);
        };
    };
}
