//! Scalar expressions.

use crate::check::Scope;
use crate::error::Error;
use crate::eval::{self, EvalError, Vector};
use crate::parse::{Place, parse, power};
use crate::print;
use crate::tree::Node;
use aftersight_contract::{Column, Field, Kind};
use std::fmt;

/// A scalar expression over the columns of one table.
///
/// `to_string` gives its canonical text, which parses to the same tree. Two are equal if their trees are.
#[derive(Clone, Debug)]
pub struct Expr {
    pub(crate) node: Node,
    /// The text that errors count their characters in.
    pub(crate) source: String,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print::node(f, &self.node, power::LOOSEST, None)
    }
}

impl std::str::FromStr for Expr {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl Expr {
    /// Reads a text.
    ///
    /// # Errors
    /// Where the grammar does not allow it; aggregates are for formulas.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Ok(Self { node: parse(text, Place::Scalar)?, source: text.to_owned() })
    }

    /// The columns that it reads, each once, in the order of the text.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.node.columns(&mut |name, _| {
            if !names.contains(&name) {
                names.push(name);
            }
        });
        names
    }

    /// What it results in over a table with these columns. What is null always (`null`) counts as boolean.
    ///
    /// # Errors
    /// For a column that is not there, with the nearest that is, and for kinds that do not go together.
    pub fn check(&self, fields: &[Field]) -> Result<Kind, Error> {
        self.with_scope(fields, |scope| scope.check(&self.node)).map(|found| found.kind.unwrap_or(Kind::Boolean))
    }

    /// As [`Self::check`], and it must result in true or false: a `where`.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn check_condition(&self, fields: &[Field]) -> Result<(), Error> {
        self.with_scope(fields, |scope| scope.boolean(&self.node)).map(|_| ())
    }

    /// Its values over `rows` rows of the columns that `lookup` knows.
    ///
    /// # Errors
    /// For a column that is not there or has another number of rows, and for kinds that do not go together.
    pub fn eval<'a>(&self, rows: usize, lookup: &dyn Fn(&str) -> Option<&'a Column>) -> Result<Vector, EvalError> {
        eval::vector(self, rows, lookup)
    }

    /// A bitmap (`aftersight_contract::bitmap`) of the rows for which it is true: neither false nor null.
    ///
    /// # Errors
    /// As [`Self::eval`], and where it results in something else than true or false.
    pub fn filter<'a>(&self, rows: usize, lookup: &dyn Fn(&str) -> Option<&'a Column>) -> Result<Vec<u8>, EvalError> {
        eval::filter(self, rows, lookup)
    }

    /// The numbers of the rows for which it is true, rising.
    ///
    /// # Errors
    /// As [`Self::filter`].
    pub fn select<'a>(&self, rows: usize, lookup: &dyn Fn(&str) -> Option<&'a Column>) -> Result<Vec<u32>, EvalError> {
        Ok(eval::positions(&self.filter(rows, lookup)?))
    }

    pub(crate) fn with_scope<T>(
        &self,
        fields: &[Field],
        check: impl FnOnce(Scope<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let kind = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.kind);
        check(Scope { kind: &kind, names: &names }).map_err(|error| error.locate(&self.source))
    }
}
