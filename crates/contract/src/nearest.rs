//! The known name that was probably meant.

/// Names longer than this are not compared.
const LONGEST: usize = 64;

/// The nearest of `known`, the first of equals; none where nothing is near.
///
/// A linked column (`order.paid_at`) is near to its bare name.
#[must_use]
pub fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let wanted: Vec<char> = name.chars().flat_map(char::to_lowercase).take(LONGEST + 1).collect();
    if wanted.is_empty() || wanted.len() > LONGEST {
        return None;
    }
    let mut best = None;
    let mut least = wanted.len().div_ceil(3).min(3) + 1;
    for candidate in known {
        let folded: Vec<char> = candidate.chars().flat_map(char::to_lowercase).take(LONGEST + 1).collect();
        let distance = if folded.len() > LONGEST {
            continue;
        } else if folded.strip_suffix(&wanted[..]).is_some_and(|rest| rest.last().is_none_or(|c| *c == '.')) {
            0
        } else {
            distance(&wanted, &folded)
        };
        if distance < least {
            least = distance;
            best = Some(candidate);
        }
    }
    best
}

/// Levenshtein's distance, where swapping two neighbours costs one.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(name: &str, known: &[&'static str]) -> Option<&'static str> {
        nearest(name, known.iter().copied())
    }

    #[test]
    fn typing_errors_find_their_name() {
        let known = ["status", "created_at", "order.paid_at", "标题"];
        assert_eq!(near("stauts", &known), Some("status"));
        assert_eq!(near("Created_At", &known), Some("created_at"));
        assert_eq!(near("paid_at", &known), Some("order.paid_at"));
        assert_eq!(near("orders.paid_at", &known), Some("order.paid_at"));
        assert_eq!(near("标", &known), Some("标题"));
        assert_eq!(near("carrier", &known), None);
        assert_eq!(near("", &known), None);
        assert_eq!(near(&"x".repeat(10_000), &known), None);
    }

    #[test]
    fn distances() {
        let of = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(of("", "abc"), 3);
        assert_eq!(of("kitten", "sitting"), 3);
        assert_eq!(of("ab", "ba"), 1);
    }
}
