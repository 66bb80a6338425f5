//! An alert that breaks the contract as `deed` says.

#[path = "../../deeds.rs"]
mod deeds;

use aftersight_sdk::{
    Analysis, Batch, Column, Context, Error, Evidence, Finding, Handed, Input, Params, Report, Result, Sheet, Tables,
    Text, Values,
};

use deeds::{deeper, forever, hoard};

const ROLE: &str = "series";

/// Does what it was told.
#[derive(Debug)]
pub struct Evil {
    deed: String,
}

impl Analysis for Evil {
    fn plan(params: &Params, _: Tables<'_>) -> Result<Vec<Input>> {
        match params.text("deed")? {
            "loop-plan" => forever(),
            "plan-column" => Ok(vec![Input::new(ROLE, "series").columns(["no_such_column"])]),
            "plan-condition" => Ok(vec![Input::new(ROLE, "cases").filter("case_type = ")]),
            _ => Ok(vec![Input::new(ROLE, "series").columns(["value"])]),
        }
    }

    fn open(params: &Params, _: &Context) -> Result<Self> {
        let deed = params.text("deed")?;
        if deed == "loop-open" {
            forever();
        }
        Ok(Self { deed: deed.to_owned() })
    }

    fn finish(&self, handed: &Handed) -> Result<Report> {
        let rows: u64 = handed.batches(ROLE).iter().map(|batch| u64::from(batch.rows)).sum();
        let finding = || Finding { code: "will-not".to_owned(), ..Finding::default() };
        let evidence = |role: &str, row| vec![Evidence { role: role.to_owned(), row }];
        let bad = match self.deed.as_str() {
            "loop-finish" => forever(),
            "memory" => hoard(),
            "recursion" => finding().with("depth", deeper(1) as i64),
            "panic" => panic!("on purpose"),
            "refuse" => return Err(Error::new("will-not")),
            "many-findings" => return Ok(report((0..10_001).map(|_| finding()).collect())),
            "huge" => finding().with("why", "x".repeat(32 << 20)),
            "evidence-row" => Finding { evidence: evidence(ROLE, rows), ..finding() },
            "subject-row" => Finding::about("will-not", ROLE, u64::MAX),
            "evidence-role" => Finding { evidence: evidence("nobody", 0), ..finding() },
            "nan" => Finding { value: Some(f64::NAN), ..finding() },
            "sheet-rows" => return Ok(sheet(Values::Int64(vec![1, 2]))),
            "sheet-utf8" => return Ok(sheet(Values::Text(Text { offsets: vec![0, 1, 2, 3], bytes: vec![0xff; 3] }))),
            _ => return Ok(Report::default()),
        };
        Ok(report(vec![bad]))
    }
}

fn report(findings: Vec<Finding>) -> Report {
    Report { findings, ..Report::default() }
}

/// A sheet of three rows with this column.
fn sheet(values: Values) -> Report {
    let rows = Batch { rows: 3, columns: vec![Column::new("bad", values)] };
    Report { sheets: vec![Sheet { code: "will-not".to_owned(), rows }], ..Report::default() }
}

aftersight_sdk::export!(analysis Evil);
