//! Long cells: what stands at the end of one is masked as what stands at its begin, in time that grows with its length.

#![expect(clippy::print_stdout, reason = "the times are worth reading")]

use std::time::Instant;

use crate::columns::{Columns, Content};
use crate::{Cell, MaskPii};

/// Pieces that are masked alike wherever they stand.
const PIECES: [(&str, Content); 24] = [
    ("13800138000 ", Content::Free),
    ("138-0013-8000, ", Content::Free),
    ("0571-88888888; ", Content::Free),
    ("电话88888888，", Content::Free),
    ("6222020200112230004 ", Content::Free),
    ("卡号6222020200112230004，", Content::Free),
    ("1234 ", Content::Free),
    ("1234 ", Content::Card),
    ("110105491231002;", Content::Free),
    ("1234567;", Content::Free),
    ("zs@qq.com, ", Content::Free),
    ("@", Content::Free),
    ("姓名", Content::Free),
    ("收件人：王小明，", Content::Free),
    ("Name:", Content::Free),
    ("Name: Ann Lee, ", Content::Free),
    ("王小明先生，", Content::Free),
    ("文三路138号。浙江省杭州市西湖区", Content::Free),
    ("走了138号，", Content::Free),
    ("花园路88号，", Content::Thing),
    ("1-", Content::Free),
    ("一", Content::Free),
    ("13800138000 ", Content::Phone),
    ("1234567/", Content::Phone),
];

/// In a debug build too this many bytes are a matter of moments.
const BYTES: usize = 1 << 17;

#[test]
fn a_long_cell_is_masked_like_a_short_one() {
    let masker = MaskPii { full: false, columns: Columns::default(), seal: None };
    let mask = |cell: &str, content| match masker.cell(cell, content) {
        None => cell.to_owned(),
        Some(Cell::Fixed(text, _)) => text,
        Some(other) => panic!("{other:?}"),
    };
    for (piece, content) in PIECES {
        let few = mask(&piece.repeat(8), content);
        let start = Instant::now();
        let many = mask(&piece.repeat(8 * (BYTES / 8 / piece.len())), content);
        println!("{:>6} ms {content:?} {piece:?}", start.elapsed().as_millis());
        let half = few.len() / 2;
        assert_eq!((&many[..half], &many[many.len() - (few.len() - half)..]), (&few[..half], &few[half..]), "{piece}");
    }
}
