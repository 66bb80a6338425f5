//! What stands at the top of a formula.

use super::{Formula, Term, Tree};
use crate::tree::{Literal, Operator};

/// What a formula is, whatever constants it is multiplied with or divided by. Aggregates are positions in
/// [`Formula::aggregates`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Top {
    /// One aggregate.
    One(usize),
    /// One aggregate over another.
    Quotient(usize, usize),
    /// Anything else.
    Other,
}

impl Formula {
    /// What it is at the top.
    #[must_use]
    pub fn top(&self) -> Top {
        let core = core(&self.tree);
        match &core.term {
            Term::Aggregate(index) => Top::One(*index),
            Term::Arithmetic(Operator::Divide, sides) => match sides.each_ref().map(|side| &self::core(side).term) {
                [Term::Aggregate(above), Term::Aggregate(below)] => Top::Quotient(*above, *below),
                _ => Top::Other,
            },
            _ => Top::Other,
        }
    }
}

/// Without the constants.
fn core(tree: &Tree) -> &Tree {
    let mut tree = tree;
    loop {
        let Term::Arithmetic(how, sides) = &tree.term else { return tree };
        tree = match (how, is_constant(&sides[0]), is_constant(&sides[1])) {
            (Operator::Multiply | Operator::Divide, false, true) => &sides[0],
            (Operator::Multiply, true, false) => &sides[1],
            _ => return tree,
        };
    }
}

fn is_constant(tree: &Tree) -> bool {
    matches!(tree.term, Term::Literal(Literal::Integer(_) | Literal::Decimal(_) | Literal::Duration(_)))
}
