//! Finds up to three bytes in an input, 64 bytes at a time.
//!
//! Three comparisons a byte, which the compiler turns into vector code, packed into one bit per byte: what follows then costs
//! per byte found, not per byte. (Crate `simd-csv` is as fast, but there any quote switches between inside and outside of
//! a cell, so that one inch sign swallows all rows up to the next.)

use super::input::Input;

/// The places of some bytes. Every question names the input, which must be the same one.
#[derive(Debug)]
pub(crate) struct Marks {
    needles: [u8; 3],
    /// The block at hand, and its marks that were not given.
    base: usize,
    marks: u64,
    /// Where the block after it starts.
    next_block: usize,
}

impl Marks {
    pub(crate) fn new(needles: [u8; 3]) -> Self {
        Self { needles, base: 0, marks: 0, next_block: 0 }
    }

    /// The next place.
    #[inline(always)]
    pub(crate) fn next(&mut self, input: &mut impl Input) -> Option<usize> {
        let mark = self.peek(input)?;
        self.marks &= self.marks - 1;
        Some(mark)
    }

    /// The next place, which is given again.
    #[inline(always)]
    pub(crate) fn peek(&mut self, input: &mut impl Input) -> Option<usize> {
        if self.marks == 0 {
            self.next_marks(input)?;
        }
        Some(self.base + self.marks.trailing_zeros() as usize)
    }

    /// Goes to the next block that has marks.
    #[inline(never)]
    fn next_marks(&mut self, input: &mut impl Input) -> Option<()> {
        while self.marks == 0 {
            self.base = self.next_block;
            if self.needles[0] == self.needles[2] {
                // A single byte, and none in the last block: it may be rare.
                self.base = input.find(self.needles[0], self.base..usize::MAX)?;
            }
            let rest = input.tail(self.base);
            if rest.is_empty() {
                return None;
            }
            match rest.first_chunk::<64>() {
                Some(block) => {
                    self.marks = find(block, self.needles);
                    self.next_block = self.base + 64;
                }
                None => {
                    let mut block = [0; 64];
                    block[..rest.len()].copy_from_slice(rest);
                    self.marks = find(&block, self.needles) & ((1 << rest.len()) - 1);
                    self.next_block = self.base + rest.len();
                }
            }
        }
        Some(())
    }

    /// Goes on at `to`, which is not before the last place given.
    #[inline]
    pub(crate) fn seek(&mut self, to: usize) {
        if to < self.next_block {
            self.marks &= u64::MAX << (to - self.base);
        } else {
            self.marks = 0;
            self.next_block = to;
        }
    }
}

/// One bit per byte that is sought.
#[inline]
fn find(block: &[u8; 64], [a, b, c]: [u8; 3]) -> u64 {
    let mut hits = [0u8; 64];
    for (hit, byte) in hits.iter_mut().zip(block) {
        *hit = u8::from(*byte == a) | u8::from(*byte == b) | u8::from(*byte == c);
    }
    let mut marks = 0;
    for (index, word) in hits.as_chunks::<8>().0.iter().enumerate() {
        // Gathers the lowest bits of 8 bytes in the highest byte of the product.
        let bits = u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        marks |= bits << (8 * index);
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found() {
        let bytes: Vec<u8> = (0..300u32).map(|n| b"ab,c\"\nd"[(n * n % 7) as usize]).collect();
        let expected: Vec<usize> = (0..300).filter(|at| b",\"\n".contains(&bytes[*at])).collect();
        let mut input = bytes.as_slice();
        let mut marks = Marks::new(*b",\"\n");
        assert_eq!(std::iter::from_fn(|| marks.next(&mut input)).collect::<Vec<_>>(), expected);
        for to in 0..300 {
            let mut marks = Marks::new(*b",\"\n");
            marks.peek(&mut input);
            marks.seek(to);
            assert_eq!(marks.next(&mut input), expected.iter().copied().find(|place| *place >= to));
        }
    }
}
