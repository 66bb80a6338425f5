//! Parameter values and message arguments.

/// One value.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize), serde(untagged))]
pub enum Value {
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
    /// Several texts.
    Texts(Vec<String>),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Moment(i64),
    /// Microseconds.
    Duration(i64),
    /// Minor units and ISO 4217 code.
    Money(i64, String),
}

/// Named values, in the order of the manifest.
pub type Args = Vec<(String, Value)>;

macro_rules! from {
    ($($source:ty => $variant:ident),+) => {$(
        impl From<$source> for Value {
            fn from(value: $source) -> Self {
                Self::$variant(value.into())
            }
        }
    )+};
}
from!(bool => Boolean, i64 => Integer, u32 => Integer, f64 => Number, String => Text, &str => Text, Vec<String> => Texts);
