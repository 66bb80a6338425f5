//! The table of divisions: a tree of provinces, cities and districts in the order of their codes.

/// Province, city, district.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Province,
    City,
    District,
}

/// A division.
#[derive(Debug)]
pub(crate) struct Division {
    /// Six digits.
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    /// Bytes of the name that are its short form; all of them if it has none.
    short: usize,
    pub(crate) level: Level,
    /// The division above; itself for a province.
    pub(crate) parent: usize,
    /// Behind the last division below it.
    pub(crate) end: usize,
}

/// All of them.
#[derive(Debug)]
pub(crate) struct Divisions(pub(crate) Vec<Division>);

/// What may stand behind the short form of an autonomous division.
const KINDS: [(&str, &str); 3] = [("自治州", "州"), ("自治县", "县"), ("自治旗", "旗")];

/// Ends of names, longer ones first.
const ENDS: [&str; 14] = [
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "地区",
    "新区",
    "林区",
    "特区",
    "省",
    "市",
    "区",
    "县",
    "旗",
];

/// Peoples as they stand in the names of autonomous divisions.
const PEOPLES: [&str; 49] = [
    "蒙古",
    "回族",
    "藏族",
    "维吾尔",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯",
    "阿昌族",
    "普米族",
    "塔吉克",
    "怒族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "独龙族",
    "鄂伦春",
    "各族",
    "门巴族",
    "珞巴族",
];

impl Divisions {
    /// Reads the table.
    pub(crate) fn load() -> Self {
        let mut all: Vec<Division> = Vec::with_capacity(3300);
        let mut above: Vec<usize> = Vec::new();
        let lines = include_str!("../regions.txt").lines().filter(|line| !line.starts_with('#'));
        for (code, name) in lines.filter_map(|line| line.split_once(' ')) {
            let level = level(code);
            while above.last().is_some_and(|last| all[*last].level >= level) {
                close(&mut all, &mut above);
            }
            let index = all.len();
            let parent = above.last().copied().unwrap_or(index);
            all.push(Division { code, name, short: short(name), level, parent, end: index + 1 });
            above.push(index);
        }
        while !above.is_empty() {
            close(&mut all, &mut above);
        }
        Self(all)
    }

    /// Does `inner` lie in `outer`, or is it the same?
    pub(crate) fn contains(&self, outer: usize, inner: usize) -> bool {
        (outer..self.0[outer].end).contains(&inner)
    }

    /// The smallest division that holds both.
    pub(crate) fn common(&self, left: usize, right: usize) -> Option<usize> {
        let mut outer = left;
        loop {
            if self.contains(outer, right) {
                return Some(outer);
            }
            let parent = self.0[outer].parent;
            if parent == outer {
                return None;
            }
            outer = parent;
        }
    }

    /// The city of a municipality in the place of the municipality: they are one.
    pub(crate) fn settle(&self, index: usize) -> usize {
        let twin = self.0.get(index + 1).filter(|next| next.parent == index && next.name == self.0[index].name);
        if self.0[index].level == Level::Province && twin.is_some() { index + 1 } else { index }
    }

    /// Province, city and district that a division lies in.
    pub(crate) fn path(&self, index: usize) -> [Option<usize>; 3] {
        let mut path = [None; 3];
        let mut index = self.settle(index);
        loop {
            path[self.0[index].level as usize] = Some(index);
            if self.0[index].parent == index {
                return path;
            }
            index = self.0[index].parent;
        }
    }

    /// Its code: that of the province for a municipality.
    pub(crate) fn code(&self, index: usize) -> &'static str {
        let parent = self.0[index].parent;
        if self.settle(parent) == index { self.0[parent].code } else { self.0[index].code }
    }

    /// The division of a code.
    pub(crate) fn of_code(&self, code: &str) -> Option<usize> {
        self.0.binary_search_by(|division| division.code.cmp(code)).ok()
    }

    /// Has it no districts, as four cities, and those directly under a province?
    pub(crate) fn is_undivided(&self, index: usize) -> bool {
        self.0[index].level == Level::City && self.0[index].end == index + 1
    }
}

