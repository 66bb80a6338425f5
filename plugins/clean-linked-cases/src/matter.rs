//! Chains of cases in time.

/// A case of one order, item and type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Filed<'a> {
    /// When, in microseconds.
    pub(crate) at: i64,
    pub(crate) id: &'a str,
    pub(crate) channel: Option<&'a str>,
    pub(crate) row: usize,
}

/// The rows that belong to an earlier case, each with the number of the first case of its chain.
///
/// Two cases within the window are one matter, if `across` only where they came by different channels, and so are all that
/// are connected by such pairs. Where a window holds two channels, every case in it has a partner of another channel, and
/// any two pairs meet: the whole window is one matter. So chains are runs in time, and one pass finds them.
pub(crate) fn roots<'a>(filed: &mut [Filed<'a>], window: i64, across: bool) -> Vec<(usize, &'a str)> {
    filed.sort_unstable();
    // How many windows join a case to the one before it, as steps up and down.
    let mut steps = vec![0i32; filed.len() + 1];
    let (mut begin, mut change) = (0, 0);
    for (end, case) in filed.iter().enumerate() {
        while case.at.saturating_sub(filed[begin].at) > window {
            begin += 1;
        }
        if end > 0 && filed[end - 1].channel != case.channel {
            change = end;
        }
        if begin < end && (!across || change > begin) {
            steps[begin + 1] += 1;
            steps[end + 1] -= 1;
        }
    }
    let mut linked = Vec::new();
    let (mut joined, mut root) = (0, "");
    for (index, case) in filed.iter().enumerate() {
        joined += steps[index];
        if joined > 0 {
            linked.push((case.row, root));
        } else {
            root = case.id;
        }
    }
    linked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filed(cases: &[(i64, &'static str)]) -> Vec<Filed<'static>> {
        const IDS: [&str; 8] = ["C0", "C1", "C2", "C3", "C4", "C5", "C6", "C7"];
        cases
            .iter()
            .enumerate()
            .map(|(row, (at, by))| Filed { at: *at, id: IDS[row], channel: Some(*by), row })
            .collect()
    }

    fn linked(cases: &[(i64, &'static str)], across: bool) -> Vec<(usize, &'static str)> {
        roots(&mut filed(cases), 72, across)
    }

    #[test]
    fn a_chain_has_one_root() {
        let chain = [(0, "im"), (60, "phone"), (120, "im"), (193, "phone")];
        assert_eq!(linked(&chain, true), [(1, "C0"), (2, "C0")]);
        assert_eq!(linked(&[(120, "im"), (0, "im"), (72, "phone")], true), [(2, "C1"), (0, "C1")]);
        assert_eq!(linked(&[(0, "im"), (73, "phone")], true), []);
    }

    #[test]
    fn one_channel_is_joined_only_by_another() {
        assert_eq!(linked(&[(0, "im"), (5, "im")], true), []);
        assert_eq!(linked(&[(0, "im"), (5, "im")], false), [(1, "C0")]);
        assert_eq!(linked(&[(0, "im"), (5, "im"), (9, "phone")], true), [(1, "C0"), (2, "C0")]);
        assert_eq!(linked(&[(0, "im"), (50, "im"), (100, "phone")], true), [(2, "C1")]);
    }

    /// The definition, pair by pair.
    fn by_pairs(cases: &[(i64, &'static str)], across: bool) -> Vec<(usize, &'static str)> {
        let mut sorted = filed(cases);
        sorted.sort();
        let mut of: Vec<usize> = (0..sorted.len()).collect();
        for right in 0..sorted.len() {
            for left in 0..right {
                let near = sorted[right].at - sorted[left].at <= 72;
                if near && (!across || sorted[left].channel != sorted[right].channel) {
                    let (from, to) = (of[right].max(of[left]), of[right].min(of[left]));
                    of.iter_mut().filter(|chain| **chain == from).for_each(|chain| *chain = to);
                }
            }
        }
        let later = (0..sorted.len()).filter(|index| of[*index] != *index);
        later.map(|index| (sorted[index].row, sorted[of[index]].id)).collect()
    }

    #[test]
    fn one_pass_finds_what_all_pairs_find() {
        let channels = ["im", "phone", "app"];
        let mut seed = 7u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for _ in 0..3000 {
            let cases: Vec<_> = (0..next(9)).map(|_| (next(400) as i64, channels[next(3) as usize])).collect();
            for across in [false, true] {
                assert_eq!(linked(&cases, across), by_pairs(&cases, across), "{cases:?}");
            }
        }
    }
}
