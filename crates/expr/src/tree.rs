//! The syntax tree.

use crate::error::{Code, Error, Span};

/// How deep a tree may be: it is walked by recursion, in a plugin's small stack too.
pub const MAX_DEPTH: usize = 40;

/// A literal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Null,
    Boolean(bool),
    /// Never negative: a minus sign is an operator.
    Integer(i64),
    /// Finite, never negative.
    Decimal(f64),
    Text(String),
    /// Microseconds UTC.
    Moment(i64),
    /// Microseconds, whole seconds.
    Duration(i64),
}

macro_rules! operators {
    ($(#[$doc:meta])* $name:ident: $($variant:ident $text:literal),+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name { $($variant),+ }

        impl $name {
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),+];

            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// By its name, in any case.
            pub(crate) fn named(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name().eq_ignore_ascii_case(text))
            }
        }
    };
}

operators!(
    /// Comparisons.
    Comparison: Equal "=", NotEqual "<>", Less "<", LessEqual "<=", Greater ">", GreaterEqual ">="
);
/// Arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Operator {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}

operators!(
    /// Functions of values.
    Function: Abs "abs", Min "min", Max "max", Coalesce "coalesce", Lower "lower", Length "length", Contains "contains"
);
operators!(
    /// Functions of rows.
    Reduce: Count "count", Sum "sum", Mean "mean", Min "min", Max "max", Quantile "quantile", Distinct "distinct"
);

impl Function {
    /// The fewest and the most values it takes.
    pub(crate) fn arity(self) -> (usize, usize) {
        match self {
            Self::Abs | Self::Lower | Self::Length => (1, 1),
            Self::Min | Self::Max | Self::Contains => (2, 2),
            Self::Coalesce => (2, usize::MAX),
        }
    }
}

/// An aggregate as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reduction {
    pub(crate) reduce: Reduce,
    /// A column node of that name.
    pub(crate) table: Option<Node>,
    pub(crate) argument: Option<Node>,
    pub(crate) condition: Option<Node>,
    /// Which quantile, 0 to 1; 0 for all else.
    pub(crate) quantile: f64,
    /// What the other side of a `share` reads: both read one table.
    pub(crate) beside: Option<Node>,
}

/// Hours of service between two columns: a column that whoever plans the formula derives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Service {
    /// Its name.
    pub(crate) column: String,
    /// Two column nodes: begin and end.
    pub(crate) ends: [Node; 2],
}

impl Service {
    /// Of two column nodes.
    pub(crate) fn new(ends: [Node; 2]) -> Self {
        let mut service = Self { column: String::new(), ends };
        service.name();
        service
    }

    fn name(&mut self) {
        let [begin, end] = [0, 1].map(|place: usize| match &self.ends[place].syntax {
            Syntax::Column(name) => crate::print::quoted_name(name),
            _ => String::new(),
        });
        self.column = format!("service({begin}, {end})");
    }
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Syntax {
    Literal(Literal),
    Column(String),
    Not(Box<Node>),
    Negate(Box<Node>),
    /// Two or more.
    And(Vec<Node>),
    /// Two or more.
    Or(Vec<Node>),
    Compare(Comparison, Box<Node>, Box<Node>),
    Arithmetic(Operator, Box<Node>, Box<Node>),
    IsNull {
        value: Box<Node>,
        negated: bool,
    },
    /// At least one item.
    In {
        value: Box<Node>,
        items: Vec<Node>,
        negated: bool,
    },
    /// Value, low, high.
    Between {
        parts: Box<[Node; 3]>,
        negated: bool,
    },
    Like {
        value: Box<Node>,
        pattern: String,
        negated: bool,
    },
    Call(Function, Vec<Node>),
    /// Only in aggregates.
    Service(Box<Service>),
    /// Only in formulas.
    Aggregate(Box<Reduction>),
}

/// A node; two are equal if they mean the same, wherever they stand.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) syntax: Syntax,
    pub(crate) span: Span,
    /// In parentheses: `(a and b) and c` is not `a and b and c`.
    pub(crate) grouped: bool,
    depth: usize,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.syntax == other.syntax
    }
}