impl Division {
    /// How many bytes its name takes at the begin of a text, and whether that is more than the short form.
    pub(crate) fn at(&self, text: &str) -> Option<(usize, bool)> {
        if text.starts_with(self.name) {
            return Some((self.name.len(), true));
        }
        let rest = text.strip_prefix(&self.name[..self.short])?;
        let kind = KINDS.iter().find(|(long, _)| self.name.ends_with(long)).map(|(_, kind)| *kind);
        let region =
            ["省", "自治区"].into_iter().filter(|_| self.level == Level::Province && !self.name.ends_with('市'));
        let whole = kind.into_iter().chain(region).find(|kind| rest.starts_with(kind));
        whole.map_or(Some((self.short, self.short == self.name.len())), |kind| Some((self.short + kind.len(), true)))
    }
}

fn close(all: &mut [Division], above: &mut Vec<usize>) {
    let end = all.len();
    if let Some(index) = above.pop() {
        all[index].end = end;
    }
}

fn level(code: &str) -> Level {
    // Cities and counties directly under a province have no city above them.
    const DIRECT: [&str; 4] = ["4190", "4290", "4690", "6590"];
    if code.ends_with("0000") {
        Level::Province
    } else if code.ends_with("00") || DIRECT.iter().any(|direct| code.starts_with(direct)) {
        Level::City
    } else {
        Level::District
    }
}

/// Bytes of the short form: without the kind of division, and without the peoples of an autonomous one.
fn short(name: &str) -> usize {
    let bare = match KINDS.iter().find_map(|(kind, _)| name.strip_suffix(kind)) {
        Some(bare) => {
            let people = PEOPLES.iter().filter_map(|people| bare.find(people)).filter(|place| *place > 0).min();
            people.map_or(bare, |place| &bare[..place])
        }
        None if name.ends_with('盟') => name.trim_end_matches('盟'),
        None => {
            ENDS.iter().find_map(|end| name.strip_suffix(end).filter(|bare| bare.chars().count() > 1)).unwrap_or(name)
        }
    };
    if bare.chars().count() > 1 { bare.len() } else { name.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_a_tree() {
        let divisions = Divisions::load();
        let count = |level| divisions.0.iter().filter(|division| division.level == level).count();
        assert_eq!((count(Level::Province), count(Level::City)), (34, 369));
        assert!(count(Level::District) > 2800);
        assert!(divisions.0.windows(2).all(|pair| pair[0].code < pair[1].code), "codes rise");
        for (index, division) in divisions.0.iter().enumerate() {
            assert!(division.code.len() == 6 && division.code.bytes().all(|byte| byte.is_ascii_digit()));
            assert!(divisions.contains(division.parent, index), "{}", division.name);
            assert_eq!(divisions.of_code(division.code), Some(index));
        }
    }

    #[test]
    fn names_have_their_usual_short_forms() {
        for (name, expected) in [
            ("广西壮族自治区", "广西"),
            ("香港特别行政区", "香港"),
            ("内蒙古自治区", "内蒙古"),
            ("延边朝鲜族自治州", "延边"),
            ("红河哈尼族彝族自治州", "红河"),
            ("伊犁哈萨克自治州", "伊犁"),
            ("积石山保安族东乡族撒拉族自治县", "积石山"),
            ("鄂伦春自治旗", "鄂伦春"),
            ("阿拉善盟", "阿拉善"),
            ("喀什地区", "喀什"),
            ("浦东新区", "浦东"),
            ("神农架林区", "神农架"),
            ("忠县", "忠县"),
            ("杭州市", "杭州"),
        ] {
            assert_eq!(&name[..short(name)], expected);
        }
    }
}
