//! What a person entered.

/// The classes.
pub(crate) const CLASSES: [&str; 4] = ["P1", "P2", "P3", "P4"];

/// Words for each class.
const WORDS: [&[&str]; 4] = [
    &["p1", "1", "p0", "urgent", "critical", "highest", "紧急", "非常紧急", "特急", "最高"],
    &["p2", "2", "high", "高", "较高", "优先", "重要"],
    &["p3", "3", "normal", "medium", "中", "一般", "普通", "正常"],
    &["p4", "4", "low", "lowest", "低", "较低", "不急"],
];

/// What stands in the column of priorities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    Nothing,
    /// A place in [`CLASSES`].
    Class(u32),
    /// Not a priority.
    Unknown,
}

/// Reads a cell.
pub(crate) fn read(cell: &str) -> Given {
    let word = cell.trim().to_lowercase();
    if matches!(word.as_str(), "" | "-" | "--" | "/" | "无" | "n/a" | "null" | "none") {
        return Given::Nothing;
    }
    let place = WORDS.iter().position(|words| words.contains(&word.as_str()));
    place.map_or(Given::Unknown, |place| Given::Class(place as u32))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_of_several_systems_are_read() {
        for (word, class) in [("P1", 0), (" Urgent ", 0), ("紧急", 0), ("High", 1), ("中", 2), ("low", 3)] {
            assert_eq!(read(word), Given::Class(class), "{word}");
        }
        assert_eq!((read(" "), read("无"), read("P9")), (Given::Nothing, Given::Nothing, Given::Unknown));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = read(&text);
        }
    }
}
