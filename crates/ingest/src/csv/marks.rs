//! Finds up to three bytes in an input, 64 bytes at a time.
//!
//! Three comparisons a byte, which the compiler turns into vector code, packed into one bit per byte: what follows then costs
//! per byte found, not per byte. (Crate `simd-csv` is as fast, but there any quote switches between inside and outside of
//! a cell, so that one inch sign swallows all rows up to the next.)

/// The places of some bytes.
#[derive(Debug)]
pub(crate) struct Marks<'a> {
    bytes: &'a [u8],
    needles: [u8; 3],
    /// The block at hand, and its marks that were not given.
    base: usize,
    marks: u64,
    /// Where the block after it starts.
    next_block: usize,
}

impl<'a> Marks<'a> {
    pub(crate) fn new(bytes: &'a [u8], needles: [u8; 3]) -> Self {
        Self { bytes, needles, base: 0, marks: 0, next_block: 0 }
    }

    /// The next place.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> Option<usize> {
        let mark = self.peek()?;
        self.marks &= self.marks - 1;
        Some(mark)
    }

    /// The next place, which is given again.
    #[inline(always)]
    pub(crate) fn peek(&mut self) -> Option<usize> {
        if self.marks == 0 {
            self.next_marks()?;
        }
        Some(self.base + self.marks.trailing_zeros() as usize)
    }

    /// Goes to the next block that has marks.
    #[inline(never)]
    fn next_marks(&mut self) -> Option<()> {
        while self.marks == 0 {
            self.base = self.next_block;
            if self.needles[0] == self.needles[2] {
                // A single byte, and none in the last block: it may be rare.
                self.base += memchr::memchr(self.needles[0], self.bytes.get(self.base..)?)?;
            }
            let rest = self.bytes.get(self.base..).filter(|rest| !rest.is_empty())?;
            self.marks = match rest.first_chunk::<64>() {
                Some(block) => find(block, self.needles),
                None => {
                    let mut block = [0; 64];
                    block[..rest.len()].copy_from_slice(rest);
                    find(&block, self.needles) & ((1 << rest.len()) - 1)
                }
            };
            self.next_block = self.base + 64;
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
        let mut marks = Marks::new(&bytes, *b",\"\n");
        assert_eq!(std::iter::from_fn(|| marks.next()).collect::<Vec<_>>(), expected);
        for to in 0..300 {
            let mut marks = Marks::new(&bytes, *b",\"\n");
            marks.peek();
            marks.seek(to);
            assert_eq!(marks.next(), expected.iter().copied().find(|place| *place >= to));
        }
    }
}
