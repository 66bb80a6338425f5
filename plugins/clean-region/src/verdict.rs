//! What the cells of a row say together about where it is.

use crate::divisions::{Divisions, Level};
use crate::reading::{Reading, is_filler, is_hidden, written};

/// The columns that are read: province, city, district, address, code.
pub(crate) const CELLS: usize = 5;
/// The place of the address among them.
pub(crate) const ADDRESS: usize = 3;
/// The place of the code among them.
pub(crate) const CODE: usize = 4;

const LEVELS: [Level; 3] = [Level::Province, Level::City, Level::District];

/// Where a row is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The smallest division that is certain.
    pub(crate) region: Option<usize>,
    /// Cells contradict each other: no code is right.
    pub(crate) is_torn: bool,
    /// A district that the table lacks, as the address has it.
    pub(crate) district: Option<String>,
    /// What is wrong: the cell's place and a code.
    pub(crate) remarks: Vec<(usize, &'static str)>,
}

/// Judges the cells of a row; blank ones are `None`.
pub(crate) fn judge(divisions: &Divisions, cells: [Option<&str>; CELLS]) -> Verdict {
    let mut verdict = Verdict::default();
    for (place, level) in LEVELS.into_iter().enumerate() {
        if let Some(cell) = cells[place] {
            verdict.column(divisions, cell, place, level);
        }
    }
    if let Some(address) = cells[ADDRESS] {
        let open = cells[Level::District as usize].is_none();
        if address.contains(is_hidden) {
            let seen: String = address.chars().filter(|c| !is_hidden(*c)).collect();
            verdict.address(divisions, &seen, open);
        } else {
            verdict.address(divisions, address, open);
        }
    }
    if let Some(code) = cells[CODE] {
        verdict.code(divisions, code);
    }
    verdict.settle(divisions, cells);
    verdict
}

impl Verdict {
    /// A cell of the column of a level.
    fn column(&mut self, divisions: &Divisions, cell: &str, place: usize, level: Level) {
        let whole = |scope| {
            let reading = divisions.read(cell, scope, Some(level));
            Some(reading)
                .filter(|reading| reading.bytes == cell.len() && (reading.region.is_some() || reading.is_doubtful))
        };
        if is_filler(cell) {
            return;
        }
        if let Some(inside) = self.region.and_then(|scope| whole(Some(scope))) {
            self.region = inside.region.or(self.region);
            if inside.is_doubtful {
                self.remark(place, cell, "ambiguous");
            }
            return;
        }
        let Some(reading) = whole(None) else {
            let city =
                self.region.filter(|region| level == Level::District && divisions.0[*region].level == Level::City);
            match city {
                Some(city) if divisions.is_undivided(city) => {}
                Some(_) => self.remark(place, cell, "district-uncoded"),
                None => self.remark(place, cell, "unknown"),
            }
            return;
        };
        match (self.region, reading.region) {
            (None, found) => {
                self.region = found;
                if reading.is_doubtful {
                    self.remark(place, cell, "ambiguous");
                }
            }
            // A cell that repeats what is known.
            (Some(known), Some(found)) if divisions.contains(found, known) => {}
            _ => {
                self.remark(place, cell, "contradiction");
                self.is_torn = true;
            }
        }
    }

    /// The begin of an address, as far as columns have left something open.
    fn address(&mut self, divisions: &Divisions, address: &str, open: bool) {
        let whole = divisions.read(address, None, None);
        let fits = |region: usize| self.region.is_none_or(|known| divisions.contains(known, region));
        let reading = match (whole.region.filter(|_| !whole.is_doubtful), self.region) {
            (Some(found), _) if fits(found) => whole,
            // It stops short of what the columns say.
            (Some(found), Some(known)) if divisions.contains(found, known) => {
                let rest = &address[whole.bytes..];
                let inside = divisions.read(rest, Some(known), None);
                Reading { bytes: whole.bytes + inside.bytes, ..inside }
            }
            (Some(_), Some(_)) => return self.remark(ADDRESS, address, "contradiction"),
            (_, Some(known)) => divisions.read(address, Some(known), None),
            (_, None) => whole,
        };
        if let Some(found) = reading.region.filter(|found| fits(*found)) {
            self.region = Some(found);
        }
        if reading.is_doubtful {
            self.remark(ADDRESS, address, "ambiguous");
        }
        let Some(region) = self.region else {
            if !reading.is_doubtful {
                self.remark(ADDRESS, address, "unknown");
            }
            return;
        };
        if open && divisions.0[region].level == Level::City && reading.region == Some(region) {
            let undivided = divisions.is_undivided(region);
            if let Some(district) = written(address, &reading, undivided) {
                self.district = Some(district.to_owned());
                if !undivided {
                    self.remark(ADDRESS, address, "district-uncoded");
                }
            }
        }
    }