impl Node {
    /// A node over its children, unless that makes the tree too deep.
    pub(crate) fn new(syntax: Syntax, span: Span) -> Result<Self, Error> {
        let mut depth = 0;
        syntax.children(&mut |child| depth = depth.max(child.depth));
        if depth >= MAX_DEPTH {
            return Err(Error::new(Code::TooDeep, span).with("limit", MAX_DEPTH as i64));
        }
        Ok(Self { syntax, span, grouped: false, depth: depth + 1 })
    }

    /// `a and b and c` is one node of three, that a list of conditions is not deep.
    pub(crate) fn join(mut left: Self, right: Self, and: bool) -> Result<Self, Error> {
        let span = left.span.to(right.span);
        match (&mut left.syntax, and) {
            (Syntax::And(items), true) | (Syntax::Or(items), false) if !left.grouped && right.depth < MAX_DEPTH => {
                left.depth = left.depth.max(right.depth + 1);
                left.span = span;
                items.push(right);
                Ok(left)
            }
            (_, true) => Self::new(Syntax::And(vec![left, right]), span),
            (_, false) => Self::new(Syntax::Or(vec![left, right]), span),
        }
    }

    /// Visits the name of every column that is read below, in the order of the text.
    pub(crate) fn columns<'n>(&'n self, visit: &mut dyn FnMut(&'n str, Span)) {
        match &self.syntax {
            Syntax::Column(name) => visit(name, self.span),
            Syntax::Service(service) => visit(&service.column, self.span),
            syntax => syntax.children(&mut |child| child.columns(visit)),
        }
    }

    /// Visits every column node below, in the order of the text.
    pub(crate) fn written<'n>(&'n self, visit: &mut dyn FnMut(&'n str, Span)) {
        if let Syntax::Column(name) = &self.syntax {
            visit(name, self.span);
        }
        self.syntax.children(&mut |child| child.written(visit));
    }

    /// Visits the two columns of every `service` below.
    pub(crate) fn services<'n>(&'n self, visit: &mut dyn FnMut(&'n Service)) {
        if let Syntax::Service(service) = &self.syntax {
            visit(service);
        }
        self.syntax.children(&mut |child| child.services(visit));
    }

    /// Gives columns other names.
    pub(crate) fn rename(&mut self, name: &dyn Fn(&str) -> Option<String>) {
        match &mut self.syntax {
            Syntax::Literal(_) | Syntax::Aggregate(_) => {}
            Syntax::Column(column) => {
                if let Some(new) = name(column) {
                    *column = new;
                }
            }
            Syntax::Not(value) | Syntax::Negate(value) | Syntax::IsNull { value, .. } | Syntax::Like { value, .. } => {
                value.rename(name)
            }
            Syntax::Compare(_, left, right) | Syntax::Arithmetic(_, left, right) => {
                left.rename(name);
                right.rename(name);
            }
            Syntax::And(items) | Syntax::Or(items) | Syntax::Call(_, items) => {
                items.iter_mut().for_each(|item| item.rename(name));
            }
            Syntax::In { value, items, .. } => {
                value.rename(name);
                items.iter_mut().for_each(|item| item.rename(name));
            }
            Syntax::Between { parts, .. } => parts.iter_mut().for_each(|item| item.rename(name)),
            Syntax::Service(service) => {
                service.ends.iter_mut().for_each(|end| end.rename(name));
                service.name();
            }
        }
    }
}

impl Syntax {
    fn children<'n>(&'n self, visit: &mut dyn FnMut(&'n Node)) {
        match self {
            Self::Literal(_) | Self::Column(_) => {}
            Self::Not(value) | Self::Negate(value) | Self::IsNull { value, .. } | Self::Like { value, .. } => {
                visit(value);
            }
            Self::Compare(_, left, right) | Self::Arithmetic(_, left, right) => {
                visit(left);
                visit(right);
            }
            Self::And(items) | Self::Or(items) | Self::Call(_, items) => items.iter().for_each(visit),
            Self::In { value, items, .. } => {
                visit(value);
                items.iter().for_each(visit);
            }
            Self::Between { parts, .. } => parts.iter().for_each(visit),
            Self::Service(service) => service.ends.iter().for_each(visit),
            Self::Aggregate(reduction) => reduction.argument.iter().chain(&reduction.condition).for_each(visit),
        }
    }
}
