use aftersight_contract::{Batch, Column};

use super::*;
use crate::account::{Quarantine, QuarantinedRow};
use crate::stage::Rows;

/// One chunk per inner list.
struct Cells(Vec<Vec<[&'static str; 3]>>);

const COLUMNS: [&str; 3] = ["case_id", "phone", "created_at"];

impl Rows for Cells {
    fn chunks(&self) -> usize {
        self.0.len()
    }

    fn read(&self, chunk: usize, _: usize) -> Result<Vec<Batch>, RunError> {
        let rows = &self.0[chunk];
        let column = |index: usize| {
            Column::text(COLUMNS[index], rows.iter().map(|row| Some(row[index]).filter(|it| !it.is_empty())))
        };
        Ok(vec![Batch { rows: rows.len() as u32, columns: (0..3).map(column).collect() }])
    }
}

fn sources() -> Vec<Source<'static>> {
    let rows = Cells(vec![
        vec![["4108888888888888889", "13800138000", "2025-01-03 09:05:37"], ["2", "13900139000", "13月"]],
        vec![["3", "", "?"], ["4", "13700137000", "2025-01-04"]],
    ]);
    vec![Source {
        name: "cases.csv".to_owned(),
        sha256: "ab12".to_owned(),
        salt: String::new(),
        table: "cases".to_owned(),
        columns: BTreeMap::new(),
        not_rows: 0,
        filter: None,
        timezone: None,
        received_at: None,
        profile: None,
        rows: Box::new(rows),
    }]
}

/// Rows 1 to 3 wait, masked.
fn waiting() -> Vec<Quarantine> {
    let row = |row, cells: [&str; 4]| QuarantinedRow {
        row,
        rule: "clean-timestamps".to_owned(),
        column: "created_at".to_owned(),
        code: "not-a-time".to_owned(),
        cells: cells.into_iter().map(|cell| Some(cell.to_owned()).filter(|it| !it.is_empty())).collect(),
    };
    vec![Quarantine {
        table: "cases".to_owned(),
        source: "cases.csv".to_owned(),
        sha256: "ab12".to_owned(),
        columns: COLUMNS.into_iter().chain(["made"]).map(str::to_owned).collect(),
        rows: vec![
            row(1, ["4108888888888888889", "138******00", "2025-01-03 09:05:37", "x"]),
            row(2, ["2", "139******00", "13月", "x"]),
            row(3, ["3", "", "?", "x"]),
        ],
    }]
}

/// A file as a spreadsheet gives it back: columns in another order, some left out.
fn file(rows: &[[&str; 6]]) -> Edited {
    let headers = ["_row", "created_at", "phone", "case_id", "_action", "made", "_source", "_table", "_sha256", ""];
    let row = |row: &[&str; 6]| {
        let cells = row.iter().copied().chain(["old name.csv", "cases", "AB12", ""]);
        cells.map(|cell| Some(cell.to_owned()).filter(|it| !it.is_empty())).collect()
    };
    Edited {
        name: "cases.csv".to_owned(),
        unicode: true,
        headers: headers.map(str::to_owned).to_vec(),
        rows: rows.iter().map(row).collect(),
    }
}

fn taken(rows: &[[&str; 6]]) -> Taken {
    take(&sources(), &waiting(), &[file(rows)], &Corrections::default()).unwrap()
}

fn error(file: Edited) -> Words {
    take(&sources(), &waiting(), &[file], &Corrections::default()).unwrap_err().0
}

#[test]
fn only_what_somebody_changed_gets_onto_the_original() {
    let taken = taken(&[
        ["1", "2025/1/3 9:05", "138******00", "'4108888888888888889", "", "x"],
        ["2", "2025/1/5 8:00", "139******00", "2", "", "x"],
        ["3", "?", "", "3", "删除", "x"],
    ]);
    assert_eq!((taken.corrected, taken.excluded, taken.refused), (1, 1, Vec::new()));
    let known = Corrections::parse(&taken.corrections.to_json()).unwrap();
    assert_eq!(known, taken.corrections);
    let sources = known.apply(sources()).unwrap();
    let rows = &sources[0].rows;
    let read = |chunk: usize, column: &str| {
        let batch = rows.read(chunk, 10).unwrap().remove(0);
        let column = batch.column(column).unwrap().clone();
        (0..2).map(|row| column.text_at(row).map(str::to_owned)).collect::<Vec<_>>()
    };
    let texts = |texts: [&str; 2]| texts.map(|text| Some(text.to_owned())).to_vec();
    assert_eq!(read(0, "created_at"), texts(["2025-01-03 09:05:37", "2025/1/5 8:00"]));
    assert_eq!(read(0, "phone"), texts(["13800138000", "13900139000"]));
    assert_eq!((rows.left_out(0), rows.left_out(1), rows.corrected()), (vec![], vec![0], 1));
    // A second time keeps what the first one did.
    let again =
        take(&sources, &waiting(), &[file(&[["1", "2025-01-06", "", "'4108888888888888889", "", "x"]])], &known);
    let again = again.unwrap().corrections;
    assert_eq!(again.0.len(), 3);
    assert_eq!(again.0.values().next().unwrap().cells["phone"], None, "an emptied cell is emptied");
}

#[test]
fn doubtful_lines_are_refused_alone() {
    let good = ["2", "2025/1/5", "139******00", "2", "", "x"];
    let cases: [([&str; 6], &str, &str); 7] = [
        (["1", "2025-01-03 09:05:37", "138******00", "4.10889E+18", "", "x"], "文本格式", "as text first"),
        (["1", "2025-01-03 09:05:37", "138******00", "4108888888888880000", "", "x"], "文本格式", "as text first"),
        (["1", "1/4/2025", "138******00", "4108888888888888889", "", "x"], "2025-01-03", "2025-01-03"),
        (["1", "2025-01-03 09:05:37", "136******00", "4108888888888888889", "", "x"], "写出完整", "Write the whole"),
        (["1", "2025-01-03 09:05:37", "138******00", "4108888888888888889", "?!", "x"], "exclude", "exclude"),
        (["1", "2025-01-03 09:05:37", "138******00", "4108888888888888889", "", "y"], "算出来的", "is computed"),
        (["4", "2025-01-05", "137******00", "4", "", "x"], "不在隔离区", "not in quarantine"),
    ];
    for (line, zh, en) in cases {
        let taken = taken(&[line, good]);
        assert_eq!((taken.corrected, taken.refused.len()), (1, 1), "{line:?}");
        let Words { zh: said, en: told } = &taken.refused[0].words;
        assert!(said.contains(zh) && said.contains("cases.csv 第 2 行"), "{said}");
        assert!(told.contains(en) && told.contains("cases.csv, line 2"), "{told}");
        assert_eq!(taken.refused[0].typed["case_id"], line[3]);
    }
}

#[test]
fn files_that_cannot_be_assigned_stop_the_replay() {
    let line = ["2", "2025-01-05", "139******00", "2", "", "x"];
    let other = ["2", "2025-01-06", "139******00", "2", "", "x"];
    let said = error(file(&[line, other]));
    assert!(said.zh.contains("改了两次") && said.en.contains("cases.csv:2, cases.csv:3"), "{said:?}");
    assert_eq!(taken(&[line, line]).corrected, 1, "the same said twice is said once");
    let mut edited = file(&[line]);
    edited.headers[1] = "create_at".to_owned();
    let said = error(edited);
    assert!(said.zh.contains("是否指“created_at”？") && said.en.contains("did you mean `created_at`?"), "{said:?}");
    let mut edited = file(&[line]);
    edited.headers[0] = "row".to_owned();
    assert!(error(edited).en.contains("the column _row is missing"));
    let mut edited = file(&[line]);
    edited.rows[0][0] = None;
    assert!(error(edited).zh.contains("第 2 行的 _row"));
    let mut edited = file(&[line]);
    edited.rows[0][8] = Some("ffff".to_owned());
    let said = error(edited);
    assert!(said.zh.contains("不在这次运行中") && said.en.contains("is not part of this run"), "{said:?}");
}