    /// The code that the source gives: says more where names say too little, nothing where they say other.
    fn code(&mut self, divisions: &Divisions, code: &str) {
        let Some(found) = divisions.of_code(code).map(|found| divisions.settle(found)) else { return };
        match self.region {
            Some(known) if divisions.contains(found, known) && found != known => {}
            Some(known) if !divisions.contains(known, found) => self.remarks.push((CODE, "code-differs")),
            _ => self.region = Some(found),
        }
    }

    /// Takes back doubts about a cell that others have settled; a cell that names another division contradicts them.
    fn settle(&mut self, divisions: &Divisions, cells: [Option<&str>; CELLS]) {
        let Some(region) = self.region else { return };
        let path = divisions.path(region);
        let mut torn = false;
        self.remarks.retain_mut(|(place, code)| {
            let named = if *place < LEVELS.len() { path[*place] } else { Some(region) };
            let (Some(named), Some(cell), "ambiguous") = (named, cells[*place], *code) else { return true };
            let fits = divisions.0[named].at(cell).is_some_and(|(bytes, _)| *place == ADDRESS || bytes == cell.len());
            if !fits && *place != ADDRESS {
                *code = "contradiction";
                torn = true;
            }
            !fits
        });
        self.is_torn |= torn;
    }

    /// Says what is wrong with a cell; what is not written in Chinese is not ours to judge.
    fn remark(&mut self, place: usize, cell: &str, code: &'static str) {
        if cell.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
            self.remarks.push((place, code));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(cells: [&str; CELLS]) -> (Option<&'static str>, Vec<(usize, &'static str)>) {
        let divisions = Divisions::load();
        let verdict = judge(&divisions, cells.map(|cell| Some(cell).filter(|cell| !cell.is_empty())));
        let code = verdict.region.filter(|_| !verdict.is_torn).map(|region| divisions.code(region));
        (code, verdict.remarks)
    }

    #[test]
    fn cells_settle_each_others_doubts() {
        for (cells, expected, remarks) in [
            (["浙江", "杭州", "西湖", "", ""], Some("330106"), vec![]),
            (["", "", "朝阳区", "", ""], None, vec![(2, "ambiguous")]),
            (["北京", "", "朝阳区", "", ""], Some("110105"), vec![]),
            (["北京", "朝阳", "", "", ""], Some("110105"), vec![]),
            (["吉林", "长春", "朝阳", "", ""], Some("220104"), vec![]),
            (["", "朝阳", "", "", ""], None, vec![(1, "ambiguous")]),
            (["吉林", "", "", "", ""], Some("220000"), vec![]),
            (["", "吉林", "", "", ""], Some("220200"), vec![]),
            (["吉林", "吉林", "", "", ""], Some("220200"), vec![]),
            (["", "", "吉林", "", ""], Some("220200"), vec![]),
            (["吉林", "", "吉林", "", ""], Some("220200"), vec![]),
            (["浙江", "深圳", "", "", ""], None, vec![(1, "contradiction")]),
            (["江浙沪", "", "", "", ""], None, vec![(0, "unknown")]),
            (["California", "Los Angeles", "", "", ""], None, vec![]),
            (["四川省", "成都市", "高新区", "", ""], Some("510100"), vec![(2, "district-uncoded")]),
            (["广东省", "东莞市", "虎门镇", "", ""], Some("441900"), vec![]),
            (["上海", "市辖区", "浦东新区", "", ""], Some("310115"), vec![]),
            (["", "长春", "", "朝阳区建设街1号", ""], Some("220104"), vec![]),
            (["吉林省", "", "", "长春市朝阳区建设街1号", ""], Some("220104"), vec![]),
            (["浙江", "", "", "广东省深圳市", ""], Some("330000"), vec![(3, "contradiction")]),
            (["", "", "朝阳区", "", "110105"], Some("110105"), vec![]),
            (["", "", "朝阳区", "", "330106"], None, vec![(2, "contradiction")]),
            (["", "", "", "朝阳区建国路1号", "110105"], Some("110105"), vec![]),
            (["", "", "朝阳区", "吉林省长春市朝阳区", ""], Some("220104"), vec![]),
            (["", "", "", "\u{feff}浙\u{200b}江省 杭州市 西湖区\u{a0}", ""], Some("330106"), vec![]),
            (["浙江", "", "", "", "110105"], Some("330000"), vec![(4, "code-differs")]),
            (["", "", "", "", "330106"], Some("330106"), vec![]),
            (["", "", "", "", "110000"], Some("110000"), vec![]),
        ] {
            assert_eq!(code(cells), (expected, remarks), "{cells:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(cells in proptest::array::uniform5(any::<Option<String>>()), mixed in proptest::array::uniform5("[省市区县 0-9]{0,2}(浙江|吉林|朝阳|海南|330106|)[省市区县]{0,1}")) {
            let divisions = Divisions::load();
            let _ = judge(&divisions, cells.each_ref().map(Option::as_deref));
            let verdict = judge(&divisions, mixed.each_ref().map(|cell| Some(cell.as_str())));
            prop_assert!(verdict.region.is_none_or(|region| region < divisions.0.len()));
        }
    }
}
