//! A slot: pieces of one kind, one for each group.

use aftersight_expr::AggregateKind;
use aftersight_measure::Distinct;

use super::figure::Figure;
use super::pieces::{Extremes, Piece, Sketch, Total};

#[derive(Clone, Debug)]
pub(super) enum Slot {
    Totals(Vec<Total>),
    Extremes(Vec<Extremes>),
    Sketches(Vec<Sketch>),
    Sets(Vec<Distinct>),
}

/// The same for whatever pieces.
macro_rules! of_any {
    ($slot:expr, $pieces:ident => $body:expr) => {
        match $slot {
            Slot::Totals($pieces) => $body,
            Slot::Extremes($pieces) => $body,
            Slot::Sketches($pieces) => $body,
            Slot::Sets($pieces) => $body,
        }
    };
}

impl Slot {
    pub(super) fn new(kind: AggregateKind, groups: usize) -> Self {
        match kind {
            AggregateKind::Count | AggregateKind::Sum | AggregateKind::Mean => {
                Self::Totals(vec![Total::default(); groups])
            }
            AggregateKind::Min | AggregateKind::Max => Self::Extremes(vec![Extremes::default(); groups]),
            AggregateKind::Quantile(_) => Self::Sketches(vec![Sketch::default(); groups]),
            AggregateKind::Distinct => Self::Sets(vec![Distinct::default(); groups]),
        }
    }

    pub(super) fn resize(&mut self, groups: usize) {
        match self {
            Self::Totals(pieces) => pieces.resize(groups, Total::default()),
            Self::Extremes(pieces) => pieces.resize(groups, Extremes::default()),
            Self::Sketches(pieces) => pieces.resize_with(groups, Sketch::default),
            Self::Sets(pieces) => pieces.resize_with(groups, Distinct::default),
        }
    }

    pub(super) fn figure(&self, kind: AggregateKind, group: usize) -> Figure {
        match self {
            Self::Totals(totals) => Figure::of_total(kind, &totals[group]),
            Self::Extremes(extremes) => Figure::of_extremes(kind, &extremes[group]),
            Self::Sketches(sketches) => Figure::of_sketch(kind, &sketches[group]),
            Self::Sets(sets) => Figure::of_set(&sets[group]),
        }
    }

    fn tag(&self) -> u8 {
        match self {
            Self::Totals(_) => 0,
            Self::Extremes(_) => 1,
            Self::Sketches(_) => 2,
            Self::Sets(_) => 3,
        }
    }

    /// Appends number, kind, length and bytes of a group's piece, unless it is empty.
    pub(super) fn encode(&self, number: usize, group: usize, out: &mut Vec<u8>) {
        of_any!(self, pieces => {
            if pieces[group].is_empty() {
                return;
            }
            out.extend_from_slice(&[number as u8, self.tag(), 0, 0, 0, 0]);
            let begin = out.len();
            Piece::encode(&pieces[group], out);
            let length = (out.len() - begin) as u32;
            out[begin - 4..begin].copy_from_slice(&length.to_le_bytes());
        });
    }

    /// Adds the bytes of a piece of that kind; none where it is of another kind or no such piece.
    pub(super) fn merge(&mut self, kind: AggregateKind, group: usize, bytes: &[u8]) -> Option<()> {
        if self.tag() != Self::new(kind, 0).tag() {
            return None;
        }
        of_any!(self, pieces => Piece::merge(pieces.get_mut(group)?, bytes))
    }
}

/// Takes a piece from the front: number, a kind of its slot, bytes.
pub(super) fn split<'b>(rest: &mut &'b [u8]) -> Option<(usize, AggregateKind, &'b [u8])> {
    let (head, after) = rest.split_first_chunk::<6>()?;
    let [number, tag, length @ ..] = *head;
    let kind = match tag {
        0 => AggregateKind::Count,
        1 => AggregateKind::Min,
        2 => AggregateKind::Quantile(0.5),
        3 => AggregateKind::Distinct,
        _ => return None,
    };
    let (bytes, after) = after.split_at_checked(u32::from_le_bytes(length) as usize)?;
    *rest = after;
    Some((number.into(), kind, bytes))
}
