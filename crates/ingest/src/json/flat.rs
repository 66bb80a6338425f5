//! Objects as columns: `{"a": {"b": 1}}` has the column `a.b`.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Piece;
use crate::error::{Problem, Result};

/// Objects deeper than this stay JSON text.
const MAX_DEPTH: usize = 8;

/// A value in an object that is no object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf<'a>(&'a str);

impl Leaf<'_> {
    /// The text of a value.
    pub(crate) fn shown(value: &str) -> String {
        let mut out = Vec::new();
        Leaf(value).write(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    /// Appends its text: a string's characters, a number's digits as they stand, `true`, JSON for a list; nothing for null and
    /// what is empty. Says how many characters could not be read.
    pub(crate) fn write(self, out: &mut Vec<u8>) -> u64 {
        match self.0 {
            "null" | "[]" | "{}" => 0,
            string if string.starts_with('"') => match serde_json::from_str::<String>(string) {
                Ok(string) => {
                    out.extend_from_slice(string.as_bytes());
                    0
                }
                // Half of a surrogate pair, as software leaves it that cuts texts: the rest is kept as it stands.
                Err(_) => {
                    out.extend_from_slice(string.trim_matches('"').as_bytes());
                    1
                }
            },
            other => {
                out.extend_from_slice(other.as_bytes());
                0
            }
        }
    }
}

/// Hands the leaves of the object that stands at a place to the sink, each with its path.
pub(crate) fn walk(
    text: &Piece<'_>,
    at: usize,
    raw: &RawValue,
    sink: &mut dyn FnMut(&str, Leaf<'_>) -> Result<()>,
) -> Result<()> {
    if !raw.get().starts_with('{') {
        return Err(Problem::NoObject { line: text.line(at)? }.into());
    }
    let mut path = String::new();
    down(text, at, raw.get(), &mut path, 0, sink)
}

fn down(
    text: &Piece<'_>,
    at: usize,
    raw: &str,
    path: &mut String,
    depth: usize,
    sink: &mut dyn FnMut(&str, Leaf<'_>) -> Result<()>,
) -> Result<()> {
    let members = members(raw).map_err(|error| text.complaint(at, &error))?;
    for (name, value) in &members.0 {
        let value = value.get();
        let length = path.len();
        if length > 0 {
            path.push('.');
        }
        path.push_str(name);
        if value.starts_with('{') && depth + 1 < MAX_DEPTH && !is_empty(value) {
            down(text, at, value, path, depth + 1, sink)?;
        } else {
            sink(path, Leaf(if is_empty(value) { "null" } else { value }))?;
        }
        path.truncate(length);
    }
    Ok(())
}

/// `{ }` and `[ ]`.
fn is_empty(value: &str) -> bool {
    let inner = value.strip_prefix(['{', '[']).and_then(|rest| rest.strip_suffix(['}', ']']));
    inner.is_some_and(|inner| inner.trim().is_empty())
}

/// The members of an object in their order, their values unread.
pub(crate) struct Members<'a>(pub(crate) Vec<(Cow<'a, str>, &'a RawValue)>);

/// Reads the members of an object.
pub(crate) fn members(raw: &str) -> std::result::Result<Members<'_>, serde_json::Error> {
    serde_json::from_str(raw)
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some((Name(name), value)) = map.next_entry()? {
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// A name, borrowed unless it holds escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Borrowed;
        impl<'de> Visitor<'de> for Borrowed {
            type Value = Name<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> std::result::Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> std::result::Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Borrowed)
    }
}
