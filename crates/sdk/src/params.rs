//! Parameters, typed. The host has validated and completed them; a missing one means that the manifest lacks it.

use crate::{Args, Error, Result, Value};

/// The plugin's parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Params(Args);

macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident -> $output:ty: $pattern:pat => $value:expr;)+) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// `parameter-missing` if the manifest declares no such parameter of this type.
        pub fn $name(&self, name: &str) -> Result<$output> {
            match self.find(name) {
                Some($pattern) => Ok($value),
                _ => Err(Error::new("parameter-missing").with("parameter", name)),
            }
        }
    )+};
}

impl Params {
    /// From the host's arguments.
    #[must_use]
    pub fn new(args: Args) -> Self {
        Self(args)
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    getters! {
        /// True or false.
        boolean -> bool: Value::Boolean(value) => *value;
        /// A whole number.
        integer -> i64: Value::Integer(value) => *value;
        /// A number.
        number -> f64: Value::Number(value) => *value;
        /// Text.
        text -> &str: Value::Text(value) => value.as_str();
        /// A list of texts.
        texts -> &[String]: Value::Texts(value) => value.as_slice();
        /// A moment in microseconds since 1970-01-01T00:00:00Z.
        moment -> i64: Value::Moment(value) => *value;
        /// A duration in microseconds.
        duration -> i64: Value::Duration(value) => *value;
    }
}
