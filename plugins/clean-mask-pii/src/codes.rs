//! Columns that join tables: a masked number would join strangers, so a pseudonym takes the place of the whole cell.

use aftersight_sdk::Cell;
use aftersight_sdk::pseudonym::{Seal, is_key, phone};

use crate::{Find, mail, numbers, scan};

/// Letters before the numbers of parcels.
const CARRIERS: [&str; 27] = [
    "SF", "YT", "JD", "JDV", "JDVA", "JDVB", "JDVC", "JDVD", "JDVE", "JDX", "JDK", "JT", "STO", "ZTO", "YTO", "YD",
    "YZ", "EMS", "DPK", "DPL", "DB", "KY", "AN", "UC", "HT", "BT", "TT",
];

/// Whose number is it? The kind, and the number in the one form that all its spellings share.
fn recognise(cell: &str) -> Option<(&'static str, String)> {
    let cell = cell.trim();
    if let Some(mobile) = phone::normalise(cell).filter(|number| phone::is_mobile(number)) {
        return Some(("phone", mobile));
    }
    if mail::is_whole(cell) {
        return Some(("member", cell.to_lowercase()));
    }
    let whole = |find: &Find| find.from == 0 && find.to == cell.len();
    let finds = numbers::find(cell, false);
    match finds.as_slice() {
        [] => None,
        [find] if whole(find) && find.code == "id-card" => Some(("id-card", cell.to_ascii_uppercase())),
        finds if finds.iter().all(|find| carried(cell, find)) => None,
        _ => Some(("code", cell.to_owned())),
    }
}

/// Is it the number of a parcel: a carrier's letters, then digits?
fn carried(cell: &str, find: &Find) -> bool {
    let before = &cell[..find.from];
    let letters = before.len() - before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
    letters > 0 && CARRIERS.contains(&&before[before.len() - letters..])
}

/// A cell as it may be seen; `None` if nothing in it is anybody's.
pub(crate) fn cell(cell: &str, seal: Option<&Seal>) -> Option<Cell<String>> {
    // A number that systems write, a phone as people write it, or a mail: the rest is text.
    let code = scan::is_number(cell) || phone::normalise(cell).is_some() || mail::is_code(cell);
    if !code || is_key(cell) || !(cell.contains('@') || scan::digits(cell.as_bytes())) {
        return None;
    }
    let (kind, number) = recognise(cell).or_else(|| mail::is_code(cell).then(|| ("code", cell.to_owned())))?;
    Some(match seal {
        Some(seal) => Cell::Fixed(seal.key(kind, &number), "pseudonym"),
        None => Cell::Cleared("no-key"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_pseudonym_and_other_numbers_stay() {
        let seal = Seal::new("a tenant's own key");
        let of = |text: &str| match cell(text, seal.as_ref()) {
            Some(Cell::Fixed(pseudonym, "pseudonym")) => Some(pseudonym),
            None => None,
            Some(other) => panic!("{other:?}"),
        };
        let one = of("13800138000").unwrap();
        for same in ["138-0013-8000", "+86 13800138000", "8613800138000", "138 0013 8000"] {
            assert_eq!(of(same).as_ref(), Some(&one), "{same}");
        }
        assert_eq!(of(&one), None);
        assert_eq!(of("11010519491231002x"), of("11010519491231002X"));
        let whose = [
            "13800138000-1234",
            "20250601-13800138000",
            "13800138000/13900139000",
            "tb13800138000",
            "zs@qq.com",
            "CAF+x=1@mail.gmail.com",
            "0571-88888888",
            "11010519491231002X",
        ];
        for text in whose {
            assert!(of(text).is_some_and(|pseudonym| is_key(&pseudonym)), "{text}");
        }
        for text in ORDINARY {
            assert_eq!(of(text), None, "{text}");
        }
        assert!(matches!(cell("13800138000", None), Some(Cell::Cleared("no-key"))));
    }

    /// Numbers of platforms and carriers.
    const ORDINARY: [&str; 26] = [
        "4108888888888888889",
        "178000000078007357",
        "302455000001",
        "250601-123456789012345",
        "6920250601123456789",
        "600010068005",
        "SF1380013800012",
        "SF13800138000",
        "YT7677415927313",
        "JDVA13800138000",
        "JT3012345678901",
        "773012345678901",
        "75312345678901",
        "432123456789012",
        "9861234567890",
        "1138001380001",
        "EA123456789CN",
        "#1001",
        "SP01-B-M",
        "A017",
        "6901234567892",
        "2025060122001",
        "12345678901",
        "10800138000",
        "104857601",
        "",
    ];
}
